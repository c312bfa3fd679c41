"""Words around a date that make it unsure, or the date of something else than the work."""

import re

from connector.core.datewords import (
    AFTER_WORDS,
    BEFORE_WORDS,
    BRINKS,
    CLOSING_WISHES,
    COUNTED,
    MONTHS,
    NUMBER_WORDS,
    PART_WORDS,
    SEASONS,
    WEEK_WORDS,
    WEEKDAYS,
    WISHES,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FINISHING = _words(
    "done completed finished fixed resolved delivered implemented deployed merged shipped out migrated landed released live "
    "closed ready over off agreed decided started updated upgraded replaced removed deleted enabled rotated reviewed "
    "documented tested scheduled published signed added moved needed required wanted expected planned latest"
)
"""Words before "by", "before", "until" that leave the date a due date: "must be finished by 1 May"."""
_PASSIVE = _words("be been being is are get gets got have has")
_LASTING = _words("for than every valid open available good older newer expiring expire expires")
"""Words before "until", "before" whose date is their own: "certificates valid until 1 May"."""
_KEEPING = _words(
    "keep retain freeze pause wait run extend leave hold monitor watch continue stay maintain silence mute suspend"
)
"""Orders that last until a date instead of being due at it."""
_NOUNS = (
    r"(?:(?:in|out|up)?field|shield|yield|feed|seed|speed|embed|bed|shed|token|.*grade|trade|facade|cascade|blockade|.*down|town|"
    r"crown|consent|present|thought|theft|left|breed|weed|deed)"
)
"""Things that are called like a participle: "validate the field by"."""
_PARTICIPLE = re.compile(rf"(?!{_NOUNS}$)[a-z-]{{2,}}(?:ed|tten|wn|ilt|ought|ade|sent|eft|eld|oken|osen|iven)")
DAY = "\x00"
"""Stands for each date that was read, in the words around it."""
_OPEN = (
    r"maybe|perhaps|probably|possibly|hopefully|likely|tentative(?:ly)?|provisional(?:ly)?|vielleicht|peut-être|quizás|"
    r"tbd|tbc|tba|to be (?:confirmed|decided|determined|agreed)"
)
"""Words that leave a day beside them open, wherever they stand."""
_DOUBT = (
    rf"{_OPEN}|between|zwischen|entre|not before|no earlier|not earlier|earliest|(?<!not )after|around|roughly|approx(?:imately|\.)?|circa|"
    r"frühestens|ungefähr|etwa|environ|aproximadamente|w/?c|"
    r"(?:week|woche|semaine|semana)(?: of| commencing| beginning| starting| from| vom| ab| du| del)"
)
"""Words that leave a day behind them open."""
_OVER = (
    r"was|were|war|était|era|missed|slipped|overran|moved|pushed|postponed|delayed|deferred|rescheduled|shifted|verschoben|"
    r"reporté|originally|formerly|previously|initially|ursprünglich"
)
"""Words for a day that counts no more."""
_START = r"from|since|starting|starts?|started|begins?|beginning|opened|created|raised|reported|updated|reviewed|cancell?ed|assigned|logged|ab|seit|depuis|desde|vanaf"
"""Words for a day on which something began or happened."""
_EACH = (
    r"black|good|easter|cyber|patch|ash|palm|holy|whit|boxing|last|every|each|previous|past|first|second|third|any|some|one|a|"
    r"jeden|jede|chaque|cada|letzten|dernier|último"
)
"""Words in front of "Friday" that make it another, or many."""
_DAYS = "|".join(map(re.escape, WEEKDAYS))
_MONTHS = "|".join(map(re.escape, MONTHS))
_NTH = r"\d{1,2}(?:st|nd|rd|th)?\.?"
_RANGES = re.compile(
    rf"(?<![\w./-])(?:{_NTH}\s*(?:[-–]|to|or|bis|oder|ou|o)\s*{_NTH}\s+(?:of\s+)?[^\W\d_]{{3,}}|"  # noqa: RUF001 - dashes people write
    rf"{_NTH}\s*(?:,|&|/|and|und|et|y|e)\s*{_NTH}\s+(?:of\s+|de\s+)?(?:{_MONTHS})\b)",
    re.IGNORECASE,
)
_NUMBERS = "|".join(map(re.escape, NUMBER_WORDS))
_STEPS = "|".join(map(re.escape, COUNTED)) + f"|{BRINKS}"
"""What is counted, and was not: "a few days before 2026-12-01"."""
_NOT = r"not|nicht|never|pas"
_NO = (
    rf"(?:{_NOT}|no) (?:(?:on|by|until|till|before|vor(?: dem)?|avant(?: le)?|antes del?) )*{DAY}|"
    r"not (?:yet )?(?:sure|confirmed|fixed|final|set|decided|known|agreed)\b"
)
_BEHIND = (
    r"\s*(?:[-–]?ish\b|\(?\+|\?|,?\s*(?:or|and|oder|ou)\s+(?:later|after|so|beyond|später|plus tard)\b|onwards?\b)"  # noqa: RUF001
)
_ON_TO = (
    r"(?:[-–/]|\.\.+|\s+(?:[-–]|to|bis)\s+(?=\d+(?:st|nd|rd|th)?(?:\W*$|[.,;)])))\d{1,2}(?:st|nd|rd|th)?\b"  # noqa: RUF001
    r"(?![:.]\d|\s*(?:[ap]\.?m\b|h\b|uhr|%))"
)
"""The end of a stretch behind its first day: "Nov 1-5"."""
_FOLLOWED = (
    rf"{_BEHIND}",
    rf"{_ON_TO}",
    rf"\W*(?!(?:was|were|war|era)\b)(?:{_OVER})\b(?! (?:to|from|until))",
    rf"\s*[-–/]\s*(?:(?:{_DAYS}|{_MONTHS})\b|(?:{WEEK_WORDS}|w)\s?\d)",  # noqa: RUF001
    r"\s*(?:[-–/]|\b(?:to|or|bis|oder)\b)\s*(?:mid|early|late|beginning|start|end)\b",  # noqa: RUF001
    rf"\s*(?:&|,|\b(?:and|und|et|y)\b)\s*{_NTH}(?=\s*(?:$|[,;)&]|and\b))",
    r"\s*[-–]\s*\d{1,2}\.\d{1,2}\b",  # noqa: RUF001
    r"\s*(?:[-–/]|\.\.+|…)\s*\d{4}-",  # noqa: RUF001
    rf"\s*(?:minus\b|[-–]\s*\d{{1,3}}\s?(?:{_STEPS})\b)",  # noqa: RUF001
    r"\W*(?:extended by|\d+ (?:days?|weeks?|months?) later)\b",
    r",?\s+\d{5,}",
)
"""What makes a day unsure behind it: the other end of a stretch, a second day, a step from it."""
_PRECEDED = (
    r"(?:[~≈±≥]|(?<![-=])>=?|\babout)\s*",
    rf"\b(?:{_OVER})(?: (?:due|on|from|by|the|for))*[\s:]*",
    rf"\b(?:{_START})(?: (?:on|the))?[\s:]*",
    rf"\b(?:{_EACH}) ",
    rf"\b(?:{_STEPS}) (?:{BEFORE_WORDS}|{AFTER_WORDS}) (?:the )?",
    r"\b(?:nach(?: de[mr])?|après(?: la| le)?|después(?: de la| del?)?) ",
    rf"^{_NTH}\s*(?:[-–]|&|and|und)\s*",  # noqa: RUF001
    rf"\b(?:\d|{_NUMBERS})\s+(?:to|or|bis|oder|ou)\s+",
    rf"\b(?:{_MONTHS})\.?\s*(?:[-–/]|\b(?:to|or|and|bis|oder|und|ou|et|o|y)\b)\s*",  # noqa: RUF001
)
"""What makes a day unsure in front of it: a doubt, a first day, a day that was given up, the start of a stretch."""
_UNSURE = re.compile(
    rf"\?\s*(?:$|[)\]])|\b(?:{_DOUBT})(?!\w)|\b(?:{_NO})|(?:{'|'.join(_PRECEDED)}){DAY}|{DAY}(?:{'|'.join(_FOLLOWED)})",
    re.IGNORECASE,
)
_DOUBT_FIRST = re.compile(
    rf"(?:(?:[~≈±]|>=?|≥|(?:the\s+)?(?:{_DOUBT}|about|{_OVER}|{_NOT})(?!\w)|(?<=\w )(?:from|due|on))\s*)+(?:the\s+)?",
    re.IGNORECASE,
)
_STRETCH = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\.?\s*(?:[-–]|to|or|bis|oder|ou|o)\s*(?=\d)", re.IGNORECASE)  # noqa: RUF001
_DOUBT_BEHIND = re.compile(
    rf"(?:{_BEHIND}|{_ON_TO}|\s*minus\b|,?\s+\d{{5,}}|\s*(?:->|→|=>|/|[-–,(]|or)\s*(?:{_OPEN})(?!\w)\)?)",  # noqa: RUF001
    re.IGNORECASE,
)
_DOUBT_BEFORE = re.compile(
    rf"(?:\d\s*[-–]|\b(?:or|to|bis|oder|ou)(?= *$)|\b(?:{_OPEN}|{_NOT})|[~≈±])\s*(?:due\s*)?$",  # noqa: RUF001
    re.IGNORECASE,
)
_OVER_BEFORE = re.compile(rf"\b(?:{_OVER}|old|original|initial|missed the)\s*$", re.IGNORECASE)
_DECIMAL = re.compile(r"(?:by|before|until|till|due)[\s:]*\d{1,2}\.\d{1,2}\.$", re.IGNORECASE)
"""A number at the end of a sentence, unless it is a day as Germans write it."""
_FORBIDDEN = re.compile(
    r"^(?:please\s+)?(?:do not|don['’]t|never)\b[^.;,:]*$|\b(?:not|never|cannot|[a-z]+n['’]t)\s+(?:be\s+)?(?:[\w-]+\s+){0,2}$",  # noqa: RUF001
    re.IGNORECASE,
)
"""What must not happen yet: "do not deploy before 2026-12-01"."""


_ANOTHERS = re.compile(
    r"\b(?:to|from|of|for|since|than|until|about|as|every|each|after|before|like|seen|was|were|is|are|did|happens?|starts?|begins?)"
    r"\s+(?:on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
"""Words in front of a day that is another's: "move the review to Tuesday next week"."""
_TOLD_OF = re.compile(r"\b(?:that|which|who|what|where|why|how)\b", re.IGNORECASE)
_WISH = re.compile(rf"\b(?:{WISHES})")
_CLOSING_WISH = re.compile(rf"\b(?:{CLOSING_WISHES})\W*$", re.IGNORECASE)
_CLOSING_WISH_LOWER = re.compile(rf"\b(?:{CLOSING_WISHES})\W*$")
_WISH_ALONE = re.compile(
    rf"(?:{CLOSING_WISHES}|next (?:sprint|quarter|release|week|month|year)|"
    r"(?:(?:by|in)\s+)?(?:q[1-4]|[qh][1-4]\s*/?\s*20\d\d|(?:week |w)\d{1,2})|(?:by|in)\s+h[12]|"
    rf"(?:by|before)\s+(?:the\s+)?(?:{SEASONS})|(?:(?:by|in)\s+)?(?:{PART_WORDS})[\s-]+(?:{_MONTHS})(?:\s+20\d\d)?)",
    re.IGNORECASE,
)
LOOKED_AT = 60
"""Characters in front of a date in a sentence in which a doubt is looked for."""
_OR = re.compile(
    r"\s*(?:/|->|→|=>|[-–]{1,2}|&|\b(?:or|and|oder|und|ou|et|o|y|e|eller|of|to|bis)\b|[,;(]*\s*\b(?:now|(?:moved|slipped|postponed|pushed|delayed|"  # noqa: RUF001
    r"deferred|rescheduled|shifted|extended|verschoben)(?:\s+(?:to|until|auf))?))\s*",
    re.IGNORECASE,
)


def alternative(text: str, at: int) -> int | None:
    """Return where what stands behind "or", a dash or "moved to" begins, if it is at `at`: "by 9 May or 10 May"."""
    match = _OR.match(text, at)
    return match and match.end()


def is_unsure(words: str, around: str) -> bool:
    """Say whether a text with a date in it names no single day; `around` has DAY in the place of each date."""
    return _RANGES.search(words) is not None or _UNSURE.search(around) is not None


def doubt_first(text: str, at: int) -> int | None:
    """Return where a date would begin behind a doubt at `at`: "by ~2026-11-10", "by 1-5 November"."""
    match = _DOUBT_FIRST.match(text, at) or _STRETCH.match(text, at)
    return match and match.end()


def doubted(before: str, marker: str, *, day: str, behind: str) -> tuple[str, str] | None:
    """Return the words around a marker and its date that make the date unsure: "not before", "by 1 May or later"."""
    if _DECIMAL.fullmatch(marker + day):
        return "", ""
    lead, near = marker.strip(" :").lower(), before[-LOOKED_AT:]
    doubt = _DOUBT_BEFORE.search(near)
    if doubt is None and lead.startswith(("due", "deadline", "eta")):
        doubt = _OVER_BEFORE.search(near)
    if doubt is None and lead in ("before", "until", "till"):
        doubt = _FORBIDDEN.search(before)
    if doubt is not None:
        return doubt[0].strip(), ""
    after = _DOUBT_BEHIND.match(behind)
    return ("", after[0].rstrip()) if after is not None else None


def is_anothers(before: str, day: str) -> bool:
    """Say whether a day at a sentence's end may be that of the words before it: "the errors seen tonight"."""
    words = before.split()
    if not words or words[0].lower() in _KEEPING or _ANOTHERS.search(before):
        return True
    if day.lower().startswith(("in", "within")):
        return False
    return _PARTICIPLE.fullmatch(words[-1].lower()) is not None or _TOLD_OF.search(before) is not None


def wish_in(text: str) -> str | None:
    """Return the words of a sentence that say when and name no day: "in H1", "next sprint", "in 2-3 weeks"."""
    lower = text.lower()
    # A letter that is two in lower case would shift the others; without one, this is half as dear as regardless of case.
    pattern, closing = (_CLOSING_WISH_LOWER, lower) if len(lower) == len(text) else (_CLOSING_WISH, text)
    found = (_WISH.search(text), pattern.search(closing, max(0, len(text) - LOOKED_AT)))
    first = min(filter(None, found), key=lambda match: match.start(), default=None)
    return first and text[first.start() : first.end()].strip(" .,;:)!")


def is_wish(text: str) -> bool:
    """Say whether a text is such words and nothing else."""
    return _WISH_ALONE.fullmatch(text.strip()) is not None


def not_for_sure(words: str) -> str:
    """Say what is wrong with such a text, and what to write."""
    return f"'{words}' is not one day for sure: write the day, such as 2026-12-01"


def is_a_verb(text: str, start: int, end: int) -> bool:
    """Say whether a date in a sentence is a number and the verb "may": "before 3 may fail"."""
    return text[start:end].endswith(" may") and re.match(r"\s+[a-z]", text[end:]) is not None


def belongs_elsewhere(before: str, marker: str) -> bool:
    """Say whether a date may be that of the words before it: "logs written before", "certificates valid until"."""
    words = [word.strip(".,;:()").lower() for word in before.split()]
    lead = marker.strip(" :").lower()
    if not words or lead not in ("by", "by the", "before", "until", "till"):
        return False
    last, above = words[-1], words[-2] if len(words) > 1 else ""
    if lead in ("until", "till") and words[0] in _KEEPING:
        return True
    if last in _LASTING:
        return True
    participle = _PARTICIPLE.fullmatch(last) is not None and last not in _FINISHING
    return participle and above not in _PASSIVE and len(words) > 2
