"""The ledger's memory of filing: intents before a create, bindings after it, and status events.

bind: the key is   | and the ticket is      | outcome
-------------------|------------------------|----------------------------------------------------------
unbound            | unbound                | stored
bound to it        | bound to the key       | stored again; first `bound_at` and first filing event stay
bound to another   | unbound                | LedgerError, unless that other ticket is known to be gone
any                | bound to another key   | LedgerError
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    delete,
    false,
    insert,
    literal,
    select,
    tuple_,
    union,
    update,
)

from connector.core.model import (
    Binding,
    DocumentId,
    Fingerprint,
    Intent,
    ItemKey,
    Status,
    StatusEvent,
    TicketId,
    TicketName,
    TicketRef,
)
from connector.errors import LedgerError
from connector.ledger import tables
from connector.ledger.encoding import both_fields_of, fields_text, instant, instant_text, optional_plain, plain
from connector.ledger.queries import Part, Row, streamed

SETTLED = ("key", "tracker", "ticket", "bound_at")
"""What never changes once an item is bound."""


class Filing(Part):
    """Bindings and intents."""

    def bindings(self, documents: Collection[DocumentId] | None = None) -> Iterator[Binding]:
        query = _bindings()
        if documents is not None:
            query = query.where(self._among(tables.bindings.c.document, documents))
        with self._database.read("read the bindings") as connection, streamed(connection, query) as rows:
            yield from map(_binding, rows)

    def bindings_of_tickets(self, tracker: str, ids: Collection[TicketId]) -> Sequence[Binding]:
        query = _bindings().where(self._of_tickets(tracker, ids))
        with self._database.read("read the bindings of tickets") as connection:
            return tuple(_binding(row) for row in connection.execute(query))

    def bindings_of_keys(self, keys: Collection[ItemKey]) -> Sequence[Binding]:
        query = _bindings().where(self._among(tables.bindings.c.key, keys))
        with self._database.read("read the bindings of items") as connection:
            return tuple(_binding(row) for row in connection.execute(query))

    def ids_of_names(self, tracker: str, names: Collection[TicketName]) -> dict[TicketName, TicketId]:
        t = tables.bindings
        query = select(t.c.ticket_key, t.c.ticket).where(t.c.tracker == tracker, self._among(t.c.ticket_key, names))
        with self._database.read("read the ids of named tickets") as connection:
            return {TicketName(name): TicketId(id_) for name, id_ in connection.execute(query.order_by(t.c.key))}

    def bound_ids(self, tracker: str, *, gone: bool = False) -> set[TicketId]:
        t = tables.bindings
        query = select(t.c.ticket).where(t.c.tracker == tracker)
        query = query if gone else query.where(t.c.gone == false())
        with self._database.read("read the ids of bound tickets") as connection:
            return {id_ for (id_,) in connection.execute(query)}

    def keys(self, documents: Collection[str]) -> set[ItemKey]:
        given = self._given(documents).c.value
        # A key is `<hash of the document>-<hash of the text>`, and "." follows "-": a range the primary key can walk.
        queries = (
            select(t.c.key).where(t.c.key >= given.concat("-"), t.c.key < given.concat("."))
            for t in (tables.bindings, tables.intents)
        )
        with self._database.read("read the keys of items") as connection:
            return {ItemKey(key) for query in queries for (key,) in connection.execute(query)}

    def intents(self) -> Sequence[Intent]:
        t = tables.intents
        query = select(*t.columns).order_by(t.c.key)
        with self._database.read("read the intents") as connection:
            return tuple(
                Intent(
                    key=ItemKey(row.key),
                    document=DocumentId(row.document),
                    fingerprint=Fingerprint(row.fingerprint),
                    text=row.text,
                    position=row.position,
                    tracker=row.tracker,
                    at=instant(row.at),
                )
                for row in connection.execute(query)
            )

    def intend(self, intents: Sequence[Intent]) -> None:
        """Store intents durably, before the write they announce; an intent that is there already stays as it was.

        Raises LedgerError when an item is bound already: creating a ticket for it would make a second one.
        """
        if not intents:
            return
        t = tables.bindings
        bound = (
            select(t.c.key, t.c.ticket_key)
            .where(self._among(t.c.key, {intent.key for intent in intents}), t.c.gone == false())
            .order_by(t.c.key)
        )
        with self._database.write("store intents") as connection:
            for key, ticket_key in connection.execute(bound):
                raise LedgerError(
                    f"ledger {self._database.place}: item {key} has ticket {ticket_key} already, so no ticket may be "
                    "created for it. It was filed after this plan was made: plan again."
                )
            self._keep(connection, tables.intents, map(_intent_row, intents))

    def bind(self, bindings: Sequence[Binding], events: Sequence[StatusEvent] = ()) -> None:
        if not bindings and not events:
            return
        t = tables.bindings
        keys = {binding.key for binding in bindings}
        with self._database.write("bind items to tickets") as connection:
            known = self._settle(connection, bindings)
            self._put(connection, t, map(binding_row, bindings), but=("bound_at",))
            append(connection, (event for event in events if not (event.key in known and _is_filing(event))))
            connection.execute(delete(tables.intents).where(self._among(tables.intents.c.key, keys)))

    def _settle(self, connection: Connection, bindings: Sequence[Binding]) -> set[ItemKey]:
        """Refuse a second ticket for a key and a second key for a ticket; return the keys bound to their ticket already.

        Removes bindings to tickets that are gone where their key gets another ticket.
        """
        t = tables.bindings
        ref_of = {binding.key: binding.ref for binding in bindings}
        key_of: dict[TicketRef, ItemKey] = {}
        for binding in bindings:
            if key_of.setdefault(binding.ref, binding.key) != binding.key or ref_of[binding.key] != binding.ref:
                raise self._contradiction(binding, key_of[binding.ref], ref_of[binding.key])
        trackers: dict[str, list[TicketId]] = {}
        for ref in key_of:
            trackers.setdefault(ref.tracker, []).append(ref.id)
        # Each by an index of its own: asked for as one with OR, SQLite reads all the bindings.
        touched = union(
            select(t.c.key).where(self._among(t.c.key, ref_of)),
            *(select(t.c.key).where(self._of_tickets(tracker, ids)) for tracker, ids in trackers.items()),
        )
        known, replaced = set(), set()
        for binding in map(_binding, connection.execute(_bindings().where(t.c.key.in_(touched))).all()):
            if binding.ref in key_of and key_of[binding.ref] != binding.key:
                raise self._contradiction(binding, key_of[binding.ref], binding.ref)
            if binding.key in ref_of and ref_of[binding.key] == binding.ref:
                known.add(binding.key)
            elif binding.key in ref_of and binding.gone:
                replaced.add(binding.key)
            elif binding.key in ref_of:
                raise self._contradiction(binding, binding.key, ref_of[binding.key])
        if replaced:
            connection.execute(delete(t).where(self._among(t.c.key, replaced)))
        return known

    def _of_tickets(self, tracker: str, ids: Collection[TicketId]) -> ColumnElement[bool]:
        """Ask whether a binding is to one of these tickets: as pairs, for which SQLite takes the index that has both."""
        t = tables.bindings
        pairs = select(literal(tracker, Text), self._given(ids).c.value)
        return tuple_(t.c.tracker, t.c.ticket).in_(pairs)

    def _contradiction(self, held: Binding, key: ItemKey, ref: TicketRef) -> LedgerError:
        where = f"ledger {self._database.place}"
        if key != held.key:
            return LedgerError(
                f"{where}: ticket {held.ticket_key} ({held.ref.tracker} {held.ref.id}) belongs to item {held.key}, so "
                f"item {key} cannot have it. Nothing was stored. If {held.key} no longer needs it, run "
                f"'connector ledger forget {held.key}' first."
            )
        return LedgerError(
            f"{where}: item {key} has ticket {held.ticket_key} ({held.ref.tracker} {held.ref.id}), so it cannot have "
            f"{ref.tracker} {ref.id} too. Nothing was stored. Close the ticket that is wrong, and if that is "
            f"{held.ticket_key} run 'connector ledger forget {key}' first."
        )

    def move_intents(self, intents: Sequence[Intent]) -> None:
        if not intents:
            return
        t = tables.intents
        there = select(t.c.key).where(self._among(t.c.key, [intent.key for intent in intents]))
        with self._database.write("update intents") as connection:
            known = set(connection.scalars(there))
            rows = (_intent_row(intent) for intent in intents if intent.key in known)
            self._put(connection, t, rows, but=("tracker", "at"))

    def restamp(self, keys: Collection[ItemKey], *, at: datetime) -> None:
        if not keys:
            return
        t = tables.intents
        with self._database.write("restamp intents") as connection:
            connection.execute(update(t).where(self._among(t.c.key, keys)).values(at=instant_text(at)))

    def withdraw(self, keys: Collection[ItemKey]) -> None:
        if not keys:
            return
        with self._database.write("withdraw intents") as connection:
            connection.execute(delete(tables.intents).where(self._among(tables.intents.c.key, keys)))

    def rebind(self, bindings: Sequence[Binding]) -> None:
        if not bindings:
            return
        with self._database.write("update bindings") as connection:
            revise(connection, bindings)

    def forget(self, key: ItemKey) -> bool:
        with self._database.write("forget an item") as connection:
            counts = [
                connection.execute(delete(table).where(table.c.key == key)).rowcount
                for table in (tables.bindings, tables.intents)
            ]
        return any(counts)


def revise(connection: Connection, bindings: Iterable[Binding]) -> None:
    """Update bindings that exist and still have this ticket; one that was forgotten meanwhile stays forgotten."""
    t = tables.bindings
    statement = (
        update(t)
        .where(t.c.key == bindparam("of_key"), t.c.tracker == bindparam("of_tracker"))
        .where(t.c.ticket == bindparam("of_ticket"))
        .values({column.name: bindparam(f"new_{column.name}") for column in t.columns if column.name not in SETTLED})
    )
    rows = [
        {f"of_{name}" if name in SETTLED else f"new_{name}": value for name, value in binding_row(binding).items()}
        for binding in bindings
    ]
    if rows:
        connection.execute(statement, rows)


def append(connection: Connection, events: Iterable[StatusEvent]) -> None:
    rows = [
        {
            "key": event.key,
            "at": instant_text(event.at),
            "field": event.field,
            "old": optional_plain(event.old),
            "new": optional_plain(event.new),
            "by": optional_plain(event.by),
        }
        for event in events
    ]
    if rows:
        connection.execute(insert(tables.events), rows)


def binding_row(binding: Binding) -> Row:
    return {
        "key": binding.key,
        "document": binding.document,
        "fingerprint": binding.fingerprint,
        "text": plain(binding.text),
        "position": binding.position,
        "tracker": binding.ref.tracker,
        "ticket": binding.ref.id,
        "ticket_key": binding.ticket_key,
        "ticket_url": binding.ticket_url,
        "applied": fields_text(binding.applied),
        "seen": fields_text(binding.seen),
        "status": binding.seen.get("status") or Status.OPEN,
        "bound_at": instant_text(binding.bound_at),
        "gone": binding.gone,
    }


def _intent_row(intent: Intent) -> Row:
    return {
        "key": intent.key,
        "document": intent.document,
        "fingerprint": intent.fingerprint,
        "text": plain(intent.text),
        "position": intent.position,
        "tracker": intent.tracker,
        "at": instant_text(intent.at),
    }


def _is_filing(event: StatusEvent) -> bool:
    return event.field == "status" and event.old is None


def _bindings() -> Select[Any]:
    t = tables.bindings
    return select(
        t.c.key,
        t.c.document,
        t.c.fingerprint,
        t.c.text,
        t.c.position,
        t.c.tracker,
        t.c.ticket,
        t.c.ticket_key,
        t.c.ticket_url,
        t.c.applied,
        t.c.seen,
        t.c.bound_at,
        t.c.gone,
    ).order_by(t.c.key)


def _binding(row: Any) -> Binding:
    key, document, fingerprint, text, position, tracker, ticket, ticket_key, ticket_url, applied, seen, at, gone = row
    applied, seen = both_fields_of(applied, seen)
    return Binding(
        key=key,
        document=document,
        fingerprint=fingerprint,
        text=text,
        position=position,
        ref=TicketRef(tracker, ticket),
        ticket_key=ticket_key,
        ticket_url=ticket_url,
        applied=applied,
        seen=seen,
        bound_at=instant(at),
        gone=gone,
    )
