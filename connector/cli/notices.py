"""`connector notices`: what people were told, when and why."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from connector.app import App
from connector.cli import output
from connector.cli.planview import name_of
from connector.cli.session import session
from connector.core.model import ItemKey, TrackedItem
from connector.core.notices import SentNotice
from connector.core.people import Known


@click.command("notices")
@click.argument("key", required=False)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on, in the installation's time zone (YYYY-MM-DD)."
)
@click.option("--person", help="Only to this person: any name of theirs in the people file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, key: str | None, *, since: datetime | None, person: str | None, as_json: bool) -> None:
    """Show every notice that was delivered, oldest first: when, to whom, by which rung, about what, and why to them.

    KEY is an item's key or its ticket's. What was not delivered is no notice: `connector escalate` tells of it.
    """
    with session(ctx) as app:
        items = {item.key: item for item in app.ledger.tracked()}
        keys = None if key is None else {item.key for item in items.values() if item.is_called(key)}
        if keys is not None and not keys:
            raise click.UsageError(f"no item or ticket is called '{key}'")
        start = since.replace(tzinfo=app.setup.config.zone).astimezone(UTC) if since else None
        wanted = _recipients(app, person)
        told = [one for one in app.ledger.sent(keys=keys, since=start) if wanted is None or one.recipient in wanted]
        if as_json:
            output.dump([_data(one, items.get(one.key)) for one in told])
            return
        rows = _rows(told, items, app)
        if rows:
            output.table("Notices", ("sent", "to", "rung", "due", "ticket", "action", "by", "why to them"), rows)
        output.say(f"{len(told)} notice{'' if len(told) == 1 else 's'}")


def _recipients(app: App, person: str | None) -> set[str] | None:
    """Return by what the ledger may know a person; None for everybody. Raises UsageError for nobody."""
    if person is None:
        return None
    found = app.directory.resolve(person)
    if not isinstance(found, Known):
        raise click.UsageError(f"'{person}' is nobody in the people file, or several: `connector people resolve` tells")
    return {found.person.id}


def _rows(told: Sequence[SentNotice], items: Mapping[ItemKey, TrackedItem], app: App) -> list[tuple[str, ...]]:
    zone = app.setup.config.zone
    rows: list[tuple[str, ...]] = []
    for one in told:
        item = items.get(one.key)
        by = f"{one.channel}, not yet {', '.join(one.owed)}" if one.owed else one.channel
        rows.append(
            (
                f"{one.sent_at.astimezone(zone):%Y-%m-%d %H:%M}",
                name_of(one.recipient, app.directory) or one.recipient,
                one.rung,
                one.due.isoformat(),
                (item.ticket_key if item else None) or "-",
                item.action if item else "an item that is forgotten",
                by,
                one.note,
            )
        )
    return rows


def _data(one: SentNotice, item: TrackedItem | None) -> dict[str, Any]:
    return {
        "sent_at": one.sent_at.isoformat(),
        "recipient": one.recipient,
        "rung": one.rung,
        "due": one.due.isoformat(),
        "key": one.key,
        "ticket": item.ticket_key if item else None,
        "action": item.action if item else None,
        "channel": one.channel,
        "owed": list(one.owed),
        "note": one.note,
    }
