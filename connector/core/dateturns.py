"""Days that are counted or ended by a calendar: end of March, EOQ, in two weeks, tomorrow, next Monday."""

import re
from calendar import monthrange
from datetime import date, timedelta

from connector.core.dateclues import not_for_sure
from connector.core.datedays import SLACK
from connector.core.datereading import (
    AMOUNT,
    AMOUNT_OR_ONE,
    COUNT,
    MONTH,
    NAMED,
    UNIT,
    YEAR,
    Context,
    DueReading,
    Kinds,
    alternation,
    month_end,
    no_anchor,
    pattern,
    say,
)
from connector.core.datewords import (
    AFTER_WORDS,
    BEFORE_WORDS,
    BRINKS,
    CLOSING_UNITS,
    COUNTED,
    DAY_AFTER_WORDS,
    END_WORDS,
    LATER_WORDS,
    LOOSE_WORDS,
    MONTHS,
    NEXT_WEEK,
    NOW_WORDS,
    NUMBER_WORDS,
    ORDINALS,
    THINGS,
    THIS_WEEK,
    TODAY_WORDS,
    TOMORROW_WORDS,
    UNIT_ENDS,
    UNITS,
    WEEKDAYS,
)

LAST = 6
"""The last of a month's weekdays, in ORDINALS."""


def named_month(match: re.Match[str], context: Context) -> DueReading:
    """Read a month as its last day; without a year it is the next such month."""
    month = MONTHS[match["month"].lower()]
    if match["year"]:
        return month_end(match, int(match["year"]), month)
    if context.anchor is None:
        return no_anchor(match[0].strip())
    year = context.anchor.year + (month < context.anchor.month)
    return month_end(match, year, month)


def _month_of_year(match: re.Match[str], _: Context) -> DueReading:
    return month_end(match, int(match["year"] or f"20{match['short']}"), MONTHS[match["month"].lower()])


def _numbered_month(match: re.Match[str], _: Context) -> DueReading:
    return month_end(match, int(match["year"]), int(match["month"]))


def _quarter_end(match: re.Match[str], context: Context) -> DueReading:
    month = int(match["quarter"]) * 3
    if match["year"]:
        return month_end(match, int(match["year"]), month)
    if context.anchor is None:
        return no_anchor(match[0].strip())
    return month_end(match, context.anchor.year + (month < context.anchor.month), month)


def _year_end(match: re.Match[str], _: Context) -> DueReading:
    return month_end(match, int(match["year"]), 12)


def _period_end(match: re.Match[str], context: Context) -> DueReading:
    """Read "end of (this, next) week, month, quarter, year", unless it goes on: "end of the week after next"."""
    text = match[0].strip()
    if match["more"]:
        return DueReading(None, text, not_for_sure(text))
    return _unit_end(UNITS[match["unit"].lower()], 1 if match["next"] else 0, text, context)


def _unit_end_named(match: re.Match[str], context: Context) -> DueReading:
    """Read "year end" and the words that are one in other languages."""
    single, unit = match["single"], match["unit"]
    return _unit_end(UNIT_ENDS[single.lower()] if single else UNITS[unit.lower()], 0, match[0].strip(), context)


def _unit_end(unit: str, later: int, text: str, context: Context) -> DueReading:
    """Return the last day of the unit the document was written in, or of one later; a week ends on its Friday."""
    anchor = context.anchor
    if anchor is None:
        return no_anchor(text)
    if unit == "day":
        return DueReading(anchor, text)
    if unit == "week":
        friday = anchor + timedelta(days=4 - anchor.weekday() + 7 * later)
        return DueReading(friday if friday >= anchor else friday + timedelta(days=7), text)
    months = anchor.year * 12 + anchor.month - 1
    months = {"month": months + later, "quarter": (months // 3 + later) * 3 + 2}.get(
        unit, (anchor.year + later) * 12 + 11
    )
    return DueReading(date(months // 12, months % 12 + 1, monthrange(months // 12, months % 12 + 1)[1]), text)


_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LETTERS = {"w": "week", "m": "month", "q": "quarter", "y": "year", "d": "day"}


def _letters(match: re.Match[str], context: Context) -> DueReading:
    return _unit_end(_LETTERS[match["letter"].lower()], 0, match[0], context)


def counted(match: re.Match[str], start: date, text: str, *, back: bool = False) -> DueReading:
    """Count an AMOUNT from a day on; "the day" is one."""
    if match["unit"] is None:
        return DueReading(start + timedelta(days=-1 if back else 1), text)
    if match["working"]:
        return DueReading(None, text, f"'{text}' depends on holidays: write YYYY-MM-DD")
    unit, written = COUNTED[match["unit"].lower()], match["count"].lower()
    count = (int(written) if written.isdigit() else NUMBER_WORDS[written]) * (-1 if back else 1)
    if unit == "hour" and count % 24:
        return DueReading(None, text, not_for_sure(text))
    if unit in _DAYS:
        return DueReading(start + timedelta(days=round(count * _DAYS[unit])), text)
    months = start.year * 12 + start.month - 1 + count * _MONTHS[unit]
    year, month = months // 12, months % 12 + 1
    return DueReading(date(year, month, min(start.day, monthrange(year, month)[1])), text)


def _relative(match: re.Match[str], context: Context) -> DueReading:
    text = match[0].strip()
    if context.anchor is None and not match["working"]:
        return no_anchor(text)
    return counted(match, context.anchor or date.min, text)


def _soon(match: re.Match[str], context: Context) -> DueReading:
    if context.anchor is None:
        return no_anchor(match[0].strip())
    return DueReading(context.anchor + timedelta(days=2 if match["after"] else 1 if match["tomorrow"] else 0), match[0])


def _weekday(match: re.Match[str], context: Context) -> DueReading:
    """Read a bare weekday as the first one after the document's date; "next" must mean the same in both its senses."""
    anchor, text = context.anchor, match[0].strip()
    if match["more"]:
        return DueReading(None, text, not_for_sure(text))
    if anchor is None:
        return no_anchor(text)
    wanted = WEEKDAYS[match["weekday"].lower()]
    coming = anchor + timedelta(days=(wanted - anchor.weekday() - 1) % 7 + 1)
    following = anchor + timedelta(days=7 - anchor.weekday() + wanted)
    if (match["next"] or match["later"]) and coming != following:
        return DueReading(
            None, text, f"'{text}' after {anchor:%A} could be {say(coming)} or {say(following)}: write YYYY-MM-DD"
        )
    return DueReading(coming, text)


def _week_day(match: re.Match[str], context: Context) -> DueReading:
    """Read "Tuesday next week", which is sure where "next Tuesday" is not."""
    if context.anchor is None:
        return no_anchor(match[0].strip())
    later = 7 if match["next_week"] else 0
    monday = context.anchor - timedelta(days=context.anchor.weekday())
    return DueReading(monday + timedelta(days=WEEKDAYS[match["weekday"].lower()] + later), match[0].strip())


def _nth_day(match: re.Match[str], context: Context) -> DueReading:
    """Read "first Monday of November", "last day of March"."""
    text, anchor = match[0].strip(), context.anchor
    month, year = (MONTHS[match["month"].lower()], match["year"]) if match["month"] else (0, None)
    if match["working"]:
        return DueReading(None, text, f"'{text}' depends on holidays: write YYYY-MM-DD")
    if year:
        return _nth(match, int(year), month)
    if anchor is None:
        return no_anchor(text)
    if not month:
        months = anchor.year * 12 + anchor.month - 1 + (match["next"] is not None)
        return _nth(match, months // 12, months % 12 + 1)
    near = _nth(match, anchor.year, month)
    return near if near.due is None or near.due >= anchor - SLACK else _nth(match, anchor.year + 1, month)


def _nth(match: re.Match[str], year: int, month: int) -> DueReading:
    text, length = match[0].strip(), monthrange(year, month)[1]
    wanted = WEEKDAYS[match["weekday"].lower()] if match["weekday"] else None
    days = [day for day in range(1, length + 1) if wanted is None or date(year, month, day).weekday() == wanted]
    nth = ORDINALS[match["nth"].lower()]
    if nth == LAST:
        return DueReading(date(year, month, days[-1]), text)
    if nth > len(days):
        return DueReading(None, text, f"'{text}' does not exist")
    return DueReading(date(year, month, days[nth - 1]), text)


_IN = r"(?:in|within|innerhalb(?: von)?|binnen|dans|en|em|dentro de|om|innen|inom|inden|entro|tra|fra)"
_THE = r"(?:(?:of|the|this|current|des|der|dieser|dieses|du|de|la|le|del|do|da|van|von|av|i|mois|van de)\s+|d['’])*"  # noqa: RUF001
_NEXT = r"(?P<next>(?:next|coming|following|nächste[nrs]?|kommende[nrs]?|volgende|neste|nästa|næste|prochaine?)\s+)?"
_UNITS = alternation(COUNTED)
_NO_MORE = (
    r"(?!\s+(?:or|and|to|oder|und|ou|et|o|y)\s+"
    rf"(?:so|more|half|a half|{alternation(NUMBER_WORDS)}|\d{{1,2}}\s*(?:$|{_UNITS}))\b)"
)
"""A week "or two" is no number."""
AWAY = pattern(
    rf"(?P<within>{_IN}\s+)?{AMOUNT_OR_ONE}['’]?\s+(?:(?P<back>{BEFORE_WORDS})|{AFTER_WORDS}|(?(within)of|(?!)))\s+"  # noqa: RUF001
    r"(?:the\s+|dem\s+|den\s+|le\s+|el\s+)?"
)
"""How far the day that follows is away: "2 weeks after 2026-11-01"."""
PLUS = pattern(rf"\s*(?:\+|\bplus\b)\s*{AMOUNT}")
NOW = pattern(rf"(?:{NOW_WORDS})\b")
AWAY_BACK = pattern(
    rf"(?:(?<![\w–-]){AMOUNT_OR_ONE}|\b(?:{LOOSE_WORDS})\s+(?:{_UNITS})|(?<![\w-])(?:the\s+)?(?:{alternation(WEEKDAYS)}|{_UNITS}|{BRINKS}))"  # noqa: RUF001
    r"['’]?\s+$"  # noqa: RUF001
)
"""How long before the word that follows: "2 weeks before 2026-12-01"."""
_MORE = (
    r"(?P<more>\s+(?:(?:(?:after|following)|before(?!\s+(?:noon|midnight|lunch|\d)))\b(?:\s+(?:the\s+)?\w+)?|week\b|"
    r"(?:(?:of|in)\s+)?(?:the\s+)?(?:next|this|following|coming)\s+(?:month|quarter|year|sprint|release)\b|"
    rf"(?:of|in)\s+(?:the\s+)?(?:week|{alternation(MONTHS)})\b|"
    r"(?!\d+(?:st|nd|rd|th|:|\s*(?:[ap]\.?m|h\b|uhr)))\d{1,2}\b(?![-/.:]\d)))?"
)
"""What makes the end of a week, or a Friday, another one: "Friday after the release", "end of week 45"."""
_OF_MONTH = (
    r"(?:(?:of|in|im|des|de|du|del|van)\s+|d['’])?(?:the\s+|la\s+|le\s+)?"  # noqa: RUF001
    rf"(?:(?P<next>next\s+)?(?:this\s+)?(?:month|monats|mois|mes)\b|{MONTH}(?:,?(?:\s+de)?\s+{YEAR})?)"
)
_WEEK = rf"(?:(?P<next_week>{NEXT_WEEK})|{THIS_WEEK})\b"
_READERS = (
    ("month_number", r"(?P<month>1[0-2]|0?[1-9])/(?P<year>(?:19|2[01])\d\d)(?![\d/])", _numbered_month),
    ("quarter_end", rf"(?:(?:{END_WORDS})\s+{_THE}|eo)q\s?(?P<quarter>[1-4])(?:[\s/,-]*{YEAR})?", _quarter_end),
    ("month_end", rf"(?:(?:{END_WORDS})[\s-]+{_THE}|eom\s+){MONTH}(?:,?(?:\s+de)?\s+{YEAR})?", named_month),
    (
        "year_end",
        rf"(?:(?:(?:{END_WORDS})\s+{_THE}|eoy\s+)(?:year\s+|jahres\s+)?|(?:year[\s-]end|jahresende)\s+){YEAR}",
        _year_end,
    ),
    ("period_end", rf"(?:{END_WORDS})\s+{_THE}{_NEXT}{UNIT}{_MORE}", _period_end),
    (
        "unit_end",
        rf"(?:the\s+)?(?:(?P<unit>year|quarter|month)(?:['’]s)?[\s-]+end|(?P<single>{alternation(UNIT_ENDS)}))\b(?!\s+(?:{THINGS})\b)",  # noqa: RUF001
        _unit_end_named,
    ),
    ("letters", r"eo(?P<letter>[wmqyd])\b", _letters),
    (
        "nth_day",
        rf"(?:the\s+)?(?P<nth>{alternation(ORDINALS)})\s+(?:(?P<working>working |business )?(?:day|tag|jour|día|dag)\b|{NAMED})\s+{_OF_MONTH}",
        _nth_day,
    ),
    ("week_day", rf"{NAMED},?\s+(?:of\s+|in\s+)?{_WEEK}", _week_day),
    ("day_of_week", rf"{_WEEK}(?:['’]s)?,?\s+(?:on\s+)?{NAMED}", _week_day),  # noqa: RUF001
    (
        "relative",
        rf"{_IN}\s+(?:the next\s+)?{AMOUNT}{_NO_MORE}",
        _relative,
    ),
    (
        "soon",
        rf"(?:(?P<after>{alternation(DAY_AFTER_WORDS)})|(?P<tomorrow>{alternation(TOMORROW_WORDS)})|{alternation(TODAY_WORDS)})\b",
        _soon,
    ),
    ("month_year", rf"{MONTH},?(?:\s+de)?[\s-]+(?:{YEAR}|['’](?P<short>\d\d)\b)", _month_of_year),  # noqa: RUF001
    ("weekday", rf"{_NEXT}(?:this\s+|on\s+)?{NAMED}(?P<later>\s+(?:{LATER_WORDS})\b)?{_MORE}", _weekday),
)
TURNS: Kinds = tuple((name, pattern(text), reader) for name, text, reader in _READERS)
CLOSING = (
    pattern(
        rf"(?:in|within|innerhalb(?: von)?)\s+(?:the\s+next\s+)?{COUNT}\s*(?:(?:working|business)\s+)?(?:{CLOSING_UNITS})\b"
    ),
    pattern(r"(?:tonight|tomorrow|this evening|the day after tomorrow|eo[wmqy])\b"),
    pattern(rf"(?:(?:this|next)\s+)?(?:on\s+)?{NAMED},?\s+(?:of\s+)?(?:{NEXT_WEEK}|{THIS_WEEK})\b"),
    pattern(rf"(?:the\s+)?(?:{alternation(ORDINALS)})\s+{NAMED}\s+(?:(?:of|in|im|de)\s+)?{MONTH}"),
)
"""What says when a sentence is due without a word such as "by" in front."""
