"""The group: global options, lazily imported commands, and exit codes.

Exit codes: 0 done, 1 some items held or failed, 2 configuration or usage, 3 unsafe plan, 4 ledger. stdout is data, stderr
is talk.
"""

import importlib
import os
import sys
from datetime import datetime
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import click

from connector.rendering.plaintext import safe_lines

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "The whole story on the embedded tracker, from bundled examples; needs no account."),
    "check": ("check", "Find every fault of the configuration before the first ticket; writes nothing."),
    "parse": ("parse", "Show the action items that documents hold, as they would be read."),
    "lint": ("lint", "Name good and bad action items: specific, assigned, time-bound, measurable."),
    "plan": ("plan", "Show what would change and why, and what is held; writes nothing."),
    "apply": ("apply", "Carry out the plan: file, adopt, update, close, write back."),
    "run": ("run", "Run the daemon; --once runs every job that is due, once."),
    "status": ("status", "Show items, tickets, ages, last notices, and holds."),
    "escalate": ("escalate", "Tell people what is due or overdue, one digest each."),
    "snooze": ("snooze", "Put an item off, with a reason that everybody can read."),
    "notices": ("notices", "Show what people were told, when and why."),
    "report": ("report", "Publish the completion report of a week to the pages."),
    "incidents": ("incidents", "Show which incidents need a post-mortem, by which rule, and which have one."),
    "people": ("people", "Show who a name in a document is, and why."),
    "mapping": ("mapping", "Write a first field map from what a live project asks for."),
    "ledger": ("ledger", "Mend the memory: rebuild, adopt, forget."),
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is called; its one-line helps are listed above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"connector.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


EPILOG = """\b
First steps:
  connector demo                 see it work, in a minute, without an account
  connector check                is my configuration sound?
  connector plan                 what would it do?
  connector apply                do it
  connector run                  keep doing it
"""


YEARS = range(1970, 2200)
"""Moments that `--as-of` takes: far enough from the ends of the calendar that every rule can count days from them."""


def _instant(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """Read `--as-of`, also for commands that do not look at the time: a wrong one is a mistake in any case."""
    del ctx, param
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        message = f"'{value}' is no ISO date and time: write 2026-11-23T09:00 or 2026-11-23T09:00+01:00"
        raise click.BadParameter(message) from error
    if at.year not in YEARS:
        raise click.BadParameter(f"'{value}' is not between {YEARS[0]} and {YEARS[-1]}")
    return at


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "-c",
    type=click.Path(path_type=Path),
    default=Path("connector.toml"),
    envvar="CONNECTOR_CONFIG",
    show_default=True,
    help="The configuration file.",
)
@click.option(
    "--as-of",
    metavar="ISO-DATETIME",
    callback=_instant,
    help="Act as if it were this moment, e.g. 2026-11-23T09:00+01:00.",
)
@click.option("--verbose", "-v", is_flag=True, help="Log details to stderr.")
@click.version_option(package_name="connector")
@click.pass_context
def group(ctx: click.Context, config: Path, as_of: datetime | None, *, verbose: bool) -> None:
    """Make the action items of post-mortems get done.

    Reads post-mortems where teams write them, files each action item once in the tracker the team uses, follows its status,
    tells people what is overdue, and publishes a weekly completion report.
    """
    ctx.obj = {"config": config, "as_of": as_of, "verbose": verbose}


def main(argv: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    from connector.errors import ConnectorError

    _never_fail_on_a_letter()
    try:
        code: Any = group.main(args=argv, prog_name="connector", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        code = 130
    except click.ClickException as error:
        told = StringIO()
        error.show(file=told)
        click.echo(safe_lines(told.getvalue()), err=True, nl=False)
        code = error.exit_code
    except ConnectorError as error:
        click.echo(f"error: {safe_lines(error)}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        code = _reader_left()
    except OSError as error:
        click.echo(f"error: the output could not be written: {error.strerror or error}", err=True)
        code = 1
    except SystemExit:
        # What click does where it meets a broken pipe itself.
        code = _reader_left()
    sys.exit(code if isinstance(code, int) else 0)


def _never_fail_on_a_letter() -> None:
    """Show what the terminal's encoding lacks as an escape, instead of ending in the middle of a table."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _reader_left() -> int:
    """Say nothing where the reader of our output left (`| head`): there is nobody to tell, and nothing went wrong."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 0
