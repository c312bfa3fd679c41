"""Between our fields and the front matter of a ticket file, by the words of the field map."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from connector.core.model import Fields, FieldValue, Status
from connector.settings.fieldmap import FieldMap, fold
from connector.trackers.ticketfile import KEYS, TicketFile, Unreadable, Value, clean

NAMES = ("title", "owner", "due", "status", "priority", "labels")
MEANT = {
    "state": "status", "assignee": "owner", "assigned": "owner", "assignedto": "owner", "ownedby": "owner",
    "responsible": "owner", "duedate": "due", "dueby": "due", "dueon": "due", "deadline": "due", "prio": "priority",
}  # fmt: skip
"""Keys of other tools, letters only, that people write for ours."""
ALIKE = 0.8
"""Share of letters from which a key is one of ours, misspelt."""


def read_fields(file: TicketFile, words: Mapping[str, Status]) -> Fields:
    """Return what a ticket file says; `words` are the status words as `fold` makes them. Raises Unreadable.

    Whom it belongs to and when it is due may stay open, its status may not: a line that was lost would open it again.
    """
    for name, entry in file.entries.items():
        if name not in KEYS and (meant := _meant(name)) is not None:
            raise Unreadable(f"'{name}' is no key here; write `{meant}`, or another word for yours", line=entry.line)
    return {
        "title": file.title or None,
        "owner": file.get("owner") or None,
        "due": _due(file),
        "status": _status(file, words).value,
        "priority": file.get("priority") or None,
        "labels": file.get_list("labels"),
    }


def _status(file: TicketFile, words: Mapping[str, Status]) -> Status:
    word = file.get("status")
    if not word:
        first = {status: word for word, status in reversed(list(words.items()))}
        others = ", ".join(first[status] for status in Status if status is not Status.OPEN and status in first)
        message = f"there is no status; write `status: {first.get(Status.OPEN, 'open')}`, or one of: {others}"
        raise Unreadable(message, line=file.line_of("status"))
    status = words.get(fold(word))
    if status is None:
        known = ", ".join(words)
        raise Unreadable(f"status '{word}' is not known; write one of: {known}", line=file.line_of("status"))
    return status


def _meant(name: str) -> str | None:
    """Return which of our fields an unknown key is nearly called; None for people's own keys."""
    letters = "".join(filter(str.isalnum, name.casefold()))
    near = get_close_matches(letters, NAMES[1:], n=1, cutoff=ALIKE)
    return MEANT.get(letters) or next(iter(near), None)


def _due(file: TicketFile) -> date | None:
    text = file.get("due")
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unreadable(f"due '{text}' is no date; write it as 2026-12-31", line=file.line_of("due"))


def front_values(fields: Fields, fieldmap: FieldMap) -> tuple[str | None, dict[str, Value]]:
    """Return the title, if there is one, and the front matter values to write; what is None is left out."""
    if unknown := sorted(set(fields) - set(NAMES)):
        raise ValueError(f"no such fields: {', '.join(unknown)}")
    given = {name: value for name, value in fields.items() if value is not None}
    title = given.pop("title", None)
    values = {name: _value(name, value, fieldmap) for name, value in given.items()}
    return None if title is None else fieldmap.title(str(title)), {
        name: value for name, value in values.items() if value is not None
    }


def _value(name: str, value: FieldValue, fieldmap: FieldMap) -> Value | None:
    match name, value:
        case "status", str():
            return clean(fieldmap.status_word(Status(value)))
        case "priority", str():
            word = fieldmap.priority_word(value)
            return None if word is None else clean(word)
        case _, date():
            return value.isoformat()
        case _, tuple():
            return clean(value)
        case _:
            return clean(str(value))
