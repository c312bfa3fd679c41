"""`connector status`: where everything stands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from connector.app import App
from connector.cli import output
from connector.cli.planview import name_of, place, show_holds
from connector.cli.session import session
from connector.clock import local_date
from connector.core.model import Attempt, ItemKey, PersonId, TrackedItem
from connector.core.notices import SentNotice
from connector.core.snoozes import Rest, rests
from connector.observe import Glimpse


@click.command("status")
@click.argument("key", required=False)
@click.option("--all", "show_all", is_flag=True, help="Show closed items too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, key: str | None, *, show_all: bool, as_json: bool) -> None:
    """Show items with their tickets, ages and last notices, and what is held; one item and its history by KEY.

    Tickets are told as they are at this moment. KEY is an item's key or its ticket's. Exit code 1 when something is held or lost.
    """
    with session(ctx) as app:
        today = app.today
        now = app.glimpse()
        items = [
            item for item in now.refreshed(app.ledger.tracked(), app.directory) if key is None or item.is_called(key)
        ]
        items = [item for item in items if show_all or key or not item.status.closed]
        if key is not None and not items:
            raise click.UsageError(f"no item or ticket is called '{key}'")
        steps = {rung.name: rung.offset for rung in app.setup.config.escalation.rungs}
        sent = app.ledger.sent(keys={item.key for item in items})
        # Of the steps that one notice told of, the highest is the last.
        ordered = sorted(sent, key=lambda notice: (notice.sent_at, steps.get(notice.rung, 0)))
        last: dict[str, SentNotice] = {notice.key: notice for notice in ordered}
        holds = [] if key else app.standing(now)
        shown = {item.key: item for item in items}
        owed = [notice for notice in ordered if notice.owed and not shown[notice.key].status.closed]
        stuck = [attempt for attempt in app.ledger.attempts() if key is None or attempt.key in shown]
        if as_json:
            data = {"items": [_data(item, last, today) for item in items], "stuck": [_stuck(one) for one in stuck]}
            data["owed"] = [_owed(one) for one in owed]
            output.dump(data | ({} if key else {"holds": [_hold(hold) for hold in holds]}))
        elif key:
            for item in items:
                _one(app, item, last, now)
            _stuck_table(stuck, shown, app.setup.config.zone)
            _owed_table(owed, shown, app)
        else:
            _table(items, last, app, {attempt.key for attempt in stuck})
            _stuck_table(stuck, shown, app.setup.config.zone)
            _owed_table(owed, shown, app)
            show_holds(holds)
            overdue = sum(item.days_overdue(today) > 0 for item in items)
            waiting = f", {len(stuck)} tried again" if stuck else ""
            output.say(
                f"{len(items)} item{'' if len(items) == 1 else 's'}, {overdue} overdue, {len(holds)} held{waiting} "
                f"(as of {today.isoformat()})"
            )
        ctx.exit(1 if holds or stuck or owed or any(item.gone for item in items) else 0)


def _state(item: TrackedItem, stuck: Collection[ItemKey] = ()) -> str:
    if item.gone:
        return "ticket gone"
    if item.state != "filed" and item.key in stuck:
        return "not filed yet"
    return item.status.value.replace("_", " ") if item.state == "filed" else item.state


def _rest(item: TrackedItem, resting: Mapping[ItemKey, Rest]) -> str:
    """Return until when an item is put off, to stand behind its status."""
    rest = resting.get(item.key)
    return f", rests until {rest.snooze.until.isoformat()}" if rest is not None and not item.status.closed else ""


def _told(notice: SentNotice | None) -> str:
    return f"{notice.rung} {notice.sent_at.date().isoformat()}" if notice else ""


def _table(items: Sequence[TrackedItem], last: dict[str, Any], app: App, stuck: Collection[ItemKey]) -> None:
    today = app.today
    resting = rests(app.ledger.snoozes(), today=today)
    rows = [
        (
            item.ticket_key or "-",
            item.action,
            name_of(item.owner, app.directory) or "-",
            item.due or "-",
            f"{item.days_overdue(today)} d late" if item.days_overdue(today) else "",
            _state(item, stuck) + _rest(item, resting),
            _told(last.get(item.key)),
            place(item.document, item.line),
            item.key,
        )
        for item in items
    ]
    columns = ("ticket", "action", "owner", "due", "overdue", "status", "last notice", "where", "key")
    if rows:
        output.table("Items", columns, rows)


def _stuck_table(stuck: Sequence[Attempt], items: Mapping[ItemKey, TrackedItem], zone: ZoneInfo) -> None:
    """Print what could not be done yet: why, how often it was tried, and when it is tried again."""
    rows = []
    for attempt in stuck:
        item = items.get(attempt.key)
        what = item.ticket_key or item.action if item else attempt.key
        tries = f"{attempt.tries or 'none'} since {_moment(attempt.first_at, zone)}"
        rows.append((attempt.change, what, attempt.reason, tries, _moment(attempt.next_at, zone)))
    if rows:
        output.table(
            "Not done yet: these are tried again", ("change", "what", "why", "tries", "next"), rows, style="red"
        )


def _owed_table(owed: Sequence[SentNotice], items: Mapping[ItemKey, TrackedItem], app: App) -> None:
    """Print which channels did not take a notice that another took; they are tried again when people are told next."""
    names = {party.id: party.name for party in app.directory.parties}
    rows = [
        (
            ", ".join(one.owed),
            names.get(PersonId(one.recipient), one.recipient),
            items[one.key].ticket_key or items[one.key].action,
            f"{one.rung} {_moment(one.sent_at, app.setup.config.zone)}",
        )
        for one in owed
    ]
    if rows:
        output.table("Not told by every channel: these are tried again", ("channel", "who", "what", "rung"), rows)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _one(app: Any, item: TrackedItem, last: dict[str, Any], seen: Glimpse) -> None:
    today = app.today
    output.say(item.action, style="bold")
    rest = rests(app.ledger.snoozes(), today=today).get(item.key)
    facts = {
        "key": item.key,
        "ticket": f"{item.ticket_key} {item.ticket_url}" if item.ticket_key else None,
        "status": _state(item),
        "owner": name_of(item.owner, app.directory),
        "due": f"{item.due.isoformat()}"
        + (f", {item.days_overdue(today)} days late" if item.days_overdue(today) else "")
        if item.due
        else None,
        "priority": item.priority,
        "post-mortem": f"{item.document_title} ({place(item.document, item.line)})",
        "last notice": _told(last.get(item.key)) or None,
        "put off": f"until {rest.snooze.until.isoformat()}, {rest.times} times by now: {rest.snooze.reason}"
        if rest
        else None,
    }
    for label, value in facts.items():
        if value:
            output.say(f"  {label}: {value}")
    zone = app.setup.config.zone
    for event in [*app.ledger.events(), *seen.events]:
        if event.key == item.key:
            ends = [event.old, event.new]
            if event.field == "owner":
                ends = [name_of(seen.called(end, item.ticket, app.directory), app.directory) for end in ends]
            who = f" by {event.by}" if event.by else ""
            day = local_date(event.at, zone=zone).isoformat()
            output.say(f"  {day}: {event.field} {ends[0] or 'nothing'} -> {ends[1] or 'nothing'}{who}")


def _data(item: TrackedItem, last: dict[str, SentNotice], today: date) -> dict[str, Any]:
    notice = last.get(item.key)
    return {
        "key": item.key,
        "action": item.action,
        "document": item.document,
        "line": item.line,
        "state": item.state,
        "status": item.status.value,
        "owner": item.owner,
        "due": item.due.isoformat() if item.due else None,
        "days_late": item.days_overdue(today),
        "priority": item.priority,
        "ticket": item.ticket_key,
        "url": item.ticket_url,
        "gone": item.gone,
        "last_notice": {"rung": notice.rung, "at": notice.sent_at.isoformat()} if notice else None,
    }


def _stuck(attempt: Attempt) -> dict[str, Any]:
    return {
        "key": attempt.key,
        "tracker": attempt.tracker,
        "change": attempt.change,
        "reason": attempt.reason,
        "tries": attempt.tries,
        "since": attempt.first_at.isoformat(),
        "next": attempt.next_at.isoformat(),
    }


def _owed(notice: SentNotice) -> dict[str, Any]:
    return {
        "channels": list(notice.owed),
        "recipient": notice.recipient,
        "key": notice.key,
        "rung": notice.rung,
        "since": notice.sent_at.isoformat(),
    }


def _hold(hold: Any) -> dict[str, Any]:
    shown = ("document", "file", "line", "subject", "reason")
    return {name: getattr(hold, name) for name in shown}
