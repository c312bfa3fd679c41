"""`connector run`: the daemon."""

from typing import TYPE_CHECKING

import click

from connector.cli.session import session

if TYPE_CHECKING:
    from connector.app import App
    from connector.settings.setup import Setup


@click.command("run")
@click.option("--once", is_flag=True, help="Run every job that is due, once, and leave.")
@click.pass_context
def command(ctx: click.Context, *, once: bool) -> None:
    """Run the daemon: poll, sync, escalate and report when they are due, until SIGTERM.

    When the configuration or a file it names changes, it is read again; one with faults is told and not used.
    A second daemon on the same ledger waits and says who has it; with --once it leaves with exit code 4 instead.
    """
    from connector.daemon import Runner, stop_on_signals
    from connector.jobs import jobs

    if once:
        with session(ctx, writes=True, quiet_logs=False) as app:
            runner = Runner(jobs(app), app.ledger, app.setup.config.zone, app.clock, app.stop)
            ctx.exit(0 if runner.run_due() else 1)
    setup: Setup | None = None
    while True:
        with session(ctx, setup=setup, quiet_logs=False, waits=True) as app, stop_on_signals(app.stop):
            _run(app)
            if app.stop.is_set():
                return
            setup = _read_again(app.setup)


def _run(app: "App") -> None:
    """Hold the lease and run what is due, until asked to stop or the configuration changes."""
    from connector.clock import system_clock
    from connector.daemon import Heartbeat, Runner, run_forever, wait_for_lease
    from connector.jobs import jobs
    from connector.processes import signature

    beat = Heartbeat(app.ledger, name=signature(), clock=system_clock, stop=app.stop)
    if not wait_for_lease(beat, stop=app.stop):
        return
    app.heartbeat = beat
    runner = Runner(jobs(app), app.ledger, app.setup.config.zone, app.clock, app.stop)
    try:
        run_forever(runner, beat=beat, until=lambda: app.setup.changed)
    finally:
        beat.release()


def _read_again(setup: "Setup") -> "Setup":
    """Return the configuration as it is now; where it has faults, go on with the one that has none."""
    from connector.errors import ConfigError
    from connector.log import logger
    from connector.settings.setup import load_setup

    try:
        new = load_setup(setup.file)
    except ConfigError as error:
        for fault in error.faults:
            logger().error("configuration_faulty", fault=str(fault))
        return setup.looked_at()
    logger().info("configuration_read_again")
    return new
