"""Tickets that are left on the way to another status: the way goes on, as that step was ours and no person's."""

import pytest
from cycle.remoteworld import RemoteWorld
from cycle.world import ROWS, table

TRANSITIONS = "/transitions$"
FAULTS = {"refused": {"status": 400}, "failed": {"status": 502}, "cut off": {}}


@pytest.fixture(params=["cloud", "datacenter"])
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "fake-jira-token")
    world = RemoteWorld(tmp_path / "here", request.param)
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    world.pass_time(minutes=20)
    yield world
    world.close()


def say(world, status):
    text = world.read("a.md")
    world.write("a.md", text[: text.rindex("| ", 0, text.rindex(" |"))] + f"| {status} |\n")


def break_off(world, kind):
    """Let the second transition of a ticket break off, once or until it is mended."""
    taken = []

    def second(request):
        taken.append(request)
        return len(taken) > 1

    fault = "reset_before" if kind == "cut off" else "status"
    return world.fake.faults.add(fault, "POST", TRANSITIONS, times=None, match=second, **FAULTS[kind])


def status(world):
    return world.fake.world.status(world.fake.issue("OPS-1").values["status"]).name


@pytest.mark.parametrize("kind", FAULTS)
def test_a_ticket_that_was_done_and_will_not_be_done_is_closed_again(world, kind):
    say(world, "Done")
    world.cycle()
    assert status(world) == "Done"
    world.pass_time(minutes=20)
    say(world, "Won't do")
    fault = break_off(world, kind)
    world.cycle()
    assert status(world) != "Done"
    assert "Won't do" in world.read("a.md")
    for _ in range(2):
        world.pass_time(minutes=20)
        world.cycle()
        assert "Won't do" in world.read("a.md")
    world.fake.faults.remove(fault)
    world.pass_time(days=1)
    world.cycle()
    assert "Won't do" in world.read("a.md")
    (item,) = world.app.ledger.tracked()
    assert item.status == "wont_do"
    world.pass_time(minutes=20)
    assert world.cycle().outcomes == ()


def test_what_people_do_after_that_stands(world):
    say(world, "Done")
    world.cycle()
    world.pass_time(minutes=20)
    say(world, "Won't do")
    fault = break_off(world, "failed")
    world.cycle()
    world.fake.faults.remove(fault)
    world.fake.edit_as_person("OPS-1", by="Pat Private", status="Done")
    world.pass_time(minutes=20)
    world.cycle()
    (item,) = world.app.ledger.tracked()
    assert item.status.closed
    world.pass_time(minutes=20)
    assert world.cycle().outcomes == ()


def test_an_issue_that_was_only_reopened_for_another_reason_is_closed_again(tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "ghp_connector")
    world = RemoteWorld(tmp_path / "here", "github")
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    world.pass_time(minutes=20)
    say(world, "Done")
    world.cycle()
    world.pass_time(minutes=20)
    say(world, "Won't do")
    patched = []
    fault = world.fake.faults.add(
        "status",
        "PATCH",
        "/issues/1$",
        times=None,
        status=502,
        match=lambda request: patched.append(1) or len(patched) > 1,
    )
    world.cycle()
    issue = world.fake.repo("acme/ops").issues[1]
    assert issue.state == "open"
    world.fake.faults.remove(fault)
    for _ in range(2):
        world.pass_time(hours=1)
        world.cycle()
        assert "Won't do" in world.read("a.md")
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    world.close()
