"""The fake GitHub's traffic against the published contract, and the fake beside an independent server."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import github
import pytest

from fakes import contract_check
from fakes.emulate import Emulate
from fakes.github import FakeGitHub
from fakes.independent import required
from fakes.test_fake_github import ISSUES, call, client, hub

__all__ = ["hub"]
CONTRACT = "github-api.github.com"


def problems(hub: FakeGitHub) -> list[str]:
    if not contract_check.is_available(CONTRACT):
        pytest.skip("the contracts are not in this checkout: set CONNECTOR_SHARED to the folder that holds them")
    # The contract leaves out that lists may be unchanged, and that writes may be redirected.
    answered = [each for each in hub.requests if each.status not in (304, 307)]
    answered = [replace(each, reply=_without_empty_reason(each.reply)) for each in answered]
    return contract_check.validate(answered, CONTRACT, unlisted=r"GET /repos/[^/]+/[^/]+/contents/.+")


def _without_empty_reason(reply: object) -> object:
    # The real GitHub sends null here; the contract's enumeration has forgotten it, though it says nullable.
    if isinstance(reply, list):
        return [_without_empty_reason(each) for each in reply]
    if isinstance(reply, dict):
        return {
            name: _without_empty_reason(value)
            for name, value in reply.items()
            if (name, value) != ("state_reason", None)
        }
    return reply


def test_what_pygithub_sends_and_gets_keeps_the_contract(hub):
    hub.add_issue_field("acme", "Due")
    hub.add_milestone("acme/ops", "Q4", due_on=datetime(2026, 12, 31, tzinfo=UTC))
    there = client(hub)
    assert there.get_user().login == "connector-bot"
    assert there.get_rate_limit().resources.core.remaining < 5000
    repo = there.get_repo("acme/ops")
    repo.create_label("hot", "ff0000")
    milestone = next(iter(repo.get_milestones()))
    issue = repo.create_issue("one", body="text", labels=["hot", "new"], assignees=["dana"], milestone=milestone)
    issue.create_comment("hello")
    issue.edit(state="closed", state_reason="completed", body="more")
    assert [comment.body for comment in issue.get_comments()] == ["hello"]
    assert [label.name for label in repo.get_labels()] == ["hot", "new"]
    assert repo.get_issues(state="all", since=datetime(2026, 1, 1, tzinfo=UTC), labels=["hot"]).totalCount == 1
    assert there.search_issues("repo:acme/ops hello").totalCount == 0
    assert there.search_issues("repo:acme/ops more").totalCount == 1
    assert repo.has_in_assignees("dana")
    issue.add_to_assignees("kim")
    repo.create_file("docs/a.md", "m", b"a")
    repo.update_file("docs/a.md", "m", b"b", repo.get_contents("docs/a.md").sha)
    assert problems(hub) == []


def test_refusals_keep_the_contract(hub):
    hub.add_repo("acme/web")
    field = hub.add_issue_field("acme", "Due")
    for body in (
        {"title": ""},
        {"title": "x", "body": "x" * 65537},
        {"title": "x", "assignees": ["stranger"]},
        {"title": "x", "milestone": 9},
        {"title": "x", "labels": ["x" * 51]},
        {"title": "x", "issue_field_values": [{"field_id": field.id, "value": "soon"}]},
    ):
        assert call(hub, "POST", ISSUES, body).status_code == 422
    sent = [{"field_id": field.id, "value": "2026-12-01"}]
    assert call(hub, "POST", ISSUES, {"title": "x", "issue_field_values": sent}).status_code == 201
    assert call(hub, "GET", ISSUES).status_code == 200
    hub.transfer_as_person("acme/ops", 1, "acme/web")
    hub.create_as_person("acme/ops", "two")
    hub.delete_as_person("acme/ops", 2)
    assert [call(hub, "GET", f"{ISSUES}/{number}").status_code for number in (1, 2, 3)] == [301, 410, 404]
    assert call(hub, "GET", "/user", Authorization="token wrong").status_code == 401
    hub.exhaust("search")
    assert call(hub, "GET", "/search/issues?q=x").status_code == 403
    hub.archive("acme/ops")
    assert call(hub, "POST", ISSUES, {"title": "x"}).status_code == 403
    hub.rename_repo("acme/ops", "acme/platform")
    assert call(hub, "GET", ISSUES).status_code == 301
    assert problems(hub) == []


@pytest.fixture(scope="module")
def emulate():
    with required():
        server = Emulate(people=["dana"], labels=["bug"]).start()
    yield server
    server.stop()


def story(repo: github.Repository.Repository) -> list[object]:
    """Do what a tracker does, and return what it saw."""
    issue = repo.create_issue("add an alert", body="why", labels=["bug", "fresh"], assignees=["dana"])
    seen: list[object] = [issue.number, sorted(label.name for label in issue.labels), issue.user.login]
    issue.create_comment("hello")
    issue.edit(title="better", state="closed", state_reason="not_planned")
    read = repo.get_issue(issue.number)
    seen += [read.title, read.state, read.state_reason, read.comments, [user.login for user in read.assignees]]
    read.edit(state="open")
    seen += [[each.number for each in repo.get_issues(state="all", labels=["bug"])], repo.get_issue(1).state_reason]
    for body in ({"title": ""}, {"title": "x", "assignees": ["stranger"]}):
        with pytest.raises(github.GithubException) as refused:
            repo.create_issue(**body)
        seen.append(refused.value.status)
    with pytest.raises(github.UnknownObjectException):
        repo.get_issue(99)
    return seen


def test_the_fake_and_emulate_tell_the_same_story(hub, emulate):
    def there(token: str, base_url: str) -> github.Repository.Repository:
        return client(hub, token, base_url=base_url).get_repo("acme/ops")

    hub.add_label("acme/ops", "bug")
    tell: Callable[[github.Repository.Repository], list[object]] = story
    assert tell(there(hub.token, hub.url)) == tell(there(emulate.token, emulate.url))
