"""Changes of single places put into a text; the cells of drawn tables stay inside their columns.

New words use the padding of their cell. Where they need more, the column is drawn wider: nothing but padding and rules
is added for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from connector.parsing.blocks import Frame, Span
from connector.parsing.readers.lines import Lines


@dataclass(frozen=True, slots=True)
class Change:
    """New characters for a span; `column` is that of an empty cell they fill, which may be one of a drawn table."""

    span: Span
    new: str
    column: int | None = None


def changed(text: str, changes: Iterable[Change], *, lines: Lines, frames: Sequence[Frame]) -> str | None:
    """Return the text with the changes made; None where two of them touch the same characters."""
    real = {change for change in changes if text[change.span.start : change.span.end] != change.new}
    ordered = sorted(real, key=lambda one: (one.span.start, one.span.end, one.column or 0))
    for one, following in pairwise(ordered):
        beside = None not in (one.column, following.column) and one.column != following.column
        if following.span.start < one.span.end or (following.span.start == one.span.start and not beside):
            return None
    for frame in frames:
        start, end = lines.start(frame.first), lines.end(frame.last)
        inside = [one for one in ordered if start <= one.span.start and one.span.end <= end]
        if inside:
            drawn = Change(Span(start, end), _redrawn(text, lines, frame, inside))
            ordered = sorted([*(one for one in ordered if one not in inside), drawn], key=lambda one: one.span.start)
    parts: list[str] = []
    at = 0
    for change in ordered:
        parts += [text[at : change.span.start], change.new]
        at = change.span.end
    return "".join([*parts, text[at:]])


def _redrawn(text: str, lines: Lines, frame: Frame, changes: Sequence[Change]) -> str:
    """Return a drawn table's lines with the changes in its cells, its columns wider where the words need it."""
    numbers = range(frame.first, frame.last + 1)
    rows = {
        number: _cells(text, lines.start(number), lines.end(number), frame, changes)
        for number in numbers
        if number not in frame.rules
    }
    widths = [
        0 if column.end is None else max(column.end - column.start, *(len(row[at]) for row in rows.values()))
        for at, column in enumerate(frame.columns)
    ]
    parts: list[str] = []
    for number in numbers:
        source = text[lines.start(number) : lines.end(number)]
        drawn = _rule(source, frame, widths) if number in frame.rules else _row(source, frame, rows[number], widths)
        parts += [drawn, text[lines.end(number) : lines.start(number + 1)] if number < frame.last else ""]
    return "".join(parts)


def _cells(text: str, start: int, end: int, frame: Frame, changes: Sequence[Change]) -> list[str]:
    """Return what the cells of a line say after the changes, without the padding that their columns give them anyway."""
    cells: list[str] = []
    for at, column in enumerate(frame.columns):
        stop = end if column.end is None else min(end, start + column.end)
        place = first = min(start + column.start, stop)
        words = ""
        for change in changes:
            span = change.span
            # A line may end before its last cells: then what is added to its words stands where those are filled.
            own = change.column == at or (change.column is None and start + column.start < end)
            if own and first <= span.start and span.end <= stop:
                words += text[place : span.start] + change.new
                place = span.end
        words += text[place:stop]
        padded = frame.is_grid and words.strip() and (place > first or words.endswith(" "))
        cells.append(words if column.end is None else words.rstrip(" ") + " " * bool(padded))
    return cells


def _rule(source: str, frame: Frame, widths: Sequence[int]) -> str:
    for column, width in reversed(list(zip(frame.columns, widths, strict=True))):
        if column.end is not None:
            more = width - (column.end - column.start)
            source = source[: column.end] + source[column.end - 1] * more + source[column.end :]
    return source


def _row(source: str, frame: Frame, cells: Sequence[str], widths: Sequence[int]) -> str:
    """Put a line together again; in a simple table with the blanks at its end that it had."""
    drawn = source[: frame.columns[0].start]
    for at, (column, cell) in enumerate(zip(frame.columns, cells, strict=True)):
        if column.end is None:
            drawn += cell
            continue
        following = frame.columns[at + 1].start if at + 1 < len(frame.columns) else column.end + 1
        drawn += cell.ljust(widths[at]) + ("|" if frame.is_grid else " ") * (following - column.end)
    return drawn if frame.is_grid else drawn.rstrip(" ") + source[len(source.rstrip(" ")) :]
