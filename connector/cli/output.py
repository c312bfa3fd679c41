"""What people see: tables and lines on stdout, talk and progress on stderr; plain where it is not a terminal.

Text from documents is hostile here too: control characters and direction overrides never reach the terminal, and rich's
markup is never parsed in it.
"""

import itertools
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from connector.rendering.plaintext import safe, safe_json

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 160
WIDEST = 60
"""Characters of a column where output is no terminal; longer text goes on below, nothing is cut."""
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and how many there are (0 if unknown)."""


def console(*, stderr: bool = False) -> "Console":
    """Return a console for stdout or stderr, made anew so that redirection is seen."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        file=stream, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else PLAIN_WIDTH
    )


def say(text: str = "", *, style: str | None = None, end: str = "\n") -> None:
    """Print a line of data to stdout; lines are not cut."""
    console().print(safe(text) if text else "", style=style, soft_wrap=True, end=end)


def talk(text: str, *, style: str | None = None) -> None:
    """Print a line of talk to stderr."""
    console(stderr=True).print(safe(text), style=style, soft_wrap=True)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, style: str | None = None) -> None:
    """Print a table: boxed and wrapped on a terminal, aligned columns without cutting elsewhere."""
    cells = [[safe("" if cell is None else cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        _plain_table(title, columns, cells)
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, title_style="bold")
    for column in columns:
        grid.add_column(Text(column), overflow="fold")
    for row in cells:
        grid.add_row(*(Text(cell, style=style or "") for cell in row))
    console().print(grid)


def _plain_table(title: str, columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    rows = [[textwrap.wrap(cell, WIDEST) or [""] for cell in row] for row in ([*columns], *cells)]
    widths = [max(len(line) for row in rows for line in row[i]) for i in range(len(columns))]
    lines = [title] if title else []
    lines += [
        "  " + "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
        for row in rows
        for parts in itertools.zip_longest(*row, fillvalue="")
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def dump(data: Any) -> None:
    """Print data as JSON for programs."""
    sys.stdout.write(safe_json(data, indent=2) + "\n")


def _line(what: str, done: int, total: int) -> None:
    sys.stderr.write(f"{what}: {done} of {total}\n")


@contextmanager
def progress(tell: Progress | None = None) -> Iterator[Progress]:
    """Show how far long work has come: a bar on a terminal, a line now and then elsewhere, or where `tell` puts it."""
    if tell is None and sys.stderr.isatty():
        with _bar() as update:
            yield update
        return
    say_so = tell or _line
    said: dict[str, int] = {}

    def line(what: str, done: int, total: int) -> None:
        tenth = done * 10 // total if total else 0
        # Short work needs no talk; long work says each tenth once.
        if total >= 500 and tenth > said.get(what, 0):
            said[what] = tenth
            say_so(what, done, total)

    yield line


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def update(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total or None)
            bars.update(tasks[what], completed=done, total=total or None)

        yield update
