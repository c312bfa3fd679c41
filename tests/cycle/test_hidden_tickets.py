"""Tickets that are deleted, and tickets that may only be hidden: told apart where the tracker tells them apart."""

import pytest
from cycle.remoteworld import KINDS, REPO, RemoteWorld

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}


@pytest.fixture(params=KINDS)
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    world.ask(1, 2, 3)
    world.cycle()
    world.cycle()
    yield world
    world.close()


def told(world):
    """Return what stands after the next full look; a plan says the same."""
    world.pass_time(hours=25)
    world.cycle()
    world.write("a.md", world.read("a.md") + "\nSeen again.\n")
    world.cycle()
    planned = {hold.reason for hold in world.app.ledger.holds()}
    (reason,) = {hold.reason for hold in world.app.standing(world.app.news())}
    assert planned == {reason}
    return reason


def test_a_deleted_ticket_is_told_as_such_by_github_alone(world):
    if world.kind == "github":
        world.fake.delete_as_person(REPO, 2)
    else:
        world.fake.delete_as_person("OPS-2")
    reason = told(world)
    assert ("may only be hidden" in reason) is (world.kind != "github")
    assert "files it anew" in reason


def test_a_ticket_that_this_account_may_not_see_may_be_hidden_and_is_followed_again(world):
    if world.kind == "github":
        fault = world.fake.faults.add("status", path="/issues/2$", status=404, times=None)
        listed = world.fake.repo(REPO).issues.pop(2)
    else:
        shown = world.fake.issue("OPS-2")
        world.fake.hide_as_person("OPS-2")
    assert "may only be hidden from this account: let it see the ticket again" in told(world)
    if world.kind == "github":
        world.fake.faults.remove(fault)
        world.fake.repo(REPO).issues[2] = listed
    else:
        shown.hidden = False
    world.pass_time(hours=25)
    world.cycle()
    world.cycle()
    assert world.app.standing(world.app.news()) == []
    assert len(world.titles()) == 3
