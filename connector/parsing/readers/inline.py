"""markdown-it's inline tokens -> Inline: what a reader sees, and where the marks and links are."""

import re
from typing import TYPE_CHECKING

from connector.parsing.blocks import Inline, Link, Span
from connector.parsing.runs import bare_links

if TYPE_CHECKING:
    from markdown_it.token import Token

_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
MENTION = "mention:"
"""The scheme under which some editors link people."""
_STRUCK = frozenset(("s", "del", "strike"))
_STRONG = frozenset(("b", "strong"))


def render(token: "Token") -> Inline:
    """Render one inline token."""
    children = token.children or []
    if len(children) == 1 and children[0].type == "text":
        text = children[0].content
        if "://" not in text:
            return Inline(text)
    return _Rendering().run(children)


class _Rendering:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.open: list[tuple[str, int, str]] = []
        self.links: list[tuple[int, int, str]] = []
        self.struck: list[Span] = []
        self.strong: list[Span] = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def run(self, children: "list[Token]") -> Inline:
        for child in children:
            kind = child.type
            if kind in ("text", "code_inline"):
                self.add(child.content)
            elif kind in ("softbreak", "hardbreak"):
                self.add("\n")
            elif kind == "link_open":
                self.start("a", str(child.attrs.get("href", "")))
            elif kind == "link_close":
                self.stop("a")
            elif kind in ("s_open", "strong_open"):
                self.start("s" if kind == "s_open" else "b", "")
            elif kind in ("s_close", "strong_close"):
                self.stop("s" if kind == "s_close" else "b")
            elif kind == "html_inline":
                self.tag(child.content)
        return self.finish()

    def start(self, name: str, url: str) -> None:
        self.open.append((name, self.length, url))

    def stop(self, name: str) -> None:
        if not any(opened == name for opened, _, _ in self.open):
            return
        while self.open:
            opened, start, url = self.open.pop()
            if opened == name:
                break
        if name == "a" and url:
            self.links.append((start, self.length, url))
        elif name == "s" and start < self.length:
            self.struck.append(Span(start, self.length))
        elif name == "b" and start < self.length:
            self.strong.append(Span(start, self.length))

    def tag(self, source: str) -> None:
        match = _TAG.match(source)
        if match is None:
            return
        name = match[2].lower()
        name = "s" if name in _STRUCK else "b" if name in _STRONG else name
        if name == "br":
            self.add("\n")
        elif name in ("a", "s", "b"):
            if match[1]:
                self.stop(name)
            else:
                href = _HREF.search(source)
                self.start(name, next(filter(None, href.groups()), "") if href else "")

    def finish(self) -> Inline:
        text = "".join(self.parts)
        taken = tuple(Span(start, end) for start, end, _ in self.links)
        placed = [(start, Link(text[start:end].strip(), url)) for start, end, url in self.links]
        placed += bare_links(text, taken=taken)
        placed.sort(key=lambda pair: pair[0])
        links = tuple(link for _, link in placed if not link.url.startswith(MENTION))
        mentions = tuple(f"@{link.text.lstrip('@')}" for _, link in placed if link.url.startswith(MENTION))
        return Inline(text, links, tuple(self.struck), tuple(self.strong), mentions)
