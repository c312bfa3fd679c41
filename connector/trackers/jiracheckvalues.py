"""Looking for fields and values of a Jira field map that a new ticket would be refused for."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from connector.core.model import Given
from connector.errors import ConfigError, Fault, Rejected
from connector.settings.fieldmap import ExtraField, fold
from connector.trackers.jirafields import OURS
from connector.trackers.jirameta import epic_link
from connector.trackers.jiravalues import called, parts_of, shape_of

if TYPE_CHECKING:
    from connector.trackers.jiracheck import Place

JSON = Any
Screen = Mapping[str, Mapping[str, JSON]]
ALWAYS = ("project", "issuetype", "summary", "description", "labels", "reporter")
"""What a new ticket always has: given by us, or by Jira itself."""
_TEMPLATE = re.compile(r"\{[{%#]")


def required_fields(place: "Place", screen: Screen) -> Iterator[Fault]:
    """Find fields that a new ticket must have, and for which a ticket of ours may have nothing."""
    own = place.own
    mapped = {id_: name for name in own.fields if (id_ := _id(name, screen))}
    given = {*ALWAYS, *(name for name in ("components", "security", "parent") if getattr(own, name))}
    given |= {epic} if own.parent and (epic := epic_link(screen)) else set()
    lacked = {theirs for ours, theirs in OURS.items() if ours not in own.omit}
    for id_, entry in sorted(screen.items()):
        if not entry.get("required") or entry.get("hasDefaultValue") or id_ in given:
            continue
        if id_ in mapped and not _may_be_nothing(own.fields[mapped[id_]]):
            continue
        own_name = str(entry.get("name") or id_)
        # A name that two fields have would be refused as unclear.
        sure = id_ not in lacked and _id(own_name, screen) == id_
        name = mapped.get(id_) or (own_name if sure else id_)
        if id_ in mapped:
            said = "is required, and its template may give nothing: give it a default"
        elif id_ in lacked:
            said = 'is required, and an item may lack it: write value = "" and a default that stands in'
        else:
            said = f"is required and has no value: give it one ({id_})"
        yield place.fault(f'fields."{name}"', said, allowed_values(entry))


def _varies(spec: ExtraField) -> bool:
    texts = (spec.value,) if isinstance(spec.value, str) else spec.value
    return any(_TEMPLATE.search(text) for text in texts)


def _may_be_nothing(spec: ExtraField) -> bool:
    from connector.rendering.templating import Templates
    from connector.resolving.compose import Composer

    try:
        return Composer(Templates()).least(spec) is None
    except ConfigError:
        return False  # told where all templates are tried


def further_fields(place: "Place", screen: Screen) -> Iterator[Fault]:
    """Find further fields that the create screen lacks, and values that are known now and that their field does not take."""
    from connector.rendering.templating import Templates
    from connector.resolving.compose import Composer

    for name, spec in place.own.fields.items():
        constant = None if _varies(spec) else Composer(Templates()).least(spec)
        values: dict[Given | None, None] = dict.fromkeys(filter(None, (constant, *spec.words.values(), spec.default)))
        for text in values or [None]:
            try:
                place.tracker.screens.try_value(
                    name, text, spec, project=place.project, issue_type=place.own.issue_type
                )
            except Rejected as error:
                yield place.fault(f'fields."{name}"', str(error))
            else:
                yield from _people(place, name, text, screen)


def _people(place: "Place", name: str, given: Given | None, screen: Screen) -> Iterator[Fault]:
    """Find people that a field of people is to have and who are nobody there."""
    id_ = _id(name, screen) or ""
    shape = shape_of(screen[id_].get("schema") or {}, place.own.fields[name].kind)
    if given is None or shape not in ("user", "users"):
        return
    for handle in parts_of(given, shape):
        if place.tracker.unassignable([handle], place=place.project) and (said := _nobody(place, id_, handle)):
            yield place.fault(f'fields."{name}"', said)


def _nobody(place: "Place", id_: str, handle: str) -> str | None:
    """Return what is wrong with somebody whom tickets cannot be assigned to, for a field."""
    key, called = ("accountId", "account id") if place.client.cloud else ("username", "user name")
    if id_ == "assignee":
        return f"tickets cannot be assigned to '{handle}'; a person is named by the {called}"
    try:
        place.client.call("GET", "user", verb="look for a person", params={key: handle})
    except Rejected as error:
        if error.status in (400, 404):
            return f"'{handle}' is nobody here: a person is named by the {called}"
    return None  # there, or this account may not look at people


def _id(name: str, screen: Screen) -> str | None:
    hits = [id_ for id_, entry in screen.items() if name == id_ or fold(str(entry.get("name"))) == fold(name)]
    return name if name in hits else hits[0] if len(hits) == 1 else None


def allowed_values(entry: Mapping[str, JSON]) -> tuple[str, ...]:
    """Return the values that a field of a create screen allows, as a field map names them."""
    return called(entry.get("allowedValues"), shape_of(entry.get("schema") or {}))
