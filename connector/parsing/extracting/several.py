"""One text that gives parts of what it says to different people, and so is several items: a person has to part it.

| in one text                                             | told by                              |
|---------------------------------------------------------|--------------------------------------|
| "Fix the disk (Ana, 4 May), fix the net (Ben, 5 May)"   | brackets with an owner, amid words   |
| "Fix the disk (Owner: Ana). Fix the net (Owner: Ben)"   | labels                               |
| "Ana will fix the disk. Ben will fix the net."          | sentences that begin with who will   |
"""

import re
from collections.abc import Iterator

from connector.parsing.extracting.aside import read_aside
from connector.parsing.extracting.draft import Context
from connector.parsing.extracting.owners import is_known, owner_in_prose, split_owners

_BRACKET = re.compile(r"[(\[](?P<words>[^()\[\]]{2,60})[)\]]")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
_DUTIES = re.compile(
    r"(?<=\s)(?:to|will|should|must|shall|can|needs?|has|have|ought|is|are|wird|soll|skal|ska|va|zal|muss|müssen|doit|debe|deve)\s"
)
"""What a sentence that says who will do something cannot do without."""
MAX_PARTS = 20
"""Brackets and sentences that are looked at; more are a story."""


def several_owners(text: str, context: Context) -> str | None:
    """Say that parts of a text are different people's, and whose; None where it is one item."""
    owners: dict[str, str] = {}
    if text.count("(") + text.count("[") > 1:
        owners = {owner.casefold(): owner for owner in _in_brackets(text, context)}
    if len(owners) < 2 and (". " in text or "\n" in text) and len(_DUTIES.findall(text)) > 1:
        sentences = _SENTENCES.split(text, MAX_PARTS)[:MAX_PARTS]
        told = (owner_in_prose(sentence, context.people) for sentence in sentences)
        owners = {owner.casefold(): owner for owner in told if owner is not None}
    if len(owners) < 2:
        return None
    return f"gives parts of one text to {' and '.join(list(owners.values())[:3])}: write one item for each"


def _in_brackets(text: str, context: Context) -> Iterator[str]:
    """Yield who owns the words in front of each bracket."""
    end = 0
    for _, match in zip(range(MAX_PARTS), _BRACKET.finditer(text), strict=False):
        words = any(map(str.isalpha, text[end : match.start()]))
        aside = read_aside(match["words"], anchor=context.anchor, order=context.order) if words else None
        if aside is None or aside.owner is None:
            continue
        names = split_owners(aside.owner)
        if aside.told or aside.owner.startswith("@") or all(is_known(name, context.people) for name in names):
            end = match.end()
            yield aside.owner
