from pathlib import Path

import pytest
from contracts.tracker_contract import Tracker
from local_harness import LocalHarness


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalHarness:
    folder = tmp_path / "tickets"
    folder.mkdir()
    return LocalHarness(folder, monkeypatch)


@pytest.fixture
def tracker(harness: LocalHarness) -> Tracker:
    return harness.connect()
