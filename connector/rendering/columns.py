"""The columns that tables of reports are made of: a name, a title, and what each entry says there.

A cell is words, or one of the values below; how each looks is a format's business (`templates/formats/`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from connector.core.figures import AGES, WeekFigures
from connector.core.model import TrackedItem
from connector.core.nextrungs import Ahead, AtTop, Next, Resting, Untold
from connector.core.owners import OpenOf
from connector.core.reported import Closed, Escalated, Held, Report, Slip
from connector.core.trends import OPEN_AGES, TrendWeek

NO_VALUE = "–"  # noqa: RUF001 - the dash of an empty cell


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere, where that is known; `beside` is said behind them. `whole`: they are not broken over lines."""

    words: str
    url: str | None = None
    beside: str = ""
    whole: bool = False
    kind: str = "link"


@dataclass(frozen=True, slots=True)
class Tag:
    """A verdict in a word or two. `tone` is good, bad or plain."""

    words: str
    tone: str = "plain"
    kind: str = "tag"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or that there is none."""

    day: date | None
    kind: str = "day"


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there, in words: "no owner"."""

    words: str
    kind: str = "missing"


@dataclass(frozen=True, slots=True)
class Beside:
    """Words, and others of less weight behind them."""

    words: str
    beside: str
    kind: str = "beside"


@dataclass(frozen=True, slots=True)
class Step:
    """What comes, the day of it, and of less weight to whom."""

    words: str
    day: date
    beside: str
    kind: str = "step"


@dataclass(frozen=True, slots=True)
class Searched:
    """A search in a tracker of this name."""

    tracker: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, and what it is of. `rows` is the part of the page that lists the tickets, `file` a file beside it that does."""

    count: int
    of: str = ""
    searches: tuple[Searched, ...] = ()
    rows: str = ""
    file: str = ""
    kind: str = "figure"


Cell = Link | Tag | Day | Missing | Beside | Step | Figure | str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what it holds (`text`, `wide`, `name`, `number` or `head`), and the cell of an entry."""

    title: str
    holds: str
    cell: Callable[[Any], Cell]


def plural(count: int, one: str, several: str = "") -> str:
    """Return a count and its noun."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def verdict(figures: WeekFigures, target: Fraction) -> Tag:
    """Return whether a week met the target."""
    met = figures.meets(target)
    return Tag("no due dates") if met is None else Tag("met", "good") if met else Tag("missed", "bad")


def _item(entry: Any) -> TrackedItem:
    item: TrackedItem = entry if isinstance(entry, TrackedItem) else entry.item
    return item


def _ticket(entry: Any) -> Cell:
    item = _item(entry)
    return Link(item.ticket_key, item.ticket_url, whole=True) if item.ticket_key else Missing("not filed")


def _owner(entry: Any) -> Cell:
    owner = _item(entry).owner
    return owner or Missing("no owner")


def _source(entry: Any) -> Cell:
    item = _item(entry)
    return Link(item.document_title or item.document, item.document_url, item.incident or "")


def _on_time(entry: Closed) -> Cell:
    closing = entry.closing
    if closing.on_time is None:
        return Tag("no due date")
    if closing.on_time:
        return Tag("on time", "good")
    return Tag(f"{plural((closing.day - closing.due).days, 'day')} late" if closing.due else "late", "bad")


def _later_by(slip: Slip) -> Cell:
    return "taken away" if slip.days is None else plural(slip.days, "day")


def _step(entry: Escalated) -> Cell:
    return Beside(entry.rungs[-1], f"with {', '.join(entry.rungs[:-1])}" if entry.rungs[:-1] else "")


def _where(entry: Held) -> Cell:
    return Link(entry.title, entry.url)


def _on_time_of(week: WeekFigures) -> Cell:
    return f"{week.on_time} of {week.dated}" if week.dated else NO_VALUE


def age_name(index: int) -> str:
    """Return what an age of overdue actions is called."""
    first, last = AGES[index]
    return f"{first} to {last} days" if last else f"more than {first - 1} days"


def open_age_name(index: int) -> str:
    """Return what an age of open actions is called."""
    first, last = OPEN_AGES[index]
    return f"{first}-{last} days" if last else f"over {first - 1}"


def priority_name(priority: str | None) -> str:
    """Return what a priority is called, or that there is none."""
    return priority or "none"


def _open_aged(index: int) -> Callable[[TrendWeek], Cell]:
    return lambda week: str(week.ages[index])


def _aged(index: int) -> Callable[[WeekFigures], Cell]:
    return lambda week: str(week.overdue[index])


COLUMNS: Mapping[str, Column] = {
    "action": Column("Action", "wide", lambda entry: _item(entry).action),
    "ticket": Column("Ticket", "text", _ticket),
    "owner": Column("Owner", "name", _owner),
    "due": Column("Due", "text", lambda entry: Day(_item(entry).due)),
    "source": Column("Post-mortem", "text", _source),
    "overdue": Column("Overdue", "number", lambda entry: plural(entry.days, "day")),
    "due_then": Column("Due", "text", lambda entry: Day(entry.closing.due)),
    "done": Column("Done", "text", lambda entry: Day(entry.closing.day)),
    "on_time": Column("On time", "text", _on_time),
    "reopened_on": Column("Reopened", "text", lambda entry: Day(entry.on)),
    "moved_on": Column("Moved", "text", lambda entry: Day(entry.on)),
    "moved_from": Column("From", "text", lambda entry: Day(entry.first)),
    "moved_to": Column("To", "text", lambda entry: Day(entry.last)),
    "later_by": Column("Later by", "number", _later_by),
    "times": Column("Times", "number", lambda entry: str(entry.moves)),
    "told_on": Column("Day", "text", lambda entry: Day(entry.day)),
    "told": Column("To", "text", lambda entry: Beside(entry.recipient, entry.note)),
    "step": Column("Step", "text", _step),
    "told_action": Column("Action", "wide", lambda entry: entry.item.action if entry.item else entry.key),
    "told_ticket": Column("Ticket", "text", lambda entry: _ticket(entry) if entry.item else ""),
    "put_off_on": Column("Put off", "text", lambda entry: Day(entry.since)),
    "put_off": Column("Times", "number", lambda entry: str(entry.times)),
    "reason": Column("Why", "wide", lambda entry: entry.reason),
    "where": Column("Where", "text", _where),
    "leads": Column("Led by", "name", lambda entry: entry.facilitator or Missing("nobody")),
    "waits_since": Column("Since", "text", lambda entry: Day(entry.since)),
    "line": Column("Line", "number", lambda entry: str(entry.hold.line or NO_VALUE)),
    "what": Column("What", "wide", lambda entry: entry.hold.subject or NO_VALUE),
    "why": Column("Why", "wide", lambda entry: entry.hold.reason),
    "who": Column("Owner", "name", lambda entry: entry.owner),
    "left_on": Column("Left", "text", lambda entry: Day(entry.left)),
    "soonest": Column("Next rung", "text", lambda entry: next_cell(entry.soonest)),
    "week": Column("Week", "head", lambda entry: str(entry.week)),
    "opened": Column("Opened", "number", lambda entry: str(entry.opened)),
    "finished": Column("Done", "number", lambda entry: str(entry.closed)),
    "on_time_of": Column("On time", "number", _on_time_of),
    "open_then": Column("Open", "number", lambda entry: str(entry.open)),
    "overdue_then": Column("Overdue", "number", lambda entry: str(entry.overdue_total)),
    **{f"age_{at + 1}": Column(age_name(at), "number", _aged(at)) for at in range(len(AGES))},
    **{f"open_age_{at + 1}": Column(open_age_name(at), "number", _open_aged(at)) for at in range(len(OPEN_AGES))},
    "flow_open": Column("Open", "number", lambda entry: str(entry.open)),
    "flow_progress": Column("In progress", "number", lambda entry: str(entry.in_progress)),
    "flow_done": Column("Done since", "number", lambda entry: str(entry.done)),
    "flow_wont_do": Column("Won't do since", "number", lambda entry: str(entry.wont_do)),
    "priority": Column("Priority", "head", lambda entry: priority_name(entry.priority)),
    "median": Column("Median", "number", lambda entry: plural(entry.median, "day")),
    "most": Column("Nine of ten within", "number", lambda entry: plural(entry.most, "day")),
    "until": Column("Until", "text", lambda entry: Day(entry.until)),
    "age": Column("Overdue for", "text", lambda entry: age_name(entry[0])),
    "age_count": Column("Actions", "number", lambda entry: str(entry[1])),
    "count": Column("Actions", "number", lambda entry: str(entry.count)),
    "oldest": Column("Oldest", "number", lambda entry: plural(entry.oldest, "day")),
}


def columns_of(report: Report) -> Mapping[str, Column]:
    """Return the columns that say what only the whole report knows of an entry."""
    zone = ZoneInfo(report.zone)

    def day(at: datetime | None) -> Day:
        return Day(at.astimezone(zone).date() if at else None)

    def ahead(entry: Any) -> Cell:
        return next_cell(report.next.get(entry.key if isinstance(entry, Escalated) else _item(entry).key))

    return {
        "open_since": Column("Oldest filed", "text", lambda entry: day(min(_filings(entry), default=None))),
        "filed": Column("Filed", "text", lambda entry: day(_item(entry).opened_at)),
        "ended": Column("Decided", "text", lambda entry: day(_item(entry).closed_at)),
        "next": Column("Next rung", "text", ahead),
    }


def _filings(entry: OpenOf) -> list[datetime]:
    return [item.opened_at for item in entry.items if item.opened_at]


def next_cell(ahead: Next | None) -> Cell:
    """Return in words which rung comes next; nothing of what is closed or has no ticket."""
    match ahead:
        case None:
            return NO_VALUE
        case Ahead(rung, day, to):
            return Step(rung, day, f"to {to}" if to else "nobody can be told")
        case AtTop(rung, since):
            return Step("top rung reached", since, rung)
        case Resting(until):
            return Step("rests until", until, "")
        case Untold(why):
            return Missing(f"none: {why}")
        case _:
            assert_never(ahead)
