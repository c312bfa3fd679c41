# ruff: noqa: RUF001 - the dashes that people write
"""Brackets in front of, behind and amid an entry's words: owner, day, status, priority, or words of the sentence."""

import re
from dataclasses import replace

from connector.core.dateclues import is_wish
from connector.core.dates import DueReading, begins_dated, find_due, read_due
from connector.core.datewords import MONTHS, WEEKDAYS
from connector.parsing.extracting.aside import Aside, read_aside
from connector.parsing.extracting.draft import Context, Draft
from connector.parsing.extracting.edges import day_apart
from connector.parsing.extracting.owners import is_known, plausible
from connector.parsing.extracting.status import is_status, priority_of, status_of
from connector.parsing.words import PAST, TAGS

_FRONT = re.compile(r"^(?P<open>[(\[{])\s*(?P<words>[^()\[\]{}]{1,60}?)\s*[)\]}]\s*[:–—-]*\s*(?=\S)")
_BACK = re.compile(r"\s*(?P<open>[(\[])\s*(?P<words>[^()\[\]]{1,80}?)\s*[)\]]\s*\.?$")
_WITHIN = re.compile(r"\s+[(\[](?P<words>[^()\[\]]{5,80})[)\]](?=[\s,.;:])")
"""What stands in brackets in the middle of a sentence."""
_COMMAS = re.compile(r"[,;](?!\s*\d{4}\s*(?:$|[,;]))")
"""Not the one inside "November 1, 2026"."""
_DUE_WORDS = re.compile(
    r"(?:due|by|until|before|deadline|eta|target|end|in|within|bis|spätestens|innen|senest|før|före|avant|antes|entro|uiterlijk|vóór|até|hasta)\b|[a-z]+ \d|\d",
    re.IGNORECASE,
)
TAIL = 160
"""Characters at the end of a text in which trailing brackets are looked for, as the search is quadratic."""


def brackets(text: str, draft: Draft, context: Context) -> str:
    """Read brackets in front of and behind an item."""
    for _ in range(4):
        match = _FRONT.match(text)
        if match is None or not _bracket(match["words"], draft, context, front=True):
            break
        text = text[match.end() :]
    for _ in range(4):
        match = _BACK.search(text, max(0, len(text) - TAIL))
        if match is None or match.start() == 0 or _names_day(text[: match.start()], match["words"]):
            break
        if match["open"] == "[" and match["words"].lower() in TAGS:
            text = text[: match.start()]  # it sorts the entry, as in front
            continue
        if (rest := _oddly(match, draft, context)) is not None:
            text = f"{text[: match.start()]} ({rest})" if rest else text[: match.start()]
            break
        if not _bracket(match["words"], draft, context, front=False):
            break
        text = text[: match.start()]
    return day_apart(_within(text, draft, context), draft, context)


def _names_day(before: str, words: str) -> bool:
    """Say whether a bracket holds the weekday of the day in front of it: "by 1 November (Sunday)"."""
    return words.lower().strip(".") in WEEKDAYS and any(char.isdigit() for char in before[-12:])


def _within(text: str, draft: Draft, context: Context) -> str:
    """Read brackets amid the words that hold an owner and a day or a priority: "Rotate the keys (Eva, 4 May) for the audit"."""
    for match in _WITHIN.finditer(text) if draft.owner is None and draft.due is None else ():
        aside = read_aside(match["words"], anchor=context.anchor, order=context.order)
        if aside is not None and aside.owner and (aside.due or aside.priority):
            draft.take(aside)
            return text[: match.start()] + text[match.end() :]
    return text


def _bracket(words: str, draft: Draft, context: Context, *, front: bool) -> bool:
    """Take one bracket's words as a field; False if they are part of the sentence."""
    if (rest := _namesakes(words, draft, context)) is not None:
        return not rest or _bracket(rest, draft, context, front=front)
    aside = read_aside(words, anchor=context.anchor, order=context.order)
    if aside is not None and aside.told and aside.owner is not None:
        draft.take(aside)
        return True
    if plain_field(words, draft, context, marked=front):
        return True
    if words.lstrip().startswith("@"):
        draft.take(aside if aside is not None and aside.owner else Aside(words))
        return True
    if not front:
        if aside is None or not aside.told:
            return False
        draft.take(aside)
        return True
    if is_wish(words):
        draft.set_due(DueReading(None, words))
        return True
    if not words.strip() or words.lower() in TAGS:
        return True
    if len(words.split()) > 5 or words.lower() in PAST or not plausible(words, context.people):
        return False
    draft.set_owner(words)
    return True


def _namesakes(words: str, draft: Draft, context: Context) -> str | None:
    """Take somebody known who is called like a month, alone or among others; return what is left, None where there is none."""
    parts = [part.strip() for part in _COMMAS.split(words)]
    known = [part for part in parts if is_known(part, context.people)]
    months = [part for part in known if part.lower() in MONTHS]
    if not months or (len(months) > 1 and len(known) == len(months)):
        return None
    draft.set_owner(", ".join(known))
    return ", ".join(part for part in parts if part not in known)


def _oddly(match: re.Match[str], draft: Draft, context: Context) -> str | None:
    """Take who and when from a bracket that also holds something else, which is left: "(@ray, severity 2, due 4 May)"."""
    parts = [part.strip() for part in _COMMAS.split(match["words"])]
    first = parts[0]
    if len(parts) < 2 or draft.owner is not None or not (first.startswith("@") or is_known(first, context.people)):
        return None
    if read_aside(match["words"], anchor=context.anchor, order=context.order) is not None:
        return None
    read = [read_aside(part, anchor=context.anchor, order=context.order) for part in parts]
    if None not in read or read[0] is None:
        return None
    draft.set_owner(first)
    for aside in filter(None, read[1:]):
        draft.take(replace(aside, owner=None))
    return ", ".join(part for part, aside in zip(parts[1:], read[1:], strict=True) if aside is None)


def plain_field(words: str, draft: Draft, context: Context, *, marked: bool) -> bool:
    """Take words that are a priority, a status or a day, and nothing else; `marked`: they stand where only fields do."""
    if (priority := priority_of(words)) is not None:
        draft.priority = draft.priority or priority
        return True
    if is_status(words):
        draft.status = status_of(words) or draft.status
        return True
    dated = _DUE_WORDS.match(words) or (
        len(words) > 3
        and words.lower() not in MONTHS
        and begins_dated(words, anchor=context.anchor, order=context.order)
    )
    if dated and len(words.split()) <= 5:
        reading = read_due(words, anchor=context.anchor, order=context.order)
        marked = marked or words[:1].isdigit() or bool(find_due(words, anchor=context.anchor, order=context.order))
        if marked and (reading.due or reading.problem):
            draft.set_due(reading)
            return True
    return False
