"""reStructuredText -> Block tree, through docutils, with places found again in the source.

docutils keeps lines and the source of each paragraph but no columns, so a paragraph's span is what its source text matches
at that line; where it does not match, the span is None. No directive may read a file, fetch or insert raw markup.
"""

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from connector.parsing.blocks import (
    Block,
    Cell,
    Frame,
    Heading,
    Inline,
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
from connector.parsing.readers.rstinline import bold, joined, render
from connector.parsing.readers.rsttables import locate
from connector.parsing.runs import BOXES, drop_prefix, find_box

if TYPE_CHECKING:
    from docutils import nodes

MAX_LINE = 30_000
"""Longest line that is read; docutils also stops nested substitutions there, which could grow without end."""
_SETTINGS = {
    "_disable_config": True,
    "docinfo_xform": False,
    "doctitle_xform": False,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "line_length_limit": MAX_LINE,
    "raw_enabled": False,
    "report_level": 5,
    "sectsubtitle_xform": False,
    "syntax_highlight": "none",
    "traceback": True,
    "warning_stream": False,
}
MAX_WORK = 500_000_000
"""Most characters docutils may have to look at for inline markup that nothing closes: some ten seconds."""
_MARK = re.compile(r"[`*|_\]]")
MAX_EXPANDED = 100_000
"""Most places that nested substitutions may fill; docutils writes out every one of them."""
_SUBSTITUTION = re.compile(r"^[ \t]*\.\. \|[^\n]*(?:\n[ \t]+[^\n]*)*", re.MULTILINE)
_NEARBY = (0, -1, -2, 1, -3, 2, 3)
_ODD_BREAKS = str.maketrans(dict.fromkeys("\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ufeff", " "))
"""Characters that docutils takes for line ends or escapes; one for one, so that places stay."""
_LIST_TABLE = re.compile(r"\s*\.\.\s+list-table\s*::")
_NO_DIRECTIVE = re.compile(r"[A-Za-z][\w-]*:(?:\s|$)")
"""A comment that was to be a directive: ".. note:" with one colon."""
_TITLE = re.compile(r"(?:([^\w\s])\1+\s*\n)?(?P<title>[^\n]*\w[^\n]*)\n([^\w\s])\3+\s*")
_EMPTY_CELL = re.compile(r"\s*(?:[*+-]\s+)?[*+-]\s*$")


def read(text: str) -> Tree:
    """Read a reStructuredText document. Raises Unreadable for nesting or markup that docutils would choke on."""
    from docutils.core import publish_doctree
    from docutils.parsers.rst import roles

    long = next((number for number, line in enumerate(text.splitlines(), 1) if len(line) > MAX_LINE), None)
    if long is not None:
        raise Unreadable(f"a line of more than {MAX_LINE:,} characters", long)
    if _expanded(text) > MAX_EXPANDED:
        raise Unreadable("substitutions that use each other so often that the text would grow without end")
    if _work(text) > MAX_WORK:
        raise Unreadable("too much inline markup without a blank line between to be read in reasonable time")
    registry = vars(roles)["_roles"]  # private, but the only way to keep one document's roles out of the next
    known = dict(registry)
    try:
        document = publish_doctree(text.removeprefix("\ufeff").translate(_ODD_BREAKS), settings_overrides=_SETTINGS)
        reader = _Reader(text)
        return Tree(tuple(reader.blocks(document, level=1)), format="rst", frames=tuple(reader.frames))
    except RecursionError:
        raise Unreadable("lists or quotes nested too deeply to be read") from None
    finally:
        registry.clear()
        registry.update(known)


def _work(text: str) -> int:
    """Return how many characters docutils looks at if no inline markup is closed: each start looks to the block's end."""
    return sum(len(block) * len(_MARK.findall(block)) for block in re.split(r"\n[ \t\r]*\n", text))


def _expanded(text: str) -> int:
    """Return a bound for the places that substitutions fill: those in the text times those inside each definition."""
    bars = text.count("|")
    inside = [match[0].count("|") // 2 - 1 for match in _SUBSTITUTION.finditer(text)] if bars else []
    nested = [uses for uses in inside if uses > 0]
    bound = bars if nested else 0
    for uses in nested:
        bound = min(bound * uses, 10 * MAX_EXPANDED)
    return bound


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.frames: list[Frame] = []
        self.readers: dict[str, Callable[[nodes.Element, int], Iterator[Block]]] = {
            "section": self.section,
            "paragraph": self.paragraph,
            "rubric": self.label,
            "line_block": self.line_block,
            "bullet_list": self.bullets,
            "enumerated_list": self.bullets,
            "definition_list": self.definitions,
            "field_list": self.fields,
            "block_quote": self.quote,
            "table": self.table,
            "literal_block": self.opaque,
            "doctest_block": self.opaque,
            "math_block": self.opaque,
            "comment": self.opaque,
            "system_message": self.message,
        }

    def blocks(self, parent: "nodes.Element", *, level: int) -> Iterator[Block]:
        """Yield the blocks below a node; a node of unknown kind is looked through."""
        for node in _elements(parent):
            reader = self.readers.get(node.tagname)
            if reader is not None:
                yield from reader(node, level)
            elif node.tagname in ("title", "caption", "term"):
                yield from self.label(node, level)
            elif node.tagname not in _SKIPPED:
                yield from self.blocks(node, level=level)

    # --- places ---------------------------------------------------------------------------------------------------

    def find(self, node: "nodes.Element") -> tuple[int, Span | None]:
        """Return the 1-based line of a text node and where its source stands."""
        reported = int(node.line or 0)
        written = [line.strip() for line in node.rawsource.splitlines()]
        if not written or not reported:
            return reported, None
        for offset in _NEARBY:
            first = reported - 1 + offset
            span = self.match(first, written) if 0 <= first < len(self.lines) else None
            if span is not None:
                return first + 1, span
        return reported, None

    def match(self, first: int, written: list[str]) -> Span | None:
        """Return the span of these lines if they stand in the source from line `first` (0-based) on."""
        head = self.source(first).rstrip()
        start = head.rfind(written[0])
        if start < 0 or start + len(written[0]) != len(head) or head[:start].strip(_MARKERS):
            return None
        last = first + len(written) - 1
        if last >= len(self.lines):
            return None
        if any(self.source(first + number).strip() != written[number] for number in range(1, len(written))):
            return None
        return Span(self.lines.start(first) + start, self.lines.start(last) + len(self.source(last).rstrip()))

    def source(self, line: int) -> str:
        return self.text[self.lines.start(line) : self.lines.end(line)]

    # --- blocks ---------------------------------------------------------------------------------------------------

    def section(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        for child in _elements(node):
            if child.tagname == "title":
                line, _ = self.find(child)
                yield Heading(min(level, 6), render(child), line)
                node.remove(child)
                break
        yield from self.blocks(node, level=level + 1)

    def paragraph(self, node: "nodes.Element", _level: int) -> Iterator[Block]:
        inline = render(node)
        if inline.text:
            yield Paragraph(inline, *self.find(node))

    def label(self, node: "nodes.Element", _level: int) -> Iterator[Block]:
        """Yield a title that is no section's (of a note, a topic, a figure) as a bold line."""
        inline = render(node)
        if inline.text:
            yield Paragraph(bold(inline), *self.find(node))

    def line_block(self, node: "nodes.Element", _level: int) -> Iterator[Block]:
        lines = [render(line) for line in _below(node, "line")]
        text = joined(lines)
        if text.text.strip():
            yield Paragraph(text, int(node.line or 0))

    def bullets(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        items = tuple(self.item(item, level) for item in _elements(node))
        if items:
            yield ListBlock(node.tagname == "enumerated_list", items, items[0].line)

    def item(self, node: "nodes.Element", level: int) -> ListItem:
        """Read a list entry; an entry whose words docutils took for a term keeps them, with the definition below."""
        children = list(_elements(node))
        first = children[0] if children else None
        line, span, inline = int(node.line or 0), None, Inline("")
        if first is not None and first.tagname == "definition_list" and len(first.children) == 1:
            term, *rest = _elements(next(_elements(first)))
            children = [first, *(child for part in rest for child in _elements(part)), *children[1:]]
            first = term
            first.line = first.line or node.line
        if first is not None and first.tagname in ("paragraph", "term"):
            line, span = self.find(first)
            inline = render(first)
            children = children[1:]
        below = tuple(block for child in children for block in self.one(child, level))
        end = None if span is None or self.text[: span.end].endswith("::") else span.end
        return self.boxed(ListItem(inline, line, end=end, children=below), span)

    def one(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        reader = self.readers.get(node.tagname)
        return reader(node, level) if reader is not None else self.blocks(node, level=level)

    def boxed(self, item: ListItem, span: Span | None) -> ListItem:
        """Take the check box off an entry's words."""
        box = find_box(item.inline.text)
        if box is None:
            return item
        written = item.inline.text[: box.end + (item.inline.text[0] not in BOXES)]
        place = None
        if span is not None and self.text.startswith(written, span.start):
            place = Span(span.start + box.start, span.start + box.end)
        inline = drop_prefix(item.inline, box.length)
        return ListItem(inline, item.line, box.checked, place, item.end, item.children)

    def definitions(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        """Yield `term: words` where a definition is one paragraph, else the term as a bold line and what follows it."""
        for entry in _elements(node):
            parts = list(_elements(entry))
            terms = [part for part in parts if part.tagname == "term"]
            bodies = [child for part in parts if part.tagname == "definition" for child in _elements(part)]
            term = render(terms[0]) if terms else Inline("")
            line = self.find(terms[0])[0] if terms else int(entry.line or 0)
            if len(bodies) == 1 and bodies[0].tagname == "paragraph" and "\n" not in bodies[0].rawsource:
                yield Paragraph(joined([bold(term), render(bodies[0])], ": "), line)
                continue
            yield Paragraph(bold(term), line)
            for body in bodies:
                yield from self.one(body, level)

    def fields(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        """Yield every field as a paragraph `Name: value`; what else a field holds follows it."""
        for entry in _elements(node):
            name, *bodies = _elements(entry)
            content = [child for body in bodies for child in _elements(body)]
            value = Inline("")
            if content and content[0].tagname == "paragraph":
                value = render(content.pop(0))
            yield Paragraph(joined([bold(render(name)), value], ": "), int(entry.line or 0))
            for child in content:
                yield from self.one(child, level)

    def quote(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        """Look through a quote that only indents a list or a table; one of mere words is a quote."""
        if any(child.tagname in _LISTED for child in _elements(node)):
            yield from self.blocks(node, level=level)
        elif node.astext().strip():
            first = next(iter(_below(node, "paragraph")), node)
            yield Opaque("quote", node.astext(), int(first.line or 0))

    def opaque(self, node: "nodes.Element", _level: int) -> Iterator[Block]:
        words, line = node.astext(), int(node.line or 0)
        if node.tagname == "comment":
            # docutils tells the line at which a comment ends.
            starts = (at for at in range(line, max(line - words.count("\n") - 3, 0), -1) if self.opens(at))
            line = next(starts, line)
            yield Opaque("comment", words, line, closed=_NO_DIRECTIVE.match(words) is None)
        else:
            yield Opaque("code", words, line)

    def opens(self, line: int) -> bool:
        return line <= len(self.lines) and self.source(line - 1).lstrip().startswith("..")

    def message(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        """Keep the source of a directive that is unknown or refused; a title of an unexpected level stays a title."""
        line = int(node.get("line") or node.line or 0)
        for source in _below(node, "literal_block"):
            title = _TITLE.fullmatch(source.astext())
            if title is not None:
                yield Heading(min(level, 6), Inline(title["title"].strip()), line)
            else:
                yield Opaque("directive", source.astext(), line, closed=False)

    # --- tables ---------------------------------------------------------------------------------------------------

    def table(self, node: "nodes.Element", level: int) -> Iterator[Block]:
        """Read a table; the cells of a list-table are paragraphs of the source, those of others are looked for there."""
        from docutils import nodes

        line = int(node.line or 0)
        listed = 0 < line <= len(self.lines) and _LIST_TABLE.match(self.source(line - 1)) is not None
        header: Row | None = None
        rows: list[Row] = []
        for title in _elements(node):
            if title.tagname == "title":
                yield from self.label(title, level)
        after = line
        for source in _below(node, "row"):
            row, after = self.row(source, line=line, after=after, listed=listed)
            if isinstance(source.parent, nodes.thead):
                header = row
            else:
                rows.append(row)
        if not listed:
            rows = self.located(rows, line)
        yield Table(header, tuple(rows), line)

    def located(self, rows: list[Row], line: int) -> list[Row]:
        """Give the rows of a table the places of their cells, where the source has the same rows."""
        found = locate(self.text, self.lines, line)
        if found is None or len(found.rows) < len(rows):
            return rows
        places = found.rows[len(found.rows) - len(rows) :]
        if any(len(row.cells) < len(spans) for row, (_, spans) in zip(rows, places, strict=True)):
            return rows
        if found.frame is not None:
            self.frames.append(found.frame)
        return [
            Row(
                tuple(Cell(cell.inline, span, at) for at, (cell, span) in enumerate(zip_longest(row.cells, spans))),
                first + 1,
            )
            for row, (first, spans) in zip(rows, places, strict=True)
        ]

    def row(self, node: "nodes.Element", *, line: int, after: int, listed: bool) -> tuple[Row, int]:
        """Read a row; `after` is the last source line (1-based) that is known to belong to the cells before it."""
        cells: list[Cell] = []
        found: list[int] = []
        for entry in _elements(node):
            content = [child for child in _elements(entry) if child.tagname != _MESSAGE]
            inline = joined([render(child) for child in _below(entry, *_LEAVES)])
            span: Span | None = None
            if listed and len(content) == 1 and content[0].tagname == "paragraph":
                first, span = self.find(content[0])
                found.append(first)
                after = first + content[0].rawsource.count("\n")
            elif listed and not content:
                span, after = self.hollow(after)
                found.append(after)
            else:
                found += [int(child.line) for child in _below(entry, *_LEAVES) if child.line and child.line >= line]
                after = max([after, *found])
            cells.append(Cell(inline, span))
            cells += [Cell(Inline(""))] * min(int(entry.get("morecols", 0)), 100)
        return Row(tuple(cells), min(found, default=line)), after

    def hollow(self, after: int) -> tuple[Span | None, int]:
        """Find the marker of an empty list-table cell on the next line that says anything."""
        for line in range(after, min(after + 5, len(self.lines))):
            source = self.source(line)
            if not source.strip() or source.lstrip().startswith((":", "..")):
                continue
            if _EMPTY_CELL.match(source) is None:
                break
            place = self.lines.end(line)
            return Span(place, place), line + 1
        return None, after


_MARKERS = " \t-*+•‣\u2043|\ufeff0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ#.():"
"""What may stand before a paragraph on its first line: list markers, field names, table bars."""
_SKIPPED = frozenset(
    ("target", "substitution_definition", "transition", "image", "raw", "pending", "footnote", "citation", "meta")
)
_LEAVES = ("paragraph", "line", "term", "literal_block")
_MESSAGE = "system_message"
"""What docutils says of a role or the like that it does not know, amid the words: none of the document's."""
_LISTED = frozenset(("bullet_list", "enumerated_list", "definition_list", "table", "field_list", "block_quote"))


def _elements(node: "nodes.Element") -> "Iterator[nodes.Element]":
    from docutils import nodes

    return (child for child in list(node.children) if isinstance(child, nodes.Element))


def _below(node: "nodes.Element", *names: str) -> "list[nodes.Element]":
    from docutils import nodes

    found = [child for child in node.findall(nodes.Element) if child.tagname in names]
    return [child for child in found if child.parent is node or child.parent.tagname != _MESSAGE]
