"""One ticket that the remote cannot show: it is held by its name, and everything else goes on."""

from datetime import timedelta

import pytest
from cycle.remoteworld import KINDS, REPO, RemoteWorld


@pytest.fixture(params=KINDS)
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv(
        "CONNECTOR_TRACKERS__OPS__TOKEN", "ghp_connector" if request.param == "github" else "fake-jira-token"
    )
    made = RemoteWorld(tmp_path / "here", request.param)
    yield made
    made.close()


def break_first(world, status):
    """Let whatever asks for the first ticket by itself, or among others by id, fail."""
    faults = world.fake.faults
    if world.kind == "github":
        faults.add("status", "GET", "/issues/1$", status=status, times=None)
        return
    issue = min(world.fake.world.issues.values(), key=lambda one: one.id)
    asked = {issue.key, str(issue.id)}

    def among(request):
        return any(str(one) in asked for one in request.body["issueIdsOrKeys"])

    faults.add("status", "GET", rf"/issue/({'|'.join(asked)})(/|$)", status=status, times=None)
    faults.add("status", "POST", "/issue/bulkfetch$", status=status, times=None, match=among)


@pytest.mark.parametrize("status", [403, 500])
def test_a_ticket_that_cannot_be_read_holds_its_item_alone(world, status):
    world.ask(1, 2)
    world.cycle()
    break_first(world, status)
    world.write("a.md", world.read("a.md").replace("2026-12-04", "2026-12-11"))
    world.ask(3, 4, name="b.md")
    synced = world.cycle()
    (hold,) = synced.outlook.holds
    assert "cannot be read, and is asked for again" in hold.reason
    assert ("OPS-1" in hold.reason) or (f"{REPO}#1" in hold.reason)
    assert len(world.titles()) == 4
    world.fake.faults.clear()
    world.pass_time(minutes=11)
    world.app.ledger.revisit(["docs:a.md"])
    assert world.cycle().outlook.holds == ()
    assert len(world.titles()) == 4


def test_a_tracker_that_is_out_of_order_is_left_alone(world):
    world.ask(1, 2)
    world.cycle()
    world.fake.faults.add("status", "GET", "", status=503, times=None)
    world.fake.faults.add("status", "POST", "", status=503, times=None)
    world.write("a.md", world.read("a.md").replace("2026-12-04", "2026-12-11"))
    synced = world.cycle()
    assert "ops" in synced.outlook.unreachable
    world.fake.faults.clear()


def test_the_full_look_sees_all_others(world):
    world.ask(1, 2)
    world.cycle()
    world.app.observe()
    world.pass_time(hours=25)
    break_first(world, 403)
    if world.kind == "github":
        world.fake.edit_as_person(REPO, 2, by="dana", state="closed", state_reason="completed")
    else:
        second = max(world.fake.world.issues.values(), key=lambda one: one.id)
        world.fake.edit_as_person(second.key, status="Done")
    world.pass_time(minutes=10)
    seen = world.app.observe()
    assert seen.unreachable == {}
    assert [(event.field, event.new) for event in seen.events] == [("status", "done")]
    assert any("cannot be read" in hold.reason for hold in seen.holds)
    assert timedelta(hours=1) > world.app.clock() - world.app.ledger.last_run("full:ops")
