"""Items that wait for a tracker: for all of it, or for one question about them that it refused or failed to answer.

Not knowing who is meant, or which ticket, filing could file for the wrong person, or twice. A policy that files what has no
owner does not decide here: that nobody answered is not that nobody is there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from connector.core.model import Person
from connector.core.people import Known
from connector.core.plan import Desired
from connector.errors import Conflict, Rejected, RemoteError
from connector.resolving.lookups import TrackerLookups, asked_for
from connector.resolving.resolve import Resolver

WAITS = "waits for its tracker: "
"""How the reason begins to hold an item whose tracker does not answer."""


def waiting(want: Desired, unreachable: Mapping[str, str]) -> Desired:
    """Hold an item while its tracker does not answer: not knowing what is there, filing could file twice."""
    why = unreachable.get(want.tracker or "")
    return replace(want, holds=(*want.holds, f"{WAITS}{why}")) if why else want


def unanswered(want: Desired, *, resolver: Resolver, lookups: TrackerLookups) -> list[str]:
    """Return why to hold an item about whose ticket or owner a tracker was asked and did not answer."""
    return list(dict.fromkeys([*_of_names(want, resolver, lookups), *_of_owner(want, resolver, lookups)]))


def held(want: Desired, reasons: list[str]) -> Desired:
    """Hold an item for these reasons; what was concluded without an answer is not told."""
    return replace(want, holds=(*want.item.problems, *reasons), unready=(), notes=()) if reasons else want


def _of_names(want: Desired, resolver: Resolver, lookups: TrackerLookups) -> Iterator[str]:
    for tracker, name in resolver.asked(want.item):
        if error := lookups.unidentified(tracker, name):
            yield _told(f"names {name}, which could not be looked up", error)


def _of_owner(want: Desired, resolver: Resolver, lookups: TrackerLookups) -> Iterator[str]:
    item = want.item
    closed = item.status is not None and item.status.closed
    if want.tracker is None or closed or not item.owner or len(item.owners) > 1:
        return  # nobody is looked for
    found = resolver.directory.resolve(item.owner)
    person: Person | None = found.person if isinstance(found, Known) else None
    for text in asked_for(item.owner, person):
        if error := lookups.unsought(want.tracker, text, place=want.place):
            yield _told(f"owner '{item.owner}' could not be looked for", error)


def _told(what: str, error: RemoteError) -> str:
    """Return the reason: what was refused is for a person to see to, what broke is only waited for."""
    return f"{what}: {error}" if isinstance(error, Rejected | Conflict) else f"{WAITS}{error}"
