"""docutils' inline nodes -> Inline: what a reader sees, and where the marks and links are."""

import re
from typing import TYPE_CHECKING

from connector.parsing.blocks import Inline, Link, Span

if TYPE_CHECKING:
    from docutils import nodes

_ROLE = re.compile(r":([\w:.+-]+):`([^`<]+?)(?:\s*<[^`>]*>)?`$")
_STRUCK = frozenset(("del", "strike", "strikethrough", "line-through", "s"))


def bold(inline: Inline) -> Inline:
    """Return the same words, all of them bold."""
    return Inline(inline.text, inline.links, inline.struck, (Span(0, len(inline.text)),), inline.mentions)


def joined(inlines: list[Inline], between: str = "\n") -> Inline:
    """Return several texts as one."""
    start = 0
    links: list[Link] = []
    struck: list[Span] = []
    strong: list[Span] = []
    for inline in inlines:
        links += inline.links
        struck += [Span(span.start + start, span.end + start) for span in inline.struck]
        strong += [Span(span.start + start, span.end + start) for span in inline.strong]
        start += len(inline.text) + len(between)
    return Inline(between.join(inline.text for inline in inlines), tuple(links), tuple(struck), tuple(strong))


def render(node: "nodes.Element") -> Inline:
    """Render what is inside a text node."""
    words = _Words()
    words.walk(node)
    return Inline("".join(words.parts), tuple(words.links), tuple(words.struck), tuple(words.strong))


class _Words:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.links: list[Link] = []
        self.struck: list[Span] = []
        self.strong: list[Span] = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def walk(self, node: "nodes.Element") -> None:
        """Add what a reader sees of a node's content."""
        from docutils import nodes

        for child in node.children:
            if isinstance(child, nodes.Text):
                self.add(child.astext())
            elif isinstance(child, nodes.Element):
                self.element(child)

    def element(self, node: "nodes.Element") -> None:
        start, first = self.length, len(self.parts)
        match node.tagname:
            case "problematic":
                role = _ROLE.match(node.astext())
                self.add(role[2] if role else node.astext())
                if role and role[1] in _STRUCK:
                    self.struck.append(Span(start, self.length))
            case "image":
                self.add(str(node.get("alt", "")))
            case "footnote_reference" | "citation_reference" | "raw" | "target":
                pass
            case _:
                self.walk(node)
        if self.length == start:
            return
        if node.tagname == "reference" and node.get("refuri"):
            self.links.append(Link("".join(self.parts[first:]), str(node["refuri"])))
        elif node.tagname == "strong":
            self.strong.append(Span(start, self.length))
        elif _STRUCK & set(node.get("classes", ())):
            self.struck.append(Span(start, self.length))
