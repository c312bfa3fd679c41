"""Rules for one action item: specific, assigned, time-bound, measurable, and due as soon as its priority asks for."""

import re
from collections.abc import Iterator
from datetime import timedelta

from connector.core.model import ActionItem
from connector.core.quality import words
from connector.core.quality.findings import Examined, Found, Policy


def specific(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find items that ask people to be different, or that name no change that could be made."""
    for item in document.open_items:
        if (message := _vague(item.action, policy)) is not None:
            yield Found(item.line, item.action, message)


def _vague(action: str, policy: Policy) -> str | None:
    if words.EXHORTATION.search(action):
        return "asks people to be different: name the change to the system that makes it unnecessary, such as a check or a limit"
    own = next((word for word in policy.vague if re.match(rf"{re.escape(word)}\b", action, re.IGNORECASE)), None)
    soft = words.SOFT.match(action)
    verb = own or (soft["verb"].lower() if soft is not None else None)
    if verb is None or words.says_how(action) or len(action.split()) > words.FEW:
        return None
    return f"'{verb}' leaves open what will be there afterwards: {words.asked_of(action)}"


def assigned(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find items without an owner, with several, or whose owner is a group."""
    del policy
    for item in _worded(document):
        if (message := _unassigned(item)) is not None:
            yield Found(item.line, item.action, message)


def _worded(document: Examined) -> Iterator[ActionItem]:
    """Yield the items that are more than a link to their ticket, which has what a document would say."""
    return (item for item in document.open_items if item.action not in item.refs)


def _unassigned(item: ActionItem) -> str | None:
    if item.owner is None:
        return "has no owner: name one person"
    if len(item.owners) > 1:
        return f"has {len(item.owners)} owners ({', '.join(item.owners)}): name one, the others can help"
    if words.GROUP.search(item.owner):
        return f"is owned by a group ('{item.owner}'): name one person"
    return None


def time_bound(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find items without a day on which they are due."""
    del policy
    for item in _worded(document):
        if item.due is None:
            said = f"says '{item.due_text}' where a due date belongs" if item.due_text else "has no due date"
            yield Found(item.line, item.action, f"{said}: write a day, such as 2026-12-01")


def measurable(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find items that begin something and say nothing of its end."""
    for item in document.open_items:
        if _vague(item.action, policy) is None and words.is_open_ended(item.action):
            verb = words.first_words(item.action)
            message = f"'{verb}' has no end that could be verified: say what will exist then, such as a decision written down or a ticket for each gap"
            yield Found(item.line, item.action, message)


def by_priority(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find items that are due later than their priority allows, counted from the post-mortem, or else from the incident."""
    start = document.post_mortem.held_on or document.post_mortem.incident_date
    for item in document.open_items if start is not None else ():
        days = policy.due_days.get((item.priority or "").strip().lower())
        if start is None or item.due is None or days is None or item.due <= start + timedelta(days=days):
            continue
        late = (item.due - start).days
        message = f"is due {late} days after the post-mortem, and '{item.priority}' allows {days}: bring it forward to {start + timedelta(days=days)}, or lower its priority"
        yield Found(item.line, item.action, message)
