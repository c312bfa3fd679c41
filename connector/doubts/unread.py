"""Tickets that a tracker cannot show by themselves: one of them must not keep all others from being seen.

A read of many tickets fails for one of them. Where that may be so, halves are asked for, until the broken one stands alone; an error
that stands for the whole tracker, and several broken ones of which none could be read, are the tracker's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from connector.core.model import Snapshot, Ticket, TicketId
from connector.errors import Conflict, Rejected, RemoteError, Unavailable
from connector.log import logger
from connector.ports import TrackerReader

FEW = 3
"""Tickets that cannot be shown, and none that can, after which it is the tracker that is out of order."""
OWN_FAULT = 500
"""The status with which a server says that it stumbled over something; others say that it is away."""


def fetched(tracker: TrackerReader, ids: Collection[TicketId]) -> Snapshot:
    """Return these tickets, and which cannot be read and why. Raises RemoteError where the tracker is out of order."""
    reading = _Reading(tracker)
    reading.read(sorted(ids))
    for ticket, why in reading.unread.items():
        logger().warning("ticket_unreadable", tracker=tracker.name, ticket=ticket, reason=why)
    return Snapshot(
        tuple(reading.tickets),
        reading.complete,
        frozenset(reading.missing),
        frozenset(reading.hidden),
        tuple(sorted(reading.unread.items())),
    )


@dataclass(slots=True)
class _Reading:
    tracker: TrackerReader
    tickets: list[Ticket] = field(default_factory=list)
    missing: set[TicketId] = field(default_factory=set)
    hidden: set[TicketId] = field(default_factory=set)
    unread: dict[TicketId, str] = field(default_factory=dict)
    complete: bool = True
    answered: bool = False

    def read(self, ids: Sequence[TicketId]) -> None:
        try:
            shot = self.tracker.fetch(ids)
        except RemoteError as error:
            if not _may_be_ones(error):
                raise
            if len(ids) > 1:
                half = len(ids) // 2
                self.read(ids[:half])
                self.read(ids[half:])
                return
            self.unread |= {id_: str(error) for id_ in ids}
            if not self.answered and len(self.unread) >= FEW:
                raise
            return
        self.answered = True
        self.tickets += shot.tickets
        self.missing |= shot.missing
        self.hidden |= shot.hidden
        self.complete &= shot.complete


def _may_be_ones(error: RemoteError) -> bool:
    """Say whether an error may be that of a single ticket."""
    return isinstance(error, Rejected | Conflict) or (isinstance(error, Unavailable) and error.status == OWN_FAULT)
