"""A project of Jira whose key is another now: documents go on naming their tickets by the old one, and that costs little."""

import pytest
from cycle.remoteworld import RemoteWorld

ALONE = "/issue/[A-Z]+-"


@pytest.fixture(params=["cloud", "datacenter"])
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "fake-jira-token")
    world = RemoteWorld(tmp_path / "here", request.param)
    for number, name in enumerate("abcd"):
        world.ask(*range(1 + 5 * number, 6 + 5 * number), name=f"{name}.md")
    world.cycle()
    yield world
    world.close()


def rename(world):
    world.fake.rename_project_as_person("OPS", "PLAT")
    world.pass_time(hours=30)
    world.fake.clear()


def ids(world):
    return {binding.ref.id: binding.ticket_key for binding in world.app.ledger.bindings()}


def test_tickets_the_ledger_knows_are_not_asked_for_one_by_one_by_their_old_names(world):
    before = ids(world)
    rename(world)
    assert world.cycle().outlook.holds == ()
    assert ids(world) == {id_: key.replace("OPS", "PLAT") for id_, key in before.items()}
    world.write("a.md", world.read("a.md").replace("number 01", "number 01 and 02"))
    synced = world.cycle()
    assert synced.outlook.holds == ()
    assert {outcome.ticket_key for outcome in synced.outcomes} == {"PLAT-1"}
    assert world.fake.calls("GET", ALONE) == 0
    assert world.fake.calls("GET", "/project/OPS$") == 2  # one in each cycle


def test_one_that_was_moved_before_is_asked_for_alone_and_keeps_its_item(world):
    before = ids(world)
    world.fake.move_as_person("OPS-3", "WEB")
    world.cycle()
    rename(world)
    world.cycle()
    world.write("a.md", world.read("a.md").replace("number 03", "number 03 and 04"))
    synced = world.cycle()
    assert synced.outlook.holds == ()
    assert {outcome.ticket_key for outcome in synced.outcomes} == {"WEB-1"}
    assert ids(world).keys() == before.keys()
    assert {request.path.rpartition("/")[2] for request in world.fake.matching("GET", ALONE)} <= {"OPS-3"}


def test_where_nobody_shows_the_project_the_tickets_are_found_one_by_one(world):
    rename(world)
    world.fake.faults.add("status", "GET", "/project/OPS$", status=404, times=None)
    assert world.cycle().outlook.holds == ()
    assert world.fake.calls("GET", ALONE) == 20


def test_a_lost_ledger_finds_them_by_their_old_names(world):
    from connector.core.model import TicketName

    rename(world)
    tracker = world.app.trackers["ops"]
    names = [TicketName(f"OPS-{number}") for number in range(1, 21)] + [TicketName("OPS-99"), TicketName("PLAT-2")]
    found = tracker.identify(names)
    assert found["OPS-2"] == found["PLAT-2"]
    assert {str(world.fake.issue(name).id): name for name in names[:20]} == {
        id_: name for name, id_ in found.items() if name.startswith("OPS")
    }
    assert world.fake.calls("GET", ALONE) == (0 if world.fake.cloud else 22)
