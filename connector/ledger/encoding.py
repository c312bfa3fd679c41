"""Values <-> what the columns hold: instants and days as ISO text, Fields as JSON with their types kept.

In JSON a string is a string, a list is a tuple of strings, null is None and `{"t": "date", "v": "2026-11-23"}` is a date.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from connector.core.model import Fields, FieldValue, PostMortem
from connector.errors import LedgerError

_dump = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_load = json.JSONDecoder().raw_decode  # half the time of json.loads, which looks for other encodings and spaces first
UNSTORABLE = "\N{REPLACEMENT CHARACTER}"


def instant_text(at: datetime) -> str:
    """Return an instant as text of one width, so that comparing text compares instants."""
    if at.tzinfo is None:
        raise LedgerError(f"cannot store {at.isoformat()}: it has no time zone; hand over an aware datetime")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def optional_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    return date.fromisoformat(text)


def optional_day(text: str | None) -> date | None:
    return None if text is None else day(text)


def plain(text: str) -> str:
    """Return free text without what a database refuses: NUL (PostgreSQL) and half surrogates (both).

    Documents are hostile; one of them must not stop a whole cycle.
    """
    if text.isascii():
        return text.replace("\0", UNSTORABLE) if "\0" in text else text
    return text.replace("\0", UNSTORABLE).encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def optional_plain(text: str | None) -> str | None:
    return None if text is None else plain(text)


def fields_text(fields: Fields) -> str:
    """Return Fields as JSON; the same fields give the same text."""
    return _dump({name: _tagged(name, value) for name, value in fields.items()})


def _tagged(name: str, value: FieldValue) -> object:
    match value:
        case None | str():
            return value
        case tuple():
            return list(value)
        case date() if not isinstance(value, datetime):
            return {"t": "date", "v": value.isoformat()}
    raise LedgerError(f"cannot store field '{name}': {value!r} is no text, date, tuple of texts or None")


def fields_of(text: str) -> Fields:
    """Read what `fields_text` wrote."""
    fields: dict[str, Any] = _load(text)[0]
    for name, value in fields.items():
        if value.__class__ is dict:
            fields[name] = day(value["v"])
        elif value.__class__ is list:
            fields[name] = tuple(value)
    return fields


def both_fields_of(applied: str, seen: str) -> tuple[Fields, Fields]:
    """Read a binding's two sets of fields; they are mostly equal, and then read once."""
    fields = fields_of(applied)
    return fields, fields if applied == seen else fields_of(seen)


def content_text(post_mortem: PostMortem) -> str:
    """Return what a post-mortem says beyond its columns, as JSON."""
    return _dump(
        {
            "attendees": list(post_mortem.attendees),
            "sections": dict(post_mortem.sections),
            "service": post_mortem.service,
            "status": post_mortem.status,
            "tags": list(post_mortem.tags),
            "team": post_mortem.team,
        }
    )


def list_text(values: Iterable[str]) -> str:
    """Return texts as a JSON array."""
    return _dump(sorted(values))
