"""Storage format in the fake Confluence: what it refuses, and how it rewrites what it takes.

Bodies never come back as they were sent: empty elements close themselves, entities become characters, attributes are put
in order, macros, tables and tasks get ids, links get the version of their target.
"""

import re
import xml.parsers.expat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

PREFIXES = {"ac", "ri", "at", "xml", "xmlns"}
XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
ENTITY = re.compile(r"<!\[CDATA\[.*?\]\]>|&([A-Za-z][A-Za-z0-9]*);", re.DOTALL)
LINKS = {"ri:page", "ri:attachment", "ri:blog-post"}
FIRST_LINE = "<root>"


class Unreadable(Exception):
    """Raised for a body that is no XHTML, with the parser's words."""


@dataclass(slots=True)
class Element:
    """An element; children are elements, texts, and pairs for CDATA."""

    name: str
    attributes: dict[str, str]
    children: list["Element | str | tuple[str]"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for each in self.children:
            if isinstance(each, Element):
                yield from each.walk()


class _Builder:
    def __init__(self) -> None:
        self.stack = [Element("", {})]
        self.cdata = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        for each in [name, *attributes]:
            prefix, colon, _ = each.partition(":")
            if colon and prefix not in PREFIXES:
                raise Unreadable(f'Undeclared namespace prefix "{prefix}"')
        element = Element(name, attributes)
        self.stack[-1].children.append(element)
        self.stack.append(element)

    def end(self, name: str) -> None:
        self.stack.pop()

    def text(self, data: str) -> None:
        children = self.stack[-1].children
        if not self.cdata:
            children.append(data)
        elif children and isinstance(children[-1], tuple):
            children[-1] = (children[-1][0] + data,)

    def open_cdata(self) -> None:
        self.cdata = True
        self.stack[-1].children.append(("",))

    def close_cdata(self) -> None:
        self.cdata = False


def read(body: str) -> Element:
    """Return a body as a tree; raises Unreadable."""
    builder = _Builder()
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    text = f"{FIRST_LINE}{_characters(body)}</root>".encode(errors="surrogatepass")
    parser.StartCdataSectionHandler, parser.EndCdataSectionHandler = builder.open_cdata, builder.close_cdata
    try:
        parser.Parse(text, True)
    except xml.parsers.expat.ExpatError as error:
        column = error.offset + 1 - (len(FIRST_LINE) if error.lineno == 1 else 0)
        words = xml.parsers.expat.errors.messages[error.code]
        if words == xml.parsers.expat.errors.XML_ERROR_TAG_MISMATCH:
            closed = re.match(rb"[^\s>]*", text[parser.ErrorByteIndex :])
            name = closed[0].decode() if closed else ""
            words = f"Unexpected close tag </{name}>; expected </{builder.stack[-1].name}>."
        raise Unreadable(f"{words}\n at [row,col {{unknown-source}}]: [{error.lineno},{column}]") from None
    root = builder.stack[0].children[0]
    assert isinstance(root, Element)
    return root


def _characters(body: str) -> str:
    """Replace the entities of HTML, outside of CDATA."""

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name is None or name in XML_ENTITIES:
            return match[0]
        if (character := html5.get(f"{name};")) is None:
            row, column = body.count("\n", 0, match.start()) + 1, match.end() - body.rfind("\n", 0, match.start()) - 1
            words = f'Undeclared general entity "{name}"'
            raise Unreadable(f"{words}\n at [row,col {{unknown-source}}]: [{row},{column}]")
        return character

    return ENTITY.sub(replacement, body)


def rewritten(body: str, new_id: Callable[[], str], *, cloud: bool) -> str:
    """Return what is stored of a body; raises Unreadable."""
    root = read(body)
    for element in root.walk():
        _enrich(element, new_id, cloud=cloud)
    return "".join(_written(each) for each in root.children)


def _enrich(element: Element, new_id: Callable[[], str], *, cloud: bool) -> None:
    def fresh() -> str:
        return str(uuid5(NAMESPACE_URL, new_id()))

    attributes = element.attributes
    if element.name == "ac:structured-macro":
        attributes.setdefault("ac:schema-version", "1")
        attributes.setdefault("ac:macro-id", fresh())
    if cloud and element.name in ("ac:structured-macro", "table", "ac:task", "ac:task-list"):
        attributes.setdefault("ac:local-id", fresh())
    names = {each.name for each in element.children if isinstance(each, Element)}
    if element.name == "ac:task" and "ac:task-id" not in names:
        element.children.insert(0, Element("ac:task-id", {}, [new_id()]))
    if element.name in LINKS:
        attributes.setdefault("ri:version-at-save", "1")


def _written(node: "Element | str | tuple[str]") -> str:
    if isinstance(node, str):
        return escape(node)
    if isinstance(node, tuple):
        return f"<![CDATA[{node[0]}]]>"
    given = "".join(
        f' {name}="{escape(value, {chr(34): "&quot;"})}"' for name, value in sorted(node.attributes.items())
    )
    inner = "".join(_written(each) for each in node.children)
    return f"<{node.name}{given}>{inner}</{node.name}>" if inner else f"<{node.name}{given} />"
