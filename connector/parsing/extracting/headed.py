"""Sub-headings of an action section that are items themselves: below them stand their fields, or words that explain them."""

import re
from dataclasses import replace

from connector.parsing.blocks import Inline, ListBlock, Opaque, Paragraph, Table
from connector.parsing.extracting.draft import Context, Draft, set_field
from connector.parsing.extracting.entry import read_entry
from connector.parsing.extracting.fieldlines import paragraph_fields
from connector.parsing.extracting.outline import SORTING_LEVEL, Part
from connector.parsing.extracting.owners import HANDLE
from connector.parsing.extracting.tables import table_fields
from connector.parsing.extracting.told import first_word
from connector.parsing.headings import classify
from connector.parsing.vocabulary import VERBS

_SINGLED_OUT = re.compile(rf"\(?\d{{1,2}}[.)]\s|(?:.*[\s(])?{HANDLE}")
"""A number in front, or somebody who is called upon."""
_CALLED = re.compile(rf"({HANDLE})\s+(?=\w)")


def headed(part: Part, context: Context, *, continues: bool) -> Draft | None:
    """Return the item that a sub-heading is, if it is one; one that `continues` has further headings below."""
    if part.section is None or part.level > SORTING_LEVEL:
        return None
    fields = _fields(part)
    if not part.blocks:
        return None if continues or part.tier == 3 else _told(part, context)
    if fields is None or not (
        any(name in ("owner", "due", "status") for name, _ in fields) or _is_explained(part, fields)
    ):
        return None
    draft = read_entry(words_of(part.words or Inline(part.title)), part.line, context)
    if draft is not None:
        for name, value in fields:
            set_field(draft, name, value, context)
        for block in part.blocks if not fields else ():
            if isinstance(block, Paragraph) and (said := read_entry(block.inline, block.line, context)) is not None:
                draft.set_owner(said.owner if draft.owner is None else None)
                draft.due, draft.due_text = draft.due or said.due, draft.due_text or said.due_text
    return draft


def _told(part: Part, context: Context) -> Draft | None:
    """Return the item that a heading with nothing below it is: one that says who or when, or asks for something."""
    draft = read_entry(words_of(part.words or Inline(part.title)), part.line, context)
    if draft is None or classify(part.title) is not None:
        return None
    return draft if draft.owner or draft.due or _asks(part) else None


def words_of(heading: Inline) -> Inline:
    """Return a heading as an entry is read: whom it begins with is called upon, though no order follows."""
    title = " ".join(heading.text.split())
    called = _CALLED.match(title)
    # Where blanks went, the places of marks are others.
    words = heading if title == heading.text else Inline(title, heading.links)
    return replace(words, mentions=(called[1],)) if called else words


def _fields(part: Part) -> list[tuple[str, Inline]] | None:
    """Return the fields below a heading; None where a list or a table there has something else."""
    fields = [pair for block in part.blocks if isinstance(block, Paragraph) for pair in paragraph_fields(block.inline)]
    for block in part.blocks:
        if isinstance(block, Table):
            cells = table_fields(block)
            if not cells:
                return None
            fields.extend((name, cell.inline) for name, cell in cells)
        if isinstance(block, ListBlock):
            for item in block.items:
                pairs = paragraph_fields(item.inline)
                if not pairs:
                    return None
                fields.extend(pairs)
    return fields


def _is_explained(part: Part, fields: list[tuple[str, Inline]]) -> bool:
    """Say whether a heading asks for something, and what stands below it only explains that: "1) Alert on load `@dana`"."""
    words = [block for block in part.blocks if isinstance(block, Paragraph)]
    if part.tier == 3 or fields or not words or not all(isinstance(one, Paragraph | Opaque) for one in part.blocks):
        return False
    return classify(part.title) is None and _asks(part)


def _asks(part: Part) -> bool:
    ordered = first_word(part.title) in VERBS and len(part.title.split()) > 2
    return ordered or _SINGLED_OUT.match(part.title) is not None
