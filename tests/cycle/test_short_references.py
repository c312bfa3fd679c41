"""Numbers that may be issues of a repository: where only tickets stand, they are no reason to file a second one."""

import pytest
from cycle.remoteworld import REPO, RemoteWorld

HEAD = "# Outage\n\n## Action items\n\n| Action | Owner | Ticket |\n|---|---|---|\n"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "ghp_connector")
    world = RemoteWorld(tmp_path / "here", "github")
    yield world
    world.close()


def test_a_bare_number_in_a_ticket_column_holds_its_item_until_it_is_written_out(hub):
    hub.fake.create_as_person(REPO, "Made by hand")
    hub.write("a.md", f"{HEAD}| Write the runbook | Dana | #1 |\n| Extend what #12 asks for | Dana | |\n")
    (hold,) = hub.cycle().outlook.holds
    assert hold.reason == (
        "names #1, which may be a ticket of ops or anything else: write acme/ops#1 or its address, or set "
        "short_refs = true in the field map"
    )
    assert hub.titles() == ["Extend what #12 asks for", "Made by hand"]
    hub.write("a.md", hub.read("a.md").replace("| #1 |", "| acme/ops#1 |"))
    assert hub.cycle().outlook.holds == ()
    assert hub.titles() == ["Extend what #12 asks for", "Made by hand"]
