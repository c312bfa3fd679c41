"""One Jira site seen from several sides: addresses that its pages show, two trackers on it, and projects that only routes name."""

import pytest
from cycle.remoteworld import RemoteWorld

HEAD = "# Outage\n\n## Action items\n\n| Action | Owner | Ticket |\n|---|---|---|\n"


@pytest.fixture(params=["cloud", "datacenter"])
def jira(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "fake-jira-token")
    world = RemoteWorld(tmp_path / "here", request.param)
    yield world
    world.close()


@pytest.mark.parametrize(
    "shown",
    [
        "{url}/browse/OPS-1",
        "{url}/browse/ops-1?focusedCommentId=7",
        "{url}/projects/OPS/issues/OPS-1",
        "{url}/jira/software/c/projects/OPS/issues/OPS-1",
        "{url}/jira/software/projects/OPS/boards/3?selectedIssue=OPS-1",
    ],
)
def test_an_item_gets_the_ticket_that_any_of_jiras_own_addresses_names(jira, shown):
    jira.fake.create_as_person("OPS", "Made by hand")
    address = shown.format(url=jira.fake.url)
    jira.write("a.md", f"{HEAD}| Add an alert | Dana | {address} |\n")
    jira.cycle()
    assert len(jira.fake.world.issues) == 1
    assert len(jira.markers()) == 1


def test_a_key_of_another_project_of_the_site_is_adopted_where_there_is_such_a_ticket(jira):
    made = jira.fake.create_as_person("WEB", "Made by hand")
    jira.write("a.md", f"{HEAD}| Add an alert | Dana | {made.key} |\n| Write the ZZZ-9 runbook | Dana | |\n")
    jira.cycle()
    assert sorted(jira.titles()) == ["Made by hand", "Write the ZZZ-9 runbook"]


@pytest.mark.parametrize("key", ["ZZZ-9", "zzz-9"])
def test_a_key_in_a_ticket_column_that_the_site_does_not_show_is_held(jira, key):
    jira.write("a.md", f"{HEAD}| Write the runbook | Dana | {key} |\n")
    (hold,) = jira.cycle().outlook.holds
    assert hold.reason.startswith(f"names {key}, which ops does not have or does not show to the connector")
    assert jira.titles() == []


def test_a_key_in_small_letters_in_a_ticket_column_is_that_ticket(jira):
    made = jira.fake.create_as_person("OPS", "Made by hand")
    jira.write("a.md", f"{HEAD}| Add an alert | Dana | {made.key.lower()} |\n")
    jira.cycle()
    assert jira.titles() == ["Made by hand"]


def test_a_second_tracker_on_the_same_site_takes_nothing_from_the_first(jira, monkeypatch):
    jira.ask(1, 2)
    jira.cycle()
    config = jira.folder / "connector.toml"
    text = config.read_text()
    tracker = text[text.index("[[trackers]]") : text.index("[[trackers]]", text.index("[[trackers]]") + 5)]
    config.write_text(text + tracker.replace('"ops"', '"twin"'))
    monkeypatch.setenv("CONNECTOR_TRACKERS__TWIN__TOKEN", "fake-jira-token")
    jira.app.close()
    app = jira.start()
    app.__dict__["trackers"]["twin"] = app._tracker(app.setup.config.trackers[2])
    jira.write("a.md", jira.read("a.md") + "\nMore.\n")
    synced = jira.cycle()
    assert synced.outlook.holds == ()
    assert len(jira.fake.world.issues) == 2


def test_owners_are_looked_for_in_the_project_that_the_route_names(jira):
    config = jira.folder / "connector.toml"
    text = config.read_text().replace('project = "OPS"\n', "")
    config.write_text(text.replace('[[routes]]\ntracker = "ops"', '[[routes]]\ntracker = "ops"\nproject = "CORE"'))
    jira.app.close()
    jira.start()
    jira.fake.clear()
    jira.write("a.md", HEAD + "| Add an alert | Kim Sample | |\n")
    jira.cycle()
    asked = [each.query for each in jira.fake.requests if "assignable" in each.path]
    assert asked
    assert {each["project"][0] if isinstance(each["project"], list) else each["project"] for each in asked} == {"CORE"}
    assert [issue.project for issue in jira.fake.world.issues.values()] == ["CORE"]


def test_a_ticket_that_could_not_be_seen_is_looked_for_again_once_a_day(jira):
    made = jira.fake.create_as_person("OPS", "Made by hand")
    jira.fake.issue(made.id).hidden = True
    jira.ask(1)
    jira.write("b.md", f"{HEAD}| Add an alert | Dana | {made.key} |\n")
    jira.cycle()
    assert "does not have" in jira.app.ledger.holds()[0].reason
    jira.fake.issue(made.id).hidden = False
    for _ in range(2):
        jira.pass_time(hours=25)
        jira.app.observe()
        jira.cycle()
    assert jira.app.ledger.holds() == ()
    assert len(jira.markers()) == 2


def test_a_ticket_that_moved_gets_no_second_link(jira):
    jira.ask(1)
    jira.cycle()
    before = jira.read("a.md")
    first = min(jira.fake.world.issues)
    jira.fake.move_as_person(first, "CORE")
    jira.pass_time(hours=25)
    jira.app.observe()
    jira.write("a.md", before.replace("Add check", "Add a check"))
    jira.cycle()
    assert jira.read("a.md") == before.replace("Add check", "Add a check")
    assert jira.titles() == ["Add a check number 01 to the deploy"]
    assert jira.app.ledger.holds() == ()


@pytest.mark.parametrize(
    "words",
    [
        "Extend the check from OPS-1 to all replicas",
        "Follow-up to OPS-1: extend the check",
        "Extend [this check]({url}/browse/OPS-1) to all replicas",
    ],
)
def test_a_ticket_amid_the_words_is_not_the_items_own(jira, words):
    jira.fake.create_as_person("OPS", "Another story")
    jira.write("a.md", f"{HEAD}| {words.format(url=jira.fake.url)} | Dana | |\n")
    jira.cycle()
    assert len(jira.fake.world.issues) == 2
    assert sum("connector.marker" in issue.properties for issue in jira.fake.world.issues.values()) == 1
    assert "Another story" in jira.titles()
    jira.cycle()
    assert len(jira.fake.world.issues) == 2


OTHER = "https://other.example.net/browse/ABC-1"


@pytest.mark.parametrize(
    ("action", "ticket"),
    [
        ("Write the runbook", OTHER),
        ("Write the runbook", f"[ABC-77]({OTHER})"),
        (f"Write the runbook ([ABC-1]({OTHER}))", ""),
        (f"[ABC-1]({OTHER}) Write the runbook", ""),
        (f"Write the runbook, see {OTHER}", ""),
    ],
)
def test_a_ticket_of_another_site_holds_the_item(jira, action, ticket):
    jira.write("a.md", f"{HEAD}| {action} | Dana | {ticket} |\n| Fix the {OTHER} page of the wiki | Dana | |\n")
    (hold,) = jira.cycle().outlook.holds
    assert "which is in no configured tracker: add a tracker for it" in hold.reason
    assert len(jira.titles()) == 1
