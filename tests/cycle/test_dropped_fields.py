"""What GitHub drops without a word stands until it is set: told, tried again less and less often, and repaired by itself."""

import pytest
from cycle.remoteworld import REPO, RemoteWorld


@pytest.fixture
def hub(tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "ghp_connector")
    world = RemoteWorld(tmp_path / "here", "github")
    yield world
    world.close()


def role(hub, name):
    hub.fake.repo(REPO).roles["connector-bot"] = name


def writes(hub):
    """Count the writes of one cycle as the daemon runs it."""
    hub.fake.clear()
    hub.cycle()
    return len([each for each in hub.fake.requests if each.method != "GET"])


def applied(hub):
    """Run a cycle as a person does, which waits for nothing."""
    cycle = hub.app.cycle()
    return cycle.carry_out(cycle.look())


def owner(hub, number=1):
    return hub.fake.issue(REPO, number).assignees


def test_a_dropped_owner_stands_as_not_done_and_is_set_once_the_right_is_there(hub):
    role(hub, "read")
    hub.ask(1)
    synced = hub.cycle()
    assert owner(hub) == []
    assert not synced.complete
    (attempt,) = hub.app.ledger.attempts()
    assert (
        attempt.reason
        == "ops: cannot set: labels and owner dropped without a word: give this account the right to set that"
    )
    assert [writes(hub) for _ in range(5)] == [1, 0, 0, 0, 0]
    hub.pass_time(minutes=11)
    assert [writes(hub) for _ in range(5)] == [1, 0, 0, 0, 0]
    (attempt,) = hub.app.ledger.attempts()
    assert attempt.reason.startswith("ops: cannot update: labels and owner dropped")
    role(hub, "write")
    assert applied(hub).complete
    assert owner(hub) == ["dana"]
    assert hub.app.ledger.attempts() == ()
    assert [writes(hub) for _ in range(3)] == [0, 0, 0]


def test_people_who_give_it_to_somebody_meanwhile_are_not_undone(hub):
    role(hub, "read")
    hub.ask(1)
    hub.cycle()
    hub.fake.repo(REPO).assignable.add("kim")
    hub.fake.edit_as_person(REPO, 1, assignees=["kim"])
    role(hub, "write")
    hub.pass_time(minutes=11)
    hub.app.observe()
    hub.cycle()
    assert owner(hub) == ["kim"]
    assert hub.app.ledger.attempts() == ()


def test_people_who_take_the_owner_away_later_are_not_undone(hub):
    role(hub, "read")
    hub.ask(1)
    hub.cycle()
    role(hub, "write")
    assert applied(hub).complete
    hub.fake.edit_as_person(REPO, 1, assignees=[])
    hub.pass_time(hours=1)
    hub.app.observe()
    hub.cycle()
    assert owner(hub) == []


def test_a_ticket_that_is_done_is_told_although_its_owner_was_dropped(hub):
    role(hub, "read")
    hub.ask(1)
    hub.cycle()
    hub.cycle()
    hub.fake.edit_as_person(REPO, 1, state="closed", state_reason="completed")
    hub.pass_time(hours=1)
    hub.app.observe()
    hub.cycle()
    assert "| Done |" in hub.read("a.md")


def test_an_update_whose_owner_is_dropped_sets_the_rest_and_is_told(hub):
    hub.ask(1)
    hub.cycle()
    role(hub, "read")
    hub.fake.repo(REPO).assignable.add("kim")
    text = hub.read("a.md")
    hub.write("a.md", text.replace("Dana", "kim").replace("number 01", "number one"))
    assert not hub.cycle().complete
    assert hub.titles() == ["Add check number one to the deploy"]
    assert owner(hub) == ["dana"]
    hub.app.observe()
    events = [(event.field, event.by) for event in hub.app.ledger.events() if event.by]
    assert events == [("title", "connector")]
    role(hub, "write")
    applied(hub)
    assert owner(hub) == ["kim"]
