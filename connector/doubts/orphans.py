"""Tickets with our marker that no item is: kept in mind until people settle them.

They are left when a ledger was lost, or an older copy of it came back. Forgetting them once the markers were taken in was the
fault: an item that is reworded a week later would get a second ticket.
What a person let go of by hand is no such ticket, though it carries the marker.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from connector.core.model import Hold, ItemKey, Ticket, TicketId, TicketRef
from connector.core.reasons import unclaimed
from connector.errors import RemoteError
from connector.log import logger
from connector.ports import HidesMarkers, Ledger, TrackerReader

Orphans = Mapping[TicketId, ItemKey]
"""The key in each ticket's marker."""


def orphans_of(tracker: str, *, ledger: Ledger) -> Orphans:
    """Return the tickets of a tracker that are kept in mind."""
    known = json.loads(ledger.cursor(_cursor(tracker)) or "{}")
    return {TicketId(ticket): ItemKey(key) for ticket, key in known.items()}


def strangers(unbound: Sequence[Ticket], tracker: str, *, ledger: Ledger) -> Orphans:
    """Return those of these tickets with our marker whose item this ledger knows nothing of."""
    keys = {ticket.ref.id: ticket.marker.key for ticket in unbound if ticket.marker}
    if not keys:
        return {}
    known = {binding.key for binding in ledger.bindings_of_keys(set(keys.values()))}
    known |= {intent.key for intent in ledger.intents()}
    parted = _let_go(tracker, ledger=ledger)
    return {id_: key for id_, key in keys.items() if key not in known and id_ not in parted}


def add(tracker: str, found: Orphans, *, ledger: Ledger) -> None:
    """Keep these in mind beside what is."""
    before = orphans_of(tracker, ledger=ledger)
    if not found.items() <= before.items():
        _store(_cursor(tracker), {**before, **found}, ledger=ledger)


def let_go(ref: TicketRef, *, ledger: Ledger) -> None:
    """Remember that a person parted a ticket from its item."""
    _store(_parted(ref.tracker), sorted(_let_go(ref.tracker, ledger=ledger) | {ref.id}), ledger=ledger)


def fetched(tracker: TrackerReader, wanted: Collection[TicketId]) -> Sequence[Ticket]:
    """Return these tickets with their markers; those that are gone are left out."""
    return marked(tracker, tracker.fetch(wanted).tickets) if wanted else ()


def marked(tracker: TrackerReader, tickets: Sequence[Ticket]) -> Sequence[Ticket]:
    """Return tickets with their markers, asking for those of a tracker whose lists do not show them."""
    return tracker.with_markers(tickets) if isinstance(tracker, HidesMarkers) else tickets


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
            _store(_cursor(tracker), left, ledger=ledger)


def unclaimed_now(trackers: Mapping[str, TrackerReader], *, ledger: Ledger, installation: str) -> list[Hold]:
    """Return a hold for each ticket kept in mind that is still open, ours by its marker, and nobody's."""
    holds: list[Hold] = []
    for name, tracker in sorted(trackers.items()):
        known = orphans_of(name, ledger=ledger)
        try:
            tickets = fetched(tracker, known)
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


def _let_go(tracker: str, *, ledger: Ledger) -> set[TicketId]:
    return {TicketId(id_) for id_ in json.loads(ledger.cursor(_parted(tracker)) or "[]")}


def _store(cursor: str, value: object, *, ledger: Ledger) -> None:
    ledger.observe((), (), cursor=(cursor, json.dumps(value, sort_keys=True)))


def _cursor(tracker: str) -> str:
    return f"orphans:{tracker}"


def _parted(tracker: str) -> str:
    return f"let go:{tracker}"
