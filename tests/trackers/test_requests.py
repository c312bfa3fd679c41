"""What the client libraries really send: every body, and how often."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from github_harness import FIELDMAP as GITHUB_MAP
from jira_harness import FIELDMAP as JIRA_MAP
from pydantic import SecretStr
from responses import matchers

from connector.core.model import Draft, ItemKey, Marker
from connector.errors import Ambiguous, RateLimited, Rejected, Unauthorized, Unavailable
from connector.ports import NotFiled
from connector.remote.http import Patience
from connector.trackers import github, jira

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITE, HUB = "https://jira.example.com", "https://github.example.com:443/api/v3"


def now():
    return NOW


def a_draft(number=1):
    fields = {"title": f"Item {number}", "owner": "kim", "due": date(2026, 12, 4), "labels": ()}
    return Draft(
        Marker("acme", ItemKey(f"0000000{number % 10}-{number:08}")), fields, "Text", "https://wiki.example.com/1"
    )


@pytest.fixture
def waits():
    return []


@pytest.fixture
def on_jira(waits):
    settings = jira.Settings(url=SITE, token=SecretStr("s3cret-token"), project="OPS", deployment="datacenter")
    patience = Patience(sleep=waits.append, clock=now)
    return jira.connect(
        settings, name="ops", installation="acme", fieldmap=JIRA_MAP, base_dir=Path("/"), clock=now, patience=patience
    )


@pytest.fixture
def on_github(waits):
    settings = github.Settings(url=HUB, token=SecretStr("s3cret-token"), repo="acme/ops")
    patience = Patience(sleep=waits.append, clock=now)
    return github.connect(
        settings, name="ops", installation="acme", fieldmap=GITHUB_MAP, base_dir=Path("/"), clock=now, patience=patience
    )


def bodies(answers):
    return [json.loads(call.request.body) for call in answers.calls if call.request.body]


@responses.activate
def test_a_batch_is_one_call_that_holds_all_and_nothing_is_asked_before(on_jira):
    made = {"issues": [{"id": str(10_000 + n), "key": f"OPS-{n}"} for n in range(50)], "errors": []}
    responses.post(f"{SITE}/rest/api/2/issue/bulk", json=made, status=201)
    filed = list(on_jira.create([a_draft(number) for number in range(50)]))
    assert [one.ticket.key for one in filed] == [f"OPS-{n}" for n in range(50)]
    (body,) = bodies(responses)
    assert len(responses.calls) == 1
    assert body["issueUpdates"][3] == {
        "fields": {
            "project": {"key": "OPS"},
            "issuetype": {"name": "Task"},
            "summary": "Item 3",
            "description": "Text",
            "labels": ["connector-acme"],
            "assignee": {"name": "kim"},
            "duedate": "2026-12-04",
        },
        "properties": [{"key": "connector.marker", "value": {"installation": "acme", "item": "00000003-00000003"}}],
    }
    assert responses.calls[0].request.headers["Authorization"] == "Bearer s3cret-token"


@responses.activate
def test_an_answer_that_does_not_add_up_says_so(on_jira):
    responses.post(f"{SITE}/rest/api/2/issue/bulk", json={"issues": [{"id": "1", "key": "OPS-1"}], "errors": []})
    with pytest.raises(Ambiguous, match="answered for 1 of 2"):
        list(on_jira.create([a_draft(1), a_draft(2)]))
    assert len(responses.calls) == 1


@responses.activate
def test_a_poll_asks_for_what_changed_by_the_millisecond_and_looks_back(on_jira):
    responses.get(f"{SITE}/rest/api/2/search", json={"issues": [], "total": 0, "startAt": 0, "maxResults": 100})
    cursor = on_jira.poll("").cursor
    on_jira.poll(cursor)
    (_, second) = [parse_qs(urlsplit(call.request.url).query) for call in responses.calls]
    since = int((NOW - on_jira.search_lag - timedelta(minutes=5)).timestamp() * 1000)
    assert second["jql"] == [f'labels = "connector-acme" AND updated >= {since} ORDER BY created ASC']
    assert second["expand"] == ["changelog"]


@responses.activate
def test_pages_of_a_cloud_search_follow_the_token(waits):
    settings = jira.Settings(url=SITE, mail="bot@example.com", token=SecretStr("t"), project="OPS", deployment="cloud")
    patience = Patience(sleep=waits.append, clock=now)
    tracker = jira.connect(
        settings, name="ops", installation="acme", fieldmap=JIRA_MAP, base_dir=Path("/"), clock=now, patience=patience
    )
    place = f"{SITE}/rest/api/2/search/jql"
    last = [matchers.query_param_matcher({"nextPageToken": "p2"}, strict_match=False)]
    responses.get(place, json={"issues": [], "isLast": True}, match=last)
    responses.get(place, json={"issues": [], "nextPageToken": "p2"})
    tracker.poll("")
    asked = [parse_qs(urlsplit(call.request.url).query) for call in responses.calls]
    assert [each.get("nextPageToken") for each in asked] == [None, ["p2"]]
    assert not [each for each in asked if "startAt" in each]


def an_issue(number=7, **more):
    base = {"number": number, "node_id": "I_7", "title": "Item 1", "body": "", "state": "open", "assignees": []}
    return base | {
        "url": f"{HUB}/repos/acme/ops/issues/{number}",
        "html_url": f"https://github.example.com/acme/ops/issues/{number}",
        "labels": [{"name": "connector-acme"}],
        "updated_at": "2026-11-23T08:59:00Z",
        "created_at": "2026-11-23T08:59:00Z",
        **more,
    }


@responses.activate
def test_an_issue_is_one_call_with_a_comment_that_nobody_sees(on_github):
    responses.get(f"{HUB}/repos/acme/ops/assignees/kim", status=204)
    answer = an_issue(assignees=[{"login": "kim"}])
    responses.post(f"{HUB}/repos/acme/ops/issues", json=answer, status=201)
    filed = list(on_github.create([a_draft(1), a_draft(2)]))
    assert [one.note for one in filed] == ["", ""]
    assert [call.request.method for call in responses.calls] == ["GET", "POST", "POST"]
    first, _ = bodies(responses)
    assert first["title"] == "Item 1"
    assert (first["labels"], first["assignees"]) == (["connector-acme"], ["kim"])
    assert first["body"].splitlines()[0] == "**Due:** 2026-12-04"
    assert first["body"].rstrip().endswith("<!-- connector: acme/00000001-00000001 -->")


@responses.activate
def test_a_milestone_is_looked_up_once_for_all_issues(waits):
    own = GITHUB_MAP.own.model_copy(update={"milestone": "Actions"})
    from dataclasses import replace

    settings = github.Settings(url=HUB, token=SecretStr("t"), repo="acme/ops")
    patience = Patience(sleep=waits.append, clock=now)
    tracker = github.connect(
        settings,
        name="ops",
        installation="acme",
        fieldmap=replace(GITHUB_MAP, own=own),
        base_dir=Path("/"),
        clock=now,
        patience=patience,
    )
    responses.get(f"{HUB}/repos/acme/ops/milestones", json=[{"title": "Actions", "number": 4}])
    responses.get(f"{HUB}/repos/acme/ops/assignees/kim", status=204)
    responses.post(f"{HUB}/repos/acme/ops/issues", json=an_issue(assignees=[{"login": "kim"}]), status=201)
    list(tracker.create([a_draft(1), a_draft(2), a_draft(3)]))
    assert [body["milestone"] for body in bodies(responses)] == [4, 4, 4]
    assert len(responses.calls) == 1 + 1 + 3


@responses.activate
def test_a_second_poll_asks_since_when_and_then_by_the_etag(on_github):
    old = an_issue(updated_at="2026-11-23T08:56:00Z")
    responses.get(f"{HUB}/repos/acme/ops/issues", json=[old], headers={"ETag": 'W/"one"'})
    responses.get(f"{HUB}/repos/acme/ops/issues/events", json=[])
    responses.get(f"{HUB}/user", json={"login": "connector-bot"})
    cursor = on_github.poll("").cursor
    cursor = on_github.poll(cursor).cursor
    on_github.poll(cursor)
    polls = [call.request for call in responses.calls if "/issues?" in call.request.url]
    asked = [parse_qs(urlsplit(each.url).query) for each in polls]
    told = [[query.get(name, [None])[0] for name in ("labels", "creator", "since")] for query in asked]
    assert told == [
        ["connector-acme", None, None],
        [None, "connector-bot", None],
        [None, None, "2026-11-23T08:55:00Z"],
        [None, None, "2026-11-23T08:55:00Z"],
    ]
    assert [each.headers.get("If-None-Match") for each in polls] == [None, None, None, 'W/"one"']


@pytest.mark.parametrize("name", ["on_jira", "on_github"])
@pytest.mark.parametrize(
    ("answer", "error", "calls"),
    [
        ({"status": 500}, Ambiguous, 1),
        ({"status": 503, "headers": {"Retry-After": "1"}}, Ambiguous, 1),
        ({"body": requests.ConnectionError("cut")}, Ambiguous, 1),
        ({"status": 401, "json": {"message": "Bad credentials"}}, Unauthorized, 1),
        ({"status": 429, "headers": {"Retry-After": "1"}}, RateLimited, 4),
        ({"status": 429, "headers": {"Retry-After": "600"}}, RateLimited, 1),
        ({"status": 404, "json": {"message": "Not Found"}}, Rejected, 1),
        ({"status": 302, "headers": {"Location": "https://login.example.com/"}}, Rejected, 1),
    ],
)
@responses.activate
def test_a_create_is_repeated_only_where_it_was_surely_not_done(request, name, waits, answer, error, calls):
    tracker = request.getfixturevalue(name)
    place = f"{SITE}/rest/api/2/issue/bulk" if name == "on_jira" else f"{HUB}/repos/acme/ops/issues"
    if answer.get("status") == 302 and name == "on_github":
        answer = {**answer, "headers": {"Location": f"{place}/elsewhere"}, "status": 410, "json": {"message": "Gone"}}
    responses.get(f"{HUB}/repos/acme/ops/assignees/kim", status=204)
    responses.post(place, **answer)
    try:
        (outcome,) = tracker.create([a_draft(1)])
        assert isinstance(outcome, NotFiled)
        told = outcome.error
    except (Ambiguous, Unauthorized, RateLimited, Rejected, Unavailable) as raised:
        told = raised
    assert isinstance(told, error)
    assert "s3cret" not in f"{told!r}{told}{told.__cause__!r}"
    assert sum(call.request.method == "POST" for call in responses.calls) == calls
    assert len(waits) == calls - 1


@pytest.mark.parametrize("reason", ["jira-burst-based", "jira-per-issue-on-write", "jira-cost-based", None])
@responses.activate
def test_a_limit_that_does_not_say_how_long_is_waited_for_twice_as_long_each_time(on_jira, waits, reason):
    responses.add(
        "GET", f"{SITE}/rest/api/2/search", status=429, headers={"RateLimit-Reason": reason} if reason else {}
    )
    with pytest.raises(RateLimited):
        on_jira.poll("")
    assert [0.7 <= wait / usual <= 1.3 for wait, usual in zip(waits, (2, 4, 8), strict=True)] == [True] * 3


@pytest.mark.parametrize("reason", ["jira-quota-global-based", "jira-quota-tenant-based"])
@responses.activate
def test_a_quota_that_does_not_say_how_long_rests_until_the_full_hour(on_jira, waits, reason):
    responses.add("GET", f"{SITE}/rest/api/2/search", status=429, headers={"RateLimit-Reason": reason})
    for words in (f"the limit is {reason}", "it is asked again after 20"):
        with pytest.raises(RateLimited) as raised:
            on_jira.poll("")
        assert raised.value.scope == "remote"
        assert words in str(raised.value)
    assert (len(responses.calls), waits) == (1, [])
