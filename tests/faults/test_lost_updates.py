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


def test_a_lost_update_that_was_seen_done_is_not_kept_in_mind(world):
    world.ask(1)
    world.cycle()
    world.pass_time(minutes=1)
    lose(world)
    change(world, "2026-12-04", "2026-12-29")
    world.cycle()
    world.fake.faults.clear()
    assert "2026-12-29" in world.app.ledger.cursor("begun:ops")
    world.pass_time(minutes=1)
    world.app.observe()
    assert world.app.ledger.cursor("begun:ops") == "{}"


def reopened_by_people(world):
    if world.kind == "github":
        world.fake.edit_as_person("acme/ops", 1, by="acme", state="open")
    else:
        world.fake.edit_as_person("OPS-1", by="Pat Private", status="To Do")


def test_a_closing_whose_answer_was_lost_is_ours_and_people_who_reopen_the_ticket_before_we_see_it_have_their_way(
    world,
):
    world.ask(1)
    world.cycle()
    world.pass_time(minutes=1)
    verb, path = ("PATCH", "/issues/") if world.kind == "github" else ("POST", "/transitions")
    world.fake.faults.add("status_after", verb, path, status=502, times=None)
    change(world, "| Open |", "| Done |")
    world.cycle()
    world.fake.faults.clear()
    world.pass_time(minutes=1)
    reopened_by_people(world)
    world.pass_time(minutes=1)
    events = [(event.old, event.new, event.by) for event in world.app.observe().events]
    assert events == [
        ("open", "done", "connector"),
        ("done", "open", "acme" if world.kind == "github" else "Pat Private"),
    ]
    world.cycle()
    [item] = world.app.ledger.tracked()
    assert item.status == "open"
    assert "| Done |" not in world.read("a.md")
