"""`connector people`: who a name is, and why."""

import click

from connector.cli import output
from connector.cli.session import session


@click.group("people")
def command() -> None:
    """Show who a name in a document is, and why."""


@command.command("resolve")
@click.argument("name")
@click.pass_context
def resolve(ctx: click.Context, name: str) -> None:
    """Show whom NAME stands for, by what, and who is above them; exit code 1 when it is nobody or several."""
    from connector.core.people import Known, Several

    with session(ctx) as app:
        match app.directory.resolve(name):
            case Known(person, how):
                output.say(f"{name} is {person.name} ({person.id}), by {how}")
                facts = {"mail": person.mail, "team": person.team, **person.handles}
                for label, value in facts.items():
                    if value:
                        output.say(f"  {label}: {value}")
                above, level = app.directory.manager_of(person, 1), 1
                while above is not None:
                    output.say(f"  {'manager' if level == 1 else f'manager+{level - 1}'}: {above.name} ({above.id})")
                    level += 1
                    above = app.directory.manager_of(person, level)
            case Several(_, candidates):
                names = ", ".join(f"{person.name} ({person.id})" for person in candidates)
                output.say(f"{name} could be {names}: write the full name, or add an alias in the people file")
                ctx.exit(1)
            case _:
                where = app.setup.config.people.file or "a people file ([people] file = ... is not set)"
                output.say(f"{name} is nobody in {where}: add them there, or an alias")
                ctx.exit(1)
