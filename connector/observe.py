"""Polling: what people did to tickets becomes events in the ledger. Writes to no tracker and to no document."""

from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from connector.core import events
from connector.core.model import DocumentId, Hold, StatusEvent, TicketId
from connector.errors import RemoteError
from connector.log import logger
from connector.planning import claimed
from connector.ports import Ledger, TrackerReader

CHUNK = 2_000
"""Tickets whose bindings are in memory at once."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What one poll of all trackers saw; `holds` are tickets that could not be read.

    `unreachable` are trackers that were left out, and why.
    """

    events: tuple[StatusEvent, ...]
    holds: tuple[Hold, ...]
    unreachable: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every ticket could be looked at."""
        return not (self.holds or self.unreachable)


def observe(trackers: Mapping[str, TrackerReader], *, ledger: Ledger, now: datetime) -> Observation:
    """Poll every tracker for what changed and append it; ask for another look at the documents concerned.

    A tracker that does not answer is left out, and stops no other.
    """
    seen: list[StatusEvent] = []
    holds: list[Hold] = []
    unreachable: dict[str, str] = {}
    for name in sorted(trackers):
        bound = ledger.bound_ids(name)
        if not bound and ledger.cursor(claimed(name)) is None:
            continue  # nothing of ours is known there yet; its folder or project may not even exist
        try:
            more, unread = _one(trackers[name], bound=bound, ledger=ledger, now=now)
        except RemoteError as error:
            unreachable[name] = str(error)
            logger().warning("tracker_left_out", tracker=name, reason=str(error))
            continue
        seen += more
        holds += unread
    return Observation(tuple(seen), tuple(holds), unreachable)


def unreadable(trackers: Mapping[str, TrackerReader], *, ledger: Ledger) -> list[Hold]:
    """Return the tickets that cannot be read now, storing nothing; trackers that do not answer say nothing here."""
    holds: list[Hold] = []
    for name in sorted(trackers):
        cursor = ledger.cursor(f"poll:{name}")
        if cursor is not None:
            with suppress(RemoteError):
                holds += trackers[name].poll(cursor).holds
    return holds


def _one(
    tracker: TrackerReader, *, bound: Set[TicketId], ledger: Ledger, now: datetime
) -> tuple[list[StatusEvent], tuple[Hold, ...]]:
    job = f"poll:{tracker.name}"
    since = ledger.last_run(job)
    poll = tracker.poll(ledger.cursor(job) or "")
    changes: list[StatusEvent] = []
    updated = []
    touched: set[DocumentId] = set()
    for start in range(0, len(poll.tickets), CHUNK):
        tickets = {ticket.ref.id: ticket for ticket in poll.tickets[start : start + CHUNK]}
        for binding in ledger.bindings_of_tickets(tracker.name, tickets):
            ticket = tickets[binding.ref.id]
            new = events.changed(binding, ticket, at=events.when(ticket, since=since, now=now), by=ticket.updated_by)
            if new or ticket.fields != binding.seen or ticket.url != binding.ticket_url:
                after = replace(binding, seen=ticket.fields, ticket_key=ticket.key, ticket_url=ticket.url, gone=False)
                updated.append(after)
                touched.add(binding.document)
            changes += new
    if poll.complete:
        missing = bound - poll.present
        for binding in ledger.bindings_of_tickets(tracker.name, missing) if missing else ():
            changes.append(events.vanished(binding, at=now))
            updated.append(replace(binding, gone=True))
            touched.add(binding.document)
    # Asked for before the cursor moves on: a crash in between costs a second look, never a missed one.
    ledger.revisit(sorted(touched))
    ledger.observe(updated, changes, cursor=(job, poll.cursor))
    ledger.ran(job, at=now)
    for event in changes:
        logger().info("ticket_changed", item=event.key, field=event.field, old=event.old, new=event.new)
    for hold in poll.holds:
        logger().warning("ticket_unreadable", ticket=hold.subject, reason=hold.reason)
    return changes, poll.holds
