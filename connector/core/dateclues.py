"""Words around a date that make it unsure, or the date of something else than the work."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FINISHING = _words(
    "done completed finished fixed resolved delivered implemented deployed merged shipped out migrated landed released live "
    "closed ready over off agreed decided started updated upgraded replaced removed deleted enabled rotated reviewed "
    "documented tested scheduled published signed added moved needed required wanted expected planned latest"
)
"""Words before "by", "before", "until" that leave the date a due date: "must be finished by 1 May"."""
_PASSIVE = _words("be been being is are get gets got have has")
_LASTING = _words("valid open available good older newer expiring expire expires")
"""Words before "until", "before" whose date is their own: "certificates valid until 1 May"."""
_KEEPING = _words(
    "keep retain freeze pause wait run extend leave hold monitor watch continue stay maintain silence mute suspend"
)
"""Orders that last until a date instead of being due at it."""
_PARTICIPLE = re.compile(r"[a-z-]{2,}(?:ed|tten|wn|ilt|ought|ade|sent|eft|eld|oken|osen|iven)")
_UNSURE = re.compile(
    r"\?\s*$|\b(?:between|not before|no earlier|not earlier|earliest|after|maybe|perhaps|probably|possibly|tentative(?:ly)?|"
    r"around|roughly|approx(?:imately|\.)?|circa|frühestens|vielleicht|peut-être|quizás)\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)?\.?\s*(?:[-–]|to|or|bis|oder|ou|o)\s*\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?[^\W\d_]{3,}",  # noqa: RUF001 - dashes people write
    re.IGNORECASE,
)
"""What makes a day unsure: a doubt, a first day, or the two ends of a stretch."""


_OR = re.compile(r"\s*(?:/|\b(?:or|oder|ou|o|eller|of)\b)\s*", re.IGNORECASE)


def alternative(text: str, at: int) -> int | None:
    """Return where what stands behind "or" begins, if that word is at `at`: "by 9 May or 10 May"."""
    match = _OR.match(text, at)
    return match and match.end()


def is_unsure(words: str) -> bool:
    """Say whether a text with a date in it names no single day."""
    return _UNSURE.search(words) is not None


def not_for_sure(words: str) -> str:
    """Say what is wrong with such a text, and what to write."""
    return f"'{words}' is not one day for sure: write the day, such as 2026-12-01"


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
