"""`connector check`: every fault before the first ticket."""

import click

from connector.cli import output
from connector.cli.session import session
from connector.errors import ConfigError


@click.command("check")
@click.pass_context
def command(ctx: click.Context) -> None:
    """Try the whole configuration: settings, field maps, people, templates, sources, trackers, pages; writes nothing.

    Names every fault at once with its place and what is allowed. Exit code 2 when there is one.
    """
    from connector import incidentbook
    from connector.settings.setup import examine_setup

    setup, faults = examine_setup(ctx.obj["config"])
    if setup is None:
        raise ConfigError(faults, file=str(ctx.obj["config"]))
    with session(ctx, setup=setup) as app:
        found = (*app.check(), *incidentbook.check(app.setup))
        faults += [fault for fault in found if fault not in faults]
        if faults:
            raise ConfigError(faults, file=f"{app.setup.file} and what it names")
        config = app.setup.config
        output.say(f"{app.setup.file}: sound")
        for note in (*setup.notes, *app.notes):
            output.say(f"  note: {note}")
        output.say(
            f"  installation {config.installation}, time zone {config.timezone}, {len(config.sources)} source(s), "
            f"{len(config.trackers)} tracker(s), {len(app.setup.people)} people, {len(config.escalation.rungs)} rungs"
        )
