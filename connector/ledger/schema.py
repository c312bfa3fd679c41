"""Bring the tables to the revision this program knows.

Alembic takes as long to import as a small run takes altogether, so a ledger that is up to date is opened without it.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from connector.errors import LedgerError
from connector.ledger.database import Database
from connector.ledger.tables import VERSION_TABLE, metadata

HEAD = "0006"
MIGRATIONS = Path(__file__).parent / "migrations"


def prepare(database: Database, *, create: bool) -> None:
    """Create or upgrade the tables.

    revision stored | create | outcome
    ----------------|--------|---------------------------------------------
    HEAD            | any    | nothing to do
    older           | any    | upgrade
    none            | yes    | create
    none            | no     | LedgerError: no ledger there
    unknown         | any    | LedgerError: written by a newer program
    """
    file = database.file
    if file is not None and not create and not file.exists():
        raise LedgerError(
            f"ledger {database.place}: there is none yet. Check ledger.url, or run 'connector apply' to start one."
        )
    if file is not None:
        database.use_write_ahead_log()
    with database.read("open it") as connection:
        if _stored_revision(connection) == HEAD:
            return
    with database.write("create or upgrade its tables") as connection:
        # Asked again: another process may have upgraded it while this one waited for the lock.
        stored = _stored_revision(connection)
        if stored == HEAD:
            return
        if stored is None and not create:
            raise LedgerError(
                f"ledger {database.place}: the database holds no ledger. Check ledger.url, or run 'connector apply' "
                "to start one."
            )
        if stored is None:
            _refuse_foreign_tables(connection, place=database.place)
        _upgrade(connection, stored=stored, place=database.place)


def _stored_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - our constant


def _refuse_foreign_tables(connection: Connection, *, place: str) -> None:
    if taken := sorted(metadata.tables.keys() & set(inspect(connection).get_table_names())):
        raise LedgerError(
            f"ledger {place}: the database holds tables of another program ({', '.join(taken)}). Give the ledger a "
            "file, database or schema of its own."
        )


def _upgrade(connection: Connection, *, stored: str | None, place: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stored is not None and stored not in known:
        raise LedgerError(
            f"ledger {place}: its tables are of revision '{stored}', this program knows up to '{HEAD}'. "
            "It was written by a newer version: install that version, or restore a backup made before the upgrade."
        )
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    command.upgrade(config, HEAD)
