"""Figures of a report, each with where the tickets behind it are: searches on the sites of trackers, else rows of the page or of a file.

A search leads to exactly the tickets that were counted or to none at all: one that finds others would belie the figure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connector.core.figures import AGES, WeekFigures
from connector.core.model import TicketId, TrackedItem
from connector.core.reported import NOBODY, Overdue, Report
from connector.rendering.columns import Column, Figure, Searched, age_name, priority_name

OLDEST = len(AGES) - 1

Search = Callable[[str, Sequence[TicketId]], str | None]
"""The address on a tracker's site that shows these of its tickets; None where there is none."""


def no_search(tracker: str, tickets: Sequence[TicketId]) -> None:
    """Tell that no tracker has a site that shows tickets together."""
    del tracker, tickets


@dataclass(frozen=True, slots=True)
class Card:
    """One of the figures at the top of a page, with its words and more of less weight `beside`, figures or words."""

    title: str
    figure: Figure
    words: str
    beside: tuple[Figure | str, ...] = ()
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What makes figures of one page; `file` is the one beside it that lists every ticket."""

    search: Search
    file: str = ""

    def of(self, entries: Iterable[Any], of: str = "", *, rows: str = "") -> Figure:
        """Return the figure of these entries of a report, each of which is an item or has one."""
        items = [each if isinstance(each, TrackedItem) else each.item for each in entries]
        return Figure(
            len(items), of, self._searches(items), rows if items else "", self.file if items and not rows else ""
        )

    def searched(self, items: Sequence[TrackedItem], of: str) -> Figure:
        """Return the figure of items that neither the page nor a file lists."""
        return Figure(len(items), of, self._searches(items))

    def _searches(self, items: Sequence[TrackedItem]) -> tuple[Searched, ...]:
        """Return one search for each tracker; none at all where one lacks it, or an item has no ticket that is there."""
        by_tracker: dict[str, list[TicketId]] = defaultdict(list)
        for item in items:
            if item.ticket is None or item.gone:
                return ()
            by_tracker[item.ticket.tracker].append(item.ticket.id)
        found = [Searched(name, url) for name, ids in sorted(by_tracker.items()) if (url := self.search(name, ids))]
        return tuple(found) if len(found) == len(by_tracker) else ()


def oldest_of(report: Report) -> list[Overdue]:
    """Return what is overdue for longest, by its age."""
    return [each for each in report.overdue if each.age == OLDEST]


def counts_of(report: Report, figures: Figures) -> dict[str, Figure]:
    """Return the figures of the lists of a report, by the parts of the page that hold them."""
    on_time = [each for each in report.closed if each.closing.on_time]
    late = [each for each in report.closed if each.closing.on_time is False]
    return {
        "on_time": figures.of(on_time, "on time", rows="done"),
        "late": figures.of(late, "late", rows="done"),
        "done": figures.of(report.closed, "done", rows="done"),
        "wont_do": figures.of(report.wont_do, "won't do", rows="wont-do"),
        "reopened": figures.of(report.reopened, "reopened", rows="reopened"),
        "opened": figures.of(report.opened, "opened", rows="opened"),
        "open": figures.of(report.unfinished, "open at the end"),
        "overdue": figures.of(report.overdue, "overdue", rows="overdue"),
        "moved": figures.of(report.slips, "due dates moved", rows="moved"),
        "top": figures.of(report.at_top, "at the top rung", rows="top"),
        "old": figures.of(oldest_of(report), age_name(OLDEST), rows="overdue"),
        "often": figures.of(report.moved_often, "due dates moved more than once", rows="often"),
        "undated": figures.of(report.undated, "without a due date", rows="undated"),
        "put_off": figures.of(report.snoozed, "put off", rows="put-off"),
        "critical": figures.of(
            (item for each in report.still_open for item in each.items), "keep a post-mortem open", rows="blocked"
        ),
        # Of post-mortems there is no search in a tracker of tickets.
        "blocked": Figure(len(report.still_open), "may not close", rows="blocked" if report.still_open else ""),
    }


def cards_of(report: Report, figures: Figures) -> list[Card]:
    """Return the figures at the top of a page."""
    counts = counts_of(report, figures)
    rare = tuple(each for each in (counts["wont_do"], counts["reopened"]) if each.count)
    moved = "due date moved" if counts["moved"].count == 1 else "due dates moved"
    change = (_change(report.figures, report.before),) if report.before else ()
    return [
        Card("Opened", counts["opened"], "opened"),
        Card("Done", counts["done"], "done", rare),
        Card("Open at the end", counts["open"], "open at the end"),
        Card("Overdue", counts["overdue"], "overdue", change, bad=bool(counts["overdue"].count)),
        Card("Due dates moved", counts["moved"], moved),
        Card("May not close", counts["blocked"], "may not close", bad=bool(counts["blocked"].count)),
    ]


def _change(now: WeekFigures, before: WeekFigures) -> str:
    """Return in words how what is overdue changed in a week."""
    more = now.overdue_total - before.overdue_total
    if not more:
        return "as many as a week before"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} than a week before"


def figure_columns(report: Report, figures: Figures) -> Mapping[str, Column]:
    """Return the columns whose counts lead to the tickets behind them."""
    by_age: dict[int, list[Overdue]] = defaultdict(list)
    by_owner: dict[str, list[Overdue]] = defaultdict(list)
    for each in report.overdue:
        by_age[each.age].append(each)
        by_owner[each.item.owner or NOBODY].append(each)
    return {
        "closed_of": Column(
            "Done",
            "number",
            lambda entry: figures.searched(entry.items, f"done, priority {priority_name(entry.priority)}"),
        ),
        "open_of": Column("Open", "number", lambda entry: figures.of(entry.items, f"open, of {entry.owner}")),
        "overdue_of": Column(
            "Overdue",
            "number",
            lambda entry: figures.of(by_owner.get(entry.owner, ()), f"overdue, of {entry.owner}", rows="overdue"),
        ),
        "age_count": Column(
            "Actions", "number", lambda entry: figures.of(by_age[entry[0]], age_name(entry[0]), rows="overdue")
        ),
        "count": Column(
            "Actions", "number", lambda entry: figures.of(by_owner[entry.owner], f"of {entry.owner}", rows="overdue")
        ),
    }
