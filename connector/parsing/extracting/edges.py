# ruff: noqa: RUF001 - the dashes that people write
"""A day, or who and when side by side, at an end of an entry, told from the words by how it is written.

| at an end                                              | who                       | when              |
|--------------------------------------------------------|---------------------------|-------------------|
| "@Bob Hope @November 1, 2026", in front or behind      | mentioned         | mentioned         |
| "(Ana) 2026-12-01", "2026-12-01 <ana@example.com>"     | in brackets, handle, mail | any day           |
| "Ana 2026-12-01: ...", "2026-12-01 Ana: ..." in front  | a name                    | any day           |
| "..., by 1 December, Ana"                              | a name                    | behind "by"       |
| "due:2026-12-01 owner:ana"                             | labels without a space    | likewise          |
| "... - 2026-12-01", "..., 1 December", "2026-12-01: ..." |                         | set apart         |
| "... 1 December", "1 December upgrade ..."             |                           | not yet over then |
| "Repeat the drill on 1 December"                       |                           | asked about       |
| "..., Ana, 1 December"                                 | a name, the first comma   | any day           |
"""

import re
from datetime import timedelta

from connector.core.dates import DueReading, find_due, read_due
from connector.core.datewords import WEEKDAYS
from connector.parsing.blocks import DUE_SIGN, Inline
from connector.parsing.extracting.aside import is_name
from connector.parsing.extracting.draft import Context, Draft, set_field
from connector.parsing.extracting.owners import HANDLE, MAIL, plausible
from connector.parsing.extracting.told import first_word
from connector.parsing.headings import label
from connector.parsing.vocabulary import VERBS
from connector.parsing.words import IS, OWNED_BY

_MONTH = r"[A-ZÄÖÜ][a-zäéûç]{2,8}\.?"
_DIGITS = r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
_NAMED = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
)
_DAY = rf"{_DIGITS}|{_NAMED}|\d{{1,2}}[./]\d{{1,2}}\.?"
_BY = r"(?i:by|due|until|before|eta)(?: on| the)?[\s:]+"
_WHEN = rf"[(\[]?(?P<by>{_BY})?(?P<day>{_DAY})[)\]]?"
_MAIL = rf"<?{MAIL}>?"
_LABEL = re.compile(rf"(?:{OWNED_BY})\s+(?:(?:{IS})\s+)?(?=\S)", re.IGNORECASE)
_FULL_NAME = r"(?!(?:By|Due|Until|Before|On|From|Since|After)\b)[A-Z][\w'’-]*(?: [A-Z][\w.'’-]*){0,2}"
_MARKED = rf"(?P<who>{HANDLE}|{_MAIL}|[(\[][^()\[\]]{{2,40}}[)\]])"
"""Somebody who is told from the words without a separator."""
_NAME = rf"(?P<who>{HANDLE}|{_MAIL}|{_FULL_NAME})"
_GAP = r"\s*[,;:–—-]?\s*(?<![\w-])"
_PAIRS_BACK = (
    *(re.compile(rf"\s*[,;–—-]?\s+{one}{_GAP}{two}\s*\.?$") for one, two in ((_MARKED, _WHEN), (_WHEN, _MARKED))),
    re.compile(rf"[\s,;–—-]+(?P<by>{_BY})(?P<day>{_DAY})\s*(?:[,;]|\s[–—-])\s*(?P<who>{_FULL_NAME})\s*\.?$"),
    re.compile(rf"\s*:\s+(?P<who>{_FULL_NAME})\s*:\s+(?P<by>{_BY})?(?P<day>{_DAY})$"),
)
_LISTED_BACK = re.compile(rf",\s+(?P<who>{_FULL_NAME})\s*[,;]\s+{_WHEN}\s*\.?$")
"""A name between commas and in front of a day, which is none where the words before it list more."""
_PAIRS_FRONT = tuple(
    re.compile(rf"{one}\s*[,/:–—-]?\s*(?<![\w-]){two}\s*(?:[:|/–—-]+\s+)(?=\S)")
    for one, two in ((_NAME, _WHEN), (_WHEN, _NAME))
)
_CALLED = re.compile(rf"(?P<who>{HANDLE})\s*[(\[]?(?P<day>{_DIGITS})[)\]]?\s+(?=(?P<verb>[A-Za-z]+)\b)")
"""A handle and a day in front of an order, with nothing between."""
_NOTED = (
    rf"@(?P<day>(?:{_DIGITS}|{_NAMED})(?:\s*(?:→|->)\s*(?:{_DIGITS}|{_NAMED}))?(?:,?\s+\d{{1,2}}:\d\d(?:\s*[AP]M)?)?"
    r"(?:\s*\([A-Z]{2,4}\))?)"
)
"""A day as Notion has it, mentioned like people; the second one ends a stretch."""
_ONE = rf"(?:@{_FULL_NAME}|{HANDLE})"
_MENTION = rf"(?P<who>{_ONE}(?:\s*(?:[,/&+]|and)?\s*{_ONE}){{0,4}})"
_BETWEEN = re.compile(r"\s*(?:[,/&+]|\band)?\s*(?=@)")
_NOTED_FRONT = re.compile(rf"(?:{_MENTION}\s*[,:–—-]?\s+)?{_NOTED}\s*[:,–—-]?\s+(?=\S)")
_NOTED_BACK = (
    re.compile(rf"(?:\s+{_MENTION})?\s*[,–—-]?\s+{_NOTED}\s*\.?$"),
    re.compile(rf"\s+{_NOTED}\s*[,–—-]?\s+{_MENTION}\s*\.?$"),
)
_NOTED_AMID = re.compile(rf"(?P<who>{_ONE})?(?P<gap>[\s(\[]+)@(?={_DIGITS}|{_NAMED})")
_BEHIND_NAME = re.compile(r"^([a-z][\w.-]*)@(?=[\s:,])|(?<=[\s(\[,/])([a-z][\w.-]*)@(?=\s*(?:$|[)\],/]))")
_NAMED_MAIL = re.compile(
    rf"(?:^|(?<=[–—,;:(\[-] )|(?<=[(\[]))(?P<name>{_FULL_NAME}) <?(?P<mail>{MAIL})>?(?=$|[\s,;:)\]])"
)
_SIGNED = re.compile(rf"(?:(?:by|on|due|until|before)\s+)?{DUE_SIGN}\ufe0f?\s*(?P<day>{_DIGITS})")
_GLUED = r"[A-Za-z]{2,12}:[^\s:,;()\[\]]+"
_GLUED_BACK = re.compile(rf"\s+[(\[]?(?P<pairs>{_GLUED}(?:[,;]?\s+{_GLUED}){{1,5}})[)\]]?$")
_GLUED_FRONT = re.compile(rf"(?P<pairs>(?:{_GLUED}[,;]?\s+){{2,6}})(?=\S)")
_APART_FRONT = re.compile(
    rf"(?P<words>{_DIGITS}|{_NAMED})\s*[:–—-]\s*(?=\S)|(?P<by>{_BY}(?:{_DIGITS}|{_NAMED}))[,:]?\s+(?=\S)", re.IGNORECASE
)
_APART_BACK = re.compile(
    rf"(?:\s+(?:[-–—|,]+|📅|🗓️?|⏰)|[,;])\s*(?P<words>(?P<sure>{_BY}(?:{_DIGITS}|{_NAMED})|{_DIGITS})|{_NAMED})\s*\.?$"
)
_LOOSE_FRONT = re.compile(rf"(?P<day>{_DIGITS}|{_NAMED})\s+(?=(?P<verb>[A-Za-z]+)\b)")
_LOOSE_BACK = re.compile(rf"(?P<word>[\w'’)]+)\s+(?P<on>on\s+)?(?P<day>{_DIGITS}|{_NAMED})$")
_ENDS_DATED = re.compile(rf"(?:{_DIGITS}|{_NAMED})$")
_POINTING = re.compile(
    r"of|on|from|since|at|the|for|after|in|and|or|to|vs|than|with|by|due|until|before|not|as|api|versions?|releases?|snapshot|tag|"
    r"image|build|schema|commit|backup|incident|outage|run|report|effective|valid|older|newer|lost|am|vom|seit|von|du|le|del|el|"
    r"\w+ed|seen|found|sent|held|made|taken|went|came|began|broke|ran|gone|(?:expir|start|begin|end|happen|occurr)\w*",
    re.IGNORECASE,
)
"""Words that make a day behind them a part of what is said: "the outage of 1 December", "API version 2026-12-01"."""
_FIELDS = ("owner", "due", "status", "priority")
_SOON = timedelta(days=200)
"""Work is rarely due later; a day without a year that lies further ahead was in the past."""
LOOKED_AT = 120
"""Characters at the end that are looked at."""


def with_handles(text: str) -> str:
    """Return a text whose people are written as most write them: "amira@" as "@amira", of "Ana <ana@example.com>" the address."""
    if "@" not in text:
        return text
    return _NAMED_MAIL.sub(_mail, _BEHIND_NAME.sub(r"@\1\2", text))


def _mail(match: re.Match[str]) -> str:
    ordered = match["name"].split()[0].lower() in VERBS
    return match[0] if ordered else match["mail"]


def who_and_when(text: str, draft: Draft, context: Context) -> str:
    """Take who and when off an entry's end or start, where both stand there side by side."""
    text = _signed(text, draft, context) if DUE_SIGN in text else text
    text = _glued(text, draft, context) if text.count(":") > 1 else text
    text = _noted(text, draft, context) if "@" in text else text
    if draft.owner is not None or draft.due is not None or not any(map(str.isdigit, text)):
        return text
    for pattern in _PAIRS_BACK:
        match = pattern.search(text, max(1, len(text) - LOOKED_AT))
        if match is not None and not _claimed(text[: match.start()], match) and _pair(match, draft, context):
            return text[: match.start()]
    listed = _LISTED_BACK.search(text, max(1, len(text) - LOOKED_AT)) if "," in text else None
    if listed is not None and "," not in text[: listed.start()] and _pair(listed, draft, context):
        return text[: listed.start()]
    for pattern in (*_PAIRS_FRONT, _CALLED):
        match = pattern.match(text)
        ordered = match is not None and (pattern is not _CALLED or match["verb"].lower() in VERBS)
        if match is not None and ordered and _pair(match, draft, context):
            return text[match.end() :]
    return text


def _signed(text: str, draft: Draft, context: Context) -> str:
    """Take the days behind the sign for a due date, which task lists write wherever they stand."""
    for match in _SIGNED.finditer(text):
        draft.set_due(_read(match["day"], context))
    return " ".join(_SIGNED.sub(" ", text).split())


def _noted(text: str, draft: Draft, context: Context) -> str:
    """Take a day that is mentioned like people, and who is mentioned beside it, unless the words in front speak of them.

    Amid the words, as behind "by" and in brackets, it becomes a day like any other.
    """
    front = _NOTED_FRONT.match(text)
    if front is not None and _is_day(reading := _read(front["day"], context)):
        _set_mentioned(front["who"], draft)
        draft.set_due(reading)
        return text[front.end() :]
    for pattern in _NOTED_BACK:
        match = pattern.search(text, max(1, len(text) - LOOKED_AT))
        if match is None or not _is_day(reading := _read(match["day"], context)):
            continue
        word = text[: match.start()].rsplit(maxsplit=1)[-1:]
        pointed = bool(word) and _POINTING.fullmatch(word[0].strip("(")) is not None
        if pointed and not match["who"]:
            continue
        draft.set_due(reading)
        if pointed:
            return text[: match.end("who")]
        _set_mentioned(match["who"], draft)
        return text[: match.start()]
    return _NOTED_AMID.sub(lambda match: f"{match['who']},{match['gap']}" if match["who"] else match["gap"], text)


def _set_mentioned(who: str | None, draft: Draft) -> None:
    draft.set_owner(", ".join(_BETWEEN.split(who)).strip(", ") if who else None)


def _claimed(before: str, match: re.Match[str]) -> bool:
    """Say whether what ends a text is a label's value, or its day one that the words before it speak of, or that lasts."""
    if before.endswith((":", "=")):
        return True
    word = match["by"] or before.rsplit(maxsplit=1)[-1:]
    first = match.start("day") < match.start("who")
    if match["by"]:
        return first and match["by"].lower().startswith(("until", "before"))
    return first and bool(word) and _POINTING.fullmatch(word[0]) is not None


def _pair(match: re.Match[str], draft: Draft, context: Context) -> bool:
    who = _LABEL.sub("", match["who"].strip("()[]<> "), count=1)
    if not is_name(who) or not plausible(who, context.people):
        return False
    reading = read_due(match["day"], anchor=context.anchor, order=context.order)
    if reading.due is None and reading.problem is None:
        return False
    draft.set_owner(who)
    draft.set_due(reading)
    return True


def _glued(text: str, draft: Draft, context: Context) -> str:
    """Take two labels or more, each with its value and no space between, off an end: a single one may be a tag in the words."""
    back = _GLUED_BACK.search(text, max(0, len(text) - LOOKED_AT))
    for match in filter(None, (back, _GLUED_FRONT.match(text))):
        pairs = [each.strip(",;").split(":", 1) for each in match["pairs"].split()]
        names = [label(name) or "" for name, _ in pairs]
        if not {"owner", "due"} <= set(names) <= set(_FIELDS):
            continue
        for name, (_, value) in zip(names, pairs, strict=True):
            set_field(draft, name, Inline(value), context)
        return (text[: match.start()] + text[match.end() :]).strip()
    return text


def day_apart(text: str, draft: Draft, context: Context) -> str:
    """Take a day off an entry's start or end: one set apart, or one that was not yet over and that no word before it claims."""
    if not any(map(str.isdigit, text)):
        return text
    front = _APART_FRONT.match(text)
    if front is not None and _is_day(reading := _read(front["words"] or front["by"], context)):
        draft.set_due(reading)
        text = text[front.end() :]
    back = _APART_BACK.search(text, max(0, len(text) - LOOKED_AT))
    if (
        back is not None
        and _is_day(reading := _read(back["words"], context))
        and text.count("(", 0, back.start()) <= text.count(")", 0, back.start())
        and text[: back.start()].rpartition(" ")[2].strip(",").lower() not in WEEKDAYS
        and (back["sure"] or _alone(text[: back.start()], reading, context))
    ):
        draft.set_due(reading)
        draft.ends_told = True
        return text[: back.start()]
    if back is not None and not back["sure"] and find_due(text, anchor=context.anchor, order=context.order) is None:
        _ask(back["words"], text, draft, context)
    return _loose(text, draft, context) if draft.due is None and not draft.problems else text


def _alone(before: str, reading: DueReading, context: Context) -> bool:
    """Say whether the month's name makes a day: one of several days, or one that was over, is what the words are about."""
    return _ahead(reading, context) and _ENDS_DATED.search(before, max(0, len(before) - LOOKED_AT)) is None


def _loose(text: str, draft: Draft, context: Context) -> str:
    """Take a day that nothing sets apart, unless the sentence says when it is due."""
    if find_due(text, anchor=context.anchor, order=context.order) is not None:
        return text
    back = _LOOSE_BACK.search(text, max(0, len(text) - LOOKED_AT))
    # "for Wednesday Feb 12": a day with its weekday is part of what is said.
    claimed = back is not None and (_POINTING.fullmatch(back["word"]) or back["word"].lower() in WEEKDAYS)
    if back is not None and not claimed:
        if not back["on"] and _is_ahead(back["day"], draft, context):
            return text[: back.end("word")]
        _ask(back["day"], text, draft, context)
    front = _LOOSE_FRONT.match(text)
    if front is not None and front["verb"].lower() in VERBS and _is_ahead(front["day"], draft, context):
        return text[front.end() :]
    return text


def _is_ahead(day: str, draft: Draft, context: Context) -> bool:
    reading = _read(day, context)
    if _ahead(reading, context):
        draft.set_due(reading)
    return _ahead(reading, context)


def _ask(day: str, text: str, draft: Draft, context: Context) -> None:
    """Ask about a whole day behind an order that was not over, for all the document says of its own date."""
    reading = _read(day, context)
    over = context.anchor is not None and not _ahead(reading, context)
    if reading.due is not None and not over and first_word(text) in VERBS:
        reason = f"'{day}' may be when it is due, or what it is about: write 'Due: {reading.due}' behind it, or put the day amid the words"
        draft.set_due(DueReading(None, day, reason))


def _ahead(reading: DueReading, context: Context) -> bool:
    """Say whether a day was not over when the document was written, and not far off either."""
    return (
        reading.due is not None and context.anchor is not None and context.anchor < reading.due < context.anchor + _SOON
    )


def _read(words: str, context: Context) -> DueReading:
    return read_due(words, anchor=context.anchor, order=context.order)


def _is_day(reading: DueReading) -> bool:
    return reading.due is not None or reading.problem is not None
