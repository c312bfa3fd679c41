"""HTML pages and Confluence storage format -> Block tree.

One pass over the tokens with an explicit stack, so that neither unclosed tags nor a hundred thousand nested ones hurt.
Anything unknown is transparent: its text belongs to the block around it. Block quotes, code and chat logs are opaque.
"""

from connector.parsing.blocks import Opaque, Tree, Unreadable
from connector.parsing.readers.htmlblocks import Builder, Element
from connector.parsing.readers.htmlnames import (
    CLOSED_BY,
    CROSSES_WALLS,
    ENDS_PARAGRAPH,
    HEADINGS,
    KINDS,
    SINKS,
    VOID,
    WALLS,
    Kind,
)
from connector.parsing.readers.tags import EndTag, Lost, Tag, Text, tokens
from connector.parsing.runs import Run

MAX_DEPTH = 150
"""Open tags below this are treated as transparent, but for what may hold items; pages that people write stay under 60."""
MAX_LISTS = 30
"""How deep lists may be nested."""


class _Reader(Builder):
    def read(self) -> Tree:
        for token in tokens(self.source):
            if isinstance(token, Text):
                self.take(token)
            elif isinstance(token, Tag):
                self.start(token)
            elif isinstance(token, Lost):
                self.lose(token)
            else:
                self.finish(token)
        self.close_down_to(1, len(self.source))
        self.flush()
        return Tree(tuple(self.root.blocks), meta=tuple(self.meta), format="html")

    def take(self, token: Text) -> None:
        """Put text where it belongs: the running text, or the value of an element that is kept aside."""
        if self.dropped:
            return
        sink = self.sinks[-1]
        if sink.kind in (Kind.OPAQUE, Kind.CAPTURED):
            sink.value.append(token.text)
            return
        if self.run is None:
            if token.text.isspace():
                return
            self.run = Run()
        raw = self.source[token.start : token.end]
        if raw and not raw.isspace():
            if self.run.begin is None:
                self.run.begin = token.start + len(raw) - len(raw.lstrip())
            self.run.end = token.start + len(raw.rstrip())
        self.run.add(token.text)

    def lose(self, rest: Lost) -> None:
        """Keep what nothing ends apart, for it may have swallowed what was to be read."""
        self.close_down_to(1, rest.start)
        self.flush()
        text = self.source[rest.start : rest.end]
        self.root.blocks.append(Opaque("comment", text, self.line(rest.start), closed=False))

    def start(self, tag: Tag) -> None:
        """Open an element, closing first what it ends by the rules of HTML."""
        if tag.name in VOID:
            if not self.dropped:
                self.void(tag)
            return
        if not self.dropped:
            self.close_implied(tag)
        kind = KINDS.get(tag.name)
        if kind is Kind.LIST and self.names["ul"] + self.names["ol"] >= MAX_LISTS:
            line = self.source.count("\n", 0, tag.start) + 1
            raise Unreadable(f"lists nested more than {MAX_LISTS} deep", line)
        if len(self.stack) >= MAX_DEPTH:
            if (kind in (Kind.LIST, Kind.TABLE) or tag.name in HEADINGS) and not self.dropped:
                line = self.source.count("\n", 0, tag.start) + 1
                raise Unreadable(f"elements nested more than {MAX_DEPTH} deep, and '{tag.name}' in them", line)
            self.ignored += not tag.empty
            return
        element = Element(tag.name, kind, tag.start, tag.end, dropped=kind is Kind.DROPPED)
        if not self.dropped and kind in self.opening:
            self.opening[kind](element, tag)
        self.dropped += element.dropped
        self.stack.append(element)
        self.names[tag.name] += 1
        if kind in SINKS:
            self.sinks.append(element)
        if tag.empty:
            self.close(tag.end, tag.end)

    def finish(self, token: EndTag) -> None:
        """Close the element of that name, and those left open in it; a stray end tag closes nothing."""
        if token.name in VOID:
            return
        if self.ignored:
            self.ignored -= 1
            return
        if not self.names[token.name]:
            return
        crosses = KINDS.get(token.name) in CROSSES_WALLS
        depth = len(self.stack) - 1
        while self.stack[depth].name != token.name:
            if self.stack[depth].kind in WALLS and not crosses:
                return
            depth -= 1
        self.close_down_to(depth + 1, token.start)
        self.close(token.start, token.end)

    def close_implied(self, tag: Tag) -> None:
        """Close the entry, cell, row or paragraph that this start tag ends."""
        closed, stops = CLOSED_BY.get(tag.name, (frozenset[str](), frozenset[str]()))
        if any(self.names[name] for name in closed):
            depth = self.above(lambda element: element.name in closed or element.name in stops)
            if self.stack[depth].name in closed:
                self.close_down_to(depth, tag.start)
                return
        if self.names["p"] and tag.name in ENDS_PARAGRAPH:
            depth = self.above(lambda element: element.kind is not Kind.INLINE)
            if self.stack[depth].name == "p":
                self.close_down_to(depth, tag.start)

    def close_down_to(self, depth: int, position: int) -> None:
        while len(self.stack) > depth:
            self.close(position, position)

    def close(self, start: int, end: int) -> None:
        """Take the innermost element off the stack; its end tag, if it has one, is at `start` to `end`."""
        element = self.stack.pop()
        self.names[element.name] -= 1
        self.dropped -= element.dropped
        if element.kind in SINKS:
            if not self.dropped and element.kind in WALLS:
                self.flush()
            self.sinks.pop()
        if not self.dropped and element.kind in self.closing:
            self.closing[element.kind](element, start, end)


def read(text: str) -> Tree:
    """Read an HTML page or the storage format of a Confluence page."""
    return _Reader(text).read()
