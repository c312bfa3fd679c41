"""What is seen of items and known of them, and what recognising one can end in."""

from dataclasses import dataclass
from datetime import date

from connector.core.model import DocumentId, Fields, ItemKey, TicketRef

Owed = tuple[str, date]
"""By whom and until when something is to be done, in the tracker's words."""


def owed_in(fields: Fields) -> Owed | None:
    """Return by whom and until when fields say that something is to be done; None where they lack either."""
    owner, due = fields.get("owner"), fields.get("due")
    return (owner, due) if isinstance(owner, str) and isinstance(due, date) else None


def owner_in(fields: Fields) -> str | None:
    """Return by whom fields say that something is to be done."""
    owner = fields.get("owner")
    return owner if isinstance(owner, str) and owner else None


@dataclass(frozen=True, slots=True)
class Sighting:
    """An item as its document shows it now; `named` is the ticket written beside it, `owed` by whom and until when.

    `owner` tells apart what has the same wording.
    """

    document: DocumentId
    text: str
    position: int
    named: TicketRef | None = None
    owed: Owed | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item we know: from a binding, an open intent (`ref` None), or a marker found in a tracker (`document` None).

    `unclaimed`: that ticket is open, so that filing what may be its item would make a second one. `closed`: it is bound, and
    what it was for is over.
    """

    key: ItemKey
    document: DocumentId | None
    text: str
    position: int | None
    ref: TicketRef | None
    unclaimed: bool = False
    owed: Owed | None = None
    closed: bool = False
    owner: str | None = None


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
