"""The first tables: documents, items, holds, bindings, intents, events, notices, cursors, jobs, leases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out and not imported from `tables`: a revision says what it made then, whatever the tables look like now.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_APPEND_ONLY = """
CREATE TRIGGER events_refuse_{verb} BEFORE {verb} ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
POSTGRES_REFUSE = """
CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
"""
POSTGRES_APPEND_ONLY = """
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()
"""


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def _optionals(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=True) for name in names]


def _flags(*names: str) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean(), nullable=False) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    _create_documents()
    _create_bindings()
    _create_events()
    op.create_table(
        "notices",
        *_texts("key", "rung", "due", "recipient", "channel", "sent_at"),
        sa.PrimaryKeyConstraint("key", "rung", "due", "recipient", "channel"),
    )
    op.create_index("notices_by_sent_at", "notices", ["sent_at"])
    op.create_table("cursors", *_texts("name", "value"), sa.PrimaryKeyConstraint("name"))
    op.create_table("jobs", *_texts("name", "ran_at"), sa.PrimaryKeyConstraint("name"))
    op.create_table("leases", *_texts("name", "holder", "until"), sa.PrimaryKeyConstraint("name"))


def _create_documents() -> None:
    op.create_table(
        "documents",
        *_texts("id", "source", "url", "revision", "title"),
        *_optionals("incident", "severity", "facilitator", "held_on"),
        *_flags("is_template", "retry", "gone"),
        *_texts("recorded_at"),
        *_optionals("gone_at"),
        *_texts("content"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("documents_by_source", "documents", ["source", "gone", "id", "retry", "revision"])
    op.create_table(
        "items",
        *_texts("document"),
        _number("ordinal"),
        *_texts("key"),
        _number("position"),
        _number("line"),
        *_texts("action"),
        *_optionals("owner", "due", "status", "priority"),
        *_texts("state"),
        sa.PrimaryKeyConstraint("document", "ordinal"),
        sa.ForeignKeyConstraint(["document"], ["documents.id"]),
        sqlite_with_rowid=False,
    )
    op.create_index("items_by_key", "items", ["key"])
    op.create_table(
        "holds",
        *_texts("document"),
        _number("ordinal"),
        *_texts("reason"),
        _number("line"),
        *_texts("subject"),
        *_optionals("key"),
        sa.PrimaryKeyConstraint("document", "ordinal"),
        sa.ForeignKeyConstraint(["document"], ["documents.id"]),
        sqlite_with_rowid=False,
    )


def _create_bindings() -> None:
    op.create_table(
        "bindings",
        *_texts("key", "document", "fingerprint", "text"),
        _number("position"),
        *_texts("tracker", "ticket", "ticket_key", "ticket_url", "applied", "seen", "status", "bound_at"),
        *_flags("gone"),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("tracker", "ticket", name="bindings_one_key_per_ticket"),
        sqlite_with_rowid=False,
    )
    op.create_index("bindings_by_document", "bindings", ["document", "position"])
    op.create_index("bindings_present", "bindings", ["tracker", "gone", "ticket"])
    op.create_table(
        "intents",
        *_texts("key", "document", "fingerprint", "text"),
        _number("position"),
        *_texts("tracker", "at"),
        sa.PrimaryKeyConstraint("key"),
    )


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("id", SERIAL, primary_key=True),
        *_texts("key", "at", "field"),
        *_optionals("old", "new", "by"),
        sqlite_autoincrement=True,
    )
    op.create_index("events_by_key", "events", ["key", "field", "id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_APPEND_ONLY.format(verb="UPDATE"))
        op.execute(SQLITE_APPEND_ONLY.format(verb="DELETE"))
    else:
        op.execute(POSTGRES_REFUSE)
        op.execute(POSTGRES_APPEND_ONLY)
