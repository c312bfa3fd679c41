"""Our label may be renamed, deleted or taken off one issue: nothing is missed by that, and nothing filed twice."""

from datetime import UTC, datetime

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness
from structlog.testing import capture_logs

from connector.core.model import Status

LABEL = "connector-acme-sre"
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
WAYS = pytest.mark.parametrize("new", ["tickets of post-mortems", None])


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


def lose(harness, new):
    harness.fake.rename_label(REPO, LABEL, new)
    harness.fake.clock.advance(3600)


@WAYS
def test_a_poll_sees_what_changed_though_the_label_is_gone(harness, new):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    harness.create_as_person("Not ours")
    harness.fake.clock.advance(3600)
    cursor = tracker.poll(None).cursor
    lose(harness, new)
    harness.edit_as_person(made, status=Status.DONE)
    harness.create_as_person("Not ours either")
    with capture_logs() as logged:
        polled = tracker.poll(cursor)
        tracker.poll(cursor)
    assert [(ticket.ref.id, ticket.status) for ticket in polled.tickets] == [("1", Status.DONE)]
    assert [one["event"] for one in logged] == ["label_missing"]


@WAYS
def test_a_ledger_that_knows_nothing_is_told_of_issues_that_lost_the_label(harness, new):
    for number in (1, 2):
        file_one(harness.connect(), number)
    harness.create_as_person("Not ours")
    lose(harness, new)
    file_one(harness.connect(), 3)  # which makes the label anew
    tracker = harness.connect()
    assert [ticket.ref.id for ticket in tracker.poll(None).tickets] == ["1", "2", "4"]
    assert list(tracker.find([draft(1).marker], since=LONG_AGO)) == [draft(1).marker.key]


@WAYS
def test_a_full_look_lists_issues_that_lost_the_label(harness, new):
    for number in range(120):
        file_one(harness.connect(), number)
    lose(harness, new)
    tracker = harness.connect()
    harness.fake.clear()
    assert len(tracker.fetch([str(number) for number in range(1, 121)]).tickets) == 120
    assert harness.fake.calls() == 4  # the label's, who we are, two pages of ours


@WAYS
def test_check_tells_of_issues_that_lost_the_label(harness, new):
    tracker = harness.connect()
    assert tracker.check() == []
    file_one(tracker, 1)
    assert tracker.check() == []
    lose(harness, new)
    assert [str(fault) for fault in tracker.check()] == [
        (
            "trackers.ops.mapping: label <- issue 1 is ours and has no label 'connector-acme-sre': give it back, or the name to "
            "the label, as a lost ledger is rebuilt by it"
        )
    ]


def test_a_token_that_has_no_user_finds_what_has_the_label(harness):
    file_one(harness.connect(), 1)
    harness.fake.faults.add(
        "status", "GET", "/user$", times=None, status=403, body={"message": "Resource not accessible"}
    )
    tracker = harness.connect()
    assert [ticket.ref.id for ticket in tracker.poll(None).tickets] == ["1"]
    assert tracker.check() == []
