"""The fake GitHub when it is slow, broken or refuses: limits, conditional requests, faults."""

import json
import subprocess
import sys
import time
from datetime import datetime, timedelta

import github
import pytest
import requests

from fakes.github import FakeGitHub
from fakes.test_fake_github import ISSUES, call, client, hub

__all__ = ["hub"]


def test_conditional_requests_cost_nothing_on_lists_too(hub):
    hub.create_as_person("acme/ops", "one")
    first = call(hub, "GET", ISSUES)
    assert first.headers["x-ratelimit-resource"] == "core"
    again = call(hub, "GET", ISSUES, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]
    hub.edit_as_person("acme/ops", 1, title="two")
    assert call(hub, "GET", ISSUES, If_None_Match=first.headers["ETag"]).status_code == 200
    hub.add_token("other", "connector-bot")
    two = call(hub, "GET", ISSUES)
    other = call(hub, "GET", ISSUES, Authorization="token other", If_None_Match=two.headers["ETag"])
    assert other.status_code == 200
    one = call(hub, "GET", f"{ISSUES}/1")
    assert call(hub, "GET", f"{ISSUES}/1", If_Modified_Since=one.headers["Last-Modified"]).status_code == 304


def test_pygithub_updates_by_etag(hub):
    hub.create_as_person("acme/ops", "one")
    issue = client(hub).get_repo("acme/ops").get_issue(1)
    assert not issue.update()
    hub.edit_as_person("acme/ops", 1, title="two")
    assert issue.update()
    assert issue.title == "two"


@pytest.mark.parametrize("status", [403, 429])
def test_an_exhausted_budget_refuses_until_its_reset(hub, status):
    hub.exhaust(seconds=600, status=status)
    answer = call(hub, "GET", ISSUES)
    assert (answer.status_code, answer.headers["x-ratelimit-remaining"]) == (status, "0")
    assert int(answer.headers["x-ratelimit-reset"]) == int((hub.clock() + timedelta(seconds=600)).timestamp())
    assert call(hub, "GET", "/rate_limit").json()["resources"]["core"]["remaining"] == 0
    if status == 403:
        with pytest.raises(github.RateLimitExceededException):
            client(hub).get_repo("acme/ops")
    hub.clock.advance(600)
    answer = call(hub, "GET", ISSUES)
    assert (answer.status_code, answer.headers["x-ratelimit-remaining"]) == (200, "4999")


def test_enterprise_server_counts_nothing_by_default():
    with FakeGitHub("/api/v3") as hub:
        hub.add_repo("acme/ops")
        assert call(hub, "GET", "/rate_limit").status_code == 404
        answer = call(hub, "GET", ISSUES)
        assert "x-ratelimit-limit" not in answer.headers
        assert answer.headers["x-github-enterprise-version"]


@pytest.mark.parametrize("wait", ["60", None])
def test_the_secondary_limit_comes_with_and_without_a_time(hub, wait):
    rule = hub.secondary("POST", retry_after=int(wait) if wait else None)
    answer = call(hub, "POST", ISSUES, {"title": "x"})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (403, wait)
    assert answer.json()["message"].startswith("You have exceeded a secondary rate limit")
    assert (rule.hits, hub.repo("acme/ops").issues) == (1, {})
    assert call(hub, "POST", ISSUES, {"title": "x"}).status_code == 201


def test_content_is_created_no_faster_than_allowed(hub):
    hub.limits.content_per_minute = 2
    hub.limits.content_per_hour = 3
    assert [call(hub, "POST", ISSUES, {"title": "x"}).status_code for _ in range(2)] == [201, 201]
    refused = call(hub, "POST", f"{ISSUES}/1/comments", {"body": "x"})
    assert "content creation" in refused.json()["message"]
    assert call(hub, "PATCH", f"{ISSUES}/1", {"title": "y"}).status_code == 200
    hub.clock.advance(int(refused.headers["Retry-After"]))
    assert call(hub, "POST", ISSUES, {"title": "x"}).status_code == 201
    hub.clock.advance(61)
    refused = call(hub, "POST", ISSUES, {"title": "x"})
    assert refused.status_code == 403
    hub.clock.advance(int(refused.headers["Retry-After"]))
    assert call(hub, "POST", ISSUES, {"title": "x"}).status_code == 201


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("reset_before", 0),
        ("timeout_before", 0),
        ("status", 0),
        ("reset_after", 1),
        ("timeout_after", 1),
        ("garbage", 1),
    ],
)
def test_faults_strike_before_or_after_the_work(hub, kind, made):
    hub.faults.add(kind, "POST", "/issues$", times=1, after=1, seconds=0.3, status=502)
    assert call(hub, "POST", ISSUES, {"title": "before"}).status_code == 201
    try:
        answer = call(hub, "POST", ISSUES, {"title": "struck"})
        assert answer.headers["Content-Type"].startswith("text/html")
        with pytest.raises(json.JSONDecodeError):
            answer.json()
    except requests.ConnectionError:
        assert kind not in ("status", "garbage")
    assert len(hub.repo("acme/ops").issues) == 1 + made
    assert call(hub, "POST", ISSUES, {"title": "after"}).status_code == 201


def test_pygithub_replays_a_post_by_default_and_not_without_retries(hub):
    hub.faults.add("reset_after", "POST", "/issues$", times=1)
    client(hub, retry=github.GithubRetry(total=3, backoff_factor=0)).get_repo("acme/ops").create_issue("twice")
    assert len(hub.repo("acme/ops").issues) == 2
    hub.faults.add("reset_after", "POST", "/issues$", times=1)
    with pytest.raises(requests.ConnectionError):
        client(hub).get_repo("acme/ops").create_issue("once")
    assert len(hub.repo("acme/ops").issues) == 3


def test_a_hook_sees_each_request_before_it_is_worked_on(hub):
    seen = []
    hub.on_request = lambda request: seen.append((request.method, len(hub.repo("acme/ops").issues)))
    call(hub, "POST", ISSUES, {"title": "x"})
    call(hub, "GET", ISSUES)
    assert seen == [("POST", 0), ("GET", 1)]


def test_a_slow_server_is_slow():
    with FakeGitHub(latency=0.2) as hub:
        began = time.monotonic()
        call(hub, "GET", "/rate_limit")
        assert time.monotonic() - began >= 0.2


def test_another_process_may_be_the_client(hub):
    code = (
        "import sys, urllib.request as u; "
        "u.urlopen(u.Request(sys.argv[1], b'{\"title\": \"x\"}', {'Authorization': 'Bearer ' + sys.argv[2]}))"
    )
    subprocess.run([sys.executable, "-c", code, hub.url + ISSUES, hub.token], check=True, timeout=30)
    assert hub.issue("acme/ops", 1).title == "x"
    assert isinstance(hub.requests[0].time, datetime)


def test_an_error_of_the_fake_itself_fails_the_test():
    broken = FakeGitHub().start()
    broken.add_repo("acme/ops").labels = None
    assert call(broken, "GET", "/repos/acme/ops/labels").status_code == 500
    with pytest.raises(AssertionError, match="the fake itself failed"):
        broken.__exit__(None, None, None)
