"""What a document wants of one item, resolved for its tracker: the input of planning."""

from dataclasses import dataclass

from connector.core.model import ActionItem, DocumentId, Fields, TicketId, TicketRef


@dataclass(frozen=True, slots=True)
class Desired:
    """An item as its document wants it, resolved for its tracker.

    `named` is the ticket the item names in `tracker`. `holds` are reasons not to touch it; `notes` are shown beside its
    change. `record_only`: done and without a ticket, so recorded and not filed.
    """

    document: DocumentId
    document_url: str
    position: int
    item: ActionItem
    tracker: str | None
    fields: Fields
    body: str
    named: TicketId | None = None
    holds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    record_only: bool = False

    @property
    def named_ref(self) -> TicketRef | None:
        """The address of the named ticket."""
        return TicketRef(self.tracker, self.named) if self.tracker and self.named else None

    @property
    def named_text(self) -> str:
        """The named ticket as the document writes it."""
        refs = self.item.refs
        return next((ref for ref in refs if self.named and self.named in ref), refs[0] if refs else str(self.named))
