"""One question that a tracker refuses or fails to answer, of an owner or of a named ticket: only its items wait."""

from dataclasses import replace

import pytest
from cycle.remoteworld import RemoteWorld
from cycle.world import table

from connector.core.people import Known, Several
from connector.ports import Candidate
from connector.resolving.lookups import sought

ASKED = "/user/assignable/search"
DAY = ("2026-12-04", "Open")
KEPT = ("Add an alert for the queue", "Dana", *DAY)
FOUND = ("Write the failover runbook", "Pat Private", *DAY)
LOST = ("Rotate the keys", "Zed Broken", *DAY)


@pytest.fixture(params=["cloud", "datacenter"])
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "fake-jira-token")
    world = RemoteWorld(tmp_path / "here", request.param)
    yield world
    world.close()


def about(*texts):
    """Return what takes the search for one of these people."""
    return lambda request: {value for values in request.query.values() for value in values} & set(texts)


def reasons(synced):
    return [hold.reason for hold in synced.outlook.holds]


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503, 429])
def test_a_search_for_one_owner_that_fails_holds_that_owners_items_alone(world, status):
    body = {"errorMessages": ["The query is not allowed."], "errors": {}}
    fault = world.fake.faults.add(
        "status", "GET", ASKED, status=status, body=body, times=None, match=about("Zed Broken")
    )
    world.write("a.md", table(KEPT, LOST, FOUND))
    world.write("b.md", table(("Rotate the other keys", *LOST[1:])))
    synced = world.cycle()
    assert world.titles() == sorted([KEPT[0], FOUND[0]])
    assert dict(synced.outlook.unreachable) == {}
    said = "waits for its tracker" if status >= 429 else "owner 'Zed Broken' could not be looked for"
    why = f"{said}: ops: cannot look for a person: The query is not allowed. (HTTP {status})"
    assert reasons(synced) == [why, why]
    # It is asked for again, although the documents stay as they are.
    world.fake.faults.remove(fault)
    kim = world.fake.user("Kim Sample")
    world.fake.world.users.append(replace(kim, account_id="zed-1", name="zed", key="zed-1", display="Zed Broken"))
    assert reasons(world.cycle()) == []
    assert len(world.titles()) == 4


def test_a_search_for_the_routes_assignee_that_fails_files_nothing_for_nobody(world):
    people = world.folder / "people.toml"
    people.write_text(people.read_text() + '[people.zed]\nname = "Zed Broken"\n')
    config = world.folder / "connector.toml"
    routed = config.read_text().replace('tracker = "ops"\n', 'tracker = "ops"\nassignee = "zed"\n')
    config.write_text(f'{routed}[policy]\nno_owner = "file"\n')
    world.start()
    fault = world.fake.faults.add("status", "GET", ASKED, status=503, times=None, match=about("Zed Broken"))
    world.write("a.md", table((KEPT[0], "", *DAY)))
    (why,) = reasons(world.cycle())
    assert why.startswith("waits for its tracker: ops: cannot look for a person")
    assert world.titles() == []
    world.fake.faults.remove(fault)
    kim = world.fake.user("Kim Sample")
    world.fake.world.users.append(replace(kim, account_id="zed-1", name="zed", key="zed-1", display="Zed Broken"))
    assert reasons(world.cycle()) == []
    assert world.titles() == [KEPT[0]]


@pytest.mark.parametrize("policy", ['unknown_owner = "file"', 'unknown_owner = "hold"'])
def test_an_owner_nobody_could_ask_for_is_not_filed_as_one_whom_nobody_knows(world, policy):
    config = world.folder / "connector.toml"
    config.write_text(config.read_text() + f"[policy]\n{policy}\n")
    world.start()
    world.fake.faults.add("status", "GET", ASKED, status=400, times=None, match=about("Zed Broken"))
    world.write("a.md", table(LOST))
    (why,) = reasons(world.cycle())
    assert why.startswith("owner 'Zed Broken' could not be looked for: ops: cannot look for a person: Oops")
    assert "nobody" not in why
    assert world.titles() == []


def test_a_search_for_people_that_always_breaks_is_left_alone_and_the_others_go_on(world):
    world.fake.faults.add("status", "GET", ASKED, status=500, times=None)
    owners = ("Zed Broken", "Pat Private", "Kim Other", "Max Other")
    world.write("a.md", table(KEPT, *((f"Task of {owner}", owner, *DAY) for owner in owners)))
    synced = world.cycle()
    assert world.titles() == [KEPT[0]]
    assert len(reasons(synced)) == 4
    assert world.fake.calls("GET", ASKED) == 8  # two questions, four times each


def test_a_search_for_people_that_always_refuses_is_asked_a_few_times_and_the_others_go_on(world):
    world.fake.faults.add("status", "GET", ASKED, status=403, times=None)
    world.write(
        "a.md", table(KEPT, *((f"Task of Somebody {letter}", f"Some {letter}body", *DAY) for letter in "ABCDEFGHIJ"))
    )
    synced = world.cycle()
    assert world.titles() == [KEPT[0]]
    assert len(reasons(synced)) == 10
    assert world.fake.calls("GET", ASKED) == 5


def test_where_nobody_answers_all_items_wait(world):
    world.fake.faults.add("reset_before", "GET", ASKED, times=None)
    world.write("a.md", table(KEPT, LOST))
    synced = world.cycle()
    assert list(synced.outlook.unreachable) == ["ops"]
    assert world.titles() == []


@pytest.mark.parametrize("status", [400, 403])
def test_a_named_ticket_whose_look_up_is_refused_holds_its_item_alone(world, status):
    for number in range(1, 5):
        world.fake.create_as_person("OPS", f"made by hand {number}")
    named = [(f"OPS-{number} Look at thing {number}", "Dana", *DAY) for number in range(1, 5)]
    body = {"errorMessages": ["That key is not well."], "errors": {}}
    path = "/issue/(bulkfetch|OPS-)"
    world.fake.faults.add(
        "status", path=path, status=status, body=body, times=None,
        match=lambda request: "OPS-3" in str(request.body or request.path),
    )  # fmt: skip
    world.write("a.md", table(KEPT, *named))
    synced = world.cycle()
    assert reasons(synced) == [
        f"names OPS-3, which could not be looked up: ops: cannot look up tickets: That key is not well. (HTTP {status})"
    ]
    assert {binding.ticket_key for binding in world.app.ledger.bindings()} == {"OPS-1", "OPS-2", "OPS-4", "OPS-5"}
    assert KEPT[0] in world.titles()


def test_a_look_up_of_named_tickets_that_breaks_lets_other_items_go_on(world):
    world.fake.create_as_person("OPS", "made by hand")
    fault = world.fake.faults.add("status", path="/issue/(bulkfetch|OPS-1)", status=500, times=4)
    world.write("a.md", table(KEPT, ("OPS-1 Look at thing 1", "Dana", *DAY)))
    synced = world.cycle()
    assert fault.hits == 4
    assert reasons(synced) == ["waits for its tracker: ops: cannot look up tickets: Oops (HTTP 500)"]
    assert KEPT[0] in world.titles()
    assert reasons(world.cycle()) == []
    assert len(world.titles()) == 2


def test_names_that_are_all_refused_are_not_asked_for_one_by_one_for_ever(world):
    world.fake.faults.add("status", path="/issue/(bulkfetch|OPS-)", status=403, times=None)
    world.write("a.md", table(KEPT, *((f"OPS-{n} Look at thing {n}", "Dana", *DAY) for n in range(1, 41))))
    synced = world.cycle()
    assert len(reasons(synced)) == 40
    assert KEPT[0] in world.titles()
    assert len(world.fake.matching(path="/issue/(bulkfetch|OPS-)")) < 30


def test_a_handle_is_looked_for_without_its_sign_and_told_from_a_first_name_by_it():
    there = [Candidate("dana", "Dana Example"), Candidate("dana2", "Dana Examplesson")]
    asked = []

    def search(text):
        asked.append(text)
        return there

    found = sought("@dana", None, search)
    assert asked == ["dana"]
    assert isinstance(found, Known)
    assert found.person.id == "dana"
    assert isinstance(sought("Dana", None, search), Several)
