"""The fake Jira's traffic against the published contracts, and the check itself against traffic that is wrong."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from fakes.contract_check import is_available, validate
from fakes.jira import FakeJira
from fakes.jira_adf import from_text
from fakes.jira_client import Raw, client_of, fields, person
from fakes.jira_state import OnScreen

SPECS = {"cloud": "jira-cloud-v3", "datacenter": "jira-dc-10.3.24"}
TARGETS = [("cloud", "3"), ("cloud", "2"), ("datacenter", "2")]


@pytest.fixture(params=TARGETS, ids=["cloud v3", "cloud v2", "datacenter v2"])
def target(request: pytest.FixtureRequest) -> Iterator[tuple[FakeJira, Raw]]:
    deployment, api = request.param
    if not is_available(SPECS[deployment]):
        pytest.skip("the contracts are not in this checkout: set CONNECTOR_SHARED to the folder that holds them")
    with FakeJira(deployment) as fake:
        raw = Raw(fake, api)
        yield fake, raw
        raw.session.close()


def problems(fake: FakeJira) -> list[str]:
    return validate(fake.requests, SPECS[fake.deployment])


def text_for(raw: Raw, words: str) -> Any:
    return from_text(words) if raw.base.endswith("3") else words


def rich(fake: FakeJira, raw: Raw) -> dict[str, Any]:
    return fields(
        description=text_for(raw, "one\n\ntwo"),
        labels=["ours"],
        duedate="2026-12-01",
        assignee=person(fake, "kim"),
        components=[{"name": "Backend"}],
        fixVersions=[{"name": "1.0"}],
        security={"name": "Staff"},
        customfield_10010={"value": "S1"},
        customfield_10012={"value": "Europe", "child": {"value": "Berlin"}},
        customfield_10015=2.5,
    )


def test_creating_in_every_way(target):
    fake, raw = target
    marker = [{"key": "marker", "value": {"k": ["1"]}}]
    assert raw("POST", "/issue", {"fields": rich(fake, raw), "properties": marker})[0] == 201
    assert raw("POST", "/issue", {"fields": fields("")})[0] == 400
    mixed = [{"fields": fields()}, {"fields": fields(nonsense="x")}]
    assert raw("POST", "/issue/bulk", {"issueUpdates": mixed})[0] == 201
    assert raw("POST", "/issue/bulk", {"issueUpdates": mixed[1:]})[0] == 400
    assert problems(fake) == []


def test_reading_and_changing(target):
    fake, raw = target
    raw("POST", "/issue", {"fields": rich(fake, raw)})
    operations = {"labels": [{"add": "more"}, {"remove": "ours"}]}
    assert raw("PUT", "/issue/OPS-1", {"fields": {"summary": "new"}, "update": operations})[0] == 204
    if fake.cloud:
        assert raw("PUT", "/issue/OPS-1", {"fields": {"duedate": None}}, returnIssue="true")[0] == 200
    assert raw("PUT", "/issue/OPS-1", {"fields": {"duedate": "soon"}})[0] == 400
    assert raw("PUT", "/issue/OPS-1/assignee", person(fake, "dana"))[0] == 204
    assert raw("PUT", "/issue/OPS-1/properties/marker", {"k": 1})[0] == 201
    assert raw("PUT", "/issue/OPS-1/properties/marker", "text")[0] == 200
    assert raw("GET", "/issue/OPS-1/properties/marker")[0] == 200
    fake.edit_as_person("OPS-1", status="Cancelled", resolution="Won't Do", assignee=None)
    asked = {"expand": "changelog,names,schema", "properties": "marker", "fields": "*all"}
    assert raw("GET", "/issue/OPS-1", **asked)[1]["changelog"]["total"] > 2
    assert raw("GET", "/issue/OPS-9")[0] == 404
    if fake.cloud:
        assert raw("GET", "/issue/OPS-1/changelog", maxResults=1)[1]["isLast"] is False
    assert raw("DELETE", "/issue/OPS-1")[0] == 204
    assert problems(fake) == []


def test_transitions_comments_and_links(target):
    fake, raw = target
    fake.create_as_person()
    offered = raw("GET", "/issue/OPS-1/transitions", expand="transitions.fields")[1]["transitions"]
    assert {each["id"] for each in offered} == {"11", "31", "41"}
    assert raw("POST", "/issue/OPS-1/transitions", {"transition": {"id": "41"}})[0] == 400
    closing = {"transition": {"id": "41"}, "fields": {"resolution": {"name": "Won't Do"}}}
    assert raw("POST", "/issue/OPS-1/transitions", closing)[0] == 204
    assert raw("POST", "/issue/OPS-1/comment", {"body": text_for(raw, "a remark")})[0] == 201
    assert raw("GET", "/issue/OPS-1/comment")[1]["total"] == 1
    link = {"globalId": "g", "object": {"url": "https://x.example/", "title": "page"}, "relationship": "from"}
    assert [raw("POST", "/issue/OPS-1/remotelink", link)[0] for _ in range(2)] == [201 if fake.cloud else 200, 200]
    assert len(raw("GET", "/issue/OPS-1/remotelink")[1]) == 1
    if fake.cloud:
        assert raw("GET", "/issue/OPS-1/remotelink", globalId="g")[1]["object"]["title"] == "page"
    assert problems(fake) == []


def test_searching(target):
    fake, raw = target
    for _ in range(3):
        fake.edit_as_person(fake.create_as_person(labels=["ours"]), status="Done")
    jql = "labels = ours ORDER BY updated DESC"
    path, expand = ("/search/jql", "changelog") if fake.cloud else ("/search", ["changelog"])
    assert len(raw("GET", path, jql=jql, maxResults=2, fields="summary,status,comment")[1]["issues"]) == 2
    body = {"jql": jql, "maxResults": 2, "fields": ["*all"], "expand": expand}
    page = raw("POST", path, body)[1]
    assert len(page["issues"]) == 2
    assert raw("GET", path, jql="nonsense")[0] == 400
    if fake.cloud:
        more = {"nextPageToken": page["nextPageToken"], "reconcileIssues": [10101], "properties": ["marker"]}
        assert raw("POST", path, body | more)[1]["isLast"] is True
        assert raw("POST", "/search/approximate-count", {"jql": jql})[1]["count"] == 3
        asked = {"issueIdsOrKeys": ["OPS-1", "NONE-1"], "properties": ["marker"], "expand": ["changelog"]}
        assert raw("POST", "/issue/bulkfetch", asked)[0] == 200
    assert problems(fake) == []


def test_metadata_and_people(target):
    fake, raw = target
    fake.create_as_person()
    fake.project("OPS").create_screens["10002"]["customfield_10010"] = OnScreen(default={"id": "10101"})
    name = "query" if fake.cloud else "username"
    asked: list[tuple[str, dict[str, Any]]] = [
        ("/serverInfo", {}),
        ("/myself", {}),
        ("/field", {}),
        ("/priority", {}),
        ("/project/OPS", {}),
        ("/project/OPS/statuses", {}),
        (
            "/mypermissions",
            {"permissions": "EDIT_ISSUES", "projectKey": "OPS"} if fake.cloud else {"projectKey": "OPS"},
        ),
        ("/issue/createmeta/OPS/issuetypes", {}),
        ("/issue/createmeta/OPS/issuetypes/10002", {"maxResults": 100}),
        ("/issue/OPS-1/editmeta", {}),
        ("/user/search", {name: "dana"}),
        ("/user/assignable/search", {name: "dana", "project": "OPS"}),
    ]
    assert {path: raw("GET", path, **query)[0] for path, query in asked} == {path: 200 for path, _ in asked}
    assert problems(fake) == []


def test_the_jira_package_keeps_to_the_contract(target):
    fake, _ = target
    with closing(client_of(fake)) as client:
        issue = client.create_issue(fields(labels=["ours"]))
        client.create_issues([fields(), fields("")])
        issue.update(fields={"summary": "new"})
        client.transition_issue(issue, "Resolve")
        client.add_comment(issue, "text")
        client.search_issues("labels = ours", maxResults=False)
        client.search_assignable_users_for_issues(**{"query" if fake.cloud else "username": "dana"}, project="OPS")
    assert problems(fake) == []


def test_the_check_finds_what_is_wrong(target):
    fake, raw = target
    fake.create_as_person()
    raw("GET", "/nothing")
    raw("POST", "/issue/OPS-1/transitions", {"transition": {"id": 11}})
    raw("GET", "/issue/OPS-1", colour="red")
    raw("GET", "/issue/OPS-1")
    fake.requests[-1].reply["id"] = 10101
    raw("GET", "/issue/OPS-1")
    fake.requests[-1].status = 418
    found = problems(fake)
    words = [
        "the contract does not have this resource",
        "request: Request body validation error",
        "the contract has no parameter 'colour'",
        "$.id: 10101 is not of type 'string'",
        "Unknown response http status: 418",
    ]
    assert len(found) == len(words), found
    assert [word for word, line in zip(words, found, strict=True) if word not in line] == []
    assert validate(fake.requests[:1], SPECS[fake.deployment], unlisted="GET .*/nothing") == []


def test_faults_are_not_held_against_the_contract(target):
    fake, raw = target
    fake.faults.add("status", status=502)
    fake.faults.add("garbage", body="{")
    for _ in range(2):
        raw.session.get(f"{raw.base}/myself", timeout=5)
    fake.expired = True
    raw.session.get(f"{raw.base}/myself", timeout=5)
    assert [each.status for each in fake.requests] == [502, 200, 401]
    assert problems(fake) == []
