"""`connector lint`: good and bad action items."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from connector.cli import output
from connector.cli.documents import read_texts

if TYPE_CHECKING:
    from connector.core.quality import Finding
    from connector.settings.linting import LintFile


@click.command("lint")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How findings are printed: for people, for programs, for code scanning, as annotations of a pull request.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--date-order", type=click.Choice(["DMY", "MDY", "YMD"]), help="How to read 03/04/2026.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], *, shape: str, as_json: bool, date_order: str | None) -> None:
    """Judge the open action items of PATHS, and the post-mortems around them.

    \b
    specific, assigned, time-bound, measurable   one item
    due-by-priority                              one item, by [lint] due_days
    preventive, only-mitigations, blameless      a post-mortem
    duplicate                                    several post-mortems
    readable                                     what cannot be read for sure

    Levels of rules, days and words of your own stand in the [lint] table of the configuration, which is read alone: no
    tracker is needed. Exit code 1 where something is found of the level in `fail_on` or above, so that it can gate a change.
    """
    from connector.core.quality import Examined, Level, judge

    own = _settings(ctx)
    texts = read_texts(paths, date_order=date_order or own.date_order)
    found = judge([Examined(name, read, text) for name, read, text in texts], own.lint.policy)
    _show(found, "json" if as_json else shape)
    failing = Level(own.lint.fail_on).rank
    ctx.exit(1 if any(finding.level.rank >= failing for finding in found) else 0)


def _settings(ctx: click.Context) -> "LintFile":
    """Read the configuration that was named, or the one that is here; without any there are the defaults."""
    from connector.settings.linting import LintFile, load_lint

    path: Path = ctx.obj["config"]
    named = ctx.find_root().get_parameter_source("config") is not ParameterSource.DEFAULT
    return load_lint(path) if named or path.exists() else LintFile()


def _show(found: "Sequence[Finding]", shape: str) -> None:
    from connector.rendering import findings

    match shape:
        case "json":
            output.dump(findings.as_data(found))
        case "sarif":
            from importlib.metadata import version

            output.dump(findings.as_sarif(found, version=version("connector")))
        case "github":
            for finding in found:
                output.say(findings.as_annotation(finding))
        case _:
            for finding in found:
                output.say(findings.as_line(finding))
            output.talk(f"{len(found)} finding{'' if len(found) == 1 else 's'}")
