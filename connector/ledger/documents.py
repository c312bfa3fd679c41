"""The ledger's memory of documents: what was read, what was held, what is gone."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, case, delete, false, insert, select, update

from connector.core.model import DocumentId, Hold, ItemKey
from connector.ledger import tables
from connector.ledger.encoding import (
    content_text,
    day_text,
    instant_text,
    optional_day,
    optional_plain,
    plain,
)
from connector.ledger.queries import Part, Row
from connector.ports import DocumentRecord, DocumentSummary


class Documents(Part):
    """Documents, their items and their holds."""

    def revisions(self, source: str) -> dict[DocumentId, str]:
        t = tables.documents
        revision = case((t.c.retry, ""), else_=t.c.revision)
        query = select(t.c.id, revision).where(t.c.source == source, t.c.gone == false()).order_by(t.c.id)
        with self._database.read("read the revisions of documents") as connection:
            return {DocumentId(id_): revision for id_, revision in connection.execute(query).all()}

    def record_documents(self, records: Iterable[DocumentRecord], *, at: datetime) -> None:
        # The caller's iterable runs to its end first: it may read the ledger, and must not keep other writers waiting.
        latest = {record.id: record for record in records}
        if not latest:
            return
        with self._database.write("store documents") as connection:
            recorded_at = instant_text(at)
            self._put(connection, tables.documents, (_document_row(record, recorded_at) for record in latest.values()))
            self._replace_details(connection, latest)

    def _replace_details(self, connection: Connection, records: dict[DocumentId, DocumentRecord]) -> None:
        for table, rows_of in ((tables.items, _item_rows), (tables.holds, _hold_rows)):
            connection.execute(delete(table).where(self._among(table.c.document, records.keys())))
            rows = [row for record in records.values() for row in rows_of(record)]
            if rows:
                connection.execute(insert(table), rows)

    def recorded_keys(self, documents: Collection[DocumentId]) -> set[ItemKey]:
        t = tables.items
        if not documents:
            return set()
        with self._database.read("read the keys of recorded items") as connection:
            query = select(t.c.key).where(self._among(t.c.document, documents))
            return {ItemKey(key) for (key,) in connection.execute(query)}

    def mark_gone(self, documents: Collection[DocumentId], *, at: datetime) -> None:
        t = tables.documents
        if not documents:
            return
        with self._database.write("mark documents as gone") as connection:
            connection.execute(
                update(t)
                .where(self._among(t.c.id, documents), t.c.gone == false())
                .values(gone=True, gone_at=instant_text(at))
            )

    def revisit(self, documents: Collection[DocumentId]) -> None:
        t = tables.documents
        if not documents:
            return
        with self._database.write("ask for another look at documents") as connection:
            connection.execute(update(t).where(self._among(t.c.id, documents)).values(retry=True))

    def documents(self) -> Sequence[DocumentSummary]:
        """Return every post-mortem, gone ones included and templates not, ordered by id."""
        t = tables.documents
        facts = (t.c.title, t.c.incident, t.c.severity, t.c.facilitator, t.c.held_on, t.c.incident_date)
        query = select(t.c.id, t.c.url, *facts, t.c.gone).where(t.c.is_template == false()).order_by(t.c.id)
        with self._database.read("read the documents") as connection:
            return tuple(
                DocumentSummary(
                    id=DocumentId(id_),
                    url=url,
                    title=title,
                    incident=incident,
                    severity=severity,
                    facilitator=facilitator,
                    held_on=optional_day(held_on),
                    gone=gone,
                    incident_date=optional_day(incident_date),
                )
                for id_, url, title, incident, severity, facilitator, held_on, incident_date, gone in connection.execute(
                    query
                )
            )

    def holds(self) -> Sequence[Hold]:
        """Return the standing holds; those of a document that is gone do not stand."""
        t, d = tables.holds, tables.documents
        query = (
            select(t.c.reason, t.c.document, t.c.line, t.c.subject, t.c.key)
            .join(d, d.c.id == t.c.document)
            .where(d.c.gone == false())
            .order_by(t.c.document, t.c.line, t.c.ordinal)
        )
        with self._database.read("read the holds") as connection:
            return tuple(
                Hold(
                    reason=reason,
                    document=DocumentId(document),
                    line=line,
                    subject=subject,
                    key=None if key is None else ItemKey(key),
                )
                for reason, document, line, subject, key in connection.execute(query)
            )


def _document_row(record: DocumentRecord, recorded_at: str) -> Row:
    said = record.post_mortem
    return {
        "id": record.id,
        "source": record.source,
        "url": plain(record.url),
        "revision": record.revision,
        "title": plain(said.title),
        "incident": optional_plain(said.incident),
        "severity": optional_plain(said.severity),
        "facilitator": optional_plain(said.facilitator),
        "held_on": day_text(said.held_on),
        "is_template": said.is_template,
        "retry": record.retry,
        "gone": False,
        "recorded_at": recorded_at,
        "gone_at": None,
        "content": content_text(said),
        "incident_date": day_text(said.incident_date),
    }


def _item_rows(record: DocumentRecord) -> Iterable[Row]:
    for ordinal, item in enumerate(sorted(record.items, key=lambda item: item.position)):
        yield {
            "document": record.id,
            "ordinal": ordinal,
            "key": item.key,
            "position": item.position,
            "line": item.line,
            "action": plain(item.action),
            "owner": optional_plain(item.owner),
            "due": day_text(item.due),
            "status": item.status,
            "priority": optional_plain(item.priority),
            "state": item.state,
        }


def _hold_rows(record: DocumentRecord) -> Iterable[Row]:
    for ordinal, hold in enumerate(record.holds):
        yield {
            "document": record.id,
            "ordinal": ordinal,
            "reason": plain(hold.reason),
            "line": hold.line,
            "subject": plain(hold.subject),
            "key": hold.key,
        }
