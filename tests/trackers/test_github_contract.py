"""GitHub does what every tracker must, and what is sent satisfies the published contract."""

from collections.abc import Iterator

import pytest
from contracts.tracker_contract import TrackerContract
from fakes.contract_check import is_available, validate
from fakes.github import FakeGitHub
from github_harness import GitHubHarness

SPEC = "github-api.github.com"
UNLISTED = r"GET /(api/v3/)?repos/[^/]+/[^/]+/issues/events|.* /graphql|GET /orgs/.*|POST .*/milestones"
"""Real, but left out of the pruned contract."""


def harnessed(fake: FakeGitHub, due: str = "body") -> Iterator[GitHubHarness]:
    with fake:
        yield GitHubHarness(fake, due)
        if is_available(SPEC):
            problems = validate(fake.requests, SPEC, unlisted=UNLISTED)
            assert [each for each in problems if "state_reason: None" not in each and "(304)" not in each] == []


class TestGitHub(TrackerContract):
    @pytest.fixture
    def harness(self) -> Iterator[GitHubHarness]:
        yield from harnessed(FakeGitHub())


class TestEnterprise(TrackerContract):
    @pytest.fixture
    def harness(self) -> Iterator[GitHubHarness]:
        yield from harnessed(FakeGitHub(prefix="/api/v3"))


class TestMilestones(TrackerContract):
    @pytest.fixture
    def harness(self) -> Iterator[GitHubHarness]:
        yield from harnessed(FakeGitHub(), "milestone")


class TestIssueField(TrackerContract):
    @pytest.fixture
    def harness(self) -> Iterator[GitHubHarness]:
        yield from harnessed(FakeGitHub(), "field:Due date")


class TestProject(TrackerContract):
    @pytest.fixture
    def harness(self) -> Iterator[GitHubHarness]:
        yield from harnessed(FakeGitHub(), "project:acme/1:Due")
