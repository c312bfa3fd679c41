"""What a document wants of one item, resolved for its tracker: the input of planning."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connector.core.model import ActionItem, DocumentId, Fields, Given, TicketId, TicketRef


@dataclass(frozen=True, slots=True)
class Desired:
    """An item as its document wants it, resolved for its tracker.

    `place` and `extra` are as in `Draft`. `named` is the ticket the item names in `tracker`, `named_as` its key. `holds`
    are reasons not to touch it; `unready` are reasons not to file it, though a ticket that it has is followed; `notes` are
    shown beside its change. `unsure`: a tracker was asked about it and did not answer. `hidden`: why a ticket that it has
    may not be found yet, so that none is filed. `stands_in`: the owner is the route's own assignee, whom a new ticket gets.
    `record_only`: done and without a ticket, so recorded and not filed.
    """

    document: DocumentId
    document_url: str
    position: int
    item: ActionItem
    tracker: str | None
    fields: Fields
    body: str
    place: str | None = None
    extra: Mapping[str, Given] = field(default_factory=dict)
    named: TicketId | None = None
    named_as: str = ""
    holds: tuple[str, ...] = ()
    unready: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unsure: bool = False
    hidden: str = ""
    stands_in: bool = False
    record_only: bool = False

    @property
    def named_ref(self) -> TicketRef | None:
        """The address of the named ticket."""
        return TicketRef(self.tracker, self.named) if self.tracker and self.named else None

    @property
    def named_text(self) -> str:
        """The named ticket as the document writes it."""
        name = self.named_as or str(self.named)
        return next((ref for ref in self.item.refs if name in ref), next(iter(self.item.refs), name))
