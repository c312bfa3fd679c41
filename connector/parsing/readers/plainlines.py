"""What each line of plain text is by its own looks."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from connector.parsing.readers.lines import Lines
from connector.parsing.runs import BOXES, find_box

MAX_INDENT = 100
"""Deeper indents count as this one."""
_BULLET = re.compile(r"(?:[-*+\u2013\u2014‣◦•▪●○·∙]|o(?=[ \t]))(?:[ \t]+|$)|[‣◦•▪●○∙](?=\S)")
_NUMBER = re.compile(r"(?:\d{1,3}[.)]|\(\d{1,3}\)|[a-zA-Z]\)|\([a-z]\)|[ivx]{1,5}[.)])(?:[ \t]+|$)")
_RULE = re.compile(r"([=\-~_*^#+])\1{2,}[ \t]*$|(?:[-*_][ \t]+){2,}[-*_][ \t]*$")
_GRID_LINE = re.compile(r"\+[-=+]{2,}\+$")
_QUOTE = re.compile(r">")
_FENCE = re.compile(r"(?:```|~~~)")


class Kind(Enum):
    BLANK = auto()
    RULE = auto()
    FENCE = auto()
    QUOTE = auto()
    ENTRY = auto()
    BARS = auto()
    TABS = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its words from `start` to `end`, and for an entry where its own words start."""

    number: int
    indent: int
    start: int
    end: int
    text: str
    kind: Kind
    words: int = 0
    ordered: bool = False


def classified(text: str, number: int, places: Lines, above: Line | None) -> Line:
    """Return what a line is; `above` is the one before it, as a row of tabs goes on."""
    start, end = places.start(number), places.end(number)
    raw = text[start:end]
    words = raw.strip()
    lead = raw[: len(raw) - len(raw.lstrip())]
    indent = min(len(lead.expandtabs(4)), MAX_INDENT)
    start += len(lead)
    end = start + len(words)
    kind, own, ordered = _kind(words, indent)
    if words and above is not None and above.kind is Kind.TABS and raw.count("\t") == above.text.count("\t"):
        kind = Kind.TABS
    if kind is Kind.TABS:
        # Empty cells at the ends of a row are tabs that a strip would take away.
        start, end = places.start(number), places.end(number)
        words = raw
    return Line(number + 1, indent, start, end, words, kind, start + own, ordered)


def _kind(words: str, indent: int) -> tuple[Kind, int, bool]:
    """Return what a line is by its own looks; for an entry also where its words start and whether it is numbered."""
    if not words:
        return Kind.BLANK, 0, False
    for pattern, kind in ((_RULE, Kind.RULE), (_FENCE, Kind.FENCE), (_QUOTE, Kind.QUOTE)):
        if pattern.match(words):
            return kind, 0, False
    bars = words.count("|")
    marked = _BULLET.match(words) or _NUMBER.match(words)
    listed = marked is not None and words[-1] != "|" and words[marked.end() : marked.end() + 1] != "|"
    if (bars > 1 and not listed) or _GRID_LINE.match(words) or (bars and words.startswith("|")):
        return Kind.BARS, 0, False
    if words.count("\t") > 1:
        return Kind.TABS, 0, False
    bullet = _BULLET.match(words)
    if bullet is not None and not (words[0] == "o" and not indent and words[2:3].islower()):
        return Kind.ENTRY, bullet.end(), False
    number = _NUMBER.match(words)
    if number is not None:
        return Kind.ENTRY, number.end(), True
    if words[0] in BOXES or find_box(words[:8]) is not None:
        return Kind.ENTRY, 0, False
    if "\t" in words and not re.match(r"[^\t]*:[ ]*\t[^\t]*$", words):
        return Kind.TABS, 0, False
    return Kind.TEXT, 0, False
