# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""Whether words are told like an item, before they are read as one."""

import re
from functools import lru_cache

from connector.parsing.blocks import Inline
from connector.parsing.extracting.draft import Context
from connector.parsing.extracting.entry import read_entry
from connector.parsing.extracting.marked import is_numbered
from connector.parsing.extracting.owners import leader, owner_in_prose
from connector.parsing.extracting.told import first_word
from connector.parsing.vocabulary import VERBS
from connector.parsing.words import NARRATORS, PAST

_MARKED = re.compile(
    r"^(?:[-*•–]\s|\d{1,2}[.)]\s|\[[ xX]?\]\s|[☐☑☒✅✔]|\[[^\]]{1,30}\]\s|@[\w-]+|(?:action(?: item)?|task|item|aktion|maßnahme|mesure|acción|ação|actie|tiltak|åtgärd)\s*#?\d{1,2}\s*[:.)–-])",
    re.IGNORECASE,
)
_REF_END = re.compile(r"(?:https?://\S+|#\d+|[A-Z][A-Z0-9]+-\d+|(?:phab:)?T\d{4,})\W*$")
_SENTENCE = re.compile(r"[.!?]\s+[A-Z]")
NAMED = re.compile(r"^[^:]{2,40}:\s+")
"""A name, or what an item is about, in front of its words."""
MAX_LINE = 400
_TELLING_SIGN = re.compile(
    r"[@(\[<{:;|=\d📅*_~]|\s[-–—]+\s|[-–—]>|→|,\s\S+\s*$|"
    r"^\W*[A-ZÄÖÜÅØ]\S*\s+(?:\S+\s+){0,4}?(?:to|will|should|must|shall|can|needs?|has|have|ought|is|are|wird|soll|skal|ska|va|zal|muss|"
    r"müssen|doit|debe|deve|moet|bør|bör|owns?|takes?|drives|leads?)\b|"
    r"(?i:\b(?:by|due|until|before|own\w*|assign\w*|responsible|dri|takes?|taking|asap|as soon|soon|next|coming|upcoming|this|tomorrow|tonight|"
    r"weeks?|months?|quarters?|sprints?|years?|later|end|bis|innen|avant|antes)\b)"
)
"""What an owner, a day or words for one cannot do without."""


@lru_cache(maxsize=256)
def told_apart(inline: Inline, line: int) -> bool:
    """Say whether words are told like an item: with an owner, or with a day and what to do; asked of an entry several times."""
    if not inline.mentions and not inline.strong and not inline.links and _TELLING_SIGN.search(inline.text) is None:
        return False
    draft = read_entry(inline, line, Context(None, None))
    if draft is None:
        return False
    dated = draft.due is not None or draft.due_text is not None
    return draft.owner is not None or (dated and first_word(NAMED.sub("", draft.action)) in VERBS)


def looks_like_item(text: str) -> bool:
    """Say whether a bare line reads as something to do: a mark, a verb, someone who will, a ticket at its end."""
    stripped = text.strip()
    if not stripped or len(stripped) > MAX_LINE or stripped.endswith(":"):
        return False
    if _MARKED.match(stripped) or is_numbered(stripped):
        return True
    if len(_SENTENCE.findall(stripped)) > 2:
        return False
    first = first_word(stripped)
    if first in VERBS or owner_in_prose(stripped) is not None or leader(stripped) is not None:
        return True
    told = first in PAST or first in NARRATORS
    return not told and _REF_END.search(stripped) is not None and len(stripped.split()) > 2
