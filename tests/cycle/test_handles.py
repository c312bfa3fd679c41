"""Handles that the people file writes in other letters than the tracker: they name the same people."""

import pytest
from cycle.remoteworld import REPO, RemoteWorld

TOKENS = {"datacenter": "fake-jira-token", "github": "ghp_connector"}


@pytest.fixture(params=sorted(TOKENS))
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    if world.kind == "github":
        world.fake.add_user("kim")
        world.fake.repo(REPO).assignable.add("kim")
        handles = {"dana": "DANA", "kim": "Kim"}
    else:
        people = {"dana": "Dana Example", "kim": "Kim Sample"}
        handles = {name: world.fake.user(who).name.upper() for name, who in people.items()}
    system = "github" if world.kind == "github" else "jira"
    people = [
        f'[people.{name}]\nname = "{name.title()}"\nhandles = {{ {system} = "{handle}" }}\n'
        for name, handle in handles.items()
    ]
    (world.folder / "people.toml").write_text("".join(people))
    world.handles = handles
    world.start()
    yield world
    world.close()


def owner(world):
    if world.kind == "github":
        return world.fake.issue(REPO, 1).assignees
    (issue,) = world.fake.world.issues.values()
    return [world.fake.user(issue.values["assignee"]).name]


def test_an_owner_changed_in_the_document_reaches_the_ticket(world):
    world.ask(1)
    world.cycle()
    assert owner(world) == [world.handles["dana"].lower()]
    world.pass_time(hours=1)
    world.cycle()
    world.write("a.md", world.read("a.md").replace("Dana", "Kim"))
    world.pass_time(hours=1)
    (outcome,) = world.cycle().outcomes
    assert not [note for note in outcome.change.notes if "rules" in note]
    assert owner(world) == [world.handles["kim"].lower()]
    world.pass_time(hours=1)
    assert world.cycle().outcomes == ()
    told = [event.by for event in world.app.ledger.events() if event.field == "owner" and event.old]
    assert told == ["connector"]


def test_they_can_be_assigned(world):
    assert list(world.app.trackers["ops"].unassignable(sorted(world.handles.values()))) == []
