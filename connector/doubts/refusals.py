"""What could not be done: kept in the ledger, tried again less and less often, and at once when something about it changed.

A change that is refused stops no other. It waits ten minutes, then twice as long each time, at most a day; what is wanted of an
item being a state and not a queue, a later change of the same item takes its place and cannot overtake it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connector.clock import Clock
from connector.core.changes import Adopt, Change, Close, Create, Plan, Update
from connector.core.events import as_text
from connector.core.keys import document_hash
from connector.core.model import Attempt, DocumentId, ItemKey
from connector.errors import Ambiguous, RateLimited, RemoteError, Unauthorized
from connector.ports import Ledger

FIRST, LONGEST = timedelta(minutes=10), timedelta(days=1)


@dataclass(slots=True)
class Refusals:
    """The changes that were refused. `patient`: leave them alone until their time has come; a person's own run is not."""

    ledger: Ledger
    clock: Clock
    patient: bool = False
    _known: Mapping[ItemKey, Attempt] | None = None
    _failed: dict[ItemKey, Attempt] = field(default_factory=dict)
    _settled: set[ItemKey] = field(default_factory=set)

    @property
    def known(self) -> Mapping[ItemKey, Attempt]:
        """The attempts in the ledger, by item."""
        if self._known is None:
            self._known = {attempt.key: attempt for attempt in self.ledger.attempts()}
        return self._known

    def waits(self, change: Change) -> str | None:
        """Return why a change is not to be tried now, or None."""
        attempt = self.known.get(change.key)
        if not self.patient or attempt is None or attempt.next_at <= self.clock() or attempt.wanted != wanted(change):
            return None
        return (
            f"{attempt.reason}; tried again at {attempt.next_at:%Y-%m-%d %H:%M} UTC, or when something about it changes"
        )

    def note(self, change: Change, error: RemoteError) -> None:
        """Note what became of a change, and when it is tried again.

        | error | again |
        |---|---|
        | a limit | when it is over |
        | the login is refused | with the next run |
        | nobody knows whether it was done | when it can be looked up |
        | refused, or the tracker failed at it | in ten minutes, then after twice as long each time |
        """
        now, before = self.clock(), self._before(change)
        tries = before.tries + 1 if before is not None else 1
        match error:
            case RateLimited(retry_after=seconds):
                pause = timedelta(seconds=seconds)
            case Unauthorized():
                pause = timedelta()
            case Ambiguous():
                pause = FIRST
            case _:
                pause = min(LONGEST, FIRST * 2 ** min(tries - 1, 10))
        self._keep(change, error.remote, str(error), tries=tries, next_at=now + pause)

    def postpone(self, change: Change, tracker: str, reason: str) -> None:
        """Note that a change was not tried; the next run tries it."""
        before = self._before(change)
        self._keep(change, tracker, reason, tries=before.tries if before is not None else 0, next_at=self.clock())

    def _before(self, change: Change) -> Attempt | None:
        """Return the earlier attempt at the same change."""
        before = self.known.get(change.key)
        return before if before is not None and before.wanted == wanted(change) else None

    def _keep(self, change: Change, tracker: str, reason: str, *, tries: int, next_at: datetime) -> None:
        now, before = self.clock(), self._before(change)
        self._failed[change.key] = Attempt(
            key=change.key,
            tracker=tracker,
            change=type(change).__name__.lower(),
            wanted=wanted(change),
            reason=reason,
            tries=tries,
            first_at=before.first_at if before is not None else now,
            last_at=now,
            next_at=next_at,
        )

    def settle(self, change: Change) -> None:
        """Note that a change worked."""
        if change.key in self.known:
            self._settled.add(change.key)

    def lapse(self, plan: Plan, documents: Iterable[DocumentId]) -> None:
        """Forget what is not wanted any more: of these documents, and not in their plan."""
        looked, planned = {item.key for item in plan.items}, {change.key for change in plan.changes}
        hashes = {document_hash(document) for document in documents}
        over = {key for key in self.known if key in looked or key.partition("-")[0] in hashes} - planned
        self.ledger.note_attempts((), settled=over)

    def store(self) -> None:
        """Bring the ledger up to date."""
        self.ledger.note_attempts(list(self._failed.values()), settled=self._settled)
        self._failed, self._settled, self._known = {}, set(), None


def wanted(change: Change) -> str:
    """Return what identifies that which a change asks of the tracker."""
    match change:
        case Create():
            fields = {name: as_text(value) for name, value in change.fields.items()}
            asked: object = [fields, change.body, change.place, dict(change.extra), change.tracker]
        case Update() | Close():
            asked = [change.ref.id, {name: as_text(value) for name, value in change.writes.items()}]
        case Adopt():
            asked = [change.ref.id]
        case _:
            asked = []
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]
