"""What opening and closing an element of a page does to the blocks under construction."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from connector.parsing.blocks import DUE_SIGN, Block, Heading, Inline, ListBlock, ListItem, Opaque, Paragraph, Span
from connector.parsing.readers.grid import MAX_SPAN, Grid
from connector.parsing.readers.htmlnames import (
    EMOTICONS,
    HEADINGS,
    SINKS,
    STRONG,
    STRUCK,
    USER_ATTRIBUTES,
    Kind,
)
from connector.parsing.readers.tags import Tag
from connector.parsing.runs import BOXES, Run, drop_prefix, find_box

_HOLLOW = re.compile(r"\s*(?:<(?:p|div|span)(?:\s[^<>]*)?>\s*)*", re.IGNORECASE)
_STRIKE_STYLE = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_EMOJI = re.compile(r"emoji|emoticon")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class Element:
    """An open element, with whatever is gathered for it until it closes."""

    name: str
    kind: Kind | None
    start: int
    end: int
    target: str = ""
    value: list[str] = field(default_factory=list)
    run: Run | None = None
    mark: int = 0
    strong: bool = False
    struck: bool = False
    dropped: bool = False
    blocks: list[Block] = field(default_factory=list)
    items: list[ListItem] = field(default_factory=list)
    grid: Grid | None = None
    own: Inline | None = None
    own_end: int | None = None
    checked: bool | None = None
    box: Span | None = None
    extent: tuple[int, int] = (1, 1)
    parameters: dict[str, str] = field(default_factory=dict)


class Builder:
    """Blocks, and the elements open now; `html.py` decides which opens and closes when."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]
        self.root = Element("", None, 0, 0)
        self.stack = [self.root]
        self.sinks = [self.root]
        self.names = Counter[str]()
        self.ignored = 0
        self.dropped = 0
        self.run: Run | None = None
        self.term = False
        self.meta: list[tuple[str, str]] = []
        self.opening: dict[Kind, Callable[[Element, Tag], None]] = {
            Kind.INLINE: self.open_inline,
            Kind.MACRO: self.open_inline,
            Kind.BLOCK: self.open_block,
            Kind.TERM: self.open_block,
            Kind.DETAIL: self.open_detail,
            Kind.LIST: self.open_list,
            Kind.ITEM: self.open_item,
            Kind.TABLE: self.open_table,
            Kind.ROW: self.open_row,
            Kind.CELL: self.open_cell,
            Kind.OPAQUE: lambda _element, _tag: self.flush(),
            Kind.CAPTURED: self.open_captured,
        }
        self.closing: dict[Kind, Callable[[Element, int, int], None]] = {
            Kind.INLINE: self.close_inline,
            Kind.MACRO: self.close_macro,
            Kind.BLOCK: self.close_block,
            Kind.TERM: self.close_term,
            Kind.DETAIL: self.close_block,
            Kind.LIST: self.close_list,
            Kind.ITEM: self.close_item,
            Kind.TABLE: self.close_table,
            Kind.CELL: self.close_cell,
            Kind.OPAQUE: self.close_opaque,
            Kind.CAPTURED: self.close_captured,
        }

    def line(self, position: int) -> int:
        return bisect_right(self.starts, position)

    def above(self, wanted: Callable[[Element], bool]) -> int:
        """Return how deep the innermost such element is, 0 where there is none."""
        depth = len(self.stack) - 1
        while depth and not wanted(self.stack[depth]):
            depth -= 1
        return depth

    # --- running text ---------------------------------------------------------------------------------------------

    def words(self, text: str, start: int, end: int) -> Run:
        """Add words that the markup from `start` to `end` stands for."""
        if self.run is None:
            self.run = Run()
        if self.run.begin is None:
            self.run.begin = start
        if text:
            self.run.add(text)
            self.run.end = end
        return self.run

    def void(self, tag: Tag) -> None:
        """Take an element that has no content."""
        match tag.name:
            case "br" if self.run is not None:
                self.run.line_break(tag.end)
            case "hr":
                self.flush()
            case "ri:user":
                self.mention(tag)
            case "ac:emoticon":
                sign = EMOTICONS.get(tag.attribute("ac:name") or "") or tag.attribute("ac:emoji-fallback")
                self.words(sign or "", tag.start, tag.end)
            case "img" if _EMOJI.search(tag.attribute("class") or ""):
                self.words(tag.attribute("alt") or "", tag.start, tag.end)
            case "input" if (tag.attribute("type") or "").lower() == "checkbox":
                sink = self.sinks[-1]
                if sink.kind is Kind.ITEM and sink.own is None and (self.run is None or not self.run.length):
                    sink.checked = tag.attribute("checked") is not None
                    sink.box = Span(tag.start, tag.end)

    def mention(self, tag: Tag) -> None:
        """Name a person; a link around it may carry the name to show instead of the id."""
        who = next((value for name in USER_ATTRIBUTES if (value := tag.attribute(name))), None)
        if who is None:
            return
        if self.sinks[-1].kind is Kind.CAPTURED:
            self.sinks[-1].value.append(who)
            return
        self.words("", tag.start, tag.end).mentions.append(who)
        holder = self.stack[self.above(lambda element: element.name == "ac:link")]
        if holder.name:
            holder.target = who
        else:
            self.words(f"@{who}", tag.start, tag.end)

    def flush(self, *, level: int = 0) -> None:
        """End the running text: it becomes a heading, an entry's own words, or a paragraph."""
        run, self.run, self.term = self.run, None, False
        if run is None:
            return
        inline = run.finish()
        if not inline.text:
            return
        begin, end = run.begin or 0, run.end or 0
        sink = self.sinks[-1]
        if level:
            sink.blocks.append(Heading(level, inline, self.line(begin)))
        elif sink.kind is Kind.ITEM and sink.own is None and not sink.blocks:
            sink.own, sink.own_end = self.unboxed(sink, inline, begin, end), run.end
        else:
            sink.blocks.append(Paragraph(inline, self.line(begin), Span(begin, end), self.broken(run, begin, end)))

    def broken(self, run: Run, begin: int, end: int) -> tuple[tuple[int, Span], ...]:
        """Return the places of the lines that `<br>` makes of a paragraph."""
        breaks = [(before, after) for before, after in run.breaks if after < end]
        starts, ends = [begin, *(after for _, after in breaks)], [*(before for before, _ in breaks), end]
        lines = []
        for start, stop in zip(starts, ends, strict=True):
            first = start + len(self.source[start:stop]) - len(self.source[start:stop].lstrip())
            lines.append((self.line(first), Span(first, stop)))
        return tuple(lines) if breaks else ()

    def unboxed(self, item: Element, inline: Inline, begin: int, end: int) -> Inline:
        """Take a box written as a character off an entry's words."""
        box = find_box(inline.text) if item.checked is None else None
        if box is None:
            return inline
        item.checked = box.checked
        written = inline.text[: box.end] if inline.text[0] in BOXES else inline.text[: box.end + 1]
        place = self.source.find(written, begin, end)
        if place >= 0:
            item.box = Span(place + box.start, place + box.end)
        return drop_prefix(inline, box.length)

    # --- opening --------------------------------------------------------------------------------------------------

    def open_inline(self, element: Element, tag: Tag) -> None:
        if self.run is None:
            self.run = Run()
        if self.run.begin is None:
            self.run.begin = tag.start
        element.run, element.mark = self.run, self.run.length
        style = (tag.attribute("style") or "") if tag.attributes else ""
        element.strong = tag.name in STRONG or bool(style and _BOLD_STYLE.search(style))
        element.struck = tag.name in STRUCK or bool(style and _STRIKE_STYLE.search(style))
        match tag.name:
            case "a":
                element.target = tag.attribute("href") or ""
                who = tag.attribute("data-account-id") or tag.attribute("data-username")
                if who:
                    self.run.mentions.append(who)
            case "ac:structured-macro" | "ac:macro":
                element.target = (tag.attribute("ac:name") or "").lower()
            case "time":
                stamp = _ISO_DATE.match(tag.attribute("datetime") or "")
                if stamp is not None:
                    # In a task it is when the task is due, wherever it stands.
                    task = any(one.name == "ac:task" or one.target == "tasks" for one in self.stack)
                    self.words(f"{DUE_SIGN} {stamp[0]}" if task else stamp[0], tag.start, tag.end)
                    element.dropped = True

    def open_block(self, element: Element, tag: Tag) -> None:
        if not (tag.name == "p" and self.term):
            self.flush()
        element.strong = tag.name in STRONG
        macro = self.stack[-1]
        words = " ".join(macro.parameters.get("title", "").split())
        if tag.name == "ac:rich-text-body" and words:
            # The title of a panel or an expandable part is often the only heading its content has.
            inline = Inline(words, strong=(Span(0, len(words)),))
            self.sinks[-1].blocks.append(Paragraph(inline, self.line(macro.start)))

    def open_detail(self, _element: Element, _tag: Tag) -> None:
        if not self.term:
            self.flush()

    def open_list(self, element: Element, tag: Tag) -> None:
        self.flush()
        if "inline-task-list" in (tag.attribute("class") or "").split():
            element.target = "tasks"

    def open_item(self, element: Element, tag: Tag) -> None:
        self.flush()
        if "checked" in (tag.attribute("class") or "").split():
            element.checked = True
        elif self.stack[self.above(lambda one: one.kind is Kind.LIST)].target == "tasks":
            element.checked = False

    def open_table(self, element: Element, tag: Tag) -> None:
        self.flush()
        element.grid = Grid(self.line(tag.start))

    def open_row(self, _element: Element, tag: Tag) -> None:
        self.flush()
        if (grid := self.grid()) is not None:
            grid.start_row(self.line(tag.start), in_head=self.stack[-1].name == "thead")

    def open_cell(self, element: Element, tag: Tag) -> None:
        self.flush()
        element.extent = (_count(tag.attribute("colspan")), _count(tag.attribute("rowspan")))

    def open_captured(self, element: Element, tag: Tag) -> None:
        element.target = tag.attribute("ac:name") or ""

    def grid(self) -> Grid | None:
        """Return the table that a row or cell met now belongs to."""
        return self.stack[self.above(lambda one: one.kind in (Kind.TABLE, Kind.CELL))].grid

    # --- closing --------------------------------------------------------------------------------------------------

    def close_inline(self, element: Element, _start: int, end: int) -> None:
        run = self.run
        if run is None:
            return
        mark = element.mark if element.run is run else 0
        if element.name == "ac:link" and element.target and run.length == mark:
            self.words(f"@{element.target}", element.start, end)
        if element.strong:
            run.strong.append((mark, run.length))
        if element.struck:
            run.struck.append((mark, run.length))
        if element.name == "a" and element.target:
            run.links.append((mark, run.length, element.target, ""))
        if run.length and element.run is run:
            run.end = end

    def close_macro(self, element: Element, _start: int, end: int) -> None:
        """Put the words that a macro shows in place of it."""
        values = {name: " ".join(value.split()) for name, value in element.parameters.items()}
        match element.target:
            case "jira" if key := values.get("key"):
                self.words(" ", element.start, end)
                run = self.words(key, element.start, end)
                run.links.append((run.length - len(key), run.length, key, key))
            case "status":
                self.words(" ", element.start, end)
                self.words(values.get("title") or values.get("colour") or "", element.start, end)
            case "profile" if who := values.get("user"):
                self.words(f"@{who}", element.start, end).mentions.append(who)

    def close_block(self, element: Element, _start: int, _end: int) -> None:
        if element.strong and self.run is not None:
            self.run.strong.append((0, self.run.length))
        if not (element.name == "p" and self.term):
            self.flush(level=HEADINGS.get(element.name, 0))

    def close_term(self, _element: Element, _start: int, _end: int) -> None:
        """Let what describes a term follow it in one paragraph: `Owner: Ana`."""
        if self.run is not None and self.run.length:
            self.run.strong.append((0, self.run.length))
            if not self.run.pieces[-1].endswith(":"):
                self.run.gap = False
                self.run.add(":")
            self.run.gap = self.term = True

    def close_list(self, element: Element, _start: int, _end: int) -> None:
        self.flush()
        if not element.items:
            return
        block = ListBlock(element.name == "ol", tuple(element.items), self.line(element.start))
        parent = self.stack[-1]
        if parent.kind is Kind.LIST and parent.items:
            # Old wikis nest a list beside its entry instead of in it.
            parent.items[-1] = replace(parent.items[-1], children=(*parent.items[-1].children, block))
        else:
            self.sinks[-1].blocks.append(block)

    def close_item(self, element: Element, _start: int, _end: int) -> None:
        if element.own is None and not element.blocks:
            return
        item = ListItem(
            element.own or Inline(""),
            self.line(element.start),
            checked=element.checked,
            box=element.box,
            end=element.own_end,
            children=tuple(element.blocks),
        )
        holder = self.stack[self.above(lambda one: one.kind is Kind.LIST or one.kind in SINKS)]
        if holder.kind is Kind.LIST:
            holder.items.append(item)
        else:
            self.sinks[-1].blocks.append(ListBlock(ordered=False, items=(item,), line=item.line))

    def close_table(self, element: Element, _start: int, _end: int) -> None:
        self.flush()
        if element.grid is not None:
            self.sinks[-1].blocks.extend(element.grid.finish())

    def close_cell(self, element: Element, start: int, _end: int) -> None:
        grid = self.grid()
        if grid is None:
            self.sinks[-1].blocks.extend(element.blocks)
        else:
            grid.add(element.blocks, self.content(element, start), head=element.name == "th", extent=element.extent)

    def close_opaque(self, element: Element, start: int, end: int) -> None:
        closed = start < end
        words = ("".join(element.value) if closed else self.source[element.end : start]).strip("\r\n")
        kind = "quote" if element.name == "blockquote" else "code"
        if words.strip():
            self.sinks[-1].blocks.append(Opaque(kind, words, self.line(element.start), closed))

    def close_captured(self, element: Element, start: int, _end: int) -> None:
        words = "".join(element.value).strip()
        if element.name == "title":
            self.meta.append(("title", " ".join(words.split())))
        elif element.name == "ac:parameter":
            self.stack[-1].parameters[element.target] = words
        else:
            task = self.stack[self.above(lambda one: one.name == "ac:task")]
            raw = self.source[element.end : start]
            begin = element.end + len(raw) - len(raw.lstrip())
            task.checked = words.lower() == "complete"
            task.box = Span(begin, begin + len(raw.strip()))

    def content(self, element: Element, end: int) -> Span | None:
        """Return a cell's content without padding; inside its paragraph where it is empty."""
        if self.source[element.start : element.end].endswith("/>"):
            return None
        raw = self.source[element.end : end]
        begin = element.end + len(raw) - len(raw.lstrip())
        if element.blocks:
            return Span(begin, begin + len(raw.strip()))
        hollow = _HOLLOW.match(raw)
        place = element.end + (len(hollow[0].rstrip()) if hollow else 0)
        return Span(place, place)


def _count(value: str | None) -> int:
    digits = (value or "").strip()[:6]
    return max(1, min(int(digits), MAX_SPAN)) if digits.isdecimal() and digits.isascii() else 1
