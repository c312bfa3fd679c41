"""The nouns: what a post-mortem says, what a tracker holds, and what ties them together.

All are frozen. Due dates are `date`; instants are aware UTC `datetime`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

DocumentId = NewType("DocumentId", str)
"""`<source name>:<name inside the source>`, for example `docs:2026/03-search.md`."""
ItemKey = NewType("ItemKey", str)
"""An item's immutable name, made when it is first seen: `<8 hex of the document>-<8 hex of the text>`."""
Fingerprint = NewType("Fingerprint", str)
"""What an item looks like now: its document and its text. Changes with every edit, unlike the key."""
TicketId = NewType("TicketId", str)
"""The tracker's own immutable id of a ticket."""
TicketName = NewType("TicketName", str)
"""What people call a ticket, its key. Unlike the id it may change, when the ticket moves to another project."""
PersonId = NewType("PersonId", str)

FieldValue = str | date | tuple[str, ...] | None
Fields = Mapping[str, FieldValue]
"""Field name -> value. Names: title, owner, due, status, priority, labels. `None` is "no opinion"."""
Given = str | tuple[str, ...]
"""What a field map gives a further field of a tracker: a text, or several values of which none is taken apart."""


class Status(StrEnum):
    """Where an action item stands. What a tracker calls it is the field map's business."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    WONT_DO = "wont_do"

    @property
    def closed(self) -> bool:
        return self in (Status.DONE, Status.WONT_DO)


class Side(StrEnum):
    """Which side's value stands when document and tracker both changed a field."""

    DOCUMENT = "document"
    TRACKER = "tracker"


# --- what documents say -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """A source text as fetched: `data` as it is, `revision` and `title` as the source calls them; a wiki alone has titles."""

    id: DocumentId
    source: str
    name: str
    url: str
    revision: str
    data: bytes
    title: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Something we decided not to touch, and why. `line` is 1-based, 0 for none; it is in the document, or a ticket's `file`."""

    reason: str
    document: DocumentId | None = None
    line: int = 0
    subject: str = ""
    key: ItemKey | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """What a post-mortem asks for, as written there.

    `owner` keeps the document's wording without markup and `@`; `owners` is the same split into single names.
    `due_text` are the words the due date was read from. `problems` are reasons why the item cannot be read for sure; such
    an item is held. `refs` are URLs and keys of tickets it already names, in order; `tracked` are those of them that stand
    where only tickets do, in a column or field for them, `mentions` those that stand amid the words. `line` is 1-based. `details` are the words below it
    that only explain it.
    """

    action: str
    line: int
    owner: str | None = None
    owners: tuple[str, ...] = ()
    due: date | None = None
    due_text: str | None = None
    status: Status | None = None
    priority: str | None = None
    refs: tuple[str, ...] = ()
    tracked: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    section: str | None = None
    problems: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostMortem:
    """What one document says. `sections` maps a canonical section name (`root_causes`, `lessons` ...) to its text."""

    title: str
    incident: str | None = None
    severity: str | None = None
    service: str | None = None
    team: str | None = None
    incident_date: date | None = None
    held_on: date | None = None
    facilitator: str | None = None
    attendees: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    status: str | None = None
    sections: Mapping[str, str] = field(default_factory=dict)
    items: tuple[ActionItem, ...] = ()
    holds: tuple[Hold, ...] = ()
    is_template: bool = False


# --- what trackers hold -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TicketRef:
    """A ticket's address: the tracker's name in the configuration and its immutable id."""

    tracker: str
    id: TicketId


@dataclass(frozen=True, slots=True)
class Marker:
    """Our claim on a ticket."""

    installation: str
    key: ItemKey

    def __str__(self) -> str:
        return f"{self.installation}/{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Marker | None":
        """Read `installation/key`; `None` if it is something else."""
        installation, slash, key = text.strip().rpartition("/")
        return cls(installation, ItemKey(key)) if slash and installation and key else None


UNTOLD = "?"
"""What stands for a value that a tracker's history does not tell."""
MARKS = frozenset({"version", "told", "amiss", "kept_in"})
"""What a binding keeps among the fields last seen that is no field: how new they are, what is wrong, where the due date is."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field as a tracker tells it, in our names and values as events keep them."""

    field: str
    old: str | None
    new: str | None
    at: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a tracker holds, as last seen. `key` and `url` are for people; `fields` uses our field names.

    `history` has recent changes, oldest first, where the tracker tells them with the ticket. `version` grows with every
    change; None where what is read is never older than what was read before. `people` is what the owner is called, by handle,
    where a handle says nothing to people. `amiss` is what is wrong with the ticket in itself, and what to do about it. `kept_in`
    is where its due date is, where a field map chooses that.
    """

    ref: TicketRef
    key: str
    url: str
    fields: Fields
    marker: Marker | None = None
    updated_at: datetime | None = None
    updated_by: str | None = None
    history: tuple[FieldChange, ...] = field(default=(), compare=False)
    version: str | None = field(default=None, compare=False)
    people: Mapping[str, str] = field(default_factory=dict, compare=False)
    amiss: str = field(default="", compare=False)
    kept_in: str = field(default="", compare=False)

    @property
    def seen(self) -> Fields:
        """Return the fields as a binding keeps them, with the marks there are; `told` is until when its history was told."""
        told = self.history[-1].at if self.history else self.updated_at
        until = told.isoformat() if told else None
        marks = {"version": self.version, "told": until, "amiss": self.amiss, "kept_in": self.kept_in}
        return {**self.fields, **{name: mark for name, mark in marks.items() if mark}}

    @property
    def status(self) -> Status:
        value = self.fields.get("status")
        return Status(value) if isinstance(value, str) else Status.OPEN


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Tickets seen at one moment: `missing` ids were asked for in vain, of which `hidden` ones may be there, but not for us."""

    tickets: tuple[Ticket, ...]
    complete: bool
    """Whether what is absent here is absent there."""
    missing: frozenset[TicketId] = frozenset()
    hidden: frozenset[TicketId] = frozenset()
    unread: tuple[tuple[TicketId, str], ...] = ()
    """Those that cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket to be: everything a tracker needs to create it in one call, marker included.

    `place` is the part of the tracker it goes to (a Jira project), None for the field map's own; `extra` are further
    fields of the tracker by the names the field map gives them, set when a ticket is filed and left alone afterwards.
    """

    marker: Marker
    fields: Fields
    body: str
    document_url: str
    place: str | None = None
    extra: Mapping[str, Given] = field(default_factory=dict)


# --- what the ledger keeps ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Binding:
    """Item <-> ticket, with the document's values as last applied and the ticket's as last seen."""

    key: ItemKey
    document: DocumentId
    fingerprint: Fingerprint
    text: str
    position: int
    ref: TicketRef
    ticket_key: str
    ticket_url: str
    applied: Fields
    seen: Fields
    bound_at: datetime
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """Written before a create: a ticket for this item may exist."""

    key: ItemKey
    document: DocumentId
    fingerprint: Fingerprint
    text: str
    position: int
    tracker: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A change that a tracker refused, and when it is tried again; `wanted` tells whether it is still the same change."""

    key: ItemKey
    tracker: str
    change: str
    wanted: str
    reason: str
    tries: int
    first_at: datetime
    last_at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """One field of one ticket as observed to change; append-only. `field` is status, owner, due, title, resolution, or gone.

    A status event whose `old` is None is the filing. `at` is when it happened as far as the tracker tells, never outside
    the time between two polls.
    """

    key: ItemKey
    at: datetime
    field: str
    old: str | None
    new: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class TrackedItem:
    """An item with its post-mortem and its ticket: what escalation and reports work on.

    `owner` and `due` are the tracker's where the item is filed. `state` is filed, held, or recorded (done, never filed).
    `amiss` is what is wrong with its ticket in itself; of one that is gone, that it may only be hidden.
    """

    key: ItemKey
    document: DocumentId
    document_title: str
    document_url: str
    line: int
    action: str
    status: Status
    state: str
    incident: str | None = None
    severity: str | None = None
    facilitator: str | None = None
    priority: str | None = None
    owner: str | None = None
    due: date | None = None
    ticket: TicketRef | None = None
    ticket_key: str | None = None
    ticket_url: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    gone: bool = False
    amiss: str = ""

    def is_called(self, key: str) -> bool:
        """Say whether people mean this item by a key: its own, or its ticket's."""
        return key in (self.key, self.ticket_key)

    def days_overdue(self, today: date) -> int:
        """Return by how many days the item is overdue, 0 if it is not: done, its ticket gone, or never filed."""
        if self.due is None or self.status.closed or self.gone or self.state != "filed":
            return 0
        return max((today - self.due).days, 0)


@dataclass(frozen=True, slots=True)
class Person:
    """One human with a handle per system, and a manager. `region` is whose public holidays are theirs, such as DE-BE.

    `zone` is the time zone (IANA) that tells what time it is for them; None for the installation's.
    `left` is the day on which they left, of those who have: they get no more tickets, and nobody tells them anything.
    """

    id: PersonId
    name: str
    aliases: tuple[str, ...] = ()
    mail: str | None = None
    handles: Mapping[str, str] = field(default_factory=dict)
    manager: PersonId | None = None
    team: str | None = None
    region: str | None = None
    zone: str | None = None
    left: date | None = None

    def system_in(self, tracker: str, kind: str) -> str | None:
        """Return the key of `handles` that holds for a tracker: its own name, else its kind; None where neither is there."""
        return next((system for system in (tracker.lower(), kind) if self.handles.get(system)), None)


@dataclass(frozen=True, slots=True)
class Group:
    """A team, or who has a role, told at a place of its own. `id` is `team:` or `role:` and its name in small letters."""

    id: PersonId
    name: str
    mail: str | None = None
    handles: Mapping[str, str] = field(default_factory=dict)
    region: str | None = None
    zone: str | None = None


Party = Person | Group
"""Who can be told something."""


# --- escalation ---------------------------------------------------------------------------------------------------


NO_LAG = timedelta(0)
