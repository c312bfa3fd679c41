"""The ledger's tables. The migrations make them; this is what the queries are written against, and a test compares the two.

    documents   one row per document ever read: its revision, the facts reports need, `gone` when its source lost it.
                `content` is the rest of the post-mortem as JSON (attendees, sections ...).
    items       the action items of each document as last read. Replaced whole with their document.
    holds       what was held in each document and why. Replaced whole with their document.
    bindings    item <-> ticket. `applied` and `seen` are Fields as JSON; `status` repeats the status in `seen` so that
                open tickets can be asked for. One key has one ticket, one ticket has one key. Outlives its document.
    intents     a ticket for this item may exist. Written before a create, removed with its binding or a known failure.
    attempts    a change that a tracker refused: why, how often, and when it is tried again. Removed once it worked.
    names       what people are called whom a tracker knows by a handle that says nothing to people.
    answers     whom a tracker gave for an owner as written, so that it is not asked in every cycle.
    events      what was observed to change, in the order it was recorded. Append-only: triggers refuse anything else.
    notices     who was told what, and when: keeps a rung from being sent twice. `owed` are channels that failed meanwhile.
    snoozes     which items people put off, until when, and why. Append-only: how often is counted.
    cursors     where the next poll of a tracker starts.
    jobs        when each job last ran.
    leases      who may run on this ledger, as `processes.py` signs, and until when. One row.
    connector_schema   the revision of these tables (Alembic's version table).

Instants are ISO text in UTC with microseconds and one width, days are ISO text: both engines return, compare and sort the
same characters. `timestamptz` was rejected because SQLite has nothing like it. Text sorts by code point on both engines
(collation C), as Python does.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

VERSION_TABLE = "connector_schema"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
SERIAL = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, TEXT, nullable=False)


def _optional(name: str) -> Column[str | None]:
    return Column(name, TEXT)


def _key(name: str) -> Column[str]:
    return Column(name, TEXT, primary_key=True)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _of_document() -> Column[str]:
    return Column("document", TEXT, ForeignKey("documents.id"), primary_key=True)


def _ordinal() -> Column[int]:
    """Where a row stands among its document's rows: our own count, so no caller's mistake makes two rows collide."""
    return Column("ordinal", Integer, primary_key=True, autoincrement=False)


documents = Table(
    "documents",
    metadata,
    _key("id"),
    _text("source"),
    _text("url"),
    _text("revision"),
    _text("title"),
    _optional("incident"),
    _optional("severity"),
    _optional("facilitator"),
    _optional("held_on"),
    _flag("is_template"),
    _flag("retry"),
    _flag("gone"),
    _text("recorded_at"),
    _optional("gone_at"),
    _text("content"),
    _optional("incident_date"),
    # Covers `revisions`, which is asked for every few minutes and must not walk the content of every document.
    Index("documents_by_source", "source", "gone", "id", "retry", "revision"),
)

items = Table(
    "items",
    metadata,
    _of_document(),
    _ordinal(),
    _text("key"),
    _number("position"),
    _number("line"),
    _text("action"),
    _optional("owner"),
    _optional("due"),
    _optional("status"),
    _optional("priority"),
    _text("state"),
    Index("items_by_key", "key"),
    sqlite_with_rowid=False,
)

holds = Table(
    "holds",
    metadata,
    _of_document(),
    _ordinal(),
    _text("reason"),
    _number("line"),
    _text("subject"),
    _optional("key"),
    sqlite_with_rowid=False,
)

bindings = Table(
    "bindings",
    metadata,
    _key("key"),
    _text("document"),
    _text("fingerprint"),
    _text("text"),
    _number("position"),
    _text("tracker"),
    _text("ticket"),
    _text("ticket_key"),
    _text("ticket_url"),
    _text("applied"),
    _text("seen"),
    _text("status"),
    _text("bound_at"),
    _flag("gone"),
    UniqueConstraint("tracker", "ticket", name="bindings_one_key_per_ticket"),
    Index("bindings_by_document", "document", "position"),
    Index("bindings_present", "tracker", "gone", "ticket"),
    Index("bindings_by_name", "tracker", "ticket_key"),
    sqlite_with_rowid=False,
)

intents = Table(
    "intents",
    metadata,
    _key("key"),
    _text("document"),
    _text("fingerprint"),
    _text("text"),
    _number("position"),
    _text("tracker"),
    _text("at"),
)

attempts = Table(
    "attempts",
    metadata,
    _key("key"),
    _text("tracker"),
    _text("change"),
    _text("wanted"),
    _text("reason"),
    _number("tries"),
    _text("first_at"),
    _text("last_at"),
    _text("next_at"),
)

names = Table("names", metadata, _key("tracker"), _key("handle"), _text("name"))

answers = Table(
    "answers",
    metadata,
    _key("tracker"),
    _key("wording"),
    _text("handle"),
    _text("name"),
    _optional("mail"),
    _text("at"),
)

events = Table(
    "events",
    metadata,
    Column("id", SERIAL, primary_key=True),
    _text("key"),
    _text("at"),
    _text("field"),
    _optional("old"),
    _optional("new"),
    _optional("by"),
    Index("events_by_key", "key", "field", "id"),
    sqlite_autoincrement=True,
)

notices = Table(
    "notices",
    metadata,
    _key("key"),
    _key("rung"),
    _key("due"),
    _key("recipient"),
    _key("channel"),
    _text("sent_at"),
    _optional("note"),
    _optional("owed"),
    Index("notices_by_sent_at", "sent_at"),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("id", SERIAL, primary_key=True),
    _text("key"),
    _text("until"),
    _text("reason"),
    _text("at"),
    sqlite_autoincrement=True,
)

cursors = Table("cursors", metadata, _key("name"), _text("value"))

jobs = Table("jobs", metadata, _key("name"), _text("ran_at"))

leases = Table("leases", metadata, _key("name"), _text("holder"), _text("until"))
