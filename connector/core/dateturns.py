"""Days that are counted or ended by a calendar: end of March, EOQ, in two weeks, tomorrow, next Monday."""

import re
from calendar import monthrange
from datetime import date, timedelta

from connector.core.dateclues import not_for_sure
from connector.core.datereading import (
    AMOUNT,
    AMOUNT_OR_ONE,
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
    COUNTED,
    END_WORDS,
    LOOSE_WORDS,
    MONTHS,
    NOW_WORDS,
    NUMBER_WORDS,
    TODAY_WORDS,
    TOMORROW_WORDS,
    UNITS,
    WEEKDAYS,
)


def named_month(match: re.Match[str], context: Context) -> DueReading:
    """Read a month as its last day; without a year it is the next such month."""
    month = MONTHS[match["month"].lower()]
    if match["year"]:
        return month_end(match, int(match["year"]), month)
    if context.anchor is None:
        return no_anchor(match[0].strip())
    year = context.anchor.year + (month < context.anchor.month)
    return month_end(match, year, month)


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
    """Read "end of (this, next) week, month, quarter, year"; a week ends on its Friday."""
    anchor, text = context.anchor, match[0].strip()
    if anchor is None:
        return no_anchor(text)
    unit = UNITS.get(match["unit"].lower(), match["unit"].lower())
    later = 1 if match["next"] else 0
    if unit == "week":
        friday = anchor + timedelta(days=4 - anchor.weekday() + 7 * later)
        return DueReading(friday if friday >= anchor else friday + timedelta(days=7), text)
    if unit == "day":
        return DueReading(anchor, text)
    if unit == "year":
        return month_end(match, anchor.year + later, 12)
    months = anchor.year * 12 + anchor.month - 1
    months = months + later if unit == "month" else (months // 3 + later) * 3 + 2
    return month_end(match, months // 12, months % 12 + 1)


_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LETTERS = {"w": "week", "m": "month", "q": "quarter", "y": "year", "d": "day"}


def _letters(match: re.Match[str], context: Context) -> DueReading:
    phrase = f"end of {_LETTERS[match['letter'].lower()]}"
    found = _ENDS.match(phrase)
    assert found is not None
    reading = _period_end(found, context)
    return DueReading(reading.due, match[0], reading.problem and reading.problem.replace(phrase, match[0]))


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
    return DueReading(context.anchor + timedelta(days=match["tomorrow"] is not None), match[0].strip())


def _weekday(match: re.Match[str], context: Context) -> DueReading:
    """Read a bare weekday as the first one after the document's date; "next" must mean the same in both its senses."""
    anchor, text = context.anchor, match[0].strip()
    if anchor is None:
        return no_anchor(text)
    wanted = WEEKDAYS[match["weekday"].lower()]
    coming = anchor + timedelta(days=(wanted - anchor.weekday() - 1) % 7 + 1)
    following = anchor + timedelta(days=7 - anchor.weekday() + wanted)
    if match["next"] and coming != following:
        return DueReading(
            None, text, f"'{text}' after {anchor:%A} could be {say(coming)} or {say(following)}: write YYYY-MM-DD"
        )
    return DueReading(coming, text)


_IN = r"(?:in|within|innerhalb von|binnen|dans|en|em|dentro de|om|innen|inom|inden|entro|tra|fra)"
_THE = r"(?:(?:of|the|this|current|des|der|dieser|dieses|du|de|la|le|del|do|da|van|von|av|i|mois|van de)\s+)*"
_NEXT = r"(?P<next>(?:next|coming|following|nächste[nrs]?|kommende[nrs]?|volgende|neste|nästa|næste|prochaine?)\s+)?"
_UNITS = alternation(COUNTED)
_NO_MORE = (
    r"(?!\s+(?:or|and|to|oder|und|ou|et|o|y)\s+"
    rf"(?:so|more|half|a half|{alternation(NUMBER_WORDS)}|\d{{1,2}}\s*(?:$|{_UNITS}))\b)"
)
"""A week "or two" is no number."""
AWAY = pattern(
    rf"(?:{_IN}\s+)?{AMOUNT_OR_ONE}['’]?\s+(?:(?P<back>{BEFORE_WORDS})|{AFTER_WORDS}|(?P<of>of))\s+"  # noqa: RUF001
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
_READERS = (
    ("month_number", r"(?P<month>1[0-2]|0?[1-9])/(?P<year>(?:19|2[01])\d\d)(?![\d/])", _numbered_month),
    ("quarter_end", rf"(?:{END_WORDS})\s+{_THE}q(?P<quarter>[1-4])(?:[\s/,-]*{YEAR})?", _quarter_end),
    ("month_end", rf"(?:{END_WORDS})\s+{_THE}{MONTH}(?:,?(?:\s+de)?\s+{YEAR})?", named_month),
    ("period_end", rf"(?:{END_WORDS})\s+{_THE}{_NEXT}{UNIT}", _period_end),
    ("year_end", rf"(?:{END_WORDS})\s+{_THE}{YEAR}", _year_end),
    ("letters", r"eo(?P<letter>[wmqyd])\b", _letters),
    (
        "relative",
        rf"{_IN}\s+(?:the next\s+)?{AMOUNT}{_NO_MORE}",
        _relative,
    ),
    ("soon", rf"(?:(?P<tomorrow>{alternation(TOMORROW_WORDS)})|{alternation(TODAY_WORDS)})\b", _soon),
    ("month_year", rf"{MONTH},?(?:\s+de)?[\s-]+{YEAR}", named_month),
    ("weekday", rf"{_NEXT}(?:this\s+|on\s+)?{NAMED}", _weekday),
)
TURNS: Kinds = tuple((name, pattern(text), reader) for name, text, reader in _READERS)
_ENDS = next(each for name, each, _ in TURNS if name == "period_end")
