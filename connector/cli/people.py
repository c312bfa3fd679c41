"""`connector people`: who a name is, and why; people from a spreadsheet."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.app import App
from connector.cli import output
from connector.cli.session import session
from connector.core.model import Person
from connector.errors import ConnectorError

if TYPE_CHECKING:
    from connector.ports import TrackerReader


@click.group("people")
def command() -> None:
    """Show who a name in a document is, and why; make a people file from a spreadsheet."""


@command.command("resolve")
@click.argument("name")
@click.pass_context
def resolve(ctx: click.Context, name: str) -> None:
    """Show whom NAME stands for, by what, who is above them, and whom each tracker would assign tickets to.

    Exit code 1 when it is nobody or several.
    """
    from connector.core.people import Known, Several

    with session(ctx) as app:
        match app.directory.resolve(name):
            case Known(person, how):
                output.say(f"{name} is {person.name} ({person.id}), by {how}")
                left = person.left.isoformat() if person.left else None
                facts = {"left": left, "mail": person.mail, "team": person.team, **person.handles}
                for label, value in facts.items():
                    if value:
                        output.say(f"  {label}: {value}")
                above, level = app.directory.manager_of(person, 1), 1
                while above is not None:
                    output.say(f"  {'manager' if level == 1 else f'manager+{level - 1}'}: {above.name} ({above.id})")
                    level += 1
                    above = app.directory.manager_of(person, level)
                _tracked(app, name, person)
            case Several(_, candidates):
                names = ", ".join(f"{person.name} ({person.id})" for person in candidates)
                output.say(f"{name} could be {names}: write the full name, or add an alias in the people file")
                ctx.exit(1)
            case _:
                if file := app.setup.config.people.file:
                    output.say(f"{name} is nobody in {file}: add them there, or an alias")
                else:
                    output.say(
                        f'{name} is nobody known: there is no people file, name one as [people] file = "people.toml"'
                    )
                ctx.exit(0 if _tracked(app, name, None) else 1)


def _tracked(app: App, name: str, person: Person | None) -> bool:
    """Print whom each tracker would assign a ticket of this owner to; say whether all that assign people found one."""
    from connector.core.people import Known, Several
    from connector.errors import RemoteError
    from connector.resolving.lookups import sought

    found = []
    kinds = {each.name or "tracker": each.kind for each in app.setup.config.trackers}
    for tracker, live in sorted(app.trackers.items()):
        if live.assigns_anyone:
            continue
        if person and (system := person.system_in(tracker, kinds[tracker])):
            found.append(_by_file(tracker, live, person.handles[system]))
            continue
        try:
            hit = sought(name, person, live.candidates)
        except RemoteError as error:
            output.say(f"  in {tracker}: could not be asked: {error}")
            found.append(False)
            continue
        match hit:
            case Known(there, how):
                output.say(f"  in {tracker}: {there.name} ({there.id}), by its search: the {how} fits")
                found.append(True)
            case Several(_, several):
                output.say(f"  in {tracker}: could be {', '.join(f'{one.name} ({one.id})' for one in several)}")
                found.append(False)
            case _:
                output.say(
                    f"  in {tracker}: nobody it can assign tickets to is called '{person.name if person else name}'"
                )
                found.append(False)
    return bool(found) and all(found)


def _by_file(tracker: str, live: "TrackerReader", handle: str) -> bool:
    """Say whom the people file names for a tracker, and whether tickets can be assigned to them."""
    from connector.errors import RemoteError

    try:
        lost = live.unassignable([handle])
    except RemoteError as error:
        output.say(f"  in {tracker}: {handle}, by the people file; it could not be asked about them: {error}")
        return False
    output.say(f"  in {tracker}: {handle}, by the people file{', but it assigns no tickets to them' if lost else ''}")
    return not lost


@command.command("import")
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write FILE, which must not be there.",
)
@click.pass_context
def import_(ctx: click.Context, table: Path, *, file: Path | None) -> None:
    """Make a people file from TABLE, a CSV file with a header line: name, mail, aliases, manager, team, jira, github, ...

    Every fault is named with its line, and then nothing is written. Handles stand in columns named after a kind of tracker, a
    tracker of the configuration, or slack, as in "github" and "Jira account id"; other columns are named and left out.
    """
    from connector.files import create_file
    from connector.settings.people_import import as_toml, read_csv

    read = read_csv(table, trackers=_trackers(ctx.obj["config"]))
    text = as_toml(read.rows)
    if read.left_out:
        named = 'a column of handles is named after its system, as in "github" or "github login"'
        output.talk(f"left out: {', '.join(read.left_out)}; {named}")
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        create_file(file, text.encode())
    except FileExistsError:
        raise ConnectorError(f"{file} is there already: name another file, or move it away") from None
    except OSError as error:
        raise ConnectorError(f"{file} could not be written: {error.strerror}") from error
    output.talk(f'{len(read.rows)} people written to {file}: name it as [people] file = "{file}"')


def _trackers(config: Path) -> list[str]:
    """Return the names of the trackers in a configuration, which need not be there yet."""
    from connector.settings.config import examine
    from connector.settings.setup import name_of

    try:
        read, _ = examine(config)
    except ConnectorError:
        return []
    return [name_of(entry, "tracker") for entry in read.trackers] if read is not None else []
