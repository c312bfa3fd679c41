"""The ports: what the core's callers need from the outside world, a few methods each.

One adapter is one file with one foreign import; it turns foreign objects into our nouns and foreign exceptions into
`connector.errors` at its edge.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, runtime_checkable

from connector.core.model import (
    Attempt,
    Binding,
    Document,
    DocumentId,
    Draft,
    Fields,
    Hold,
    Intent,
    ItemKey,
    Marker,
    Page,
    PageResult,
    PostMortem,
    SentNotice,
    Side,
    Snapshot,
    StatusEvent,
    Ticket,
    TicketId,
    TicketName,
    TrackedItem,
)
from connector.errors import Fault, RemoteError

# --- documents ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentStub:
    """A document as a listing shows it: enough to tell whether it changed, without reading it."""

    id: DocumentId
    name: str
    revision: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source holds now; `complete` is False when a part could not be looked at, so absence proves nothing."""

    stubs: tuple[DocumentStub, ...]
    complete: bool
    holds: tuple[Hold, ...] = ()


class Source(Protocol):
    """Where post-mortems are written."""

    name: str
    write_back: bool

    def list(self) -> Listing: ...

    def fetch(self, stub: DocumentStub) -> Document:
        """Read one document. Raises Unavailable, Rejected (too large, gone)."""

    def write(self, document: Document, data: bytes) -> str:
        """Replace `document` by `data` if it is still the revision given; return the new revision.

        The same revision says that the document waits for people to take the change (a pull request). Raises Conflict when
        someone changed it meanwhile, Unavailable when it cannot be written.
        """

    def check(self) -> Sequence[Fault]: ...


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A document and what it is to become; `note` says what is done, for sources that keep such a record.

    One that is to stay as it is takes back what still waits for people.
    """

    document: Document
    data: bytes
    note: str = ""

    @property
    def changed(self) -> bool:
        return self.data != self.document.data


@runtime_checkable
class WritesTogether(Protocol):
    """A source that writes all documents of a cycle in one go, such as one commit."""

    def write_all(self, rewrites: Sequence[Rewrite]) -> Mapping[DocumentId, str | RemoteError]:
        """Do for each document what `write` does; return its revision after, or why it was not written. Raises nothing."""


# --- trackers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Poll:
    """Tickets changed since a cursor, and the cursor for the next poll.

    `snapshot.complete` is True when every ticket of this installation was looked at, so that what is not in `present` is
    gone; `present` is then the ids of all tickets there are.
    """

    tickets: tuple[Ticket, ...]
    cursor: str
    complete: bool
    present: frozenset[TicketId] = frozenset()
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """A draft that became a ticket; `note` says what the tracker made of it that was not asked for."""

    marker: Marker
    ticket: Ticket
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotFiled:
    """A draft that did not, and why: Rejected, RateLimited, Ambiguous ... as the remote told."""

    marker: Marker
    error: RemoteError


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a tracker can assign tickets to: the handle it wants, and what people may call them."""

    handle: str
    name: str
    mail: str | None = None


class TrackerReader(Protocol):
    """What planning may use of a tracker: it cannot write."""

    name: str
    search_lag: timedelta
    """How long a new ticket may stay invisible to `find`."""
    assigns_anyone: bool
    """Whether an owner may be any text; otherwise only a person the tracker knows."""
    rules: Mapping[str, Side]
    """Field -> the side that rules it, from the field map."""
    full_look: timedelta | None
    """How often all known tickets are fetched by id, as polls cannot tell what is gone; None where they can."""

    def poll(self, cursor: str | None) -> Poll:
        """Return what changed since `cursor`; everything where it is empty, or None.

        None says that this ledger never knew the tracker: then what is not there yet is no error.
        """

    def fetch(self, ids: Collection[TicketId]) -> Snapshot:
        """Return these tickets by a consistent read; ids the tracker does not have are in `missing`."""

    def find(self, markers: Collection[Marker], *, since: datetime) -> Mapping[ItemKey, Sequence[Ticket]]:
        """Return the tickets that carry these markers, by the most consistent read there is.

        Tickets made before `since` need not be looked at.
        """

    def ticket_name(self, ref: str) -> TicketName | None:
        """Return the name of the ticket a document's reference (URL or key) points to, if it points into this tracker."""

    def identify(self, names: Collection[TicketName]) -> Mapping[TicketName, TicketId]:
        """Return the ids of the tickets with these names; names the tracker does not have are left out."""

    def candidates(self, text: str) -> Sequence[Candidate]:
        """Return whom the tracker could assign a ticket to for an owner as written; none where any text is an owner."""

    def unassignable(self, handles: Collection[str]) -> Sequence[str]:
        """Return those of these handles that tickets cannot be assigned to. Raises RemoteError."""

    def check(self) -> Sequence[Fault]: ...


class TrackerWriter(Protocol):
    """What applying may use of a tracker. No method retries a create."""

    name: str
    batch: int
    """How many drafts one `create` call takes."""

    def prepare(self) -> None:
        """Make ready what the first create needs; called while a ledger does not know the tracker yet."""

    def ready_in(self) -> float:
        """Return the seconds until the next batch may be created: what the tracker bears, as far as it is known here."""

    def estimate(self, creates: int) -> float:
        """Return the seconds that so many creates take at the least, by what the tracker bears."""

    def create(self, drafts: Sequence[Draft]) -> Iterator[Filed | NotFiled]:
        """Create tickets, yielding each outcome as it is known. Raises Ambiguous when none is known."""

    def update(self, ticket: TicketId, fields: Fields) -> Ticket:
        """Set these fields and no other; closing and reopening are `status` values. Return the ticket after."""

    def claim(self, ticket: TicketId, marker: Marker) -> Ticket:
        """Write our marker on a ticket that people made. Raises Conflict if it carries another installation's."""

    def comment(self, ticket: TicketId, text: str) -> None: ...


@runtime_checkable
class GivesNumbers(Protocol):
    """A tracker whose tickets we number ourselves, as nobody else does."""

    def above(self, ids: Collection[TicketId]) -> TicketId | None:
        """Number the next tickets above these, whatever is left where they were; return the highest of them."""


@runtime_checkable
class LeadsBack(Protocol):
    """A tracker whose tickets may lead to their document by a way that ends when it moves."""

    def lead_to(self, ticket: TicketId, document_url: str) -> Ticket:
        """Let a ticket lead to where its document is now, and change nothing else. Raises as `update` does."""


# --- pages and notices --------------------------------------------------------------------------------------------


class PageStore(Protocol):
    """Where reports are published."""

    def put(self, page: Page) -> PageResult:
        """Create or replace a page; UNCHANGED, and nothing written, when it already holds these bytes."""

    def paths(self) -> Sequence[str]:
        """Return the paths of the pages that are there."""

    def where(self, path: str) -> str:
        """Return the address of a page for people."""

    def check(self) -> Sequence[Fault]: ...


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered digest for one recipient: plain text always, HTML where there is one."""

    recipient: str
    addresses: tuple[str, ...]
    subject: str
    text: str
    html: str | None = None


class Notifier(Protocol):
    """A channel that tells people things; one that does not reach them (a log) is no delivery beside one that does."""

    name: str
    reaches_people: bool

    def send(self, message: Message) -> None:
        """Deliver or raise (Unavailable, Rejected, Unauthorized): returning means delivered."""

    def check(self) -> Sequence[Fault]: ...


# --- ledger -------------------------------------------------------------------------------------------------------


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

    def ids_of_names(self, tracker: str, names: Collection[TicketName]) -> dict[TicketName, TicketId]:
        """Return the ids of bound tickets by the names (keys) they were last seen with."""

    def bound_ids(self, tracker: str, *, gone: bool = False) -> set[TicketId]:
        """Return the ids of all tickets bound in a tracker and not known to be gone; those too where asked for."""

    def keys(self, documents: Collection[str]) -> set[ItemKey]:
        """Return the keys of bindings and intents that were made for documents with these hashes."""

    def intents(self) -> Sequence[Intent]: ...

    def intend(self, intents: Sequence[Intent]) -> None:
        """Store intents durably, before the write they announce; an intent that is there already stays as it was."""

    def bind(self, bindings: Sequence[Binding], events: Sequence[StatusEvent] = ()) -> None:
        """Store bindings, remove their intents and append events, in one transaction.

        Raises LedgerError when the ticket is bound to another key, and stores nothing.
        """

    def move_intents(self, intents: Sequence[Intent]) -> None:
        """Update where the items of intents stand and what they read; one that is not there any more stays away."""

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
        """Record delivered notices; one that is there already stays as it was."""

    # jobs and lease
    def last_run(self, job: str) -> datetime | None: ...

    def ran(self, job: str, *, at: datetime) -> None: ...

    def acquire(self, holder: str, *, at: datetime, ttl: timedelta) -> None:
        """Take or renew the lease. Raises LeaseHeld naming the holder while another's has not run out."""

    def release(self, holder: str) -> None: ...

    def close(self) -> None: ...
