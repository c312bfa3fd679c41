"""Where post-mortems are read from, and written back to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from connector.core.model import (
    Document,
    DocumentId,
    Hold,
)
from connector.errors import Fault, RemoteError


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


@runtime_checkable
class Proposes(Protocol):
    """A source whose writing may become something that waits for people elsewhere, such as a pull request."""

    def news(self) -> Sequence[str]:
        """Return what became of that by the last write, in words for people."""
