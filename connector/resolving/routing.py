"""Where an item goes: the facts that routes ask about, the first route that fits, and the place it names in its tracker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from connector.core.conditions import all_hold
from connector.core.model import ActionItem, Document, Person, PostMortem, TicketId, TicketName
from connector.core.people import Known, Several
from connector.errors import RemoteError
from connector.ports import Candidate
from connector.settings.config import Route

Facts = Mapping[str, str | None]
"""What is known of an item beside its own words: service, severity, incident, priority, team, owner, document.

The team is the owner's, who does the work; where that is not known, the one that the document names.
"""


class Lookups(Protocol):
    """What trackers were asked: which tickets names mean, and whom they know. `unreachable` says which did not answer."""

    @property
    def unreachable(self) -> Mapping[str, str]: ...

    def ticket(self, tracker: str, name: TicketName) -> TicketId | None: ...

    def candidates(self, tracker: str, text: str, *, place: str | None = None) -> Sequence[Candidate]: ...

    def unidentified(self, tracker: str, name: TicketName) -> RemoteError | None: ...

    def unsought(self, tracker: str, text: str, *, place: str | None) -> RemoteError | None: ...

    def unassignable(self, tracker: str, handle: str, *, place: str | None = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A tracker, and the route that leads there."""

    tracker: str
    route: Route | None

    @property
    def project(self) -> str | None:
        """The project that the route names in this tracker."""
        return self.route.project if self.route is not None and self.route.tracker == self.tracker else None

    def search(self, lookups: Lookups) -> Callable[[str], Sequence[Candidate]]:
        """Return what asks the tracker whom it knows there."""
        return partial(lookups.candidates, self.tracker, place=self.project)


def route_of(routes: Sequence[Route], facts: Facts, *, tags: Sequence[str], owners: Sequence[str] = ()) -> Route | None:
    """Return the first route whose every condition holds; a label is any of the `tags`, an owner any of these names of theirs."""
    every = {**{name: (fact,) for name, fact in facts.items()}, "label": tags, "owner": owners}
    return next((route for route in routes if all_hold(route.when.items(), every)), None)


def names_of(item: ActionItem, person: Known | Several | None) -> tuple[str, ...]:
    """Return what an item's owner is called: as written, and in the people file by whatever name."""
    written = [item.owner] if item.owner else []
    if not isinstance(person, Known):
        return tuple(written)
    known = person.person
    return (
        *written,
        known.id,
        known.name,
        *known.aliases,
        *([known.mail] if known.mail else []),
        *known.handles.values(),
    )


def facts_of(document: Document, post_mortem: PostMortem, item: ActionItem, person: Known | Several | None) -> Facts:
    """Return the facts of an item."""
    known: Person | None = person.person if isinstance(person, Known) else None
    return {
        "service": post_mortem.service,
        "severity": post_mortem.severity,
        "incident": post_mortem.incident,
        "priority": item.priority,
        "document": document.name,
        "owner": known.name if known else item.owner,
        "team": (known.team if known else None) or post_mortem.team,
    }
