"""A week's facts for those who compute: CSV with a row for each item and what it counts for, JSON with the figures too.

A spreadsheet takes a cell that begins with a sign of arithmetic for a formula: such a text gets an apostrophe in front.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from connector.core.figures import WeekFigures
from connector.core.model import TrackedItem
from connector.core.nextrungs import Ahead, AtTop, Next, Resting
from connector.core.pages import File
from connector.core.reported import Report
from connector.core.trends import TrendWeek
from connector.rendering.templating import line

COLUMNS = (
    *("counts_as", "key", "action", "ticket", "url", "owner", "due", "status", "priority"),
    *("document", "line", "title", "incident", "severity"),
    *("done", "on_time", "days_overdue", "first_due", "moves", "until", "times", "reason"),
    *("since", "next_rung", "next_on", "next_to"),
)
_FORMULA = ("=", "+", "-", "@")


def data_files(report: Report, name: str) -> tuple[File, ...]:
    """Return a report as files beside its page, which is called `name` without its ending."""
    rows = list(_rows(report))
    text = io.StringIO(newline="")
    sheet = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows({column: _cell(value) for column, value in row.items()} for row in rows)
    data = {
        "week": str(report.week),
        "until": report.until.isoformat(),
        "so_far": report.so_far,
        "zone": report.zone,
        "target": float(report.target),
        "figures": _figures(report.figures),
        "overdue_a_week_before": report.before.overdue_total if report.before else None,
        "weeks": [
            _figures(each) | _trend(trend) for each, trend in zip(report.series, report.trends.weeks, strict=True)
        ],
        "time_to_close": [
            {
                "priority": each.priority,
                "done": len(each.items),
                "median_days": each.median,
                "nine_of_ten_days": each.most,
            }
            for each in report.trends.times
        ],
        "items": rows,
        "held": [
            {
                **asdict(each.hold),
                "title": each.title,
                "led_by": each.facilitator,
                "since": each.since.isoformat() if each.since else None,
            }
            for each in report.holds
        ],
        "may_not_close": [
            {"document": each.document, "title": each.title, "items": [item.key for item in each.items]}
            for each in report.still_open
        ],
        "definitions": dict(report.notes),
    }
    return (
        # With its mark, by which spreadsheets know what the letters are.
        File(f"{name}.csv", ("\ufeff" + text.getvalue()).encode("utf-8", "replace"), "text/csv"),
        File(f"{name}.json", f"{json.dumps(data, indent=1)}\n".encode(), "application/json"),
    )


@dataclass(frozen=True, slots=True)
class _List:
    """A list of a report: what its entries count as, which they are, and what is told of each beside its item."""

    counts_as: str
    entries: Callable[[Report], Iterable[Any]]
    told: Callable[[Any], dict[str, Any]]


_LISTS = (
    _List("opened", lambda report: report.opened, lambda item: {"since": item.opened_at}),
    _List(
        "done",
        lambda report: report.closed,
        lambda each: {
            "since": each.closing.day,
            "due": each.closing.due,
            "done": each.closing.day,
            "on_time": each.closing.on_time,
        },
    ),
    _List("won't do", lambda report: report.wont_do, lambda item: {"since": item.closed_at}),
    _List("reopened", lambda report: report.reopened, lambda each: {"since": each.on}),
    _List("overdue", lambda report: report.overdue, lambda each: {"since": each.item.due, "days_overdue": each.days}),
    _List(
        "due date moved",
        lambda report: report.slips,
        lambda each: {"since": each.on, "first_due": each.first, "due": each.last, "moves": each.moves},
    ),
    _List(
        "due date moved more than once",
        lambda report: report.moved_often,
        lambda each: {"since": each.on, "first_due": each.first, "due": each.last, "moves": each.moves},
    ),
    _List("at the top rung", lambda report: report.at_top, lambda item: {"since": item.due}),
    _List(
        "put off",
        lambda report: report.snoozed,
        lambda each: {"since": each.since, "until": each.until, "times": each.times, "reason": each.reason},
    ),
    _List("without a due date", lambda report: report.undated, lambda item: {"since": item.opened_at}),
    _List(
        "keeps a post-mortem open",
        lambda report: (item for each in report.still_open for item in each.items),
        lambda item: {"since": item.opened_at},
    ),
    _List(
        "owner has left",
        lambda report: (item for each in report.left for item in each.items),
        lambda item: {"since": item.opened_at},
    ),
    _List(
        "owner has too much open",
        lambda report: (item for each in report.loaded for item in each.items),
        lambda item: {"since": item.opened_at},
    ),
    _List("open", lambda report: report.unfinished, lambda item: {"since": item.opened_at}),
)
"""In the order in which rows are written."""


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(report.zone)
    for each in _LISTS:
        for entry in each.entries(report):
            item = entry if isinstance(entry, TrackedItem) else entry.item
            told = {name: _plain(value, zone) for name, value in each.told(entry).items()}
            yield _row(each.counts_as, item) | told | _next(report.next.get(item.key))


def _plain(value: Any, zone: ZoneInfo) -> Any:
    """Return a day, or the day of an instant, as text; all else as it is."""
    day = value.astimezone(zone).date() if isinstance(value, datetime) else value
    return day.isoformat() if isinstance(day, date) else day


def _next(ahead: Next | None) -> dict[str, Any]:
    """Return what the ladder has in store: the rung, the day, and to whom; `top reached` and `rests` stand where there is none."""
    match ahead:
        case Ahead(rung, day, to):
            return {"next_rung": rung, "next_on": day.isoformat(), "next_to": to}
        case AtTop():
            return {"next_rung": "top reached"}
        case Resting(until):
            return {"next_rung": "rests", "next_on": until.isoformat()}
        case _:
            return {}


def _row(counts_as: str, item: TrackedItem) -> dict[str, Any]:
    return {
        "counts_as": counts_as,
        "key": item.key,
        "action": item.action,
        "ticket": item.ticket_key,
        "url": item.ticket_url,
        "owner": item.owner,
        "due": item.due.isoformat() if item.due else None,
        "status": item.status.value,
        "priority": item.priority,
        "document": item.document,
        "line": item.line,
        "title": item.document_title,
        "incident": item.incident,
        "severity": item.severity,
    }


def _figures(week: WeekFigures) -> dict[str, Any]:
    return {
        "week": str(week.week),
        "opened": week.opened,
        "done": week.closed,
        "wont_do": week.wont_do,
        "reopened": week.reopened,
        "done_with_due_date": week.dated,
        "done_on_time": week.on_time,
        "share_on_time": None if week.share is None else float(week.share),
        "open": week.open,
        "overdue": week.overdue_total,
        "overdue_by_age": list(week.overdue),
    }


def _trend(week: TrendWeek) -> dict[str, Any]:
    return {
        "open_by_age": list(week.ages),
        "not_begun": week.open,
        "in_progress": week.in_progress,
        "done_since_first_week": week.done,
        "wont_do_since_first_week": week.wont_do,
    }


def _cell(value: Any) -> str:
    """Return a value as a cell that says just that."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = line(str(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
