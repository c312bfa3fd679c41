"""An update of which one field is refused: the others are set, and that one is told and tried again less and less often."""

import pytest
from cycle.remoteworld import REPO, RemoteWorld

from connector.settings.fieldmap import shipped_map

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}


@pytest.fixture
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    if request.param == "github":
        shipped = shipped_map("github").read_text()
        (world.folder / "own.toml").write_text(shipped.replace('due = "body"', 'due = "milestone"'))
        config = world.folder / "connector.toml"
        config.write_text(config.read_text().replace(f'repo = "{REPO}"', f'repo = "{REPO}"\nmapping = "own.toml"'))
        world.start()
    world.ask(1)
    world.cycle()
    world.cycle()
    yield world
    world.close()


def refuse_due(world):
    """Take due dates away from where the ticket is, as after a move; return what gives them back."""
    if world.kind == "github":
        fault = world.fake.faults.add("status", "POST", "/milestones", status=422, times=None)
        return lambda: world.fake.faults.remove(fault)
    project, kind = world.fake.project("OPS"), world.fake.issue("OPS-1").values["issuetype"]
    screen = project.edit_screen(kind)
    project.edit_screens[kind] = {name: on for name, on in screen.items() if name != "duedate"}
    return project.edit_screens.clear


def change(world):
    text = world.read("a.md").replace("2026-12-04", "2027-03-01").replace("number 01", "number one")
    world.write("a.md", text.replace("| Open |", "| Done |"))


def is_closed(world):
    (binding,) = world.app.ledger.bindings()
    return binding.seen["status"] == "done"


@pytest.mark.parametrize("world", sorted(TOKENS), indirect=True)
def test_the_other_fields_are_set_and_the_ticket_is_closed(world):
    allow = refuse_due(world)
    change(world)
    synced = world.cycle()
    assert not synced.applied
    assert world.titles() == ["Add check number one to the deploy"]
    assert is_closed(world)
    (outcome,) = [one for one in synced.outcomes if type(one.change).__name__ == "Close"]
    assert (outcome.result.value, outcome.lacking) == ("done", True)
    (attempt,) = world.app.ledger.attempts()
    assert attempt.change == "update"
    assert "duedate" in attempt.reason or "milestone" in attempt.reason or "422" in attempt.reason
    assert "| 2027-03-01 | Done |" in world.read("a.md")
    # Only that field is left, and it waits its time.
    for minutes, tried in ((0, 0), (11, 1), (11, 0)):
        world.pass_time(minutes=minutes)
        changes = world.cycle().outcomes
        assert [sorted(outcome.change.writes) for outcome in changes] == [["due"]]
        assert [outcome.result.value for outcome in changes] == ["failed" if tried else "skipped"]
    allow()
    world.pass_time(hours=2)
    world.cycle()
    (binding,) = world.app.ledger.bindings()
    assert str(binding.seen["due"]) == "2027-03-01"
    assert world.app.ledger.attempts() == ()
