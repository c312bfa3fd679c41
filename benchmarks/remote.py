"""What trackers behind a network cost: calls, time against what they bear, and memory, for Jira and for GitHub.

The trackers are the tests' fakes, 50 ms away, in a process of their own (`remotefakes.py`); calls are counted there. What is
measured runs in a fresh process for each part, through the same App, cycle and polls as the daemon.

- Filing 1,000 items in Jira: beside it, in the same run, 40 tickets by the jira package with its defaults, one call after the
  other, scaled to 1,000.
- Filing 1,000 items on GitHub: at the default pace, which takes two hours. What the connector would sleep is skipped, by its
  clock and that of the fake alike, so that the time is true but for the waiting; calls cost what they cost. The fake refuses
  what is above GitHub's own limits.
- A cycle with 10,000 tickets, ten to a document: polling, looking at the documents, planning, doing. First nothing has changed,
  then 100 tickets of 100 documents were closed by people, and the cycle brings that into the ledger and the documents.
- Polling 10,000 tickets from the start, and looking at each of them by its id, as happens once a day.

Exits 1 when a bar is missed.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cycle import make_documents, tell
from remotefakes import OWNERS, PROJECT, REPO, Fakes, hosting

LATENCY = 0.05
FILED, TICKETS, CHANGED = 1_000, 10_000, 100
ALONE = 40
"""Tickets that are filed by the jira package alone."""
ROUNDS = 3
DAY = 86_400.0
MEMORY_MB = 200
KINDS = ("jira", "github")
CONFIG = """
installation = "bench"
[ledger]
url = "sqlite:///ledger.db"
[people]
file = "people.toml"
[[sources]]
name = "docs"
kind = "directory"
path = "docs"
[[trackers]]
name = "ops"
kind = "{kind}"
url = "{url}"
{own}
"""


def make_installation(folder: Path, kind: str, place: dict[str, Any], items: int) -> None:
    """Write documents with so many items, a people file with their owners, and the configuration for one tracker."""
    make_documents(folder, items // 10)
    own = f'mail = "{place["mail"]}"\nproject = "{PROJECT}"' if kind == "jira" else f'repo = "{REPO}"'
    (folder / "connector.toml").write_text(CONFIG.format(kind=kind, url=place["url"], own=own), encoding="utf-8")
    people = [
        f'[people.person-{number}]\nname = "Person {number}"\nhandles = {{ {kind} = "{handle}" }}\n'
        for number, handle in enumerate(place["handles"])
    ]
    (folder / "people.toml").write_text("\n".join(people), encoding="utf-8")


def opened(folder: Path, token: str, **options: Any) -> Any:
    """Return the App of an installation."""
    from connector import log
    from connector.app import App
    from connector.settings.setup import load_setup

    os.environ["CONNECTOR_TRACKERS__OPS__TOKEN"] = token
    log.configure(level="error")
    return App(load_setup(folder / "connector.toml"), **options)


def sorted_calls(calls: Counter[str]) -> dict[str, int]:
    return dict(sorted(calls.items()))


# --- filing -----------------------------------------------------------------------------------------------------------


def file_jira(fakes: Fakes, folder: Path) -> dict[str, Any]:
    """File 1,000 items; and some by the jira package alone."""
    from jira import JIRA

    place = fakes("start", "jira", LATENCY)
    alone = JIRA(place["url"], basic_auth=(place["mail"], place["token"]))
    start = time.perf_counter()
    for number in range(ALONE):
        alone.create_issue(project=PROJECT, issuetype={"name": "Task"}, summary=f"Item {number}", description="Text")
    each = (time.perf_counter() - start) / ALONE

    make_installation(folder, "jira", place, FILED)
    app = opened(folder, place["token"])
    fakes("clear")
    start = time.perf_counter()
    cycle = app.cycle(patient=True)
    synced = cycle.carry_out(cycle.look())
    seconds = time.perf_counter() - start
    assert sum(bool(outcome.ticket_key) for outcome in synced.outcomes) == FILED
    assert fakes("count") == FILED + ALONE
    app.close()
    return {"seconds": seconds, "each": each, "calls": sorted_calls(fakes("calls"))}


class Skipping:
    """The real clock, but that what would be slept is skipped, here and at the fakes."""

    def __init__(self, fakes: Fakes) -> None:
        self._fakes = fakes
        self._skipped = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._skipped

    def sleep(self, seconds: float) -> None:
        self._skipped += timedelta(seconds=seconds)
        self._fakes("skip", seconds)


def file_github(fakes: Fakes, folder: Path) -> dict[str, Any]:
    """File 1,000 items at the pace that GitHub bears, skipping what is slept."""
    from connector.apply import Applier
    from connector.remote.http import Patience
    from connector.trackers import github

    place = fakes("start", "github", LATENCY)
    make_installation(folder, "github", place, FILED)
    clock = Skipping(fakes)
    app = opened(folder, place["token"], clock=clock)
    tracker = github.connect(
        app.setup.settings("trackers", app.setup.config.trackers[0]),
        name="ops",
        installation="bench",
        fieldmap=app.setup.maps["ops"],
        base_dir=folder,
        clock=clock,
        patience=Patience(sleep=clock.sleep, clock=clock),
    )
    app.__dict__["trackers"] = {"ops": tracker}
    least = tracker.estimate(FILED)
    started, start = clock(), time.perf_counter()
    plan = app.cycle().look().plan
    applier = Applier({"ops": tracker}, app.ledger, "bench", clock, sleep=clock.sleep)
    outcomes = applier.apply(plan)
    took = (clock() - started).total_seconds()
    assert sum(bool(outcome.ticket_key) for outcome in outcomes) == FILED
    assert fakes("count") == FILED
    app.close()
    figures = {"least": least, "took": took, "real": time.perf_counter() - start}
    return figures | {"calls": sorted_calls(fakes("calls")), "refused": fakes("refused")}


# --- 10,000 tickets ---------------------------------------------------------------------------------------------------


def prepare(fakes: Fakes, folder: Path, kind: str) -> dict[str, Any]:
    """File 10,000 tickets as of yesterday, without latency, and let the ledger know them."""
    place = fakes("start", kind, 0.0, -DAY)
    make_installation(folder, kind, place, TICKETS)
    app = opened(folder, place["token"])
    cycle = app.cycle(patient=True)
    outlook = cycle.look()
    if kind == "github":
        # Ten thousand creates would take most of a day there: the issues are put in their place, and found by their marker.
        tracker = app.trackers["ops"]
        fakes("fill", [tracker.creating.request(change.draft("bench")) for change in outlook.plan.changes])
        cycle.adopt_all()
        outlook = cycle.look()
    cycle.carry_out(outlook)
    fakes("skip", DAY)
    app.observe()
    assert len(app.ledger.bound_ids("ops")) == fakes("count") == TICKETS
    app.close()
    return place


def one_cycle(app: Any, fakes: Fakes) -> tuple[dict[str, Any], Any]:
    """Poll, look, plan and do, and return what that cost, with what was seen."""
    fakes("clear")
    start = time.perf_counter()
    seen = app.observe()
    polled = fakes("calls")
    cycle = app.cycle(patient=True)
    synced = cycle.carry_out(cycle.look())
    assert not synced.outcomes
    seconds = time.perf_counter() - start
    every = fakes("calls")
    counts = {"polled": polled.total(), "planned": every.total() - polled.total(), "seconds": seconds}
    return counts | {"calls": sorted_calls(every)}, seen


def cycles(fakes: Fakes, folder: Path, token: str) -> dict[str, Any]:
    """Run cycles in which nothing changed, then one in which 100 tickets did."""
    fakes("latency", LATENCY)
    app = opened(folder, token)
    settled, _ = one_cycle(app, fakes)
    assert settled["planned"] == 0, f"{settled['calls']}: what was prepared is not settled"
    unchanged = max((one_cycle(app, fakes)[0] for _ in range(ROUNDS)), key=lambda cost: cost["polled"])
    fakes("edit", CHANGED)
    changed, seen = one_cycle(app, fakes)
    assert len({event.key for event in seen.events}) == CHANGED, f"{len(seen.events)} events"
    app.close()
    return {"unchanged": unchanged, "changed": changed}


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def memory(fakes: Fakes, folder: Path, token: str) -> dict[str, Any]:
    """Poll all tickets from the start; then also look at each by its id."""
    fakes("latency", LATENCY)
    app = opened(folder, token)
    app.ledger.observe((), (), cursor=("poll:ops", ""))
    assert len(app.ledger.bound_ids("ops")) == TICKETS
    fakes("clear")
    start = time.perf_counter()
    assert not app.observe().holds
    figures = {"seconds": time.perf_counter() - start, "polled": fakes("calls").total(), "peak": peak_mb()}
    app.ledger.ran("full:ops", at=datetime.now(UTC) - timedelta(days=2))
    fakes("clear")
    assert not app.observe().holds
    app.close()
    return figures | {"looked": fakes("calls").total(), "full": peak_mb()}


# --- running and telling ----------------------------------------------------------------------------------------------


def in_own_process(part: str, socket: Path, folder: Path, *arguments: str) -> dict[str, Any]:
    command = (sys.executable, __file__, part, str(socket), str(folder), *arguments)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(part: str, socket: str, folder: str, *arguments: str) -> dict[str, Any]:
    """Run one part in this process."""
    parts = {"jira": file_jira, "github": file_github, "prepare": prepare, "cycles": cycles, "memory": memory}
    fakes = Fakes(Path(socket))
    try:
        return parts[part](fakes, Path(folder), *arguments)
    finally:
        fakes.close()


def tell_jira(got: dict[str, Any]) -> list[bool]:
    bulk = got["calls"].get("POST /rest/api/2/issue/bulk", 0)
    others = sum(got["calls"].values()) - bulk
    faster = got["each"] * FILED / got["seconds"]
    print(
        f"Jira, {FILED:,} new items: {got['seconds']:.1f} s; by the jira package {got['each'] * 1000:.0f} ms a ticket"
    )
    print(f"  {got['calls']}")
    return [
        tell("Jira, calls to file 1,000", f"{bulk} bulk + {others}", "<= 20 bulk + 6", met=bulk <= 20 and others <= 6),
        tell("Jira, beside create_issue", f"{faster:.0f} x faster", ">= 15 x", met=faster >= 15),
    ]


def tell_github(got: dict[str, Any]) -> list[bool]:
    posts = got["calls"].get(f"POST /repos/{REPO}/issues", 0)
    owners = got["calls"].get(f"GET /repos/{REPO}/assignees/{{}}", 0)
    others = sum(got["calls"].values()) - posts - owners
    ratio = got["took"] / got["least"]
    print(
        f"GitHub, {FILED:,} new items: {got['took']:,.0f} s, skipping what is slept ({got['real']:.0f} s without); "
        f"the limiter's least is {got['least']:,.0f} s"
    )
    print(f"  {got['calls']}")
    bar = f"<= 1000 POSTs, {OWNERS} owners, 6; none refused"
    met = posts <= FILED and owners <= OWNERS and others <= 6 and not got["refused"]
    figure = f"{posts} POSTs, {owners} owners, {others}; {got['refused']} refused"
    return [
        tell("GitHub, calls to file 1,000", figure, bar, met=met),
        tell("GitHub, time to file 1,000", f"{ratio:.3f} of the least", "1 to 1.1", met=1 <= ratio <= 1.1),
    ]


def tell_cycles(kind: str, got: dict[str, Any]) -> list[bool]:
    met = []
    for name, bar in (("unchanged", 3), ("changed", 4)):
        cost = got[name]
        every = cost["polled"] + cost["planned"]
        print(f"{kind}, {TICKETS:,} tickets, {name}: {cost['seconds'] * 1000:.0f} ms, {cost['calls']}")
        figure = f"{every} ({cost['polled']} poll, {cost['planned']} plan)"
        met.append(tell(f"{kind}, calls of a cycle, {name}", figure, f"<= {bar}", met=every <= bar))
    return met


def tell_memory(kind: str, got: dict[str, Any]) -> list[bool]:
    print(f"{kind}: {got['polled']} calls to poll {TICKETS:,} tickets, {got['seconds']:.1f} s")
    print(f"{kind}: {got['looked']} calls to poll and look at each: {got['full']:.0f} MB")
    figure = f"{got['peak']:.0f} MB"
    return [tell(f"{kind}, memory of a poll", figure, f"<= {MEMORY_MB} MB", met=got["peak"] <= MEMORY_MB)]


def main() -> int:
    if len(sys.argv) > 1:
        print(json.dumps(measure(*sys.argv[1:])))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="connector-bench-"))
    socket = folder / "fakes"
    met: list[bool] = []
    try:
        with hosting(socket):
            met += tell_jira(in_own_process("jira", socket, folder / "file-jira"))
            met += tell_github(in_own_process("github", socket, folder / "file-github"))
            for kind in KINDS:
                place = in_own_process("prepare", socket, folder / kind, kind)
                met += tell_cycles(kind, in_own_process("cycles", socket, folder / kind, place["token"]))
                met += tell_memory(kind, in_own_process("memory", socket, folder / kind, place["token"]))
    finally:
        shutil.rmtree(folder)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
