"""The ledger's memory of what was observed: poll cursors, status events, and every item with its ticket."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from heapq import merge
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, exists, false, func, literal, null, or_, select

from connector.core.model import Binding, FieldValue, Status, StatusEvent, TicketRef, TrackedItem
from connector.ledger import tables
from connector.ledger.encoding import fields_of, instant, instant_text, optional_day, optional_instant
from connector.ledger.filing import append, revise
from connector.ledger.queries import Part, streamed

CLOSED = tuple(status.value for status in Status if status.closed)
STATUSES = {status.value: status for status in Status}
PLACE = itemgetter(1, -2)
"""Document and position of a row of `_items` and `_strays`."""
DOUBLE = itemgetter(1, -1)
"""Document and ordinal."""


class Observation(Part):
    """Cursors, events, and the items with their tickets."""

    def cursor(self, name: str) -> str | None:
        query = select(tables.cursors.c.value).where(tables.cursors.c.name == name)
        with self._database.read("read a cursor") as connection:
            return connection.execute(query).scalar()

    def observe(
        self, bindings: Sequence[Binding], events: Sequence[StatusEvent], *, cursor: tuple[str, str] | None
    ) -> None:
        if not bindings and not events and cursor is None:
            return
        with self._database.write("store what was observed") as connection:
            revise(connection, bindings)
            append(connection, events)
            if cursor is not None:
                name, value = cursor
                self._put(connection, tables.cursors, [{"name": name, "value": value}])

    def events(self, *, until: datetime | None = None) -> Iterator[StatusEvent]:
        t = tables.events
        query = select(t.c.key, t.c.at, t.c.field, t.c.old, t.c.new, t.c.by).order_by(t.c.id)
        if until is not None:
            query = query.where(t.c.at <= instant_text(until))
        with self._database.read("read the events") as connection, streamed(connection, query) as rows:
            for key, at, field, old, new, by in rows:
                yield StatusEvent(key=key, at=instant(at), field=field, old=old, new=new, by=by)

    def tracked(self, *, open_only: bool = False) -> Iterator[TrackedItem]:
        """Yield every item with its document and ticket, ordered by document and position.

        item in a document | bound | document | yielded
        -------------------|-------|----------|---------------------------------------------------
        yes                | yes   | present  | filed, once, although two documents may claim its key
        yes                | yes   | gone     | filed, where it was bound last; of an older name of that document: no
        yes                | no    | present  | held or recorded, as the document's record says
        yes                | no    | gone     | no: nothing asks for it any more
        no                 | yes   | any      | filed, line 0, the words it was filed with
        """
        items, strays = _items(open_only=open_only), _strays(open_only=open_only)
        with (
            self._database.read("read the items") as connection,
            streamed(connection, items) as shown,
            streamed(connection, strays) as unshown,
        ):
            doubles = _doubles(connection)
            once = (row for row in shown if DOUBLE(row) not in doubles) if doubles else shown
            yield from map(_tracked, merge(once, unshown, key=PLACE))


def _closed_at() -> ColumnElement[Any]:
    """When a ticket that is closed now was last seen to become so."""
    b, e = tables.bindings, tables.events
    last = (
        select(e.c.at)
        .where(e.c.key == b.c.key, e.c.field == "status", e.c.new.in_(CLOSED))
        .order_by(e.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return case((b.c.status.in_(CLOSED), last), else_=null())


def _address() -> ColumnElement[Any]:
    """Where a document is; one that is gone is nowhere."""
    d = tables.documents
    return case((d.c.gone, ""), else_=d.c.url)


def _stands(documents: Any = tables.documents) -> ColumnElement[bool]:
    """Say whether an item's row counts: its document is there, or is the one that the item was bound in last."""
    return or_(documents.c.gone == false(), tables.bindings.c.document == tables.items.c.document)


def _items(*, open_only: bool) -> Select[Any]:
    i, d, b = tables.items, tables.documents, tables.bindings
    query = (
        select(
            *(i.c.key, i.c.document, d.c.title, _address(), i.c.line, i.c.action, i.c.status, i.c.state),
            *(d.c.incident, d.c.severity, d.c.facilitator, i.c.priority, i.c.owner, i.c.due),
            *_ticket_columns(),
            *(i.c.position, i.c.ordinal),
        )
        .select_from(i.join(d, d.c.id == i.c.document).outerjoin(b, b.c.key == i.c.key))
        .where(_stands())
        .order_by(i.c.document, i.c.ordinal)
    )
    if open_only:
        query = query.where(func.coalesce(b.c.status, i.c.status, Status.OPEN.value).not_in(CLOSED))
    return query


def _strays(*, open_only: bool) -> Select[Any]:
    """Ask for bindings whose item is in no document any more, in the columns of `_items`."""
    i, d, b = tables.items, tables.documents, tables.bindings
    there = d.alias("there")
    query = (
        select(
            *(b.c.key, b.c.document, func.coalesce(d.c.title, ""), func.coalesce(_address(), ""), literal(0), b.c.text),
            *(null(), literal("filed"), d.c.incident, d.c.severity, d.c.facilitator, null(), null(), null()),
            *_ticket_columns(),
            *(b.c.position, literal(0)),
        )
        .select_from(b.outerjoin(d, d.c.id == b.c.document))
        .where(
            ~exists(select(i.c.key).join(there, there.c.id == i.c.document).where(i.c.key == b.c.key, _stands(there)))
        )
        .order_by(b.c.document, b.c.position, b.c.key)
    )
    if open_only:
        query = query.where(b.c.status.not_in(CLOSED))
    return query


def _ticket_columns() -> tuple[ColumnElement[Any], ...]:
    b = tables.bindings
    return (b.c.tracker, b.c.ticket, b.c.ticket_key, b.c.ticket_url, b.c.seen, b.c.bound_at, _closed_at(), b.c.gone)


def _doubles(connection: Connection) -> set[tuple[str, int]]:
    """Return (document, ordinal) of the rows to leave out because another document shows the same filed item.

    The document the binding names shows it; where that is neither, the first one.
    """
    i, d, b = tables.items, tables.documents, tables.bindings
    several = select(i.c.key).group_by(i.c.key).having(func.count() > 1).subquery()
    query = (
        select(i.c.key, i.c.document, i.c.ordinal)
        .join(several, several.c.key == i.c.key)
        .join(b, b.c.key == i.c.key)
        .join(d, d.c.id == i.c.document)
        .where(_stands())
        .order_by(i.c.key, i.c.document != b.c.document, i.c.document, i.c.ordinal)
    )
    shown: set[str] = set()
    doubles: set[tuple[str, int]] = set()
    for key, document, ordinal in connection.execute(query):
        if key in shown:
            doubles.add((document, ordinal))
        shown.add(key)
    return doubles


def _tracked(row: Any) -> TrackedItem:
    key, document, title, url, line, action, status, state, incident, severity, facilitator, priority, owner, due = row[
        :14
    ]
    tracker, ticket, ticket_key, ticket_url, seen_text, bound_at, closed_at, gone = row[14:22]
    filed = tracker is not None
    due = optional_day(due)
    if filed:
        seen = fields_of(seen_text)
        status = seen.get("status")
        owner = _words(seen.get("owner", owner))
        due = _day(seen.get("due", due))
        priority = priority or _words(seen.get("priority"))
    return TrackedItem(
        key=key,
        document=document,
        document_title=title,
        document_url=url,
        line=line,
        action=action,
        status=STATUSES.get(status, Status.OPEN),
        # An item that was to be filed and has no binding (yet, or any more) waits like one that was held.
        state="filed" if filed else "recorded" if state == "recorded" else "held",
        incident=incident,
        severity=severity,
        facilitator=facilitator,
        priority=priority,
        owner=owner,
        due=due,
        ticket=TicketRef(tracker, ticket) if filed else None,
        ticket_key=ticket_key,
        ticket_url=ticket_url,
        opened_at=optional_instant(bound_at),
        closed_at=optional_instant(closed_at),
        gone=bool(gone),
        amiss=(_words(seen.get("amiss")) or "") if filed else "",
    )


def _words(value: FieldValue) -> str | None:
    return ", ".join(value) if isinstance(value, tuple) else value if isinstance(value, str) else None


def _day(value: FieldValue) -> date | None:
    return value if isinstance(value, date) else None
