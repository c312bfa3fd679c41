"""Plain text, typed or pasted from anywhere -> Block tree.

Nothing marks a heading or a table here, so each is believed only on evidence: an underline, capitals, a final colon or
a name that post-mortems use; a row of bars or tabs with another one beside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from connector.parsing.blocks import (
    Block,
    Cell,
    Frame,
    Heading,
    ListBlock,
    ListItem,
    Opaque,
    Paragraph,
    Row,
    Span,
    Table,
    Tree,
    Unreadable,
)
from connector.parsing.readers.lines import Lines
from connector.parsing.readers.plainheadings import is_title, level_of
from connector.parsing.readers.plaintables import cells_of, columns_of, titles_of
from connector.parsing.runs import BOXES, TICKET_LAST, drop_prefix, find_box, plain_inline

MAX_INDENT = 100
"""Deeper indents count as this one."""
MAX_DEPTH = 30
"""How deep lists may be nested."""
_HEADING_LENGTH = 70
_WRAPPED_LENGTH = 60
"""A line shorter than this was not broken by an editor: what follows is not its continuation."""
_BULLET = re.compile(r"(?:[-*+\u2013\u2014‣◦•▪●○·∙]|o(?=[ \t]))(?:[ \t]+|$)|[‣◦•▪●○∙](?=\S)")
_NUMBER = re.compile(r"(?:\d{1,3}[.)]|\(\d{1,3}\)|[a-zA-Z]\)|\([a-z]\)|[ivx]{1,5}[.)])(?:[ \t]+|$)")
_RULE = re.compile(r"([=\-~_*^#+])\1{2,}[ \t]*$|(?:[-*_][ \t]+){2,}[-*_][ \t]*$")
_SEPARATOR = re.compile(r"[|+]?[ \t]*:?[-=]{2,}[-=:|+ \t]*$")
_GRID_LINE = re.compile(r"\+[-=+]{2,}\+$")
_QUOTE = re.compile(r">")
_FENCE = re.compile(r"(?:```|~~~)")
_BAR = re.compile(r"(?<!\\)\|")
_TITLE_BAR = re.compile(r"\|\|")
_WORDS = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


class _Kind(Enum):
    BLANK = auto()
    RULE = auto()
    FENCE = auto()
    QUOTE = auto()
    ENTRY = auto()
    BARS = auto()
    TABS = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its words from `start` to `end`, and for an entry where its own words start."""

    number: int
    indent: int
    start: int
    end: int
    text: str
    kind: _Kind
    words: int = 0
    ordered: bool = False


def read(text: str) -> Tree:
    """Read plain text."""
    reader = _Reader(text)
    return Tree(tuple(reader.blocks()), frames=tuple(reader.frames))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        places = Lines(text)
        self.lines: list[_Line] = []
        for number in range(len(places)):
            above = self.lines[-1] if self.lines else None
            self.lines.append(_classified(text, number, places, above))
        self.at = 0
        self.depth = 0
        self.frames: list[Frame] = []

    def blocks(self) -> Iterator[Block]:
        while self.at < len(self.lines):
            block = self.block(self.lines[self.at])
            if block is not None:
                yield block

    def block(self, line: _Line) -> Block | None:
        """Read the block that starts at `line`, and step behind it."""
        match line.kind:
            case _Kind.BLANK | _Kind.RULE:
                self.at += 1
                return None
            case _Kind.FENCE:
                return self.fence(line)
            case _Kind.QUOTE:
                lines = self.take(_Kind.QUOTE)
                return Opaque("quote", "\n".join(one.text.lstrip("> ") for one in lines), line.number)
            case _Kind.BARS | _Kind.TABS if self.is_table(line):
                return self.table(line)
            case _Kind.ENTRY:
                return self.entries(line.indent)
            case _:
                return self.aligned(line) or self.heading(line) or self.paragraph(line)

    def following(self, offset: int = 1) -> _Line | None:
        place = self.at + offset
        return self.lines[place] if 0 <= place < len(self.lines) else None

    def take(self, kind: _Kind) -> list[_Line]:
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at].kind is kind:
            self.at += 1
        return self.lines[first : self.at]

    def fence(self, line: _Line) -> Block:
        first = self.at
        self.at += 1
        while self.at < len(self.lines) and not self.lines[self.at].text.startswith(line.text[:3]):
            self.at += 1
        inside = self.lines[first + 1 : self.at]
        closed = self.at < len(self.lines)
        self.at += 1
        words = "\n".join(" " * one.indent + one.text for one in inside)
        return Opaque("code", words, line.number, closed)

    # --- headings and paragraphs ----------------------------------------------------------------------------------

    def heading(self, line: _Line) -> Heading | None:
        """Read a heading if this line is one and something follows it.

        | evidence                                        | level |
        |---|---|
        | first words of the document, and one of these,  | 1     |
        | or like a title with a blank line behind        |       |
        | underlined with `=` / another sign              | 1 / 2 |
        | all capitals, or a name that post-mortems use   | 2     |
        | short, a blank line before and after, no verb   | 2     |
        | ends with a colon, not inside running text      | 3     |
        """
        before, after = self.following(-1), self.following()
        if len(line.text) > _HEADING_LENGTH or not _WORDS.search(line.text):
            return None
        level, used = 0, 1
        if after is not None and after.kind is _Kind.RULE and len(after.text.strip()) >= min(len(line.text) - 2, 4):
            level, used = (1 if after.text.startswith("=") else 2), 2
        elif self.followed():
            alone = before is None or before.kind is not _Kind.TEXT
            level = level_of(
                line.text, alone=alone, parted=alone and after is not None and after.kind is not _Kind.TEXT
            )
        first = self.at < 9 and all(one.kind in (_Kind.BLANK, _Kind.RULE) for one in self.lines[: self.at])
        if not level and not (first and after is not None and after.kind is _Kind.BLANK and is_title(line.text)):
            return None
        level = 1 if first else level
        self.at += used
        title = line.text.strip("#* ").rstrip(":").rstrip()
        return Heading(level, plain_inline(title), line.number)

    def followed(self) -> bool:
        """Whether any words come after the line at hand; looking a few lines ahead is enough."""
        ahead = self.lines[self.at + 1 : self.at + 8]
        return any(line.kind not in (_Kind.BLANK, _Kind.RULE) for line in ahead)

    def paragraph(self, line: _Line) -> Paragraph:
        lines = [line]
        self.at += 1
        while self.at < len(self.lines):
            following = self.lines[self.at]
            if following.kind not in (_Kind.TEXT, _Kind.TABS, _Kind.BARS) or self.is_table(following):
                break
            if self.is_heading(following):
                break
            lines.append(following)
            self.at += 1
        words = "\n".join(" ".join(one.text.split("\t")) for one in lines)
        return Paragraph(plain_inline(words), line.number, Span(line.start, lines[-1].end))

    def is_heading(self, line: _Line) -> bool:
        place = self.at
        found = self.heading(line)
        self.at = place
        return found is not None

    # --- lists ----------------------------------------------------------------------------------------------------

    def entries(self, indent: int) -> ListBlock:
        """Read the entries at this indent, and what is nested below each."""
        first = self.lines[self.at]
        if self.depth >= MAX_DEPTH:
            raise Unreadable("lists nested too deeply to be read", first.number)
        self.depth += 1
        items: list[ListItem] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.kind is _Kind.BLANK and self.continues(indent):
                self.at += 1
            elif line.kind is _Kind.ENTRY and line.ordered == first.ordered and abs(line.indent - indent) <= 1:
                items.append(self.entry(line))
            else:
                break
        self.depth -= 1
        return ListBlock(first.ordered, tuple(items), first.number)

    def continues(self, indent: int) -> bool:
        """Whether a list goes on after the blank lines at hand."""
        for line in self.lines[self.at : self.at + 4]:
            if line.kind is not _Kind.BLANK:
                return line.kind is _Kind.ENTRY and line.indent >= indent - 1
        return False

    def entry(self, line: _Line) -> ListItem:
        own = [self.text[line.words : line.end]]
        last = line
        self.at += 1
        while (following := self.following(0)) is not None and self.wraps(line, last, following):
            own.append(following.text)
            last = following
            self.at += 1
        children: list[Block] = []
        while (below := self.below(line)) is not None:
            children.append(below)
        words = "\n".join(own)
        box = find_box(words)
        inline = plain_inline(words)
        if box is None:
            return ListItem(inline, line.number, end=last.end, children=tuple(children))
        place = Span(line.words + box.start, line.words + box.end)
        inline = drop_prefix(inline, box.length)
        return ListItem(inline, line.number, box.checked, place, max(last.end, place.end + 1), tuple(children))

    def wraps(self, entry: _Line, last: _Line, following: _Line) -> bool:
        """Whether a line goes on with the words of an entry."""
        if following.kind is not _Kind.TEXT:
            return False
        if following.indent > entry.indent:
            return True
        ended = last.end - last.start < _WRAPPED_LENGTH or TICKET_LAST.search(last.text) is not None
        return not ended and not self.is_heading(following)

    def below(self, entry: _Line) -> Block | None:
        """Read the next block that is nested below an entry, if there is one."""
        skipped = self.at
        while skipped < len(self.lines) and self.lines[skipped].kind is _Kind.BLANK and skipped - self.at < 2:
            skipped += 1
        if skipped >= len(self.lines):
            return None
        line = self.lines[skipped]
        deeper = line.indent > entry.indent + 1
        if line.kind is _Kind.ENTRY and deeper:
            self.at = skipped
            return self.entries(line.indent)
        if line.kind is _Kind.TEXT and deeper and skipped > self.at:
            self.at = skipped
            return self.paragraph(line)
        return None

    # --- tables ---------------------------------------------------------------------------------------------------

    def aligned(self, line: _Line) -> Table | None:
        """Read a table whose columns are aligned with blanks: titles that columns have, a rule below or not, and rows."""
        titles = titles_of(line.text)
        if titles is None:
            return None
        at = self.at + 1
        while at < len(self.lines) and self.lines[at].kind is _Kind.RULE:
            at += 1
        first = at
        while at < len(self.lines) and self.lines[at].kind in (_Kind.TEXT, _Kind.ENTRY):
            at += 1
        if at == first:
            return None
        rules = frozenset(range(self.at + 1, first))
        frame = Frame(self.at, at - 1, columns_of(titles, line.indent), rules, is_grid=False)
        self.at = at
        edges = [column.start for column in frame.columns]
        rows = tuple(
            Row(tuple(cells_of(self.text, Span(one.start, one.end), one.indent, edges)), one.number)
            for one in self.lines[first:at]
        )
        if all(len(row.cells) == len(edges) for row in rows):
            self.frames.append(frame)
        return Table(Row(tuple(Cell(plain_inline(title[0])) for title in titles), line.number), rows, line.number)

    def is_table(self, line: _Line) -> bool:
        """Whether bars or tabs make a table here: a row of its kind beside it, or a bar at its start."""
        if line.kind not in (_Kind.BARS, _Kind.TABS):
            return False
        place = line.number - 1
        around = [self.lines[other] for other in (place - 1, place + 1) if 0 <= other < len(self.lines)]
        if any(one.kind is line.kind for one in around):
            return True
        return line.kind is _Kind.BARS and line.text.startswith("|") and line.text.count("|") > 2

    def table(self, line: _Line) -> Table:
        lines = self.take(line.kind)
        rows: list[Row] = []
        header: Row | None = None
        for one in lines:
            if one.kind is _Kind.BARS and _SEPARATOR.match(one.text):
                if len(rows) == 1 and header is None:
                    header = rows.pop()
                continue
            row = Row(tuple(self.cells(one)), one.number)
            if one is lines[0] and one.text.startswith("||"):
                header = row  # wiki markup doubles the bars of titles
            else:
                rows.append(row)
        return Table(header, tuple(rows), line.number)

    def cells(self, line: _Line) -> Iterator[Cell]:
        """Cut a row into cells with their places; an empty cell's place keeps a blank on either side if it can."""
        if line.kind is _Kind.TABS:
            cuts = [match.start() for match in re.finditer("\t", self.text[line.start : line.end])]
            edges = [-1, *cuts, line.end - line.start]
        else:
            bars = _TITLE_BAR if line.text.startswith("||") else _BAR
            cuts = [match.end() - 1 for match in bars.finditer(line.text)]
            edges = [
                *([] if cuts[0] == 0 or bars is _TITLE_BAR else [-1]),
                *cuts,
                *([] if cuts[-1] == len(line.text) - 1 else [len(line.text)]),
            ]
        for left, right in pairwise(edges):
            raw = line.text[left + 1 : right].rstrip("|" if line.text.startswith("||") else "")
            words = raw.strip()
            start = line.start + left + 1
            start += len(raw) - len(raw.lstrip()) if words else min(1, len(raw) // 2)
            yield Cell(plain_inline(words.replace("\\|", "|")), Span(start, start + len(words)))


def _classified(text: str, number: int, places: Lines, above: _Line | None) -> _Line:
    start, end = places.start(number), places.end(number)
    raw = text[start:end]
    words = raw.strip()
    lead = raw[: len(raw) - len(raw.lstrip())]
    indent = min(len(lead.expandtabs(4)), MAX_INDENT)
    start += len(lead)
    end = start + len(words)
    kind, own, ordered = _kind(words, indent)
    if words and above is not None and above.kind is _Kind.TABS and raw.count("\t") == above.text.count("\t"):
        kind = _Kind.TABS
    if kind is _Kind.TABS:
        # Empty cells at the ends of a row are tabs that a strip would take away.
        start, end = places.start(number), places.end(number)
        words = raw
    return _Line(number + 1, indent, start, end, words, kind, start + own, ordered)


def _kind(words: str, indent: int) -> tuple[_Kind, int, bool]:
    """Return what a line is by its own looks; for an entry also where its words start and whether it is numbered."""
    if not words:
        return _Kind.BLANK, 0, False
    for pattern, kind in ((_RULE, _Kind.RULE), (_FENCE, _Kind.FENCE), (_QUOTE, _Kind.QUOTE)):
        if pattern.match(words):
            return kind, 0, False
    bars = words.count("|")
    marked = _BULLET.match(words) or _NUMBER.match(words)
    listed = marked is not None and words[-1] != "|" and words[marked.end() : marked.end() + 1] != "|"
    if (bars > 1 and not listed) or _GRID_LINE.match(words) or (bars and words.startswith("|")):
        return _Kind.BARS, 0, False
    if words.count("\t") > 1:
        return _Kind.TABS, 0, False
    bullet = _BULLET.match(words)
    if bullet is not None and not (words[0] == "o" and not indent and words[2:3].islower()):
        return _Kind.ENTRY, bullet.end(), False
    number = _NUMBER.match(words)
    if number is not None:
        return _Kind.ENTRY, number.end(), True
    if words[0] in BOXES or find_box(words[:8]) is not None:
        return _Kind.ENTRY, 0, False
    if "\t" in words and not re.match(r"[^\t]*:[ ]*\t[^\t]*$", words):
        return _Kind.TABS, 0, False
    return _Kind.TEXT, 0, False
