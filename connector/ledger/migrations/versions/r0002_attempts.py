"""What trackers refused, to be tried again later; what people are called there, and whom it gave; tickets by their names."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "attempts",
        *(sa.Column(name, TEXT, nullable=False) for name in ("key", "tracker", "change", "wanted", "reason")),
        sa.Column("tries", sa.Integer(), nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("first_at", "last_at", "next_at")),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "names",
        *(sa.Column(name, TEXT, nullable=False) for name in ("tracker", "handle", "name")),
        sa.PrimaryKeyConstraint("tracker", "handle"),
    )
    op.create_table(
        "answers",
        *(sa.Column(name, TEXT, nullable=False) for name in ("tracker", "wording", "handle", "name")),
        sa.Column("mail", TEXT),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tracker", "wording"),
    )
    op.create_index("bindings_by_name", "bindings", ["tracker", "ticket_key"])
