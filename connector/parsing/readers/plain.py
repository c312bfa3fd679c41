"""Plain text, typed or pasted from anywhere -> Block tree.

Nothing marks a heading or a table here, so each is believed only on evidence: an underline, capitals, a final colon or
a name that post-mortems use; a row of bars or tabs with another one beside it.
"""

import re
from collections.abc import Iterable, Iterator
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
from connector.parsing.readers.plainlines import Kind, Line, classified
from connector.parsing.readers.plaintables import cells_of, columns_of, edges_of, titles_of
from connector.parsing.runs import TICKET_LAST, drop_prefix, find_box, plain_inline

MAX_DEPTH = 30
"""How deep lists may be nested."""
_HEADING_LENGTH = 70
_WRAPPED_LENGTH = 60
"""A line shorter than this was not broken by an editor: what follows is not its continuation."""
_SEPARATOR = re.compile(r"[|+]?[ \t]*:?[-=]{2,}[-=:|+ \t]*$")
_BAR = re.compile(r"(?<!\\)\|")
_TITLE_BAR = re.compile(r"\|\|")
_WORDS = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def read(text: str) -> Tree:
    """Read plain text."""
    reader = _Reader(text)
    return Tree(tuple(reader.blocks()), frames=tuple(reader.frames))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        places = Lines(text)
        self.lines: list[Line] = []
        for number in range(len(places)):
            above = self.lines[-1] if self.lines else None
            self.lines.append(classified(text, number, places, above))
        self.at = 0
        self.depth = 0
        self.frames: list[Frame] = []

    def blocks(self) -> Iterator[Block]:
        while self.at < len(self.lines):
            block = self.block(self.lines[self.at])
            if block is not None:
                yield block

    def block(self, line: Line) -> Block | None:
        """Read the block that starts at `line`, and step behind it."""
        match line.kind:
            case Kind.BLANK | Kind.RULE:
                self.at += 1
                return None
            case Kind.FENCE:
                return self.fence(line)
            case Kind.QUOTE:
                lines = self.take(Kind.QUOTE)
                return Opaque("quote", "\n".join(one.text.lstrip("> ") for one in lines), line.number)
            case Kind.BARS | Kind.TABS if self.is_table(line):
                return self.table(line)
            case Kind.ENTRY:
                return self.entries(line.indent)
            case _:
                return self.aligned(line) or self.heading(line) or self.paragraph(line)

    def following(self, offset: int = 1) -> Line | None:
        place = self.at + offset
        return self.lines[place] if 0 <= place < len(self.lines) else None

    def take(self, kind: Kind) -> list[Line]:
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at].kind is kind:
            self.at += 1
        return self.lines[first : self.at]

    def fence(self, line: Line) -> Block:
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

    def heading(self, line: Line) -> Heading | None:
        """Read a heading if this line is one and something follows it.

        | evidence                                        | level |
        |---|---|
        | first words of the document, and one of these,  | 1     |
        | or like a title that the next does not go on    |       |
        | underlined with `=` / another sign              | 1 / 2 |
        | all capitals, or a name that post-mortems use   | 2     |
        | short, a blank line before and after, no verb   | 2     |
        | ends with a colon, not inside running text      | 3     |
        """
        before, after = self.following(-1), self.following()
        if len(line.text) > _HEADING_LENGTH or not _WORDS.search(line.text):
            return None
        level, used = 0, 1
        if after is not None and after.kind is Kind.RULE and len(after.text.strip()) >= min(len(line.text) - 2, 4):
            level, used = (1 if after.text.startswith("=") else 2), 2
        elif self.followed():
            alone = before is None or before.kind is not Kind.TEXT
            level = level_of(line.text, alone=alone, parted=alone and after is not None and after.kind is not Kind.TEXT)
        first = self.at < 9 and all(one.kind in (Kind.BLANK, Kind.RULE) for one in self.lines[: self.at])
        if not level and not (first and self.parted(line, after) and is_title(line.text)):
            return None
        level = 1 if first else level
        self.at += used
        title = line.text.strip("#* ").rstrip(":").rstrip()
        return Heading(level, plain_inline(title), line.number)

    def parted(self, line: Line, after: Line | None) -> bool:
        """Whether the line behind does not go on with this one, which was not broken by an editor."""
        if after is None or after.kind is Kind.BLANK:
            return after is not None
        whole = len(line.text) < _WRAPPED_LENGTH and line.text[0].isupper() and ":" not in line.text
        return whole and (after.kind is not Kind.TEXT or after.text[0].isupper())

    def followed(self) -> bool:
        """Whether any words come after the line at hand; looking a few lines ahead is enough."""
        ahead = self.lines[self.at + 1 : self.at + 8]
        return any(line.kind not in (Kind.BLANK, Kind.RULE) for line in ahead)

    def paragraph(self, line: Line) -> Paragraph:
        lines = [line]
        self.at += 1
        while self.at < len(self.lines):
            following = self.lines[self.at]
            if following.kind not in (Kind.TEXT, Kind.TABS, Kind.BARS) or self.is_table(following):
                break
            if self.is_heading(following):
                break
            lines.append(following)
            self.at += 1
        words = "\n".join(" ".join(one.text.split("\t")) for one in lines)
        return Paragraph(plain_inline(words), line.number, Span(line.start, lines[-1].end))

    def is_heading(self, line: Line) -> bool:
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
            if line.kind is Kind.BLANK and self.continues(indent):
                self.at += 1
            elif line.kind is Kind.ENTRY and line.ordered == first.ordered and abs(line.indent - indent) <= 1:
                items.append(self.entry(line))
            else:
                break
        self.depth -= 1
        return ListBlock(first.ordered, tuple(items), first.number)

    def continues(self, indent: int) -> bool:
        """Whether a list goes on after the blank lines at hand."""
        for line in self.lines[self.at : self.at + 4]:
            if line.kind is not Kind.BLANK:
                return line.kind is Kind.ENTRY and line.indent >= indent - 1
        return False

    def entry(self, line: Line) -> ListItem:
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

    def wraps(self, entry: Line, last: Line, following: Line) -> bool:
        """Whether a line goes on with the words of an entry."""
        if following.kind is not Kind.TEXT:
            return False
        if following.indent > entry.indent:
            return True
        ended = last.end - last.start < _WRAPPED_LENGTH or TICKET_LAST.search(last.text) is not None
        return not ended and not self.is_heading(following)

    def below(self, entry: Line) -> Block | None:
        """Read the next block that is nested below an entry, if there is one."""
        skipped = self.at
        while skipped < len(self.lines) and self.lines[skipped].kind is Kind.BLANK and skipped - self.at < 2:
            skipped += 1
        if skipped >= len(self.lines):
            return None
        line = self.lines[skipped]
        deeper = line.indent > entry.indent + 1
        if line.kind is Kind.ENTRY and deeper:
            self.at = skipped
            return self.entries(line.indent)
        if line.kind is Kind.TEXT and deeper and skipped > self.at:
            self.at = skipped
            return self.paragraph(line)
        return None

    # --- tables ---------------------------------------------------------------------------------------------------

    def aligned(self, line: Line) -> Table | None:
        """Read a table whose columns are aligned with blanks: titles that columns have, a rule below or not, and rows."""
        titles = titles_of(line.text)
        if titles is None:
            return self.untitled()
        at = self.at + 1
        while at < len(self.lines) and self.lines[at].kind is Kind.RULE:
            at += 1
        first = at
        while at < len(self.lines) and self.lines[at].kind in (Kind.TEXT, Kind.ENTRY):
            at += 1
        if at == first:
            return None
        header = Row(tuple(Cell(plain_inline(title[0])) for title in titles), line.number)
        edges = [line.indent + title.start() for title in titles]
        return Table(
            header, self.rows(self.lines[first:at], edges, gap=1, rules=range(self.at + 1, first)), line.number
        )

    def untitled(self) -> Table | None:
        """Read rows that are aligned with blanks and have no titles."""
        at = self.at
        while at < len(self.lines) and self.lines[at].kind is Kind.TEXT and "  " in self.lines[at].text:
            at += 1
        edges = edges_of([(one.text, one.indent) for one in self.lines[self.at : at]])
        if edges is None:
            return None
        line = self.lines[self.at]
        # Nothing but wide gaps tells the columns apart.
        return Table(None, self.rows(self.lines[self.at : at], edges, gap=2), line.number)

    def rows(self, lines: list[Line], edges: list[int], *, gap: int, rules: Iterable[int] = ()) -> tuple[Row, ...]:
        """Cut lines into the cells of aligned columns, and step behind them."""
        last = lines[-1].number
        rows = tuple(
            Row(tuple(cells_of(self.text, Span(one.start, one.end), one.indent, edges)), one.number) for one in lines
        )
        if all(len(row.cells) == len(edges) for row in rows):
            columns = columns_of(edges, gap=gap)
            self.frames.append(Frame(self.at, last - 1, columns, frozenset(rules), is_grid=False))
        self.at = last
        return rows

    def is_table(self, line: Line) -> bool:
        """Whether bars or tabs make a table here: a row of its kind beside it, or a bar at its start."""
        if line.kind not in (Kind.BARS, Kind.TABS):
            return False
        place = line.number - 1
        around = [self.lines[other] for other in (place - 1, place + 1) if 0 <= other < len(self.lines)]
        if any(one.kind is line.kind for one in around):
            return True
        return line.kind is Kind.BARS and line.text.startswith("|") and line.text.count("|") > 2

    def table(self, line: Line) -> Table:
        lines = self.take(line.kind)
        rows: list[Row] = []
        header: Row | None = None
        for one in lines:
            if one.kind is Kind.BARS and _SEPARATOR.match(one.text):
                if len(rows) == 1 and header is None:
                    header = rows.pop()
                continue
            row = Row(tuple(self.cells(one)), one.number)
            if one is lines[0] and one.text.startswith("||"):
                header = row  # wiki markup doubles the bars of titles
            else:
                rows.append(row)
        return Table(header, tuple(rows), line.number)

    def cells(self, line: Line) -> Iterator[Cell]:
        """Cut a row into cells with their places; an empty cell's place keeps a blank on either side if it can."""
        if line.kind is Kind.TABS:
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
