"""`connector snooze`: put an item off, with a reason that everybody can read."""

from datetime import date, datetime

import click

from connector.app import App
from connector.cli import output
from connector.cli.session import session
from connector.core.model import TrackedItem
from connector.core.snoozes import Snooze, times_of
from connector.errors import ConnectorError


@click.command("snooze")
@click.argument("key")
@click.option(
    "--until",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day on which people are told again (YYYY-MM-DD).",
)
@click.option("--reason", required=True, help="Why: the weekly report shows it.")
@click.pass_context
def command(ctx: click.Context, key: str, *, until: datetime, reason: str) -> None:
    """Tell nobody about an item until a day. Its due date stays, and it stays overdue in reports.

    KEY is an item's key or its ticket's. An item may be put off as often as [escalation] max_snoozes says.
    """
    with session(ctx, writes=True) as app:
        item = _item(app, key)
        words = " ".join(reason.split())
        if not words:
            raise click.UsageError("a reason has words: the weekly report shows it")
        _refuse(app, item, until.date())
        app.ledger.snooze(Snooze(item.key, until.date(), words, app.clock()))
        count = times_of(app.ledger.snoozes(), item.key)
        output.say(
            f"{item.ticket_key or item.key} rests until {until.date().isoformat()}, "
            f"{count} of {app.setup.config.escalation.max_snoozes} times: {words}"
        )


def _item(app: App, key: str) -> TrackedItem:
    now = app.glimpse()
    found = [item for item in now.refreshed(app.ledger.tracked(), app.directory) if item.is_called(key)]
    if not found:
        raise click.UsageError(f"no item or ticket is called '{key}'")
    if len(found) > 1:
        keys = ", ".join(item.key for item in found)
        raise click.UsageError(f"several items are called '{key}': name one by its key ({keys})")
    return found[0]


def _refuse(app: App, item: TrackedItem, until: date) -> None:
    """Raise for an item that cannot be put off, or not until that day."""
    called = item.ticket_key or item.key
    if item.status.closed or item.gone or item.state != "filed":
        raise ConnectorError(f"{called} has no open ticket: nobody is told about it in any case")
    if until <= app.today:
        raise click.UsageError(f"{until.isoformat()} is not after today, {app.today.isoformat()}")
    most = app.setup.config.escalation.max_snoozes
    if times_of(app.ledger.snoozes(), item.key) >= most:
        raise ConnectorError(
            f"{called} was put off {most} times, which is the most ([escalation] max_snoozes): get it done, set a date that will be "
            "kept, or close it as won't do"
        )
