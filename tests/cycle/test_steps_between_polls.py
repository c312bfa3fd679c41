"""What people did to a ticket and took back before anybody looked: the tracker's history has both, and so have the events."""

import pytest
from cycle.remoteworld import KINDS, REPO, RemoteWorld
from fakes.jira_state import Status

from connector.core.model import ItemKey

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}
KIM = {"cloud": "Pat Private", "datacenter": "Pat Private", "github": "acme"}
JIRA = {"done": {"status": "Done"}, "open": {"status": "To Do"}}
JIRA_ONLY = pytest.mark.parametrize("world", ["cloud", "datacenter"], indirect=True)
GITHUB = {"done": {"state": "closed", "state_reason": "completed"}, "open": {"state": "open"}}


@pytest.fixture(params=KINDS)
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    world.ask(1)
    world.cycle()
    world.pass_time(minutes=20)
    world.cycle()
    yield world
    world.close()


def edit(world, **values):
    """Let a person change a ticket, a minute after what was before."""
    world.pass_time(minutes=1)
    if world.kind == "github":
        world.fake.edit_as_person(REPO, 1, by="acme", **values)
    else:
        world.fake.edit_as_person("OPS-1", by="Pat Private", **values)
    return world.fake.clock()


def move(world, *names):
    return [edit(world, **(GITHUB if world.kind == "github" else JIRA)[name]) for name in names]


def look(world):
    world.pass_time(minutes=1)
    return [(event.field, event.old, event.new, event.by) for event in world.app.observe().events]


def settled(world):
    """Nothing is told again, however often the time that polls look back over is looked at."""
    for minutes in (1, 5, 20):
        world.pass_time(minutes=minutes)
        assert world.cycle().outcomes == ()
        assert look(world) == []
    events = list(world.app.ledger.events())
    assert len({(event.at, event.field, event.new) for event in events}) == len(events)


def test_a_ticket_that_was_closed_and_reopened_between_two_polls_is_told_with_who_and_when(world):
    moments = move(world, "done", "open", "done", "open")
    who = KIM[world.kind]
    assert look(world) == [("status", "open", "done", who), ("status", "done", "open", who)] * 2
    told = [event.at for event in world.app.ledger.events() if event.old]
    assert [abs((at - moment).total_seconds()) < 1 for at, moment in zip(told, moments, strict=True)] == [True] * 4
    settled(world)


def test_what_happened_to_a_ticket_before_it_was_first_looked_at_is_told(world):
    world.app.ledger.observe((), (), cursor=("poll:ops", ""))  # as after the first filing
    move(world, "done", "open")
    assert [event[:3] for event in look(world)] == [("status", "open", "done"), ("status", "done", "open")]
    settled(world)


def test_a_ticket_that_was_assigned_away_and_back_between_two_polls_is_told(world):
    [item] = world.app.ledger.tracked()
    # A changelog of Data Center calls people by keys: somebody whom no ticket has shown yet is told by name.
    other = {"github": "acme", "datacenter": "Connector Bot"}.get(world.kind) or world.fake.user(
        "Connector Bot"
    ).account_id
    if world.kind == "github":
        edit(world, assignees=["acme"])
        edit(world, assignees=["dana"])
    else:
        edit(world, assignee="Connector Bot")
        edit(world, assignee="Kim Sample")
    who = KIM[world.kind]
    assert look(world) == [("owner", item.owner, other, who), ("owner", other, item.owner, who)]
    settled(world)


def test_a_full_look_takes_no_step_away_that_the_poll_told(world):
    world.pass_time(hours=23, minutes=30)
    assert look(world) == []
    move(world, "done", "open")
    world.pass_time(minutes=30)
    who = KIM[world.kind]
    assert look(world) == [("status", "open", "done", who), ("status", "done", "open", who)]
    settled(world)


def test_our_own_closing_is_told_once_and_what_people_do_after_it_is_theirs(world):
    world.write("a.md", world.read("a.md").replace("| Open |", "| Done |"))
    world.cycle()
    move(world, "open", "done")
    who = KIM[world.kind]
    assert look(world) == [("status", "done", "open", who), ("status", "open", "done", who)]
    assert [event.by for event in world.app.ledger.events() if event.field == "status"] == [None, "connector", who, who]
    settled(world)


@JIRA_ONLY  # an answer of GitHub's tells no history, and asking for it would cost a call for each update
def test_what_people_did_before_our_own_write_of_another_field_is_theirs(world):
    move(world, "done", "open")
    key = ItemKey(next(iter(world.app.ledger.tracked())).key)
    world.write("a.md", world.read("a.md").replace("2026-12-04", "2026-12-29"))
    cycle = world.app.cycle()
    cycle.carry_out(cycle.look())
    told = [(event.field, event.new, event.by) for event in world.app.ledger.events() if event.key == key and event.old]
    who = KIM[world.kind]
    assert told == [("status", "done", who), ("status", "open", who), ("due", "2026-12-29", "connector")]
    settled(world)


@JIRA_ONLY  # GitHub has no such statuses
def test_a_status_on_the_way_that_no_field_map_names_counts_by_its_category(world):
    world.fake.world.statuses.append(Status("10077", "Shipped", "done"))
    edit(world, status="Shipped")
    move(world, "open")
    world.fake.clear()
    assert [event[1:3] for event in look(world)] == [("open", "done"), ("done", "open")]
    assert world.fake.calls("GET", r".*/status") == 1
    settled(world)


@JIRA_ONLY  # GitHub keeps no history of a text, where the day is
def test_a_day_that_was_moved_there_and_back_between_two_polls_is_told(world):
    edit(world, duedate="2027-01-15")
    edit(world, duedate="2026-12-04")
    assert [event[:3] for event in look(world)] == [
        ("due", "2026-12-04", "2027-01-15"),
        ("due", "2027-01-15", "2026-12-04"),
    ]
    settled(world)
