"""`connector lint`: good and bad action items."""

from pathlib import Path

import click

from connector.cli import output
from connector.cli.documents import read_paths


@click.command("lint")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--date-order", type=click.Choice(["DMY", "MDY", "YMD"]), help="How to read 03/04/2026.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], *, as_json: bool, date_order: str | None) -> None:
    """Name what the open action items of PATHS lack: specific, assigned, time-bound, measurable.

    What cannot be read is named too. Exit code 1 where something is named, so that it can gate a change.
    """
    from connector.core.quality import Finding, judge

    found = [
        (name, finding)
        for name, read in read_paths(paths, date_order=date_order)
        for finding in (
            *(Finding("readable", each.line, each.subject, each.reason) for each in read.holds),
            *judge(read),
        )
    ]
    if as_json:
        keys = ("rule", "line", "subject", "message")
        output.dump([{"path": name, **{key: getattr(finding, key) for key in keys}} for name, finding in found])
    else:
        for name, finding in found:
            output.say(f"{name}:{finding.line}: {finding.rule}: {_subject(finding.subject)}{finding.message}")
        output.talk(f"{len(found)} finding{'' if len(found) == 1 else 's'}")
    ctx.exit(1 if found else 0)


def _subject(text: str) -> str:
    return f"'{text}' " if text else ""
