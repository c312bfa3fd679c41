"""The fake GitHub as PyGithub and plain HTTP see it: issues, people's edits, redirects, permissions, faults."""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import github
import pytest
import requests

from fakes.github import FakeGitHub

ISSUES = "/repos/acme/ops/issues"


@pytest.fixture
def hub() -> Iterator[FakeGitHub]:
    with FakeGitHub() as hub:
        hub.add_org("acme")
        hub.add_repo("acme/ops", assignable=["dana", "kim"])
        yield hub


def client(hub: FakeGitHub, token: str = "", **options: Any) -> github.Github:
    pauses = {"seconds_between_requests": 0, "seconds_between_writes": 0}
    options = {"base_url": hub.url, "retry": None, **pauses, **options}
    return github.Github(auth=github.Auth.Token(token or hub.token), **options)


def call(hub: FakeGitHub, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Authorization": f"Bearer {hub.token}", **names}
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, hub.url + path, json=body, headers=sent, timeout=10, allow_redirects=False)


# --- issues ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_pygithub_creates_reads_changes_and_comments(prefix, host):
    with FakeGitHub(prefix) as hub:
        hub.add_repo("acme/ops", assignable=["dana"])
        due = hub.add_milestone("acme/ops", "Q4", due_on=datetime(2026, 12, 31, tzinfo=UTC))
        url = hub.url.replace("127.0.0.1", host)
        with client(hub, base_url=url) as there:
            repo = there.get_repo("acme/ops")
            issue = repo.create_issue(
                "add an alert", "why", "dana", repo.get_milestone(due.number), labels=["New", "other"]
            )
            assert (issue.number, issue.user.login, issue.assignees[0].login) == (1, "connector-bot", "dana")
            assert issue.milestone.due_on == due.due_on
            assert [label.name for label in repo.get_labels()] == ["New", "other"]
            issue.edit(state="closed", state_reason="not_planned", milestone=None)
            issue.create_comment("done so")
            read = repo.get_issue(1)
        assert (read.state, read.state_reason, read.comments, read.milestone) == ("closed", "not_planned", 1, None)
        assert read.closed_by.login == "connector-bot"
        assert read.html_url == f"{url.removesuffix(prefix)}/acme/ops/issues/1"


def test_events_tell_who_did_what_newest_first(hub):
    repo = client(hub).get_repo("acme/ops")
    issue = repo.create_issue("one", assignees=["dana"], labels=["a"])
    hub.clock.advance(60)
    hub.add_milestone("acme/ops", "Q4")
    changes = {"title": "two", "state": "closed", "state_reason": "duplicate", "assignees": ["kim"], "labels": []}
    hub.edit_as_person("acme/ops", 1, by="dana", milestone="Q4", **changes)
    events = list(repo.get_issues_events())
    assert [event.event for event in events] == [
        *("closed", "milestoned", "assigned", "unassigned", "unlabeled", "renamed", "assigned", "labeled")
    ]
    assert (events[0].actor.login, events[0].created_at, events[0].issue.number) == ("dana", hub.clock(), 1)
    assert events[0].raw_data["state_reason"] == "duplicate"
    assert events[5].rename == {"from": "one", "to": "two"}
    hub.edit_as_person("acme/ops", 1, state="open")
    hub.comment_as_person("acme/ops", 1, "hello", by="kim")
    assert [event.event for event in issue.get_timeline()][-2:] == ["reopened", "commented"]
    assert issue.get_events().totalCount == 9
    assert repo.get_issue(1).state_reason == "reopened"


def test_lists_filter_sort_and_page(hub):
    hub.add_milestone("acme/ops", "Q4")
    for number in range(1, 6):
        labels = ["Bug"] if number % 2 else ["bug", "hot"]
        hub.create_as_person("acme/ops", f"issue {number}", by="dana", labels=labels, assignees=["kim"][: number % 2])
        hub.clock.advance(10)
    hub.edit_as_person("acme/ops", 2, state="closed", milestone="Q4")
    repo = client(hub, per_page=2).get_repo("acme/ops")

    def numbers(**options: Any) -> list[int]:
        return [issue.number for issue in repo.get_issues(**options)]

    assert numbers() == [5, 4, 3, 1]
    assert numbers(state="all", sort="updated", direction="asc") == [1, 3, 4, 5, 2]
    assert numbers(state="all", labels=["BUG", "hot"]) == [4, 2]
    assert numbers(state="all", assignee="kim") == [5, 3, 1]
    assert numbers(state="all", assignee="none", milestone="*") == [2]
    assert numbers(state="closed", creator="Dana") == [2]
    assert numbers(creator="kim") == []
    answer = call(hub, "GET", f"{ISSUES}?state=all&per_page=2&page=2")
    assert answer.links["next"]["url"].endswith("page=3")
    assert set(answer.links) == {"prev", "next", "last", "first"}
    assert len(call(hub, "GET", f"{ISSUES}?state=all&per_page=500").json()) == 5
    assert call(hub, "GET", f"{ISSUES}?milestone=9").status_code == 422


def test_since_is_inclusive_and_to_the_second(hub):
    hub.clock.advance(0.7)
    hub.create_as_person("acme/ops", "one")
    repo = client(hub).get_repo("acme/ops")
    at = hub.clock().replace(microsecond=0)
    assert [issue.number for issue in repo.get_issues(since=at)] == [1]
    assert list(repo.get_issues(since=at + timedelta(seconds=1))) == []
    hub.clock.advance(60)
    hub.comment_as_person("acme/ops", 1, "still there?")
    assert [issue.number for issue in repo.get_issues(since=at + timedelta(seconds=1))] == [1]


def test_a_change_that_changes_nothing_leaves_the_time(hub):
    hub.create_as_person("acme/ops", "one", labels=["a"])
    before = hub.issue("acme/ops", 1).updated_at
    hub.clock.advance(60)
    assert call(hub, "PATCH", f"{ISSUES}/1", {"title": "one", "labels": ["A"], "state": "open"}).status_code == 200
    assert hub.issue("acme/ops", 1).updated_at == before


def test_pull_requests_stand_among_the_issues(hub):
    hub.commit_as_person("acme/ops", "main", {"a.md": b"a"})
    hub.commit_as_person("acme/ops", "fix", {"a.md": b"b"})
    repo = client(hub).get_repo("acme/ops")
    repo.create_pull(base="main", head="fix", title="mend it", body="")
    (issue,) = repo.get_issues()
    assert issue.pull_request is not None
    assert "/pull/1" in issue.html_url
    hub.repo("acme/ops").has_issues = False
    assert repo.get_issues().totalCount == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, '"title" wasn\'t supplied'),
        ({"title": ""}, "missing_field"),
        ({"title": "x" * 257}, "title is too long"),
        ({"title": "x", "body": "x" * 65537}, "body is too long (maximum is 65536 characters)"),
        ({"title": "x", "assignees": ["stranger"]}, '"assignees"'),
        ({"title": "x", "milestone": 9}, '"milestone"'),
        ({"title": "x", "labels": ["x" * 51]}, "name is too long (maximum is 50 characters)"),
        ({"title": "x", "labels": "no list"}, "properties/labels"),
        ({"title": ["x"]}, "properties/title"),
    ],
)
def test_a_wrong_issue_is_refused_whole(hub, body, words):
    answer = call(hub, "POST", ISSUES, body)
    assert (answer.status_code, answer.json()["status"]) == (422, "422")
    assert words in answer.text.replace("\\", "").replace("'\"", '"') or words in answer.json()["message"]
    assert hub.repo("acme/ops").issues == {}


def test_what_is_set_without_push_access_is_dropped_silently(hub):
    hub.add_issue_field("acme", "Due")
    hub.repo("acme/ops").roles = {}
    body = {"title": "x", "labels": ["a"], "assignees": ["dana"], "milestone": 9}
    body["issue_field_values"] = [{"field_id": 1, "value": "2026-12-01"}]
    answer = call(hub, "POST", ISSUES, body)
    assert answer.status_code == 201
    assert [answer.json()[name] for name in ("labels", "assignees", "milestone")] == [[], [], None]
    assert call(hub, "PATCH", f"{ISSUES}/1", {"title": "mine", "labels": ["a"]}).json()["labels"] == []
    hub.create_as_person("acme/ops", "theirs", by="dana")
    assert call(hub, "PATCH", f"{ISSUES}/2", {"title": "x"}).status_code == 403


def test_assignees_can_be_asked_for_and_added(hub):
    repo = client(hub).get_repo("acme/ops")
    issue = repo.create_issue("x")
    assert [user.login for user in repo.get_assignees()] == ["dana", "kim"]
    assert repo.has_in_assignees("Dana")
    assert not repo.has_in_assignees("stranger")
    issue.add_to_assignees("dana", "stranger")
    assert [user.login for user in issue.assignees] == ["dana"]


# --- organisation fields ---------------------------------------------------------------------------------------------


def test_issue_fields_of_an_organisation_hold_dates(hub):
    due = hub.add_issue_field("acme", "Due")
    risk = hub.add_issue_field("acme", "Risk", "single_select", ["High", "Low"])
    shown = call(hub, "GET", "/orgs/acme/issue-fields").json()
    assert [(each["id"], each["data_type"]) for each in shown] == [(due.id, "date"), (risk.id, "single_select")]
    sent = [{"field_id": due.id, "value": "2026-12-01"}]
    made = call(hub, "POST", ISSUES, {"title": "x", "issue_field_values": sent}).json()
    assert made["issue_field_values"][0]["value"] == "2026-12-01"
    values = f"{ISSUES}/1/issue-field-values"
    assert len(call(hub, "POST", values, {"issue_field_values": [{"field_id": risk.id, "value": "Low"}]}).json()) == 2
    assert hub.field_value("acme/ops", 1, "Risk") == "Low"
    assert len(call(hub, "PUT", values, {"issue_field_values": sent}).json()) == 1
    assert (
        call(hub, "PATCH", f"{ISSUES}/1", {"issue_field_values": [{"field_id": due.id, "value": "x"}]}).status_code
        == 422
    )
    assert call(hub, "DELETE", f"{values}/{due.id}").status_code == 204
    assert call(hub, "GET", values).json() == []
    hub.repo("acme/ops").fields_on = False
    assert "issue_field_values" not in call(hub, "POST", ISSUES, {"title": "x", "issue_field_values": sent}).json()


# --- what people do to tickets and repositories ----------------------------------------------------------------------


def test_a_transferred_issue_is_followed(hub):
    hub.add_repo("acme/web")
    hub.create_as_person("acme/web", "there already")
    made = hub.create_as_person("acme/ops", "move me", "text", assignees=["dana"])
    hub.comment_as_person("acme/ops", 1, "hm")
    moved = hub.transfer_as_person("acme/ops", 1, "acme/web", by="dana")
    assert moved.id != made.id
    answer = call(hub, "GET", f"{ISSUES}/1")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{hub.url}/repositories/{hub.repo('acme/web').id}/issues/2"
    there = client(hub).get_repo("acme/ops").get_issue(1)
    assert (there.number, there.repository.full_name, there.body, there.comments) == (2, "acme/web", "text", 1)
    assert client(hub).get_repo("acme/ops").get_issues().totalCount == 0
    assert [event.event for event in there.get_events()][-1] == "transferred"
    hub.delete_repo("acme/web")
    assert call(hub, "GET", f"{ISSUES}/1").status_code == 301


def test_gone_issues_and_repositories_are_told_apart(hub):
    hub.create_as_person("acme/ops", "one")
    hub.delete_as_person("acme/ops", 1)
    assert call(hub, "GET", f"{ISSUES}/1").status_code == 410
    assert call(hub, "GET", f"{ISSUES}/7").status_code == 404
    hub.create_as_person("acme/ops", "two")
    hub.repo("acme/ops").has_issues = False
    assert call(hub, "POST", ISSUES, {"title": "x"}).status_code == 410
    assert call(hub, "GET", f"{ISSUES}/2").status_code == 410
    hub.repo("acme/ops").has_issues = True
    hub.archive("acme/ops")
    answer = call(hub, "POST", ISSUES, {"title": "x"})
    assert (answer.status_code, answer.json()["message"]) == (403, "Repository was archived so is read-only.")
    assert call(hub, "GET", f"{ISSUES}/2").status_code == 200
    hub.delete_repo("acme/ops")
    assert call(hub, "GET", ISSUES).status_code == 404


def test_a_renamed_repository_redirects(hub):
    hub.create_as_person("acme/ops", "one")
    hub.rename_repo("acme/ops", "acme/platform")
    there = client(hub).get_repo("acme/ops")
    assert there.full_name == "acme/platform"
    answer = call(hub, "POST", f"{ISSUES}?x=1", {"title": "two"})
    assert (answer.status_code, answer.headers["Location"].rpartition("/repositories/")[2]) == (
        307,
        f"{there.id}/issues?x=1",
    )
    hub.add_repo("acme/ops")
    assert call(hub, "GET", ISSUES).json() == []


def test_lines_end_as_a_browser_ends_them_when_asked(hub):
    hub.person_newline = "\r\n"
    hub.create_as_person("acme/ops", "one", "a\nb")
    assert call(hub, "GET", f"{ISSUES}/1").json()["body"] == "a\r\nb"


def test_search_lags_and_the_list_does_not(hub):
    hub.search_lag = 300
    issue = (
        client(hub).get_repo("acme/ops").create_issue("one", body="<!-- connector: acme/1-2 -->", labels=["acme-sre"])
    )
    there = client(hub)
    query = 'repo:acme/ops is:issue is:open label:acme-sre "acme/1-2" in:body'
    assert there.get_repo("acme/ops").get_issues(labels=["acme-sre"]).totalCount == 1
    assert there.search_issues(query).totalCount == 0
    hub.clock.advance(300)
    assert [found.number for found in there.search_issues(query)] == [1]
    issue.edit(state="closed")
    assert there.search_issues(query).totalCount == 1
    hub.clock.advance(300)
    assert there.search_issues(query).totalCount == 0
    assert there.search_issues("repo:acme/ops updated:>=2026-11-23 -label:other reason:completed").totalCount == 1
    assert call(hub, "GET", "/search/issues?q=repo:acme/none").status_code == 422


# --- credentials -----------------------------------------------------------------------------------------------------


def test_bad_expired_and_missing_credentials(hub):
    with pytest.raises(github.BadCredentialsException):
        client(hub, "wrong").get_user().login
    hub.add_token("soon", "dana", expires_at=hub.clock() + timedelta(hours=1), scopes=("repo",))
    answer = call(hub, "GET", "/user", Authorization="token soon")
    assert answer.headers["github-authentication-token-expiration"] == "2026-11-23 10:00:00 UTC"
    assert answer.headers["x-oauth-scopes"] == "repo"
    hub.clock.advance(3600)
    assert call(hub, "GET", "/user", Authorization="token soon").status_code == 401
    assert call(hub, "GET", ISSUES, Authorization="").status_code == 200
    assert call(hub, "POST", ISSUES, {"title": "x"}, Authorization="").status_code == 401
    hub.repo("acme/ops").private = True
    assert call(hub, "GET", ISSUES, Authorization="").status_code == 404


def test_an_app_gets_tokens_that_end(hub):
    installation = hub.add_installation(77, "acme")
    key = _private_key()
    auth = github.Auth.AppAuth(77, key)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        there = github.GithubIntegration(auth=auth, base_url=hub.url, retry=None)
        token = there.get_access_token(installation.id)
    assert token.expires_at == hub.clock() + timedelta(hours=1)
    answer = call(hub, "POST", ISSUES, {"title": "x"}, Authorization=f"Bearer {token.token}")
    assert answer.json()["user"]["login"] == "connector[bot]"
    assert call(hub, "GET", "/user", Authorization=f"Bearer {token.token}").status_code == 403
    hub.clock.advance(3601)
    assert call(hub, "GET", ISSUES, Authorization=f"Bearer {token.token}").status_code == 401
    assert "***" in {each.headers.get("Authorization") for each in hub.requests}


def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(encoding, form, serialization.NoEncryption()).decode()


def test_a_bare_world_needs_no_request_and_recording_can_be_cleared(hub):
    hub.create_as_person("acme/ops", "one")
    assert hub.requests == []
    call(hub, "GET", f"{ISSUES}?state=all")
    (seen,) = hub.requests
    assert (seen.method, seen.path, seen.query, seen.status) == ("GET", ISSUES, {"state": ["all"]}, 200)
    assert seen.reply[0]["title"] == "one"
    assert (hub.calls("GET", "issues$"), hub.calls("POST")) == (1, 0)
    hub.clear()
    assert hub.calls() == 0
