"""`connector demo`: the whole story, told in a minute."""

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli import output

if TYPE_CHECKING:
    from connector.app import App
    from connector.delivery import Delivery
    from connector.demo import Day

SHOWN = "2026-10-29-gift-card-balance.md"


@click.command("demo")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("demo"), show_default=True,
    help="The folder to play in; the demo makes it anew each time.",
)  # fmt: skip
def command(folder: Path) -> None:
    """Tell the whole story on the embedded tracker: plan, file, three weeks of people working, escalations, report.

    Needs no account and no configuration; touches nothing outside its folder.
    """
    from connector import log
    from connector.app import opened
    from connector.demo import Listener, days, finish, lay_out
    from connector.jobs import answer

    log.configure(level="error")
    setup = lay_out(folder)
    with opened(setup) as app, output.progress() as progress:
        app.progress = progress
        app.notifiers = [Listener()]
        _file(app, folder)
        output.say()
        output.say("4. Three weeks pass: people work in their ticket files and in the post-mortems", style="bold")
        told: list[Delivery] = []
        for day in days(app):
            _day(day)
            told += day.told
        last, published = finish(app)
        _day(last)
        _digest([*told, *last.told])
        _end(app)
        report = published.report
        output.say()
        output.say(f"6. The weekly report, {report.week}: {answer(report)}", style="bold")
        output.say(f"   {published.where}")
        output.say()
        output.say(
            f"Look around: the tickets are in {folder / 'tickets'}, the post-mortems in {folder / 'postmortems'}."
        )
        at = "2026-11-23T09:00"
        output.say(f"Go on:       {_called()} --config {folder / 'connector.toml'} --as-of {at} status")


def _file(app: "App", folder: Path) -> None:
    """Show the plan, carry it out, and show that doing it again changes nothing."""
    from connector.cli.planview import all_holds, show, show_outcomes
    from connector.demo import FIRST, at

    documents = folder / "postmortems"
    at(app, FIRST)
    output.say(f"1. The plan: what the post-mortems in {documents} ask for, on {FIRST:%A, %-d %B %Y}", style="bold")
    cycle = app.cycle()
    outlook = cycle.look()
    show(outlook, all_holds(outlook, (), unwritten=()))
    output.say()
    output.say(f"2. Apply: one ticket for each item, as a Markdown file in {folder / 'tickets'}", style="bold")
    before = (documents / SHOWN).read_text(encoding="utf-8").splitlines()
    synced = cycle.carry_out(outlook)
    output.say("   ", end="")
    show_outcomes(synced.outcomes)
    output.say(
        f"   {sum(one.changed for one in synced.written)} post-mortems now name their tickets, for example {SHOWN}:"
    )
    after = (documents / SHOWN).read_text(encoding="utf-8").splitlines()
    for line in difflib.unified_diff(before, after, n=0, lineterm=""):
        if line.startswith(("+", "-")) and not line.startswith(("+++", "---")):
            output.say(f"     {line}", style="green" if line.startswith("+") else "red")
    output.say()
    output.say("3. Apply again: every item is known", style="bold")
    again = app.cycle()
    output.say("   ", end="")
    show_outcomes(again.carry_out(again.look()).outcomes)


def _day(day: "Day") -> None:
    from connector.cli.planview import verb, what
    from connector.core.changes import Create

    lines = []
    for outcome in day.synced.outcomes:
        change = outcome.change
        told = f"{outcome.ticket_key}: {change.text}" if isinstance(change, Create) else what(change)
        lines.append((f"  connector: {verb(change)} {told}", "cyan"))
    written = [one.read.document.name for one in day.synced.written if one.changed]
    if written:
        lines.append((f"  connector: status written back into {', '.join(written)}", "cyan"))
    if day.told:
        told = "; ".join(f"{each.name}: {each.message.subject}" for each in day.told)
        lines.append((f"  connector: tells {told}", "yellow"))
    lines += [(f"  {deed}", "") for deed in day.deeds]
    if lines:
        output.say(f"   {day.day:%a %-d %b}", style="bold")
    for line, style in lines:
        output.say(f"   {line}", style=style or None)


def _digest(told: "Sequence[Delivery]") -> None:
    """Show one digest as its reader gets it: the one with the most to say."""
    longest = max(told, key=lambda each: len(each.message.text))
    output.say()
    output.say(f"5. One of the digests in full, to {longest.name}", style="bold")
    for line in longest.message.text.splitlines():
        output.say(f"   | {line}")


def _end(app: "App") -> None:
    holds = app.standing(app.glimpse())
    if holds:
        from connector.cli.planview import show_holds

        output.say()
        output.say("   Still held, until somebody decides:")
        show_holds(holds)


def _called() -> str:
    """Return how the command was called: it need not be on the path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "connector" else "connector"
