# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""Annotations at the end of an entry, in brackets or behind a dash: "(Ana, by 4 May)", "(Henning, done)", "— @kim, June".

| the parts are                                      | then                                             |
|----------------------------------------------------|--------------------------------------------------|
| a name and a day, status, priority or ticket       | owner and those fields                           |
| labelled ("action: Ana, due: 4 May")               | those fields                                     |
| several names and a month that may be a name       | owners, and a problem instead of a day           |
| a name only                                        | owner where other entries are written like that  |
| anything else among them                           | words of the action                              |
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from connector.core.dateclues import is_wish, not_for_sure
from connector.core.dates import DueReading, begins_dated, find_due, read_due
from connector.core.datewords import MONTHS, NUMBER_WORDS, WEEKDAYS
from connector.core.model import Status
from connector.parsing.blocks import Inline
from connector.parsing.extracting.owners import HANDLE, plausible, split_owners
from connector.parsing.extracting.refs import Marks
from connector.parsing.extracting.status import is_status, priority_of, status_of
from connector.parsing.headings import label
from connector.parsing.placeholders import is_nothing
from connector.parsing.words import IS, NAMESAKES, NOT_OWNERS, OWNED_BY, PARTICLES, SOON, TAGS, TICKET_WORDS

_MONTHS = rf"(?i:{'|'.join(map(re.escape, MONTHS))})\b"
_BEHIND_WEEKDAY = f"(?i:{''.join(rf'(?<!{re.escape(day)})' for day in WEEKDAYS)})"
"""Behind a weekday a comma parts nothing from the day it is: "Friday, 20 November"."""
_PARTS = re.compile(
    rf"\s*;\s*|{_BEHIND_WEEKDAY}\s*,(?!\s*\d{{4}}\s*(?:$|[,;]))|\s*,(?!\s*(?:\d|{_MONTHS}))|\s+[-–—|/]+\s+|"
    r"(?<!\bnot)(?<!weeks)(?<!week)(?<!days)(?<!day)(?<!months)(?<!month)(?<!hours)\s+(?=(?i:by|due|until|before)\s+\S)"
)
_ASSIGNED = re.compile(rf"^(?:{OWNED_BY})\s+(?:(?:{IS})\s+)?(?=\S)", re.IGNORECASE)
_TO_DO = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)?)\s+(?:to|will)\s+[a-z]+\b")
"""Who is to do it, with what: "[CF to write story]"."""
_MAIL = re.compile(r"<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
_LABELLED = re.compile(r"(?P<label>[^:=]{2,25}?)(?<!\d)\s*[:=]\s*(?P<value>\S.*)")
_DOTTED = re.compile(r"\d\.\d{1,2}\.\s*$")
_EVENT = re.compile(
    rf"(?:\d+|{'|'.join(NUMBER_WORDS)})\s+\w+\s+(?:of|after|from|following|before|post)\s+(?!now\b|today\b|\d)",
    re.IGNORECASE,
)
"""A time that is counted from something: "within 30 days of the release"."""
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_BEHIND_DASH = re.compile(r"\s+[-–—|]+>?\s+(?P<words>[^–—|]{3,60})$")
_DASH = re.compile(r"\s+[-–—]+\s*$")
_EMPHASISED = re.compile(r"\s+[-–—]+\s*(?P<mark>_|\*{1,2})(?P<owner>[\w.'’-]+(?: [\w.'’-]+){0,2})(?P=mark)$")
_CLOSING = re.compile(
    r"\s*(?P<open>[(\[])\s*(?P<owner>[^()\[\]]{2,40}?)\s*[)\]](?P<day>\s+(?:by|due|until|before|next|this|within|end of)\s.{3,25})?\s*\.?$"
)
_CELL_PARTS = re.compile(r"\s*[,;|\n()]\s*|\s+[-–—/]\s+")
_WHEN_LABEL = re.compile(r"^(?:eta|due|target|deadline)\s+", re.IGNORECASE)
"""A label without a colon, in front of words that name no day: "ETA mid-November"."""
_DUE_IN = re.compile(r"^due\s+(?=(?:in|within|next|this|end)\b)", re.IGNORECASE)
"""The same in front of a day that is counted: "due in two weeks"."""
_LASTS = re.compile(
    rf"(?:\d+|{'|'.join(NUMBER_WORDS)})(?:\s*[-–]\s*\d+)?\s*(?:days?|weeks?|months?|quarters?|tage?|wochen?|monate?|jours?|semaines?|mois|días?|semanas?)",
    re.IGNORECASE,
)
"""How long something takes, or until when it is due: "2 weeks"."""
_ENDS = frozenset(("end", "ende", "eod", "eow", "eom", "mid", "fin", "fim", "in", "within", "next", "this", "tomorrow"))
_ANY_DAY = date(2000, 1, 1)
TAIL = 120
"""Characters at the end of a text that are looked at."""
MAX_WORDS = 200
"""Characters an annotation or an owner cell may have; the search for its parts is quadratic in them."""


@dataclass(slots=True)
class Aside:
    """What an annotation says; `told` is False where it holds names only."""

    owner: str | None = None
    due: DueReading | None = None
    status: Status | None = None
    priority: str | None = None
    told: bool = False
    lasts: bool = False


def read_aside(words: str, *, anchor: date | None, order: str | None) -> Aside | None:
    """Read an annotation whose every part is understood; None if it holds words of another kind."""
    if len(words) > MAX_WORDS:
        return None
    aside = Aside()
    # "15.11." ends in its own full stop.
    words = words.strip() if _DOTTED.search(words) else words.strip(" .")
    parts = [part.strip() for part in _PARTS.split(words)]
    if not all(_read_part(part, aside, anchor, order) for part in parts):
        return None
    if aside.lasts and aside.owner is None:
        return None
    if (month := _namesake(parts, aside)) is not None:
        problem = f"'{month}' in '{words}' may be a month or somebody: write the day, and people behind 'Owner:'"
        aside.due = DueReading(None, month, problem)
    return aside


def _namesake(parts: list[str], aside: Aside) -> str | None:
    """Return the month among names that may be one of them: last behind several, or first; behind a single name it is a day."""
    if aside.owner is None or aside.due is None or aside.due.due is None or aside.due.text.lower() not in NAMESAKES:
        return None
    several = len(split_owners(aside.owner)) > 1 or parts[0] == aside.due.text
    return aside.due.text if several else None


def _read_part(part: str, aside: Aside, anchor: date | None, order: str | None) -> bool:
    match = _LABELLED.fullmatch(part)
    if match is not None:
        aside.told = True
        return _read_labelled(label(match["label"]), match["value"], aside, anchor, order)
    assigned = _ASSIGNED.match(part)
    if assigned is not None and is_name(part[assigned.end() :]):
        aside.told, part = True, part[assigned.end() :]
    part = _DUE_IN.sub("", part)
    if is_wish(_WHEN_LABEL.sub("", part)):
        aside.told, aside.due = True, _both(aside.due, DueReading(None, part))
        return True
    if part[-1:].isalpha() and _LASTS.fullmatch(part):
        # Beside somebody; alone it may be an estimate.
        aside.due, aside.lasts = _both(aside.due, DueReading(None, part, not_for_sure(part))), True
        aside.told = True
        return True
    doing = _TO_DO.match(part)
    if doing is not None and is_name(doing["name"]):
        aside.told, part = True, doing["name"]
    if is_name(part):
        aside.owner = f"{aside.owner}, {part}" if aside.owner else part
        return True
    aside.told = True
    if is_status(part):
        aside.status = status_of(part)
        return True
    if (priority := priority_of(part)) is not None:
        aside.priority = priority
        return True
    if is_nothing(part) or (Marks.holds(part) and _only_refs(part)):
        return True
    return _read_day(part, aside, anchor, order)


def _read_labelled(name: str | None, value: str, aside: Aside, anchor: date | None, order: str | None) -> bool:
    match name:
        case "owner" | "action" if len(value.split()) <= 4:
            aside.owner = aside.owner or value
        case "due":
            return _read_day(value, aside, anchor, order)
        case "status" if is_status(value):
            aside.status = status_of(value)
        case "priority" if priority_of(value) is not None:
            aside.priority = value
        case _:
            return False
    return True


def _read_day(part: str, aside: Aside, anchor: date | None, order: str | None) -> bool:
    """Read a day, with nothing in front of it but words for a due date: "carry-over from 2026-02-22" is none."""
    if _EVENT.search(part):
        aside.due = _both(aside.due, DueReading(None, part))
        return True
    reading = read_due(part, anchor=anchor, order=order)
    if reading.due is None and reading.problem is None:
        soon = part.lower() in SOON
        aside.due = _both(aside.due, reading) if soon else aside.due
        return soon
    first = part.split(maxsplit=1)[0]
    led = first[0].isdigit() or first.lower() in _ENDS or begins_dated(part, anchor=anchor, order=order)
    if not led and find_due(part, anchor=anchor, order=order) is None:
        return False
    aside.due = _both(aside.due, reading)
    return len(part.split()) <= 6


def counted_from(text: str) -> bool:
    """Say whether a time is counted from something whose day nobody told: "two weeks after the launch"."""
    return _EVENT.search(text) is not None


def _both(one: DueReading | None, two: DueReading) -> DueReading:
    """Return what two days of one annotation say: what is wrong with one comes first, then a day, then a wish."""
    if one is None or two.problem is not None or (one.due is None and one.problem is None):
        return two
    if one.due in (None, two.due) or two.due is None:
        return one
    return DueReading(None, f"{one.text} / {two.text}", f"two due dates: '{one.text}' and '{two.text}'")


def _only_refs(part: str) -> bool:
    words = (word.strip(":#").lower() for word in part.split() if not Marks.holds(word))
    return all(word in TICKET_WORDS or word in ("see", "in", "tracked") for word in words)


def is_name(text: str) -> bool:
    """Say whether a text is one or more people or teams as names are written: handles, capitalised words."""
    if re.fullmatch(HANDLE, text) or _MAIL.fullmatch(text):
        return True
    names = split_owners(text)
    return bool(names) and all(one_name(name) for name in names)


@lru_cache(maxsize=4096)
def one_name(name: str) -> bool:
    """Say whether a text is one person or team; asked of an entry several times, and of owners over and over."""
    words = name.split()
    if not words or len([word for word in words if word not in PARTICLES]) > 3 or not words[0][0].isupper():
        return False
    lower = name.lower()
    if (
        lower in TAGS
        or lower in SOON
        or is_wish(name)
        or is_status(name)
        or priority_of(name)
        or not NOT_OWNERS.isdisjoint(lower.split())
    ):
        return False
    if read_due(name, anchor=_ANY_DAY, order=None).due is not None:
        return False
    return all(
        _WORD.fullmatch(word) and (word[0].isupper() or word in PARTICLES or word in ("team", "group", "squad"))
        for word in words
    )


def behind_dash(text: str, inline: Inline, *, anchor: date | None, order: str | None) -> tuple[str, Aside] | None:
    """Take "@ana, by 15 March" or an emphasised name off the last dash of a text; a plain name alone stays."""
    start = max(0, len(text) - TAIL)
    match = _EMPHASISED.search(text, start)
    if match is not None:
        return text[: match.start()], Aside(match["owner"])
    bold = _bold_end(inline)
    if bold and text.endswith(bold) and is_name(bold) and (dash := _DASH.search(text[: -len(bold)], start)) is not None:
        return text[: dash.start()], Aside(bold)
    match = _BEHIND_DASH.search(text, start)
    if match is None:
        return None
    aside = read_aside(match["words"], anchor=anchor, order=order)
    if aside is None or aside.owner is None or not (aside.told and (aside.due or aside.status)):
        return None
    return text[: match.start()], aside


def _bold_end(inline: Inline) -> str:
    """Return the bold words a text ends with, but for the whole of it."""
    span = inline.strong[-1] if inline.strong else None
    if span is None or not span.start or inline.text[span.end :].strip(" ."):
        return ""
    return inline.text[span.start : span.end].strip()


def closing_name(action: str, known: frozenset[str]) -> tuple[str, str] | None:
    """Return an action and the bare name in its closing bracket, if it may be one; square brackets also hold nicknames."""
    match = _CLOSING.search(action, max(0, len(action) - TAIL))
    if match is None or match.start() == 0:
        return None
    owner = match["owner"]
    nick = match["open"] == "[" and re.fullmatch(r"[a-z][\w.-]+", owner) and owner not in TAGS
    if not (nick or is_name(owner)) or not (plausible(owner, known) or known.issuperset(split_owners(owner))):
        return None
    # "before the audit" stays: only a day that has been read is a field.
    behind = match["day"] if match["day"] and not any(map(str.isdigit, match["day"])) else ""
    return action[: match.start()] + behind, owner


def day_in_owner(text: str, *, anchor: date | None, order: str | None) -> tuple[str, DueReading | None]:
    """Part the day from the people in a cell that holds both: "Femke / 2022-08-12", "Ana (by 4 May)"."""
    if len(text) > MAX_WORDS:
        return text, None
    people: list[str] = []
    due: DueReading | None = None
    for part in filter(None, _CELL_PARTS.split(text)):
        digits = any(char.isdigit() for char in part)
        reading = read_due(part, anchor=anchor, order=order) if digits else None
        if due is None and reading is not None and (reading.due or reading.problem):
            due = reading
        else:
            people.append(part)
    return (", ".join(people), due) if due is not None else (text, None)
