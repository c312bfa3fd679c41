"""What the report of a week costs over a long past: 100,000 items and the events of 52 weeks.

The ledger is filled in a process of its own. Another one reads all events once, which is the baseline, and makes the report of the
last week from the same ledger, in turns. Exits 1 when a bar is missed.
"""

import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connector.core.model import (
    ActionItem,
    Binding,
    DocumentId,
    Fingerprint,
    ItemKey,
    PostMortem,
    StatusEvent,
    TicketId,
    TicketRef,
)
from connector.core.report import summarize
from connector.core.weeks import IsoWeek
from connector.ledger import open_ledger
from connector.ports import DocumentRecord, ItemRecord

DOCUMENTS, EACH, WEEKS = 10_000, 10, 52
ROUNDS = 5
RATIO, MEMORY_MB = 5.0, 400
START = datetime(2025, 12, 1, 9, tzinfo=UTC)
NOW = START + timedelta(weeks=WEEKS)
CHUNK = 500
LIVES: tuple[tuple[tuple[int, str], ...], ...] = (
    *(((0, "open"), (4, "in_progress"), (10, "done")),) * 4,
    *(((0, "open"), (40, "done")),) * 2,
    ((0, "open"), (9, "wont_do")),
    ((0, "open"), (8, "done"), (15, "open"), (30, "done")),
    *(((0, "open"), (20, "in_progress")),) * 2,
)
"""After how many days what becomes of each of ten items."""


def documents() -> Iterator[tuple[DocumentRecord, list[Binding], list[StatusEvent]]]:
    """Yield post-mortems of a year, their tickets, and what became of these by now."""
    for number in range(DOCUMENTS):
        document = DocumentId(f"docs:{number:05}.md")
        at = START + timedelta(hours=number * WEEKS * 7 * 24 // DOCUMENTS)
        items, bindings, events = [], [], []
        for row, life in enumerate(LIVES):
            key, due, owner = (
                ItemKey(f"{number:08x}-{row:08x}"),
                (at + timedelta(days=14 + row)).date(),
                f"p{number % 50}",
            )
            action = f"Alert on service {number}-{row} when latency exceeds {row + 2} s"
            steps = [(at + timedelta(days=days), status) for days, status in life if at + timedelta(days=days) < NOW]
            olds = [None, *(status for _, status in steps)]
            events += [
                StatusEvent(key, when, "status", old, new) for (when, new), old in zip(steps, olds, strict=False)
            ]
            items.append(ItemRecord(key, row, row + 9, action, owner, due, None, None, "filed"))
            fields = {"title": action, "owner": owner, "due": due, "status": steps[-1][1]}
            ref, name = TicketRef("ops", TicketId(f"{number}-{row}")), f"OPS-{number * EACH + row}"
            url = f"https://tickets.example.com/{name}"
            bindings.append(Binding(key, document, Fingerprint("f"), action, row, ref, name, url, fields, fields, at))
        said = PostMortem(title=f"Outage {number}", incident=f"EX-{number}", items=(ActionItem("Alert", 1),))
        yield (
            DocumentRecord(document, "docs", f"https://docs.example.com/{number}", "r", said, tuple(items), ()),
            bindings,
            events,
        )


def fill(url: str) -> None:
    """Store them; events in the order in which they happened, as polls see them."""
    ledger = open_ledger(url)
    told: list[StatusEvent] = []
    records: list[DocumentRecord] = []
    for record, bindings, events in documents():
        ledger.bind(bindings)
        told += events
        records.append(record)
    ledger.record_documents(records, at=START)
    ledger.observe((), sorted(told, key=lambda event: event.at), cursor=None)
    ledger.close()


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(url: str) -> dict[str, Any]:
    """Return the seconds of a scan and of a report, and the peak of memory in MB."""
    ledger = open_ledger(url)

    def scan() -> int:
        return sum(1 for _ in ledger.events())

    def report() -> None:
        made = summarize(
            IsoWeek.of(NOW.date() - timedelta(days=7)),
            items=ledger.tracked(),
            events=ledger.events(),
            notices=ledger.sent(),
            documents=ledger.documents(),
            holds=(),
            zone=ZoneInfo("Europe/Berlin"),
            now=NOW,
        )
        assert made.overdue
        assert made.closed

    scan()
    pairs = [(timed(scan), timed(report)) for _ in range(ROUNDS)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "scan": min(one for one, _ in pairs),
        "report": min(two for _, two in pairs),
        "events": scan(),
        "peak": peak,
    }


def apart(step: str, url: str) -> str:
    """Do a step in a process of its own."""
    done = subprocess.run([sys.executable, __file__, step, url], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'ledger.db'}"
        apart("fill", url)
        found = json.loads(apart("measure", url))
    ratio, peak = found["report"] / found["scan"], found["peak"]
    print(
        f"{DOCUMENTS * EACH:,} items, {found['events']:,} events: scan {found['scan']:.2f} s, report {found['report']:.2f} s"
    )
    for name, figure, bar, good in (
        ("report", f"{ratio:.1f} of a scan of the events", f"<= {RATIO:.0f}", ratio <= RATIO),
        ("report, memory", f"{peak:.0f} MB", f"<= {MEMORY_MB} MB", peak <= MEMORY_MB),
    ):
        print(f"{name}: {figure} (bar {bar}): {'ok' if good else 'missed'}")
    return 0 if ratio <= RATIO and peak <= MEMORY_MB else 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", place]:
            fill(place)
        case ["measure", place]:
            print(json.dumps(measure(place)))
        case _:
            sys.exit(main())
