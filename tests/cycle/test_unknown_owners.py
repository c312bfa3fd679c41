"""Owners whom nobody finds, on a tracker that takes only people it knows: waiting, filing, and following what is filed."""

import pytest
from fakes.jira import FakeJira
from world import JIRA, World, table

CONFIG = JIRA + '[people]\nfile = "people.toml"\n'
NOBODY = ("Rotate the keys", "Zed Nobody", "2026-11-27", "Open")
SEVERAL = ("Raise the memory limit", "Dana Example", "2026-11-27", "Open")
ASSIGNEE = '[[routes]]\ntracker = "ops"\nassignee = "kim"\n'


@pytest.fixture
def fake():
    with FakeJira("cloud") as fake:
        yield fake


@pytest.fixture
def start(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", fake.token)
    (tmp_path / "people.toml").write_text(
        f'[people.kim]\nname = "Kim Sample"\nhandles = {{ jira = "{fake.user("Kim Sample").account_id}" }}\n'
    )
    started = []

    def start(more=""):
        started.append(World(tmp_path, CONFIG.format(url=fake.url) + more))
        return started[-1]

    yield start
    for world in started:
        world.close()


def holds(synced):
    return [hold.reason.partition(":")[0] for hold in synced.outlook.holds]


def test_without_a_word_on_it_an_owner_whom_nobody_finds_waits_for_a_person(fake, start):
    world = start()
    world.write("a.md", table(NOBODY))
    assert holds(world.cycle()) == ["owner 'Zed Nobody' is nobody ops can assign tickets to"]
    assert not fake.world.issues


@pytest.mark.parametrize("row", [NOBODY, SEVERAL], ids=["nobody", "several"])
def test_the_assignee_of_a_route_gets_such_an_item_and_the_ticket_keeps_the_wording(fake, start, row):
    world = start(ASSIGNEE)
    world.write("a.md", table(row))
    synced = world.cycle()
    assert holds(synced) == []
    notes = " ".join(synced.outlook.plan.changes[0].notes)
    assert f"owner '{row[1]}'" in notes
    assert "goes to Kim Sample, the route's own assignee" in notes
    assert fake.issue("OPS-1").values["assignee"] == fake.user("Kim Sample").account_id
    assert row[1] in str(fake.issue("OPS-1").values["description"])


@pytest.mark.parametrize(
    ("choice", "more", "filed"), [("file", "", 1), ("hold", "", 0), ("hold", ASSIGNEE, 0), ("file", ASSIGNEE, 1)]
)
def test_policy_has_the_last_word_on_nobody(fake, start, choice, more, filed):
    world = start(f'[policy]\nunknown_owner = "{choice}"\n{more}')
    world.write("a.md", table(NOBODY))
    world.cycle()
    assert len(fake.world.issues) == filed


def test_a_named_ticket_is_adopted_whoever_the_document_calls_its_owner(fake, start):
    fake.create_as_person("OPS", "made by hand")
    world = start()
    world.write("a.md", table((f"OPS-1 {NOBODY[0]}", *NOBODY[1:])))
    synced = world.cycle()
    assert holds(synced) == []
    assert [item.ticket_key for item in world.app.ledger.tracked()] == ["OPS-1"]
    assert "owner 'Zed Nobody'" in " ".join(synced.outlook.plan.changes[0].notes)


def test_a_filed_item_is_followed_after_its_owner_became_a_name_that_nobody_knows(fake, start):
    world = start()
    world.write("a.md", table(("Rotate the keys", "Kim Sample", "2026-11-27", "Open")))
    world.cycle()
    world.write("a.md", table(("Rotate the signing keys", *NOBODY[1:])))
    synced = world.cycle()
    assert holds(synced) == []
    assert fake.issue("OPS-1").values["summary"] == "Rotate the signing keys"
    assert fake.issue("OPS-1").values["assignee"] == fake.user("Kim Sample").account_id
    assert "OPS-1 keeps" in " ".join(note for change in synced.outlook.plan.changes for note in change.notes)


@pytest.mark.parametrize(
    ("owner", "assignee", "advice"),
    [
        ("Zed Nobody", None, "add them to the people file, write another name, or give the route an assignee"),
        (
            "Pat Nowhere",
            None,
            "give them a handle in the people file, write another name, or give the route an assignee",
        ),
        (
            "Pat Nowhere",
            "lou",
            "give them a handle in the people file, or write another name; the route's own assignee",
        ),
    ],
)
def test_the_advice_is_what_can_be_done(tmp_path, start, owner, assignee, advice):
    with (tmp_path / "people.toml").open("a") as people:
        people.write('[people.pat]\nname = "Pat Nowhere"\n[people.lou]\nname = "Lou Nowhere"\n')
    world = start(f'[[routes]]\ntracker = "ops"\nassignee = "{assignee}"\n' if assignee else "")
    world.write("a.md", table(("Rotate the keys", owner, "2026-11-27", "Open")))
    (hold,) = world.cycle().outlook.holds
    assert advice in hold.reason
