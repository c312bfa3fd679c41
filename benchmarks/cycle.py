"""What a cycle costs in which nothing changed, how that grows, and how much memory it all takes.

For 1,000 documents with 10,000 items and for 10,000 with 100,000, each in a process of its own: the documents are made, filed
in a first cycle, and then cycles run in which nothing changed. One such cycle polls the tracker, looks at the sources, plans
and finds nothing to do. Its baseline, measured in turns with it: listing all files of the installation (documents and tickets)
and reading their stats, plus loading the bindings; the bar allows twice the former. Exits 1 when a bar is missed.
"""

import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7
ITEMS = 10
SIZES = (1_000, 10_000)
MEMORY_MB = 600
CONFIG = """
installation = "bench"
[ledger]
url = "sqlite:///ledger.db"
[[sources]]
name = "docs"
kind = "directory"
path = "docs"
[[trackers]]
name = "ops"
kind = "local"
path = "tickets"
[pages]
kind = "directory"
path = "report"
"""
VERBS = ("Alert on", "Add validation for", "Write a runbook for", "Rehearse the failover of", "Limit the memory of")


def make_documents(folder: Path, count: int) -> None:
    """Write post-mortems of ten items each, a hundred to a folder."""
    (folder / "tickets").mkdir(parents=True)
    for number in range(count):
        place = folder / "docs" / f"{number // 100:03}"
        place.mkdir(parents=True, exist_ok=True)
        rows = "".join(
            f"| {row + 1} | {VERBS[row % 5]} service {number}-{row} when latency exceeds {row + 2} s | Person {number % 50} | "
            f"2026-12-{row + 1:02} | Open |\n"
            for row in range(ITEMS)
        )
        (place / f"outage-{number:05}.md").write_text(
            f"# Outage {number}\n\nIncident ID: EX-{number}\nDate of Incident: 2026-11-02\nSeverity: High\n\n"
            "## Summary\n\nA release lowered a limit, and requests failed until it was taken back.\n\n"
            "## Root Causes\n\n1. The limit has no unit.\n\n## Action Items\n\n"
            f"| # | Action | Owner | Due Date | Status |\n|---|---|---|---|---|\n{rows}",
            encoding="utf-8",
        )
    (folder / "connector.toml").write_text(CONFIG, encoding="utf-8")


def list_and_stat(folder: Path) -> int:
    """List every document and ticket and read its stat, as cheaply as Python can."""
    count = 0
    places = [folder / "docs", folder / "tickets"]
    while places:
        with os.scandir(places.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    places.append(Path(entry.path))
                else:
                    entry.stat(follow_symlinks=False)
                    count += 1
    return count


def timed(work) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(folder: Path, documents: int) -> dict[str, float]:
    """Measure one size; the figures are seconds, and megabytes for memory."""
    from connector import log
    from connector.app import App
    from connector.settings.setup import load_setup

    log.configure(level="error")
    make_documents(folder, documents)
    said: list[object] = []
    app = App(load_setup(folder / "connector.toml"), progress=lambda *told: said.append(told[0]))
    cycle = app.cycle()
    first = timed(lambda: cycle.carry_out(cycle.look()))
    assert len(app.ledger.bound_ids("ops")) == documents * ITEMS
    assert "filing" in said, "a first cycle of this size shows progress"

    def unchanged() -> None:
        app.observe()
        again = app.cycle()
        synced = again.carry_out(again.look())
        assert not synced.outcomes
        assert not synced.outlook.collected.read

    unchanged()  # the first look after filing reads every ticket once
    rounds = [
        (timed(unchanged), timed(lambda: list_and_stat(folder)), timed(lambda: list(app.ledger.bindings())))
        for _ in range(ROUNDS)
    ]
    app.close()
    fastest = [min(side) for side in zip(*rounds, strict=True)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return dict(zip(("unchanged", "list", "load", "first", "peak"), (*fastest, first, peak), strict=True))


def in_own_process(documents: int) -> dict[str, float]:
    folder = Path(tempfile.mkdtemp(prefix="connector-bench-"))
    try:
        command = (sys.executable, __file__, str(folder), str(documents))
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])
    finally:
        shutil.rmtree(folder)


def tell(name: str, figure: str, bar: str, *, met: bool) -> bool:
    print(f"{name}: {figure} (bar {bar}): {'ok' if met else 'missed'}")
    return met


def main() -> int:
    if len(sys.argv) == 3:
        print(json.dumps(measure(Path(sys.argv[1]) / "installation", int(sys.argv[2]))))
        return 0
    small, large = (in_own_process(size) for size in SIZES)
    for size, got in zip(SIZES, (small, large), strict=True):
        print(
            f"{size:,} documents, {size * ITEMS:,} items: first cycle {got['first']:.1f} s, unchanged {got['unchanged'] * 1000:.0f} ms; "
            f"listing and stats {got['list'] * 1000:.0f} ms, loading bindings {got['load'] * 1000:.0f} ms; peak {got['peak']:.0f} MB"
        )
    allowed = 2 * large["list"] + large["load"]
    growth = large["unchanged"] / small["unchanged"]
    first_growth = large["first"] / small["first"]
    met = [
        tell(
            "unchanged cycle",
            f"{large['unchanged'] / allowed:.2f} of (2 x listing + load)",
            "<= 1",
            met=large["unchanged"] <= allowed,
        ),
        tell("growth, unchanged cycle", f"ratio {growth:.1f}", "<= 12", met=growth <= 12),
        tell("growth, first cycle", f"ratio {first_growth:.1f}", "<= 12", met=first_growth <= 12),
        tell("peak memory", f"{large['peak']:.0f} MB", f"<= {MEMORY_MB} MB", met=large["peak"] <= MEMORY_MB),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
