"""Tickets that somebody cloned with our marker: told as two with one marker, until the marker or the copy is gone."""

import pytest
from cycle.remoteworld import REPO, RemoteWorld
from cycle.world import CONFIG, ROWS, World, table
from fakes.github import TOKEN

UNNAMED = CONFIG.replace("write_back = true", "write_back = false")
TOKENS = {"cloud": "fake-jira-token", "github": TOKEN}
BOTH = "OPS-1 and OPS-7 carry one marker: remove it from all but one"


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path, UNNAMED)
    world.write("a.md", table(*ROWS[:2]))
    world.cycle()
    yield world
    world.close()


def standing(world):
    """Return what `apply` tells after a cycle, which is what `plan` tells then."""
    world.cycle()
    told = [hold.reason for hold in world.app.standing(world.app.news())]
    assert [hold.reason for hold in world.app.standing(world.app.glimpse())] == told
    return told


def clone(world, *, marked=True):
    text = world.ticket("OPS-1").replace("OPS-1", "OPS-7")
    lines = [line for line in text.splitlines(keepends=True) if marked or not line.startswith("marker:")]
    (world.folder / "tickets" / "OPS-7.md").write_text("".join(lines))


def test_a_copy_is_told_once_until_it_is_gone(world):
    assert standing(world) == []
    clone(world)
    assert [hold.reason for hold in world.app.standing(world.app.glimpse())] == [BOTH]
    for _ in range(3):
        assert standing(world) == [BOTH]
    world.edit_ticket("OPS-7", "owner", "Robin")
    assert standing(world) == [BOTH]
    world.delete_ticket("OPS-7")
    assert standing(world) == []


def test_a_copy_is_told_until_its_marker_is_taken_off(world):
    clone(world)
    assert standing(world) == [BOTH]
    clone(world, marked=False)
    assert standing(world) == []


def test_of_a_copy_whose_first_one_is_deleted_only_that_is_told(world):
    clone(world)
    standing(world)
    world.delete_ticket("OPS-1")
    (told,) = standing(world)
    assert told.startswith("ticket OPS-1 is gone")


def test_the_marker_of_another_installation_is_no_copy(world):
    clone(world)
    path = world.folder / "tickets" / "OPS-7.md"
    path.write_text(path.read_text().replace("example-sre/", "other-sre/"))
    assert standing(world) == []


def test_two_tickets_with_one_marker_are_told_as_that_alone_after_a_lost_ledger_and_until_it_is_mended(world):
    clone(world)
    world.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    world.start()
    assert standing(world) == [BOTH]
    assert standing(world) == [BOTH]
    clone(world, marked=False)
    world.cycle()
    assert standing(world) == []
    assert world.items()[ROWS[0][0]].ticket_key == "OPS-1"
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-7"]


@pytest.mark.parametrize("kind", ["cloud", "github"])
def test_a_copy_in_a_remote_tracker_costs_no_further_call(tmp_path, monkeypatch, kind):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[kind])
    world = RemoteWorld(tmp_path / "here", kind)
    world.ask(1, 2)
    world.cycle()
    calls = []
    for marked in (False, True):
        world.pass_time(hours=1)
        world.cycle()
        clone_in(world, marked=marked)
        world.fake.clear()
        world.cycle()
        calls.append(len(world.fake.requests))
    assert calls[0] == calls[1]
    (hold,) = world.app.standing(world.app.news())
    assert hold.reason.endswith("carry one marker: remove it from all but one")
    world.pass_time(hours=25)
    world.cycle()
    assert [one.reason for one in world.app.standing(world.app.news())] == [hold.reason]
    if kind == "github":
        world.fake.delete_as_person(REPO, 4)
    else:
        world.fake.delete_as_person("OPS-4")
    world.pass_time(hours=25)
    world.cycle()
    assert world.app.standing(world.app.news()) == []
    world.close()


def clone_in(world, *, marked):
    if world.kind == "github":
        body = world.fake.repo(REPO).issues[1].body
        world.fake.create_as_person(
            REPO, "Clone", body if marked else "Something else", labels=["connector-example-sre"]
        )
        return
    made = world.fake.clone_as_person("OPS-1")
    if marked:
        made.properties.update(world.fake.issue("OPS-1").properties)
    world.fake.edit_as_person(made.key, duedate="2026-12-24")
