# ruff: noqa: RUF001 - the dashes that people write
"""What stands behind the last dashes of an entry: "Renew the contract - Priya - 12 May 2026".

A day alone counts where it is not before the document's date, as then it tells of the past; a name only beside a day.
"""

import re
from dataclasses import dataclass

from connector.core.dates import DueReading, begins_dated, read_due
from connector.core.datewords import MONTHS
from connector.parsing.extracting.draft import Context
from connector.parsing.extracting.owners import HANDLE, is_known, plausible
from connector.parsing.extracting.status import priority_of

_PART = re.compile(
    r"^(?P<rest>.+\S)(?:\s+(?:[-–—|/]{1,3}|::)|;)\s+(?P<part>[^-–—|;]{2,40}|[~≈<>=±]{0,2}\s?\d{4}-\d\d-\d\d[+?]?)$",
    re.DOTALL,
)
_HANDLED = re.compile(
    rf"[\s,;:–—-]+(?P<owner>{HANDLE})[\s,;:–—-]+(?P<day>(?:due|by|until|before|eta)?[\s:]*[\w /.,-]{{4,30}}?)\W*$"
)
"""A handle and the day behind it: "@kim by 2026-12-01"."""
_LEAD = re.compile(r"^(?:(?:due|by|until|before|eta)[\s:]+)+", re.IGNORECASE)
_NAME = re.compile(r"@?[A-Z][\w'.]+(?:\s[A-Z][\w'.]+){0,2}")
_LISTED = re.compile(r"\s*[,:]\s+(?P<owner>[^\W\d_][\w'. ]{1,40})$")
"""A name behind a comma or a colon, which counts for people that are known."""
FEW = 3
"""Words with a day among them that are taken for one; more have to begin with it."""
LOOKED_AT = 100
"""Characters at the end that are looked at."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The text without its tail, and what the tail said."""

    text: str
    due: DueReading | None = None
    owner: str | None = None
    priority: str | None = None


def _opens(text: str) -> bool:
    """Say whether a text ends amid a bracket: what stands there is not cut in two."""
    return text.count("(") + text.count("[") > text.count(")") + text.count("]")


def _may_be_day(part: str, context: Context) -> bool:
    """Say whether words can be a day and not much else: "may" alone is none, and "keep it for 30 days by May" is a task's."""
    if not any(map(str.isdigit, part)) and MONTHS.keys().isdisjoint(part.lower().split()[1:]):
        return False
    words = _LEAD.sub("", part)
    return len(words.split()) <= FEW or begins_dated(words, anchor=context.anchor, order=context.order)


def read_tail(text: str, context: Context, *, dated: bool = False) -> Tail:
    """Take a day, and a name and a priority beside it, off the end of an entry, in whatever order.

    `dated`: a day that ended the entry has been taken already.
    """
    anchor, order = context.anchor, context.order
    if not dated and (handled := _handled(text, context)) is not None:
        return handled
    head, end = text[:-LOOKED_AT], text[-LOOKED_AT:]
    owner: str | None = None
    due: DueReading | None = None
    priority: str | None = None
    for _ in range(3):
        match = _PART.match(end)
        if match is None or _opens(head + match["rest"]):
            break
        part = match["part"].strip()
        reading = read_due(part, anchor=anchor, order=order) if _may_be_day(part, context) else None
        if due is None and reading is not None and (reading.due or reading.problem):
            due = reading
        elif priority is None and (due is not None or dated) and priority_of(part) is not None:
            priority = part
        elif owner is None and _NAME.fullmatch(part) and plausible(part, context.people):
            owner = part
        else:
            break
        end = match["rest"]
    if dated:
        return Tail(head + end, None, owner, priority) if owner is not None else _known_last(text, head, end, context)
    if due is None and owner is None:
        return _known_last(text, head, end, context)
    if due is None or (owner is None and due.due is not None and anchor is not None and due.due < anchor):
        return Tail(text)
    return Tail(head + end, due, owner, priority)


def _handled(text: str, context: Context) -> Tail | None:
    """Take a handle and a day off the end."""
    match = _HANDLED.search(text, max(0, len(text) - LOOKED_AT))
    if match is None:
        return None
    told = read_due(match["day"], anchor=context.anchor, order=context.order)
    alone = begins_dated(_LEAD.sub("", match["day"]), anchor=context.anchor, order=context.order)
    return Tail(text[: match.start()], told, match["owner"]) if alone and (told.due or told.problem) else None


def _known_last(text: str, head: str, end: str, context: Context) -> Tail:
    """Take somebody known off the end, behind a comma or a colon."""
    match = _LISTED.search(end)
    if match is None or not is_known(match["owner"], context.people):
        return Tail(text)
    return Tail(head + end[: match.start()], None, match["owner"])
