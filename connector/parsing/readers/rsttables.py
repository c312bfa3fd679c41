"""Drawn and comma-separated tables of reStructuredText: where their cells stand, as docutils tells only what they say.

| table  | is written where                                                                             |
|--------|----------------------------------------------------------------------------------------------|
| grid   | no cell spans another, and the words of the cell stand on one line                           |
| simple | the same                                                                                     |
| csv    | commas and double quotes are the defaults, and each row is one line                          |
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from connector.parsing.blocks import Column, Frame, Span
from connector.parsing.readers.lines import Lines

_GRID_RULE = re.compile(r"\+(?:[-=]+\+)+$")
_SIMPLE_RULE = re.compile(r"=+(?: +=+)*$")
_CSV = re.compile(r"\s*\.\.\s+csv-table\s*::")
_CSV_OPTION = re.compile(r"\s*:(?P<name>[\w-]+):")
_OWN_DIALECT = frozenset(("delim", "quote", "escape", "file", "url", "keepspace"))
_FIELD = re.compile(r'[ ]*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<bare>[^,"]*))[ ]*(?:,|$)')
_NEARBY = 4
"""How many lines below the place that docutils names a table's first rule may be: titles and options come first."""


@dataclass(frozen=True, slots=True)
class Located:
    """The cells of a table, row by row with the 0-based line each row starts at; a cell that cannot be written is None."""

    rows: tuple[tuple[int, tuple[Span | None, ...]], ...]
    frame: Frame | None = None


def locate(text: str, lines: Lines, line: int) -> Located | None:
    """Find the cells of the table that docutils places at `line` (1-based); None where they cannot be told for sure."""
    first = max(0, line - 2)
    for number in range(first, min(first + _NEARBY + 1, len(lines))):
        source = _source(text, lines, number).strip(" ")
        if _CSV.match(source):
            return _csv(text, lines, number)
        if _GRID_RULE.match(source):
            return _drawn(text, lines, _grid(text, lines, number))
        if _SIMPLE_RULE.match(source) and " " in source:
            return _drawn(text, lines, _simple(text, lines, number))
    return None


def _source(text: str, lines: Lines, number: int) -> str:
    return text[lines.start(number) : lines.end(number)]


# --- drawn tables -------------------------------------------------------------------------------------------------


def _grid(text: str, lines: Lines, first: int) -> Frame | None:
    top = _source(text, lines, first)
    edges = [at for at, char in enumerate(top) if char == "+"]
    rules: set[int] = set()
    last = first - 1
    for number in range(first, len(lines)):
        source = _source(text, lines, number).rstrip()
        if source[: edges[0]].strip() or source[edges[0] : edges[0] + 1] not in ("+", "|"):
            break
        if _GRID_RULE.match(source, edges[0]):
            rules.add(number)
        marks = {"+"} if number in rules else {"|"}
        if len(source) != edges[-1] + 1 or any(source[at] not in marks for at in edges):
            return None
        last = number
    columns = tuple(Column(left + 1, right) for left, right in pairwise(edges))
    return Frame(first, last, columns, frozenset(rules), is_grid=True) if last in rules else None


def _simple(text: str, lines: Lines, first: int) -> Frame | None:
    top = _source(text, lines, first).rstrip()
    bars = [Column(match.start(), match.end()) for match in re.finditer("=+", top)]
    columns = (*bars[:-1], Column(bars[-1].start, None))
    rules = {first}
    for number in range(first + 1, len(lines)):
        source = _source(text, lines, number).rstrip()
        if source == top:
            rules.add(number)
            below = _source(text, lines, number + 1).strip() if number + 1 < len(lines) else ""
            if len(rules) == 3 or not below:
                return Frame(first, number, columns, frozenset(rules), is_grid=False)
        elif _leaves(source, columns):
            return None
    return None


def _leaves(source: str, columns: Sequence[Column]) -> bool:
    """Say whether a line is a rule of another kind, or has words outside of the columns."""
    return (
        (source.strip("=- ") == "" and source.strip() != "")
        or source[: columns[0].start].strip() != ""
        or any(source[left.end : right.start].strip() for left, right in pairwise(columns))
    )


def _drawn(text: str, lines: Lines, frame: Frame | None) -> Located | None:
    if frame is None:
        return None
    inside = text[lines.start(frame.first) : lines.end(frame.last)]
    # docutils counts columns as they are displayed, and tabs as blanks.
    if "\t" in inside or any(_is_wide(char) for char in inside):
        return None
    rows = tuple(
        (numbers[0], tuple(_words(text, lines, numbers, column) for column in frame.columns))
        for numbers in _rows(text, lines, frame)
    )
    return Located(rows, frame)


def _is_wide(char: str) -> bool:
    return char > "\x7f" and (unicodedata.east_asian_width(char) in "WF" or bool(unicodedata.combining(char)))


def _rows(text: str, lines: Lines, frame: Frame) -> Iterator[list[int]]:
    """Yield the lines of each row: in a grid those between rules, in a simple table from a filled first cell on."""
    row: list[int] = []
    for number in range(frame.first, frame.last + 1):
        head = _source(text, lines, number)[frame.columns[0].start : frame.columns[0].end].strip()
        ends = number in frame.rules or (not frame.is_grid and head != "")
        if ends and row:
            yield row
            row = []
        if number not in frame.rules and (row or frame.is_grid or head):
            row.append(number)


def _words(text: str, lines: Lines, numbers: Iterable[int], column: Column) -> Span | None:
    """Return where a cell's words stand, or could stand where it is empty; None where they take several lines."""
    filled: list[Span] = []
    empty: Span | None = None
    for number in numbers:
        start, end = lines.start(number), lines.end(number)
        stop = end if column.end is None else min(end, start + column.end)
        raw = text[min(start + column.start, stop) : stop]
        words = raw.strip()
        at = min(start + column.start, stop) + len(raw) - len(raw.lstrip())
        if words:
            filled.append(Span(at, at + len(words)))
        elif empty is None and start + column.start < end:
            # A grid's words keep a blank from the bar.
            lead = 1 if text[start + column.start - 1 : start + column.start] == "|" and len(raw) > 1 else 0
            empty = Span(start + column.start + lead, start + column.start + lead)
        elif empty is None:
            # One of the last cells of a line whose blanks at the end were taken away.
            empty = Span(end, end)
    if len(filled) > 1:
        return None
    return filled[0] if filled else empty


# --- comma-separated ----------------------------------------------------------------------------------------------


def _csv(text: str, lines: Lines, first: int) -> Located | None:
    rows: list[tuple[int, tuple[Span | None, ...]]] = []
    margin = len(_source(text, lines, first)) - len(_source(text, lines, first).lstrip())
    begun = False
    for number in range(first + 1, len(lines)):
        source = _source(text, lines, number)
        option = None if begun else _CSV_OPTION.match(source)
        if option is not None:
            if option["name"] in _OWN_DIALECT:
                return None
            continue
        if not source.strip():
            begun = True
            continue
        if len(source) - len(source.lstrip()) <= margin:
            break
        if not begun:
            return None
        fields = _fields(source.strip(), lines.start(number) + len(source) - len(source.lstrip()))
        if fields is None:
            return None
        rows.append((number, fields))
    return Located(tuple(rows)) if rows else None


def _fields(source: str, start: int) -> tuple[Span | None, ...] | None:
    """Return where the fields of a line stand; None for a line that does not end its last quotes."""
    fields: list[Span | None] = []
    at = 0
    while True:
        match = _FIELD.match(source, at)
        if match is None:
            return None
        group = "bare" if match["quoted"] is None else "quoted"
        size = len(match[group].rstrip())
        place = match.start(group)
        fields.append(Span(start + place, start + place + size))
        at = match.end()
        if not match[0].endswith(","):
            return tuple(fields)
