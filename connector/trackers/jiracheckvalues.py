"""Looking for values in a Jira field map that their fields would not take, as far as Jira tells that without a ticket."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from connector.core.model import Status
from connector.errors import Fault, Rejected
from connector.fieldmap import fold
from connector.trackers.jirafields import MapKeys, Transition

if TYPE_CHECKING:
    from connector.trackers.jira import JiraTracker

JSON = Any
VERB = "read its fields"


def transition_values(tracker: "JiraTracker", at: str) -> Iterator[Fault]:
    """Find values for the screens of transitions that their field does not take. Raises RemoteError."""
    own: MapKeys = tracker.own
    specs: Mapping[Status, Transition] = {status: getattr(own.transitions, status.value) for status in Status}
    if not any(spec.fields for spec in specs.values()):
        return
    there = tracker.client.call("GET", "field", verb=VERB)
    for status, spec in specs.items():
        for name, text in spec.fields.items():
            if said := _refusal(tracker, name, text, there):
                yield Fault(f'{at}.mapping: transitions.{status.value}.fields."{name}"', said)


def _refusal(tracker: "JiraTracker", name: str, text: str, there: Sequence[Mapping[str, JSON]]) -> str | None:
    """Return why no field of this id or name takes a text; None where one does: which one a screen has, only it tells."""
    hits = [entry for entry in there if name == entry.get("id") or fold(name) == fold(str(entry.get("name")))]
    said = f"there is no field '{name}', or this account may not see it"
    for entry in hits:
        try:
            tracker.reads.value(name, text, entry, verb="change a status")
        except Rejected as error:
            said = str(error)
        else:
            return None
    return said
