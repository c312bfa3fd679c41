"""`connector ledger`: mending the memory by hand."""

import click

from connector.cli import output
from connector.cli.planview import place, show_outcomes
from connector.cli.session import session


@click.group("ledger")
def command() -> None:
    """Mend the memory: rebuild, adopt, forget."""


@command.command("rebuild")
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Bind items again to the tickets that carry our markers, after a ledger was lost. Files nothing."""
    from connector.core.changes import Adopt
    from connector.doubts.recovery import waited_for

    with session(ctx, writes=True) as app:
        cycle = app.cycle()
        synced = cycle.adopt_all()
        adopted = [outcome for outcome in synced.outcomes if isinstance(outcome.change, Adopt)]
        show_outcomes(synced.outcomes)
        output.say(
            f"{len(adopted)} ticket{'' if len(adopted) == 1 else 's'} bound again; `connector plan` shows the rest"
        )
        for name in sorted(waited_for(synced.outlook.hidden, synced.outlook.plan.holds)):
            until = synced.outlook.hidden[name]
            output.say(f"{name}'s search may hide some until {until:%H:%M} UTC: items without a ticket wait until then")
        ctx.exit(0 if synced.applied else 1)


@command.command("adopt")
@click.argument("key")
@click.argument("ref")
@click.pass_context
def adopt(ctx: click.Context, key: str, ref: str) -> None:
    """Bind the item KEY to the ticket REF (its key or address), writing our marker on it."""
    with session(ctx, writes=True) as app:
        outcome = app.cycle().adopt(key, ref)
        output.say(f"{place(outcome.change.document, outcome.change.line)} is now tracked by {outcome.ticket_key}")


@command.command("forget")
@click.argument("key")
@click.pass_context
def forget(ctx: click.Context, key: str) -> None:
    """Forget the ticket of the item KEY; the ticket stays. Unless a document names it, the item is then filed anew.

    A ticket that carries the item's marker under another name is taken instead, as after a file or project was renamed.
    """
    from connector.core.model import ItemKey

    with session(ctx, writes=True) as app:
        others = app.cycle().forget(ItemKey(key))
        if others is None:
            raise click.UsageError(f"no item has the key '{key}': `connector status` lists the keys")
        if others:
            output.say(
                f"{key} forgotten; {' and '.join(others)} carries its marker, so the next run takes that and files none"
            )
        else:
            output.say(f"{key} forgotten; `connector plan` shows what that means")
