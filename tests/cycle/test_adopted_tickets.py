"""Tickets that people made and a document names: what they lack is filled, what they have and what is emptied later stays."""

import pytest
from cycle.remoteworld import KINDS, REPO, RemoteWorld
from cycle.world import HEAD

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}


@pytest.fixture(params=KINDS)
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    yield world
    world.close()


def name_ticket(world):
    """Let a document name a ticket that people made, without owner and due date."""
    if world.kind == "github":
        number = world.fake.create_as_person(REPO, "Made by hand").number
        ref = f"{REPO}#{number}"
    else:
        ref = world.fake.create_as_person("OPS", "Made by hand").key
    world.write("a.md", f"{HEAD}| Add an alert ({ref}) | Dana | 2027-03-01 | Open |\n")


def seen(world):
    (binding,) = world.app.ledger.bindings()
    return [binding.seen.get("title"), bool(binding.seen.get("owner")), str(binding.seen.get("due"))]


def edit(world, **fields):
    if world.kind == "github":
        world.fake.edit_as_person(REPO, 1, **fields)
    else:
        world.fake.edit_as_person("OPS-1", **fields)


def test_what_it_lacks_is_filled_and_stays_empty_once_people_emptied_it(world):
    name_ticket(world)
    (change,) = world.app.cycle().look().plan.changes
    assert "fills its empty due, owner" in change.notes
    assert world.cycle().complete
    assert seen(world) == ["Made by hand", True, "2027-03-01"]
    told = {(event.field, event.new, event.by) for event in world.app.ledger.events() if event.field == "due"}
    assert told == {("due", "2027-03-01", "connector")}
    world.pass_time(hours=1)
    assert world.cycle().outcomes == ()
    edit(world, **{"assignees" if world.kind == "github" else "assignee": [] if world.kind == "github" else None})
    world.pass_time(hours=1)
    world.cycle()
    world.write("a.md", world.read("a.md") + "\nSeen again.\n")
    assert world.cycle().outcomes == ()
    assert seen(world) == ["Made by hand", False, "2027-03-01"]


def test_a_field_that_is_refused_leaves_it_bound_and_is_told_until_it_is_set(world):
    name_ticket(world)
    verb, path = ("PATCH", "/issues/1") if world.kind == "github" else ("PUT", "/issue/[^/]+$")
    due = "Due:" if world.kind == "github" else "duedate"
    fault = world.fake.faults.add(
        "status", verb, path, status=422, times=None, match=lambda call: due in str(call.body)
    )
    synced = world.cycle()
    assert len(list(world.app.ledger.bindings())) == 1
    assert not synced.complete
    assert [attempt.change for attempt in world.app.ledger.attempts()] == ["update"]
    world.fake.faults.remove(fault)
    world.pass_time(minutes=20)
    world.cycle()
    assert seen(world) == ["Made by hand", True, "2027-03-01"]
    assert world.app.ledger.attempts() == ()
