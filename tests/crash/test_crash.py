"""Killed at any write boundary and started again: exactly fifty tickets, each bound, each time."""

from pathlib import Path

from crashing import crashes

CRASHER = Path(__file__).with_name("crasher.py")


def test_a_kill_at_any_write_boundary_never_files_twice_and_never_loses_an_item(tmp_path):
    results = sorted(crash_everywhere(tmp_path), key=lambda result: result["kill_at"])
    survived = [result["kill_at"] for result in results if not result["killed"]]
    killed = [result["kill_at"] for result in results if result["killed"]]
    # Each ticket has three boundaries of its own: a torn write, before it has its name, and after.
    assert len(killed) > 3 * 50
    assert killed == list(range(1, len(killed) + 1))
    assert survived == [len(killed) + 1, len(killed) + 2]
    for result in results:
        told = f"killed at boundary {result['kill_at']}: {result}"
        assert result["restarted"], told
        assert (result["tickets"], result["bound"], result["items"]) == (50, 50, 50), told
        assert result["intents"] == 0, told
        assert result["named"] == 50, told
        assert (result["changes"], result["holds"]) == (0, []), told


def crash_everywhere(folder):
    """Try the odd boundaries in one process and the even ones in another."""
    return crashes(CRASHER, [(folder / str(first), str(first), "2") for first in (1, 2)])
