"""Rules for a post-mortem as a whole: whether it can be read, and keeps the incident from happening again."""

from collections.abc import Iterator

from connector.core.critical import is_critical_severity
from connector.core.model import ActionItem
from connector.core.quality import words
from connector.core.quality.findings import Examined, Found, Policy


def unread(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find what could not be read for sure."""
    del policy
    for hold in document.post_mortem.holds:
        yield Found(hold.line, hold.subject, hold.reason)
    for item in document.post_mortem.items:
        yield from (Found(item.line, item.action, problem) for problem in item.problems)


def unprevented(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find a critical post-mortem whose every action detects, mends or tells, and none prevents."""
    del policy
    post_mortem = document.post_mortem
    if not is_critical_severity(post_mortem.severity) or post_mortem.is_template:
        return
    if not post_mortem.items:
        said = "is critical and has no action item: add one that keeps it from happening again"
        yield Found(1, post_mortem.title, said)
    elif all(map(_softens, post_mortem.items)):
        said = "is critical, and none of its actions keeps it from happening again: add one that does"
        yield Found(post_mortem.items[0].line, post_mortem.title, said)


def only_mitigated(document: Examined, policy: Policy) -> Iterator[Found]:
    """Find a post-mortem of two actions or more that all make the next time milder, or sooner seen, and none rarer."""
    del policy
    post_mortem = document.post_mortem
    if is_critical_severity(post_mortem.severity) or len(post_mortem.items) < 2:
        return  # a critical one is told by the rule above
    if all(map(_softens, post_mortem.items)):
        said = "all actions only detect, mend or tell: is there one that would have prevented it?"
        yield Found(post_mortem.items[0].line, post_mortem.title, said)


def _softens(item: ActionItem) -> bool:
    """Say whether an item, by the heading it stands under or else by its words, surely prevents nothing."""
    if item.section is not None and (kind := words.kind_of_section(item.section)) is not None:
        return kind != words.PREVENTS
    return words.SOFTENS.match(item.action) is not None and words.PREVENTING.search(item.action) is None
