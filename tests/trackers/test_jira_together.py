"""The address that shows several tickets of Jira: exactly these, and only as many as an address bears."""

from urllib.parse import parse_qs, urlsplit

import pytest
from contracts.tracker_contract import file_one
from fakes.jira import FakeJira
from hypothesis import given
from hypothesis import strategies as st
from jira_harness import JiraHarness

from connector.core.model import TicketId
from connector.ports import ShowsTogether
from connector.trackers.jiranames import LONGEST, together


@pytest.mark.parametrize("kind", ["cloud", "datacenter"])
def test_its_search_finds_exactly_the_tickets_asked_for(kind):
    with FakeJira(kind) as fake:
        tracker = JiraHarness(fake).connect()
        made = [file_one(tracker, number) for number in range(4)]
        assert isinstance(tracker, ShowsTogether)
        url = tracker.together([each.ref.id for each in made[:3]])
        (jql,) = parse_qs(urlsplit(url).query)["jql"]
        found = tracker.client.search(jql, verb="test", fields=("summary",), properties=())
        assert {str(issue["id"]) for issue in found} == {each.ref.id for each in made[:3]}
        assert url.startswith(f"{tracker.site}/issues/?jql=id%20in%20(")


def test_no_tickets_and_too_many_have_no_address():
    assert together("https://jira.example.com", []) is None
    assert together("https://jira.example.com", [TicketId(str(n)) for n in range(10_000, 10_400)]) is None


@given(st.sets(st.integers(1, 99_999_999), min_size=1, max_size=400))
def test_an_address_is_never_longer_than_is_borne_and_the_same_whatever_the_order(numbers):
    ids = [TicketId(str(each)) for each in numbers]
    url = together("https://jira.example.com", ids)
    assert url == together("https://jira.example.com", ids[::-1])
    if url is not None:
        assert len(url) <= LONGEST
        assert sorted(parse_qs(urlsplit(url).query)["jql"][0][len("id in (") : -1].split(",")) == sorted(ids)
