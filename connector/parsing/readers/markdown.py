"""Markdown -> Block tree, with markdown-it-py (CommonMark, tables, strikethrough).

Positions refer to the original text: line ends as they are, byte-order mark included. markdown-it cuts rows to the
header's width and knows no position inside a line, so cells are split again here. Tables that lack their separator row
are tables too: people see them as such.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from connector.parsing.blocks import (
    Block,
    Cell,
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
from connector.parsing.headings import is_section
from connector.parsing.readers.frontmatter import split_front_matter, unread_actions
from connector.parsing.readers.inline import render
from connector.parsing.readers.lines import Lines, shift
from connector.parsing.readers.pipes import reflowed_rows, split_cells
from connector.parsing.runs import drop_prefix, find_box

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

MAX_NESTING = 100
"""Levels markdown-it opens; a list inside a list takes two. Nobody writes fifty lists inside each other."""
MAX_OPEN_BRACKETS = 1000
"""Unclosed brackets in one paragraph: markdown-it needs quadratic time for them."""

_MARKER_BOMB = re.compile(r"^(?:[ \t]*(?:[-+*>]|\d{1,9}[.)])){60,}[ \t]*[^\s*>+-]", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_PIPE_LINE = re.compile(r"\s*\|.*\|\s*$")
_SEPARATOR = re.compile(r"[\s|:-]*-[\s|:-]*$")
_TABLE_TAG = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:table|ul|ol|li|h[1-6]|p|div|dl|section)\b", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary[^>]*>(.*?)</summary>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_ENDS = {
    "<!--": "-->", "<![cdata[": "]]>", "<?": "?>", "<pre": "</pre", "<script": "</script", "<style": "</style",
    "<textarea": "</textarea",
}  # fmt: skip
"""What ends the HTML that otherwise runs to the end of the text, blank lines and headings included."""
_ENDED = re.compile(rf"\s*({'|'.join(map(re.escape, _ENDS))})(?:(?<=[-\[?])|[^<>\n]*>?)", re.IGNORECASE)
_NAMED = re.compile(r"(?:\*\*[^*]+\*\*:?|__[^_]+__:?|[^a-z|]*[A-Z]{3}[^a-z|]*|[A-Z][^|.]*:)")
"""How a section is named on a line of its own: in bold, in capitals, or before a colon."""
MAX_SECTION = 60
_MARKED = re.compile(r"[\n\\`*_~\[\]<&]")
"""What the inline rules that are switched on begin with."""


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _read_inline)
    # Before the rule for paragraphs, which a section's name ends, as it ends lists and tables.
    parser.block.ruler.before(
        "paragraph", "section", _section, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    return parser


def _section(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """End what stands above a line that names a section, as people do who leave no blank line there.

    Without this a list takes the line for a part of its last entry, and the table below it for another. It opens nothing.
    """
    del end
    if not silent or state.is_code_block(start):
        return False
    begin, finish = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if not 2 < finish - begin <= MAX_SECTION:
        return False
    line = state.src[begin:finish].rstrip()
    told = line[-1:] in (":", "*", "_") or line.isupper()
    return told and _NAMED.fullmatch(line) is not None and is_section(line.strip("*_#: "))


def _read_inline(state: "StateCore") -> None:
    """Do what markdown-it's rule of this name does, but take text without any mark as it is: most cells and half the lines."""
    from markdown_it.token import Token

    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if _MARKED.search(token.content):
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        elif token.content:
            token.children.append(Token("text", "", 0, content=token.content))


def read(text: str) -> Tree:
    """Read Markdown. Raises Unreadable for nesting that only an attack or an accident produces."""
    lines = Lines(text)
    meta, first = split_front_matter(text, lines)
    source = text[lines.start(first) :].replace("\x00", "�")
    _refuse_bombs(source)
    tokens = _parser().parse(source)
    for token in tokens:
        if token.level >= MAX_NESTING - 1:
            line = first + (token.map[0] if token.map else 0) + 1
            raise Unreadable(f"lists or quotes nested more than {MAX_NESTING // 2} deep", line)
    builder = _Builder(text, lines, first, tokens)
    holds = tuple(unread_actions(text, lines, first)) if meta else ()
    return Tree(tuple(builder.blocks(0, len(tokens))), meta=meta, format="markdown", holds=holds)


def _refuse_bombs(source: str) -> None:
    bomb = _MARKER_BOMB.search(source)
    if bomb is not None:
        line = source.count("\n", 0, bomb.start()) + 1
        raise Unreadable("a line with more than 60 nested list or quote marks", line)
    if source.count("[") - source.count("]") <= MAX_OPEN_BRACKETS:
        return
    at = 0
    for chunk in _BLANK_LINE.split(source):
        if chunk.count("[") - chunk.count("]") > MAX_OPEN_BRACKETS:
            raise Unreadable(f"more than {MAX_OPEN_BRACKETS} brackets that are never closed", at + 1)
        at += chunk.count("\n") + 2


class _Builder:
    """Walks markdown-it's flat tokens once; `first` is the line index at which its source begins."""

    def __init__(self, text: str, lines: Lines, first: int, tokens: "list[Token]") -> None:
        self.text = text
        self.lines = lines
        self.first = first
        self.tokens = tokens
        self.close = _closing(tokens)

    def blocks(self, at: int, end: int) -> Iterator[Block]:
        while at < end:
            token = self.tokens[at]
            close = self.close.get(at, at)
            match token.type:
                case "heading_open":
                    yield Heading(int(token.tag[1]), render(self.tokens[at + 1]), self._line(token))
                case "paragraph_open":
                    yield from self._paragraph(self.tokens[at + 1])
                case "bullet_list_open" | "ordered_list_open":
                    items = tuple(self._items(at + 1, close))
                    yield ListBlock(token.type == "ordered_list_open", items, self._line(token))
                case "table_open":
                    yield from self._table(at + 1, close)
                case "blockquote_open":
                    span = self._span(token)
                    yield Opaque("quote", self.text[span.start : span.end], self._line(token))
                case "fence" | "code_block":
                    closed = token.type == "code_block" or self._is_closed(token)
                    yield Opaque("code", token.content, self._line(token), closed)
                case "html_block":
                    close = self._whole_table(at, end)
                    yield from self._html(token, self.tokens[close])
                case _:
                    pass
            at = close + 1

    def _line(self, token: "Token") -> int:
        assert token.map is not None
        return self.first + token.map[0] + 1

    def _span(self, token: "Token") -> Span:
        """Return the source of a token's lines without the outer white space."""
        assert token.map is not None
        first, last = self.first + token.map[0], self.first + token.map[1]
        start, end = self.lines.start(first), self.lines.start(last)
        content = self.text[start:end]
        return Span(start + len(content) - len(content.lstrip()), start + len(content.rstrip()))

    def _is_closed(self, fence: "Token") -> bool:
        """Say whether a fence ends a code block; without one it runs to the end of the text or of the entry around it."""
        assert fence.map is not None
        last = self.first + fence.map[1] - 1
        words = self.text[self.lines.start(last) : self.lines.end(last)].strip(" \t>")
        ends = len(words) >= len(fence.markup) and not words.strip(fence.markup[0])
        # A fence with a language cannot end one: it was to open the next.
        opens = re.search(rf"^ {{0,3}}{re.escape(fence.markup)}[ \t]*\w", fence.content, re.MULTILINE)
        return ends and not opens and fence.map[1] - fence.map[0] > 1

    def _paragraph(self, token: "Token") -> Iterator[Block]:
        """Yield a paragraph, or the table that its last lines are: rows of pipes without a separator row."""
        if "|" in token.content and token.map is not None:
            raw = token.content.split("\n")
            rows = 0
            while rows < len(raw) and _PIPE_LINE.match(raw[-1 - rows]):
                rows += 1
            if rows >= 2:
                head = "\n".join(raw[: len(raw) - rows])
                line = self._line(token)
                if head.strip():
                    yield Paragraph(render(_parser().parseInline(head)[0]), line)
                yield self._pipe_table(line + len(raw) - rows, rows)
                return
            if (reflowed := self._reflowed(token)) is not None:
                yield reflowed
                return
        yield Paragraph(render(token), self._line(token), self._span(token))

    def _pipe_table(self, line: int, count: int) -> Table:
        """Read `count` lines of pipes; a first row is a header only where a separator row follows it."""
        rows: list[Row] = []
        header: Row | None = None
        for number in range(line, line + count):
            start, end = self.lines.start(number - 1), self.lines.end(number - 1)
            if _SEPARATOR.match(self.text[start:end]):
                if len(rows) == 1 and header is None:
                    header = rows.pop()
                continue
            cells = [Cell(self._cell(span), span) for span in split_cells(self.text, start, end)]
            rows.append(Row(tuple(cells), number))
        return Table(header, tuple(rows), line)

    def _reflowed(self, token: "Token") -> Table | None:
        """Read a table whose lines an editor has broken anew, as if it were prose."""
        line, last = self._line(token), self.first + token.map[1] if token.map is not None else 0
        found = reflowed_rows(self.text, self.lines.start(line - 1), self.lines.end(last - 1))
        if found is None:
            return None
        rows = []
        for spans in found:
            number = self.text.count("\n", self.lines.start(line - 1), spans[0].start) + line
            rows.append(Row(tuple(Cell(self._cell(span), span) for span in spans), number))
        return Table(rows[0], tuple(rows[1:]), line)

    def _cell(self, span: Span) -> Inline:
        content = " ".join(self.text[span.start : span.end].split("\n")).replace("\\|", "|")
        return render(_parser().parseInline(content)[0]) if content else Inline("")

    def _table(self, at: int, end: int) -> Iterator[Block]:
        """Yield a table; lines without a pipe that follow it belong to it in GitHub's grammar, but to nobody who wrote them."""
        header: Row | None = None
        rows: list[Row] = []
        after: list[Paragraph] = []
        start = at - 1
        while at < end:
            token = self.tokens[at]
            if token.type == "tr_open":
                row = self._row(at)
                if header is None:
                    header = row
                elif after or "|" not in self.text[self.lines.start(row.line - 1) : self.lines.end(row.line - 1)]:
                    after.append(Paragraph(row.cells[0].inline, row.line, row.cells[0].span))
                else:
                    rows.append(row)
            at += 1
        yield Table(header, tuple(rows), self._line(self.tokens[start]))
        yield from after

    def _row(self, at: int) -> Row:
        """Pair markdown-it's cells with their places; cells beyond the header's width are read here."""
        line = self._line(self.tokens[at])
        spans = split_cells(self.text, self.lines.start(line - 1), self.lines.end(line - 1))
        cells = []
        at += 2
        for span in spans:
            if at < len(self.tokens) and self.tokens[at].type == "inline":
                cells.append(Cell(render(self.tokens[at]), span))
                at += 3
            else:
                cells.append(Cell(self._cell(span), span))
        return Row(tuple(cells), line)

    def _items(self, at: int, end: int) -> Iterator[ListItem]:
        while at < end:
            close = self.close[at]
            yield self._item(at, close)
            at = close + 1

    def _item(self, at: int, close: int) -> ListItem:
        line = self._line(self.tokens[at])
        if self.tokens[at + 1].type != "paragraph_open":
            return ListItem(Inline(""), line, children=tuple(self.blocks(at + 1, close)))
        token = self.tokens[at + 2]
        span = self._span(token)
        inline = render(token)
        children = tuple(self.blocks(at + 4, close))
        box = find_box(inline.text)
        if box is None:
            return ListItem(inline, line, end=span.end, children=children)
        start = self._content_start(token, span)
        mark = None if start is None else Span(start + box.start, start + box.end)
        return ListItem(drop_prefix(inline, box.length), line, box.checked, mark, span.end, children)

    def _content_start(self, token: "Token", span: Span) -> int | None:
        """Return where an entry's words begin in its first line, behind the list's mark."""
        assert token.map is not None
        words = token.content.split("\n", 1)[0].rstrip()
        end = self.lines.end(self.first + token.map[0])
        start = len(self.text[:end].rstrip()) - len(words) if end - span.start < 10_000 else -1
        return start if start >= 0 and self.text.startswith(words, start) else None

    def _whole_table(self, at: int, end: int) -> int:
        """Return the last token of a raw HTML table: Markdown ends an HTML block at a blank line, the table may go on."""
        content = self.tokens[at].content
        if not _TABLE_TAG.search(content) or _TABLE_END.search(content):
            return at
        for index in range(at + 1, end):
            if self.tokens[index].type == "html_block" and _TABLE_END.search(self.tokens[index].content):
                return index
        return at

    def _html(self, token: "Token", last: "Token") -> Iterator[Block]:
        assert token.map is not None
        assert last.map is not None
        line = self._line(token)
        start = self.lines.start(self.first + token.map[0])
        content = self.text[start : self.lines.start(self.first + last.map[1])]
        opened = _ENDED.match(content)
        end = -1 if opened is None else content.lower().find(_ENDS[opened[1].lower()], opened.end())
        if opened is not None and end < 0:
            yield Opaque("comment" if opened[1] == "<!--" else "code", content[opened.end() :], line, closed=False)
        elif opened is not None and opened[1] == "<!--":
            yield Opaque("comment", content[: end + 3], line)
            if words := _TAG.sub(" ", content[end + 3 :]).strip():
                yield Paragraph(Inline(" ".join(words.split())), line + content.count("\n", 0, end))
        elif _BLOCK_TAG.search(content):
            from connector.parsing.readers import html

            yield from (shift(block, line - 1, start) for block in html.read(content).blocks)
        elif summary := _SUMMARY.search(content):
            words = _TAG.sub("", summary[1]).strip()
            yield Paragraph(Inline(words, strong=(Span(0, len(words)),)), line)
        elif words := _TAG.sub(" ", content).strip():
            yield Paragraph(Inline(" ".join(words.split())), line)


def _closing(tokens: "list[Token]") -> dict[int, int]:
    """Return for every opening token the index of the one that closes it."""
    stack: list[int] = []
    close: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.nesting == 1:
            stack.append(index)
        elif token.nesting == -1:
            close[stack.pop()] = index
    return close
