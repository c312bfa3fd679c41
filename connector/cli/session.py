"""What every command that needs a configuration does first: read it, set up logs, progress and the clock."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import click

from connector.cli import output

if TYPE_CHECKING:
    from pathlib import Path

    from connector.app import App
    from connector.settings.setup import Setup


@contextmanager
def session(
    ctx: click.Context,
    *,
    setup: "Setup | None" = None,
    writes: bool = False,
    waits: bool = False,
    records: bool = False,
    quiet_logs: bool = True,
) -> "Iterator[App]":
    """Yield the App of the configuration; one that writes holds the ledger's lease and stops at a signal.

    One that `waits` writes too, but takes the lease itself. One that `records` what it sees on trackers does so unless another
    process holds the lease, which then does. A command that only looks makes no ledger: one that is not
    there yet counts as empty.
    """
    from connector import log
    from connector.app import App, in_zone
    from connector.clock import fixed_clock, system_clock
    from connector.daemon import Stop, lease, stop_on_signals
    from connector.errors import LeaseHeld

    options = ctx.obj
    setup = setup or _sound(options["config"])
    quiet = quiet_logs and not options["verbose"]
    level = "debug" if options["verbose"] else "error" if quiet else setup.config.log.level
    log.configure(form=setup.config.log.format, level=level)
    for note in setup.notes:
        log.logger().warning("variable_not_read", reason=note)
    clock = fixed_clock(in_zone(options["as_of"], setup=setup)) if options["as_of"] else system_clock
    stop = Stop()
    with ExitStack() as stack:
        app = App(
            setup,
            clock=clock,
            stop=stop,
            looks_only=not (writes or waits),
            records=writes or waits,
            # Where the log is the output, progress is a part of it: its lines may be read by a program.
            progress=stack.enter_context(output.progress(None if quiet_logs else log.progressed)),
        )
        stack.callback(app.close)
        if writes:
            stack.enter_context(stop_on_signals(stop))
            app.heartbeat = stack.enter_context(lease(app.ledger, clock=system_clock, stop=stop))
        elif records and not app.unborn:
            with suppress(LeaseHeld):
                app.heartbeat = stack.enter_context(lease(app.ledger, clock=system_clock, stop=stop))
                app.records = True
        yield app


def _sound(file: "Path") -> "Setup":
    """Read the configuration and look for all it names on this machine. Raises ConfigError with every fault of both."""
    from connector.app import opened
    from connector.errors import ConfigError
    from connector.settings.setup import examine_setup

    setup, faults = examine_setup(file)
    if setup is not None:
        with opened(setup, looks_only=True) as app:
            faults += app.check_here(faults)
    if setup is None or faults:
        raise ConfigError(faults, file=str(file))
    return setup
