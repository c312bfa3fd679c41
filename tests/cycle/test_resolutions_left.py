"""A ticket of Jira's that is open and still has a resolution: told until people have mended it."""

import pytest
from cycle.remoteworld import RemoteWorld
from fakes.jira_state import Named


@pytest.fixture(params=["cloud", "datacenter"])
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "fake-jira-token")
    world = RemoteWorld(tmp_path / "here", request.param)
    project = world.fake.project("OPS")
    for way in project.transitions:
        way.keeps = way.name == "Reopen"
    for screen in project.edit_screens.values():
        screen.pop("resolution", None)
    world.ask(1)
    world.cycle()
    yield world
    world.close()


def change(world, before, after):
    world.pass_time(minutes=1)
    world.write("a.md", world.read("a.md").replace(before, after))
    return world.cycle()


def standing(world):
    return [hold.reason for hold in world.app.standing(world.app.glimpse())]


def test_a_resolution_that_reopening_could_not_clear_stands_until_it_is_cleared(world):
    change(world, "| Open |", "| Done |")
    assert change(world, "| Done |", "| Open |").applied
    assert [event.by for event in world.app.ledger.events() if event.field == "status"][1:] == ["connector"] * 2
    for _ in range(3):
        world.pass_time(minutes=30)
        world.cycle()
        (reason,) = standing(world)
        assert reason.startswith("ticket OPS-1 is open and has the resolution 'Done'")
    world.fake.edit_as_person("OPS-1", status="To Do", resolution=None)
    assert standing(world) == []
    world.cycle()
    assert standing(world) == []


def test_a_resolution_that_the_field_map_does_not_know_says_nothing(world):
    world.fake.world.resolutions.append(Named("10099", "Unresolved"))
    world.fake.edit_as_person("OPS-1", status="In Progress", resolution="Unresolved")
    world.cycle()
    assert standing(world) == []
