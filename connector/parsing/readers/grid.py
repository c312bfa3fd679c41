"""Rows and cells put together into a Table: spans of columns and rows, header rows, and tables that are mere layout."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from connector.parsing.blocks import (
    Block,
    Cell,
    Heading,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Opaque,
    Paragraph,
    Row,
    Span,
    Table,
)

MAX_SPAN = 100
"""Most columns or rows that one cell is believed to cover."""
MAX_EXTRA = 10_000
"""Most cells that spans may add to one table; a few bytes of markup could ask for millions."""


def flattened(blocks: Sequence[Block]) -> Inline:
    """Return everything in `blocks` as one text, a line for each paragraph or entry."""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return blocks[0].inline
    parts: list[str] = []
    start = 0
    links: list[Link] = []
    struck: list[Span] = []
    strong: list[Span] = []
    mentions: list[str] = []
    for inline in _inlines(blocks):
        parts.append(inline.text)
        links += inline.links
        mentions += inline.mentions
        struck += [Span(span.start + start, span.end + start) for span in inline.struck]
        strong += [Span(span.start + start, span.end + start) for span in inline.strong]
        start += len(inline.text) + 1
    return Inline("\n".join(parts), tuple(links), tuple(struck), tuple(strong), tuple(mentions))


def _inlines(blocks: Iterable[Block]) -> Iterable[Inline]:
    for block in blocks:
        match block:
            case Paragraph(inline) | Heading(_, inline):
                yield inline
            case Opaque(_, text):
                yield Inline(text.strip())
            case ListBlock(_, items):
                for item in items:
                    yield _boxed(item)
                    yield from _inlines(item.children)
            case Table(header, rows):
                for row in (header, *rows):
                    yield from (cell.inline for cell in (row.cells if row else ()))


def _boxed(item: ListItem) -> Inline:
    """Keep the check box of an entry that stands in a cell as the words `[x]`."""
    if item.checked is None:
        return item.inline
    mark = "[x] " if item.checked else "[ ] "
    size = len(mark)
    inline = item.inline
    return Inline(
        mark + inline.text,
        inline.links,
        tuple(Span(span.start + size, span.end + size) for span in inline.struck),
        tuple(Span(span.start + size, span.end + size) for span in inline.strong),
        inline.mentions,
    )


@dataclass(slots=True)
class _Row:
    line: int
    cells: list[Cell] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    in_head: bool = False


@dataclass(slots=True)
class Grid:
    """A table under construction."""

    line: int
    rows: list[_Row] = field(default_factory=list)
    carried: dict[int, tuple[int, Cell]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    layout: bool = False
    listed: bool = False
    spare: int = MAX_EXTRA

    def start_row(self, line: int, *, in_head: bool) -> None:
        self.rows.append(_Row(line, in_head=in_head))
        self._carry()

    def add(self, blocks: Sequence[Block], span: Span | None, *, head: bool, extent: tuple[int, int]) -> None:
        """Add a cell that covers `extent` columns and rows."""
        if not self.rows:
            self.start_row(self.line, in_head=False)
        self.layout = self.layout or any(isinstance(block, Heading | Table) for block in blocks)
        self.listed = self.listed or any(isinstance(block, ListBlock) for block in blocks)
        self.blocks.extend(blocks)
        row = self.rows[-1]
        first = Cell(flattened(blocks), span)
        columns, deep = extent if self.spare > 0 else (1, 1)
        if columns > 2 and not row.cells:
            # A row that one cell fills is a heading of those below it, as one in bold.
            first = Cell(replace(first.inline, strong=(Span(0, len(first.inline.text)),)), span)
        self.spare -= columns - 1
        for number in range(columns):
            if deep > 1:
                self.carried[len(row.cells)] = (deep - 1, Cell(first.inline if number == 0 else Inline("")))
            row.cells.append(first if number == 0 else Cell(Inline("")))
            row.heads.append(head)
        self._carry()

    def _carry(self) -> None:
        """Repeat cells that reach down from rows above, each without a place of its own to write to."""
        row = self.rows[-1]
        while (held := self.carried.get(len(row.cells))) is not None and self.spare > 0:
            left, cell = held
            if left == 1:
                del self.carried[len(row.cells)]
            else:
                self.carried[len(row.cells)] = (left - 1, cell)
            row.cells.append(cell)
            row.heads.append(False)
            self.spare -= 1

    def finish(self) -> list[Block]:
        """Return the table, or what stands in it where it only arranges a page."""
        rows = [row for row in self.rows if row.cells]
        if self.layout or (self.listed and all(len(row.cells) == 1 for row in rows)):
            return self.blocks
        heads = 0
        while heads < len(rows) and rows[heads].in_head:
            heads += 1
        if not heads and len(rows) > 1 and all(rows[0].heads):
            heads = 1
        body = tuple(Row(tuple(row.cells), row.line) for row in rows[heads:])
        header = Row(tuple(rows[heads - 1].cells), rows[heads - 1].line) if heads else None
        return [Table(header, body, self.line)] if rows else []
