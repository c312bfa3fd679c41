"""Post-mortems as teams write them -> `PostMortem`.

Bytes are decoded, read into one Block tree by format (Markdown, reStructuredText, HTML and Confluence storage format,
plain text), and one extractor finds fields and action items. A document that cannot be read costs one Hold.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from connector.core.model import Hold, PostMortem
from connector.parsing.blocks import Tree, Unreadable

__all__ = ["MAX_BYTES", "ParseOptions", "Unreadable", "decode", "format_of", "parse", "read"]

MAX_BYTES = 5_000_000
"""Larger documents are not post-mortems; reading them would hold up all others."""

MAX_ITEMS = 1000
"""More action items are no post-mortem's; filing them would bury all others."""
_SUFFIXES = {
    "markdown": (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".md.erb", ".markdown.erb", ".md.html", ".qmd", ".rmd"),
    "rst": (".rst", ".rest"),
    "html": (".html", ".htm", ".xhtml", ".xml", ".html.erb"),
}
_UNSUPPORTED = {".mediawiki": "MediaWiki", ".wiki": "wiki"}
"""Markup whose tables and links would read as plain text, and so as something else than was meant."""


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """How documents are to be read.

    `date_order` is DMY, MDY or YMD; None makes dates such as 03/04/2026 a problem. `people` are known names, lower case.
    `projects` are the names before the dash of tickets' keys that elsewhere are words for other things: APP, WEB.
    """

    date_order: str | None = None
    people: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()


def decode(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 with its mark; a byte-order mark stays as character 0. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the document has {len(data):,} bytes; the most that is read is {MAX_BYTES:,}")
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"not {encoding.upper()}: byte 0x{data[error.start]:02x} at offset {error.start}", line
        ) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Unreadable("a binary file: it holds NUL characters", line)
    return text


def format_of(name: str) -> str:
    """Return markdown, rst, html or plain by a document's name."""
    lower = name.lower()
    found = [
        (len(suffix), kind) for kind, suffixes in _SUFFIXES.items() for suffix in suffixes if lower.endswith(suffix)
    ]
    return max(found)[1] if found else "plain"


def read(data: bytes, name: str, *, projects: frozenset[str] = frozenset()) -> Tree:
    """Read a document into blocks, by the format its name tells. Raises Unreadable."""
    from connector.parsing.keys import with_keys

    text = decode(data)
    markup = next((markup for suffix, markup in _UNSUPPORTED.items() if name.lower().endswith(suffix)), None)
    if markup is not None:
        raise Unreadable(
            f"{markup} markup is not supported: write it in Markdown, reStructuredText, HTML or plain text"
        )
    try:
        return with_keys(_reader(format_of(name))(text), projects)
    except RecursionError as error:
        raise Unreadable("nested too deeply to be read") from error


def _reader(kind: str) -> Callable[[str], Tree]:
    match kind:
        case "markdown":
            from connector.parsing.readers import markdown

            return markdown.read
        case "rst":
            from connector.parsing.readers import rst

            return rst.read
        case "html":
            from connector.parsing.readers import html

            return html.read
        case _:
            from connector.parsing.readers import plain

            return plain.read


def parse(data: bytes, name: str, *, options: ParseOptions | None = None, title: str = "") -> PostMortem:
    """Read one post-mortem. Never raises: what cannot be read becomes a PostMortem with one Hold that says why.

    `title` is what its source calls it; else its text does.
    """
    from connector.parsing import placeholders
    from connector.parsing.extracting import extract, fields, outline
    from connector.parsing.extracting.draft import Context

    options = options or ParseOptions()
    try:
        tree = read(data, name, projects=options.projects)
    except Unreadable as why:
        title = title or name.rsplit("/", 1)[-1]
        return PostMortem(title=title, holds=(Hold(why.reason, line=why.line, subject=title),))
    if title:
        tree = replace(tree, meta=(*tree.meta, ("title", title)))
    parts = outline.outline(tree)
    header = fields.read_header(tree, parts, name=name, order=options.date_order)
    template = placeholders.is_template(tree, name=name, title=header.title, filled=bool(header.dates))
    found = extract.Found()
    if not template:
        context = Context(header.anchor, options.date_order, header.people | options.people)
        found = extract.extract(tree, parts, context)
        if len(found.items) > MAX_ITEMS:
            reason = (
                f"reads as {len(found.items):,} action items; a post-mortem may have {MAX_ITEMS:,}: split or exclude it"
            )
            found = extract.Found(holds=[Hold(reason, subject=header.title)])
        if found.items and placeholders.is_called_template(name):
            reason = "its file is called a template, though its date and items are filled in: rename it if it tells of an incident"
            found = extract.Found(holds=[Hold(reason, subject=header.title)])
    values = header.values
    return PostMortem(
        title=values.get("title") or header.title,
        incident=values.get("incident"),
        severity=values.get("severity"),
        service=values.get("service"),
        team=header.team,
        incident_date=header.dates.get("incident_date") or header.title_date,
        held_on=header.dates.get("held_on"),
        facilitator=next(iter(header.names("facilitator")), None),
        attendees=header.names("attendees"),
        tags=header.tags,
        status=values.get("status"),
        sections=fields.read_sections(parts),
        items=tuple(found.items),
        holds=tuple(found.holds),
        is_template=template,
    )
