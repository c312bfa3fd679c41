"""What a plan is made of: the changes, each with its why, and what is told beside them.

Every change carries all that applying it needs, so that `apply` is handed no documents and decides nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime

from connector.core.model import (
    Binding,
    DocumentId,
    Draft,
    Fields,
    FieldValue,
    Fingerprint,
    Given,
    Hold,
    Intent,
    ItemKey,
    Marker,
    Ticket,
    TicketRef,
)

Changed = tuple[FieldValue, FieldValue]
"""What a field has and what it shall have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filing:
    """What `Create` and `Adopt` know of the item that gets a ticket."""

    key: ItemKey
    document: DocumentId
    document_url: str
    line: int
    position: int
    text: str
    fingerprint: Fingerprint
    why: str
    notes: tuple[str, ...] = ()

    def _bound(self, ticket: Ticket, *, applied: Fields, at: datetime) -> Binding:
        return Binding(
            key=self.key,
            document=self.document,
            fingerprint=self.fingerprint,
            text=self.text,
            position=self.position,
            ref=ticket.ref,
            ticket_key=ticket.key,
            ticket_url=ticket.url,
            applied=applied,
            seen=ticket.seen,
            bound_at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Create(_Filing):
    """File a ticket. `again` says that an older intent of this key came to nothing: withdraw it before the new one.

    Without that the new intent would keep the old one's age, and a crash now would look settled at once.
    """

    tracker: str
    fields: Fields
    body: str
    place: str | None = None
    extra: Mapping[str, Given] = field(default_factory=dict)
    again: bool = False

    @property
    def order(self) -> tuple[str, int, int, str]:
        return self.document, self.position, 1, self.key

    def draft(self, installation: str) -> Draft:
        """Return what the tracker is handed."""
        return Draft(Marker(installation, self.key), self.fields, self.body, self.document_url, self.place, self.extra)

    def intent(self, *, at: datetime) -> Intent:
        """Return what the ledger has to hold before the tracker is asked."""
        return Intent(self.key, self.document, self.fingerprint, self.text, self.position, self.tracker, at)

    def binding(self, ticket: Ticket, *, at: datetime) -> Binding:
        """Return what the ledger has to hold once the ticket exists."""
        return self._bound(ticket, applied=self.fields, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt(_Filing):
    """Bind an item to a ticket that exists. `claim` says that our marker is to be written.

    Its fields stay as they are, but for `fills`: what the document says of those that are empty. Until they are set they are
    not applied, so that a plan asks for them again.
    """

    ref: TicketRef
    ticket: Ticket
    applied: Fields
    claim: bool
    fills: Fields = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, int, int, str]:
        return self.document, self.position, 0, self.key

    def binding(self, ticket: Ticket, *, at: datetime) -> Binding:
        """Return what the ledger has to hold; `ticket` is the one planned with, or as it is after the claim."""
        return self._bound(ticket, applied=self.applied, at=at)

    def filling(self, ticket: Ticket, *, at: datetime) -> "Update | None":
        """Return what fills the fields that are still empty in the ticket as it is after the claim; None where none is."""
        binding = self.binding(ticket, at=at)
        fills = {name: value for name, value in self.fills.items() if not ticket.fields.get(name)}
        if not fills:
            return None
        return Update(
            key=self.key,
            ref=self.ref,
            ticket_key=ticket.key,
            document=self.document,
            line=self.line,
            position=self.position,
            changes={name: (None, value) for name, value in fills.items()},
            binding=replace(binding, applied={**self.applied, **fills}),
            why="its ticket has none",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekey:
    """Note in the ledger that an item looks different or lives elsewhere; of its ticket at most the way back is changed."""

    key: ItemKey
    ref: TicketRef
    ticket_key: str
    document: DocumentId
    line: int
    position: int
    text: str
    fingerprint: Fingerprint
    document_url: str
    old_document: DocumentId
    old_position: int
    old_text: str
    old_fingerprint: Fingerprint
    binding: Binding
    why: str
    notes: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str]:
        return self.document, self.position, 2, self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Set fields of a ticket. `binding` is what the ledger has to hold once that is done, but for `seen`."""

    key: ItemKey
    ref: TicketRef
    ticket_key: str
    document: DocumentId
    line: int
    position: int
    changes: Mapping[str, Changed]
    binding: Binding
    why: str
    notes: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str]:
        return self.document, self.position, 3, self.key

    @property
    def writes(self) -> Fields:
        """The values to set, as a tracker's `update` takes them."""
        return {name: new for name, (_, new) in sorted(self.changes.items())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Close a ticket, setting the fields that changed at the same time (`changes` is without the status)."""

    key: ItemKey
    ref: TicketRef
    ticket_key: str
    document: DocumentId
    line: int
    position: int
    status: Changed
    changes: Mapping[str, Changed]
    binding: Binding
    why: str
    notes: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str]:
        return self.document, self.position, 4, self.key

    @property
    def writes(self) -> Fields:
        """The values to set, status included, as a tracker's `update` takes them."""
        changed = {**self.changes, "status": self.status}
        return {name: new for name, (_, new) in sorted(changed.items())}


Change = Create | Adopt | Rekey | Update | Close


@dataclass(frozen=True, slots=True)
class Note:
    """Something people should know about an item to which nothing is done."""

    text: str
    key: ItemKey
    document: DocumentId
    line: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """The key an item goes by, and where it stands when the plan is applied: filed, held or recorded."""

    document: DocumentId
    position: int
    line: int
    key: ItemKey
    state: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Ordered changes, what is held, and what only the ledger needs to know.

    `settled` are bindings to store that people need not see; their `seen` is untouched, so that no event is lost.
    `moved` are intents whose items read or stand otherwise than when they were written: to be stored so, or nobody would
    know them after a second change. `lapsed` are intents that came to nothing and whose item is gone: to be withdrawn. `items` has every item once.
    `lost` are tickets with our marker that the ledger does not know, as long as they are open or some item is or may be
    theirs; `asking` are documents with an item that may be, to be looked at again until that is settled.
    """

    changes: tuple[Change, ...]
    holds: tuple[Hold, ...]
    settled: tuple[Binding, ...]
    notes: tuple[Note, ...]
    lapsed: tuple[ItemKey, ...] = ()
    moved: tuple[Intent, ...] = ()
    asking: tuple[DocumentId, ...] = ()
    lost: tuple[tuple[TicketRef, ItemKey], ...] = ()
    items: tuple[PlannedItem, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Identify what would be done: the same changes have the same fingerprint, whatever else was looked at."""
        digest = hashlib.sha256()
        for change in self.changes:
            record = {"kind": type(change).__name__, **_record(change, without=_LOOKED_UP)}
            digest.update(json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
        return digest.hexdigest()


def as_data(plan: Plan) -> dict[str, object]:
    """Return a plan as dicts, lists and plain values, in an order that depends on the plan alone."""
    return {"fingerprint": plan.fingerprint, **_content(plan)}


def _content(plan: Plan) -> dict[str, object]:
    return {
        "changes": [{"kind": type(change).__name__.lower(), **_record(change)} for change in plan.changes],
        "holds": [_plain(hold) for hold in plan.holds],
        "notes": [_plain(note) for note in plan.notes],
        "settled": [_plain(binding) for binding in plan.settled],
        "lapsed": [_plain(key) for key in plan.lapsed],
        "moved": [_plain(intent.key) for intent in plan.moved],
        "asking": list(plan.asking),
        "lost": [_plain(pair) for pair in plan.lost],
        "items": [_plain(item) for item in plan.items],
    }


# When and by whom a ticket was last touched decides nothing: a plan that was reviewed stays that plan.
_NOT_PART = frozenset({"updated_at", "updated_by", "history", "version", "people", "amiss"})
# What a change carries along from ledger and tracker; a poll in between may refresh it without changing what is done.
_LOOKED_UP = frozenset({"binding", "ticket"})


def _record(noun: Change, *, without: frozenset[str] = frozenset()) -> dict[str, object]:
    left_out = _NOT_PART | without
    return {part.name: _plain(getattr(noun, part.name)) for part in fields(noun) if part.name not in left_out}


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain(value[name]) for name in sorted(value)}
        case tuple() | list():
            return [_plain(part) for part in value]
        case _ if is_dataclass(value):
            return {
                part.name: _plain(getattr(value, part.name)) for part in fields(value) if part.name not in _NOT_PART
            }
        case _:
            raise TypeError(f"a plan holds plain values and nouns, not {type(value).__name__}")
