"""A repository that was renamed is read and written at its new place, and nothing of ours goes anywhere else."""

import logging
from datetime import date

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness, mapped
from structlog.testing import capture_logs

from connector.core.model import Status
from connector.errors import Rejected
from connector.ports import Filed

NEW = "acme/operations"
ISSUES = f"/repos/{REPO}/issues"


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


@pytest.fixture
def elsewhere():
    with FakeGitHub() as fake:
        yield fake


def closed_meanwhile(harness, tracker):
    """File three, of which a person closes one, beside an issue of theirs; return the cursor of a poll before."""
    made = [file_one(tracker, number) for number in range(3)]
    harness.create_as_person("Not ours")
    harness.fake.clock.advance(3600)
    cursor = tracker.poll(None).cursor
    harness.fake.clock.advance(3600)
    harness.edit_as_person(made[1], status=Status.DONE)
    return cursor


def test_a_poll_of_a_renamed_repository_asks_what_it_would_have_asked(harness):
    cursor = closed_meanwhile(harness, harness.connect())
    harness.fake.rename_repo(REPO, NEW)
    tracker = harness.connect()
    (seen,) = tracker.poll(cursor).tickets
    assert (seen.ref.id, seen.key, seen.status) == ("2", f"{NEW}#2", Status.DONE)
    assert {each.ref.id for each in tracker.poll(None).tickets} == {"1", "2", "3"}


def test_pages_of_a_renamed_repository_are_all_of_ours(harness):
    tracker = harness.connect()
    for number in range(120):
        file_one(tracker, number)
    harness.create_as_person("Not ours")
    harness.fake.rename_repo(REPO, NEW)
    assert len(harness.connect().poll(None).tickets) == 120


def test_issues_are_filed_and_changed_at_the_new_place(harness):
    made = file_one(harness.connect(), 1)
    harness.fake.rename_repo(REPO, NEW)
    tracker = harness.connect()
    harness.fake.clear()
    (outcome,) = tracker.create([draft(2, owner="dana")])
    assert isinstance(outcome, Filed)
    assert outcome.ticket.key == f"{NEW}#2"
    file_one(tracker, 3)
    assert [each.status for each in harness.fake.matching("POST")] == [201, 201]
    assert tracker.update(made.ref.id, {"status": Status.DONE, "due": date(2027, 3, 1)}).status is Status.DONE
    tracker.comment(made.ref.id, "Done")
    assert [comment.body for comment in harness.fake.issue(NEW, 1).comments] == ["Done"]


def test_a_create_that_is_redirected_was_not_done_and_is_sent_once_more(harness):
    harness.fake.rename_repo(REPO, NEW)
    tracker = harness.connect()
    file_one(tracker, 1)
    assert [each.status for each in harness.fake.matching("POST")] == [307, 201]
    assert len(harness.fake.repo(NEW).issues) == 1


def test_the_new_name_is_learnt_once_and_told_in_the_log(harness):
    harness.fake.rename_repo(REPO, NEW)
    tracker = harness.connect()
    with capture_logs() as logged:
        tracker.poll(None)
        harness.fake.clear()
        tracker.poll(None)
        file_one(tracker, 1)
        tracker.fetch(["1"])
    assert [one for one in logged if one["event"] == "repository_renamed"] == [
        {
            "event": "repository_renamed",
            "log_level": "warning",
            "remote": "ops",
            "repo": REPO,
            "now": NEW,
            "advice": f'write repo = "{NEW}"',
        }
    ]
    assert {each.status for each in harness.fake.requests} == {200, 201}


def test_a_repository_that_is_renamed_again_and_back_is_followed(harness):
    tracker = harness.connect()
    file_one(tracker, 1)
    for old, new in ((REPO, NEW), (NEW, "acme/platform"), ("acme/platform", REPO)):
        harness.fake.rename_repo(old, new)
        assert file_one(tracker, 2).key.partition("#")[0] == new
        assert tracker.poll(None).tickets[0].key == f"{new}#1"


def test_documents_may_name_an_issue_by_either_name_of_its_repository(harness):
    harness.fake.rename_repo(REPO, NEW)
    tracker = harness.connect(fieldmap=mapped(short_refs=True))
    made = file_one(tracker, 1)
    for ref in (made.key, made.url, f"{REPO}#1", f"{harness.web}/{REPO}/issues/1", "#1"):
        assert tracker.ticket_name(ref) == f"{NEW}#1"
    assert tracker.ticket_name("acme/web#1") is None


def test_the_field_for_due_dates_is_that_of_the_new_owner(harness):
    harness.fake.add_org("globex")
    harness.fake.add_issue_field("globex", "Due date")
    harness.fake.rename_repo(REPO, "globex/ops")
    tracker = harness.connect(fieldmap=mapped(due="field:Due date"))
    tracker.poll(None)
    (outcome,) = tracker.create([draft(1, due=date(2027, 1, 31))])
    assert isinstance(outcome, Filed)
    assert outcome.ticket.fields["due"] == date(2027, 1, 31)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_never_goes_to_another_site(harness, elsewhere, method, status):
    elsewhere.add_repo(REPO)
    place = {"Location": f"{elsewhere.url}{ISSUES}"}
    harness.fake.faults.add("status", method, ISSUES, times=None, status=status, headers=place, body={})
    with pytest.raises(Rejected, match=r"it leads to another site, http://127\.0\.0\.1:\d+/.*: correct `url`"):
        harness.connect().client.call(method, ISSUES, verb="try", body=None if method == "GET" else {"title": "x"})
    assert elsewhere.requests == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_write_is_not_redirected_blindly(harness, status):
    place = {"Location": f"{harness.fake.url}/repos/{REPO}/labels"}
    harness.fake.faults.add("status", "POST", ISSUES, times=None, status=status, headers=place, body={})
    (outcome,) = harness.connect().create([draft(1)])
    assert "GitHub has it elsewhere now" in str(outcome.error)
    assert harness.fake.calls("POST") == 1


def test_an_issue_that_was_moved_to_the_same_number_is_no_renamed_repository(harness):
    harness.fake.add_repo("acme/web", assignable=["dana"])
    tracker = harness.connect()
    file_one(tracker, 1)
    harness.fake.transfer_as_person(REPO, 1, "acme/web")
    assert tracker.fetch(["1"]).tickets[0].key == "acme/web#1"
    assert tracker.client.moves.name(REPO) == REPO
    assert file_one(tracker, 2).key == f"{REPO}#2"


def test_addresses_that_lead_in_a_circle_end(harness):
    place = {"Location": f"{harness.fake.url}{ISSUES}?page=2"}
    harness.fake.faults.add("status", "GET", f"{ISSUES}$", times=None, status=301, headers=place, body={})
    with pytest.raises(Rejected, match="from one address to the next"):
        harness.connect().poll(None)


def test_the_package_writes_nothing_into_our_log(harness):
    harness.fake.rename_repo(REPO, NEW)
    harness.connect().poll(None)
    log = logging.getLogger("github")
    assert [type(handler) for handler in log.handlers] == [logging.NullHandler]
    assert not log.propagate
