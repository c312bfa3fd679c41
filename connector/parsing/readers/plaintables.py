"""Tables of plain text whose columns are aligned with blanks and nothing else."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from connector.parsing.blocks import Cell, Column, Span
from connector.parsing.headings import column
from connector.parsing.runs import plain_inline

_WORDS = re.compile(r"\S+(?: \S+)*")
_LEAST_COLUMNS = 3
"""Of a table without titles: two words with a gap between them are no evidence."""
_MOST_COLUMNS = 12


def titles_of(line: str) -> list[re.Match[str]] | None:
    """Return the titles on a line, parted by several blanks, if all are names that columns have and one is the action."""
    if "  " not in line or "\t" in line:
        return None
    titles = list(_WORDS.finditer(line))
    if not 2 <= len(titles) <= _MOST_COLUMNS:
        return None
    names = [column(title[0]) for title in titles]
    return None if None in names or {"action", "text"}.isdisjoint(str(name) for name in names) else titles


def edges_of(lines: Sequence[tuple[str, int]]) -> list[int] | None:
    """Return where the columns of rows without titles start; None where these lines are no such rows.

    Each line comes with its indent. Two of them at least have a cell in every column, three columns at least, and no line has one elsewhere.
    """
    if any("\t" in text for text, _ in lines):
        return None
    starts = [[indent + words.start() for words in _WORDS.finditer(text)] for text, indent in lines]
    edges = max(starts, key=len, default=[])
    whole = starts.count(edges) > 1 and all(set(row) <= set(edges) and row[0] == edges[0] for row in starts)
    return edges if whole and _LEAST_COLUMNS <= len(edges) <= _MOST_COLUMNS else None


def columns_of(starts: Sequence[int], *, gap: int) -> tuple[Column, ...]:
    """Return the columns that start there, each `gap` blanks from the next."""
    return (*(Column(start, following - gap) for start, following in pairwise(starts)), Column(starts[-1], None))


def cells_of(text: str, line: Span, indent: int, edges: Sequence[int]) -> Iterator[Cell]:
    """Cut a line where the titles start.

    Where words cross such an edge it is cut at its wide gaps, if these make as many cells; else it is one cell.
    """
    places = [min(max(line.start, line.start + edge - indent), line.end) for edge in edges]
    places[0] = line.start
    if any(place < line.end and not text[place - 1].isspace() for place in places[1:]):
        words = [match.start() + line.start for match in _WORDS.finditer(text[line.start : line.end])]
        places = words if len(words) == len(edges) else [line.start]
    for number, (start, stop) in enumerate(pairwise([*places, line.end])):
        words_there = text[start:stop].strip()
        at = start + (len(text[start:stop]) - len(text[start:stop].lstrip()) if words_there else 0)
        yield Cell(plain_inline(words_there), Span(at, at + len(words_there)), number)
