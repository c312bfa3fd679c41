"""Which lines of plain text are headings, by their words alone."""

import re
from functools import cache

_WORDS = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_NOT_TITLES = frozenset(("DONE", "OPEN", "CLOSED", "TBD", "TBA", "WIP", "NONE", "N/A", "ASAP", "HIGH", "MEDIUM", "LOW"))
_LEADING_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?[ \t]+")

_REPORT = re.compile(r"(?:[^:]{0,20}:)?\W*(?:post[- ]?mortem|incident|outage|rca|retro|report|review)", re.IGNORECASE)


@cache
def _titles() -> frozenset[str]:
    from connector.parsing import vocabulary

    groups = (vocabulary.ACTIONS, vocabulary.FOLLOW_UPS, vocabulary.MEASURES, *vocabulary.SECTIONS.values())
    return frozenset(name for group in groups for name in group)


@cache
def _verbs() -> frozenset[str]:
    from connector.parsing import vocabulary

    return vocabulary.VERBS


def is_title(line: str) -> bool:
    """Say whether the first line of a document, with a blank line behind it, is its title."""
    words = _WORDS.findall(line)
    if not words or line.rstrip().endswith((".", ",", ";", ":")) or words[0].lower() in _verbs():
        return False
    return ":" not in line or _REPORT.match(line) is not None


def level_of(line: str, *, alone: bool, parted: bool) -> int:
    """Return the heading level of a line that nothing underlines, 0 if it is running text.

    `alone`: no running text before it; `parted`: none behind it either.
    """
    text = line.strip("#* ")
    name = _LEADING_NUMBER.sub("", text).rstrip(": ").replace("\u2019", "'")
    normal = " ".join(name.lower().replace("-", " ").split())
    words = _WORDS.findall(name)
    if not words or name.endswith((".", ",", ";")):
        return 0
    if name.isupper() and sum(map(str.isalpha, name)) >= max(4, len(name) * 0.6) and name not in _NOT_TITLES:
        return 2
    if normal in _titles() and not name[0].islower() and (alone or len(words) > 1 or text.endswith(":")):
        return 2
    if text.endswith(":"):
        return 3 if alone and len(words) <= 8 and not name[0].islower() and ":" not in name else 0
    if parted and len(words) <= 5 and not name[0].islower() and words[0].lower() not in _verbs() and ":" not in name:
        return 2 if name[-1].isalnum() or name[-1] in "?)" else 0
    return 0
