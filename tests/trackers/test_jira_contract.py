"""Jira does what every tracker must, on Cloud and on Data Center, and what is sent satisfies the published contracts."""

from collections.abc import Iterator

import pytest
from contracts.tracker_contract import TrackerContract
from fakes.contract_check import is_available, validate
from fakes.jira import FakeJira
from jira_harness import JiraHarness

UNLISTED = r"GET /rest/api/2/project/\w+/statuses"
"""Real, but left out of the pruned contracts."""
SPECS = {"cloud": "jira-cloud-v3", "datacenter": "jira-dc-10.3.24"}


def harnessed(deployment: str) -> Iterator[JiraHarness]:
    with FakeJira(deployment) as fake:
        yield JiraHarness(fake)
        if is_available(SPECS[deployment]):
            assert validate(fake.requests, SPECS[deployment], unlisted=UNLISTED) == []


class TestCloud(TrackerContract):
    @pytest.fixture
    def harness(self) -> Iterator[JiraHarness]:
        yield from harnessed("cloud")


class TestDataCenter(TrackerContract):
    @pytest.fixture
    def harness(self) -> Iterator[JiraHarness]:
        yield from harnessed("datacenter")
