"""What makes an action item good: specific, assigned, time-bound, measurable.

Rules are data: a name and a function from an item to what is missing, or None. They speak about wording only; whether a
step is the right one is for people to judge.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from connector.core.model import ActionItem, PostMortem

VAGUE_STARTS = re.compile(
    r"^(?:we (?:should|need to|must) |please )?"
    r"(?:be (?:more |extra )?(?:careful|mindful|aware|cautious|diligent)|pay (?:more|better) attention|"
    r"try (?:harder|not to)|remember to|think about|keep in mind|make sure (?:this|it) (?:does not|doesn't|never))\b",
    re.IGNORECASE,
)
SOFT_VERBS = re.compile(
    r"^(?:improve|better|enhance|optimi[sz]e|strengthen|increase|reduce|train|educate|raise awareness|communicate)\b",
    re.IGNORECASE,
)
OPEN_ENDED = re.compile(
    r"^(?:look into|consider|explore|think about|discuss|investigate|evaluate|review)\b", re.IGNORECASE
)
MEASURE = re.compile(
    r"\d|\b(?:until|so that|such that|below|above|at least|at most|within|every|each|all|zero)\b", re.IGNORECASE
)
GROUPS = re.compile(r"\b(?:team|teams|everyone|everybody|all|developers|engineers|engineering|ops)\b", re.IGNORECASE)
SHORT_WORDS = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an item lacks: which rule, where, and what would mend it."""

    rule: str
    line: int
    subject: str
    message: str


def _assigned(item: ActionItem) -> str | None:
    if item.owner is None:
        return "has no owner: name one person"
    if len(item.owners) > 1:
        return f"has {len(item.owners)} owners ({', '.join(item.owners)}): name one, the others can help"
    if GROUPS.search(item.owner):
        return f"is owned by a group ('{item.owner}'): name one person"
    return None


def _time_bound(item: ActionItem) -> str | None:
    if item.due is not None:
        return None
    if item.due_text:
        return f"says '{item.due_text}' where a due date belongs: write a day, such as 2026-12-01"
    return "has no due date: write a day, such as 2026-12-01"


def _specific(item: ActionItem) -> str | None:
    if VAGUE_STARTS.search(item.action):
        return "asks people to be different, not for something to be done: name the change in the system"
    if SOFT_VERBS.search(item.action) and len(item.action.split()) < SHORT_WORDS:
        return "does not say what will be there when it is done: name the alert, check, document or change"
    return None


def _measurable(item: ActionItem) -> str | None:
    if _specific(item) is None and OPEN_ENDED.search(item.action) and not MEASURE.search(item.action):
        return "has no end that could be verified: say what will exist afterwards, such as a decision by a day"
    return None


RULES: dict[str, Callable[[ActionItem], str | None]] = {
    "specific": _specific,
    "assigned": _assigned,
    "time-bound": _time_bound,
    "measurable": _measurable,
}


def judge(post_mortem: PostMortem) -> list[Finding]:
    """Return what the open items of a post-mortem lack, in the order of the document."""
    return [
        Finding(rule, item.line, item.action, message)
        for item in post_mortem.items
        if item.status is None or not item.status.closed
        for rule, check in RULES.items()
        if (message := check(item)) is not None
    ]
