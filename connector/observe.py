"""Polling: what people did to tickets becomes events in the ledger. Writes to no tracker and to no document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from connector.core import events
from connector.core.keptin import anew, moved
from connector.core.landed import Begun, landed, settled
from connector.core.model import (
    Binding,
    DocumentId,
    Fields,
    Hold,
    ItemKey,
    Status,
    StatusEvent,
    Ticket,
    TicketId,
    TicketRef,
    TrackedItem,
)
from connector.core.people import Directory, Known
from connector.core.reasons import HIDDEN, silent, unreadable
from connector.doubts import begun, copies, orphans, recovery
from connector.doubts.copies import Copies
from connector.doubts.loss import refuse_loss
from connector.doubts.orphans import Orphans
from connector.doubts.unread import fetched
from connector.errors import RemoteError
from connector.log import logger
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


@dataclass(slots=True)
class _Seen:
    """What one look at a tracker found and what of it is to be stored."""

    tracker: str
    cursor: str
    events: list[StatusEvent]
    bindings: list[Binding]
    holds: tuple[Hold, ...]
    polled: Sequence[Ticket]
    copies: Copies = field(default_factory=dict)
    strangers: Orphans = field(default_factory=dict)
    documents: set[DocumentId] = field(default_factory=set)
    looked_fully: bool = False
    landed: list[ItemKey] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Trackers as they are now, beside what is stored; `bindings` are those that changed, by the key of their item.

    `recorded` counts the events that were stored instead.
    """

    events: tuple[StatusEvent, ...]
    bindings: Mapping[ItemKey, Binding]
    holds: tuple[Hold, ...]
    unreachable: Mapping[str, str]
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    recorded: int = 0
    copies: Mapping[str, Copies] = field(default_factory=dict)
    strangers: Mapping[str, Orphans] = field(default_factory=dict)

    def refreshed(self, items: Iterable[TrackedItem], directory: Directory) -> list[TrackedItem]:
        """Return the items as their tickets are now, with owners whom nobody would know by their handle called by name."""
        now = refreshed(items, self.bindings)
        return [replace(item, owner=self.called(item.owner, item.ticket, directory)) for item in now]

    def called(self, handle: str | None, ticket: TicketRef | None, directory: Directory) -> str | None:
        """Return a handle, or the name of whom the directory does not know by it."""
        name = self.names.get((ticket.tracker, handle)) if ticket and handle else None
        if name is None or handle is None or isinstance(directory.resolve(handle), Known):
            return handle
        return name

    @property
    def silent(self) -> tuple[Hold, ...]:
        """The trackers that did not answer, for people: what is told of their tickets may be old."""
        return tuple(silent(name, why) for name, why in sorted(self.unreachable.items()))


def observe(trackers: Mapping[str, TrackerReader], *, ledger: Ledger, now: datetime, installation: str) -> Observation:
    """Poll every tracker for what changed and append it; ask for another look at the documents concerned.

    A tracker that does not answer is left out, and stops no other.
    """
    seen, unreachable = _look(trackers, ledger=ledger, now=now, installation=installation, fully=True)
    for one in seen:
        _store(one, ledger=ledger, now=now)
    return Observation(
        tuple(event for one in seen for event in one.events),
        tuple(hold for one in seen for hold in one.holds),
        unreachable,
    )


def glimpse(trackers: Mapping[str, TrackerReader], *, ledger: Ledger, now: datetime, installation: str) -> Glimpse:
    """Look at every tracker as `observe` does, storing nothing: for telling people what is true now."""
    seen, unreachable = _look(trackers, ledger=ledger, now=now, installation=installation, fully=False)
    return Glimpse(
        tuple(event for one in seen for event in one.events),
        {binding.key: binding for one in seen for binding in one.bindings},
        tuple(hold for one in seen for hold in one.holds),
        unreachable,
        ledger.names() | {(one.tracker, handle): name for one in seen for handle, name in one.names.items()},
        copies={one.tracker: one.copies for one in seen},
        strangers={one.tracker: one.strangers for one in seen},
    )


def _look(
    trackers: Mapping[str, TrackerReader], *, ledger: Ledger, now: datetime, installation: str, fully: bool
) -> tuple[list[_Seen], dict[str, str]]:
    seen: list[_Seen] = []
    unreachable: dict[str, str] = {}
    for name in sorted(trackers):
        bound = ledger.bound_ids(name)
        if not bound and recovery.is_fresh(name, ledger=ledger):
            continue  # nothing of ours is known there yet; its folder or project may not even exist
        try:
            one, gone = _one(trackers[name], bound=bound, ledger=ledger, now=now, fully=fully)
            unbound = copies.unbound(
                trackers[name], one.polled, trackers=trackers, ledger=ledger, installation=installation
            )
            shown = {ticket.ref.id for ticket in one.polled}
            one.copies = copies.after(name, unbound, shown=shown, gone=gone, ledger=ledger)
            one.strangers = orphans.strangers(unbound, name, ledger=ledger)
            one.polled = ()
            seen.append(one)
        except RemoteError as error:
            unreachable[name] = str(error)
            logger().warning("tracker_left_out", tracker=name, reason=str(error))
    return seen, unreachable


def _one(
    tracker: TrackerReader, *, bound: Set[TicketId], ledger: Ledger, now: datetime, fully: bool
) -> tuple[_Seen, Set[TicketId]]:
    """Return what a look found, and which of the copies kept in mind are gone."""
    job = _job(tracker.name)
    since = ledger.last_run(job)
    poll = tracker.poll(ledger.cursor(job) or "")
    seen = _Seen(tracker.name, poll.cursor, [], [], poll.holds, poll.tickets)
    known = copies.copies_of(tracker.name, ledger=ledger).keys()
    gone: Set[TicketId] = known - poll.present if poll.complete else frozenset()
    missing = bound - poll.present if poll.complete else frozenset()
    hidden: Set[TicketId] = frozenset()
    refuse_loss(tracker, missing, bound)
    tickets: Sequence[Ticket] = poll.tickets
    if fully and _full_look_due(tracker, ledger=ledger, now=now):
        shot = fetched(tracker, bound | known | _hidden(tracker.name, bound, ledger=ledger))
        seen.holds = (*seen.holds, *_unreadable(tracker.name, dict(shot.unread), ledger=ledger))
        missing, gone, hidden = shot.missing & bound, shot.missing & known, shot.hidden
        refuse_loss(tracker, missing, bound)
        tickets, seen.looked_fully = _told_by(poll.tickets, shot.tickets), True
    ours = begun.begun(ledger, tracker.name)
    for start in range(0, len(tickets), CHUNK):
        _compare(tickets[start : start + CHUNK], seen, ledger=ledger, since=since, now=now, ours=ours)
    for binding in ledger.bindings_of_tickets(tracker.name, missing) if missing else ():
        if not binding.gone:
            seen.events.append(events.vanished(binding, at=now))
            marks = {"amiss": HIDDEN} if binding.ref.id in hidden else {}
            seen.bindings.append(replace(binding, gone=True, seen={**binding.seen, "amiss": None, **marks}))
            seen.documents.add(binding.document)
    return seen, gone


def _unreadable(tracker: str, unread: Mapping[TicketId, str], *, ledger: Ledger) -> list[Hold]:
    """Return holds of bound tickets that cannot be read by themselves."""
    bound = ledger.bindings_of_tickets(tracker, set(unread)) if unread else ()
    return [Hold(unreadable(one.ticket_key, unread[one.ref.id]), one.document, 0, one.text, one.key) for one in bound]


def _hidden(tracker: str, bound: Set[TicketId], *, ledger: Ledger) -> set[TicketId]:
    """Return the tickets that are gone, but may only have been hidden: they may be shown again, which no poll tells."""
    gone = ledger.bound_ids(tracker, gone=True) - bound
    return {one.ref.id for one in ledger.bindings_of_tickets(tracker, gone) if one.seen.get("amiss")} if gone else set()


def _told_by(polled: Sequence[Ticket], fetched: Sequence[Ticket]) -> Sequence[Ticket]:
    """Return fetched tickets with what the poll told of their history, which comes with none of them."""
    told = {ticket.ref.id: ticket for ticket in polled if ticket.history}
    return [
        replace(one, history=told[one.ref.id].history, updated_by=told[one.ref.id].updated_by)
        if one.ref.id in told
        else one
        for one in fetched
    ]


def _compare(
    tickets: Sequence[Ticket], seen: _Seen, *, ledger: Ledger, since: datetime | None, now: datetime, ours: Begun
) -> None:
    """Note what is different from what the ledger last saw of these tickets; what is `ours` was not done by people."""
    by_id = {ticket.ref.id: ticket for ticket in tickets}
    for binding in ledger.bindings_of_tickets(seen.tracker, by_id):
        ticket = by_id[binding.ref.id]
        seen.names |= ticket.people
        if _older(ticket, binding):
            continue
        at = events.when(ticket, since=since, now=now)
        begun_here = ours.get(binding.key, {})
        new = events.changed(binding, ticket, at=at, by=ticket.updated_by, ours=begun_here)
        renamed = (ticket.key, ticket.url) != (binding.ticket_key, binding.ticket_url)
        told = new or renamed or binding.gone or moved(binding, ticket)
        if told or _differs(ticket, binding):
            known = anew(landed(binding, ticket, ours), ticket)
            after = replace(
                known, seen=_seen(ticket, binding), ticket_key=ticket.key, ticket_url=ticket.url, gone=False
            )
            seen.bindings.append(after)
        seen.landed += [binding.key] if settled(binding, ticket, ours) else []
        # What no document says, such as a priority that the tracker chose, is no reason to read one again.
        seen.documents |= {binding.document} if told else set()
        seen.events += new


def _older(ticket: Ticket, binding: Binding) -> bool:
    """Say whether a search returned a state from before the last one seen: what we wrote meanwhile is not undone."""
    last = binding.seen.get("version")
    return isinstance(last, str) and ticket.version is not None and ticket.version < last


def _seen(ticket: Ticket, binding: Binding) -> Fields:
    """Return what to keep of a ticket; one that came without its history is not told of further than before."""
    told = binding.seen.get("told")
    return ticket.seen if ticket.history or told is None else {**ticket.seen, "told": told}


def _differs(ticket: Ticket, binding: Binding) -> bool:
    """Compare without the version, which grows with every comment."""
    seen = _seen(ticket, binding)
    return any(seen.get(name) != binding.seen.get(name) for name in {*seen, *binding.seen} - {"version"})


def _full_look_due(tracker: TrackerReader, *, ledger: Ledger, now: datetime) -> bool:
    if tracker.full_look is None:
        return False
    last = ledger.last_run(_full_job(tracker.name))
    return last is not None and now - last >= tracker.full_look


def _store(seen: _Seen, *, ledger: Ledger, now: datetime) -> None:
    job = _job(seen.tracker)
    # Asked for before the cursor moves on: a crash in between costs a second look, never a missed one.
    # What is held for a ticket or a person that was not there may be so no longer, though its document is the same.
    held = {hold.document for hold in ledger.holds() if hold.document} if seen.looked_fully else set()
    ledger.revisit(sorted(seen.documents | held))
    if seen.looked_fully:
        begun.forget(ledger, seen.tracker)
    copies.keep(seen.tracker, seen.copies, ledger=ledger)
    orphans.add(seen.tracker, seen.strangers, ledger=ledger)
    ledger.observe(seen.bindings, seen.events, cursor=(job, seen.cursor))
    for key in seen.landed:  # only now: a crash before would let them look like changes by people
        begun.forget(ledger, seen.tracker, key)
    ledger.note_names(seen.tracker, seen.names)
    ledger.ran(job, at=now)
    if seen.looked_fully or ledger.last_run(_full_job(seen.tracker)) is None:
        ledger.ran(_full_job(seen.tracker), at=now)
    for event in seen.events:
        logger().info("ticket_changed", item=event.key, field=event.field, old=event.old, new=event.new)
    for hold in seen.holds:
        logger().warning("ticket_unreadable", ticket=hold.subject, reason=hold.reason)


def _full_job(tracker: str) -> str:
    return f"full:{tracker}"


def _job(tracker: str) -> str:
    return f"poll:{tracker}"


def refreshed(items: Iterable[TrackedItem], bindings: Mapping[ItemKey, Binding]) -> Iterator[TrackedItem]:
    """Yield the items as their tickets are by these bindings, which are newer than the ledger's."""
    return (_refreshed(item, bindings.get(item.key)) for item in items)


def _refreshed(item: TrackedItem, binding: Binding | None) -> TrackedItem:
    if binding is None:
        return item
    seen = binding.seen
    status, owner, due = seen.get("status"), seen.get("owner", item.owner), seen.get("due", item.due)
    return replace(
        item,
        status=Status(status) if isinstance(status, str) else item.status,
        owner=events.as_text(owner) if owner else None,
        due=due if isinstance(due, date) else None,
        ticket_key=binding.ticket_key,
        ticket_url=binding.ticket_url,
        gone=binding.gone,
        amiss=str(binding.seen.get("amiss") or ""),
    )
