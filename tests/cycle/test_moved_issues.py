"""Whole cycles over what GitHub has moved, hidden or taken away: one ticket for each item, and the true reason for each hold."""

import pytest
from cycle.remoteworld import REPO, RemoteWorld

NEW = "acme/platform"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "ghp_connector")
    world = RemoteWorld(tmp_path / "here", "github")
    yield world
    world.close()


def look_fully(hub):
    hub.app.observe()
    hub.pass_time(hours=25)
    hub.app.observe()
    return hub.cycle()


def closed(hub, repo, number):
    hub.fake.edit_as_person(repo, number, state="closed", state_reason="completed")


def test_an_issue_that_was_transferred_and_closed_gets_its_status_and_no_second_link(hub):
    hub.ask(1, 2)
    hub.cycle()
    before = hub.read("a.md")
    hub.fake.add_repo("acme/web", assignable=["dana"])
    there = hub.fake.transfer_as_person(REPO, 1, "acme/web")
    closed(hub, "acme/web", there.number)
    look_fully(hub)
    assert hub.read("a.md") == before.replace("| Open |", "| Done |", 1)
    hub.cycle()
    assert hub.app.ledger.holds() == ()


def test_an_issue_of_a_renamed_repository_gets_its_status_and_no_second_link(hub):
    hub.ask(1, 2)
    hub.cycle()
    before = hub.read("a.md")
    hub.fake.rename_repo(REPO, NEW)
    closed(hub, NEW, 2)
    look_fully(hub)
    first, second = before.rsplit("| Open |", 1)
    assert hub.read("a.md") == f"{first}| Done |{second}"
