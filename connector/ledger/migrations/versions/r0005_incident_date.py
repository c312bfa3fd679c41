"""When the incident of a document was: a fact that tells its post-mortem from another, wanted without the rest of its content."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("documents", sa.Column("incident_date", TEXT, nullable=True))
    documents = sa.table("documents", sa.column("id"), sa.column("content"), sa.column("incident_date"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(documents.c.id, documents.c.content)).all()
    for document, content in rows:
        if day := json.loads(content).get("incident_date"):
            connection.execute(sa.update(documents).where(documents.c.id == document).values(incident_date=day))
