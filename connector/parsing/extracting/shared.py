# ruff: noqa: RUF001 - the dashes that people write
"""What a sub-heading or a label says of all items below it: whose they are, and by when: "### Kim (by 4 May)", "Owner: Kim"."""

import re
from functools import lru_cache

from connector.core.dates import DueReading
from connector.parsing.blocks import Inline
from connector.parsing.extracting.aside import read_aside
from connector.parsing.extracting.draft import Context, Draft
from connector.parsing.extracting.fieldlines import paragraph_fields
from connector.parsing.extracting.owners import HANDLE, is_known, split_owners

_PARTS = re.compile(r"(?P<name>.+?)(?:\s*[(\[](?P<words>[^()\[\]]+)[)\]]|\s+[–—-]\s+(?P<tail>.+))?")


def share_heading(draft: Draft, heading: str, context: Context) -> None:
    """Give an item what its heading says; its own words come first."""
    owner, due = said_by(heading, context)
    draft.set_owner(owner)
    if due is not None and draft.due is None and draft.due_text is None and not draft.problems:
        draft.set_due(due)


@lru_cache(maxsize=256)
def said_by(heading: str, context: Context) -> tuple[str | None, DueReading | None]:
    """Return whose the items below a heading are, and by when."""
    match = _PARTS.fullmatch(heading.strip(" :*_")[:200])
    if match is None:
        return None, None
    said = match["words"] or match["tail"]
    aside = read_aside(said, anchor=context.anchor, order=context.order) if said else None
    name = match["name"].strip(" :*_")
    owner = None
    for field, value in paragraph_fields(Inline(name)):
        if field == "owner":
            owner = value.text
        elif field == "due" and aside is None:
            aside = read_aside(value.text, anchor=context.anchor, order=context.order)
    names = split_owners(name)
    if re.fullmatch(HANDLE, name) or (names and all(is_known(each, context.people) for each in names)):
        owner = name
    if aside is None:
        return owner, None
    return owner or (aside.owner if aside.told else None), aside.due
