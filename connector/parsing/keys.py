"""Keys of tickets that only the trackers' own project names tell from other things: "APP-12" where there is a project APP.

They become links to themselves, as a wiki's ticket macros are, so that the extractor reads both alike.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from connector.parsing.blocks import (
    Block,
    Cell,
    Heading,
    Inline,
    Link,
    ListBlock,
    ListItem,
    Paragraph,
    Row,
    Table,
    Tree,
)

_NUMBERS = re.compile(r"[\W_]*")
_WORDS = re.compile(r"[^()\[\]]*[^\W\d_]")


def with_keys(tree: Tree, projects: Collection[str]) -> Tree:
    """Return a tree in which keys of these projects are links, but for those that only number the text they begin."""
    if not projects:
        return tree
    pattern = re.compile(rf"(?<![\w/#.=-])(?:{'|'.join(map(re.escape, sorted(projects)))})-[1-9]\d{{0,6}}(?![\w-]*\w)")
    return replace(tree, blocks=_Keys(pattern).blocks(tree.blocks))


class _Keys:
    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(self.block(block) for block in blocks)

    def block(self, block: Block) -> Block:
        match block:
            case Heading() | Paragraph():
                return replace(block, inline=self.inline(block.inline))
            case ListBlock():
                return replace(block, items=tuple(self.item(item) for item in block.items))
            case Table():
                header = None if block.header is None else self.row(block.header)
                return replace(block, header=header, rows=tuple(self.row(row) for row in block.rows))
            case _:
                return block

    def item(self, item: ListItem) -> ListItem:
        return replace(item, inline=self.inline(item.inline), children=self.blocks(item.children))

    def row(self, row: Row) -> Row:
        return replace(row, cells=tuple(self.cell(cell) for cell in row.cells))

    def cell(self, cell: Cell) -> Cell:
        return replace(cell, inline=self.inline(cell.inline))

    def inline(self, inline: Inline) -> Inline:
        """Put the keys among the links, in the order of the text; one inside a link's words is that link's."""
        text = inline.text
        keys = [match for match in self.pattern.finditer(text) if not _numbers(match)]
        if not keys:
            return inline
        placed: list[tuple[int, Link]] = []
        at = 0
        for link in inline.links:
            start = text.find(link.text, at)
            placed.append((len(text) if start < 0 else start, link))
            at = at if start < 0 else start + len(link.text)
        taken = [(start, start + len(link.text)) for start, link in placed]
        free = (match for match in keys if not any(start <= match.start() < end for start, end in taken))
        placed += [(match.start(), Link(match[0], match[0])) for match in free]
        placed.sort(key=lambda each: each[0])
        return replace(inline, links=tuple(link for _, link in placed))


def _numbers(match: re.Match[str]) -> bool:
    """Say whether a key numbers the words behind it, as "ACT-1: Renew the lease" does: it comes first, and more follows."""
    text = match.string
    return _NUMBERS.fullmatch(text, 0, match.start()) is not None and _WORDS.match(text, match.end()) is not None
