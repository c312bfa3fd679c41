"""Running text, put together piece by piece: white space collapsed, marks and links kept as ranges of what is left.

Shared by the readers that meet text in fragments (HTML, RST), and by all that look for bare addresses and check boxes.
"""

import re
from dataclasses import dataclass, field, replace

from connector.parsing.blocks import Inline, Link, Span

URL = re.compile(r"(?:https?|ftp)://[^\s<>\"'`|]+", re.IGNORECASE)
BOXES = {"☐": False, "◻": False, "⬜": False, "🔲": False, "☑": True, "☒": True, "✓": True, "✔": True, "✅": True}
_BRACKETS = re.compile(r"\[([ xX✓✔]?)\](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Box:
    """A check box at the start of a text: `start` to `end` is its mark, `length` what to drop with the space after it."""

    checked: bool
    start: int
    end: int
    length: int


TICKET_LAST = re.compile(r"\s*\((?:[A-Z][A-Z0-9_]*-\d+|[\w./-]*#\d+|https?://[^\s()]+)(?:, [^\W\d_][^()]{1,20})?\)\s*$")
"""A ticket in brackets at a line's end, as it is written there: "(OPS-12, done)"."""


def find_box(text: str) -> Box | None:
    """Find a Unicode box, `[ ]` or `[x]` at the very start of `text`."""
    if text[:1] in BOXES:
        end = 1 + (text[1:2] == "\ufe0f")
        rest = len(text[end:]) - len(text[end:].lstrip(" \t\xa0"))
        return Box(BOXES[text[0]], 0, end, end + rest)
    match = _BRACKETS.match(text)
    if match is None:
        return None
    rest = len(text[match.end() :]) - len(text[match.end() :].lstrip(" \t\xa0"))
    return Box(match[1].strip() != "", match.start(1), match.end(1), match.end() + rest)


def trim_url(url: str) -> str:
    """Drop the punctuation that ends a sentence, and a closing bracket that was opened before the address."""
    surplus = {close: url.count(close) - url.count(opening) for opening, close in ("()", "[]", "{}")}
    end = len(url)
    while end:
        last = url[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in ".,;:!?*_~…":
            break
        end -= 1
    return url[:end]


def bare_links(text: str, *, taken: tuple[Span, ...] = ()) -> list[tuple[int, Link]]:
    """Return addresses written out in `text`, with their place, except those inside the ranges `taken` (in order)."""
    if "://" not in text:
        return []
    found: list[tuple[int, Link]] = []
    ranges = iter(taken)
    current = next(ranges, None)
    for match in URL.finditer(text):
        while current is not None and current.end <= match.start():
            current = next(ranges, None)
        if current is not None and current.start <= match.start():
            continue
        url = trim_url(match[0])
        if not url.endswith("//"):
            found.append((match.start(), Link(url, url)))
    return found


def plain_inline(text: str) -> Inline:
    """Return text that has no markup of its own: only its bare addresses are links."""
    return Inline(text, links=tuple(link for _, link in bare_links(text)))


def drop_prefix(inline: Inline, length: int) -> Inline:
    """Cut `length` characters off the front, moving the marks along."""

    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(max(span.start - length, 0), span.end - length) for span in spans if span.end > length)

    return replace(inline, text=inline.text[length:], struck=moved(inline.struck), strong=moved(inline.strong))


def cut(inline: Inline, start: int, end: int) -> Inline:
    """Return the part of a text from `start` to `end` without outer white space, with the marks and links inside it."""
    words = inline.text[start:end]
    start += len(words) - len(words.lstrip())
    text = words.strip()
    end = start + len(text)

    def inside(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(
            Span(max(span.start, start) - start, min(span.end, end) - start)
            for span in spans
            if span.end > start and span.start < end
        )

    return Inline(
        text,
        tuple(link for link in inline.links if link.text and link.text in text),
        inside(inline.struck),
        inside(inline.strong),
        tuple(mention for mention in inline.mentions if mention.lstrip("@") in text),
    )


@dataclass(slots=True)
class Run:
    """Text under construction. `begin` and `end` are where its source starts and where something can be appended."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    gap: bool = False
    begin: int | None = None
    end: int | None = None
    breaks: list[tuple[int, int]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    strong: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int, str, str]] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Append text, one space for any white space."""
        words = text.split()
        if not words:
            self.gap = self.gap or bool(text)
            return
        if (self.gap or text[0].isspace()) and self.length and self.pieces[-1] != "\n":
            self.pieces.append(" ")
            self.length += 1
        piece = " ".join(words)
        self.pieces.append(piece)
        self.length += len(piece)
        self.gap = text[-1].isspace()

    def line_break(self, after: int | None = None) -> None:
        """Start a new line; `after` is where its source begins."""
        if self.length and self.pieces[-1] != "\n":
            self.pieces.append("\n")
            self.length += 1
            if after is not None:
                self.breaks.append((self.end or 0, after))
        self.gap = False

    def finish(self) -> Inline:
        """Return what was gathered."""
        text = "".join(self.pieces).rstrip()
        if not (self.links or self.strong or self.struck or self.mentions):
            return plain_inline(text)
        taken = self._trimmed(text, [(start, end) for start, end, _, _ in self.links])
        placed = [(start, Link(text[start:end].strip() or words or url, url)) for start, end, url, words in self.links]
        placed += bare_links(text, taken=taken)
        placed.sort(key=lambda pair: pair[0])
        return Inline(
            text,
            links=tuple(link for _, link in placed),
            struck=self._trimmed(text, self.struck),
            strong=self._trimmed(text, self.strong),
            mentions=tuple(self.mentions),
        )

    @staticmethod
    def _trimmed(text: str, ranges: list[tuple[int, int]]) -> tuple[Span, ...]:
        spans = []
        for start, end in ranges:
            words = text[start:end]
            first = start + len(words) - len(words.lstrip())
            last = start + len(words.rstrip())
            if first < last:
                spans.append(Span(first, last))
        return tuple(sorted(set(spans), key=lambda span: (span.start, span.end)))
