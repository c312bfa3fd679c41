import pytest
from installation import Installation


@pytest.fixture
def here(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Installation(tmp_path, capsys)
