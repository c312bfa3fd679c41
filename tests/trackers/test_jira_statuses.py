"""What Jira's statuses are read as, how tickets are brought there, and what `check` says of a map that a category contradicts."""

from dataclasses import replace

import pytest
from contracts.tracker_contract import file_one
from fakes.jira import FakeJira
from fakes.jira_state import Status as Named
from jira_harness import FIELDMAP, JiraHarness

from connector.core.model import Status
from connector.trackers.jirafields import stands_for


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


def told(tracker):
    return "\n".join(str(fault) for fault in tracker.check())


def rename(fake, old, new, category=None):
    """Let a status of the workflow be called otherwise."""
    status: Named = fake.world.status(old)
    status.name, status.category = new, category or status.category


@pytest.mark.parametrize(
    ("name", "category", "meaning"),
    [
        ("Resolved", Status.IN_PROGRESS, Status.IN_PROGRESS),
        ("Cancelled", Status.OPEN, Status.OPEN),
        ("Cancelled", Status.DONE, Status.WONT_DO),
        ("In Review", Status.OPEN, Status.IN_PROGRESS),
        ("Backlog", Status.IN_PROGRESS, Status.OPEN),
        ("Reopened", Status.DONE, Status.DONE),
        ("Shipped", Status.DONE, Status.DONE),
        ("Resolved", None, Status.DONE),
        ("Shipped", None, Status.OPEN),
    ],
)
def test_a_word_counts_only_where_the_category_agrees_on_whether_a_ticket_is_closed(name, category, meaning):
    assert stands_for(FIELDMAP, name, category) is meaning


def test_a_status_called_resolved_of_the_category_in_progress_is_in_progress_and_check_says_so(harness):
    rename(harness.fake, "In Review", "Resolved")
    tracker = harness.connect()
    made = file_one(tracker, 1)
    harness.fake.edit_as_person(made.ref.id, status="In Progress")
    harness.fake.edit_as_person(made.ref.id, status="Resolved")
    assert tracker.read(made.ref.id, verb="look").status is Status.IN_PROGRESS
    assert "status.done <- 'Resolved' has the category In Progress there, and the category decides" in told(tracker)


def test_closing_passes_a_status_by_that_is_done_by_its_name_only(harness):
    rename(harness.fake, "In Review", "Resolved")
    tracker = harness.connect()
    made = file_one(tracker, 1)
    harness.fake.edit_as_person(made.ref.id, status="In Progress")
    assert tracker.update(made.ref.id, {"status": Status.DONE}).status is Status.DONE
    assert harness.fake.world.status(harness.fake.issue(made.ref.id).values["status"]).name == "Done"


def test_reopening_leads_to_where_the_category_says_that_a_ticket_is_open(harness):
    rename(harness.fake, "In Review", "New", "done")
    tracker = harness.connect()
    made = file_one(tracker, 1)
    tracker.update(made.ref.id, {"status": Status.WONT_DO})
    assert tracker.update(made.ref.id, {"status": Status.OPEN}).status is Status.OPEN


def test_check_tells_of_a_word_that_a_category_contradicts_and_of_no_other(harness):
    assert told(harness.connect()) == ""
    status = {each: tuple(word for word in FIELDMAP.status[each] if word != "In Review") for each in Status}
    status[Status.DONE] = (*status[Status.DONE], "In Review")
    found = told(harness.connect(fieldmap=replace(FIELDMAP, status=status)))
    assert "'In Review' has the category In Progress" in found
    assert "name it in status.in_progress" in found
