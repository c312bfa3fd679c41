"""Tickets with our marker that no item is, after a ledger was lost: kept in mind until people settle them.

Forgetting them once the markers were taken in was the fault: an item that is reworded a week later would get a second ticket.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from connector.core.model import Hold, ItemKey, Ticket, TicketId, TicketRef
from connector.core.reasons import unclaimed
from connector.errors import RemoteError
from connector.log import logger
from connector.ports import Ledger, TrackerReader

Orphans = Mapping[TicketId, ItemKey]
"""The key in each ticket's marker."""


def orphans_of(tracker: str, *, ledger: Ledger) -> Orphans:
    """Return the tickets of a tracker that are kept in mind."""
    known = json.loads(ledger.cursor(_cursor(tracker)) or "{}")
    return {TicketId(ticket): ItemKey(key) for ticket, key in known.items()}


def keep_in_mind(
    lost: Iterable[tuple[TicketRef, ItemKey]], *, looked_at: Collection[TicketRef], ledger: Ledger
) -> None:
    """Store what was found unclaimed, but what is bound by now, in place of what is known of the tickets looked at."""
    found: dict[str, dict[TicketId, ItemKey]] = {ref.tracker: {} for ref in looked_at}
    for ref, key in lost:
        found.setdefault(ref.tracker, {})[ref.id] = key
    for tracker, tickets in sorted(found.items()):
        before = orphans_of(tracker, ledger=ledger)
        left = {id_: key for id_, key in before.items() if TicketRef(tracker, id_) not in looked_at} | tickets
        bound = {binding.ref.id for binding in ledger.bindings_of_tickets(tracker, left)} if left else set()
        left = {id_: key for id_, key in left.items() if id_ not in bound}
        if left != before:
            ledger.observe((), (), cursor=(_cursor(tracker), json.dumps(left, sort_keys=True)))


def unclaimed_now(trackers: Mapping[str, TrackerReader], *, ledger: Ledger, installation: str) -> list[Hold]:
    """Return a hold for each ticket kept in mind that is still open, ours by its marker, and nobody's."""
    holds: list[Hold] = []
    for name, tracker in sorted(trackers.items()):
        known = orphans_of(name, ledger=ledger)
        try:
            tickets: Sequence[Ticket] = tracker.fetch(known).tickets if known else ()
        except RemoteError as error:
            logger().warning("tracker_left_out", tracker=name, reason=str(error))
            continue
        bound = {binding.ref.id for binding in ledger.bindings_of_tickets(name, known)} if known else set()
        holds += [
            unclaimed(ticket, ticket.marker.key)
            for ticket in tickets
            if ticket.marker and ticket.marker.installation == installation
            if not ticket.status.closed and ticket.ref.id not in bound
        ]
    return holds


def _cursor(tracker: str) -> str:
    return f"orphans:{tracker}"
