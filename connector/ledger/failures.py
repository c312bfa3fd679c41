"""Driver errors -> LedgerError: what went wrong, where, and what to do. Never a password, never a parameter.

what the driver says               | what to do
-----------------------------------|------------------------------------------------------------------
SQLite BUSY, PG 55P03, 57014       | another process works on the ledger: wait, or stop it
SQLite CANTOPEN                    | the directory must exist and be writable
SQLite READONLY, PERM, PG 42501    | give this user the right to write
SQLite FULL, PG 53100              | free disk space
SQLite NOTADB                      | the path names another kind of file
SQLite CORRUPT                     | restore a backup, or rebuild from the markers
PG 25006                           | that server is a standby: point the url to the primary
PG 42P07                           | the database holds another program's tables
PG without a code, 08..., 57P..    | the server is not reachable, or refused us: its own words
PG 28..., 3D000                    | user, password or database name are wrong: its own words
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from connector.errors import LedgerError

NOTHING_STORED = "Nothing of this step was stored."
LOCKED = f"another process keeps it locked. Wait until that process is done, or stop it. {NOTHING_STORED}"
UNWRITABLE = "it is read-only. Give this user the right to write the file and its directory."
FULL = f"the disk is full. Free some space and run again. {NOTHING_STORED}"

SQLITE_ADVICE = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_CANTOPEN": "no file can be opened there. Its directory must exist, and this user must be able to write in it.",
    "SQLITE_READONLY": UNWRITABLE,
    "SQLITE_PERM": UNWRITABLE,
    "SQLITE_FULL": FULL,
    "SQLITE_NOTADB": "it is not an SQLite database. Point ledger.url to another file, or move this one away.",
    "SQLITE_CORRUPT": (
        "the file is damaged. Restore it from a backup, or move it away and run 'connector ledger rebuild', "
        "which reads the bindings back from the tickets."
    ),
    "SQLITE_IOERR": "reading or writing the disk failed. See whether it is full or broken, then run again.",
}
POSTGRES_ADVICE = {
    "55P03": LOCKED,
    "57014": LOCKED,
    "42501": "this user may not do that. Grant it the right to create tables and to write in the schema.",
    "25006": "the server is read-only, probably a standby. Point ledger.url to the primary.",
    "53100": FULL,
}
UNREACHABLE = "Check that the server runs and that host, port, user, password and database in ledger.url are right."


@contextmanager
def translated(place: str, doing: str, *, secrets: Collection[str] = ()) -> Iterator[None]:
    """Turn every driver error into a LedgerError that says it happened to `place` while `doing`."""
    try:
        yield
    except DBAPIError as error:
        advice = _advice(error.orig or error, lost=error.connection_invalidated, secrets=secrets)
        raise LedgerError(f"ledger {place}: cannot {doing}: {advice}") from error
    except sqlite3.Error as error:
        raise LedgerError(f"ledger {place}: cannot {doing}: {_advice(error, lost=False, secrets=secrets)}") from error
    except PoolTimeoutError as error:
        raise LedgerError(
            f"ledger {place}: cannot {doing}: every connection of this process is in use. "
            "Finish or close the readings that are open."
        ) from error
    except SQLAlchemyError as error:
        words = _without(secrets, _first_line(error))
        raise LedgerError(f"ledger {place}: cannot {doing}: {words}") from error
    except UnicodeEncodeError as error:
        raise LedgerError(
            f"ledger {place}: cannot {doing}: {error.object[:80]!r} is not valid text. {NOTHING_STORED} "
            "Rename the document or ticket it comes from."
        ) from error
    except ValueError as error:
        raise LedgerError(
            f"ledger {place}: cannot {doing}: it holds a value this program did not write ({_first_line(error)}). "
            "Restore it from a backup, or run 'connector ledger rebuild'."
        ) from error


def _advice(cause: BaseException, *, lost: bool, secrets: Collection[str]) -> str:
    """Return what to do about a driver's error, with the driver's own words."""
    words = _without(secrets, _first_line(cause))
    name = getattr(cause, "sqlite_errorname", None)
    if isinstance(name, str):
        advice = next((SQLITE_ADVICE[known] for known in SQLITE_ADVICE if name.startswith(known)), NOTHING_STORED)
        return f"{advice} ({words})"
    code = getattr(cause, "sqlstate", None)
    if code in POSTGRES_ADVICE:
        return f"{POSTGRES_ADVICE[code]} ({words})"
    if lost or code is None or code[:2] in ("08", "28", "3D") or code.startswith("57P"):
        return f"{words}. {UNREACHABLE}"
    return f"{NOTHING_STORED} ({words})"


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _without(secrets: Collection[str], words: str) -> str:
    for secret in secrets:
        words = words.replace(secret, "***")
    return words
