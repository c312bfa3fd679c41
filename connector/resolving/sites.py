"""Trackers of one site see the same tickets: which of them a ticket is told by, so that it is not taken for two."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from connector.core.model import Ticket, TicketId
from connector.ports import Ledger, TrackerReader

Rank = tuple[bool, bool, str]
"""How near a tracker is to a ticket; the least is the nearest."""


def rank(tracker: TrackerReader, name: str, *, known: bool) -> Rank:
    """Rank a tracker by whether it has filed the ticket, whether the ticket is of one of its places, and its name."""
    return not known, tracker.ticket_name(name) is None, tracker.name


def told_by(
    tracker: TrackerReader, tickets: Sequence[Ticket], *, trackers: Mapping[str, TrackerReader], ledger: Ledger
) -> Iterator[Ticket]:
    """Yield those of a tracker's tickets that no other tracker of its site is nearer to."""
    others = [one for one in trackers.values() if one.site == tracker.site]
    if len(others) < 2:
        yield from tickets
        return
    bound: Mapping[str, Collection[TicketId]] = {one.name: ledger.bound_ids(one.name) for one in others}
    for ticket in tickets:
        near = min(rank(one, ticket.key, known=ticket.ref.id in bound[one.name]) for one in others)
        if near[-1] == tracker.name:
            yield ticket
