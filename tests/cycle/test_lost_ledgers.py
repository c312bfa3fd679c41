"""A ledger that was lost, or came back from an older copy: no item gets a second ticket, however late the search shows the first."""

import shutil

import pytest
from cycle.remoteworld import KINDS, REPO, RemoteWorld
from cycle.world import CONFIG as FOLDER
from cycle.world import ROWS, World, table

from connector.doubts import recovery

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}
SILENT = pytest.mark.parametrize("world", KINDS, indirect=True)
WAITS = "its ticket of a ledger that was lost may be hidden"


@pytest.fixture
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    config = world.folder / "connector.toml"
    # Nothing but the marker may tell whose ticket it is.
    config.write_text(config.read_text().replace("write_back = true", "write_back = false"))
    world.start()
    yield world
    world.close()


def lose(world, *, copy=None):
    """Delete the ledger, or put an older copy of it in its place."""
    world.app.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    if copy is not None:
        shutil.copy(copy, world.folder / "ledger.db")
    world.start()


def saved(world):
    world.app.close()
    copy = shutil.copy(world.folder / "ledger.db", world.folder / "older.db")
    world.start()
    return copy


def filed_since(world):
    """File an item, and another one once a copy of the ledger was made; return the copy."""
    world.ask(1)
    world.cycle()
    world.pass_time(minutes=20)
    older = saved(world)
    world.ask(1, 2)
    world.cycle()
    return older


def held(world):
    return sorted(hold.line for hold in world.app.ledger.holds() if WAITS in hold.reason)


@pytest.mark.parametrize("rebuilt", [False, True])
@pytest.mark.parametrize("world", ["cloud", "datacenter"], indirect=True)
def test_a_lost_ledger_waits_for_what_the_search_may_hide(world, rebuilt):
    world.fake.search_lag = 300
    world.ask(1, 2)
    world.cycle()
    world.pass_time(minutes=10)
    world.ask(1, 2, 3)
    world.cycle()
    lose(world)
    world.ask(1, 2, 3, 4)
    if rebuilt:
        assert list(world.app.cycle().adopt_all().outlook.hidden) == ["ops"]
    assert WAITS in " ".join(hold.reason for hold in world.app.cycle().look().holds)
    world.cycle()
    assert len(world.titles()) == 3
    assert len(held(world)) == 2
    world.pass_time(minutes=2)
    world.cycle()
    assert len(world.titles()) == 3
    world.pass_time(minutes=9)
    world.cycle()
    assert (held(world), len(world.titles()), len(set(world.titles()))) == ([], 4, 4)
    world.pass_time(minutes=10)
    assert world.cycle().outcomes == ()


@pytest.mark.parametrize("world", ["cloud", "datacenter"], indirect=True)
def test_what_was_taken_in_for_one_document_is_not_nobodys_while_another_waits(world):
    world.fake.search_lag = 300
    world.ask(1, 2)
    world.ask(5, name="other.md")
    world.cycle()
    world.pass_time(minutes=10)
    lose(world)
    world.ask(1, 2)
    world.ask(5, 6, name="other.md")
    world.cycle()
    assert (len(list(world.app.ledger.bindings())), len(held(world))) == (3, 1)
    world.pass_time(minutes=10)
    outlook = world.app.cycle().look()
    assert [type(change).__name__ for change in outlook.plan.changes] == ["Create"]
    assert (outlook.plan.holds, outlook.plan.lost) == ((), ())
    assert (world.cycle().outlook.holds, len(world.titles())) == ((), 4)


@SILENT
@pytest.mark.parametrize("rebuilt", [False, True])
def test_a_lost_ledger_whose_tickets_are_all_found_waits_for_nothing(world, rebuilt):
    world.ask(1, 2)
    world.cycle()
    world.pass_time(minutes=20)
    lose(world)
    if rebuilt:
        world.app.cycle().adopt_all()
    outlook = world.app.cycle().look()
    assert not [note for change in outlook.plan.changes for note in change.notes if WAITS in note]
    world.cycle()
    assert recovery.fresh(["ops"], ledger=world.app.ledger) == []
    assert held(world) == []


@SILENT
def test_a_first_run_waits_for_nothing(world):
    world.ask(1, 2)
    world.cycle()
    assert (len(world.titles()), held(world)) == (2, [])


@SILENT
def test_an_older_copy_of_the_ledger_takes_what_was_filed_since(world):
    older = filed_since(world)
    world.pass_time(minutes=20)
    lose(world, copy=older)
    world.app.glimpse()
    assert [type(change).__name__ for change in world.app.cycle().look().plan.changes] == ["Adopt"]
    world.cycle()
    assert len(world.titles()) == 2
    assert len(list(world.app.ledger.bindings())) == 2
    assert world.app.standing(world.app.news()) == []


@SILENT
def test_a_stranger_with_our_marker_that_no_item_is_waits_for_people(world):
    older = filed_since(world)
    lose(world, copy=older)
    world.ask(1)
    world.cycle()
    (hold,) = world.app.standing(world.app.news())
    assert "carries our marker" in hold.reason
    if world.kind == "github":
        world.fake.edit_as_person(REPO, 2, by="acme", state="closed", state_reason="completed")
    else:
        world.fake.edit_as_person("OPS-2", status="Done")
    world.pass_time(minutes=20)
    world.cycle()
    assert world.app.standing(world.app.news()) == []


@SILENT
def test_what_was_forgotten_by_hand_is_not_taken_again_by_its_marker(world):
    world.ask(1)
    world.cycle()
    (binding,) = world.app.ledger.bindings()
    assert world.app.cycle().forget(binding.key) == ()
    world.cycle()
    assert len(world.titles()) == 2


def test_an_older_copy_of_the_ledger_beside_a_folder(tmp_path):
    world = World(tmp_path, FOLDER.replace("write_back = true", "write_back = false"))
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    older = saved(world)
    world.write("a.md", table(*ROWS[:2]))
    world.cycle()
    lose(world, copy=older)
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2"]
    world.close()
