"""Rows of pipes: where their cells are, also of a table whose lines were broken anew."""

import re
from itertools import pairwise

from connector.parsing.blocks import Span

_DASHES = re.compile(r":?-{3,}:?")


def split_cells(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of a pipe row's cells, without padding; `\\|` is a character, as in GitHub's tables."""
    bounds = [start]
    at = text.find("|", start, end)
    while at >= 0:
        backslashes = 0
        while at - backslashes > start and text[at - backslashes - 1] == "\\":
            backslashes += 1
        if backslashes % 2 == 0:
            bounds.append(at + 1)
        at = text.find("|", at + 1, end)
    bounds.append(end + 1)
    spans = []
    for left, right in pairwise(bounds):
        content = text[left : right - 1]
        begin = left + len(content) - len(content.lstrip())
        spans.append(Span(begin, begin + len(content.strip())) if content.strip() else _middle(left, content))
    if len(spans) > 1 and _empty(spans[0]):
        spans.pop(0)
    if len(spans) > 1 and _empty(spans[-1]):
        spans.pop()
    return spans


def _middle(left: int, padding: str) -> Span:
    """Return where content goes in an empty cell: behind its first space, so that the row stays readable."""
    at = left + min(1, len(padding))
    return Span(at, at)


def _empty(span: Span) -> bool:
    return span.start == span.end


def reflowed_rows(text: str, start: int, end: int) -> list[list[Span]] | None:
    """Return the cells of a table's rows that run together, the header first; None if they do not come out even.

    The line of dashes tells how many cells a row has; between two rows stands nothing, where pipes end one and begin the next.
    """
    cells = split_cells(text, start, end)
    dashes = [at for at, span in enumerate(cells) if _DASHES.fullmatch(text, span.start, span.end)]
    width = len(dashes)
    # Every row but the last has an empty cell behind it.
    even = width > 1 and (len(cells) + 1) % (width + 1) == 0
    if not even or dashes != list(range(width + 1, 2 * width + 1)) or not text[start:end].lstrip().startswith("|"):
        return None
    if not all(_empty(cells[at]) for at in range(width, len(cells), width + 1)):
        return None
    rows = [cells[at : at + width] for at in range(0, len(cells), width + 1)]
    return [rows[0], *rows[2:]]
