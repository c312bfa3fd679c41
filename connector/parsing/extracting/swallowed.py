"""Action items inside what no reader looks into: a code block that nothing ends, a directive that is not known.

| it is                                              | checked for items                       |
|----------------------------------------------------|-----------------------------------------|
| a code block, comment or directive nothing ends    | always                                  |
| any code block of a text in which one is not ended | always: its fences may be wrongly paired|
| code or a quote, all that an action section holds  | yes                                     |
| a quote with a list, in an action section          | yes                                     |
| anything else                                      | no                                      |
"""

import re
import textwrap
from collections.abc import Iterator, Sequence

from connector.core.model import Hold
from connector.parsing.blocks import Block, ListBlock, Opaque, Tree, Unreadable
from connector.parsing.extracting.outline import Part

_QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]*>[ \t]?(?:[-*+]|\d{1,2}[.)])[ \t]", re.MULTILINE)
_DIRECTIVE = re.compile(r"^\.\.\s+[\w:.+-]+::[ \t]*(?P<title>[^\n]*)(?:\n|$)(?:[ \t]+:[^\n]*(?:\n|$))*")
_NAMES = {
    "code": "code block",
    "comment": "comment",
    "quote": "quote",
    "directive": "block that docutils cannot read",
}


def hidden(part: Part, *, bare: bool, mispaired: bool) -> Iterator[Opaque]:
    """Yield the blocks of a part to look into; `bare` is an action section in which nothing was read."""
    for block in _opaque(part.blocks):
        paired = block.closed and not (mispaired and block.kind == "code")
        listed = block.kind == "quote" and part.tier in (1, 2) and _LISTED.search(block.text) is not None
        if not paired or listed or (bare and block.kind != "comment"):
            yield block


def is_mispaired(tree: Tree) -> bool:
    """Say whether a fence of the text has no partner, so that all may be paired wrongly."""
    return any(not block.closed and block.kind == "code" for block in _opaque(tree.blocks))


def read_hidden(block: Opaque, *, kind: str) -> Tree | None:
    """Read what a block holds as a document of its own; None if it cannot be."""
    from connector.parsing.readers import html, markdown, plain

    text = block.text
    if block.kind == "quote":
        text = _QUOTED.sub("", text)
    elif block.kind == "directive" and (start := _DIRECTIVE.match(text)) is not None:
        text = f"{start['title']}\n\n{textwrap.dedent(text[start.end() :])}"
    try:
        if kind == "html" and not block.closed:
            return html.read(text)
        return markdown.read(text) if kind == "markdown" else plain.read(text)
    except (Unreadable, RecursionError):
        return None


def said(block: Opaque, part: Part, *, items: int) -> Hold:
    """Return the hold for a block in which items stand; `items` is 0 where they can only be suspected."""
    what = (
        f"{items} action items stand" if items > 1 else "an action item stands" if items else "action items may stand"
    )
    name = _NAMES.get(block.kind, block.kind)
    if block.closed:
        reason = f"{what} in this {name}, where none are read: write them below it, as a list or a table"
    elif block.kind == "directive":
        reason = f"{what} in this {name}: mend it, or write them outside it"
    else:
        reason = f"{what} in this {name}, which nothing ends: end it above them"
    return Hold(reason, line=block.line, subject=part.title)


def _opaque(blocks: Sequence[Block]) -> Iterator[Opaque]:
    for block in blocks:
        if isinstance(block, Opaque):
            yield block
        elif isinstance(block, ListBlock):
            for item in block.items:
                if item.children:
                    yield from _opaque(item.children)
