# ruff: noqa: RUF001 - the dashes that people write
"""The entries that may be items in one part: of its lists, its lines, and the fields that stand below them."""

import re
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from connector.core.model import Hold
from connector.parsing.blocks import Block, Inline, ListBlock, Paragraph, Table
from connector.parsing.extracting import unread
from connector.parsing.extracting.barelines import (
    Entry,
    called_above,
    lines_beside,
    marked_entry,
    paragraph_entries,
)
from connector.parsing.extracting.fieldlines import paragraph_fields
from connector.parsing.extracting.lists import details_of, is_order, list_entries
from connector.parsing.extracting.marked import is_titled
from connector.parsing.extracting.outline import Part
from connector.parsing.extracting.tables import header_of
from connector.parsing.extracting.telling import told_apart
from connector.parsing.extracting.told import all_past, lists_done
from connector.parsing.headings import column

_SORTING = frozenset(("type", "priority", "status"))
"""Columns whose values sort the rows: a list may say what they mean."""
_TERM = re.compile(r"(\w+(?: \w+)?)\s*(?::|\s[-–—=])\s+(?=\S)")


@dataclass(slots=True)
class Gathered:
    """A part's entries, what could not be told, and what was not read."""

    part: Part
    listed: bool
    entries: list[Entry] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    unread: list[tuple[Inline, int]] = field(default_factory=list)
    free: int = 0
    """Entries above to which a paragraph of fields may belong."""
    called: str | None = None
    """Who is told to do what the list below lists."""
    leading: bool = False
    """Fields stand in front of the lists that they are of: "Owner: Kim" above what is Kim's."""
    section: str | None = None
    """Such fields, which head the lists below them as a sub-heading would."""
    bygone: bool = False
    """The line above says that what the list below lists was done."""

    def add(self, found: list[Entry]) -> None:
        self.entries += found
        self.free = len(found)

    def read_list(self, block: ListBlock, legend: frozenset[str]) -> None:
        """Read a list; what only explains the line above it holds no items."""
        section = self.section or self.part.section
        found = [entry for entry in list_entries(block, section) if not _explains(entry, legend)]
        self.unread += unread.below(block, found)
        found = [replace(entry, bygone=self.bygone) for entry in found]
        if self.called is not None:
            # An entry's own owner is read first, and stands.
            owner = ("owner", Inline(self.called))
            found = [replace(entry, fields=(*entry.fields, owner)) for entry in found]
        self.add(found)

    def read_lines(self, block: Paragraph, below: Block | None) -> bool:
        """Read a paragraph; True if it is an item whose list below only explains it."""
        tier = self.part.tier
        if tier < 3 and (broken := unread.broken_table(block, self.part)) is not None:
            self.holds.append(broken)
        elif fields := paragraph_fields(block.inline):
            if self.leading and isinstance(below, ListBlock):
                self.section = " ".join(block.inline.text.split())
            else:
                self.read_fields(block, fields)
        elif tier < 3 and isinstance(below, ListBlock) and (name := called_above(block)) is not None:
            if any(map(is_order, below.items)):
                self.called = name
                return False
            details = tuple(details_of(below.items))
            self.add([Entry(block.inline, block.line, None, self.part.section, details=details)])
            return True
        elif (marked := marked_entry(block.inline, block.line)) is not None:
            self.add([replace(marked, section=self.part.section)])
        else:
            found = list(paragraph_entries(block, self.part.section)) if tier < 3 else []
            # Beside a list, a line is an introduction unless it is told like an item.
            kept = [entry for entry in found if not self.listed or _is_told(entry)]
            left = [entry for entry in found if entry not in kept]
            self.unread += [(entry.inline, entry.line) for entry in left]
            self.holds += unread.beside(left) if tier == 1 else ()
            self.unread += lines_beside(block, found) if found else [(block.inline, block.line)]
            self.add(kept)
        return False

    def read_fields(self, block: Paragraph, fields: list[tuple[str, Inline]]) -> None:
        """Give a paragraph of fields to the one entry above it."""
        if self.free == 1:
            self.entries[-1] = replace(self.entries[-1], fields=(*self.entries[-1].fields, *fields))
        elif any(name in ("owner", "due") for name, _ in fields):
            words = " ".join(block.inline.text.split())[:60]
            reason = f"whose '{words}' is cannot be told: write it beside the item, or below it in the list"
            self.holds.append(Hold(reason, line=block.line, subject=self.part.title))


def gather(part: Part) -> Gathered:
    """Walk a part's blocks."""
    gathered = Gathered(part, listed=any(isinstance(block, ListBlock | Table) for block in part.blocks))
    gathered.leading = _leads(part)
    legend = _cell_words(part)
    asked = False
    for block, below in zip_longest(part.blocks, part.blocks[1:]):
        if isinstance(block, ListBlock) and not asked:
            gathered.read_list(block, legend)
        gathered.called, gathered.bygone = None, isinstance(block, Paragraph) and lists_done(block.inline.text)
        asked = isinstance(block, Paragraph) and gathered.read_lines(block, below)
    entries = gathered.entries
    told = any(entry.checked is not None for entry in entries)
    if part.tier == 3 and not told and all_past([entry.inline.text for entry in entries]):
        gathered.entries = []
    gathered.entries.sort(key=lambda entry: entry.line)
    return gathered


def _leads(part: Part) -> bool:
    """Say whether a part begins with fields above a list, in its first paragraph or in its own label."""
    if part.section is not None and paragraph_fields(Inline(part.section)):
        return True
    first, below = part.blocks[:1], part.blocks[1:2]
    above = all(isinstance(block, Paragraph) and paragraph_fields(block.inline) for block in first)
    return bool(first) and above and bool(below) and isinstance(below[0], ListBlock)


def _cell_words(part: Part) -> frozenset[str]:
    """Return the kinds, priorities and statuses in a part's tables, which lists beside them may explain."""
    found: set[str] = set()
    for table in (block for block in part.blocks if isinstance(block, Table)):
        header, rows = header_of(table)
        names = [column(cell.inline.text) for cell in header.cells] if header else []
        for row in rows:
            sorting = (cell for cell, name in zip(row.cells, names, strict=False) if name in _SORTING)
            found.update(" ".join(cell.inline.text.lower().split()) for cell in sorting)
    return frozenset(found)


def _explains(entry: Entry, legend: frozenset[str]) -> bool:
    """Say whether an entry explains a value of a table: "P0 - must be done this week"."""
    term = _TERM.match(entry.inline.text) if legend else None
    return term is not None and term[1].lower() in legend


def _is_told(entry: Entry) -> bool:
    return bool(entry.fields) or is_titled(entry.inline.text) or told_apart(entry.inline, entry.line)
