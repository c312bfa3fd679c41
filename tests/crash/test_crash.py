"""Killed at any write boundary and started again: exactly fifty tickets, each bound, each time."""

import json
import os
import subprocess
import sys
from pathlib import Path

CRASHER = Path(__file__).with_name("crasher.py")


def test_a_kill_at_any_write_boundary_never_files_twice_and_never_loses_an_item(tmp_path):
    done = subprocess.run(
        [sys.executable, str(CRASHER), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(CRASHER.parents[2])},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    results = [json.loads(line) for line in done.stdout.splitlines()]
    # Each ticket has three boundaries of its own: a torn write, before it has its name, and after.
    assert len(results) > 3 * 50
    assert [result["killed"] for result in results] == [True] * (len(results) - 1) + [False]
    for result in results:
        told = f"killed at boundary {result['kill_at']}: {result}"
        assert result["restarted"], told
        assert (result["tickets"], result["bound"], result["items"]) == (50, 50, 50), told
        assert result["intents"] == 0, told
        assert result["named"] == 50, told
        assert (result["changes"], result["holds"]) == (0, []), told
