import pytest
from installation import Installation
from remote import KINDS, Remote


@pytest.fixture
def here(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Installation(tmp_path, capsys)


@pytest.fixture(params=KINDS)
def remote(request, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = Remote(request.param, tmp_path, capsys, monkeypatch)
    yield made
    made.fake.stop()
    assert made.fake.errors == []
