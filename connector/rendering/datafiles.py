"""A week's facts for those who compute: CSV with a row for each item and what it counts for, JSON with the figures too.

A spreadsheet takes a cell that begins with a sign of arithmetic for a formula: such a text gets an apostrophe in front.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from connector.core.figures import WeekFigures
from connector.core.model import TrackedItem
from connector.core.pages import File
from connector.core.reported import Report
from connector.rendering.templating import line

COLUMNS = (
    *("counts_as", "key", "action", "ticket", "url", "owner", "due", "status", "priority"),
    *("document", "line", "title", "incident", "severity"),
    *("done", "on_time", "days_overdue", "first_due", "moves", "until", "times", "reason"),
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
        "weeks": [_figures(each) for each in report.series],
        "items": rows,
        "held": [{**asdict(each.hold), "title": each.title} for each in report.holds],
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


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    for item in report.opened:
        yield _row("opened", item)
    for closed in report.closed:
        due, done = closed.closing.due, closed.closing.day.isoformat()
        yield _row("done", closed.item) | {
            "due": due.isoformat() if due else None,
            "done": done,
            "on_time": closed.closing.on_time,
        }
    for item in report.wont_do:
        yield _row("won't do", item)
    for item in report.reopened:
        yield _row("reopened", item)
    for late in report.overdue:
        yield _row("overdue", late.item) | {"days_overdue": late.days}
    for slip in report.slips:
        last = slip.last.isoformat() if slip.last else None
        yield _row("due date moved", slip.item) | {
            "first_due": slip.first.isoformat(),
            "due": last,
            "moves": slip.moves,
        }
    for each in report.snoozed:
        yield _row("put off", each.item) | {"until": each.until.isoformat(), "times": each.times, "reason": each.reason}
    for item in report.undated:
        yield _row("without a due date", item)


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


def _cell(value: Any) -> str:
    """Return a value as a cell that says just that."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = line(str(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
