"""Run the migrations on the connection the ledger hands over, inside its transaction.

There is no offline mode and no url here: the only way in is opening a ledger.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
