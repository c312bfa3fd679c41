"""`connector mapping`: field maps from live projects."""

from pathlib import Path

import click

from connector.cli import output
from connector.cli.session import session
from connector.errors import ConnectorError


@click.group("mapping")
def command() -> None:
    """Write a first field map from what a live project or repository asks for."""


@command.command("suggest")
@click.argument("tracker")
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write FILE, which must not be there.",
)
@click.pass_context
def suggest(ctx: click.Context, tracker: str, *, file: Path | None) -> None:
    """Print a commented field map for TRACKER, a name in the configuration: its statuses, priorities and required fields.

    It only reads. Name the file as the tracker's `mapping`, change what you like, and ask `connector check`.
    """
    from connector.files import create_file

    with session(ctx) as app:
        if tracker not in app.trackers:
            raise click.UsageError(f"'{tracker}' is no tracker: there is {', '.join(sorted(app.trackers))}")
        live = app.trackers[tracker]
        if not hasattr(live, "suggest"):
            raise click.UsageError(f"'{tracker}' is a folder, which takes any field map: copy mappings/local.toml")
        text: str = live.suggest()
        if file is None:
            click.echo(text, nl=False)
            return
        try:
            create_file(file, text.encode())
        except FileExistsError:
            raise ConnectorError(f"{file} is there already: name another file, or move it away") from None
        except OSError as error:
            raise ConnectorError(f"{file} could not be written: {error.strerror}") from error
        output.talk(f'written to {file}: name it as mapping = "{file}" of the tracker, and ask `connector check`')
