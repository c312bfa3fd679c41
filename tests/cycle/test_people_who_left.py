"""Somebody who left, as the people file says or as the tracker does, which assigns them nothing: told, and then as an owner whom nobody knows."""

import pytest
from cycle.remoteworld import KINDS, RemoteWorld
from cycle.world import table

TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}
FIRST = ("Add an alert for the queue", "Lee", "2026-12-04", "Open")
SECOND = ("Write the failover runbook", "Lee", "2026-12-04", "Open")


@pytest.fixture(params=KINDS)
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    if world.kind == "github":
        world.fake.add_user("lee")
        name, handle = "github", "lee"
    else:
        gone = world.fake.user("Lee Gone")
        name, handle = "jira", gone.account_id if world.fake.cloud else gone.name
    with (world.folder / "people.toml").open("a") as file:
        file.write(f'[people.lee]\nname = "Lee Gone"\naliases = ["Lee"]\nhandles = {{ {name} = "{handle}" }}\n')
    world.start()
    yield world
    world.close()


def configure(world, text):
    config = world.folder / "connector.toml"
    written = config.read_text()
    config.write_text(
        written.replace('[[routes]]\ntracker = "ops"\n', f'[[routes]]\ntracker = "ops"\n{text}')
        if "assignee" in text
        else written + text
    )
    world.start()


def owners(world):
    return {binding.text: binding.seen.get("owner") for binding in world.app.ledger.bindings()}


def employ(world, *, there):
    """Let Lee be somebody, or nobody any more, to whom tickets can be assigned."""
    if world.kind == "github":
        assignable = world.fake.repo("acme/ops").assignable
        assignable.add("lee") if there else assignable.discard("lee")
    else:
        world.fake.user("Lee Gone").active = there


def left(world):
    """Let Lee go after the first item was filed for them; return who Lee is there."""
    employ(world, there=True)
    world.write("a.md", table(FIRST))
    world.cycle()
    employ(world, there=False)
    world.start()
    world.pass_time(minutes=20)
    return owners(world)[FIRST[0]]


def test_without_a_word_of_the_route_the_item_is_held_with_the_reason(world):
    world.write("a.md", table(FIRST))
    (outcome,) = world.cycle().outcomes
    assert outcome.message
    world.write("b.md", table(SECOND))
    (hold,) = [hold for hold in world.cycle().outlook.holds if hold.document == "docs:b.md"]
    assert "which assigns no tickets to them: mend the people file" in hold.reason
    assert world.titles() == []


def test_the_routes_assignee_gets_what_is_new_and_nothing_of_what_is_there(world):
    configure(world, 'assignee = "dana"\n')
    lee = left(world)
    world.write("b.md", table(SECOND))
    world.cycle()
    assert len(world.titles()) == 1
    world.write("a.md", world.read("a.md") + "\nSeen again.\n")
    world.cycle()  # who it would be for has changed, so that it is tried at once
    assert len(world.titles()) == 2
    found = owners(world)
    assert found[FIRST[0]] == lee
    assert found[SECOND[0]] not in (lee, None)
    for _ in range(2):
        world.pass_time(days=2)
        assert world.cycle().outcomes == ()
    assert owners(world) == found


def test_policy_may_file_such_items_for_nobody(world):
    configure(world, '[policy]\nunknown_owner = "file"\n')
    world.write("a.md", table(FIRST))
    world.cycle()
    world.cycle()
    assert owners(world) == {FIRST[0]: None}
    configure(world, 'assignee = "dana"\n')
    world.pass_time(minutes=20)
    assert world.cycle().outcomes == ()  # it stands in for what is filed from now on
    assert owners(world) == {FIRST[0]: None}


def test_who_is_back_gets_tickets_again(world):
    world.write("a.md", table(FIRST))
    world.cycle()
    employ(world, there=True)
    world.start()
    world.pass_time(days=2)
    world.write("b.md", table(SECOND))
    world.cycle()
    assert None not in owners(world).values()
    assert len(world.titles()) == 2


@pytest.mark.parametrize("world", ["cloud", "datacenter"], indirect=True)
def test_a_routes_assignee_without_a_handle_is_looked_for(world):
    with (world.folder / "people.toml").open("a") as file:
        file.write('[people.pat]\nname = "Pat Private"\n[people.zed]\nname = "Zed Nobody"\n')
    configure(world, 'assignee = "pat"\n')
    world.write("a.md", table(("Rotate the keys", "Somebody Else", "2026-12-04", "Open")))
    world.cycle()
    pat = world.fake.user("Pat Private")
    assert owners(world) == {"Rotate the keys": pat.account_id if world.fake.cloud else pat.name}
    config = world.folder / "connector.toml"
    config.write_text(config.read_text().replace('assignee = "pat"', 'assignee = "zed"'))
    world.start()
    world.write("b.md", table(("Rotate the other keys", "Somebody Else", "2026-12-04", "Open")))
    outlook = world.app.cycle().look()
    (hold,) = [hold for hold in outlook.holds if hold.document == "docs:b.md"]
    assert "is nobody ops can assign tickets to" in hold.reason


def test_a_routes_assignee_who_left_is_nobody_from_the_first_refusal_on(world):
    configure(world, 'assignee = "lee"\n')
    world.write(
        "a.md", table(("Rotate the keys", "", "2026-12-04", "Open"), ("Rotate them", "?", "2026-12-04", "Open"))
    )
    assert not world.cycle().applied
    world.start()
    world.pass_time(minutes=20)
    synced = world.cycle()
    assert synced.applied
    assert set(owners(world).values()) == {None}
    told = " ".join(note for change in synced.outlook.plan.changes for note in change.notes)
    assert "the route's own assignee, Lee Gone, is '" in told
    world.write("b.md", table(("Rotate the last ones", "Somebody Else", "2026-12-04", "Open")))
    (hold,) = [hold for hold in world.cycle().outlook.holds if hold.document == "docs:b.md"]
    assert "is nobody ops can assign tickets to" in hold.reason
    assert "the route's own assignee, Lee Gone, is '" in hold.reason


@pytest.mark.parametrize("world", ["cloud", "datacenter"], indirect=True)
def test_who_is_refused_in_one_project_is_still_somebody_in_another(world):
    there = world.fake.user("Max Elsewhere")  # in WEB alone
    handle = there.account_id if world.fake.cloud else there.name
    with (world.folder / "people.toml").open("a") as file:
        file.write(f'[people.max]\nname = "Max Elsewhere"\nhandles = {{ jira = "{handle}" }}\n')
    config = world.folder / "connector.toml"
    web = '[[routes]]\ntracker = "ops"\nproject = "WEB"\nwhen = { document = "web*" }\n[[routes]]\ntracker = "ops"\n'
    config.write_text(config.read_text().replace('[[routes]]\ntracker = "ops"\n', web))
    world.start()
    world.write("a.md", table(("Rotate the keys", "Max Elsewhere", "2026-12-04", "Open")))
    world.cycle()
    world.start()
    world.write("web.md", table(("Rotate the other keys", "Max Elsewhere", "2026-12-04", "Open")))
    world.pass_time(minutes=20)
    holds = world.cycle().outlook.holds
    assert [hold.document for hold in holds] == ["docs:a.md"]
    assert owners(world) == {"Rotate the other keys": handle}


def leave(world):
    """Write into the people file that Lee has left."""
    people = world.folder / "people.toml"
    people.write_text(people.read_text() + "left = 2026-11-01\n")
    world.start()


def test_who_left_as_the_people_file_says_gets_nothing_new_and_keeps_what_is_there(world):
    employ(world, there=True)
    world.write("a.md", table(FIRST))
    world.cycle()
    lee = owners(world)[FIRST[0]]
    leave(world)
    world.write("b.md", table(SECOND))
    (hold,) = [hold for hold in world.cycle().outlook.holds if hold.document == "docs:b.md"]
    assert hold.reason.startswith(
        "owner 'Lee' left on 2026-11-01, as the people file says: write who does it now, write another name, or give the route"
    )
    configure(world, 'assignee = "dana"\n')
    world.cycle()
    found = owners(world)
    assert found[FIRST[0]] == lee
    assert found[SECOND[0]] not in (lee, None)


def test_check_names_a_route_whose_assignee_left_and_no_handle_of_theirs(world):
    leave(world)
    assert not [fault for fault in world.app.check() if "lee" in fault.path]
    configure(world, 'assignee = "lee"\n')
    (fault,) = [fault for fault in world.app.check() if fault.path.startswith("routes")]
    assert str(fault) == "routes.1.assignee <- 'lee' left on 2026-11-01: name another person"
