"""`connector check`: every fault before the first ticket."""

import click

from connector.cli import output
from connector.cli.session import session


@click.command("check")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Try the whole configuration: settings, field maps, people, templates, sources, trackers, pages; writes nothing.

    Names every fault at once with its place and what is allowed. Exit code 2 when there is one.
    """
    with session(ctx) as app:
        faults = app.check()
        for fault in faults:
            output.say(str(fault), style="red")
        if faults:
            output.say(f"{len(faults)} fault{'' if len(faults) == 1 else 's'} in {app.setup.file} and what it names")
            ctx.exit(2)
        config = app.setup.config
        output.say(f"{app.setup.file}: sound")
        output.say(
            f"  installation {config.installation}, time zone {config.timezone}, {len(app.sources)} source(s), "
            f"{len(app.trackers)} tracker(s), {len(app.setup.people)} people, {len(config.escalation.rungs)} rungs"
        )
