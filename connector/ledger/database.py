"""One database of either kind: connections set up for durability, read and write transactions, errors translated.

Writes wait for each other on both engines (`BEGIN IMMEDIATE`; an advisory lock), so what a writer reads stays true until it
commits and no method needs a retry. Reads see one moment and block nobody.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from connector.errors import LedgerError
from connector.ledger.failures import translated

BUSY_SECONDS = 30
WAL_ATTEMPTS = 20
WRITES = "ledger_writes"
WRITER_LOCK = 0x6C656467  # "ledg": our half of the advisory lock's name, the schema is the other
KINDS = "sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE"


def read_url(text: str) -> URL:
    """Read a database url. Raises LedgerError for what is no ledger; the message does not repeat the url."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise LedgerError(f"ledger.url is not a database url. Write {KINDS}.") from None
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite":
            name = url.database or ":memory:"
            if ":memory:" in name or "mode=memory" in name or url.query.get("mode") == "memory":
                raise LedgerError("ledger.url names no file, so nothing would be remembered. Write sqlite:///FILE.")
            return url
        case "postgresql" | "postgres" | "postgresql+psycopg":
            if "@" in (url.host or ""):
                # Part of the password was taken for the host: no message may show either.
                raise LedgerError("ledger.url has more than one @. Write each @ of the password or user as %40.")
            return url.set(drivername="postgresql+psycopg")
    raise LedgerError(f"ledger.url: '{url.drivername}' is not supported. Write {KINDS}.")


def file_of(text: str) -> Path | None:
    """Return the file that a ledger's url names; None for a server. Raises LedgerError as `read_url`."""
    return _file(read_url(text))


def _file(url: URL) -> Path | None:
    return Path(str(url.database).removeprefix("file:")) if url.get_backend_name() == "sqlite" else None


class Database:
    """A database the ledger lives in. Connections are made when first needed."""

    def __init__(self, url: URL) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.file = _file(url)
        self.place = str(url.database) if self.is_sqlite else _server(url)
        self._secrets = tuple(
            secret for secret in (url.password, url.query.get("password")) if isinstance(secret, str) and secret
        )
        self._closed = False
        with self.translated("open it"):
            self._engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self._reads = self._engine if self.is_sqlite else _snapshots(self._engine)
        self._writes = self._engine.execution_options(**{WRITES: True})

    def translated(self, doing: str) -> AbstractContextManager[None]:
        return translated(self.place, doing, secrets=self._secrets)

    @contextmanager
    def read(self, doing: str) -> Iterator[Connection]:
        """Open a transaction that sees the database as it is at its first query."""
        self._check_open(doing)
        with self.translated(doing), self._reads.begin() as connection:
            yield connection

    @contextmanager
    def write(self, doing: str) -> Iterator[Connection]:
        """Open the one write transaction there can be at a time; it is on disk when this returns."""
        self._check_open(doing)
        with self.translated(doing), self._writes.begin() as connection:
            yield connection

    def use_write_ahead_log(self) -> None:
        """Let readers and the writer of an SQLite file not wait for each other; the file remembers it.

        SQLite does not wait for others when it switches the mode, it fails. So wait by taking the write lock, try again.
        """
        with self.translated("open it"), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            for attempts_left in range(WAL_ATTEMPTS - 1, -1, -1):
                try:
                    raw.execute("PRAGMA journal_mode=WAL")
                except sqlite3.OperationalError as error:
                    if not attempts_left or not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                        raise
                    raw.execute("BEGIN IMMEDIATE")
                    raw.execute("COMMIT")
                else:
                    return

    def close(self) -> None:
        """Close every connection; closing twice is closing once."""
        self._closed = True
        with self.translated("close it"):
            self._engine.dispose()

    def _check_open(self, doing: str) -> None:
        if self._closed:
            raise LedgerError(f"ledger {self.place}: cannot {doing}: it was closed. Open it again with open_ledger.")


def _server(url: URL) -> str:
    host = url.host or url.query.get("host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{host}{port}/{url.database or ''}"


def _sqlite_engine(url: URL) -> Engine:
    waits = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
    engine = create_engine(url, hide_parameters=True, connect_args=waits)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is deferred, and none at all before DDL
        connection.execute("PRAGMA synchronous=FULL")  # an intent must survive a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-32000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres_engine(url: URL) -> Engine:
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise LedgerError(
            "ledger.url is a PostgreSQL url, but its driver is not installed. Install connector[postgres]."
        ) from error

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        # What the administrator chose stays, except for what would lose an intent or wait for ever.
        for name, careless, careful in (("synchronous_commit", "off", "on"), ("lock_timeout", "0", f"{BUSY_SECONDS}s")):
            connection.execute(
                "SELECT set_config(%s, %s, false) WHERE current_setting(%s) = %s", (name, careful, name, careless)
            )
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", (WRITER_LOCK,))

    return engine


def _snapshots(engine: Engine) -> Engine:
    """Return the engine for reads: several queries of one transaction see the same moment, as SQLite's do."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
