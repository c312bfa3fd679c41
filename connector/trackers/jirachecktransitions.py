"""Looking for values of a Jira field map that the screens of transitions would refuse.

Jira tells what is on these screens only of a ticket that is there. So people's tickets are asked where the project has any; else what
is known of the field from the create screens, or the site's list of fields, which tells no options, has to do.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from connector.core.model import Given, Status
from connector.errors import Fault, Rejected
from connector.settings.fieldmap import fold
from connector.trackers.jirafields import MapKeys, Transition
from connector.trackers.jiratransitions import ways_of

if TYPE_CHECKING:
    from connector.trackers.jira import JiraTracker

JSON = Any
Entries = dict[str, list[Mapping[str, JSON]]]
VERB = "look at the screens of transitions"
STANDING = ("statusCategory != Done", "statusCategory = Done")
"""A ticket of each is asked: from open ones lead the ways to close, from closed ones those to open again."""


def transition_values(tracker: "JiraTracker", at: str) -> Iterator[Fault]:
    """Find values for the screens of transitions that their field does not take. Raises RemoteError."""
    own: MapKeys = tracker.own
    specs: Mapping[Status, Transition] = {status: getattr(own.transitions, status.value) for status in Status}
    if not any(spec.fields for spec in specs.values()):
        return
    there = _fields_of(tracker)
    for status, spec in specs.items():
        for name, text in spec.fields.items():
            if said := _refusal(tracker, name, text, there):
                yield Fault(f'{at}.mapping: transitions.{status.value}.fields."{name}"', said)


def _fields_of(tracker: "JiraTracker") -> Mapping[str, Sequence[Mapping[str, JSON]]]:
    """Return by id what is known of the site's fields, from where most of it is told."""
    created: Entries = {}
    crossed: Entries = {}
    for place in sorted(tracker.places):
        try:
            screen = tracker.screens.fields(place, tracker.own.issue_type)
        except Rejected:
            continue  # told where the project is looked at
        _note(created, screen)
        with suppress(Rejected):
            for way in _ways_there(tracker, place):
                _note(crossed, way.get("fields") or {})
    listed = tracker.client.read_objects("field", verb="read its fields")
    return {str(entry.get("id")): [entry] for entry in listed} | created | crossed


def _note(entries: Entries, screen: Mapping[str, Mapping[str, JSON]]) -> None:
    for id_, entry in screen.items():
        entries.setdefault(id_, []).append(entry)


def _ways_there(tracker: "JiraTracker", project: str) -> Iterator[Mapping[str, JSON]]:
    """Yield the transitions of a ticket that is open and of one that is closed, where the project has them."""
    kind = tracker.own.issue_type
    for standing in STANDING:
        jql = f"project = {_quoted(project)} AND issuetype = {_quoted(kind)} AND {standing} ORDER BY updated DESC"
        found = next(tracker.client.search(jql, verb=VERB, fields=("status",)), None)
        yield from ways_of(tracker.client, str(found["id"])) if found is not None else ()


def _quoted(text: str) -> str:
    """Return a text of a search."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _refusal(
    tracker: "JiraTracker", name: str, text: Given, there: Mapping[str, Sequence[Mapping[str, JSON]]]
) -> str | None:
    """Return why no field of this id or name takes a text; None where one does: which one a screen has, only it tells."""
    said = f"there is no field '{name}', or this account may not see it"
    for id_, entries in there.items():
        for entry in entries:
            if name != id_ and fold(name) != fold(str(entry.get("name"))):
                continue
            try:
                tracker.reads.value(name, text, entry, verb="change a status")
            except Rejected as error:
                said = str(error)
            else:
                return None
    return said
