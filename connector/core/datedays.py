"""Days that are named: 2026-03-04, 4 March 2026, 03/04/2026, 9 May; and weeks: 2026-W10, KW 10."""

import re
from calendar import monthrange
from datetime import date, timedelta

from connector.core.dateclues import not_for_sure
from connector.core.datereading import (
    DAY,
    MONTH,
    NAMED,
    OF,
    WEEKDAY,
    YEAR,
    Context,
    DueReading,
    Kinds,
    alternation,
    no_anchor,
    pattern,
    say,
)
from connector.core.datewords import END_WORDS, MONTHS, SHORT_DAYS, WEEK_WORDS, WEEKDAYS

FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_SHORT = date(2015, 1, 1)
"""Two digits that stand first are no year before this one, where the document has no date to measure them by."""
SLACK = timedelta(days=60)
"""A date without a year may lie this far before the document's date; earlier ones mean the year after."""


def _weekday_named(match: re.Match[str], found: date, text: str) -> DueReading:
    """Accept a date unless the weekday written beside it says otherwise."""
    named = re.match(NAMED, match[0], re.IGNORECASE)
    if named and WEEKDAYS[named["weekday"].lower()] != found.weekday():
        return DueReading(None, text, f"'{text}' contradicts itself: {say(found)} is a {found:%A}")
    return DueReading(found, text)


def _build(match: re.Match[str], year: int, month: int, day: int) -> DueReading:
    text = match[0].strip()
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DueReading(None, text, f"'{text}' is not in a plausible year")
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        name = f"{day} {date(year, month, 1):%B} {year}" if 1 <= month <= 12 else f"'{text}'"
        return DueReading(None, text, f"{name} does not exist")
    return _weekday_named(match, date(year, month, day), text)


def _iso(match: re.Match[str], _: Context) -> DueReading:
    return _build(match, int(match["year"]), int(match["m"]), int(match["day"]))


def _iso_named(match: re.Match[str], _: Context) -> DueReading:
    return _build(match, int(match["year"]), MONTHS[match["month"].lower()], int(match["day"]))


def _numeric(match: re.Match[str], context: Context) -> DueReading:
    """Read numbers in the order given, unless the first of two digits is as likely a year: 26-12-01."""
    reading = _by_order(match, context)
    if len(match.groupdict().get("y") or "") != 2 or match["sep"] == "." or context.order == "YMD":
        return reading
    other = _build(match, 2000 + int(match["a"]), int(match["b"]), int(match["y"])).due
    return _or_year_first(reading, other, context)


def _or_year_first(reading: DueReading, other: date | None, context: Context) -> DueReading:
    """Return a reading, unless another one with the year in front is no less likely."""
    floor = context.anchor - SLACK if context.anchor else FIRST_SHORT
    if reading.due is None or other is None or other == reading.due or other < floor:
        return reading
    if context.order and reading.due >= floor:
        return reading
    either = f"'{reading.text}' could be {say(reading.due)} or {say(other)}"
    return DueReading(None, reading.text, f"{either}: write the year in four digits, such as {other.isoformat()}")


def _by_order(match: re.Match[str], context: Context) -> DueReading:
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
        return no_anchor(text)
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
        f"'{text}' could be {say(one.due)} or {say(two.due)}: set date_order, or write {one.due.isoformat()}",
    )


def _near(match: re.Match[str], month: int, day: int, context: Context) -> DueReading:
    """Give a day without a year the first year in which it is not long before the document's date."""
    text = match[0].strip()
    if context.anchor is None:
        return no_anchor(text)
    for year in (context.anchor.year, context.anchor.year + 1):
        reading = _build(match, year, month, day)
        if reading.due is None or reading.due >= context.anchor - SLACK:
            return reading
    return reading


def _day_month(match: re.Match[str], context: Context) -> DueReading:
    month, day, short = MONTHS[match["month"].lower()], int(match["day"]), match["short"]
    if match["year"]:
        return _build(match, int(match["year"]), month, day)
    if not short:
        return _near(match, month, day, context)
    reading = _build(match, 2000 + int(short), month, day)
    first = match.start("day") < match.start("month") and match["apostrophe"] is None
    return _or_year_first(reading, _build(match, 2000 + day, month, int(short)).due if first else None, context)


def _week(match: re.Match[str], context: Context) -> DueReading:
    """Read a week as its Friday, or as the weekday in front; without a year it is one that is not long over."""
    text, number = match[0].strip(), int(match["iso_week"] or match["week"])
    if match["before"] is not None:
        word = match.string[: match.start("before")].split()[-1]
        return DueReading(None, text, not_for_sure(f"{word} {text}"))
    named = WEEKDAYS.get((match["weekday"] or "").lower(), SHORT_DAYS.get((match["short_day"] or "").lower(), 4))
    day = int(match["iso_day"]) if match["iso_day"] else named + 1
    if year := match["iso_year"] or match["year"]:
        found = _day_of_week(int(year), number, day)
        return DueReading(found, text, None if found else f"'{text}' does not exist")
    if context.anchor is None:
        return no_anchor(text)
    first = context.anchor.isocalendar().year
    near = [found for year in (first, first + 1) if (found := _day_of_week(year, number, day))]
    ahead = [found for found in near if found >= context.anchor - SLACK]
    return DueReading(ahead[0], text) if ahead else DueReading(None, text, f"'{text}' does not exist")


def _day_of_week(year: int, week: int, day: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, day)
    except ValueError:
        return None


_SHORT = r"(?P<short>\d\d)(?=\W*$|[),;]|\.\s)(?!\.?\d|:)"
_APOSTROPHE = r"(?P<apostrophe>['’])"  # noqa: RUF001
"""A year in two digits ends what is said: "1-Nov-26", "Nov 1 '26", and not "1 Nov 26 hosts"."""
_TO_A_WEEK = (
    rf"(?:(?:{END_WORDS})\s+(?:der\s+|the\s+)?|"
    rf"(?:{NAMED}|(?P<short_day>{alternation(SHORT_DAYS)})\b\.?),?\s+(?:(?:of|in|i|der)\s+){{0,2}})?"
    r"(?P<before>(?<=before )|(?<=vor ))?"
)
_ISO_WEEK = r"(?P<iso_year>(?:19|2[01])\d\d)-?w(?P<iso_week>\d\d)(?:-(?P<iso_day>[1-7]))?(?![\w-])"
_NUMBERED_WEEK = rf"(?:{WEEK_WORDS})\.?\s?(?P<week>\d{{1,2}})(?!\d)(?:\s*[/,-]?\s*{YEAR}(?![-/.]\d))?"
_READERS = (
    ("iso", rf"{WEEKDAY}(?P<year>\d{{4}})[-/.年](?P<m>\d{{1,2}})[-/.月](?P<day>\d{{1,2}})(?!\d)日?", _iso),
    ("basic", r"(?P<year>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\w)", _iso),
    ("iso_named", rf"(?P<year>\d{{4}})[- ]{MONTH}[- ](?P<day>\d{{1,2}})(?!\d)", _iso_named),
    (
        "numeric",
        rf"{WEEKDAY}(?P<a>\d{{1,2}})(?P<sep>[/.-])(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|\d\d)(?!\d)",
        _numeric,
    ),
    ("dots", rf"{WEEKDAY}(?P<a>\d{{1,2}})(?P<sep>\.)(?P<b>\d{{1,2}})\.(?!\d)", _numeric),
    ("slash", rf"{WEEKDAY}(?P<a>\d{{1,2}})(?P<sep>/)(?P<b>\d{{1,2}})(?![\d/])", _numeric),
    ("day_month", rf"{WEEKDAY}{DAY}{OF}{MONTH}(?:,?(?:\s+de)?[\s-]+{YEAR}|[\s-]+{_APOSTROPHE}?{_SHORT})?", _day_month),
    ("month_day", rf"{WEEKDAY}{MONTH}\s*{DAY}(?!\d)(?:,?\s+{YEAR}|,?\s+{_APOSTROPHE}?{_SHORT})?", _day_month),
    ("week", rf"{_TO_A_WEEK}(?:{_ISO_WEEK}|{_NUMBERED_WEEK})", _week),
)
DAYS: Kinds = tuple((name, pattern(text), reader) for name, text, reader in _READERS)
