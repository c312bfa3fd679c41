"""What the program remembers between two runs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from connector.core.model import (
    Attempt,
    Binding,
    DocumentId,
    Hold,
    Intent,
    ItemKey,
    PostMortem,
    StatusEvent,
    TicketId,
    TicketName,
    TrackedItem,
)
from connector.core.notices import SentNotice
from connector.core.snoozes import Snooze
from connector.ports.trackers import Candidate


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item as last read from its document, and what became of it. `state`: filed, held, recorded."""

    key: ItemKey
    position: int
    line: int
    action: str
    owner: str | None
    due: date | None
    status: str | None
    priority: str | None
    state: str


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as last read: its facts, its items, its holds. `retry` asks for another look although unchanged."""

    id: DocumentId
    source: str
    url: str
    revision: str
    post_mortem: PostMortem
    items: tuple[ItemRecord, ...]
    holds: tuple[Hold, ...]
    retry: bool = False


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A post-mortem as the ledger knows it, for reports and `status`."""

    id: DocumentId
    url: str
    title: str
    incident: str | None
    severity: str | None
    facilitator: str | None
    held_on: date | None
    gone: bool
    incident_date: date | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may run on this ledger, and until when."""

    holder: str
    until: datetime


class Ledger(Protocol):
    """The memory. Every method is one transaction; all raise LedgerError and nothing else."""

    # documents and items
    def revisions(self, source: str) -> dict[DocumentId, str]:
        """Return the revision of every present document of a source; those that want a retry have revision ''."""

    def record_documents(self, records: Iterable[DocumentRecord], *, at: datetime) -> None:
        """Store documents as read, replacing their items and holds."""

    def mark_gone(self, documents: Collection[DocumentId], *, at: datetime) -> None: ...

    def revisit(self, documents: Collection[DocumentId]) -> None:
        """Ask for another look at these documents although they did not change."""

    def documents(self) -> Sequence[DocumentSummary]: ...

    def holds(self) -> Sequence[Hold]:
        """Return the standing holds of all documents, ordered by document and line."""

    # bindings and intents
    def bindings(self, documents: Collection[DocumentId] | None = None) -> Iterator[Binding]:
        """Yield bindings, of these documents or all, ordered by key."""

    def bindings_of_tickets(self, tracker: str, ids: Collection[TicketId]) -> Sequence[Binding]: ...

    def bindings_of_keys(self, keys: Collection[ItemKey]) -> Sequence[Binding]: ...

    def ids_of_names(self, tracker: str, names: Collection[TicketName]) -> dict[TicketName, TicketId]:
        """Return the ids of bound tickets by the names (keys) they were last seen with."""

    def bound_ids(self, tracker: str, *, gone: bool = False) -> set[TicketId]:
        """Return the ids of all tickets bound in a tracker and not known to be gone; those too where asked for."""

    def keys(self, documents: Collection[str]) -> set[ItemKey]:
        """Return the keys of bindings and intents that were made for documents with these hashes."""

    def recorded_keys(self, documents: Collection[DocumentId]) -> set[ItemKey]:
        """Return the keys of the items that these documents had when they were last read."""

    def intents(self) -> Sequence[Intent]: ...

    def intend(self, intents: Sequence[Intent]) -> None:
        """Store intents durably, before the write they announce; an intent that is there already stays as it was."""

    def bind(self, bindings: Sequence[Binding], events: Sequence[StatusEvent] = ()) -> None:
        """Store bindings, remove their intents and append events, in one transaction.

        Raises LedgerError when the ticket is bound to another key, and stores nothing.
        """

    def move_intents(self, intents: Sequence[Intent]) -> None:
        """Update where the items of intents stand and what they read; one that is not there any more stays away."""

    def restamp(self, keys: Collection[ItemKey], *, at: datetime) -> None:
        """Note that the writes of these intents may have happened as late as `at`."""

    def withdraw(self, keys: Collection[ItemKey]) -> None:
        """Remove intents whose write is known not to have happened."""

    def rebind(self, bindings: Sequence[Binding]) -> None:
        """Update existing bindings (fingerprint, text, position, document, applied, seen, gone) by key."""

    def forget(self, key: ItemKey) -> bool:
        """Remove a binding or intent, leaving the ticket alone; False when there was none."""

    # changes that were refused
    def attempts(self) -> Sequence[Attempt]:
        """Return the changes that trackers refused and that have not worked since, ordered by when they are tried again."""

    def names(self) -> dict[tuple[str, str], str]:
        """Return what people are called, by tracker and handle."""

    def note_names(self, tracker: str, names: Mapping[str, str]) -> None:
        """Store what people are called, by handle."""

    def answers(self, *, since: datetime) -> dict[tuple[str, str], Candidate]:
        """Return whom trackers gave for owners as written, by tracker and wording, when asked after `since`."""

    def note_answers(self, answers: Mapping[tuple[str, str], Candidate], *, at: datetime) -> None:
        """Store whom trackers gave, by tracker and wording."""

    def note_attempts(self, failed: Sequence[Attempt], *, settled: Collection[ItemKey]) -> None:
        """Store failed attempts, one for each item, and forget those of items that are `settled`."""

    # observation
    def cursor(self, name: str) -> str | None: ...

    def observe(
        self, bindings: Sequence[Binding], events: Sequence[StatusEvent], *, cursor: tuple[str, str] | None
    ) -> None:
        """Store what a poll saw: updated bindings, new events and the new cursor, in one transaction."""

    def events(self, *, until: datetime | None = None) -> Iterator[StatusEvent]:
        """Yield events up to an instant, oldest first, in the order they were appended."""

    def tracked(self, *, open_only: bool = False) -> Iterator[TrackedItem]:
        """Yield every item with its document and ticket, ordered by document and position."""

    # notices
    def sent(
        self, *, keys: Collection[ItemKey] | None = None, since: datetime | None = None
    ) -> Sequence[SentNotice]: ...

    def stamp(self, notices: Sequence[SentNotice]) -> None:
        """Record delivered notices; of one that is there already, only what channels owe is changed."""

    def snoozes(self) -> Sequence[Snooze]:
        """Return every snooze there was, in the order they were made."""

    def snooze(self, snooze: Snooze) -> None:
        """Record that an item is put off."""

    # jobs and lease
    def last_run(self, job: str) -> datetime | None: ...

    def ran(self, job: str, *, at: datetime) -> None: ...

    def acquire(
        self, holder: str, *, at: datetime, ttl: timedelta, ended: Callable[[str], bool] = lambda _: False
    ) -> None:
        """Take or renew the lease; one whose holder has `ended` is free at once.

        Raises LeaseHeld naming the holder while another's has not run out.
        """

    def release(self, holder: str) -> None: ...

    def close(self) -> None: ...
