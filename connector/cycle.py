"""One cycle: look, plan, guard, apply, write back, record.

`record` comes last: until a document's revision is in the ledger it counts as changed, so a crash anywhere before is made
good by the next cycle.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connector.apply import Applier, Outcome, Result
from connector.clock import Clock
from connector.collecting import Read
from connector.core.changes import Adopt, Close, Create, PlannedItem, Update
from connector.core.guard import Limits, guard
from connector.core.model import Binding, DocumentId, Hold, Intent, ItemKey, Marker, Ticket, TicketId
from connector.doubts import orphans, recovery
from connector.doubts.refusals import Refusals
from connector.errors import Rejected, RemoteError, UnsafePlan
from connector.log import logger
from connector.parsing.writing.writeback import Edit
from connector.planning import Outlook, Planner
from connector.ports import DocumentRecord, ItemRecord, Ledger, Source, TrackerWriter
from connector.written import Prepared, WriteBack, Written

CONFIGURATION = "configuration"
ALLOWED = "allowed creates"
EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any ticket of ours."""
CHUNK = 200
"""Documents whose bindings are in memory at once, and that are recorded in one transaction."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a cycle did."""

    outlook: Outlook
    outcomes: tuple[Outcome, ...]
    written: tuple[Written, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing was held and nothing failed."""
        held = self.outlook.holds or self.outlook.unreachable
        return self.applied and not held and not self.unwritten

    @property
    def unwritten(self) -> tuple[Hold, ...]:
        """What could not be written into documents."""
        return tuple(hold for one in self.written for hold in one.unwritten)

    @property
    def applied(self) -> bool:
        """Whether every change was made."""
        return all(outcome.result is Result.DONE and not outcome.lacking for outcome in self.outcomes)


@dataclass
class Cycle:
    """Everything that one cycle needs; the parts that write are used only after the plan is made and guarded.

    `patient`: what a tracker refused waits for its time; a person who runs a cycle wants it tried now.
    """

    planner: Planner
    writers: Mapping[str, TrackerWriter]
    sources: Mapping[str, Source]
    ledger: Ledger
    write_back: WriteBack
    installation: str
    limits: Limits
    configuration: str
    clock: Clock
    heartbeat: Callable[[], bool]
    progress: Callable[[str, int, int], None]
    patient: bool = False

    def look(self, *, also: Collection[DocumentId] = ()) -> Outlook:
        """Return the plan as it is now, looking at the documents in `also` although they did not change; writes nothing."""
        changed = self.ledger.cursor(CONFIGURATION) != self.configuration
        return self.planner.look(now=self.clock(), everything=changed, also=also)

    def edits(
        self, outlook: Outlook, *, seen: Mapping[ItemKey, Binding]
    ) -> tuple[list[tuple[DocumentId, Edit]], list[Hold]]:
        """Return what would be written into documents for tickets there are, and what cannot be.

        `seen` are bindings newer than the ledger's.
        """
        states = {(item.document, item.position): item.key for item in outlook.plan.items}
        moving = {
            change.key
            for change in outlook.plan.changes
            if isinstance(change, Close) or (isinstance(change, Update) and "status" in change.changes)
        }
        reads = [one for one in outlook.collected.read if self.sources[one.document.source].write_back]
        bound = self._bound([one.document.id for one in reads])
        edits: list[tuple[DocumentId, Edit]] = []
        unwritten: list[Hold] = []
        for one in reads:
            document = one.document.id
            known = {key: seen.get(key, binding) for key, binding in bound.get(document, {}).items()}
            keys = [(item, states[document, position]) for position, item in enumerate(one.post_mortem.items)]
            # A ticket that is about to follow its document has nothing to say there.
            pairs = [(item, known[key]) for item, key in keys if key in known and key not in moving]
            shown, held = self.write_back.tried(one.document, pairs)
            edits += [(document, edit) for edit in shown]
            unwritten += held
        return edits, unwritten

    def unusual(self, outlook: Outlook) -> list[str]:
        """Return why a plan is unusual; nothing where it is not."""
        return guard(outlook.plan, bound=outlook.bound, limits=self.limits, allowed=self._allowed())

    def _allowed(self) -> int:
        return int(self.ledger.cursor(ALLOWED) or 0)

    def _allow(self, count: int) -> None:
        """Remember how many creates are allowed and not made yet, where a later plan with them would be unusual."""
        count = count if count > self.limits.create_floor else 0
        if count != self._allowed():
            self.ledger.observe((), (), cursor=(ALLOWED, str(count)))

    def guarded(self, outlook: Outlook, *, allow_large: bool) -> None:
        """Raise UnsafePlan where the plan is unusual and nobody allowed it."""
        reasons = self.unusual(outlook)
        if reasons and not allow_large:
            told = "\n".join(f"  {reason}" for reason in reasons)
            raise UnsafePlan(
                f"the plan is unusual, so nothing was done:\n{told}\n"
                "look at `connector plan`; if that is what you want, run `connector apply --allow-large`"
            )

    def carry_out(self, outlook: Outlook) -> Synced:
        """Apply a plan, write back, and record what was read."""
        now = self.clock()
        self._prepare(outlook)
        seen = outlook.collected
        if not (outlook.desired or outlook.plan.changes or seen.read or seen.vanished or seen.refused):
            self._note_looked(outlook, now=now, whole=True)
            return Synced(outlook, ())
        self.ledger.note_answers(outlook.answers, at=now)
        self._allow(sum(isinstance(change, Create) for change in outlook.plan.changes))
        applier = self._applier()
        outcomes = applier.apply(outlook.plan)
        if applier.refusals is not None:
            applier.refusals.lapse(outlook.plan, {one.document.id for one in seen.read} | seen.vanished)
        left = [outcome.change for outcome in outcomes if outcome.result is not Result.DONE]
        missed = {change.key for change in left}
        self._allow(sum(isinstance(change, Create) for change in left))
        orphans.keep_in_mind(outlook.plan.lost, looked_at=outlook.looked_at, ledger=self.ledger)
        lacking = {outcome.change.key for outcome in outcomes if outcome.lacking}
        # What says nothing of the status keeps none from its document.
        unsaid = {one.key for one in left if not isinstance(one, Update) or "status" in one.changes}
        written = self._finish(outlook, missed=unsaid, again=missed | lacking, now=now)
        self._note_looked(outlook, now=now, whole=not missed)
        return Synced(outlook, tuple(outcomes), tuple(written))

    def _prepare(self, outlook: Outlook) -> None:
        """Make new trackers ready. Known ones are not touched: a folder or project that is gone must not look empty."""
        for name in outlook.fresh:
            try:
                self.writers[name].prepare()
            except RemoteError as error:
                # The creates that follow fail for the same reason, and say so for each item.
                logger().warning("tracker_unready", tracker=name, reason=str(error))

    def adopt_all(self) -> Synced:
        """Bind items to the tickets that carry our markers, and do nothing else: for a ledger that was lost."""
        outlook = self.planner.look(now=self.clock(), everything=True, search=True)
        adopts = tuple(change for change in outlook.plan.changes if isinstance(change, Adopt) and not change.claim)
        only = replace(outlook, plan=replace(outlook.plan, changes=adopts, settled=(), lapsed=(), moved=()))
        waited = recovery.waited_for(outlook.hidden, outlook.plan.holds)
        recovery.note_looked(waited, ledger=self.ledger, now=self.clock())
        return Synced(only, tuple(self._applier().apply(only.plan)))

    def adopt(self, key: str, ref: str) -> Outcome:
        """Bind one item to a ticket that people made. Raises Rejected saying what stands in the way."""
        look = self.planner.look(now=self.clock(), everything=True)
        place = next(((item.document, item.position) for item in look.plan.items if item.key == key), None)
        if place is None:
            raise _refused(f"no item has the key '{key}': `connector status --all` lists the keys")
        tracker, name, ticket = self._ticket(ref)
        desired = [
            replace(want, tracker=tracker, named=ticket, named_as=name, holds=())
            if (want.document, want.position) == place
            else want
            for want in look.desired
        ]
        plan = self.planner.decide(look.collected, desired, fresh=(), now=self.clock(), unreachable={}).plan
        wanted = [change for change in plan.changes if isinstance(change, Adopt) and change.key == key]
        if not wanted:
            said = [hold.reason for hold in plan.holds if hold.key == key]
            raise _refused(said[0] if said else f"the item {key} has its ticket already: `connector status {key}`")
        (outcome,) = self._applier().apply(replace(plan, changes=tuple(wanted), settled=(), lapsed=(), moved=()))
        if outcome.result is not Result.DONE:
            raise _refused(outcome.message)
        self.ledger.revisit([place[0]])
        return outcome

    def forget(self, key: ItemKey) -> tuple[str, ...] | None:
        """Let go of an item's ticket; return the names of others that carry its marker, which the next run takes.

        None for a key that no item has.
        """
        binding = next(iter(self.ledger.bindings_of_keys({key})), None)
        others = self._others(binding) if binding is not None else ()
        if not self.ledger.forget(key):
            return None
        if binding is not None and others:
            # A ticket for it exists, as after a filing whose answer was lost.
            self.ledger.intend([_intent_for(binding, at=self.clock())])
        elif binding is not None:
            orphans.let_go(binding.ref, ledger=self.ledger)
        self.ledger.revisit([binding.document] if binding is not None else [])
        return tuple(ticket.key for ticket in others)

    def _others(self, binding: Binding) -> Sequence[Ticket]:
        reader = self.planner.trackers.get(binding.ref.tracker)
        if reader is None:
            return ()
        marker = Marker(self.installation, binding.key)
        found = reader.find([marker], since=EVER).get(binding.key, ())
        return [ticket for ticket in found if ticket.ref != binding.ref]

    def _ticket(self, ref: str) -> tuple[str, str, TicketId]:
        """Return the tracker, name and id of the ticket that a reference leads to. Raises Rejected."""
        for tracker, reader in self.planner.trackers.items():
            name = reader.ticket_name(ref)
            if name is None:
                continue
            ticket = reader.identify([name]).get(name)
            if ticket is None:
                raise _refused(f"{tracker} has no ticket {name}, or this account may not see it")
            return tracker, name, ticket
        raise _refused(f"'{ref}' is a ticket of none of the trackers: write its key or its address")

    def _applier(self) -> Applier:
        return Applier(
            writers=self.writers,
            ledger=self.ledger,
            installation=self.installation,
            clock=self.clock,
            heartbeat=self.heartbeat,
            progress=lambda done, total: self.progress("filing", done, total),
            refusals=Refusals(self.ledger, self.clock, patient=self.patient),
        )

    def _note_looked(self, outlook: Outlook, *, now: datetime, whole: bool) -> None:
        """Remember that markers were taken in and that this configuration was applied, once all of it went well."""
        waited = recovery.waited_for(outlook.hidden, outlook.plan.holds)
        recovery.note_looked(waited, ledger=self.ledger, now=now)
        if not whole or outlook.unreachable or outlook.collected.failed:
            return
        recovery.note_claimed(set(outlook.fresh) - waited.keys(), ledger=self.ledger, now=now)
        if self.ledger.cursor(CONFIGURATION) != self.configuration:
            self.ledger.observe((), (), cursor=(CONFIGURATION, self.configuration))

    # --- write back and record ---

    def _finish(self, outlook: Outlook, *, missed: set[ItemKey], again: set[ItemKey], now: datetime) -> list[Written]:
        """Write tickets and statuses into the documents, then record the documents as they are afterwards.

        Documents of items in `again` are looked at by the next run, too.
        """
        states = {(item.document, item.position): item for item in outlook.plan.items}
        waiting = {want.document for want in outlook.desired if want.tracker in outlook.unreachable}
        waiting |= set().union(*recovery.waited_for(outlook.hidden, outlook.plan.holds).values())
        waiting |= {*outlook.plan.asking, *outlook.unanswered}
        holds: defaultdict[DocumentId, list[Hold]] = defaultdict(list)
        for hold in outlook.plan.holds:
            if hold.document is not None:
                holds[hold.document].append(hold)
        read = outlook.collected.read
        written = self._write_back(read, states, missed=missed)
        for start in range(0, len(read), CHUNK):
            part = read[start : start + CHUNK]
            records = []
            for one in part:
                document = one.document.id
                items = _items(one, states)
                retry = written[document].retry or document in waiting or any(item.key in again for item in items)
                records.append(_record(written[document], items, holds[document], retry=retry))
            self.ledger.record_documents(records, at=now)
            self.progress("recording", start + len(part), len(read))
        if outlook.collected.refused:
            self.ledger.record_documents(outlook.collected.refused, at=now)
        gone = outlook.collected.vanished
        if gone:
            self.ledger.mark_gone(gone, at=now)
        return [one for one in written.values() if one.changed or one.unwritten]

    def _bound(self, documents: Sequence[DocumentId]) -> dict[DocumentId, dict[ItemKey, Binding]]:
        bound: defaultdict[DocumentId, dict[ItemKey, Binding]] = defaultdict(dict)
        if not documents:
            return bound
        for binding in self.ledger.bindings(documents):
            bound[binding.document][binding.key] = binding
        return bound

    def _write_back(
        self, read: Sequence[Read], states: Mapping[tuple[DocumentId, int], PlannedItem], *, missed: set[ItemKey]
    ) -> dict[DocumentId, Written]:
        """Return every document as it is after writing back. A source is written once, so that it can make one commit of it."""
        written = {one.document.id: Written(one, changed=False) for one in read}
        prepared: defaultdict[str, list[Prepared]] = defaultdict(list)
        for one in self._prepared(read, states, missed=missed):
            prepared[one.read.document.source].append(one)
        for source, documents in prepared.items():
            done = self.write_back.write(documents, source=self.sources[source])
            written |= {before.read.document.id: after for before, after in zip(documents, done, strict=True)}
        return written

    def _prepared(
        self, read: Sequence[Read], states: Mapping[tuple[DocumentId, int], PlannedItem], *, missed: set[ItemKey]
    ) -> Iterator[Prepared]:
        """Yield the documents of sources that are written, edited by the tickets of their items."""
        written = [one for one in read if self.sources[one.document.source].write_back]
        for start in range(0, len(written), CHUNK):
            part = written[start : start + CHUNK]
            bound = self._bound([one.document.id for one in part])
            for one in part:
                known = bound.get(one.document.id, {})
                # An item whose change failed keeps what its document says: writing the old status over it would undo a person.
                pairs = [
                    (item, known[planned.key])
                    for item, planned in zip(one.post_mortem.items, _items(one, states), strict=True)
                    if planned.key in known and planned.key not in missed
                ]
                yield self.write_back.prepare(one, pairs)


def _items(read: Read, states: Mapping[tuple[DocumentId, int], PlannedItem]) -> list[PlannedItem]:
    """Return what was planned for each item of a document, in its order."""
    return [states[read.document.id, position] for position in range(len(read.post_mortem.items))]


def _refused(message: str) -> Rejected:
    return Rejected(message, remote="ledger", verb="adopt")


def _record(written: Written, planned: Sequence[PlannedItem], holds: Sequence[Hold], *, retry: bool) -> DocumentRecord:
    document, post_mortem = written.read.document, written.read.post_mortem
    items = tuple(
        ItemRecord(
            key=plan.key,
            position=plan.position,
            line=item.line,
            action=item.action,
            owner=item.owner,
            due=item.due,
            status=item.status.value if item.status else None,
            priority=item.priority,
            state=plan.state,
        )
        for item, plan in zip(post_mortem.items, planned, strict=True)
    )
    return DocumentRecord(
        id=document.id,
        source=document.source,
        url=document.url,
        revision=document.revision,
        post_mortem=post_mortem,
        items=items,
        holds=(*post_mortem.holds, *holds, *written.unwritten),
        retry=retry,
    )


def _intent_for(binding: Binding, *, at: datetime) -> Intent:
    """Return the intent of an item whose ticket is to be looked for again."""
    return Intent(
        key=binding.key,
        document=binding.document,
        fingerprint=binding.fingerprint,
        text=binding.text,
        position=binding.position,
        tracker=binding.ref.tracker,
        at=at,
    )
