"""`connector parse`: what documents say, as it would be read; needs no configuration."""

from pathlib import Path
from typing import Any

import click

from connector.cli import output
from connector.cli.documents import read_paths
from connector.core.model import ActionItem, PostMortem


def as_data(item: ActionItem) -> dict[str, Any]:
    """Return an item as the JSON that others build on."""
    return {
        "action": item.action,
        "owner": item.owner,
        "due": item.due.isoformat() if item.due else None,
        "status": item.status.value if item.status else None,
        "priority": item.priority,
        "refs": list(item.refs),
        "line": item.line,
    }


@click.command("parse")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of items for each path as given.")
@click.option("--date-order", type=click.Choice(["DMY", "MDY", "YMD"]), help="How to read 03/04/2026.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], *, as_json: bool, date_order: str | None) -> None:
    """Show the action items of PATHS (files, or folders with all documents in them) as they would be read.

    Writes nothing and needs no configuration. What cannot be read for sure is listed with its line and the reason, and
    makes the exit code 1.
    """
    read = read_paths(paths, date_order=date_order)
    held = any(_unsure(post_mortem) for _, post_mortem in read)
    if as_json:
        output.dump({name: [as_data(item) for item in post_mortem.items] for name, post_mortem in read})
        for name, post_mortem in read:
            for line, reason in _unsure(post_mortem):
                output.talk(f"{name}:{line}: {reason}", style="yellow")
    else:
        for name, post_mortem in read:
            _show(name, post_mortem)
    ctx.exit(1 if held else 0)


def _unsure(post_mortem: PostMortem) -> list[tuple[int, str]]:
    """Return what could not be read for sure, each with its line."""
    of_items = [(item.line, problem) for item in post_mortem.items for problem in item.problems]
    return sorted([*of_items, *((hold.line, hold.reason) for hold in post_mortem.holds)])


def _show(name: str, post_mortem: PostMortem) -> None:
    facts = [
        f"{label} {value}"
        for label, value in (("incident", post_mortem.incident), ("severity", post_mortem.severity))
        if value
    ]
    output.say(f"{name}: {post_mortem.title}" + (f" ({', '.join(facts)})" if facts else ""), style="bold")
    if post_mortem.is_template:
        output.say("  a template: nothing to file")
    rows = [
        (item.line, item.action, item.owner, item.due or item.due_text, item.status, item.priority, " ".join(item.refs))
        for item in post_mortem.items
    ]
    if rows:
        output.table("", ("line", "action", "owner", "due", "status", "priority", "names"), rows)
    elif not post_mortem.is_template:
        output.say("  no action items")
    for line, reason in _unsure(post_mortem):
        output.say(f"  held, line {line}: {reason}", style="yellow")
    output.say()
