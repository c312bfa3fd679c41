"""The whole cycle with a tracker over HTTP: what people do there comes back, and what goes wrong there stays there."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes.jira import FakeJira
from world import HEAD, World, table

from connector.clock import fixed_clock
from connector.core.model import Status
from connector.jobs import sync
from connector.observe import observe

CONFIG = """
installation = "example-sre"
timezone = "UTC"
[ledger]
url = "sqlite:///ledger.db"
[[sources]]
name = "docs"
kind = "directory"
path = "docs"
write_back = true
[[trackers]]
name = "ops"
kind = "jira"
url = "{url}"
mail = "bot@example.com"
project = "OPS"
[policy]
unknown_owner = "file"
"""
ROWS = (
    ("Add an alert for the queue", "Kim Sample", "2026-11-06", "Open"),
    ("Write the failover runbook", "pat@example.com", "2026-11-13", "Open"),
    ("Raise the memory limit", "Dana Example", "2026-11-20", "Open"),
)


@pytest.fixture
def fake():
    with FakeJira("cloud", clock=lambda: datetime.now(UTC)) as fake:
        yield fake


@pytest.fixture
def world(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", fake.token)
    world = World(tmp_path, CONFIG.format(url=fake.url))
    yield world
    world.close()


def summaries(fake):
    return sorted(issue.values["summary"] for issue in fake.world.issues.values())


def test_items_become_tickets_once_and_an_unclear_owner_is_held(fake, world):
    world.write("a.md", table(*ROWS))
    synced = world.cycle()
    assert [hold.reason.split(":")[0] for hold in synced.outlook.holds] == [
        "owner 'Dana Example' could be Dana Example (5b10ac8d82e05b22cc7d4ef5), Dana Example (5b10ac8d82e05b22cc7d4efa)"
    ]
    assert summaries(fake) == ["Add an alert for the queue", "Write the failover runbook"]
    assert "OPS-1" in world.read("a.md")
    fake.clear()
    assert world.cycle().outcomes == ()
    assert len(fake.requests) <= 2


def test_what_people_do_on_a_ticket_comes_back_with_who_and_when(fake, world):
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    fake.edit_as_person("OPS-1", by="Pat Private", status="In Progress")
    fake.edit_as_person("OPS-1", by="Dana Example", status="Done")
    fake.edit_as_person("OPS-1", by="Dana Example", duedate="2026-12-01")
    seen = world.app.observe()
    told = [(event.field, event.old, event.new, event.by) for event in seen.events]
    assert told == [
        ("status", "open", "in_progress", "Pat Private"),
        ("status", "in_progress", "done", "Dana Example"),
        ("due", "2026-11-06", "2026-12-01", "Dana Example"),
    ]
    sync(world.app)
    assert "| Done |" in world.read("a.md") or "Done" in world.read("a.md")


def test_a_search_that_lags_does_not_undo_what_was_written(fake, world):
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    world.app.observe()
    fake.search_lag = 300
    world.write("a.md", table((*ROWS[0][:3], "Done")).replace("| Add", "| OPS-1 Add"))
    sync(world.app)
    assert fake.world.status(fake.issue("OPS-1").values["status"]).name == "Done"
    assert world.app.observe().events == ()
    assert [item.status for item in world.app.ledger.tracked()] == [Status.DONE]


def test_what_a_poll_has_seen_is_not_asked_for_again_before_it_is_written_back(fake, world):
    world.write("a.md", table(ROWS[0], ("Rotate the keys of the queue", *ROWS[0][1:])))
    world.cycle()
    world.app.observe()
    fake.edit_as_person("OPS-1", status="Done")
    fake.clear()
    world.app.observe()
    sync(world.app)
    assert "| Done |" in world.read("a.md")
    assert [request.path for request in fake.requests] == ["/rest/api/2/search/jql"]


def test_an_owner_who_was_found_is_not_asked_for_again_for_a_day(fake, world):
    world.write("a.md", table(ROWS[0], ROWS[2]))
    world.cycle()
    asked = r".*/assignable/search"
    fake.clear()
    world.write("b.md", table(*ROWS))
    world.cycle()
    assert fake.calls("GET", asked) == 2  # one who is new, one who was not clear
    world.app.clock = fixed_clock(world.app.clock() + timedelta(hours=25))
    world.write("c.md", table(ROWS[0]))
    fake.clear()
    world.cycle()
    assert fake.calls("GET", asked) == 3  # the one of the new document, and those beside the one who was not clear


def test_a_ticket_is_looked_at_again_before_it_is_written_to(fake, world):
    world.write("a.md", table(ROWS[0], ROWS[1]))
    world.cycle()
    fake.search_lag = 300
    fake.edit_as_person("OPS-1", duedate="2026-12-24")
    world.app.observe()  # does not show it yet
    world.write("a.md", world.read("a.md").replace("2026-11-06", "2026-11-30").replace("2026-11-13", "2026-11-27"))
    changed = [outcome.ticket_key for outcome in sync(world.app).outcomes]
    assert changed == ["OPS-2"]
    assert [fake.issue(key).values["duedate"] for key in ("OPS-1", "OPS-2")] == ["2026-12-24", "2026-11-27"]


def test_an_owner_is_told_by_name_whom_only_jira_knows(fake, world):
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    world.app.observe()
    (item,) = world.app.glimpse().refreshed(world.app.ledger.tracked(), world.app.directory)
    assert item.owner == "Kim Sample"


def test_a_ticket_that_moved_is_followed_and_one_that_is_gone_is_held_not_filed_again(fake, world):
    world.write("a.md", table(ROWS[0], ROWS[1]))
    world.cycle()
    world.app.observe()
    fake.move_as_person("OPS-1", "WEB")
    fake.delete_as_person("OPS-2")
    world.app.observe()  # the search cannot tell what is not there any more
    now = world.app.clock() + timedelta(hours=25)
    seen = observe(world.app.trackers, ledger=world.app.ledger, now=now, installation="example-sre")
    assert [(event.field, event.new) for event in seen.events] == [("gone", "true")]
    world.app.clock = fixed_clock(now)
    held = [hold.reason for hold in sync(world.app).outlook.holds]
    assert [reason for reason in held if "OPS-2 is gone" in reason]
    assert {item.ticket_key for item in world.app.ledger.tracked()} == {"WEB-1", "OPS-2"}
    assert len(fake.world.issues) == 1


def test_a_lost_right_is_not_taken_for_deleted_tickets(fake, world):
    rows = [(f"Add check number {number} to the deploy", "Kim Sample", "2026-11-06", "Open") for number in range(12)]
    world.write("a.md", table(*rows))
    world.cycle()
    world.app.observe()
    fake.deny("BROWSE_PROJECTS", "OPS")
    later = world.app.clock() + timedelta(hours=25)
    seen = observe(world.app.trackers, ledger=world.app.ledger, now=later, installation="example-sre")
    assert seen.events == ()
    assert "has this account lost its rights?" in seen.unreachable["ops"]


def test_a_wrong_token_stops_its_tracker_and_nothing_is_concluded(fake, world):
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    fake.expired = True
    seen = world.app.observe()
    assert list(seen.unreachable) == ["ops"]
    assert seen.events == ()
    world.write("b.md", HEAD + "| Rotate the keys of the queue | Kim Sample | 2026-11-27 | Open |\n")
    synced = sync(world.app)
    assert [outcome.message for outcome in synced.outcomes] == ["ops: cannot poll: the login is refused"]
    world.write("c.md", HEAD + "| Write the failover runbook | pat@example.com | 2026-11-27 | Open |\n")
    held = sync(world.app)  # whoever is not known yet cannot be asked for
    assert held.outcomes == ()
    assert {hold.reason.split(": ")[0] for hold in held.outlook.holds} == {"waits for its tracker"}
    fake.expired = False
    world.now += timedelta(hours=1)
    world.start()  # a new token is a new start
    sync(world.app)
    assert len(fake.world.issues) == 3


def test_one_ticket_that_jira_refuses_stops_no_other_and_status_keeps_why(fake, world):
    fake.refuse_summary("failover", "Runbooks live elsewhere.")
    world.write("a.md", table(ROWS[0], ROWS[1]))
    synced = world.cycle()
    assert summaries(fake) == ["Add an alert for the queue"]
    assert [outcome.message for outcome in synced.outcomes if outcome.message] == [
        "ops: cannot create: summary: Runbooks live elsewhere."
    ]
    (attempt,) = world.app.ledger.attempts()
    assert (attempt.tries, attempt.tracker) == (1, "ops")
    fake.validators.clear()
    world.pass_days(1)
    sync(world.app)
    assert len(fake.world.issues) == 2
    assert world.app.ledger.attempts() == ()


def test_a_route_may_name_a_project_and_who_gets_what_nobody_else_can(fake, world, tmp_path):
    world.close()
    (tmp_path / "people.toml").write_text(
        f'[people.kim]\nname = "Kim Sample"\nhandles = {{ jira = "{fake.user("Kim Sample").account_id}" }}\n'
    )
    routes = '[people]\nfile = "people.toml"\n[[routes]]\nwhen = { label = "frontend" }\ntracker = "ops"\nproject = "WEB"\nassignee = "kim"\n[[routes]]\ntracker = "ops"\n'
    (tmp_path / "connector.toml").write_text(CONFIG.format(url=fake.url) + routes)
    world.start()
    tagged = table(("Fix the login page", "nobody known", "2026-11-27", "Open")).replace(
        "Incident ID: EX-1", "Incident ID: EX-1\n\nTags: Frontend, outage"
    )
    world.write("a.md", tagged)
    world.write("b.md", table(ROWS[0]))
    world.cycle()
    assert sorted(issue.key for issue in fake.world.issues.values()) == ["OPS-1", "WEB-1"]
    assert fake.issue("WEB-1").values["assignee"] == fake.user("Kim Sample").account_id
    assert "nobody known" in str(fake.issue("WEB-1").values["description"])


def test_an_item_that_names_a_ticket_gets_it_also_after_that_moved(fake, world):
    fake.create_as_person("OPS", "made by hand")
    fake.move_as_person("OPS-1", "WEB")
    world.write("a.md", table(("OPS-1 Add an alert for the queue", "Kim Sample", "2026-11-06", "Open")))
    world.cycle()
    assert [item.ticket_key for item in world.app.ledger.tracked()] == ["WEB-1"]
    assert len(fake.world.issues) == 1
    assert fake.issue("WEB-1").values["summary"] == "made by hand"


def test_a_ticket_of_another_installation_is_left_alone(fake, world):
    fake.create_as_person("OPS", "theirs").properties["connector.marker"] = {"installation": "other", "item": "1-1"}
    world.write("a.md", table(("OPS-1 Add an alert for the queue", "Kim Sample", "2026-11-06", "Open")))
    held = [hold.reason for hold in world.cycle().outlook.holds]
    assert held == ["names OPS-1, which another connector ('other') has claimed"]
    assert len(fake.world.issues) == 1


def test_a_key_that_jira_does_not_have_is_held_and_not_filed(fake, world):
    world.write("a.md", table(("OPS-77 Add an alert for the queue", "Kim Sample", "2026-11-06", "Open")))
    held = [hold.reason for hold in world.cycle().outlook.holds]
    assert held == ["names OPS-77, which ops does not have: write the right ticket, or none"]
    assert not fake.world.issues
