"""`connector run`: the daemon."""

import click

from connector.cli.session import session


@click.command("run")
@click.option("--once", is_flag=True, help="Run every job that is due, once, and leave.")
@click.pass_context
def command(ctx: click.Context, *, once: bool) -> None:
    """Run the daemon: poll, sync, escalate and report when they are due, until SIGTERM.

    A second daemon on the same ledger waits and says who has it; with --once it leaves with exit code 4 instead.
    """
    from connector.clock import system_clock
    from connector.daemon import Heartbeat, Runner, holder, run_forever, stop_on_signals, wait_for_lease
    from connector.jobs import jobs

    if once:
        with session(ctx, writes=True, quiet_logs=False) as app:
            runner = Runner(jobs(app), app.ledger, app.setup.config.zone, app.clock, app.stop)
            ctx.exit(0 if runner.run_due() else 1)
    with session(ctx, quiet_logs=False, waits=True) as app:
        stop = app.stop
        with stop_on_signals(stop):
            beat = Heartbeat(app.ledger, name=holder(), clock=system_clock, stop=stop)
            if not wait_for_lease(beat, stop=stop):
                return
            app.heartbeat = beat
            try:
                run_forever(Runner(jobs(app), app.ledger, app.setup.config.zone, app.clock, stop), beat=beat)
            finally:
                beat.release()
