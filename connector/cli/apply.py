"""`connector apply`: carry out the plan."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli import output
from connector.cli.planview import all_holds, show_holds, show_outcomes, show_time
from connector.cli.session import session
from connector.errors import ConfigError, Fault, UnsafePlan
from connector.ports import Proposes

if TYPE_CHECKING:
    from connector.planning import Outlook


@click.command("apply")
@click.option(
    "--plan", "file", type=click.Path(path_type=Path, dir_okay=False), help="Only carry out this saved plan, unchanged."
)
@click.option("--allow-large", is_flag=True, help="Carry out a plan although it changes more than is usual.")
@click.pass_context
def command(ctx: click.Context, *, file: Path | None, allow_large: bool) -> None:
    """Carry out the plan: file, adopt, update, close, and write ticket and status back into the documents.

    Exit code 1 when something is held or failed, 3 when the plan is unusual or is not the one saved.
    """
    with session(ctx, writes=True) as app:
        seen = app.news()
        cycle = app.cycle()
        outlook = cycle.look()
        if file is not None:
            _same(outlook, file)
        cycle.guarded(outlook, allow_large=allow_large)
        show_time(outlook, app.trackers)
        synced = cycle.carry_out(outlook)
        if seen.recorded:
            output.say(f"{seen.recorded} change{'' if seen.recorded == 1 else 's'} of tickets seen")
        show_outcomes(synced.outcomes)
        changed = [one for one in synced.written if one.changed]
        if changed:
            output.say(f"{len(changed)} document{'' if len(changed) == 1 else 's'} written back")
        for name, source in sorted(app.sources.items()):
            for said in source.news() if isinstance(source, Proposes) else ():
                output.say(f"{name}: {said}")
        holds = all_holds(outlook, app.standing(replace(seen, unreachable={})), unwritten=synced.unwritten)
        show_holds(holds)
        for name, why in sorted({**seen.unreachable, **outlook.unreachable}.items()):
            what = "was left out" if name in outlook.unreachable else "may have changes that were not seen"
            output.say(f"tracker '{name}' {what}: {why}", style="red")
        ctx.exit(1 if holds or seen.unreachable or not synced.complete else 0)


def _same(outlook: "Outlook", file: Path) -> None:
    """Raise UnsafePlan when what would be done now is not what was saved."""
    try:
        data = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError([Fault("--plan", f"{file} is no saved plan: {error}")]) from error
    saved = data.get("fingerprint") if isinstance(data, dict) else None
    if saved is None:
        raise ConfigError([Fault("--plan", f"{file} is no saved plan: `connector plan -o FILE` saves one")])
    if saved != outlook.plan.fingerprint:
        raise UnsafePlan(
            f"documents or tickets changed since {file} was saved ({saved[:12]}, now {outlook.plan.fingerprint[:12]}), "
            f"so nothing was done: run `connector plan -o {file}` again and look at it"
        )
