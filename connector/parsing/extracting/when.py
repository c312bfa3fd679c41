"""When an entry's sentence says it is due, without a label: a day behind "by", one that is counted at its end, or a wish."""

import re

from connector.core.dateclues import wish_in
from connector.core.dates import DueReading, closing_due, find_due
from connector.parsing.extracting.draft import Context, Draft

_LASTING = re.compile(
    r"\b(?:expir\w*|older|valid\w*|retention|ttl|last\w*|happen\w*|occur\w*|respond\w*|resolv\w*|clos\w*|complet\w*|finish\w*|"
    r"answer\w*|alert(?:s|ed|ing)?\s+(?:on|when|if|about|after|before|us)|runs?|running|rotat\w+ed|delet\w*|recover\w*|restor\w*|ends?|every|each|once|twice|times?)\b",
    re.IGNORECASE,
)
"""Words of sentences that are about something that lasts or ends: "alert on certificates that expire in two weeks"."""
_DUE = re.compile(r"\bdue\W*$", re.IGNORECASE)
_HOURS = re.compile(r"\b(?:hours?|hrs?|\d+h|stunden|heures|horas)\b", re.IGNORECASE)
_RULES = re.compile(
    r"\b(?:if|when|whenever|unless|that|which|any|all|not|are|is|be|been|acknowledg\w*|escalat\w*|notif\w*|page[ds]?|triag\w*|"
    r"target|slas?|slos?|rto|rpo|mttr)\b",
    re.IGNORECASE,
)
"""Words of rules for the future, which hours belong to as often: "page if it is not acknowledged within 24 hours"."""


def read_when(text: str, draft: Draft, context: Context) -> None:
    """Take the due date of a sentence, or the words that stand for none."""
    reading = find_due(text, anchor=context.anchor, order=context.order)
    if reading is not None:
        draft.set_due(reading[2])
        return
    if draft.due is not None or draft.due_text is not None:
        return
    closing = closing_due(text, anchor=context.anchor, order=context.order)
    if closing is not None and _is_own(text[: closing[0]], closing[1]):
        draft.set_due(closing[1])
    else:
        draft.due_text = wish_in(text)


def _is_own(before: str, closing: DueReading) -> bool:
    """Say whether a day at a sentence's end is that of the work."""
    if _DUE.search(before):
        return True
    if _LASTING.search(before) or before.lstrip().lower().startswith("alert "):
        return False
    return not _HOURS.search(closing.text) or not (closing.problem or _RULES.search(before))
