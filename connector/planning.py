"""From documents to a plan: collect, resolve, observe, plan. Holds readers only, so it cannot write."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from connector.collecting import Collected, Collector, Progress, Read
from connector.core.changes import Close, Plan, Update
from connector.core.keys import document_hash
from connector.core.model import (
    MARKS,
    Binding,
    DocumentId,
    Hold,
    Intent,
    ItemKey,
    Marker,
    Snapshot,
    Ticket,
    TicketId,
    TicketRef,
)
from connector.core.plan import Desired, plan
from connector.doubts import begun, orphans, recovery
from connector.doubts.loss import look_for_loss
from connector.doubts.unread import fetched
from connector.errors import RemoteError, Unavailable
from connector.ports import Candidate, Ledger, TrackerReader
from connector.resolving.lineages import lineage
from connector.resolving.lookups import TrackerLookups
from connector.resolving.resolve import Resolver
from connector.resolving.sites import told_by
from connector.resolving.waiting import waiting


@dataclass(frozen=True, slots=True)
class Outlook:
    """A plan with what it was made from.

    `fresh` are trackers whose markers were searched for a lost ledger's tickets, `hidden` those of them that may not show all
    yet; `looked_at` are tickets of such markers as were kept in mind, and are asked for again; `answers` is whom trackers gave as
    owners; `unanswered` are documents with items about which a tracker was asked and did not answer.
    """

    plan: Plan
    collected: Collected
    desired: tuple[Desired, ...]
    bound: int
    fresh: tuple[str, ...] = ()
    hidden: recovery.Hidden = field(default_factory=dict)
    looked_at: frozenset[TicketRef] = frozenset()
    unreachable: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], Candidate] = field(default_factory=dict)
    unanswered: frozenset[DocumentId] = frozenset()

    @property
    def holds(self) -> tuple[Hold, ...]:
        """What is held of that which was looked at: sources, documents, items."""
        said = (
            replace(hold, document=one.document.id) for one in self.collected.read for hold in one.post_mortem.holds
        )
        return (*self.collected.holds, *said, *self.plan.holds)


@dataclass(frozen=True, slots=True)
class Planner:
    """Everything that deciding may read."""

    collector: Collector
    trackers: Mapping[str, TrackerReader]
    ledger: Ledger
    resolver: Resolver
    installation: str
    progress: Progress
    polled: Container[str] = ()
    """Trackers whose tickets the ledger has as of now: those of them that a plan writes to are looked at all the same."""
    strangers: Mapping[str, orphans.Orphans] = field(default_factory=dict)
    """Tickets with our marker that a poll has just shown, and that this ledger does not know."""

    def look(
        self, *, now: datetime, everything: bool = False, search: bool = False, also: Collection[DocumentId] = ()
    ) -> Outlook:
        """Return the plan for what changed, and for the documents in `also`.

        `search` looks for our markers although this ledger knows the trackers.
        """
        pending = {intent.document for intent in self.ledger.intents()} | set(also)
        collected = self.collector.collect(everything=everything, pending=pending)
        fresh = sorted(self.trackers) if search else recovery.fresh(self.trackers, ledger=self.ledger)
        if not (collected.read or collected.vanished or fresh):
            return Outlook(Plan(changes=(), holds=(), settled=(), notes=()), collected, (), bound=0)
        desired, lookups, unsure = self._desired(collected.read, now=now)
        outlook = self.decide(collected, desired, fresh=fresh, now=now, unreachable=lookups.unreachable)
        return replace(outlook, answers=lookups.answers, unanswered=unsure)

    def decide(
        self,
        collected: Collected,
        desired: Sequence[Desired],
        *,
        fresh: Sequence[str],
        now: datetime,
        unreachable: Mapping[str, str],
    ) -> Outlook:
        """Observe what the items concerned are known as and have, and plan; `unreachable` trackers are not asked again."""
        intents, documents = self.ledger.intents(), self.ledger.documents()
        read = collected.returned(documents)
        bindings = self._bindings(collected, desired)
        unreachable = dict(unreachable)
        found = self._found(intents, fresh, unreachable)
        asked = [self.trackers[name] for name in fresh if name not in unreachable]
        hidden = recovery.hidden(found, asked, ledger=self.ledger, now=now)
        found = recovery.without_others(found, bindings, trackers=asked, ledger=self.ledger)
        looked_at = self._orphans(collected, found, unreachable, fresh=fresh)
        keys = self.ledger.keys({document_hash(document) for document in read})
        recorded = self.ledger.recorded_keys(read)

        def planned() -> tuple[Plan, list[Desired]]:
            wanted = [recovery.waiting(waiting(want, unreachable), hidden) for want in desired]
            decided = plan(
                desired=wanted,
                bindings=begun.settled(bindings, snapshots, ledger=self.ledger),
                intents=intents,
                snapshots=snapshots,
                found=found,
                vanished=collected.vanished,
                rules={name: tracker.rules for name, tracker in self.trackers.items()},
                lags={name: tracker.search_lag for name, tracker in self.trackers.items()},
                installation=self.installation,
                now=now,
                read=read,
                keys=keys,
                recorded=recorded,
                lineage=lineage(documents, {one.document.id: one.post_mortem for one in collected.read}),
            )
            return decided, wanted

        snapshots, remembered = self._snapshots(bindings, desired, unreachable)
        decided, wanted = planned()
        if written := _written(decided, remembered):
            # A poll lags, and people may have been quicker: what is written to is looked at first.
            snapshots = self._refreshed(snapshots, written, unreachable)
            decided, wanted = planned()
        bound = sum(len(self.ledger.bound_ids(name)) for name in self.trackers)
        return Outlook(decided, collected, tuple(wanted), bound, tuple(fresh), hidden, looked_at, unreachable)

    def _desired(
        self, read: Sequence[Read], *, now: datetime
    ) -> tuple[list[Desired], TrackerLookups, frozenset[DocumentId]]:
        """Return what the documents want, what trackers were asked about it, and which documents lack an answer."""
        lookups = TrackerLookups(self.trackers, self.ledger, now)
        lookups.identify(name for one in read for item in one.post_mortem.items for name in self.resolver.asked(item))
        desired, unsure = list[Desired](), set[DocumentId]()
        for count, one in enumerate(read, 1):
            wanted = self.resolver.desired(one.document, one.post_mortem, lookups)
            desired += wanted
            unsure |= {want.document for want in wanted if want.unsure}
            self.progress("resolving", count, len(read))
        return desired, lookups, frozenset(unsure)

    # --- observe ---

    def _bindings(self, collected: Collected, desired: Iterable[Desired]) -> list[Binding]:
        documents = {one.document.id for one in collected.read} | collected.vanished
        bindings = {binding.key: binding for binding in self.ledger.bindings(documents)}
        named: dict[str, set[TicketId]] = {}
        for want in desired:
            if want.tracker and want.named:
                named.setdefault(want.tracker, set()).add(want.named)
        for tracker, ids in sorted(named.items()):
            bindings |= {binding.key: binding for binding in self.ledger.bindings_of_tickets(tracker, ids)}
        return list(bindings.values())

    def _found(
        self, intents: Sequence[Intent], fresh: Sequence[str], unreachable: dict[str, str]
    ) -> dict[ItemKey, list[Ticket]]:
        """Return tickets by marker, adding the trackers that could not be asked to `unreachable`."""
        found: dict[ItemKey, list[Ticket]] = {intent.key: [] for intent in intents}
        for name in sorted({*fresh, *(intent.tracker for intent in intents)}):
            tracker = self.trackers.get(name)
            if tracker is None:
                continue
            try:
                if name in unreachable:
                    raise Unavailable(unreachable[name], remote=name, verb="look for markers")
                self._search(tracker, intents, found, fresh=name in fresh)
            except RemoteError as error:
                unreachable.setdefault(name, str(error))
                for intent in intents:
                    if intent.tracker == name:
                        found.pop(intent.key, None)
        return found

    def _orphans(
        self,
        collected: Collected,
        found: dict[ItemKey, list[Ticket]],
        unreachable: dict[str, str],
        *,
        fresh: Collection[str],
    ) -> frozenset[TicketRef]:
        """Add the tickets kept in mind whose item may be in what was read; return which were asked for."""
        looked_at: set[TicketRef] = set()
        looked = {one.document.id for one in collected.read} | collected.vanished
        for name, tracker in sorted(self.trackers.items()):
            known = {**orphans.orphans_of(name, ledger=self.ledger), **self.strangers.get(name, {})}
            if not known or name in fresh or name in unreachable:
                continue
            # A document that is there and was not read still may have the item: nobody else's is it then.
            unread = {document_hash(one.id) for one in self.ledger.documents() if not one.gone} - {
                document_hash(document) for document in looked
            }
            wanted = [ticket for ticket, key in known.items() if key.partition("-")[0] not in unread]
            try:
                tickets = orphans.fetched(tracker, wanted)
            except RemoteError as error:
                unreachable[name] = str(error)
                continue
            looked_at |= {TicketRef(name, ticket) for ticket in wanted}
            for ticket in tickets:
                if ticket.marker and ticket.marker.installation == self.installation:
                    found.setdefault(ticket.marker.key, []).append(ticket)
        return frozenset(looked_at)

    def _search(
        self, tracker: TrackerReader, intents: Sequence[Intent], found: dict[ItemKey, list[Ticket]], *, fresh: bool
    ) -> None:
        mine = [intent for intent in intents if intent.tracker == tracker.name]
        if mine:
            wanted = [Marker(self.installation, intent.key) for intent in mine]
            for key, tickets in tracker.find(wanted, since=min(intent.at for intent in mine)).items():
                found.setdefault(key, []).extend(tickets)
        if fresh:
            # This ledger has never known this tracker's tickets: those with our marker are from one that was lost.
            seen = tracker.poll(None).tickets
            for ticket in told_by(tracker, seen, trackers=self.trackers, ledger=self.ledger):
                if ticket.marker and ticket.marker.installation == self.installation:
                    found.setdefault(ticket.marker.key, []).append(ticket)

    def _snapshots(
        self, bindings: Sequence[Binding], desired: Sequence[Desired], unreachable: dict[str, str]
    ) -> tuple[dict[str, Snapshot], set[TicketRef]]:
        """Return the tickets concerned, and which of them are told from memory: bound ones that a poll has just seen."""
        wanted: dict[str, set[TicketId]] = {name: set() for name in self.trackers}
        known: dict[str, list[Ticket]] = {}
        for binding in bindings:
            if binding.ref.tracker in self.polled and not binding.gone:
                known.setdefault(binding.ref.tracker, []).append(_as_seen(binding, self.installation))
            elif binding.ref.tracker in wanted:
                wanted[binding.ref.tracker].add(binding.ref.id)
        remembered = {ticket.ref for tickets in known.values() for ticket in tickets}
        for want in desired:
            if want.tracker and want.named and TicketRef(want.tracker, want.named) not in remembered:
                wanted[want.tracker].add(want.named)
        snapshots: dict[str, Snapshot] = {}
        for name, ids in sorted(wanted.items()):
            if name in unreachable:
                continue
            tickets = tuple(known.get(name, ()))
            shot = self._looked_at(name, ids, unreachable) if ids else Snapshot((), complete=False)
            if shot is not None and not shot.tickets and any(want.tracker == name for want in desired):
                shot = self._unless_lost(name, shot, unreachable)
            if shot is not None:
                snapshots[name] = replace(shot, tickets=(*shot.tickets, *tickets))
        return snapshots, remembered

    def _refreshed(
        self, snapshots: Mapping[str, Snapshot], written: Iterable[TicketRef], unreachable: dict[str, str]
    ) -> dict[str, Snapshot]:
        """Return the snapshots with these tickets as they are at this moment."""
        after = dict(snapshots)
        ids: dict[str, set[TicketId]] = {}
        for ref in written:
            ids.setdefault(ref.tracker, set()).add(ref.id)
        for name, wanted in sorted(ids.items()):
            old, shot = after.pop(name), self._looked_at(name, wanted, unreachable)
            if shot is not None:
                others = (ticket for ticket in old.tickets if ticket.ref.id not in wanted)
                missing, hidden = old.missing | shot.missing, old.hidden | shot.hidden
                unread = (*old.unread, *shot.unread)
                after[name] = replace(
                    old, tickets=(*others, *shot.tickets), missing=missing, hidden=hidden, unread=unread
                )
        return after

    def _unless_lost(self, name: str, shot: Snapshot, unreachable: dict[str, str]) -> Snapshot | None:
        """Return a snapshot without tickets, unless all that are known are lost there: then nothing may be filed."""
        tracker = self.trackers[name]
        try:
            # Where a poll cannot tell what is gone, the full look does, and a write is refused by itself.
            if tracker.full_look is None:
                look_for_loss(tracker, bound=self.ledger.bound_ids(name))
        except RemoteError as error:
            unreachable[name] = str(error)
            return None
        return shot

    def _looked_at(self, name: str, ids: Collection[TicketId], unreachable: dict[str, str]) -> Snapshot | None:
        """Return these tickets; None, and the reason in `unreachable`, where the tracker does not answer."""
        if name in unreachable:
            return None
        try:
            return fetched(self.trackers[name], ids)
        except RemoteError as error:
            unreachable[name] = str(error)
            return None


def _as_seen(binding: Binding, installation: str) -> Ticket:
    """Return a bound ticket as it was last seen."""
    return Ticket(
        ref=binding.ref,
        key=binding.ticket_key,
        url=binding.ticket_url,
        fields={name: value for name, value in binding.seen.items() if name not in MARKS},
        marker=Marker(installation, binding.key),
        kept_in=str(binding.seen.get("kept_in") or ""),
    )


def _written(decided: Plan, remembered: Container[TicketRef]) -> set[TicketRef]:
    """Return the tickets told from memory that a plan would write to."""
    writes = (change.ref for change in decided.changes if isinstance(change, Update | Close))
    return {ref for ref in writes if ref in remembered}
