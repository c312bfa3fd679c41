"""HTML, XHTML and storage format cut into tokens, in time linear in the input whatever the input is.

Not `html.parser`: on the versions supported here it needs quadratic time for unclosed tags and comments, and it does not
know CDATA outside SVG. An unquoted `<` always ends an attempt to read a tag, so no text is scanned more than a few times.
Tokens are tuples: they live for one step, by the million.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    <!--(?P<comment>.*?)(?:-->|\Z)
  | <!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
  | <!doctype(?:[^<>\[]*+)(?:\[[^\]]*+\]\s*+)?>
  | <[!?%](?:[^>]*+)(?:>|\Z)
  | <(?P<close>/?)(?P<name>[a-z][^\s/<>"'=]*+)(?P<attrs>(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)>
  | <(?P<close2>/?)(?P<name2>[a-z][^\s/<>"'=]*+)(?P<attrs2>[^<>]*+)>
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_RAW = {name: re.compile(rf"</{name}[^>]*+>?", re.IGNORECASE) for name in ("script", "style", "textarea", "title")}

_ENDS = {"<!--": "-->", "<![CDATA[": "]]>"}


class Tag(NamedTuple):
    """A start tag (`empty` where it closes itself) at `start` to `end`."""

    name: str
    attributes: str
    start: int
    end: int
    empty: bool = False

    def attribute(self, name: str) -> str | None:
        """Return an attribute's value, "" where it has none, None where the tag does not carry it."""
        for match in _ATTRIBUTE.finditer(self.attributes):
            if match[1].lower() == name:
                return unescape(match[2] or match[3] or match[4] or "")
        return None


class EndTag(NamedTuple):
    name: str
    start: int
    end: int


class Text(NamedTuple):
    """Characters as a reader sees them; `raw` says that they stood in CDATA or in a raw element."""

    text: str
    start: int
    end: int
    raw: bool = False


class Lost(NamedTuple):
    """The rest of a text behind a comment, CDATA or raw element that nothing ends."""

    start: int
    end: int


Token = Tag | EndTag | Text | Lost


def tokens(text: str) -> Iterator[Token]:
    """Yield tags and text in order; comments, declarations and processing instructions are left out."""
    position = 1 if text.startswith("\ufeff") else 0
    while True:
        found = _TOKEN.search(text, position)
        if found is None:
            break
        if found.start() > position:
            yield _text(text, position, found.start())
        position = found.end()
        if (opened := _unended(text, found.start(), position)) is not None:
            yield Lost(opened, position)
            continue
        if found["cdata"] is not None:
            yield Text(found["cdata"], found.start("cdata"), found.end("cdata"), raw=True)
            continue
        name = found["name"] or found["name2"]
        if name is None:
            continue
        name = name.lower()
        if found["close"] or found["close2"]:
            yield EndTag(name, found.start(), position)
            continue
        attributes = found["attrs"] or found["attrs2"] or ""
        yield Tag(name, attributes, found.start(), position, empty=attributes.endswith("/"))
        if name in _RAW and not attributes.endswith("/"):
            inside, position = _raw(text, name, position)
            yield from inside
    if position < len(text):
        yield _text(text, position, len(text))


def _unended(text: str, start: int, end: int) -> int | None:
    """Return where the content of a comment or of CDATA begins that nothing ends."""
    opener = next((sign for sign in _ENDS if text.startswith(sign, start)), None)
    if opener is None or text.endswith(_ENDS[opener], start + len(opener), end):
        return None
    return start + len(opener)


def _raw(text: str, name: str, start: int) -> tuple[tuple[Token, ...], int]:
    """Return what stands in a raw element, and where what follows it begins."""
    end = _RAW[name].search(text, start)
    if end is None:
        return (Lost(start, len(text)),), len(text)
    inside = Text(text[start : end.start()], start, end.start(), raw=True)
    return (inside, EndTag(name, end.start(), end.end())), end.end()


def _text(text: str, start: int, end: int) -> Text:
    piece = text[start:end]
    return Text(unescape(piece) if "&" in piece else piece, start, end)
