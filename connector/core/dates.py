"""Due dates as people write them, in nine languages -> a `date`, a reason why not, or neither for a vague wish.

Standard library only: parsers such as dateutil guess where a date is ambiguous, and a guessed due date is what this
module exists to avoid. A date that could mean two days is a problem unless the configured order decides.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from connector.core.dateclues import alternative, belongs_elsewhere, is_unsure, not_for_sure
from connector.core.datewords import (
    END_WORDS,
    LEAD_WORDS,
    MONTHS,
    NUMBER_WORDS,
    PROSE_WORDS,
    TODAY_WORDS,
    TOMORROW_WORDS,
    UNITS,
    WEEKDAYS,
)

FIRST_YEAR, LAST_YEAR = 1900, 2199
SLACK = timedelta(days=60)
"""A date without a year may lie this far before the document's date; earlier ones mean the year after."""


@dataclass(frozen=True, slots=True)
class DueReading:
    """`due` and `problem` are both None for words that name no day ("ASAP", "Q3"): a wish, not a fault."""

    due: date | None
    text: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    anchor: date | None
    order: str | None


def _words(words: object) -> str:
    """Return an alternation, longest word first, so that "march" is not read as "mar"."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))  # type: ignore[call-overload]


_MONTH = rf"(?P<month>{_words(MONTHS)})\b\.?"
_WEEKDAY = rf"(?:(?:{_words(WEEKDAYS)})\b\.?,?\s+(?:the\s+|den\s+|le\s+|el\s+|d\.\s*)?)?"
_NAMED = rf"(?P<weekday>{_words(WEEKDAYS)})\b\.?"
_YEAR = r"(?P<year>(?:19|2[01])\d\d)(?!\d)"
_DAY = r"(?P<day>\d{1,2})(?:st\b|nd\b|rd\b|th\b|\.|º|°|er\b|e\b)?"
_OF = r"(?:\s*(?:of|de|di|del|d')\s*|[\s-]*)"
_COUNT = rf"(?P<count>\d{{1,3}}|{_words(NUMBER_WORDS)})"
_UNIT = rf"(?P<unit>{_words(UNITS)})\b"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _weekday_named(match: re.Match[str], found: date, text: str) -> DueReading:
    """Accept a date unless the weekday written beside it says otherwise."""
    named = re.match(_NAMED, match[0], re.IGNORECASE)
    if named and WEEKDAYS[named["weekday"].lower()] != found.weekday():
        return DueReading(None, text, f"'{text}' contradicts itself: {_say(found)} is a {found:%A}")
    return DueReading(found, text)


def _say(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _build(match: re.Match[str], year: int, month: int, day: int) -> DueReading:
    text = match[0].strip()
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DueReading(None, text, f"'{text}' is not in a plausible year")
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        name = f"{day} {date(year, month, 1):%B} {year}" if 1 <= month <= 12 else f"'{text}'"
        return DueReading(None, text, f"{name} does not exist")
    return _weekday_named(match, date(year, month, day), text)


def _iso(match: re.Match[str], _: _Context) -> DueReading:
    return _build(match, int(match["year"]), int(match["m"]), int(match["day"]))


def _iso_named(match: re.Match[str], _: _Context) -> DueReading:
    return _build(match, int(match["year"]), MONTHS[match["month"].lower()], int(match["day"]))


def _numeric(match: re.Match[str], context: _Context) -> DueReading:
    """Read 03/04/2026.

    | separator, numbers          | order given | reading                         |
    |-----------------------------|-------------|---------------------------------|
    | dots                        | any         | day first                       |
    | first > 12, second > 12     | any         | whichever number can be a month |
    | both the same               | any         | that day                        |
    | both could be a month       | DMY, MDY    | as configured                   |
    | both could be a month       | none, YMD   | a problem                       |
    """
    text = match[0].strip()
    first, second, digits = int(match["a"]), int(match["b"]), match.groupdict().get("y")
    if digits and len(digits) == 2 and context.order == "YMD":
        return _build(match, 2000 + first, second, int(digits))
    if digits is None and context.anchor is None:
        return _no_anchor(text)
    year = 0 if digits is None else int(digits) + (2000 if len(digits) == 2 else 0)

    def made(month: int, day: int) -> DueReading:
        if digits is None:
            return _near(match, month, day, context)
        return _build(match, year, month, day)

    if match["sep"] == "." or (first > 12 >= second) or first == second or context.order == "DMY":
        return made(second, first)
    if second > 12 >= first or context.order == "MDY":
        return made(first, second)
    if first > 12:
        return DueReading(None, text, f"'{text}' does not exist: neither number can be a month")
    one, two = made(second, first), made(first, second)
    if one.due is None or two.due is None:
        return DueReading(None, text, f"'{text}' is ambiguous: set date_order, or write YYYY-MM-DD")
    return DueReading(
        None,
        text,
        f"'{text}' could be {_say(one.due)} or {_say(two.due)}: set date_order, or write {one.due.isoformat()}",
    )


def _no_anchor(text: str) -> DueReading:
    return DueReading(
        None, text, f"'{text}' depends on the document's date, and the document has none: write YYYY-MM-DD"
    )


def _near(match: re.Match[str], month: int, day: int, context: _Context) -> DueReading:
    """Give a day without a year the first year in which it is not long before the document's date."""
    text = match[0].strip()
    if context.anchor is None:
        return _no_anchor(text)
    for year in (context.anchor.year, context.anchor.year + 1):
        reading = _build(match, year, month, day)
        if reading.due is None or reading.due >= context.anchor - SLACK:
            return reading
    return reading


def _day_month(match: re.Match[str], context: _Context) -> DueReading:
    month, day = MONTHS[match["month"].lower()], int(match["day"])
    return _build(match, int(match["year"]), month, day) if match["year"] else _near(match, month, day, context)


def _month_end(match: re.Match[str], year: int, month: int) -> DueReading:
    return DueReading(date(year, month, monthrange(year, month)[1]), match[0].strip())


def _named_month(match: re.Match[str], context: _Context) -> DueReading:
    """Read a month as its last day; without a year it is the next such month."""
    month = MONTHS[match["month"].lower()]
    if match["year"]:
        return _month_end(match, int(match["year"]), month)
    if context.anchor is None:
        return _no_anchor(match[0].strip())
    year = context.anchor.year + (month < context.anchor.month)
    return _month_end(match, year, month)


def _numbered_month(match: re.Match[str], _: _Context) -> DueReading:
    return _month_end(match, int(match["year"]), int(match["month"]))


def _quarter_end(match: re.Match[str], context: _Context) -> DueReading:
    month = int(match["quarter"]) * 3
    if match["year"]:
        return _month_end(match, int(match["year"]), month)
    if context.anchor is None:
        return _no_anchor(match[0].strip())
    return _month_end(match, context.anchor.year + (month < context.anchor.month), month)


def _year_end(match: re.Match[str], _: _Context) -> DueReading:
    return _month_end(match, int(match["year"]), 12)


def _period_end(match: re.Match[str], context: _Context) -> DueReading:
    """Read "end of (this, next) week, month, quarter, year"; a week ends on its Friday."""
    anchor, text = context.anchor, match[0].strip()
    if anchor is None:
        return _no_anchor(text)
    unit = UNITS.get(match["unit"].lower(), match["unit"].lower())
    later = 1 if match["next"] else 0
    if unit == "week":
        friday = anchor + timedelta(days=4 - anchor.weekday() + 7 * later)
        return DueReading(friday if friday >= anchor else friday + timedelta(days=7), text)
    if unit == "day":
        return DueReading(anchor, text)
    if unit == "year":
        return _month_end(match, anchor.year + later, 12)
    months = anchor.year * 12 + anchor.month - 1
    months = months + later if unit == "month" else (months // 3 + later) * 3 + 2
    return _month_end(match, months // 12, months % 12 + 1)


_LETTERS = {"w": "week", "m": "month", "q": "quarter", "y": "year", "d": "day"}


def _letters(match: re.Match[str], context: _Context) -> DueReading:
    phrase = f"end of {_LETTERS[match['letter'].lower()]}"
    found = _KINDS_BY_NAME["period_end"].match(phrase)
    assert found is not None
    reading = _period_end(found, context)
    return DueReading(reading.due, match[0], reading.problem and reading.problem.replace(phrase, match[0]))


def _relative(match: re.Match[str], context: _Context) -> DueReading:
    text = match[0].strip()
    if match["working"]:
        return DueReading(None, text, f"'{text}' depends on holidays: write YYYY-MM-DD")
    if context.anchor is None:
        return _no_anchor(text)
    count = int(match["count"]) if match["count"].isdigit() else NUMBER_WORDS[match["count"].lower()]
    unit = UNITS[match["unit"].lower()]
    if unit in ("day", "week"):
        return DueReading(context.anchor + timedelta(days=count * (7 if unit == "week" else 1)), text)
    months = context.anchor.year * 12 + context.anchor.month - 1 + count * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = months // 12, months % 12 + 1
    return DueReading(date(year, month, min(context.anchor.day, monthrange(year, month)[1])), text)


def _soon(match: re.Match[str], context: _Context) -> DueReading:
    if context.anchor is None:
        return _no_anchor(match[0].strip())
    return DueReading(context.anchor + timedelta(days=match["tomorrow"] is not None), match[0].strip())


def _weekday(match: re.Match[str], context: _Context) -> DueReading:
    """Read a bare weekday as the first one after the document's date; "next" must mean the same in both its senses."""
    anchor, text = context.anchor, match[0].strip()
    if anchor is None:
        return _no_anchor(text)
    wanted = WEEKDAYS[match["weekday"].lower()]
    coming = anchor + timedelta(days=(wanted - anchor.weekday() - 1) % 7 + 1)
    following = anchor + timedelta(days=7 - anchor.weekday() + wanted)
    if match["next"] and coming != following:
        return DueReading(
            None, text, f"'{text}' after {anchor:%A} could be {_say(coming)} or {_say(following)}: write YYYY-MM-DD"
        )
    return DueReading(coming, text)


_IN = r"(?:in|within|innerhalb von|binnen|dans|en|em|dentro de|om|innen|inom|inden|entro|tra|fra)"
_THE = r"(?:(?:of|the|this|current|des|der|dieser|dieses|du|de|la|le|del|do|da|van|von|av|i|mois|van de)\s+)*"
_NEXT = r"(?P<next>(?:next|coming|following|nächste[nrs]?|kommende[nrs]?|volgende|neste|nästa|næste|prochaine?)\s+)?"
_READERS: tuple[tuple[str, str, Callable[[re.Match[str], _Context], DueReading]], ...] = (
    ("iso", rf"{_WEEKDAY}(?P<year>\d{{4}})[-/.年](?P<m>\d{{1,2}})[-/.月](?P<day>\d{{1,2}})(?!\d)日?", _iso),
    ("basic", r"(?P<year>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\w)", _iso),
    ("iso_named", rf"(?P<year>\d{{4}})[- ]{_MONTH}[- ](?P<day>\d{{1,2}})(?!\d)", _iso_named),
    (
        "numeric",
        rf"{_WEEKDAY}(?P<a>\d{{1,2}})(?P<sep>[/.-])(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|\d\d)(?!\d)",
        _numeric,
    ),
    ("dots", rf"{_WEEKDAY}(?P<a>\d{{1,2}})(?P<sep>\.)(?P<b>\d{{1,2}})\.(?!\d)", _numeric),
    ("month_number", r"(?P<month>1[0-2]|0?[1-9])/(?P<year>(?:19|2[01])\d\d)(?![\d/])", _numbered_month),
    ("slash", rf"{_WEEKDAY}(?P<a>\d{{1,2}})(?P<sep>/)(?P<b>\d{{1,2}})(?![\d/])", _numeric),
    ("day_month", rf"{_WEEKDAY}{_DAY}{_OF}{_MONTH}(?:,?(?:\s+de)?[\s-]+{_YEAR})?", _day_month),
    ("month_day", rf"{_WEEKDAY}{_MONTH}\s*{_DAY}(?!\d)(?:,?\s+{_YEAR})?", _day_month),
    ("quarter_end", rf"(?:{END_WORDS})\s+{_THE}q(?P<quarter>[1-4])(?:[\s/,-]*{_YEAR})?", _quarter_end),
    ("month_end", rf"(?:{END_WORDS})\s+{_THE}{_MONTH}(?:,?(?:\s+de)?\s+{_YEAR})?", _named_month),
    ("period_end", rf"(?:{END_WORDS})\s+{_THE}{_NEXT}(?P<unit>{_words(UNITS)})\b", _period_end),
    ("year_end", rf"(?:{END_WORDS})\s+{_THE}{_YEAR}", _year_end),
    ("letters", r"eo(?P<letter>[wmqyd])\b", _letters),
    (
        "relative",
        rf"{_IN}\s+(?:the next\s+)?{_COUNT}\s+(?P<working>working |business |work|week)?{_UNIT}",
        _relative,
    ),
    ("soon", rf"(?:(?P<tomorrow>{_words(TOMORROW_WORDS)})|{_words(TODAY_WORDS)})\b", _soon),
    ("month_year", rf"{_MONTH},?(?:\s+de)?[\s-]+{_YEAR}", _named_month),
    ("weekday", rf"{_NEXT}(?:this\s+|on\s+)?{_NAMED}", _weekday),
)
_KINDS = tuple((name, _pattern(text), reader) for name, text, reader in _READERS)
_KINDS_BY_NAME = {name: pattern for name, pattern, _ in _KINDS}
_BARE_MONTH = _pattern(rf"{_MONTH}(?P<year>(?!))?")
_AMBIGUOUS_MONTHS = frozenset(("set", "out", "ago", "mag", "gen"))
_LEAD = _pattern(rf"(?:(?:{LEAD_WORDS})(?![\w-])[\s:]*)+")
_MARKER = _pattern(rf"(?<![\w-])(?:{PROSE_WORDS})(?![\w-])[\s:]*")
_DONE = _pattern(r"\W*(?:done|completed?|closed|finished|resolved|fixed|erledigt|fait|hecho|utført|klar|gjort)\b")
_VAGUE = _pattern(r"(?:mid|early|late|mitte|anfang|mi|début|around|circa|ca\.?|~)[\s-]")
_DAY_END = _pattern(r"(?:eod|cob|end of (?:the )?day|close of business)\b[\s,]*(?:(?:on|of)\s+)?(?=\S)")
"""The hour of a day that follows: "EOD Friday 2026-12-04"."""
_STARTS = re.compile(r"(?<![\w/.:-])(?=\w)")


def _match_date(text: str, at: int, context: _Context) -> tuple[int, DueReading] | None:
    """Match the first kind of date that fits at `at`; return where it ends."""
    if (day_end := _DAY_END.match(text, at)) and any(pattern.match(text, day_end.end()) for _, pattern, _ in _KINDS):
        at = day_end.end()
    for _, pattern, reader in _KINDS:
        match = pattern.match(text, at)
        if match is not None:
            return match.end(), reader(match, context)
    return None


def read_due(text: str, *, anchor: date | None, order: str | None) -> DueReading:
    """Read a text that should be a due date, such as a table cell.

    `order` is DMY, MDY, YMD or None; `anchor` is the document's date, for dates that depend on it.
    """
    words = " ".join(text.split())
    context = _Context(anchor, order)
    if not words or _DONE.match(words):
        return DueReading(None, words)
    lead = _LEAD.match(words)
    start = lead.end() if lead else 0
    found = _scan(words, start, context)
    if vague := _VAGUE.match(words, start):
        named = any(reading.due for reading in found) or _BARE_MONTH.match(words, vague.end())
        return DueReading(None, words, not_for_sure(words) if named else None)
    if not found:
        month = _BARE_MONTH.fullmatch(words, start)
        if month and month["month"].lower() not in _AMBIGUOUS_MONTHS:
            reading = _named_month(month, context)
            return DueReading(reading.due, words, reading.problem)
        return DueReading(None, words)
    problem = next((reading.problem for reading in found if reading.problem), None)
    if problem is None and is_unsure(words):
        problem = not_for_sure(words)
    if problem:
        return DueReading(None, words, problem)
    days = sorted({reading.due for reading in found if reading.due})
    if len(days) > 1:
        return DueReading(None, words, f"'{words}' names {len(days)} dates: {', '.join(map(_say, days))}")
    return DueReading(days[0] if days else None, words)


def _scan(text: str, start: int, context: _Context) -> list[DueReading]:
    """Return every date in `text`; weekdays and the like count only where they stand first."""
    found: list[DueReading] = []
    at = start
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
            at = hit[0]
    return found


def find_due(text: str, *, anchor: date | None, order: str | None) -> tuple[int, int, DueReading] | None:
    """Find a due date in prose: only behind a word such as "by", "due", "until"; return its place and reading.

    Two different dates behind such words contradict each other.
    """
    context = _Context(anchor, order)
    first: tuple[int, int, DueReading] | None = None
    for marker in _MARKER.finditer(text):
        hit = _match_date(text, marker.end(), context)
        if hit is None:
            month = _BARE_MONTH.match(text, marker.end())
            if month is None or not month[0][0].isupper() or month["month"].lower() in _AMBIGUOUS_MONTHS:
                continue
            hit = (month.end(), _named_month(month, context))
        end, reading = hit
        other = _match_date(text, at, context) if (at := alternative(text, end)) else None
        if other is not None and reading.due not in (None, other[1].due):
            reading = DueReading(None, reading.text, f"two due dates: '{reading.text}' and '{other[1].text}'")
        if reading.due is not None and belongs_elsewhere(text[: marker.start()], marker[0]):
            said = " ".join([*text[: marker.start()].split()[-1:], *text[marker.start() : end].split()])
            reading = DueReading(None, reading.text, f"'{said}' may not say when it is due: write 'Due: {reading.due}'")
        if first is None:
            first = (marker.start(), end, reading)
        elif reading.due and first[2].due and reading.due != first[2].due:
            words = f"{first[2].text}' and '{reading.text}"
            return first[0], first[1], DueReading(None, first[2].text, f"two due dates: '{words}'")
    return first


def find_dates(text: str, *, order: str | None) -> tuple[date, ...]:
    """Return the full dates (with a year) in a title or a header line, in order; unclear ones are left out."""
    if not any(char.isdigit() for char in text):
        return ()
    return tuple(reading.due for reading in _scan(text, 0, _Context(None, order)) if reading.due)
