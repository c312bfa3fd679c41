"""Due dates as people write them, in nine languages -> a `date`, a reason why not, or neither for a vague wish.

Standard library only: parsers such as dateutil guess where a date is ambiguous, and a guessed due date is what this
module exists to avoid. A date that could mean two days is a problem unless the configured order decides.
"""

import re
from datetime import date
from functools import lru_cache

from connector.core.dateclues import (
    DAY,
    LOOKED_AT,
    alternative,
    belongs_elsewhere,
    doubt_first,
    doubted,
    is_a_verb,
    is_anothers,
    is_unsure,
    not_for_sure,
)
from connector.core.datedays import DAYS
from connector.core.datereading import MONTH, NAMED, Context, DueReading, any_of, no_anchor, pattern, say
from connector.core.dateturns import AWAY, AWAY_BACK, CLOSING, NOW, PLUS, TURNS, counted, named_month
from connector.core.datewords import (
    BEFORE_WORDS,
    COUNTED,
    HOUR_WORDS,
    LEAD_WORDS,
    PART_WORDS,
    PROSE_WORDS,
    WEEKDAYS,
)

__all__ = ["DueReading", "begins_dated", "closing_due", "find_dates", "find_due", "read_due"]

_KINDS = DAYS + TURNS
_ANY_KIND = any_of(kind for _, kind, _ in _KINDS)
"""All kinds at once: most words begin no date, and one search tells, in lower case three times as quickly."""
_BARE_MONTH = pattern(rf"{MONTH}(?P<year>(?!))?")
_AMBIGUOUS_MONTHS = frozenset(("set", "out", "ago", "mag", "gen"))
_LEAD = pattern(rf"(?:(?:{LEAD_WORDS})(?![\w-])[\s:]*)+")
_MARKER = pattern(rf"(?<![\w-])(?:{PROSE_WORDS})(?![\w-])[\s:]*")
_DONE = pattern(r"\W*(?:done|completed?|closed|finished|resolved|fixed|erledigt|fait|hecho|utført|klar|gjort)\b")
_VAGUE = pattern(rf"(?:{PART_WORDS})[\s-]")
_DAY_END = pattern(rf"(?:at\s+|in the\s+)?(?:{HOUR_WORDS})(?!\w)[\s,]*(?:(?:on|of|am|at the end of)\s+)?(?=\S)")
"""The hour of a day that follows: "EOD Friday 2026-12-04", "24:00 31 Dec"."""
_DAY_ENDS = pattern(r"[\s,–-]+(?:eod|cob|end of (?:the )?day|close of business)\b")  # noqa: RUF001
"""The same behind the day."""
_NAMED_BEHIND = pattern(rf",?\s+(?P<bracket>\()?{NAMED}(?![\w'’])\)?")  # noqa: RUF001
_BACKWARDS = pattern(rf"(?:{BEFORE_WORDS})\b")
_STARTS = re.compile(r"(?<![\w/.:-])(?=\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_CLOSERS = frozenset(
    (
        "tonight",
        "tomorrow",
        "evening",
        "eow",
        "eom",
        "eoq",
        "eoy",
        *(part for word in (*COUNTED, *WEEKDAYS) for part in word.split("-")),
    )
)
"""A word that `closing_due` cannot do without: most sentences end in none."""


def _match_date(text: str, at: int, context: Context) -> tuple[int, DueReading] | None:
    """Match the first kind of date that fits at `at`, or one that is counted from such a date; return where it ends."""
    away = AWAY.match(text, at)
    if away is not None and (base := _match_start(text, away.end(), context)) is not None:
        return base[0], _moved(away, base[1], text[at : base[0]].strip())
    hit = _match_day(text, at, context)
    if hit is not None and (plus := PLUS.match(text, hit[0])):
        return plus.end(), _moved(plus, hit[1], text[at : plus.end()].strip())
    return hit


def _match_day(text: str, at: int, context: Context) -> tuple[int, DueReading] | None:
    if (day_end := _DAY_END.match(text, at)) and _is_any_kind(text, day_end.end()):
        at = day_end.end()
    if not _is_any_kind(text, at):
        return None
    for _, kind, reader in _KINDS:
        match = kind.match(text, at)
        if match is not None:
            return _with_weekday(text, match.end(), reader(match, context))
    return None


def _is_any_kind(text: str, at: int) -> bool:
    lower = _lowered(text)
    if len(lower) != len(text):  # a letter that is two in lower case would shift the others
        return any(kind.match(text, at) for _, kind, _ in _KINDS)
    return _ANY_KIND.match(lower, at) is not None


@lru_cache(maxsize=8)
def _lowered(text: str) -> str:
    return text.lower()


def _with_weekday(text: str, end: int, reading: DueReading) -> tuple[int, DueReading]:
    """Take what stands behind a day and belongs to it: "EOD", and its own weekday, as in "1 Nov (Sun)"."""
    named = _NAMED_BEHIND.match(text, end)
    if named and reading.due is not None:
        if WEEKDAYS[named["weekday"].lower()] == reading.due.weekday():
            end = named.end()
        elif named["bracket"]:
            said = f"{reading.text} {named[0].strip()}"
            problem = f"'{said}' contradicts itself: {say(reading.due)} is a {reading.due:%A}"
            return named.end(), DueReading(None, said, problem)
    hour = _DAY_ENDS.match(text, end)
    return hour.end() if hour else end, reading


def _match_start(text: str, at: int, context: Context) -> tuple[int, DueReading] | None:
    """Match what another day is counted from."""
    now = NOW.match(text, at)
    if now is None:
        return _match_day(text, at, context)
    return now.end(), no_anchor(now[0]) if context.anchor is None else DueReading(context.anchor, now[0])


def _moved(amount: re.Match[str], start: DueReading, text: str) -> DueReading:
    if start.due is None:
        return DueReading(None, text, start.problem)
    return counted(amount, start.due, text, back=bool(amount.groupdict().get("back")))


def read_due(text: str, *, anchor: date | None, order: str | None) -> DueReading:
    """Read a text that should be a due date, such as a table cell.

    `order` is DMY, MDY, YMD or None; `anchor` is the document's date, for dates that depend on it.
    """
    words = " ".join(text.split())
    context = Context(anchor, order)
    if not words or _DONE.match(words):
        return DueReading(None, words)
    lead = _LEAD.match(words)
    start = lead.end() if lead else 0
    found, around = _scan(words, start, context)
    if vague := _VAGUE.match(words, start):
        named = any(reading.due for reading in found) or _BARE_MONTH.match(words, vague.end())
        return DueReading(None, words, not_for_sure(words) if named else None)
    if not found:
        month = _BARE_MONTH.fullmatch(words, start)
        if month and month["month"].lower() not in _AMBIGUOUS_MONTHS:
            reading = named_month(month, context)
            return DueReading(reading.due, words, reading.problem)
        doubt = doubt_first(words, start)
        unsure = doubt is not None and _match_date(words, doubt, context) is not None
        return DueReading(None, words, not_for_sure(words) if unsure else None)
    problem = next((reading.problem for reading in found if reading.problem), None)
    if problem is None and is_unsure(words, around):
        problem = not_for_sure(words)
    if problem:
        return DueReading(None, words, problem)
    days = sorted({reading.due for reading in found if reading.due})
    if len(days) > 1:
        return DueReading(None, words, f"'{words}' names {len(days)} dates: {', '.join(map(say, days))}")
    return DueReading(days[0] if days else None, words)


def begins_dated(text: str, *, anchor: date | None, order: str | None) -> bool:
    """Say whether a text begins with a date, or with a doubt and a date that was not over when the document was written."""
    context = Context(anchor, order)
    if _match_date(text, 0, context) or _BARE_MONTH.match(text):
        return True
    doubt = doubt_first(text, 0)
    hit = _match_date(text, doubt, context) if doubt else None
    return hit is not None and (hit[1].due is None or anchor is None or hit[1].due >= anchor)


def _scan(text: str, start: int, context: Context) -> tuple[list[DueReading], str]:
    """Return every date in `text`, and the text with DAY in the place of each."""
    found: list[DueReading] = []
    around, at, copied = [text[:start]], start, start
    while at < len(text):
        match = _STARTS.search(text, at)
        if match is None:
            break
        at = match.start()
        hit = _match_date(text, at, context)
        if hit is None:
            at += 1
        else:
            found.append(hit[1])
            around += [text[copied:at], DAY]
            at = copied = hit[0]
    return found, "".join([*around, text[copied:]])


def find_due(text: str, *, anchor: date | None, order: str | None) -> tuple[int, int, DueReading] | None:
    """Find a due date in prose: only behind a word such as "by", "due", "until"; return its place and reading.

    Two different dates behind such words contradict each other.
    """
    context = Context(anchor, order)
    first: tuple[int, int, DueReading] | None = None
    for marker in _MARKER.finditer(text):
        hit = _behind_marker(text, marker.end(), context)
        if hit is None:
            continue
        start, hit = _counted_back(text, marker, hit, context)
        end, reading = hit
        if reading.due is not None:
            reading = _told(text, start, marker, end=end, reading=reading, context=context)
        if first is None:
            first = (start, end, reading)
        elif reading.due and first[2].due and reading.due != first[2].due:
            words = f"{first[2].text}' and '{reading.text}"
            return first[0], first[1], DueReading(None, first[2].text, f"two due dates: '{words}'")
    return first


def _counted_back(
    text: str, marker: re.Match[str], hit: tuple[int, DueReading], context: Context
) -> tuple[int, tuple[int, DueReading]]:
    """Read "2 weeks before" a date as the day it is, and return where it begins."""
    at, before = marker.start(), _BACKWARDS.match(marker[0])
    away = AWAY_BACK.search(text, max(0, at - LOOKED_AT), at) if before else None
    if away is None:
        return at, hit
    told = _match_date(text, away.start(), context) if away["unit"] or away["one"] else None
    return away.start(), told or (hit[0], _unsure(text[away.start() : hit[0]]))


def _unsure(words: str) -> DueReading:
    said = " ".join(words.split())
    return DueReading(None, said, not_for_sure(said))


def _behind_marker(text: str, at: int, context: Context) -> tuple[int, DueReading] | None:
    """Read the date at `at`, behind a doubt at most; return where it ends."""
    hit = _match_date(text, at, context)
    if hit is not None:
        return None if is_a_verb(text, at, hit[0]) else hit
    doubt = doubt_first(text, at)
    if doubt is not None and (hit := _match_date(text, doubt, context)) is not None:
        return hit[0], _unsure(text[at : hit[0]])
    month = _BARE_MONTH.match(text, at)
    if month is None or not month[0][0].isupper() or month["month"].lower() in _AMBIGUOUS_MONTHS:
        return None
    return month.end(), named_month(month, context)


def _told(
    text: str, start: int, marker: re.Match[str], *, end: int, reading: DueReading, context: Context
) -> DueReading:
    """Return the reading of a date in a sentence, unless the words around it leave it unsure."""
    before = text[:start]
    other = _behind_marker(text, at, context) if (at := alternative(text, end)) else None
    if other is not None and reading.due != other[1].due:
        return DueReading(None, reading.text, f"two due dates: '{reading.text}' and '{other[1].text}'")
    if (
        doubt := doubted(before, marker[0], day=text[marker.end() : end], behind=text[end : end + LOOKED_AT])
    ) is not None:
        said = " ".join(f"{doubt[0]} {text[start:end]}{doubt[1]}".split())
        return DueReading(None, reading.text, not_for_sure(said))
    if belongs_elsewhere(before, marker[0]):
        said = " ".join([*before.split()[-1:], *text[start:end].split()])
        return DueReading(None, reading.text, f"'{said}' may not say when it is due: write 'Due: {reading.due}'")
    return reading


def closing_due(text: str, *, anchor: date | None, order: str | None) -> tuple[int, DueReading] | None:
    """Find a day at a sentence's end that is counted, or a weekday of a week or a month: no word need say it is due."""
    context, end = Context(anchor, order), len(text.rstrip(" .!)"))
    if _CLOSERS.isdisjoint(_LETTERS.findall(text[max(0, end - LOOKED_AT) : end].lower())):
        return None
    for start in _STARTS.finditer(text, max(0, end - LOOKED_AT), end):
        at = start.start()
        if not (AWAY.match(text, at) or any(kind.match(text, at) for kind in CLOSING)):
            continue
        hit = _match_date(text, at, context)
        if hit is not None and hit[0] == end:
            return None if is_anothers(text[:at], text[at:end]) else (at, hit[1])
    return None


def find_dates(text: str, *, order: str | None) -> tuple[date, ...]:
    """Return the full dates (with a year) in a title or a header line, in order; unclear ones are left out."""
    if not any(char.isdigit() for char in text):
        return ()
    return tuple(reading.due for reading in _scan(text, 0, Context(None, order))[0] if reading.due)
