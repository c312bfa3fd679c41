# ruff: noqa: RUF001 - the dashes that people write
"""Lines that are a label and its value and nothing else, as they stand below an item: "Owner: Kim · Due: 4 May"."""

import re

from connector.parsing.blocks import Inline
from connector.parsing.extracting.labels import says_what
from connector.parsing.extracting.status import status_of
from connector.parsing.extracting.told import first_word
from connector.parsing.headings import classify, label
from connector.parsing.runs import drop_prefix
from connector.parsing.vocabulary import VERBS
from connector.parsing.words import NOT_FIELDS

_LABEL = re.compile(r"\s*([^:\n]{1,40}?)\s*[:=]\s*(?=\S|$)")
_FIELDS = frozenset(("owner", "due", "status", "priority", "refs", "closed_on"))
_PARTS = re.compile(r"\s[-–—|]\s|;\s")
_LINES = re.compile(r"\n|\s[·•|]\s|[,;]\s+(?=[A-Z][\w ]{1,20}:\s)")
_LABELS = re.compile(
    r"(?<!\S)(?=(?:Owner|Assignee|Responsible|DRI|Lead|Due(?: [Dd]ate)?|Deadline|ETA|Status|State|Priority|Ticket|Jira|Issue|"
    r"Verantwortlich|Fällig|Frist|Priorität|Responsable|Échéance|Statut|Fecha|Estado|Prazo)\s?:\s)"
)
"""Labels that follow one another without a separator: "Owner: Kim Due: 4 May"."""
_MOST_WORDS = {"refs": 3, "priority": 3, "status": 8, "due": 7}
"""Longer values are sentences: "Jira: OPS-12 - tune the autoscaler" is an item, not a field of the one before."""
_ORDER = re.compile(r"\b(?:must|shall|should|needs? to|has to|have to)\b|^[a-z][\w'’-]*(?:\s\S+){3,}\s\([^()]{2,40}\)$")
"""What a value says that is no value: "Due: dates must be in the future", "Team: search hires one more (Ana)"."""
_BEHIND = re.compile(r"[a-z]{2}\.\s+(?P<words>[A-Z].*)")


def field_line(inline: Inline) -> tuple[str, Inline] | None:
    """Read "Owner: X" as a field's name and value."""
    match = _LABEL.match(inline.text)
    if match is None or match[1].strip("* ").lower() in NOT_FIELDS:
        return None
    name = label(match[1].strip("*_ "))
    if name == "notes":
        return name, drop_prefix(inline, match.end())
    value = inline.text[match.end() :]
    glued = any(label(word.split(":")[0]) in _FIELDS for word in value.split() if ":" in word.strip(":"))
    if glued or _PARTS.search(value) or len(_LINES.split(value)) > 1 or says_what(value):
        return None
    behind = _BEHIND.search(value) if name == "owner" else None
    if (
        name not in _FIELDS
        or (behind is not None and first_word(behind["words"]) in VERBS)
        or len(value.split()) > _MOST_WORDS.get(name, 8)
        or (name == "status" and not status_of(value))
        or _ORDER.search(value)
    ):
        return None
    return name, drop_prefix(inline, match.end())


def field_only(inline: Inline) -> bool:
    """Say whether a line is a field of the document rather than an item: "Next review date: 4 May", "Distribution: all"."""
    match = _LABEL.match(inline.text)
    if match is None or len(match[1].split()) > 4:
        return False
    kind = classify(match[1])
    told = kind is not None and kind.name in ("next_review_date", "people", "no_detailed_post_mortem_reason")
    return told and not _ORDER.search(inline.text[match.end() :])


def _lines(text: str) -> list[str]:
    """Return each field of a text: on lines of their own, behind separators, or one label after the other."""
    labels = [match.start() for match in _LABELS.finditer(text)] if text.count(":") > 1 else []
    if len(labels) < 2 or text[: labels[0]].strip(" *_"):
        return _LINES.split(text)
    return [text[at:end].strip(" \n,;|·•/–—-") for at, end in zip(labels, [*labels[1:], len(text)], strict=True)]


def paragraph_fields(inline: Inline) -> list[tuple[str, Inline]]:
    """Read the lines of a paragraph that are all "label: value", or one line of them: "Owner: Ana · Due: 4 May"."""
    if ":" not in inline.text and "=" not in inline.text:
        return []
    found = []
    for line in _lines(inline.text):
        field_ = field_line(Inline(line.strip(), tuple(link for link in inline.links if link.text in line)))
        if field_ is None:
            return []
        found.append(field_)
    return found
