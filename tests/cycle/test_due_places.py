"""Where due dates live: nowhere in the tracker, or in another place than before; what the document says is not lost."""

from datetime import date

import pytest
from cycle.remoteworld import REPO, RemoteWorld
from cycle.world import ROWS, table

from connector.settings.fieldmap import shipped_map

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}
DUE = date(2026, 11, 6)


@pytest.fixture
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    config = world.folder / "connector.toml"
    config.write_text(
        config.read_text().replace('[[trackers]]\nname = "notes"', 'mapping = "own.toml"\n[[trackers]]\nname = "notes"')
    )
    yield world
    world.close()


def mapped(world, old, new):
    """Use the shipped field map with one line of it changed."""
    text = shipped_map("github" if world.kind == "github" else "jira").read_text()
    assert old in text
    (world.folder / "own.toml").write_text(text.replace(old, new))
    world.start()


def due(world):
    (item,) = world.app.news().refreshed(world.app.ledger.tracked(), world.app.directory)
    return item.due


def told(world):
    return [(event.field, event.old, event.new) for event in world.app.ledger.events() if event.old is not None]


def days(world, count):
    for _ in range(count):
        world.pass_time(days=1, hours=1)
        world.cycle()


@pytest.mark.parametrize(
    ("world", "old", "new"),
    [
        ("github", 'due = "body"', 'due = "none"'),
        ("cloud", "omit = []", 'omit = ["due"]'),
        ("datacenter", "omit = []", 'omit = ["due"]'),
    ],
    indirect=["world"],
)
def test_a_due_date_that_the_tracker_does_not_have_stays_with_the_connector(world, old, new):
    mapped(world, old, new)
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    days(world, 2)
    assert due(world) == DUE
    world.write("a.md", world.read("a.md").replace("2026-11-06", "2026-11-20"))
    days(world, 2)
    assert due(world) == date(2026, 11, 20)
    assert world.cycle().outcomes == ()
    assert told(world) == []


@pytest.mark.parametrize("world", ["github"], indirect=True)
@pytest.mark.parametrize("first", ["body", "none"])
def test_a_due_date_moves_with_the_choice_of_its_place(world, first):
    mapped(world, 'due = "body"', f'due = "{first}"')
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    days(world, 1)
    mapped(world, 'due = "body"', 'due = "milestone"')
    world.pass_time(hours=1)
    world.cycle()
    days(world, 2)
    issue = world.fake.repo(REPO).issues[1]
    assert [each.title for each in world.fake.repo(REPO).milestones.values()] == ["Due 2026-11-06"]
    assert issue.milestone == 1
    assert due(world) == DUE
    assert [event for event in told(world) if event[2] is None] == []
    assert world.cycle().outcomes == ()


@pytest.mark.parametrize("world", ["github"], indirect=True)
@pytest.mark.parametrize("between", ["milestone", "none"])
def test_what_is_left_at_a_place_from_before_is_no_edit_by_people(world, between):
    mapped(world, 'due = "body"', 'due = "body"')
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    days(world, 1)
    mapped(world, 'due = "body"', f'due = "{between}"')
    days(world, 2)
    world.write("a.md", world.read("a.md").replace("2026-11-06", "2026-12-18"))
    days(world, 1)
    mapped(world, 'due = "body"', 'due = "body"')
    days(world, 3)
    assert "**Due:** 2026-12-18" in world.fake.repo(REPO).issues[1].body
    assert due(world) == date(2026, 12, 18)
    assert world.cycle().outcomes == ()


@pytest.mark.parametrize("world", ["github"], indirect=True)
def test_a_due_date_that_people_take_off_is_off(world):
    mapped(world, 'due = "body"', 'due = "body"')
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    days(world, 1)
    issue = world.fake.repo(REPO).issues[1]
    world.fake.edit_as_person(REPO, 1, by="acme", body=issue.body.replace("**Due:** 2026-11-06", ""))
    days(world, 2)
    assert due(world) is None
    assert ("due", "2026-11-06", None) in told(world)
