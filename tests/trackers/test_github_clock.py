"""GitHub's clock and ours may differ: what GitHub stores is compared with its own time."""

from datetime import timedelta

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness

from connector.clock import fixed_clock
from connector.core.model import Status
from connector.ports import NotFiled

AHEAD = [timedelta(minutes=10), timedelta(minutes=-10), timedelta(hours=2), timedelta(hours=-2)]


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


def lose_one(harness, tracker):
    """File an issue whose answer is lost; return our time just before."""
    since = tracker._clock()
    harness.fake.faults.add("reset_after", "POST", "/issues$")
    (outcome,) = tracker.create([draft(1)])
    assert isinstance(outcome, NotFiled)
    harness.fake.clock.advance(60)
    return since


@pytest.mark.parametrize("ahead", AHEAD)
def test_an_issue_whose_answer_was_lost_is_found_though_the_clocks_differ(harness, ahead):
    since = lose_one(harness, harness.connect(ahead=ahead))
    after = harness.connect(ahead=ahead)
    harness.fake.clear()
    assert list(after.find([draft(1).marker], since=since)) == [draft(1).marker.key]
    assert harness.fake.calls() == 1


@pytest.mark.parametrize("ahead", AHEAD)
def test_the_search_for_a_lost_issue_ends_at_its_time_though_the_clocks_differ(harness, ahead):
    tracker = harness.connect(ahead=ahead)
    for number in range(2, 102):
        file_one(tracker, number)
    harness.fake.clock.advance(3600)
    since = lose_one(harness, tracker)
    harness.fake.clear()
    assert list(tracker.find([draft(1).marker], since=since)) == [draft(1).marker.key]
    assert harness.fake.calls() == 1


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_poll_sees_what_changed_after_the_last_one_though_the_clocks_differ(harness, ahead):
    tracker = harness.connect(ahead=ahead)
    made = file_one(tracker, 1)
    harness.fake.clock.advance(3600)
    cursor = tracker.poll(None).cursor
    harness.edit_as_person(made, status=Status.DONE)
    (seen,) = tracker.poll(cursor).tickets
    assert seen.status is Status.DONE
    harness.fake.clock.advance(3600)
    cursor = tracker.poll(cursor).cursor
    assert tracker.poll(cursor).tickets == ()


def test_a_run_that_believes_in_another_day_asks_for_that_day(harness):
    day = harness.fake.clock() - timedelta(days=30)
    tracker = harness.connect(clock=fixed_clock(day))
    cursor = tracker.poll(None).cursor
    harness.fake.clear()
    tracker.poll(cursor)
    (second,) = harness.fake.matching("GET", f"^/repos/{REPO}/issues$")
    assert second.param("since") == f"{day - timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
