"""Who changed what on a ticket, as Jira's changelogs tell it."""

import pytest
from contracts.tracker_contract import file_one
from fakes.jira import FakeJira
from fakes.jira_state import Named, Status
from jira_harness import JiraHarness

from connector.core.model import UNTOLD


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def handle(harness, name):
    user = harness.fake.user(name)
    return user.account_id if harness.fake.cloud else user.name


def owners(tracker):
    (ticket,) = tracker.poll("").tickets
    return [(step.old, step.new, step.by) for step in ticket.history if step.field == "owner"]


def test_whoever_reassigned_a_ticket_is_told_though_somebody_else_edited_it_later(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1, owner=handle(harness, "Pat Private"))
    tracker.poll("")
    harness.fake.edit_as_person(made.ref.id, by="Kim Sample", assignee="Connector Bot")
    harness.fake.edit_as_person(made.ref.id, by="Pat Private", duedate="2027-01-15")
    bot, pat = handle(harness, "Connector Bot"), handle(harness, "Pat Private")
    assert owners(tracker) == [(pat, bot, "Kim Sample")]


def test_a_former_owner_who_was_never_met_is_not_told_by_a_key(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1, owner=handle(harness, "Pat Private"))
    harness.fake.edit_as_person(made.ref.id, by="Kim Sample", assignee="Connector Bot")
    before = handle(harness, "Pat Private") if harness.fake.cloud else UNTOLD
    assert owners(harness.connect()) == [(before, handle(harness, "Connector Bot"), "Kim Sample")]


def statuses(tracker):
    (ticket,) = tracker.poll("").tickets
    return [(step.old, step.new) for step in ticket.history if step.field == "status"]


def test_a_resolution_that_stays_beside_a_status_is_part_of_every_step(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    edit = harness.fake.edit_as_person
    edit(made.ref.id, status="Done", resolution="Won't Do")
    edit(made.ref.id, status="To Do", resolution="Won't Do")
    edit(made.ref.id, status="Done", resolution="Won't Do")
    assert statuses(tracker) == [("open", "wont_do"), ("wont_do", "open"), ("open", "wont_do")]


def test_a_status_on_the_way_is_placed_by_its_category_and_asked_for_once(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    harness.fake.world.statuses.append(Status("10077", "Shipped", "done"))
    harness.fake.edit_as_person(made.ref.id, status="Shipped")
    harness.fake.edit_as_person(made.ref.id, status="To Do")
    assert [statuses(tracker) for _ in range(2)] == [[("open", "done"), ("done", "open")]] * 2
    assert harness.fake.calls("GET", r".*/status") == 1


def test_a_status_that_nobody_can_place_is_left_out_and_stops_no_poll(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    harness.fake.world.statuses.append(Status("10077", "Shipped", "done"))
    harness.fake.edit_as_person(made.ref.id, status="Shipped")
    harness.fake.edit_as_person(made.ref.id, status="To Do")
    harness.fake.faults.add("status", "GET", "/status", status=503, times=None)
    assert statuses(tracker) == []


def test_a_new_owner_who_was_never_met_is_told_by_name(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    harness.fake.edit_as_person(made.ref.id, by="Kim Sample", assignee="Connector Bot")
    harness.fake.edit_as_person(made.ref.id, by="Kim Sample", assignee=None)
    bot = handle(harness, "Connector Bot") if harness.fake.cloud else "Connector Bot"
    assert owners(harness.connect())[0] == (None, bot, "Kim Sample")


def test_a_resolution_that_alone_changed_is_a_step_with_who_and_when(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    edit = harness.fake.edit_as_person
    harness.fake.world.resolutions.append(Named("10009", "Fixed"))
    edit(made.ref.id, status="Done", resolution="Done")
    edit(made.ref.id, by="Kim Sample", resolution="Fixed")
    edit(made.ref.id, resolution="Won't Do")  # which is another status of ours
    (ticket,) = tracker.poll("").tickets
    told = [(step.old, step.new, step.by) for step in ticket.history if step.field == "resolution"]
    assert told == [("Done", "Fixed", "Kim Sample")]
    assert statuses(tracker) == [("open", "done"), ("done", "wont_do")]
