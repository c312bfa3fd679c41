"""What is seen of items and known of them, and what recognising one can end in."""

from dataclasses import dataclass

from connector.core.model import DocumentId, ItemKey, TicketRef


@dataclass(frozen=True, slots=True)
class Sighting:
    """An item as its document shows it now; `named` is the ticket written beside it."""

    document: DocumentId
    text: str
    position: int
    named: TicketRef | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item we know: from a binding, an open intent (`ref` None), or a marker found in a tracker (`document` None).

    `unclaimed`: that ticket is open, so that filing what may be its item would make a second one.
    """

    key: ItemKey
    document: DocumentId | None
    text: str
    position: int | None
    ref: TicketRef | None
    unclaimed: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """The item is the one with this key; `how` says by what it was known, for people."""

    key: ItemKey
    how: str


@dataclass(frozen=True, slots=True)
class New:
    """Nothing known looks like this item; `key` is the one made for it."""

    key: ItemKey


@dataclass(frozen=True, slots=True)
class Unclear:
    """The item may be one of `looks_like`, best first. `key` would be its own if it turned out to be new."""

    key: ItemKey
    looks_like: tuple[ItemKey, ...]


Recognition = Recognised | New | Unclear
