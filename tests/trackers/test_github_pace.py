"""GitHub's limits on new content hold for the account, so what other runs have filed is counted, too."""

from datetime import timedelta

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.github import FakeGitHub
from github_harness import GitHubHarness
from structlog.testing import capture_logs

LIST = "/issues$"


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


def file_paced(harness, tracker, *numbers):
    """File items as soon as the tracker may be given them; return the seconds that took."""
    start = harness.fake.clock()
    for number in numbers:
        harness.fake.clock.advance(max(0.0, tracker.ready_in()))
        file_one(tracker, number)
    return (harness.fake.clock() - start).total_seconds()


def test_runs_in_a_row_keep_to_the_pace_as_one_does(harness):
    harness.fake.limits.content_per_minute = 5
    took = [file_paced(harness, harness.connect(creates_per_minute=5), *range(n, n + 5)) for n in (0, 5, 10)]
    assert sum(took) >= 120
    assert len(harness.repo.issues) == 15


def test_the_hour_is_counted_over_all_runs(harness):
    harness.fake.limits.content_per_hour = 30
    for first in range(0, 30, 10):
        file_paced(harness, harness.connect(creates_per_hour=30), *range(first, first + 10))
    tracker = harness.connect(creates_per_hour=30)
    assert 3500 < tracker.ready_in() <= 3600
    file_paced(harness, tracker, 30)
    assert len(harness.repo.issues) == 31


@pytest.mark.parametrize("minutes", [-10, 0, 10])
def test_what_was_filed_before_is_counted_by_githubs_clock(harness, minutes):
    ahead = timedelta(minutes=minutes)
    file_paced(harness, harness.connect(creates_per_minute=5, ahead=ahead), *range(5))
    assert harness.connect(creates_per_minute=5, ahead=ahead).ready_in() == 56
    harness.fake.clock.advance(60)
    assert harness.connect(creates_per_minute=5, ahead=ahead).ready_in() == 0


def test_a_run_that_goes_on_counts_what_another_has_filed_meanwhile(harness):
    daemon = harness.connect(creates_per_minute=5)
    file_paced(harness, daemon, 0)
    file_paced(harness, harness.connect(creates_per_minute=5), 1, 2, 3, 4)
    daemon.poll(None)
    assert daemon.ready_in() == 56


def test_an_issue_that_was_filed_here_is_not_counted_twice(harness):
    tracker = harness.connect(creates_per_minute=5)
    file_paced(harness, tracker, *range(4))
    tracker.poll(None)
    harness.fake.clock.advance(1)
    assert tracker.ready_in() == 0


def test_what_was_filed_here_is_counted_though_the_list_does_not_show_it_yet(harness):
    tracker = harness.connect(creates_per_minute=5)
    file_paced(harness, tracker, *range(5))
    tracker.poll(None)
    harness.fake.faults.add("status", "GET", LIST, status=200, body=[])
    assert tracker.ready_in() == 56


def test_counting_is_one_call_before_the_first_issue_and_none_without_one(harness):
    tracker = harness.connect()
    cursor = tracker.poll(None).cursor
    harness.fake.clear()
    tracker.poll(cursor)
    assert harness.fake.calls() == 1
    harness.fake.clear()
    tracker.estimate(3)
    file_paced(harness, tracker, 1, 2, 3)
    assert (harness.fake.calls("GET", LIST), harness.fake.calls("POST", LIST)) == (1, 3)


def test_counting_ends_where_it_says_nothing_new(harness):
    for number in range(250):
        harness.create_as_person(f"Old {number}")
        file_one(harness.connect(), number)
    for limit, pages in ((50, 1), (100, 1), (200, 2), (450, 3)):
        harness.fake.clear()
        harness.connect(creates_per_hour=limit).ready_in()
        assert harness.fake.calls() == pages
    harness.fake.clock.advance(3601)
    file_one(harness.connect(), 250)
    harness.fake.clear()
    assert harness.connect(creates_per_hour=450).estimate(1) == 1
    assert harness.fake.calls() == 1


def test_issues_of_people_are_not_counted(harness):
    for number in range(10):
        harness.create_as_person(f"Item {number}")
    assert harness.connect(creates_per_minute=5).ready_in() == 0


def test_filing_goes_on_where_the_count_is_not_told(harness):
    tracker = harness.connect()
    harness.fake.faults.add("status", "GET", LIST, status=404, body={"message": "Not Found"})
    with capture_logs() as logged:
        assert tracker.ready_in() == 0
    assert [(one["event"], one["tracker"]) for one in logged] == [("pace_untold", "ops")]
    assert len(list(tracker.create([draft(1)]))) == 1
