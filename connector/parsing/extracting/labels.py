# ruff: noqa: RUF001 - the dashes, quotes and colons that people write
"""Labels inside a text: "Owner: X", "Due: Y", "Action: Z", and which of them only look so."""

import re
from functools import cache

from connector.parsing.extracting.refs import Marks
from connector.parsing.extracting.status import priority_of, status_of
from connector.parsing.headings import label
from connector.parsing.vocabulary import COLUMNS
from connector.parsing.words import NOT_LABELS

_WHAT = re.compile(r"(?<![\w-])(?P<label>action(?: item)?|task|to-?do)\*{0,2}\s*:\*{0,2}\s*", re.IGNORECASE)
"""The label of what is to be done, where other labels come first."""
_TITLE = re.compile(r"(?:[A-Z][\w'’-]*\s?){1,2}")
"""What makes "Platform Lead:" the name of a role, in front of a word that is a label elsewhere."""
_QUOTES = ('"', "“", "„", "«", "'", "‘", "`")
_FEW = 3
"""Words that a value may have whatever they are; more have to say what their label asks for."""


def says_what(text: str) -> bool:
    """Say whether a text has a label for what is to be done."""
    return any(_stands_apart(text, match) for match in _WHAT.finditer(text))


def is_what(match: re.Match[str]) -> bool:
    """Say whether a label is one for what is to be done."""
    return match.re is _WHAT


def labels_in(text: str, marks: Marks) -> list[re.Match[str]]:
    """Return the labels of a text, in order; none where it only begins with a word that is one elsewhere."""
    if ":" not in text and "=" not in text:
        return []
    found = [match for match in _labels().finditer(text) if _stands_apart(text, match)]
    if not found or (len(found) == 1 and not found[0].start() and not _fits(found[0], text, marks)):
        return []
    what = (match for match in _WHAT.finditer(text, found[0].end()) if _stands_apart(text, match))
    return sorted([*found, *what], key=lambda match: match.start())


def _fits(match: re.Match[str], text: str, marks: Marks) -> bool:
    """Say whether a text can be the value of the label before it: "Priority: P1 alerts must page" is what is to be done."""
    value = text[match.end() :]
    if len(value.split()) <= _FEW:
        return True
    match label(match["label"]):
        case "priority":
            first, second = value.split()[:2]
            return priority_of(first.rstrip(",;.")) is not None and not second[0].islower()
        case "status":
            return status_of(value) is not None
        case "refs":
            return marks.holds(value)
        case _:
            return True


@cache
def _labels() -> re.Pattern[str]:
    names = ("owner", "due", "status", "priority", "refs")
    words = [word for name in names for word in COLUMNS[name] if word not in NOT_LABELS and len(word) > 2]
    words.sort(key=lambda word: (-len(word), word))
    # A word as common as "target" is a label where a day follows its colon.
    dated = r"(?:target|when)(?=\s*:\s*\d{1,4}[-./ ]\s*\w)"
    return re.compile(
        rf"(?<![\w-])(?P<label>{'|'.join(map(re.escape, words))}|{dated})\.?\*{{0,2}}\s*[:=]\*{{0,2}}\s*", re.IGNORECASE
    )


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """Say whether a label is one: at the start, behind a separator, or capitalised."""
    before = text[: match.start()]
    if before.endswith((".", "-", "/", ":", *_QUOTES)):
        return False  # "jobs.status = DONE", 'says "Status: done"': a part of a name, or what somebody else says
    before = before.rstrip(" *_")
    if not before or before[-1] in "([{|;,.–—-:/\n":
        return True
    return match["label"][0].isupper() and "=" not in match[0] and not _TITLE.fullmatch(before)
