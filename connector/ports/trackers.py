"""Where tickets are filed and watched: a reader, a writer, and what only some trackers can do."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from connector.core.model import (
    Draft,
    Fields,
    Hold,
    ItemKey,
    Marker,
    Side,
    Snapshot,
    Status,
    Ticket,
    TicketId,
    TicketName,
)
from connector.errors import Fault, RemoteError


@dataclass(frozen=True, slots=True)
class Poll:
    """Tickets changed since a cursor, and the cursor for the next poll.

    `snapshot.complete` is True when every ticket of this installation was looked at, so that what is not in `present` is
    gone; `present` is then the ids of all tickets there are.
    """

    tickets: tuple[Ticket, ...]
    cursor: str
    complete: bool
    present: frozenset[TicketId] = frozenset()
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """A draft that became a ticket; `note` says what the tracker made of it that was not asked for."""

    marker: Marker
    ticket: Ticket
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotFiled:
    """A draft that did not, and why: Rejected, RateLimited, Ambiguous ... as the remote told."""

    marker: Marker
    error: RemoteError


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a tracker can assign tickets to: the handle it wants, and what people may call them."""

    handle: str
    name: str
    mail: str | None = None


class TrackerReader(Protocol):
    """What planning may use of a tracker: it cannot write."""

    name: str
    site: str
    """Where its tickets are; two trackers of one site see the same ones."""
    search_lag: timedelta
    """How long a new ticket may stay invisible to `find`."""
    assigns_anyone: bool
    """Whether an owner may be any text; otherwise only a person the tracker knows."""
    rules: Mapping[str, Side]
    """Field -> the side that rules it, from the field map."""
    full_look: timedelta | None
    """How often all known tickets are fetched by id, as polls cannot tell what is gone; None where they can."""

    def poll(self, cursor: str | None) -> Poll:
        """Return what changed since `cursor`; everything where it is empty, or None.

        None says that this ledger never knew the tracker: then what is not there yet is no error.
        """

    def fetch(self, ids: Collection[TicketId]) -> Snapshot:
        """Return these tickets by a consistent read; ids the tracker does not have are in `missing`."""

    def find(self, markers: Collection[Marker], *, since: datetime) -> Mapping[ItemKey, Sequence[Ticket]]:
        """Return the tickets that carry these markers, by the most consistent read there is.

        Tickets made before `since` need not be looked at.
        """

    def ticket_name(self, ref: str) -> TicketName | None:
        """Return the name of the ticket a document's reference (URL or key) points to, if it points into this tracker."""

    def identify(self, names: Collection[TicketName]) -> Mapping[TicketName, TicketId]:
        """Return the ids of the tickets with these names; names the tracker does not have are left out."""

    def candidates(self, text: str, *, place: str | None = None) -> Sequence[Candidate]:
        """Return whom the tracker could assign a ticket to for an owner as written; none where any text is an owner.

        `place` is the part of the tracker that a route names for the ticket.
        """

    def unassignable(self, handles: Collection[str], *, place: str | None = None) -> Sequence[str]:
        """Return those of these handles that tickets cannot be assigned to, in a part of the tracker or in any. Raises RemoteError."""

    def check(self) -> Sequence[Fault]: ...


class TrackerWriter(Protocol):
    """What applying may use of a tracker. No method retries a create."""

    name: str
    batch: int
    """How many drafts one `create` call takes."""

    def prepare(self) -> None:
        """Make ready what the first create needs; called while a ledger does not know the tracker yet."""

    def ready_in(self) -> float:
        """Return the seconds until the next batch may be created: what the tracker bears, as far as it is known here."""

    def estimate(self, creates: int) -> float:
        """Return the seconds that so many creates take at the least, by what the tracker bears."""

    def create(self, drafts: Sequence[Draft]) -> Iterator[Filed | NotFiled]:
        """Create tickets, yielding each outcome as it is known. Raises Ambiguous when none is known."""

    def update(self, ticket: TicketId, fields: Fields) -> Ticket:
        """Set these fields and no other; closing and reopening are `status` values. Return the ticket after.

        A refusal that names `fields` of ours may be asked for again without them.
        """

    def claim(self, ticket: TicketId, marker: Marker) -> Ticket:
        """Write our marker on a ticket that people made. Raises Conflict if it carries another installation's."""

    def comment(self, ticket: TicketId, text: str) -> None: ...


@runtime_checkable
class MayName(Protocol):
    """A tracker in which a bare reference may name a ticket although none of our own places is in it."""

    def may_name(self, ref: str) -> TicketName | None:
        """Return the name that a reference would be; only `identify` tells whether there is such a ticket."""


@runtime_checkable
class HasPlaces(Protocol):
    """A tracker of several parts (projects), in which other people may be assigned tickets."""

    @property
    def places(self) -> Collection[str]:
        """The parts that tickets go to."""

    @property
    def project(self) -> str | None:
        """The part that tickets go to for which no route names one."""


@runtime_checkable
class HasShortNames(Protocol):
    """A tracker whose tickets have names too short to be sure of: other things are called so, too."""

    def too_short(self, ref: str) -> str | None:
        """Return what to do about a reference that is such a name and is not taken for one, None for any other."""


@runtime_checkable
class HasAlikes(Protocol):
    """A tracker of a kind that others run too, whose tickets are told by how their addresses look."""

    @property
    def alike(self) -> re.Pattern[str]:
        """What addresses of tickets of this kind look like, on whatever site."""


@runtime_checkable
class GoesThrough(Protocol):
    """A tracker in which a ticket may have to come through other statuses on the way to one."""

    def between(self, was: Status, to: Status) -> Collection[Status]:
        """Return the statuses that a ticket may be left in where the way from one to the other breaks off."""


@runtime_checkable
class HidesMarkers(Protocol):
    """A tracker whose polls and lists may leave out the markers of tickets."""

    def with_markers(self, tickets: Sequence[Ticket]) -> Sequence[Ticket]:
        """Return these tickets with their markers, by a further read of each where that is needed."""


@runtime_checkable
class DropsSilently(Protocol):
    """A tracker that sets what this account may, drops the rest, and calls that done."""

    def dropped(self, asked: Fields, ticket: Ticket) -> Collection[str]:
        """Return those of the fields just asked for that the ticket, as it is after, lacks."""


@runtime_checkable
class Renames(Protocol):
    """A tracker whose places may get another name, and with it the tickets in them."""

    def renamed(self, names: Collection[TicketName]) -> Mapping[TicketName, TicketName]:
        """Return the present names of those of these tickets whose place is called otherwise now, as far as it tells."""


@runtime_checkable
class GivesNumbers(Protocol):
    """A tracker whose tickets we number ourselves, as nobody else does."""

    def above(self, ids: Collection[TicketId]) -> TicketId | None:
        """Number the next tickets above these, whatever is left where they were; return the highest of them."""


@runtime_checkable
class LeadsBack(Protocol):
    """A tracker whose tickets may lead to their document by a way that ends when it moves."""

    def lead_to(self, ticket: TicketId, document_url: str) -> Ticket:
        """Let a ticket lead to where its document is now, and change nothing else. Raises as `update` does."""


@runtime_checkable
class ShowsTogether(Protocol):
    """A tracker whose site shows any set of its tickets at one address."""

    def together(self, tickets: Collection[TicketId]) -> str | None:
        """Return the address that shows these tickets and no others; None where they are too many for one. Asks nothing."""
