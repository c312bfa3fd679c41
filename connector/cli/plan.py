"""`connector plan`: what would change and why."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from connector.cli import output
from connector.cli.planview import all_holds, name_of, show, show_news, show_time
from connector.cli.session import session
from connector.core.model import TicketRef
from connector.errors import ConnectorError


@click.command("plan")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), help="Save the plan for apply --plan."
)
@click.pass_context
def command(ctx: click.Context, *, as_json: bool, file: Path | None) -> None:
    """Show what would change and why, what people changed on tickets, and what is held; writes nothing but FILE.

    Exit code 1 when something is held or could not be looked at.
    """
    from connector.core.changes import as_data

    with session(ctx) as app:
        cycle = app.cycle()
        # What apply would take in first: what people changed on tickets asks for another look at their documents.
        seen = app.glimpse()
        outlook = cycle.look(also={binding.document for binding in seen.bindings.values()})
        edits, unwritten = cycle.edits(outlook, seen=seen.bindings)
        holds = all_holds(outlook, app.standing(seen), unwritten=unwritten)
        unusual = cycle.unusual(outlook)
        data = as_data(outlook.plan) | {
            "holds": [asdict(hold) for hold in holds],
            "seen": [asdict(event) | {"at": event.at.isoformat()} for event in seen.events],
            "documents": [{"document": document, **asdict(edit)} for document, edit in edits],
            "left_out": dict(sorted(outlook.unreachable.items())),
            "unusual": unusual,
        }
        if file is not None:
            _save(data, file)
            output.talk(f"plan {outlook.plan.fingerprint[:12]} saved to {file}")

        asked = {(tracker, one.handle): one.name for (tracker, _), one in outlook.answers.items()}

        def called(ticket: TicketRef, owner: str) -> str | None:
            name = asked.get((ticket.tracker, owner), owner)
            return name_of(seen.called(owner, ticket, app.directory) if name == owner else name, app.directory)

        if as_json:
            output.dump(data)
        else:
            show(outlook, holds, called=called)
            show_time(outlook, app.trackers)
            show_news(seen, edits, called=called)
            for reason in unusual:
                output.say(f"unusual: {reason}", style="yellow")
        ctx.exit(1 if holds or outlook.unreachable else 0)


def _save(data: dict[str, object], file: Path) -> None:
    """Write the plan whole, or not at all. Raises ConnectorError."""
    from connector.files import replace_file

    try:
        replace_file(file, (json.dumps(data, indent=1, sort_keys=True) + "\n").encode())
    except OSError as error:
        raise ConnectorError(f"the plan could not be saved to {file}: {error.strerror}") from error
