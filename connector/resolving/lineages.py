"""What the ledger and the sources say of the post-mortems that documents are of: for telling a rename from a new incident."""

from collections.abc import Iterable, Mapping

from connector.core.lineage import Facts, Lineage, facts
from connector.core.model import DocumentId, PostMortem
from connector.ports import DocumentSummary


def lineage(recorded: Iterable[DocumentSummary], read: Mapping[DocumentId, PostMortem]) -> Lineage:
    """Return the facts of documents as they were and as they are."""
    return Lineage(
        {one.id: _facts(one.id, one) for one in recorded},
        {document: _facts(document, read[document]) for document in read},
    )


def _facts(document: DocumentId, said: DocumentSummary | PostMortem) -> Facts:
    return facts(
        document,
        title=said.title,
        incident=said.incident,
        incident_date=said.incident_date,
        held_on=said.held_on,
    )
