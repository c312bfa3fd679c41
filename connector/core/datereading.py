"""What the readers of dates share: a reading, what it depends on, and the pieces that their patterns are made of."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from connector.core.datewords import COUNTED, MONTHS, NUMBER_WORDS, SINGLES, UNITS, WEEKDAYS


@dataclass(frozen=True, slots=True)
class DueReading:
    """`due` and `problem` are both None for words that name no day ("ASAP", "Q3"): a wish, not a fault."""

    due: date | None
    text: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    anchor: date | None
    order: str | None


Reader = Callable[[re.Match[str], Context], DueReading]
Kinds = tuple[tuple[str, re.Pattern[str], Reader], ...]


def alternation(words: object) -> str:
    """Return an alternation, longest word first, so that "march" is not read as "mar"."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))  # type: ignore[call-overload]


MONTH = rf"(?P<month>{alternation(MONTHS)})\b\.?"
WEEKDAY = rf"(?:(?:{alternation(WEEKDAYS)})\b\.?,?\s+(?:the\s+|den\s+|le\s+|el\s+|d\.\s*)?)?"
NAMED = rf"(?P<weekday>{alternation(WEEKDAYS)})\b\.?"
YEAR = r"(?P<year>(?:19|2[01])\d\d)(?!\d)"
DAY = r"(?P<day>\d{1,2})(?:st\b|nd\b|rd\b|th\b|\.|º|°|er\b|e\b)?"
OF = r"(?:\s*(?:of|de|di|del|d')\s*|[\s-]*)"
COUNT = rf"(?P<count>\d{{1,3}}|{alternation(NUMBER_WORDS)})"
UNIT = rf"(?P<unit>{alternation(UNITS)})\b"
_COUNTING = rf"{COUNT}(?:\s+|(?<=\d))(?P<working>working |business |work|week)?"
_COUNTABLE = rf"(?P<unit>{alternation(COUNTED)})\b"
AMOUNT = _COUNTING + _COUNTABLE
"""How long: two weeks, 10 working days, 48h."""
AMOUNT_OR_ONE = rf"(?:{_COUNTING}{_COUNTABLE}|(?:the\s+)?(?P<one>{alternation(SINGLES)})\b)"

_GROUP = re.compile(r"(\(\?P<|\(\?P=|\(\?\()(?=[a-z])")


def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def any_of(kinds: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """Return one pattern that matches a text in lower case where any of these does; groups keep apart by their kind's number."""
    apart = (_GROUP.sub(rf"\g<1>k{at}_", kind.pattern) for at, kind in enumerate(kinds))
    return re.compile("|".join(f"(?:{one})" for one in apart))


def say(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def no_anchor(text: str) -> DueReading:
    return DueReading(
        None, text, f"'{text}' depends on the document's date, and the document has none: write YYYY-MM-DD"
    )


def month_end(match: re.Match[str], year: int, month: int) -> DueReading:
    return DueReading(date(year, month, monthrange(year, month)[1]), match[0].strip())
