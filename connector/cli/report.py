"""`connector report`: publish the completion report of a week."""

from pathlib import Path

import click

from connector.cli import output
from connector.cli.session import session


@click.command("report")
@click.option("--week", "text", metavar="YYYY-Www", help="The week, e.g. 2026-W47; the last full week if left out.")
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), help="Write the pages into this folder instead."
)
@click.pass_context
def command(ctx: click.Context, *, text: str | None, to: Path | None) -> None:
    """Publish the completion report of a week to the pages, and say where it lies.

    The trackers are asked for what changed until now, which is recorded; while a daemon runs, that does it. A past week is
    replayed from what was recorded, so it reads the same whenever it is made.
    """
    from connector.core.weeks import IsoWeek
    from connector.jobs import answer, last_full_week, publish

    with session(ctx, records=True) as app:
        store = None
        if to is not None:
            from connector.pages.directory import Settings, connect

            store = connect(Settings(path=str(to.absolute())), base_dir=app.setup.base)
        try:
            week = IsoWeek.parse(text) if text else last_full_week(app)
            published = publish(app, week=week, store=store)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--week") from error
        report = published.report
        output.say(f"{report.week}: {answer(report)}", style="bold")
        for page, placed in published.pages:
            output.say(f"  {page.path}: {placed.result.value}{f'; {placed.note}' if placed.note else ''}")
        output.say(f"report: {published.where}")
    if not published.complete:
        ctx.exit(1)
