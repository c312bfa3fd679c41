"""What GitHub's answers mean: limits in every form, GraphQL that says OK and means no, sign-on, and clocks."""

from datetime import date, timedelta

import pytest
from contracts.tracker_contract import draft, file_one
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness

from connector.errors import Ambiguous, RateLimited, Rejected, Unauthorized, Unavailable
from connector.remote.http import Reply
from connector.trackers.githubanswers import refused, refused_by_graphql

DATE = "Mon, 23 Nov 2026 09:00:00 GMT"
NOW = 1795424400  # the same, as GitHub tells when a limit is reset
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
SAML = (
    "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization."
)


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


@pytest.fixture
def planned():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake, "project:acme/1:Due")


def error_of(status, words, kind="read", offset=timedelta(), **headers):
    told = {"date": DATE} | {name.replace("_", "-"): value for name, value in headers.items()}
    return refused(Reply(status, told, words), remote="hub", verb="poll", kind=kind, offset=offset)


@pytest.mark.parametrize("kind", ["read", "write", "create"])
@pytest.mark.parametrize(
    ("status", "words", "headers", "wait"),
    [
        (403, SECONDARY, {}, 60),
        (429, SECONDARY, {}, 60),
        (429, "", {}, 60),
        (429, "<html><title>Whoa there!</title></html>", {}, 60),
        (403, SECONDARY, {"retry_after": "7"}, 7),
        (403, SECONDARY, {"retry_after": "Mon, 23 Nov 2026 09:01:30 GMT"}, 90),
        (403, "You have triggered an abuse detection mechanism.", {}, 60),
        (403, "temporarily blocked from content creation", {}, 60),
        (403, "API rate limit exceeded", {"x_ratelimit_remaining": "0", "x_ratelimit_reset": f"{NOW + 600}"}, 600),
        (429, "API rate limit exceeded", {"x_ratelimit_remaining": "0", "x_ratelimit_reset": f"{NOW + 600}"}, 600),
        (403, "API rate limit exceeded", {"x_ratelimit_remaining": "0", "x_ratelimit_reset": f"{NOW - 600}"}, 2),
        (403, "API rate limit exceeded", {"x_ratelimit_remaining": "0", "x_ratelimit_reset": "soon"}, 60),
        (403, "API rate limit exceeded", {"x_ratelimit_remaining": "0"}, 60),
    ],
)
def test_a_limit_is_waited_for_by_githubs_own_clock(kind, status, words, headers, wait):
    error = error_of(status, words, kind, **headers)
    assert isinstance(error, RateLimited)
    assert (error.retry_after, error.status) == (wait, status)
    assert "<" not in str(error)


@pytest.mark.parametrize(
    ("status", "words", "kind", "error"),
    [
        (401, "Bad credentials", "read", Unauthorized),
        (403, "Resource not accessible by personal access token", "read", Unauthorized),
        (403, SAML, "read", Unauthorized),
        (403, "Resource not accessible by integration", "read", Rejected),
        (403, "This issue is associated with a lesson", "write", Rejected),
        (403, "Repository was archived so is read-only.", "create", Rejected),
        (404, "Not Found", "create", Rejected),
        (410, "This issue was deleted", "read", Rejected),
        (502, "Bad Gateway", "read", Unavailable),
        (502, "Bad Gateway", "create", Ambiguous),
    ],
)
def test_what_is_no_limit_is_what_it_says(status, words, kind, error):
    assert type(error_of(status, words, kind)) is error


def test_an_organisations_sign_on_says_where_a_token_is_authorized():
    where = "required; url=https://github.com/orgs/acme/sso?authorization_request=s3cret"
    error = error_of(403, "Denied", x_github_sso=where)
    assert isinstance(error, Unauthorized)
    assert str(error).endswith("Denied; authorize the token for the organisation at https://github.com/orgs/acme/sso")


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(minutes=10), "the clock of this machine is 10 minutes behind GitHub's: set it right"),
        (timedelta(hours=-25), "the clock of this machine is 1,500 minutes ahead of GitHub's: set it right"),
    ],
)
def test_a_login_that_is_refused_while_the_clocks_differ_says_so(ahead, said):
    assert str(error_of(401, "A JSON web token could not be decoded", offset=ahead)).endswith(said)
    assert "clock" not in str(error_of(401, "Bad credentials", offset=timedelta(seconds=30)))
    assert "clock" not in str(error_of(403, "Resource not accessible by integration", offset=ahead))


def test_the_difference_comes_from_githubs_answer(harness):
    tracker = harness.connect(token="ghp_wrong", ahead=timedelta(minutes=-7))
    with pytest.raises(Unauthorized, match="the clock of this machine is 7 minutes behind GitHub's"):
        tracker.poll(None)


@pytest.mark.parametrize(
    ("errors", "data", "error"),
    [
        ([{"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."}], None, RateLimited),
        ([{"message": SECONDARY}], None, RateLimited),
        ([{"message": "Something went wrong while executing your query."}], None, Unavailable),
        ([{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}], {"node": None}, Rejected),
        ([{"type": "NOT_FOUND", "message": "no node"}, {"type": "FORBIDDEN", "message": "no"}], {"a": None}, Rejected),
        ([{"type": "NOT_FOUND", "message": "Could not resolve to a node"}], None, Rejected),
        ([{}], None, Rejected),
    ],
)
def test_graphql_that_says_ok_and_means_no_is_told_by_its_errors(errors, data, error):
    told = refused_by_graphql({"errors": errors, "data": data}, {"date": DATE}, remote="hub", verb="poll")
    assert type(told) is error


@pytest.mark.parametrize("answer", [{"data": {"a": 1}}, {"errors": [], "data": {}}, [], None])
def test_graphql_without_errors_means_yes(answer):
    assert refused_by_graphql(answer, {}, remote="hub", verb="poll") is None


def test_a_limit_that_graphql_tells_with_ok_is_waited_for(planned):
    tracker = planned.connect()
    file_one(tracker, 1, due=date(2027, 1, 31))
    started = planned.fake.clock()
    limited = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    planned.fake.faults.add("status", "POST", "/graphql$", status=200, body=limited)
    assert tracker.poll(None).tickets[0].fields["due"] == date(2027, 1, 31)
    assert planned.fake.clock() - started >= timedelta(seconds=60)


def test_an_issue_that_is_deleted_between_two_answers_leaves_the_others_their_due_dates(planned):
    tracker = planned.connect()
    for number in (1, 2):
        file_one(tracker, number, due=date(2027, 1, 31))
    planned.fake.on_request = lambda request: (
        request.path == "/graphql" and 1 in planned.repo.issues and planned.fake.delete_as_person(REPO, 1)
    )
    assert [ticket.fields["due"] for ticket in tracker.poll(None).tickets] == [None, date(2027, 1, 31)]


def test_a_create_is_made_once_the_limit_is_over(harness):
    tracker = harness.connect()
    harness.fake.secondary("POST", "/issues$", retry_after=None, status=429)
    (outcome,) = tracker.create([draft(1)])
    assert outcome.ticket.key == f"{REPO}#1"
    assert len(harness.repo.issues) == 1
