"""Values for Jira's fields: the form that a field's schema asks for, and texts of a field map brought into it.

What a text cannot become is Rejected here, with the field, the text and what is wanted: Jira's own words for it name no field.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from connector.clock import Clock
from connector.core.model import Given
from connector.errors import Rejected
from connector.trackers.jiraclient import JiraClient

JSON = Any
Kind = Literal["text", "option", "options", "cascading", "user", "date", "number", "labels"]
"""What a field map may say of a field."""
Shape = Kind | Literal["users", "moment", "label", "name", "names", "project", "estimate"]
LISTED = ("option", "options", "cascading", "name", "names", "project")
"""Shapes whose values are among those that the screen names."""
MAX_LABEL = MAX_LINE = 255
ONE_LINE = ":textfield"
"""How the type of a field of text ends that has one line, and so a length."""
SURE = ("number", "string", "date", "datetime", "option", "option-with-child", "user")
"""Types that say for sure what a value has to be, whatever a field map says."""
DAY = "a date such as 2027-01-31, 'today' or 'today + 14'"
WANTED: Mapping[Shape, str] = {
    "date": DAY,
    "moment": f"{DAY}, or a time such as 2027-01-31T09:00",
    "number": "a number",
    "estimate": "a span of work such as 4h or 1w 2d",
}
OF_CUSTOM: Mapping[str, Shape] = {
    "com.atlassian.jira.plugin.system.customfieldtypes:atlassian-team": "text",
    "com.pyxis.greenhopper.jira:gh-sprint": "number",
}
"""Types of fields that take an id as it is, whatever their schema says."""
OF_TYPE: Mapping[str, Shape] = {
    "option": "option",
    "option-with-child": "cascading",
    "user": "user",
    "date": "date",
    "datetime": "moment",
    "number": "number",
    "string": "text",
    "any": "text",
    "comments-page": "text",
    "project": "project",
    "timetracking": "estimate",
}
OF_ITEMS: Mapping[str, Shape] = {"option": "options", "string": "labels", "user": "users"}
"""By what is in an array."""
SEVERAL: Mapping[Kind, Shape] = {"user": "users", "option": "options", "text": "labels"}
"""What a field of several takes where a field map says what one is."""
ONE: Mapping[Shape, Shape] = {
    "options": "option",
    "users": "user",
    "labels": "label",
    "names": "name",
}
"""What is in a list of this shape."""
_SPAN = re.compile(r"\d+(?:\.\d+)?(?:\s*(?:[wdhm]|weeks?|days?|hours?|minutes?)(?:\s+(?=\d)|$)|$)", re.IGNORECASE)
"""A part of what Jira reads as a span; a number alone counts in the site's own unit."""
_TODAY = re.compile(r"today(?:\s*\+\s*(\d{1,4}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Values:
    """Turns texts into what the fields of one site take."""

    client: JiraClient
    clock: Clock

    def value(self, name: str, given: Given, entry: Mapping[str, JSON], *, verb: str, kind: Kind | None = None) -> JSON:
        """Return what the field of a screen's entry takes. Raises Rejected with field, value and what is wanted."""
        schema = entry.get("schema") or {}
        shape = shape_of(schema, kind)
        if (other := contradicts(schema, kind)) is not None:
            said = (
                f"field '{name}' is of kind {other} there, and the field map says kind = \"{kind}\": leave `kind` out"
            )
            raise Rejected(said, remote=self.client.remote, verb=verb)
        parts = parts_of(given, shape)
        if shape not in ONE and len(parts) > (2 if shape == "cascading" else 1):
            said = f"field '{name}' takes one value, not {len(parts)}: {words(parts)}"
            raise Rejected(said, remote=self.client.remote, verb=verb)
        self._refuse_unknown(name, parts, shape, entry, verb=verb)
        if one := ONE.get(shape):
            return [self._named(part, one) for part in parts]
        if shape == "cascading":
            parent, *child = parts
            return {"value": parent, "child": {"value": child[0]}} if child else {"value": parent}
        text = next(iter(parts), "")
        if shape == "text" and str(schema.get("custom")).endswith(ONE_LINE):
            text = cut(text, MAX_LINE)
        if shape not in WANTED:
            return self._named(text, shape)
        try:
            return self._read(text, shape)
        except (ValueError, OverflowError):
            said = f"field '{name}' wants {WANTED[shape]}, not '{text}'"
            raise Rejected(said, remote=self.client.remote, verb=verb) from None

    def _named(self, text: str, shape: Shape) -> JSON:
        match shape:
            case "option":
                return {"value": text}
            case "user":
                return person(text, cloud=self.client.cloud)
            case "label":
                return label_text(text)
            case "name":
                return {"name": text}
            case "project":
                return {"key": text}
            case _:
                return text

    def _read(self, text: str, shape: Shape) -> JSON:
        if shape == "number":
            if not math.isfinite(number := float(text)):
                raise ValueError(text)
            return int(number) if number.is_integer() else number
        if shape == "estimate":
            if not text or _SPAN.sub("", text):
                raise ValueError(text)
            return {"originalEstimate": text}
        if match := _TODAY.fullmatch(text):
            moment = self.clock().astimezone(UTC) + timedelta(days=int(match[1] or 0))
        elif shape == "date":
            return date.fromisoformat(text).isoformat()
        else:
            moment = datetime.fromisoformat(text)
        return moment.date().isoformat() if shape == "date" else _stamp(moment)

    def _refuse_unknown(
        self, name: str, parts: Sequence[str], shape: Shape, entry: Mapping[str, JSON], *, verb: str
    ) -> None:
        """Raise Rejected for a value that the field does not allow, naming those it does."""
        allowed = entry.get("allowedValues")
        if not isinstance(allowed, list) or shape not in LISTED:
            return
        nested = parts[1:] if shape == "cascading" else ()
        self._refuse_others(name, parts[:1] if nested else parts, called(allowed, shape), verb=verb)
        if nested:
            below = [each.get("children") or () for each in allowed if parts[:1] == called([each], shape)]
            children = called([each for children in below for each in children], shape)
            self._refuse_others(name, nested, children, verb=verb)

    def _refuse_others(self, name: str, given: Sequence[str], known: Sequence[str], *, verb: str) -> None:
        wrong = [part for part in given if part not in known]
        if wrong:
            said = f"field '{name}' does not allow '{wrong[0]}': it allows {words(sorted(known))}"
            raise Rejected(said, remote=self.client.remote, verb=verb)


def parts_of(given: Given, shape: Shape) -> tuple[str, ...]:
    """Return the values in what a field map gives: those of a list as they stand, those of a text by commas, or by ">"."""
    if isinstance(given, str):
        several = given.split(",") if shape in ONE else given.split(">", 1) if shape == "cascading" else [given]
    else:
        several = list(given)
    return tuple(part.strip() for part in several if part.strip())


def called(allowed: object, shape: Shape) -> tuple[str, ...]:
    """Return what stands in a field map for each of the values that a field of a screen allows: a project by its key."""
    names = ("key", "name", "id") if shape == "project" else ("value", "name", "id")
    entries = [each for each in allowed if isinstance(each, dict)] if isinstance(allowed, list) else []
    return tuple(str(next((each[name] for name in names if each.get(name)), "")) for each in entries)


def _stamp(moment: datetime) -> str:
    """Return an instant as Jira writes it: `2027-01-31T09:00:00.000+0000`, which is all that it reads."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware:%Y-%m-%dT%H:%M:%S}.{aware.microsecond // 1000:03d}{aware:%z}"


def shape_of(schema: Mapping[str, JSON], kind: Kind | None = None) -> Shape:
    """Return how a field of this schema wants its value; `kind` is what a field map says that one value is.

    Whether a field takes several, and whether a day or an instant, only its schema says.
    """
    type_ = str(schema.get("type"))
    if kind is not None:
        moment = type_ == "datetime" and kind == "date"
        return "moment" if moment else SEVERAL.get(kind, kind) if type_ == "array" else kind
    if (known := OF_CUSTOM.get(str(schema.get("custom")))) is not None:
        return known
    return OF_ITEMS.get(str(schema.get("items")), "names") if type_ == "array" else OF_TYPE.get(type_, "name")


def contradicts(schema: Mapping[str, JSON], kind: Kind | None) -> Shape | None:
    """Return what a field's values are where a field map says otherwise, and the schema is sure."""
    own = shape_of(schema)
    return own if kind is not None and schema.get("type") in SURE and shape_of(schema, kind) != own else None


def person(handle: str, *, cloud: bool) -> dict[str, str]:
    """Return a person as requests want them."""
    return {"accountId": handle} if cloud else {"name": handle}


def label_text(text: str) -> str:
    """Return a label without the blanks that Jira refuses."""
    return cut("-".join(text.split()), MAX_LABEL, end="")


def cut(text: str, most: int, *, end: str = "…") -> str:
    """Return a text that is not longer than Jira takes: it counts UTF-16 units, two for an emoji, and none is cut in half."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - len(end))].decode("utf-16-le", "ignore").rstrip() + end


def words(texts: Iterable[str]) -> str:
    """Return names for a message; one that has a comma of its own in quotes."""
    return ", ".join(f"'{text}'" if "," in text else text for text in texts) or "none"
