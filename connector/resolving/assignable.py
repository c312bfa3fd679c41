"""Whether people can be assigned the tickets they would get, asked before the first one: by tracker, and by its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.core.model import Person
from connector.core.people import Directory
from connector.errors import Fault
from connector.ports import HasPlaces, TrackerReader
from connector.resolving.routing import Lookups
from connector.settings.config import Route

Holders = Mapping[str, tuple[str, str]]
"""By handle, a person's id and the key of their `handles`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody known gets no ticket, and what to do first."""

    why: str
    remedy: str


def refusal(
    person: Person, handle: str | None, tracker: TrackerReader, place: str | None, lookups: Lookups
) -> Refusal | None:
    """Return why somebody gets no ticket in a place of a tracker; None where they do."""
    if person.left:
        return Refusal(f"left on {person.left.isoformat()}, as the people file says", "write who does it now")
    if not handle or tracker.assigns_anyone or not lookups.unassignable(tracker.name, handle, place=place):
        return None
    return Refusal(f"is '{handle}' in {tracker.name}, which assigns no tickets to them", "mend the people file")


def unassignable_people(
    live: TrackerReader, kind: str, *, directory: Directory, routes: Sequence[Route]
) -> tuple[list[Fault], list[str]]:
    """Return people whose handle is nobody a tracker can assign tickets to, and notes of those who are so in a part of it.

    Teams work in projects of their own, so the latter is a fault only where a route gives its tickets there to them. Raises
    RemoteError.
    """
    holders: Holders = {
        person.handles[system]: (person.id, system)
        for person in directory.persons
        # Nobody expects tickets to go to who has left.
        if not person.left and (system := person.system_in(live.name, kind))
    }
    lost = live.unassignable(sorted(holders))
    faults = [
        Fault(
            f"people.{holders[handle][0]}.handles.{holders[handle][1]}",
            f"'{handle}' is nobody {live.name} can assign tickets to",
        )
        for handle in lost
    ]
    left = {handle: holder for handle, holder in holders.items() if handle not in lost}
    more, notes = _by_place(live, left, routes)
    return [*faults, *more, *_left(live.name, directory, routes)], notes


def _left(tracker: str, directory: Directory, routes: Sequence[Route]) -> list[Fault]:
    """Return the routes to a tracker whose own assignee has left."""
    gone = {str(person.id): person.left for person in directory.persons if person.left}
    return [
        Fault(f"routes.{index}.assignee", f"'{route.assignee}' left on {gone[route.assignee]}: name another person")
        for index, route in enumerate(routes)
        if route.tracker == tracker and route.assignee in gone
    ]


def _by_place(live: TrackerReader, holders: Holders, routes: Sequence[Route]) -> tuple[list[Fault], list[str]]:
    faults: list[Fault] = []
    notes: list[str] = []
    if not isinstance(live, HasPlaces) or len(live.places) < 2:
        return faults, notes
    for place in sorted(live.places):
        for handle in live.unassignable(sorted(holders), place=place):
            person, _ = holders[handle]
            said = f"is nobody {live.name} can assign tickets of {place} to"
            found = [
                Fault(f"routes.{index}.assignee", f"'{person}' ({handle}) {said}")
                for index, route in enumerate(routes)
                if (route.tracker, route.assignee, route.project or live.project) == (live.name, person, place)
            ]
            faults += found
            notes += [] if found else [f"people.{person}: '{handle}' {said}"]
    return faults, notes
