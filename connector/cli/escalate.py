"""`connector escalate`: tell people what is due or overdue."""

from typing import TYPE_CHECKING

import click

from connector.cli import output
from connector.cli.session import session

if TYPE_CHECKING:
    from connector.app import App
    from connector.delivery import Delivery
    from connector.escalating import Escalated


@click.command("escalate")
@click.option("--dry-run", is_flag=True, help="Show exactly what would go to whom; send and stamp nothing.")
@click.pass_context
def command(ctx: click.Context, *, dry_run: bool) -> None:
    """Tell people what is due or overdue: one digest for each person and day, each rung once.

    Items are told as their tickets are at this moment. Exit code 1 when somebody could not be told, a channel failed or a
    tracker did not answer.
    """
    from connector.escalating import escalate_now

    with session(ctx, writes=not dry_run) as app:
        escalated = escalate_now(app, dry_run=dry_run)
        result = escalated.escalation
        if result.day_off:
            output.say(f"{app.today.isoformat()} is no working day: nobody is told anything")
        for delivery in escalated.deliveries:
            _tell_delivery(delivery, dry_run=dry_run)
        _tell_untold(escalated, app)
        count = len(escalated.deliveries)
        unsent = 0 if dry_run else sum(not delivery.delivered for delivery in escalated.deliveries)
        failed = f", {unsent} of them not sent" if unsent else ""
        output.say(
            f"{count} digest{'' if count == 1 else 's'}{failed}, {len(result.waiting)} notices wait for another time"
        )
        ctx.exit(0 if dry_run or escalated.complete else 1)


def _tell_delivery(delivery: "Delivery", *, dry_run: bool) -> None:
    state = "would be sent" if dry_run else "sent" if delivery.delivered else "NOT sent"
    output.say(f"{state} to {delivery.name}: {delivery.message.subject}", style="bold")
    for line in delivery.message.text.splitlines() if dry_run else ():
        output.say(f"  {line}")
    for notice in delivery.digest.stand_ins:
        output.say(f"  {notice.item.ticket_key or notice.item.key}: {notice.note}", style="yellow")
    for notice in delivery.digest.notices if dry_run else ():
        if wanted := ", ".join(notice.rung.effects.names):
            output.say(f"  on {notice.item.ticket_key or notice.item.key}, once for this rung: {wanted}")
    for failure in delivery.failures:
        output.say(f"  {failure}", style="red")


def _tell_untold(escalated: "Escalated", app: "App") -> None:
    """Say who is not told, why, and until when."""
    result, config = escalated.escalation, app.setup.config
    for hold in escalated.silent:
        output.say(f"nobody is told about the items of {hold.subject}: {hold.reason}", style="yellow")
    for said in escalated.undone:
        output.say(said, style="yellow")
    for hold in escalated.unread:
        output.say(hold.reason, style="yellow")
    for notice in result.unreachable:
        label = notice.item.ticket_key or notice.item.key
        output.say(f"nobody to tell about {label}, {notice.item.action}: {notice.note}", style="yellow")
    for later in result.later:
        moment = later.until.astimezone(config.zone)
        output.say(f"{later.recipient.name} is told at {moment:%Y-%m-%d %H:%M} at the earliest")
    if result.held_back:
        names = ", ".join(party.name for party in result.held_back)
        most = config.escalation.max_digests
        output.say(f"held back, as one run sends {most} digests ([escalation] max_digests): {names}", style="yellow")
