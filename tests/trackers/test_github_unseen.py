"""What an account may not see any more is told as that, and one issue of it stops no other."""

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness

from connector.errors import Rejected, Unauthorized
from connector.ports import Filed

SAML = {
    "message": "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this "
    "organization."
}
UNSEEN = rf"there is no repository {REPO} for this account: check the name, and what the token may see"


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


def hide(harness):
    harness.repo.private = True
    harness.repo.roles.clear()


def test_a_repository_that_cannot_be_seen_is_told_as_that(harness):
    made = file_one(harness.connect(), 1)
    cursor = harness.connect().poll(None).cursor
    hide(harness)
    tracker = harness.connect()
    for asked in (
        lambda: tracker.poll(None),
        lambda: tracker.poll(cursor),
        lambda: tracker.fetch([made.ref.id]),
        lambda: tracker.find([draft(1).marker], since=harness.fake.clock()),
        lambda: tracker.unassignable(["dana"]),
    ):
        with pytest.raises(Rejected, match=UNSEEN):
            asked()
    for wanted in (draft(2, owner="dana"), draft(3)):
        (outcome,) = tracker.create([wanted])
        assert UNSEEN in str(outcome.error)


def test_an_issue_that_is_not_there_is_missing_where_its_repository_is(harness):
    tracker = harness.connect()
    made = file_one(tracker, 1)
    assert tracker.fetch([made.ref.id, "99"]).missing == {"99"}
    assert tracker.unassignable(["dana", "stranger"]) == ["stranger"]


def test_an_issue_that_went_to_an_organisation_we_may_not_enter_stops_no_other(harness):
    harness.fake.add_repo("globex/web", assignable=["dana"])
    tracker = harness.connect()
    file_one(tracker, 1)
    file_one(tracker, 2)
    harness.fake.transfer_as_person(REPO, 1, "globex/web")
    harness.fake.faults.add("status", "GET", r"^/repositories/", times=None, status=403, body=SAML)
    seen = tracker.fetch(["1", "2"])
    assert ([ticket.ref.id for ticket in seen.tickets], seen.missing) == (["2"], {"1"})
    assert isinstance(next(iter(tracker.create([draft(3)]))), Filed)


@pytest.mark.parametrize("place", ["https://elsewhere.example/discussions/1", "{url}/repos/acme/ops/issues/1?again"])
def test_an_issue_that_leads_nowhere_stops_no_other(harness, place):
    tracker = harness.connect()
    file_one(tracker, 1)
    file_one(tracker, 2)
    led = {"Location": place.format(url=harness.fake.url)}
    harness.fake.faults.add("status", "GET", "/issues/1$", times=None, status=301, headers=led, body={})
    assert tracker.fetch(["1", "2"]).missing == {"1"}


def test_a_login_that_lacks_a_right_is_not_told_to_be_made_anew(harness):
    harness.fake.faults.add("status", "GET", times=None, status=403, body=SAML)
    (fault,) = harness.connect().check()
    assert str(fault) == f"trackers.ops.token <- may not do that: ops: cannot look at the repository: {SAML['message']}"


def test_an_organisation_we_may_not_enter_stops_the_tracker_that_is_there(harness):
    harness.fake.faults.add("status", "GET", times=None, status=403, body=SAML)
    with pytest.raises(Unauthorized, match="SAML enforcement"):
        harness.connect().poll(None)
