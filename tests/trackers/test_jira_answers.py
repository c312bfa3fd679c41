"""What becomes of answers that Jira should not give: tickets that break, and JSON of another form than it documents."""

import pytest
from contracts.tracker_contract import file_one
from fakes.jira import FakeJira
from jira_harness import JiraHarness

from connector.errors import Unavailable


@pytest.fixture(params=["cloud", "datacenter"])
def harness(request):
    with FakeJira(request.param) as fake:
        yield JiraHarness(fake)


@pytest.fixture
def datacenter():
    with FakeJira("datacenter") as fake:
        yield JiraHarness(fake)


def test_a_ticket_that_breaks_is_known_by_its_marker_alone(datacenter):
    tracker = datacenter.connect()
    made = [file_one(tracker, number) for number in range(3)]
    datacenter.fake.faults.add("status", "GET", f"/issue/{made[1].key}$", status=500, times=None)
    seen = {ticket.key: ticket.marker for ticket in tracker.poll(None).tickets}
    assert seen == {ticket.key: ticket.marker for ticket in made}


def test_a_ticket_that_breaks_altogether_stops_no_other_and_its_marker_stays_unread(datacenter):
    tracker = datacenter.connect()
    made = [file_one(tracker, number) for number in range(3)]
    broken = f"/issue/({made[1].key}|{made[1].ref.id})"
    datacenter.fake.faults.add("status", "GET", broken, status=500, times=None)
    seen = {ticket.key: ticket.marker for ticket in tracker.poll(None).tickets}
    assert seen == {made[0].key: made[0].marker, made[1].key: None, made[2].key: made[2].marker}


@pytest.mark.parametrize("fault", [{"kind": "reset_before"}, {"kind": "status", "status": 503}])
def test_a_site_that_does_not_answer_ends_a_poll_with_its_first_ticket(datacenter, fault):
    tracker = datacenter.connect()
    for number in range(8):
        file_one(tracker, number)
    datacenter.fake.faults.add(**fault, method="GET", path="/issue/", times=None)
    datacenter.fake.clear()
    with pytest.raises(Unavailable, match="cannot read its marker"):
        tracker.poll(None)
    assert datacenter.fake.calls("GET", "/issue/") == 4


def test_a_site_all_of_whose_tickets_break_ends_a_poll_after_a_few(datacenter):
    tracker = datacenter.connect()
    for number in range(8):
        file_one(tracker, number)
    datacenter.fake.faults.add("status", "GET", "/issue/", status=500, times=None)
    with pytest.raises(Unavailable):
        tracker.poll(None)


def test_the_first_poll_tells_who_changed_a_ticket(datacenter):
    tracker = datacenter.connect()
    made = file_one(tracker, 1)
    datacenter.fake.edit_as_person(made.ref.id, by="Kim Sample", summary="Another thing")
    (ticket,) = tracker.poll("").tickets
    assert (ticket.updated_by, ticket.history[-1].new) == ("Kim Sample", "Another thing")
