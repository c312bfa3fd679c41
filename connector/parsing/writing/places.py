"""Where in a document an action item stands: the cells, boxes and line ends that write-back may touch.

The extractor says what the items are; a place is found by reading every entry, row and line at an item's line once more
and keeping the one that reads as the same action.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import takewhile

from connector.core.model import ActionItem
from connector.parsing.blocks import (
    Block,
    Cell,
    Heading,
    Inline,
    ListBlock,
    ListItem,
    Paragraph,
    Row,
    Span,
    Table,
    Tree,
)
from connector.parsing.extracting.barelines import Lines as ItemLines
from connector.parsing.extracting.barelines import item_lines, marked_entry, paragraph_entries
from connector.parsing.extracting.draft import Context
from connector.parsing.extracting.entry import TAIL, read_entry
from connector.parsing.extracting.fieldlines import field_line, paragraph_fields
from connector.parsing.extracting.headed import words_of
from connector.parsing.extracting.lists import list_entries
from connector.parsing.extracting.status import is_status
from connector.parsing.extracting.tables import read_columns, table_fields
from connector.parsing.headings import column
from connector.parsing.readers.lines import Lines
from connector.parsing.runs import find_box

_CLOSING = re.compile(r"(?:\s*</(?:p|div|li|ul|ol|ac:task-body|ac:task|ac:task-list)\s*>)+$", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_HEADING_TAG = re.compile(
    r"<h(?P<level>[1-6])\b[^<>]*>(?P<words>.{0,2000}?)</h(?P=level)\s*>", re.IGNORECASE | re.DOTALL
)
_STATUS_LABEL = re.compile(r"\b(?:status|state)(?:\*|_|</?\w[^<>]*>|\s)*[:=](?:\*|_|</?\w[^<>]*>|\s)*", re.IGNORECASE)
_STATUS_BRACKET = re.compile(r"\s\[(?P<words>[^\[\],]{2,30})\](?:\s\((?:[^()]|\([^()]*\))*\))?\.?$")
"""A status in square brackets at an entry's end, or in front of the ticket that was written there: "Add an alert [Open]"."""
_STATUS_LAST = re.compile(
    r"(?:\s[-\u2013\u2014|]+|[,;:])\s+(?P<words>[^\W\d_](?:(?!\s-\s)[^,;:()\[\]<>|*_`\u2013\u2014]){1,30})(?:\s\((?:[^()]|\([^()]*\))*\))?\.?$"
)
"""A status behind a dash or a comma at an entry's end: "Add an alert - Kim - open"."""


@dataclass(frozen=True, slots=True)
class Place:
    """What belongs to one item.

    `end` is where its own words end; `box` its check box. `status` and `ticket` are its cells in a table, `column` all
    cells of that status column. `fields` are spans behind a "Status:" in its own words or nested below them.
    """

    line: int
    action: str
    end: int | None
    box: Span | None = None
    status: Cell | None = None
    ticket: Cell | None = None
    column: tuple[Cell, ...] = ()
    fields: tuple[Span, ...] = ()
    in_table: bool = False
    has_status_column: bool = False


def find_place(places: list[Place], item: ActionItem) -> Place | None:
    """Return the one place that reads as this item; a table's row before an entry that says the same."""
    same = [place for place in places if place.line == item.line and place.action == item.action]
    rows = [place for place in same if place.in_table]
    found = rows or same
    return found[0] if len(found) == 1 else None


class Finder:
    """Reads the places of a document."""

    def __init__(self, text: str, tree: Tree, context: Context) -> None:
        self.text = text
        self.tree = tree
        self.context = context
        self.lines = Lines(text)

    def places(self, wanted: frozenset[int]) -> list[Place]:
        """Return the places on these lines."""
        blocks = self.tree.blocks
        found = [place for block in blocks for place in self.block(block) if place.line in wanted]
        for at, block in enumerate(blocks):
            line = _last_line(block)
            if line in wanted and (below := tuple(self.fields_below(at))):
                found = [replace(one, fields=(*one.fields, *below)) if one.line == line else one for one in found]
        headed = (at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.line in wanted)
        return [*found, *(place for at in headed if (place := self.heading(at)) is not None)]

    def heading(self, at: int) -> Place | None:
        """Return the place of an item that is a heading with its fields below; only one on a line of its own has an end."""
        heading = self.tree.blocks[at]
        assert isinstance(heading, Heading)
        action = self.action(words_of(heading.inline), heading.line)
        end = self.heading_end(heading)
        if action is None or end is None:
            return None
        below = list(takewhile(lambda block: not isinstance(block, Heading), self.tree.blocks[at + 1 :]))
        cells = {name: cell for block in below if isinstance(block, Table) for name, cell in table_fields(block)}
        items = [item for block in below if isinstance(block, ListBlock) for item in block.items]
        return Place(
            heading.line,
            action,
            end,
            status=cells.get("status"),
            ticket=cells.get("refs"),
            fields=(
                *(span for item in items for span in self.labelled(self.start_of(item), item.end or 0)),
                *self.fields_below(at),
            ),
        )

    def heading_end(self, heading: Heading) -> int | None:
        """Return where a heading's words end: on a line of its own, or in HTML in the only tag that has these words."""
        if self.tree.format == "html":
            words = "".join(heading.inline.text.split())
            same = [
                tag
                for tag in _HEADING_TAG.finditer(self.text)
                if "".join(unescape(_TAG.sub("", tag["words"])).split()) == words
            ]
            return same[0].end("words") if len(same) == 1 else None
        start, stop = self.lines.start(heading.line - 1), self.lines.end(heading.line - 1)
        raw = self.text[start:stop].rstrip()
        return start + len(raw.rstrip("#").rstrip()) if raw.startswith("#") else None

    def fields_below(self, at: int) -> Iterator[Span]:
        """Yield what stands behind "Status:" on the lines of fields below a heading, or below a line in bold that is one."""
        for block in takewhile(lambda block: isinstance(block, Paragraph), self.tree.blocks[at + 1 :]):
            if not isinstance(block, Paragraph) or block.span is None or not paragraph_fields(block.inline):
                return
            count = block.inline.text.count("\n") + 1
            whole = self.tree.format == "html" and count == 1 and not block.lines
            for number in range(count):
                span = block.span if whole else self.line_of(block, block.span, number)
                if span is not None:
                    yield from self.labelled(span.start, span.end)

    def block(self, block: Block) -> Iterator[Place]:
        match block:
            case Table():
                yield from self.table(block)
            case ListBlock():
                for item in block.items:
                    yield from self.item(item)
            case Paragraph():
                yield from self.paragraph(block)
            case _:
                pass

    # --- tables ---------------------------------------------------------------------------------------------------

    def table(self, table: Table) -> Iterator[Place]:
        yield from self.transposed(table)
        _, rows, columns = read_columns(table, inside=True)
        if columns is None:
            return
        at = {name: number for number, name in enumerate(columns.names) if name is not None}
        statuses = tuple(cell for row in rows if (cell := _cell(row, at.get("status"))) is not None)
        for row in rows:
            cell = _cell(row, columns.action)
            if cell is None:
                continue
            action = self.action(cell.inline, row.line, alone="owner" not in columns.names)
            if action is not None:
                yield Place(
                    row.line,
                    action,
                    self.cell_end(cell.span),
                    self.box(cell.span, cell.inline),
                    status=_cell(row, at.get("status")),
                    ticket=_cell(row, at.get("refs")),
                    column=statuses,
                    in_table=True,
                    has_status_column="status" in at,
                )

    def transposed(self, table: Table) -> Iterator[Place]:
        """Yield the item of a table whose labels go down its first column."""
        rows = [*([table.header] if table.header else []), *table.rows]
        named = {column(row.cells[0].inline.text): row for row in reversed(rows) if len(row.cells) == 2}
        if "action" not in named:
            return
        row = named["action"]
        action = self.action(row.cells[1].inline, row.line, alone=False)
        if action is not None:
            cell = row.cells[1]
            yield Place(
                row.line,
                action,
                self.cell_end(cell.span),
                self.box(cell.span, cell.inline),
                status=_cell(named["status"], 1) if "status" in named else None,
                ticket=_cell(named["refs"], 1) if "refs" in named else None,
                in_table=True,
                has_status_column="status" in named,
            )

    def cell_end(self, span: Span | None) -> int | None:
        """Return where a cell's words end: in HTML before the tags that close its last paragraph."""
        if span is None:
            return None
        if self.tree.format != "html" and not self.text.startswith("<", span.start):
            return span.end
        closing = _CLOSING.search(self.text[span.start : span.end])
        return span.start + closing.start() if closing else span.end

    # --- lists ----------------------------------------------------------------------------------------------------

    def item(self, item: ListItem) -> Iterator[Place]:
        single = ListBlock(ordered=False, items=(item,), line=item.line)
        entry = next((one for one in list_entries(single, None) if one.inline is item.inline), None)
        end = item.end
        first = item.inline.text.split("\n", 1)[0]
        if entry is None:
            entry = next((one for one in list_entries(single, None) if one.inline.text == first), None)
            end = self.first_line_end(item) if entry is not None else end
        entry = entry or marked_entry(item.inline, item.line)
        if entry is not None:
            action = self.action(entry.inline, item.line, checked=item.checked)
            if action is not None:
                yield Place(item.line, action, end, item.box, fields=tuple(self.status_fields(item)))
        for child in item.children:
            yield from self.block(child)

    def first_line_end(self, item: ListItem) -> int | None:
        """Return the end of an entry's first line, where the lines below it are its fields."""
        if self.tree.format == "html":
            return None
        start, end = self.lines.start(item.line - 1), self.lines.end(item.line - 1)
        return start + len(self.text[start:end].rstrip(" \t\\"))

    def status_fields(self, item: ListItem) -> Iterator[Span]:
        """Yield what stands behind "Status:" in an entry's own words and in the entries below it."""
        if item.end is not None:
            yield from self.labelled(self.start_of(item), item.end)
        for child in item.children:
            for nested in child.items if isinstance(child, ListBlock) else ():
                found = field_line(nested.inline)
                if found is not None and found[0] == "status" and nested.end is not None:
                    yield from self.labelled(self.start_of(nested), nested.end)

    def start_of(self, item: ListItem) -> int:
        """Return where an entry starts; on a page of one line the last list tag before its end tells."""
        end = item.end or 0
        start = self.lines.start(item.line - 1)
        if self.tree.format != "html":
            return start
        return max(self.text.rfind("<li", start, end), self.text.rfind("<ac:task-body", start, end), start)

    def labelled(self, start: int, end: int) -> Iterator[Span]:
        found = False
        for match in _STATUS_LABEL.finditer(self.text, start, end):
            found = True
            yield Span(match.end(), end)
        for pattern in () if found else (_STATUS_BRACKET, _STATUS_LAST):
            last = pattern.search(self.text, max(start, end - TAIL), end)
            if last is not None and is_status(last["words"]):
                yield Span(last.start("words"), last.end("words"))
                return

    # --- lines ----------------------------------------------------------------------------------------------------

    def paragraph(self, block: Paragraph) -> Iterator[Place]:
        several = "\n" in block.inline.text
        entries = list(paragraph_entries(block, None))
        parts = item_lines(block.inline.text, alone=True) if several else []
        if (marked := marked_entry(block.inline, block.line)) is not None:
            entries, parts = [marked], []
        for number, entry in enumerate(entries):
            action = self.action(entry.inline, entry.line, checked=entry.checked)
            if action is None or block.span is None:
                continue
            part = parts[number] if parts else ItemLines(0, 1, 1)
            spans = (
                [self.line_of(block, block.span, at) for at in range(part.first, part.end)] if parts else [block.span]
            )
            last = spans[part.own - 1 - part.first]
            box = None if entry.checked is None or last is None else self.box(spans[0], None)
            fields = [one for span in spans if span is not None for one in self.labelled(span.start, span.end)]
            yield Place(entry.line, action, None if last is None else last.end, box, fields=tuple(fields))

    def line_of(self, block: Paragraph, whole: Span, number: int) -> Span | None:
        """Return where one of a paragraph's lines stands: between its `<br>`s, or on a line of the source."""
        if block.lines:
            return block.lines[number][1] if number < len(block.lines) else None
        if self.tree.format == "html":
            return None
        line = block.line - 1 + number
        start, stop = max(self.lines.start(line), whole.start), min(self.lines.end(line), whole.end)
        return Span(start, start + len(self.text[start:stop].rstrip(" \t\\")))

    def box(self, span: Span | None, inline: Inline | None) -> Span | None:
        """Find a check box at the start of a cell or line; in HTML behind the tags in front of it."""
        if span is None or (inline is not None and find_box(inline.text) is None):
            return None
        raw = self.text[span.start : span.end]
        skipped = re.match(r"(?:\s|<[^<>]*>)*", raw)
        start = skipped.end() if skipped else 0
        found = find_box(raw[start:])
        return None if found is None else Span(span.start + start + found.start, span.start + start + found.end)

    def action(self, inline: Inline, line: int, *, checked: bool | None = None, alone: bool = True) -> str | None:
        draft = read_entry(inline, line, self.context, checked=checked, alone=alone)
        return None if draft is None else draft.action


def _last_line(block: Block) -> int | None:
    """Return where the item stands that fields below a block are of: a line in bold, or the last entry of a list."""
    match block:
        case Paragraph() if block.inline.strong:
            return block.line
        case ListBlock():
            return block.items[-1].line
    return None


def _cell(row: Row, at: int | None) -> Cell | None:
    return row.cells[at] if at is not None and at < len(row.cells) else None
