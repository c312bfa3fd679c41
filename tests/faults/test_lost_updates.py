"""An update whose answer is lost: it is ours, whatever the document says by then, and no change by people."""

import pytest
from cycle.remoteworld import RemoteWorld

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}
UPDATE = {"cloud": ("PUT", "/issue/"), "datacenter": ("PUT", "/issue/"), "github": ("PATCH", "/issues/")}


@pytest.fixture(params=["cloud", "datacenter", "github"])
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    yield world
    world.close()


def due(world):
    [item] = world.app.ledger.tracked()
    return str(item.due)


def lose(world):
    method, path = UPDATE[world.kind]
    world.fake.faults.add("status_after", method, path, status=502, times=None)


def change(world, before, after):
    world.write("a.md", world.read("a.md").replace(before, after))


def test_a_day_that_was_put_back_after_a_lost_update_is_put_back_on_the_ticket(world):
    world.ask(1)
    world.cycle()
    lose(world)
    change(world, "2026-12-04", "2026-12-29")
    world.cycle()
    world.fake.faults.clear()
    change(world, "2026-12-29", "2026-12-04")
    for _ in range(2):
        world.pass_time(minutes=20)
        world.app.observe()
        world.cycle()
    assert "2026-12-04" in world.read("a.md")
    assert due(world) == "2026-12-04"
    told = {event.by for event in world.app.ledger.events() if event.field == "due" and event.old}
    assert told <= {"connector", "Connector Bot"}  # who we are there


def test_a_lost_update_that_was_made_is_not_made_again(world):
    world.ask(1)
    world.cycle()
    lose(world)
    change(world, "2026-12-04", "2026-12-29")
    world.cycle()
    world.fake.faults.clear()
    world.pass_time(minutes=20)
    world.app.observe()
    world.cycle()
    assert due(world) == "2026-12-29"
    assert world.app.ledger.attempts() == ()


def test_a_day_that_people_set_while_ours_was_refused_is_theirs(world):
    world.ask(1)
    world.cycle()
    method, path = UPDATE[world.kind]
    world.fake.faults.add(
        "status", method, path, status=422, times=None, body={"message": "no", "errorMessages": ["no"]}
    )
    change(world, "2026-12-04", "2026-12-29")
    world.cycle()
    assert not world.app.ledger.cursor("begun:ops") or world.app.ledger.cursor("begun:ops") == "{}"
