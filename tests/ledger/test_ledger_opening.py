import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from ledger_examples import AT, a_binding, a_record
from sqlalchemy import text

from connector.errors import LedgerError
from connector.ledger import open_ledger, schema, tables

ROOT = Path(__file__).resolve().parents[2]


def run_python(code, *arguments):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.strip()


def with_option(url, *, sqlite, postgresql):
    """Add a setting to a test's url, as an administrator would."""
    if url.startswith("sqlite"):
        return f"{url}?{sqlite}"
    return f"{url}%20-c{postgresql.replace('=', '%3D')}"


# --- tables -------------------------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_queries_are_written_against(ledger):
    with ledger._database.read("compare") as connection:
        context = MigrationContext.configure(connection, opts={"version_table": tables.VERSION_TABLE})
        assert compare_metadata(context, tables.metadata) == []


def test_the_revision_that_needs_no_alembic_is_its_newest():
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_opening_again_changes_nothing(url):
    for _ in range(3):
        ledger = open_ledger(url)
        ledger.bind([a_binding()])
        assert list(ledger.bindings()) == [a_binding()]
        ledger.close()


def test_a_ledger_that_is_up_to_date_is_opened_without_alembic(file_url):
    open_ledger(file_url).close()
    code = """
import sys
import connector.ledger
assert "sqlalchemy" not in sys.modules
connector.ledger.open_ledger(sys.argv[1]).close()
print("alembic" in sys.modules)
"""
    assert run_python(code, file_url) == "False"


def test_an_odd_path_is_only_a_path(tmp_path):
    folder = tmp_path / "100% sure %(here)s"
    folder.mkdir()
    ledger = open_ledger(f"sqlite:///{folder / 'my ledger.db'}")
    ledger.ran("sync", at=AT)
    ledger.close()

    assert (folder / "my ledger.db").is_file()


# --- durability ---------------------------------------------------------------------------------------------------


def test_an_sqlite_file_is_written_ahead_and_synced_at_every_commit(file_url):
    ledger = open_ledger(file_url)
    with ledger._database.read("look") as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    ledger.close()

    assert pragmas == ["wal", 2, 1]


def test_a_server_that_answers_before_writing_is_told_to_write(postgres):
    ledger = open_ledger(with_option(postgres(), sqlite="", postgresql="synchronous_commit=off"))
    with ledger._database.read("look") as connection:
        settings = [
            connection.execute(text(f"SHOW {name}")).scalar() for name in ("synchronous_commit", "lock_timeout")
        ]
    ledger.close()

    assert settings == ["on", "30s"]


def test_an_intent_outlives_a_process_that_dies_at_once(url):
    code = """
import os, sys
sys.path.insert(0, "tests/ledger")
from connector.ledger import open_ledger
from ledger_examples import an_intent
open_ledger(sys.argv[1]).intend([an_intent()])
print("done", flush=True)
os._exit(0)
"""
    assert run_python(code, url) == "done"

    ledger = open_ledger(url, create=False)
    assert [intent.key for intent in ledger.intents()] == ["k1"]
    ledger.close()


# --- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "not a database url"),
        ("connector.db", "not a database url"),
        ("mysql://root:s3cret@localhost/x", "'mysql' is not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x?mode=memory&uri=true", "names no file"),
    ],
)
def test_a_url_that_cannot_be_a_ledger_is_refused(url, message):
    with pytest.raises(LedgerError, match=message) as caught:
        open_ledger(url)
    assert "sqlite:///FILE" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_ledger_that_is_not_there_is_not_made_unless_asked_for(tmp_path, file_url):
    with pytest.raises(LedgerError, match=r"ledger\.db: there is none yet.*connector apply"):
        open_ledger(file_url, create=False)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_no_ledger_unless_asked_for(url, tmp_path):
    (tmp_path / "ledger.db").touch()

    with pytest.raises(LedgerError, match="holds no ledger"):
        open_ledger(url, create=False)


def test_the_day_of_an_incident_is_taken_out_of_what_an_older_program_stored(url):
    ledger = open_ledger(url)
    ledger.record_documents([a_record(), a_record("docs:b.md")], at=AT)
    with ledger._database.write("pretend") as connection:
        connection.execute(text("DROP TABLE snoozes"))
        connection.execute(text("ALTER TABLE documents DROP COLUMN incident_date"))
        connection.execute(
            text("UPDATE documents SET content = '{\"incident_date\": \"2026-10-30\"}' WHERE id LIKE '%b.md'")
        )
        connection.execute(text(f"UPDATE {tables.VERSION_TABLE} SET version_num = '0004'"))
    ledger.close()

    ledger = open_ledger(url)
    assert [document.incident_date for document in ledger.documents()] == [date(2026, 10, 30), None]
    assert ledger.snoozes() == ()
    ledger.close()


def test_tables_of_a_newer_program_are_left_alone(url):
    ledger = open_ledger(url)
    with ledger._database.write("pretend") as connection:
        connection.execute(text(f"UPDATE {tables.VERSION_TABLE} SET version_num = '9999'"))
    ledger.close()

    for create in (True, False):
        with pytest.raises(
            LedgerError, match=rf"revision '9999', this program knows up to '{schema.HEAD}'.*newer version"
        ):
            open_ledger(url, create=create)


def test_another_programs_tables_are_left_alone(url):
    ledger = open_ledger(url)
    with ledger._database.write("pretend") as connection:
        connection.execute(text(f"DROP TABLE {tables.VERSION_TABLE}"))
    ledger.close()

    with pytest.raises(LedgerError, match=r"tables of another program \(answers, .*of its own"):
        open_ledger(url)


@pytest.mark.parametrize("where", ["file/ledger.db", "missing/ledger.db", "folder"])
def test_a_file_that_cannot_be_opened_is_named_with_what_to_do(tmp_path, where):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()

    with pytest.raises(
        LedgerError, match=r"cannot open it: no file can be opened there\. Its directory must exist"
    ) as caught:
        open_ledger(f"sqlite:///{tmp_path / where}")
    assert where in str(caught.value)


def test_another_kind_of_file_is_no_database(tmp_path, file_url):
    (tmp_path / "ledger.db").write_bytes(b"# Post-mortem\n" * 500)

    with pytest.raises(LedgerError, match="not an SQLite database"):
        open_ledger(file_url)
    assert (tmp_path / "ledger.db").read_bytes() == b"# Post-mortem\n" * 500


def test_a_damaged_file_is_reported_as_damaged(tmp_path, file_url):
    ledger = open_ledger(file_url)
    ledger.bind([a_binding(f"k{number}", str(number)) for number in range(500)])
    ledger.close()
    file = tmp_path / "ledger.db"
    data = file.read_bytes()
    file.write_bytes(data[: 4096 * 60] + b"\xa5" * (len(data) - 4096 * 60))

    ledger = open_ledger(file_url)
    with pytest.raises(LedgerError, match=r"damaged.*ledger rebuild"):
        list(ledger.bindings())
    ledger.close()


def test_a_read_only_file_can_be_read_and_says_why_it_cannot_be_written(tmp_path, file_url):
    # Opened read-only by SQLite itself, for the rights of a file do not stop root.
    writer = open_ledger(file_url)
    writer.record_documents([a_record()], at=AT)
    ledger = open_ledger(f"sqlite:///file:{tmp_path / 'ledger.db'}?mode=ro&uri=true")

    assert len(ledger.revisions("docs")) == 1
    with pytest.raises(LedgerError, match=r"cannot record that a job ran: it is read-only\. Give this user"):
        ledger.ran("sync", at=AT)
    ledger.close()
    writer.close()


def test_a_full_disk_stores_nothing_of_the_step_and_the_ledger_goes_on(file_url):
    ledger = open_ledger(file_url)
    with ledger._database.read("fill the disk") as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count={pages + 4}"))
    bindings = [a_binding(f"k{number}", str(number)) for number in range(500)]

    with pytest.raises(LedgerError, match="cannot bind items to tickets: the disk is full"):
        ledger.bind(bindings)
    assert list(ledger.bindings()) == []

    ledger.bind(bindings[:2])
    assert len(list(ledger.bindings())) == 2
    ledger.close()


def test_a_ledger_locked_by_another_process_is_waited_for_and_then_reported(url):
    open_ledger(url).close()
    impatient = open_ledger(with_option(url, sqlite="timeout=0.05", postgresql="lock_timeout=50"))
    busy = open_ledger(url)

    with busy._database.write("keep it busy"), pytest.raises(LedgerError, match="another process keeps it locked"):
        impatient.ran("sync", at=AT)
    impatient.ran("sync", at=AT)

    impatient.close()
    busy.close()


def test_a_fresh_file_locked_by_another_program_is_reported(tmp_path, file_url):
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(LedgerError, match="cannot open it: another process keeps it locked"):
        open_ledger(f"{file_url}?timeout=0.05")

    other.execute("COMMIT")
    open_ledger(f"{file_url}?timeout=0.05").close()
    other.close()


def test_too_many_unfinished_readings_are_reported(ledger, monkeypatch):
    ledger.bind([a_binding()])
    monkeypatch.setattr(ledger._database._engine.pool, "_timeout", 0.01)
    unfinished = [ledger.bindings() for _ in range(15)]
    for reading in unfinished:
        next(reading)

    with pytest.raises(LedgerError, match="every connection of this process is in use"):
        ledger.ran("sync", at=AT)
    for reading in unfinished:
        reading.close()
    ledger.ran("sync", at=AT)


def test_a_missing_driver_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(LedgerError, match=r"Install connector\[postgres\]"):
        open_ledger("postgresql://127.0.0.1/ledger")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://ann:s3cret@127.0.0.1:1/ledger",
        "postgresql://ann@/ledger?host=/nowhere&password=s3cret",
    ],
)
def test_a_server_that_cannot_be_reached_is_named_without_the_password(url):
    with pytest.raises(
        LedgerError, match=r"ledger postgresql://.*/ledger: cannot .*Check that the server runs"
    ) as caught:
        open_ledger(url)
    assert "s3cret" not in str(caught.value)
    assert "ann:" not in str(caught.value)


def test_a_server_without_that_database_says_so(postgres):
    with pytest.raises(LedgerError, match='database "absent" does not exist'):
        open_ledger(postgres().replace("/postgres?", "/absent?"))


def test_an_id_that_is_no_text_is_refused_and_nothing_is_stored(ledger):
    with pytest.raises(LedgerError, match="is not valid text"):
        ledger.record_documents([a_record("docs:a.md"), a_record("docs:\udc80.md")], at=AT)

    assert ledger.revisions("docs") == {}


def test_a_value_that_this_program_did_not_write_is_reported(ledger):
    ledger.bind([a_binding()])
    with ledger._database.write("tamper") as connection:
        connection.execute(text("UPDATE bindings SET applied = 'oops'"))

    with pytest.raises(LedgerError, match="a value this program did not write"):
        list(ledger.bindings())


def test_a_closed_ledger_says_that_it_is_closed(ledger):
    lazy = ledger.tracked()
    ledger.close()
    ledger.close()

    for use in (lambda: ledger.revisions("docs"), lambda: ledger.ran("sync", at=AT), lambda: next(lazy)):
        with pytest.raises(LedgerError, match="it was closed"):
            use()


def test_closing_leaves_one_file_that_any_sqlite_can_read(tmp_path, file_url):
    ledger = open_ledger(file_url)
    ledger.ran("sync", at=AT)
    ledger.close()

    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        assert connection.execute("SELECT name FROM jobs").fetchall() == [("sync",)]
    connection.close()
