"""Killed anywhere while filing in Jira or GitHub, whose search lags: fifty tickets, each once, each bound, each time."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import remotecrasher
from crashing import crashes
from remotecrasher import ITEMS, LAG, Remote, clock_at, look, opened, prepare

CRASHER = Path(remotecrasher.__file__)
KINDS = ("cloud", "datacenter", "github")
CREATE = {"cloud": "/issue/bulk$", "datacenter": "/issue/bulk$", "github": "/issues$"}
SETTLED = {"bound": ITEMS, "marked": True, "intents": 0, "named": ITEMS, "changes": 0, "holds": []}


def test_a_kill_at_any_boundary_never_files_twice_and_never_loses_an_item(tmp_path):
    # All boundaries at one of them, a sample at the others: GitHub has a request and several commits for every item.
    samples = (("cloud", "1", "2"), ("cloud", "2", "2"), ("datacenter", "1", "4"), ("github", "1", "17"))
    results = crashes(CRASHER, [(tmp_path / f"{kind}-{first}", kind, first, step) for kind, first, step in samples])
    killed = [result for result in results if result["killed"]]
    assert len(results) - len(killed) == len(samples)
    assert len(killed) > 50
    for result in results:
        told = f"killed at boundary {result['kill_at']}: {result}"
        assert result["exits"] == [0, 0, 0], told
        assert result["errors"] == [], told
        assert max(result["tickets"]) == ITEMS, told
        assert {name: result[name] for name in SETTLED} == SETTLED, told


@pytest.fixture(params=KINDS)
def remote(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "")
    remote = Remote(request.param)
    prepare(tmp_path / "here", request.param, remote)
    remote.kind, remote.folder = request.param, tmp_path / "here"
    yield remote
    remote.fake.stop()
    assert remote.fake.errors == []


def cycle_after(remote, seconds):
    """Let time pass and run a cycle as the daemon does; return how many tickets there are."""
    remote.fake.clock.advance(seconds)
    app = opened(remote.folder, clock_at(remote.fake.clock()))
    try:
        app.observe()
        work = app.cycle(patient=True)
        work.carry_out(work.look())
    finally:
        app.close()
    return len(remote.markers)


@pytest.mark.parametrize(
    "fault",
    [{"kind": "reset_after"}, {"kind": "timeout_after", "seconds": 0.1}, {"kind": "status_after", "status": 502}],
    ids=lambda fault: fault["kind"],
)
def test_a_lost_reply_is_waited_for_and_never_filed_again(remote, fault):
    lost = remote.fake.faults.add(fault["kind"], "POST", CREATE[remote.kind], times=1, **_but_kind(fault))
    first = cycle_after(remote, 0)
    assert lost.hits == 1
    assert first >= 1  # it was made, although nobody was told
    while_hidden = cycle_after(remote, LAG // 2)
    assert first <= while_hidden <= ITEMS
    cycle_after(remote, LAG)
    assert cycle_after(remote, timedelta(hours=2).total_seconds()) == ITEMS
    cycle_after(remote, 60)
    assert look(remote.folder, remote) == SETTLED


def _but_kind(fault):
    return {name: value for name, value in fault.items() if name != "kind"}


def test_two_processes_at_the_same_time_file_each_item_once(remote):
    root = CRASHER.parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    remote.fake.latency = 0.02
    if remote.kind == "github":
        few = (remote.folder / "docs" / "outage-0.md").read_text().splitlines(keepends=True)[:10]
        (remote.folder / "docs" / "outage-0.md").write_text("".join(few))
        (remote.folder / "docs" / "outage-1.md").unlink()
    command = [sys.executable, "-m", "connector", "--config", str(remote.folder / "connector.toml"), "apply"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    running = [subprocess.Popen(command, env=environment, cwd=root, **pipes) for _ in range(2)]
    said = [process.communicate()[0] for process in running]
    codes = sorted(process.returncode for process in running)
    assert codes[0] == 0, said
    wanted = 4 if remote.kind == "github" else ITEMS
    assert len(remote.markers) == len(set(remote.markers)) == wanted, said
    # The other one waited for its turn and found nothing to do, or said who is at work.
    assert codes[1] in (0, 4), said
