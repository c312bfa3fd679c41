"""What becomes of answers that Jira should not give: tickets that break, and JSON of another form than it documents."""

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.jira import FakeJira
from jira_harness import JiraHarness

from connector.errors import Ambiguous, Unavailable


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


def test_a_ticket_that_breaks_altogether_is_named_and_only_the_search_for_lost_ones_waits_for_it(datacenter):
    tracker = datacenter.connect()
    made = [file_one(tracker, number) for number in range(3)]
    broken = f"/issue/({made[1].key}|{made[1].ref.id})"
    datacenter.fake.faults.add("status", "GET", broken, status=500, times=None)
    assert {ticket.key for ticket in tracker.poll("").tickets} == {ticket.key for ticket in made}
    with pytest.raises(Unavailable, match=f"{made[1].key} cannot be read, and it may be the ticket of an item"):
        tracker.poll(None)


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


# --- answers of another form --------------------------------------------------------------------------------------

FOREIGN = "the answer is not what Jira answers"


def answer(harness, path, body):
    """Let every GET of a path answer something else."""
    harness.fake.faults.add("status", "GET", path, status=200, body=body, times=None)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/project/OPS/statuses$", {"statuses": 1}),
        ("/project/OPS/statuses$", [{"name": "Task", "statuses": {"name": "Done"}}]),
        ("/project/OPS/statuses$", [1]),
        ("/mypermissions$", []),
        ("/mypermissions$", {"permissions": []}),
        ("/createmeta/OPS/issuetypes$", {"issueTypes": [1], "values": [1]}),
        ("/createmeta/OPS/issuetypes$", '"none"'),
        ("/createmeta/OPS/issuetypes$", {"issueTypes": [{}], "values": [{}]}),
        ("/createmeta/OPS/issuetypes/10002$", {"fields": [1], "values": [1]}),
    ],
)
def test_check_says_that_an_answer_is_not_what_jira_answers(harness, path, body):
    tracker = harness.connect()
    answer(harness, path, body)
    assert FOREIGN in "\n".join(str(fault) for fault in tracker.check())


@pytest.mark.parametrize(
    "body",
    [
        [1],
        {"issues": [1]},
        {"issues": {}},
        {"issues": [{"id": "1"}]},
        {"issues": [{"id": "1", "key": "A-1", "fields": 3}]},
        {"issues": [{"id": "1", "key": "A-1", "fields": {"status": "Done"}}]},
        {"issues": [{"id": "1", "key": "A-1", "fields": {"labels": [1]}}]},
        {"issues": [{"id": "1", "key": "A-1", "properties": [1]}]},
        {"issues": [{"id": "1", "key": "A-1", "changelog": {"histories": [{"items": [1]}]}}]},
    ],
)
def test_a_page_of_a_search_that_holds_no_tickets_ends_a_poll_in_words(harness, body):
    tracker = harness.connect()
    answer(harness, "/search", body)
    with pytest.raises(Unavailable, match=FOREIGN):
        tracker.poll("")


@pytest.mark.parametrize("body", [[1], '"x"', {"key": "OPS-1"}])
def test_an_answer_that_is_no_ticket_is_not_taken_for_one_that_is_gone(datacenter, body):
    tracker = datacenter.connect()
    made = file_one(tracker, 1)
    answer(datacenter, "/issue/", body)
    with pytest.raises(Unavailable, match=FOREIGN):
        tracker.fetch([made.ref.id])


def test_transitions_of_another_form_refuse_the_change_in_words(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    answer(harness, "/transitions$", [])
    with pytest.raises(Unavailable, match=FOREIGN):
        tracker.update(made.ref.id, {"status": "done"})


def test_a_suggestion_from_statuses_of_another_form_ends_in_words(harness):
    answer(harness, "/project/OPS/statuses$", {})
    with pytest.raises(Unavailable, match=FOREIGN):
        harness.connect().suggest()


@pytest.mark.parametrize(
    "body",
    [[], {"issues": 1}, {"issues": [1]}, {"issues": [{"id": "1"}]}, {"issues": [], "errors": {}}, {"errors": [7]}],
)
def test_an_answer_to_a_create_that_tells_no_tickets_says_that_it_may_be_done(harness, body):
    harness.fake.faults.add("status_after", "POST", "/issue/bulk$", status=201, body=body)
    with pytest.raises(Ambiguous, match="found by its marker"):
        list(harness.connect().create([draft(1)]))


def test_a_ticket_whose_refusal_is_told_in_another_form_is_refused_all_the_same(harness):
    refusal = {"failedElementNumber": 0, "status": 400, "elementErrors": ["no"]}
    harness.fake.faults.add("status", "POST", "/issue/bulk$", status=400, body={"issues": [], "errors": [refusal]})
    (outcome,) = harness.connect().create([draft(1)])
    assert str(outcome.error) == "ops: cannot create: HTTP 400"
