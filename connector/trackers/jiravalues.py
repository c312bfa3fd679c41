"""Values for Jira's fields: the form that a field's schema asks for, and texts of a field map brought into it.

What a text cannot become is Rejected here, with the field, the text and what is wanted: Jira's own words for it name no field.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any, Literal

from connector.clock import Clock
from connector.errors import Rejected
from connector.trackers.jiraclient import JiraClient

JSON = Any
Shape = Literal["text", "option", "options", "cascading", "user", "date", "number", "labels", "name", "names"]
LISTED = ("option", "options", "cascading", "name", "names")
"""Shapes whose values are among those that the screen names."""
WANTED: Mapping[Shape, str] = {"date": "a date such as 2027-01-31, 'today' or 'today + 14'", "number": "a number"}
_TODAY = re.compile(r"today(?:\s*\+\s*(\d{1,4}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Values:
    """Turns texts into what the fields of one site take."""

    client: JiraClient
    clock: Clock

    def value(self, name: str, text: str, entry: Mapping[str, JSON], *, verb: str, kind: Shape | None = None) -> JSON:
        """Return a text as the field of a screen's entry takes it. Raises Rejected with field, text and what is wanted."""
        shape = kind or shape_of(entry.get("schema") or {})
        self._refuse_unknown(name, text, shape, entry, verb=verb)
        return self.formatted(name, text, shape, verb=verb)

    def formatted(self, name: str, text: str, shape: Shape, *, verb: str) -> JSON:
        """Return a text in a shape. Raises Rejected."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        match shape:
            case "option":
                return {"value": text}
            case "options":
                return [{"value": part} for part in parts]
            case "cascading":
                parent, _, child = (part.strip() for part in text.partition(">"))
                return {"value": parent, "child": {"value": child}} if child else {"value": parent}
            case "user":
                return person(text, cloud=self.client.cloud)
            case "labels":
                return [label_text(part) for part in parts]
            case "name":
                return {"name": text}
            case "names":
                return [{"name": part} for part in parts]
            case "text":
                return text
        try:
            return self._read(text.strip(), shape)
        except (ValueError, OverflowError):
            said = f"field '{name}' wants {WANTED[shape]}, not '{text}'"
            raise Rejected(said, remote=self.client.remote, verb=verb) from None

    def _read(self, text: str, shape: Shape) -> JSON:
        if shape == "number":
            if not math.isfinite(number := float(text)):
                raise ValueError(text)
            return number
        if match := _TODAY.fullmatch(text):
            now = self.clock().astimezone(UTC)
            return (now + timedelta(days=int(match[1] or 0))).date().isoformat()
        return date.fromisoformat(text).isoformat()

    def _refuse_unknown(self, name: str, text: str, shape: Shape, entry: Mapping[str, JSON], *, verb: str) -> None:
        """Raise Rejected for a value that the field does not allow, naming those it does."""
        allowed = entry.get("allowedValues")
        if not isinstance(allowed, list) or shape not in LISTED:
            return
        parent, _, child = (part.strip() for part in text.partition(">"))
        given = text.split(",") if shape in ("options", "names") else [parent if shape == "cascading" else text]
        self._refuse_others(name, given, allowed, verb=verb)
        if shape == "cascading" and child:
            below = [
                each.get("children") or () for each in allowed if isinstance(each, dict) and parent == _called(each)
            ]
            self._refuse_others(name, [child], [each for children in below for each in children], verb=verb)

    def _refuse_others(self, name: str, given: Sequence[str], allowed: Sequence[JSON], *, verb: str) -> None:
        known = {_called(each) for each in allowed if isinstance(each, dict)}
        wrong = [part.strip() for part in given if part.strip() and part.strip() not in known]
        if wrong:
            said = f"field '{name}' does not allow '{wrong[0]}': it allows {words(sorted(known))}"
            raise Rejected(said, remote=self.client.remote, verb=verb)


def _called(allowed: Mapping[str, JSON]) -> str:
    return str(allowed.get("value") or allowed.get("name") or allowed.get("id"))


def shape_of(schema: Mapping[str, JSON]) -> Shape:
    """Return how a field of this schema wants its value."""
    kind, items = schema.get("type"), schema.get("items")
    match kind, items:
        case "array", "option":
            return "options"
        case "array", "string":
            return "labels"
        case "array", _:
            return "names"
        case "option", _:
            return "option"
        case "option-with-child", _:
            return "cascading"
        case "user", _:
            return "user"
        case "date" | "datetime", _:
            return "date"
        case "number", _:
            return "number"
        case "string" | "any", _:
            return "text"
        case _:
            return "name"


def person(handle: str, *, cloud: bool) -> dict[str, str]:
    """Return a person as requests want them."""
    return {"accountId": handle} if cloud else {"name": handle}


def label_text(text: str) -> str:
    """Return a label without the blanks that Jira refuses."""
    return "-".join(text.split())[:255]


def words(texts: Iterable[str]) -> str:
    """Return names for a message."""
    return ", ".join(texts) or "none"
