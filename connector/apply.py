"""Carrying out a plan: intent, write, bind.

`apply` is handed no documents, so it cannot decide. The order of every create is fixed: the intents of a batch are on disk
before the one call that creates; each outcome is bound as soon as the batch has told; what the tracker refused is withdrawn;
what it may have done keeps its intent for the next look. Nothing here retries a create.

| what a tracker says | then |
|---|---|
| a limit of the whole, a refused login, no answer at all | it is left alone for this run |
| it failed at one call, or nobody knows whether it did it | the next change is tried; two such in a row, and it is left alone |
| no to a whole batch | each half is tried: one of them may be what it is refused for |
| no to one change | the others go on |
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from connector.clock import Clock
from connector.core.changes import Adopt, Change, Close, Create, Plan, Rekey, Update
from connector.core.events import changed, filing
from connector.core.model import ItemKey, Marker, Status, Ticket, TicketId
from connector.doubts import begun, partly, unassignable
from connector.doubts.dropped import dropped, refusal, unapplied
from connector.doubts.refusals import Refusals
from connector.errors import Ambiguous, RateLimited, Rejected, RemoteError, Unassignable, Unauthorized, Unavailable
from connector.log import logger
from connector.ports import Filed, GivesNumbers, GoesThrough, LeadsBack, Ledger, NotFiled, TrackerWriter

BREAKER = 5
"""Creates that are refused alike, and none that works, after which a place is left alone: one broken field map is one fault."""
FAILURES = 2
"""Calls in a row that a tracker fails at, after which it is taken to be out of order rather than one change."""
STOPPED = "stopped before this change"
STEP = 1.0
"""Seconds between two looks at whether to stop, while waiting for a tracker."""


class Result(StrEnum):
    """What became of one change."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change and what became of it; `message` holds the tracker's own words where it refused.

    `lacking` says that a ticket was made without all that was asked for: the rest is still to be done.
    """

    change: Change
    result: Result
    message: str = ""
    ticket_key: str = ""
    ticket_url: str = ""
    lacking: bool = False


def _go_on() -> bool:
    return False


def _silent(done: int, total: int) -> None:
    del done, total


@dataclass(slots=True)
class _Said:
    """What a place of a tracker has said to the creates of this run."""

    worked: bool = False
    count: int = 0
    reasons: set[str] = field(default_factory=set)


@dataclass
class Applier:
    """Carries out one plan. `heartbeat` is called between two changes and says when to stop."""

    writers: Mapping[str, TrackerWriter]
    ledger: Ledger
    installation: str
    clock: Clock
    heartbeat: Callable[[], bool] = _go_on
    progress: Callable[[int, int], None] = _silent
    sleep: Callable[[float], None] = time.sleep
    refusals: Refusals | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    _stopped: dict[str, str] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _words: dict[tuple[str, str], _Said] = field(default_factory=dict)

    def apply(self, plan: Plan) -> list[Outcome]:
        """Carry out every change, what exists before what is new; return one outcome each."""
        # Until they are recorded after it: a kill in between may leave nothing by which they would be read again.
        self.ledger.revisit(sorted({change.document for change in plan.changes}))
        self.ledger.rebind(plan.settled)
        self.ledger.move_intents(plan.moved)
        self.ledger.withdraw(plan.lapsed)
        total = len(plan.changes)
        ready = [change for change in plan.changes if not self._waits(change)]
        for change in ready:
            if not isinstance(change, Create):
                self._one(change)
                self.progress(len(self.outcomes), total)
        for batch in self._batches([change for change in ready if isinstance(change, Create)]):
            self._create(batch)
            self.progress(len(self.outcomes), total)
        if self.refusals is not None:
            self.refusals.store()
        return self.outcomes

    def _waits(self, change: Change) -> bool:
        """Skip a change that was refused and whose time has not come; say whether it was."""
        why = self.refusals.waits(change) if self.refusals is not None else None
        if why is not None:
            self.outcomes.append(Outcome(change, Result.SKIPPED, why))
        return why is not None

    def _batches(self, creates: Sequence[Create]) -> Iterator[list[Create]]:
        for tracker in sorted({change.tracker for change in creates}):
            self._number(tracker, self.ledger.bound_ids(tracker, gone=True))
            mine = [change for change in creates if change.tracker == tracker and not change.again]
            size = self.writers[tracker].batch
            yield from (mine[start : start + size] for start in range(0, len(mine), size))
            # What was lost once goes by itself: it may be what its batch was lost for.
            yield from ([change] for change in creates if change.tracker == tracker and change.again)

    def _number(self, tracker: str, ids: set[TicketId]) -> None:
        """Let no number be given twice that this ledger ever saw, though the tracker's own memory of it was lost."""
        writer = self.writers[tracker]
        if not isinstance(writer, GivesNumbers):
            return
        name = f"highest:{tracker}"
        before = self.ledger.cursor(name)
        highest = writer.above(ids | ({TicketId(before)} if before else set()))
        if highest is not None and highest != before:
            self.ledger.observe((), (), cursor=(name, highest))

    def _refused(self, tracker: str) -> str | None:
        """Return why nothing may be written to this tracker now, or None."""
        if self.heartbeat():
            return STOPPED
        return self._stopped.get(tracker)

    def _skip(self, change: Change, why: str, *, tracker: str) -> None:
        if self.refusals is not None and why != STOPPED:
            self.refusals.postpone(change, tracker, why)
        self.outcomes.append(Outcome(change, Result.SKIPPED, why))

    def _said(self, change: Create) -> _Said:
        return self._words.setdefault((change.tracker, change.place or ""), _Said())

    def _broken(self, change: Create) -> str | None:
        """Return why a place is left alone for this run: everything filed there so far was refused with the same words."""
        said = self._words.get((change.tracker, change.place or ""))
        if said is None or said.worked or said.count < BREAKER or len(said.reasons) > 1:
            return None
        return f"not tried: the first {said.count} were all refused: {next(iter(said.reasons))}"

    def _paced(self, tracker: str) -> str | None:
        """Wait until the tracker may be given more, before any intent is stored; return why not, where we are to stop."""
        while (wait := self.writers[tracker].ready_in()) > 0:
            self.sleep(min(wait, STEP))
            if self.heartbeat():
                return STOPPED
        return None

    def _went_wrong(self, error: RemoteError, *, tracker: str) -> None:
        """Leave a tracker alone where the fault is its own; called once for each call that failed."""
        failed = isinstance(error, Unavailable)
        self._failures[tracker] = self._failures.get(tracker, 0) + 1 if failed else 0
        limited = isinstance(error, RateLimited) and error.scope != "ticket"
        silent = isinstance(error, Unavailable) and error.status is None
        if limited or silent or isinstance(error, Unauthorized) or self._failures[tracker] >= FAILURES:
            self._stopped[tracker] = f"not tried: {error}"

    def _failed(self, change: Change, error: RemoteError) -> None:
        if self.refusals is not None:
            self.refusals.note(change, error)
        result = Result.UNKNOWN if isinstance(error, Ambiguous) else Result.FAILED
        logger().warning("change_failed", item=change.key, change=type(change).__name__.lower(), reason=str(error))
        self.outcomes.append(Outcome(change, result, str(error)))

    def _create(self, batch: Sequence[Create]) -> None:
        tracker = batch[0].tracker
        if why := self._refused(tracker) or self._paced(tracker) or self._broken(batch[0]):
            for change in batch:
                self._skip(change, why, tracker=tracker)
            return
        now = self.clock()
        self.ledger.withdraw([change.key for change in batch if change.again])
        self.ledger.intend([change.intent(at=now) for change in batch])
        waiting = {change.key: change for change in batch}
        filed: list[tuple[Create, Ticket, str]] = []
        refused: list[ItemKey] = []
        apart: list[Create] = []
        try:
            for outcome in self.writers[tracker].create([change.draft(self.installation) for change in batch]):
                change = waiting.pop(outcome.marker.key)
                match outcome:
                    case Filed(ticket=ticket, note=note):
                        filed.append((change, ticket, note))
                        self._said(change).worked = True
                        self._failures[tracker] = 0
                    case NotFiled(error=error):
                        self._went_wrong(error, tracker=tracker)
                        refused += self._not_filed(change, error)
        except RemoteError as error:
            self._went_wrong(error, tracker=tracker)
            if isinstance(error, Rejected) and len(waiting) > 1:
                apart, refused = list(waiting.values()), [*refused, *waiting]
            else:
                for change in waiting.values():
                    refused += self._not_filed(change, error)
        finally:
            self._bind(filed, at=now)
            self.ledger.withdraw(refused)
        half = (len(apart) + 1) // 2
        for part in filter(None, (apart[:half], apart[half:])):
            self._create(part)

    def _not_filed(self, change: Create, error: RemoteError) -> list[ItemKey]:
        """Note that a ticket was not made, or nobody knows; return the intents that may be withdrawn."""
        self._failed(change, error)
        if isinstance(error, Unassignable):
            who = change.fields.get("owner"), change.place
            unassignable.note(change.tracker, who, at=self.clock(), ledger=self.ledger)
        if isinstance(error, Ambiguous):
            # It may have been done at the last of several tries.
            self.ledger.restamp([change.key], at=self.clock())
            return []
        said = self._said(change)
        said.count, said.reasons = said.count + 1, said.reasons | {str(error)}
        return [change.key]

    def _bind(self, filed: Sequence[tuple[Create, Ticket, str]], *, at: datetime) -> None:
        if not filed:
            return
        writer = self.writers[filed[0][0].tracker]
        lost = {change.key: dropped(writer, change.fields, ticket) for change, ticket, _ in filed}
        bindings = [unapplied(change.binding(ticket, at=at), ticket, lost[change.key]) for change, ticket, _ in filed]
        self.ledger.bind(bindings, [event for binding in bindings for event in filing(binding, at=at)])
        owners = {(change.fields.get("owner"), change.place) for change, _, _ in filed}
        unassignable.forget(filed[0][0].tracker, owners, ledger=self.ledger)
        # Noted apart from the bindings, which may be forgotten.
        self._number(filed[0][0].tracker, {ticket.ref.id for _, ticket, _ in filed})
        for change, ticket, note in filed:
            logger().debug("ticket_created", item=change.key, ticket=ticket.key)
            if note:
                logger().warning("ticket_differs", item=change.key, ticket=ticket.key, reason=note)
            less = lost[change.key]
            if self.refusals is not None:
                if less:
                    self.refusals.note(change, refusal(less, tracker=change.tracker, verb="set"))
                else:
                    self.refusals.settle(change)
            done = Outcome(change, Result.DONE, note, ticket.key, ticket.url, lacking=bool(less))
            self.outcomes.append(done)

    def _one(self, change: Adopt | Rekey | Update | Close) -> None:
        if isinstance(change, Rekey):
            self.ledger.rebind([change.binding])
            self.outcomes.append(Outcome(change, Result.DONE, self._led(change), ticket_key=change.ticket_key))
            return
        tracker = change.ref.tracker
        if why := self._refused(tracker):
            self._skip(change, why, tracker=tracker)
            return
        try:
            ticket, left = self._write(change, self.writers[tracker])
            if left is not None and isinstance(change, Update | Close) and not partly.counts(change, left):
                raise left
        except RemoteError as error:
            if not isinstance(error, Unavailable | Ambiguous) and not self._between(change):
                begun.forget(self.ledger, tracker, change.key)
            self._went_wrong(error, tracker=tracker)
            self._failed(change, error)
            return
        self._failures[tracker] = 0
        if self.refusals is not None:
            self.refusals.settle(change)
        logger().debug("change_applied", item=change.key, change=type(change).__name__.lower(), ticket=ticket.key)
        if isinstance(change, Adopt):
            lacks = self._fill(change, ticket)
        else:
            lacks = self._lacks(change, left) if left is not None else ""
        done = Outcome(change, Result.DONE, lacks, ticket.key, ticket.url, lacking=bool(lacks))
        self.outcomes.append(done)

    def _lacks(self, change: Update | Close, error: RemoteError) -> str:
        """Note the fields that are still to be set, by themselves; return why they are not."""
        fields = error.fields if isinstance(error, Rejected) and error.fields else tuple(change.writes)
        if self.refusals is not None:
            self.refusals.note(partly.rest(change, fields), error)
        logger().warning("ticket_lacks", item=change.key, ticket=change.ticket_key, reason=str(error))
        return f"is without what was asked for as its {', '.join(sorted(fields))}: {error}"

    def _fill(self, change: Adopt, ticket: Ticket) -> str:
        """Set what a ticket that was adopted lacks; return why that is still to be done, "" where it is not."""
        update = change.filling(ticket, at=self.clock())
        if update is None:
            return ""
        tracker = change.ref.tracker
        try:
            _, left = self._write(update, self.writers[tracker])
        except RemoteError as error:
            if not isinstance(error, Unavailable | Ambiguous):
                begun.forget(self.ledger, tracker, change.key)
            self._went_wrong(error, tracker=tracker)
            return self._lacks(update, error)
        return self._lacks(update, left) if left is not None else ""

    def _between(self, change: Adopt | Update | Close) -> Collection[Status]:
        """Return the statuses that a change may leave a ticket in where it breaks off."""
        writer: object = self.writers[change.ref.tracker]
        if isinstance(change, Adopt) or "status" not in change.writes or not isinstance(writer, GoesThrough):
            return ()
        was = change.binding.seen.get("status") or Status.OPEN
        return writer.between(Status(str(was)), Status(str(change.writes["status"])))

    def _led(self, change: Rekey) -> str:
        """Let the ticket of an item that moved lead to its document again; return why it does not."""
        writer: object = self.writers.get(change.ref.tracker)
        if not isinstance(writer, LeadsBack) or change.document == change.old_document:
            return ""
        why = self._refused(change.ref.tracker)
        try:
            if why is None:
                writer.lead_to(change.ref.id, change.document_url)
        except RemoteError as error:
            why = str(error)
        return f"its ticket leads to the document's old place: {why}" if why else ""

    def _write(self, change: Adopt | Update | Close, writer: TrackerWriter) -> tuple[Ticket, Rejected | None]:
        """Write to a ticket; return it as it is after, and what the tracker said of the fields it did not set."""
        now = self.clock()
        if isinstance(change, Adopt):
            marker = Marker(self.installation, change.key)
            ticket = writer.claim(change.ref.id, marker) if change.claim else change.ticket
            binding = change.binding(ticket, at=now)
            self.ledger.bind([binding], filing(binding, at=now))
            return ticket, None
        between = self._between(change)
        ours = begun.begin(self.ledger, change.ref.tracker, change.key, change.writes, between=between)
        ticket, refused = partly.updated(change, writer)
        events = changed(change.binding, ticket, at=now, by=None, ours=ours)
        missed = refused.fields if refused is not None else ()
        lost = dropped(writer, {name: new for name, new in change.writes.items() if name not in missed}, ticket)
        known = unapplied(change.binding, ticket, [*lost, *missed])
        binding = replace(known, seen=ticket.seen, ticket_key=ticket.key, ticket_url=ticket.url)
        self.ledger.observe([binding], events, cursor=begun.ended(self.ledger, change.ref.tracker, change.key))
        if lost:
            silent = refusal(lost, tracker=change.ref.tracker, verb="update")
            refused = partly.together([*([refused] if refused is not None else []), silent])
        return ticket, refused
