"""From the sources to documents that were read: list, compare with what is recorded, fetch what changed, parse.

Only documents that changed since they were last recorded are read; `everything=True` reads all of them, as a changed
configuration demands.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field

from connector.core.model import Document, DocumentId, Hold, PostMortem
from connector.errors import Rejected, RemoteError
from connector.log import logger
from connector.ports import DocumentRecord, DocumentStub, DocumentSummary, Ledger, Source

Progress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document as fetched and what it says."""

    document: Document
    post_mortem: PostMortem


@dataclass(slots=True)
class Collected:
    """What one look at the sources gave; documents that did not change are not in `read`.

    `refused` are documents that cannot be read as they are, as they will be recorded; `failed` says that something could not be looked at now and may be later, unlike what is held for good.
    """

    read: list[Read] = field(default_factory=list)
    vanished: set[DocumentId] = field(default_factory=set)
    holds: list[Hold] = field(default_factory=list)
    refused: list[DocumentRecord] = field(default_factory=list)
    listed: int = 0
    failed: bool = False

    def returned(self, documents: Iterable[DocumentSummary]) -> set[DocumentId]:
        """Return what was read. Where that is something, all that ever went counts as vanished: it may come back under another name."""
        read = {one.document.id for one in self.read}
        if read:
            self.vanished |= {document.id for document in documents if document.gone}
            self.vanished -= read
        return read


@dataclass(frozen=True, slots=True)
class Collector:
    """The sources, and what is known of their documents."""

    sources: Sequence[Source]
    ledger: Ledger
    parse: Callable[[Document], PostMortem]
    progress: Progress

    def collect(self, *, everything: bool, pending: Container[DocumentId] = ()) -> Collected:
        """Read and parse what changed, and what is `pending`. A document that cannot be read costs one hold."""
        collected = Collected()
        for source in self.sources:
            known = self.ledger.revisions(source.name)
            try:
                listing = source.list()
            except RemoteError as error:
                collected.failed = True
                collected.holds.append(Hold(f"source '{source.name}' was left out: {error}"))
                logger().warning("source_failed", source=source.name, reason=str(error))
                continue
            collected.holds += listing.holds
            collected.listed += len(listing.stubs)
            changed = [
                stub
                for stub in listing.stubs
                if everything or known.get(stub.id) != stub.revision or stub.id in pending
            ]
            for count, stub in enumerate(changed, 1):
                self._read(source, stub, collected)
                self.progress(f"reading {source.name}", count, len(changed))
            if listing.complete:
                collected.vanished |= known.keys() - {stub.id for stub in listing.stubs}
        return collected

    def _read(self, source: Source, stub: DocumentStub, collected: Collected) -> None:
        try:
            document = source.fetch(stub)
        except RemoteError as error:
            hold = Hold(str(error), document=stub.id, subject=stub.name)
            collected.holds.append(hold)
            if not isinstance(error, Rejected):
                collected.failed = True
            elif not any(self.ledger.bindings([stub.id])):
                # Looked at again when it changes. One with tickets is tried each time: its items stay as they were.
                nothing = PostMortem(stub.name)
                collected.refused.append(DocumentRecord(stub.id, source.name, "", stub.revision, nothing, (), (hold,)))
            logger().warning("document_failed", document=stub.id, reason=str(error))
            return
        collected.read.append(Read(document, self.parse(document)))
