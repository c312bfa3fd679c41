"""`check` tells that a branch takes no documents before the first one is refused, and nothing where it does."""

from collections.abc import Iterator

import pytest
from fakes.github import FakeGitHub
from fakes.githubmodel import Ruleset
from github_source_harness import GitHubSourceHarness, rewrites

from connector.errors import RemoteError

OURS = "connector/docs"
COMMIT = 'set write_back_as = "pull_request", or let this account push to it'
PULL = "choose another one, or let this account push to it"


@pytest.fixture
def harness() -> Iterator[GitHubSourceHarness]:
    with FakeGitHub() as fake:
        harness = GitHubSourceHarness(fake)
        harness.put_all({"a.md": b"a\n"})
        yield harness


def told(harness: GitHubSourceHarness, **settings: object) -> list[str]:
    return [str(fault) for fault in harness.connect(**settings).check()]


def written(harness: GitHubSourceHarness, **settings: object) -> bool:
    source = harness.connect(**settings)
    return not any(isinstance(each, RemoteError) for each in source.write_all(rewrites(source)).values())


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (("pull_request",), "changes go through a pull request"),
        (("deletion", "required_status_checks", "workflows"), "checks have to pass first"),
        (("required_signatures",), "commits have to be signed, as those of an app are"),
        (("update", "merge_queue"), "only some accounts may change it, and changes go through a merge queue"),
    ],
)
@pytest.mark.parametrize("branch", [None, "main"])
def test_a_ruleset_that_takes_no_commit_is_told_before_the_first(harness, rules, said, branch):
    harness.repo.rulesets.append(Ruleset(7, {"main"}, rules))
    assert told(harness, branch=branch) == [f"sources.docs.write_back_as <- main is protected: {said}; {COMMIT}"]
    assert not written(harness, branch=branch)
    assert told(harness, branch=branch, write_back_as="pull_request") == []
    assert told(harness, branch=branch, write_back=False) == []


@pytest.mark.parametrize("bypass", ["always", "exempt"])
def test_an_account_that_may_bypass_the_rules_is_told_nothing(harness, bypass):
    harness.repo.rulesets.append(Ruleset(7, {"main"}, ("pull_request", "update"), bypass))
    assert told(harness) == []
    assert written(harness)


def test_rules_that_let_commits_through_are_no_fault(harness):
    harness.repo.rulesets.append(Ruleset(7, {"main"}, ("deletion", "non_fast_forward")))
    harness.repo.protected.add("main")
    harness.repo.protection.reviews = None
    assert told(harness) == []
    assert written(harness)


def test_a_ruleset_that_tells_not_who_bypasses_it_holds(harness):
    harness.repo.rulesets.append(Ruleset(7, {"main"}, ("pull_request",), "pull_requests_only"))
    assert len(told(harness)) == 1
    harness.fake.faults.add("status", "GET", "/rulesets/", status=404, body={"message": "Not Found"})
    assert len(told(harness)) == 1


@pytest.mark.parametrize(
    ("protection", "said"),
    [
        ({"reviews": 0}, "changes go through a pull request"),
        ({"reviews": None, "checks": ("ci",)}, "checks have to pass first"),
        ({"reviews": None, "signed": True}, "commits have to be signed, as those of an app are"),
        (
            {"reviews": 2, "pushers": {"dana"}},
            "changes go through a pull request, and only some accounts may change it",
        ),
    ],
)
def test_a_branch_protection_rule_is_told_to_an_account_that_only_writes(harness, protection, said):
    harness.repo.roles["connector-bot"] = "write"
    harness.repo.protected.add("main")
    for name, value in protection.items():
        setattr(harness.repo.protection, name, value)
    assert told(harness) == [f"sources.docs.write_back_as <- main is protected: {said}; {COMMIT}"]
    assert not written(harness)


@pytest.mark.parametrize("bound", [True, False])
def test_an_administrator_is_told_where_the_rule_binds_them_too(harness, bound):
    harness.repo.roles["connector-bot"] = "admin"
    harness.repo.protected.add("main")
    harness.repo.protection.admins = bound
    assert bool(told(harness)) is bound
    assert written(harness) is not bound


@pytest.mark.parametrize("rule", ["creation", "required_linear_history", "deletion", "pull_request"])
def test_a_branch_for_pull_requests_that_cannot_be_made_is_told(harness, rule):
    harness.repo.rulesets.append(Ruleset(7, {OURS}, (rule,)))
    (fault,) = told(harness, write_back_as="pull_request")
    assert fault.startswith(f"sources.docs.write_back_branch <- {OURS} is protected: ")
    assert fault.endswith(PULL)
    assert told(harness) == []


def test_a_branch_for_pull_requests_is_only_moved_forward_and_by_merges(harness):
    written(harness, write_back_as="pull_request")
    harness.repo.roles["connector-bot"] = "write"
    harness.repo.rulesets.append(Ruleset(7, {OURS}, ("non_fast_forward",)))
    harness.repo.protected.add(OURS)
    harness.repo.protection.reviews = None
    assert told(harness, write_back_as="pull_request") == []
    harness.repo.protection.linear = True
    (fault,) = told(harness, write_back_as="pull_request")
    assert fault == f"sources.docs.write_back_branch <- {OURS} is protected: it may have no merges; {PULL}"


def test_a_server_without_rules_is_not_asked_in_vain(harness):
    harness.fake.faults.add("status", "GET", "/rules/", status=404, body={"message": "Not Found"})
    assert told(harness) == []
    words = {"message": "Upgrade to GitHub Pro or make this repository public to enable this feature."}
    harness.fake.faults.add("status", "GET", "/rules/", status=403, body=words)
    assert told(harness) == []


def test_rules_that_cannot_be_read_are_a_fault_of_the_site(harness):
    harness.fake.faults.add("status", "GET", "/rules/", times=None, status=502)
    (fault,) = told(harness)
    assert fault.startswith("sources.docs.url <- docs: cannot look at the rules of the branch: ")
