"""The fake Jira, driven by the jira package and by plain requests."""

import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from jira import JIRA
from jira.exceptions import JIRAError

from fakes.jira import FakeJira
from fakes.jira_adf import from_text
from fakes.jira_client import Raw, client_of, fields, person
from fakes.jira_fault_cases import FaultCases
from fakes.jira_state import OnScreen
from fakes.jira_telling_cases import TellingCases

NOT_ON_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
DUE = date(2026, 12, 1)


@pytest.fixture(params=["cloud", "datacenter"])
def fake(request: pytest.FixtureRequest) -> Iterator[FakeJira]:
    with FakeJira(request.param) as server:
        yield server


@pytest.fixture
def cloud() -> Iterator[FakeJira]:
    with FakeJira("cloud") as server:
        yield server


@pytest.fixture
def datacenter() -> Iterator[FakeJira]:
    with FakeJira("datacenter") as server:
        yield server


@pytest.fixture
def raw(fake: FakeJira) -> Iterator[Raw]:
    client = Raw(fake)
    yield client
    client.session.close()


@pytest.fixture
def client(fake: FakeJira) -> Iterator[JIRA]:
    found = client_of(fake)
    yield found
    found.close()


# --- with the jira package -----------------------------------------------------------------------------------------


def test_a_ticket_is_made_read_changed_and_deleted(fake, client):
    issue = client.create_issue(fields(labels=["b", "a"], duedate="2026-12-01", assignee=person(fake, "kim")))
    assert (issue.key, issue.fields.labels, issue.fields.duedate) == ("OPS-1", ["a", "b"], "2026-12-01")
    assert (issue.fields.assignee.displayName, issue.fields.status.statusCategory.key) == ("Kim Sample", "new")
    assert (issue.fields.priority.name, issue.fields.reporter.displayName) == ("Medium", "Connector Bot")
    assert issue.fields.created == "2026-11-23T10:00:00.001+0100"
    issue.update(fields={"summary": "changed"}, update={"labels": [{"remove": "a"}, {"add": "c"}]})
    assert (issue.fields.summary, issue.fields.labels) == ("changed", ["b", "c"])
    issue.delete()
    with pytest.raises(JIRAError) as caught:
        client.issue("OPS-1")
    assert caught.value.status_code == 404


def test_bulk_tells_what_failed_and_where(fake, client):
    made = client.create_issues([fields("one"), fields("two\nlines"), fields("three", nonsense=1)], prefetch=False)
    assert [each["status"] for each in made] == ["Success", "Error", "Error"]
    assert made[1]["error"] == {"summary": "The summary is invalid because it contains newline characters."}
    assert made[2]["error"] == {"nonsense": NOT_ON_SCREEN.format("nonsense")}
    assert [each.status for each in fake.matching("POST", "/issue/bulk$")] == [201]
    assert client.create_issues([fields("")])[0]["status"] == "Error"
    assert fake.requests[-1].status == 400


def test_a_ticket_goes_through_its_workflow(fake, client):
    issue = client.create_issue(fields())
    by_name = {each["name"]: each for each in client.transitions(issue, expand="transitions.fields")}
    assert by_name["Close as not needed"]["to"]["name"] == "Cancelled"
    assert by_name["Close as not needed"]["fields"]["resolution"]["required"]
    assert not by_name["Resolve"]["fields"]["resolution"]["required"]
    with pytest.raises(JIRAError, match="Resolution is required"):
        client.transition_issue(issue, "41")
    client.transition_issue(issue, "41", fields={"resolution": {"name": "Won't Do"}})
    assert client.issue(issue.key).fields.resolution.name == "Won't Do"
    with pytest.raises(JIRAError, match="is not valid for this issue"):
        client.transition_issue(issue, "31")
    client.transition_issue(issue, "51")
    assert client.issue(issue.key).fields.resolution is None
    client.transition_issue(issue, "31")
    assert client.issue(issue.key).fields.resolution.name == "Done"


def test_a_screen_without_resolution_refuses_one(fake, client):
    issue = client.create_issue(fields(project="WEB"))
    client.transition_issue(issue, "111")
    with pytest.raises(JIRAError, match="'resolution' cannot be set"):
        client.transition_issue(issue, "121", fields={"resolution": {"name": "Done"}})
    client.transition_issue(issue, "131")
    assert client.issue(issue.key).fields.resolution.name == "Won't Do"


def test_searching_with_the_package(fake, client):
    for number in range(5):
        fake.create_as_person("OPS", f"issue {number}", labels=["ours"])
    fake.create_as_person("WEB", "another", labels=["ours"])
    found = client.search_issues('labels = "ours" AND project = OPS ORDER BY created ASC', maxResults=False)
    assert [each.fields.summary for each in found] == [f"issue {number}" for number in range(5)]


def test_comments_links_and_history_with_the_package(fake, client):
    issue = client.create_issue(fields())
    client.add_comment(issue, "Due tomorrow.")
    assert [each.body for each in client.comments(issue)] == ["Due tomorrow."]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for title in ("old", "new"):
            client.add_remote_link(issue.key, {"url": "http://x.example/", "title": title}, globalId="g1")
    assert [each.object.title for each in client.remote_links(issue)] == ["new"]
    fake.edit_as_person(issue.key, by="Kim Sample", duedate=DUE)
    histories = client.issue(issue.key, expand="changelog").changelog.histories
    changes = [(each.author.displayName, item.field, item.toString) for each in histories for item in each.items]
    assert ("Kim Sample", "duedate", "2026-12-01 00:00:00.0") in changes


# --- what is refused -----------------------------------------------------------------------------------------------

WRONG = [
    ({"summary": "x" * 256}, "summary", "Summary must be less than 255 characters."),
    ({"summary": " "}, "summary", "You must specify a summary of the issue."),
    ({"description": "x" * 32768}, "description", "It exceeds the allowed limit of 32,767 characters."),
    ({"duedate": "01.12.2026"}, "duedate", "Error parsing date string: 01.12.2026"),
    ({"labels": ["two words"]}, "labels", "spaces"),
    ({"priority": {"name": "Huge"}}, "priority", "Priority name 'Huge' is not valid"),
    ({"components": [{"name": "None"}]}, "components", "Components name 'None' is not valid"),
    ({"customfield_10010": {"value": "S9"}}, "customfield_10010", "Option value 'S9' is not valid"),
    ({"customfield_10015": "3"}, "customfield_10015", "Operation value must be a number"),
    ({"customfield_10020": "x"}, "customfield_10020", NOT_ON_SCREEN.format("customfield_10020")),
    ({"status": {"name": "Done"}}, "status", NOT_ON_SCREEN.format("status")),
    ({"issuetype": {"name": "Saga"}}, "issuetype", "issue type"),
    ({"project": {"key": "NONE"}}, "project", "valid project is required"),
]


@pytest.mark.parametrize(("given", "name", "words"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_wrong_values_are_told_by_field(fake, raw, given, name, words):
    status, body = raw("POST", "/issue", {"fields": fields() | given})
    assert status == 400
    assert words in body["errors"][name]
    assert body["errorMessages"] == []
    assert not fake.world.issues


@pytest.mark.parametrize("name", ["lee", "max"])
def test_who_is_gone_or_of_another_project_cannot_be_assigned(fake, raw, name):
    status, body = raw("POST", "/issue", {"fields": fields(assignee=person(fake, name))})
    assert status == 400
    assert "cannot be assigned issues" in body["errors"]["assignee"]


def test_required_fields_and_missing_permissions(fake, raw):
    screen = fake.project("OPS").create_screens["10002"]
    screen["duedate"].required = True
    screen["customfield_10010"] = OnScreen(required=True, allowed={"10100"})
    _, body = raw("POST", "/issue", {"fields": fields()})
    assert body["errors"] == {"duedate": "Due date is required.", "customfield_10010": "Severity is required."}
    good = {"duedate": "2026-12-01", "customfield_10010": {"value": "S1"}}
    assert raw("POST", "/issue", {"fields": fields(**good)})[0] == 201
    _, meta = raw("GET", "/issue/createmeta/OPS/issuetypes/10002")
    listed = {each["fieldId"]: each for each in meta["fields" if fake.cloud else "values"]}
    assert [each["value"] for each in listed["customfield_10010"]["allowedValues"]] == ["S1"]
    fake.deny("SCHEDULE_ISSUES", "OPS")
    _status, body = raw("POST", "/issue", {"fields": fields(**good)})
    assert body["errors"] == {"duedate": NOT_ON_SCREEN.format("duedate")}
    fake.deny("CREATE_ISSUES")
    assert raw("POST", "/issue", {"fields": fields()})[0] in (400, 403)
    assert raw("GET", "/issue/createmeta")[0] == 404


def test_archived_and_gone_projects(fake, raw):
    issue = fake.create_as_person("OPS")
    fake.project("OPS").archived = True
    assert raw("GET", f"/issue/{issue.id}")[0] == (404 if fake.cloud else 200)
    assert raw("PUT", f"/issue/{issue.id}", {"fields": {"summary": "x"}})[0] == (404 if fake.cloud else 403)
    assert raw("POST", "/issue", {"fields": fields()})[0] == 400
    fake.project("OPS").gone = True
    assert raw("GET", "/project/OPS")[0] == raw("GET", f"/issue/{issue.id}")[0] == 404


def test_custom_fields_of_every_kind(fake, raw):
    given = {
        "customfield_10011": [{"value": "Search"}, {"id": "10111"}],
        "customfield_10012": {"value": "Europe", "child": {"value": "Paris"}},
        "customfield_10013": person(fake, "dana"),
        "customfield_10015": 3,
        "customfield_10017": ["t"],
        "components": [{"name": "Backend"}],
        "security": {"name": "Staff"},
    }
    assert raw("POST", "/issue", {"fields": fields(**given)})[0] == 201
    shown = raw("GET", "/issue/OPS-1")[1]["fields"]
    assert [each["value"] for each in shown["customfield_10011"]] == ["Search", "Payments"]
    assert shown["customfield_10012"]["child"]["value"] == "Paris"
    assert shown["customfield_10013"]["displayName"] == "Dana Example"
    assert (shown["customfield_10015"], shown["customfield_10017"], shown["security"]["name"]) == (3.0, ["t"], "Staff")
    assert raw("POST", "/issue", {"fields": fields("secret", security={"name": "Board"})})[0] == 201
    assert raw("GET", "/issue/OPS-2")[0] == 404
    assert raw("POST", "/issue", {"fields": fields() | {"issuetype": {"name": "Sub-task"}}})[1]["errors"]["parent"]
    kind = {"issuetype": {"name": "Sub-task"}, "parent": {"key": "OPS-1"}}
    assert raw("POST", "/issue", {"fields": fields() | kind})[0] == 201
    assert raw("GET", "/issue/OPS-3", fields="parent")[1]["fields"]["parent"]["key"] == "OPS-1"


def test_v3_speaks_adf_and_v2_text(cloud):
    raw, new = Raw(cloud), Raw(cloud, "3")
    status, body = new("POST", "/issue", {"fields": fields(description="plain")})
    assert (status, "Atlassian Document" in body["errors"]["description"]) == (400, True)
    assert new("POST", "/issue", {"fields": fields(description=from_text("one\n\ntwo"))})[0] == 201
    assert raw("GET", "/issue/OPS-1")[1]["fields"]["description"] == "one\ntwo"
    assert new("POST", "/issue/OPS-1/comment", {"body": "plain"})[0] == 400
    assert new("POST", "/issue/OPS-1/comment", {"body": {"type": "doc", "version": 1, "content": [{}]}})[0] == 400
    assert raw("POST", "/issue/OPS-1/comment", {"body": "plain"})[0] == 201
    assert new("GET", "/issue/OPS-1/comment")[1]["comments"][0]["body"]["type"] == "doc"
    raw.session.close()
    new.session.close()


# --- properties, bulk fetch, moves ---------------------------------------------------------------------------------


def test_properties_come_with_the_create_and_leave_no_trace_of_change(fake, raw):
    raw("POST", "/issue", {"fields": fields(), "properties": [{"key": "marker", "value": {"k": 1}}]})
    updated = fake.issue("OPS-1").updated
    assert raw("GET", "/issue/OPS-1/properties/marker")[1] == {"key": "marker", "value": {"k": 1}}
    assert raw("PUT", "/issue/OPS-1/properties/marker", {"k": 2})[0] == 200
    assert raw("PUT", "/issue/OPS-1/properties/other", "text")[0] == 201
    assert raw("PUT", "/issue/OPS-1/properties/large", "x" * 32768)[0] == 400
    assert raw("GET", "/issue/OPS-1", properties="marker,other")[1]["properties"] == {
        "marker": {"k": 2},
        "other": "text",
    }
    assert raw("DELETE", "/issue/OPS-1/properties/other")[0] == 204
    assert [each["key"] for each in raw("GET", "/issue/OPS-1/properties")[1]["keys"]] == ["marker"]
    assert raw("GET", "/issue/OPS-1/properties/other")[0] == 404
    assert fake.issue("OPS-1").updated == updated
    assert fake.clone_as_person("OPS-1").properties == {}


def test_a_moved_ticket_keeps_its_id_and_its_old_key_leads_to_it(fake, raw):
    issue = fake.create_as_person("OPS", labels=["ours"])
    fake.move_as_person("OPS-1", "WEB")
    assert raw("GET", "/issue/OPS-1", fields="summary")[1]["key"] == "WEB-1"
    assert raw("GET", f"/issue/{issue.id}", fields="project")[1]["fields"]["project"]["key"] == "WEB"
    assert raw("PUT", "/issue/OPS-1", {"fields": {"summary": "still there"}})[0] == 204
    fake.hide_as_person("WEB-1")
    assert raw("GET", "/issue/WEB-1")[0] == 404


def test_bulk_fetch_follows_moves_and_tells_what_is_missing(cloud):
    raw = Raw(cloud)
    ids = [str(cloud.create_as_person().id) for _ in range(3)]
    cloud.move_as_person(ids[1], "WEB")
    cloud.delete_as_person(ids[2])
    asked = {"issueIdsOrKeys": ["OPS-2", ids[2], ids[0], "NONE-1"], "fields": ["summary"]}
    status, body = raw("POST", "/issue/bulkfetch", asked)
    assert (status, [each["key"] for each in body["issues"]]) == (200, ["OPS-1", "WEB-1"])
    assert [each["id"] for each in body["issueErrors"]] == [ids[2], "NONE-1"]
    assert raw("POST", "/issue/bulkfetch", {"issueIdsOrKeys": [str(n) for n in range(101)]})[0] == 400
    assert raw("POST", "/issue/bulk", {"issueUpdates": [{"fields": fields()}] * 51})[0] == 400
    status, body = raw("PUT", f"/issue/{ids[0]}", {"fields": {"summary": "new"}}, returnIssue="true")
    assert (status, body["fields"]["summary"]) == (200, "new")
    raw.session.close()


# --- searching -----------------------------------------------------------------------------------------------------


def found(fake: FakeJira, raw: Raw, jql: str, **more: Any) -> Any:
    status, body = raw("GET", "/search/jql" if fake.cloud else "/search", jql=jql, fields="summary", **more)
    return [each["key"] for each in body["issues"]] if status == 200 else body["errorMessages"][0]


def test_the_index_lags_and_reads_do_not(fake, raw):
    fake.search_lag = 300
    issue = fake.create_as_person(labels=["ours"])
    jql = 'labels = "ours"'
    assert found(fake, raw, jql) == []
    assert raw("GET", "/issue/OPS-1")[0] == 200
    if fake.cloud:
        assert found(fake, raw, jql, reconcileIssues=issue.id) == ["OPS-1"]
    fake.clock.advance(301)
    assert found(fake, raw, jql) == ["OPS-1"]
    fake.edit_as_person("OPS-1", labels=["theirs"])
    assert found(fake, raw, jql) == ["OPS-1"]
    fake.clock.advance(301)
    assert found(fake, raw, jql) == []


def test_jql(fake, raw):
    fake.create_as_person("OPS", labels=["a", "b-c"])
    fake.clock.advance(120)
    fake.create_as_person("WEB", labels=["b"])
    fake.edit_as_person("WEB-1", status="Done")
    at = int(datetime(2026, 11, 23, 9, 1, tzinfo=UTC).timestamp() * 1000)
    cases = {
        "labels in (a, b) ORDER BY id ASC": ["OPS-1", "WEB-1"],
        "labels = b-c": ["OPS-1"],
        "project in (OPS, CORE) and key = OPS-1": ["OPS-1"],
        "id in (10101, 10102) order by updated desc": ["WEB-1", "OPS-1"],
        f"labels in (a, b) AND updated >= {at}": ["WEB-1"],
        # The account is an hour ahead of UTC.
        'labels in (a, b) AND created < "2026-11-23 10:01"': ["OPS-1"],
        'project = WEB AND statusCategory = "done"': ["WEB-1"],
        "statusCategory != Done AND project in (OPS, WEB)": ["OPS-1"],
        "project = NONE": "The value 'NONE' does not exist for the field 'project'.",
        "key in (OPS-1, OPS-9)": "An issue with key 'OPS-9' does not exist for the field 'key'.",
        "owner = x": "Field 'owner' does not exist or you do not have permission to view it.",
        "labels ~ x": "The operator '~' is not supported by the 'labels' field.",
        "labels = a@b": "Error in the JQL Query: The character '@' is a reserved JQL character.",
        "project = OPS OR project = WEB": "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'OR'.",
        'updated >= "yesterday"': "Date value 'yesterday' for field 'updated' is invalid.",
    }
    for jql, expected in cases.items():
        answer = found(fake, raw, jql)
        assert answer == expected or (isinstance(expected, str) and answer.startswith(expected)), (jql, answer)


def test_cloud_pages_by_token(cloud):
    raw = Raw(cloud)
    for _ in range(5):
        cloud.create_as_person(labels=["ours"])
    cloud.page_cap = 2
    pages, token = [], {}
    while not pages or token:
        body = raw("GET", "/search/jql", jql="labels = ours ORDER BY id ASC", **token)[1]
        pages.append([sorted(each) for each in body["issues"]])
        token = {"nextPageToken": body["nextPageToken"]} if not body["isLast"] else {}
    assert pages == [[["id"]] * 2, [["id"]] * 2, [["id"]]]
    assert raw("GET", "/search/jql", jql="labels = ours", startAt=1)[0] == 400
    assert raw("POST", "/search/jql", {"jql": "labels = ours", "startAt": 1})[0] == 400
    assert raw("GET", "/search/jql", jql="ORDER BY id")[1]["errorMessages"][0].startswith("Unbounded")
    assert raw("GET", "/search", jql="labels = ours")[0] == 410
    assert raw("POST", "/search/approximate-count", {"jql": "labels = ours"})[1] == {"count": 5}
    raw.session.close()


def test_datacenter_pages_by_offset(datacenter):
    raw = Raw(datacenter)
    for _ in range(3):
        datacenter.create_as_person(labels=["ours"])
    body = raw("GET", "/search", jql="labels = ours ORDER BY id ASC", startAt=1, maxResults=1)[1]
    assert ([each["key"] for each in body["issues"]], body["total"], body["startAt"]) == (["OPS-2"], 3, 1)
    loose = {"jql": "key in (OPS-1, OPS-9)", "validateQuery": False, "fields": ["summary"]}
    status, body = raw("POST", "/search", loose)
    assert (status, body["total"], len(body["warningMessages"])) == (200, 1, 1)
    assert raw("POST", "/search", {"jql": "labels = ours", "properties": ["x"]})[0] == 400
    assert raw("GET", "/search/jql", jql="labels = ours")[0] == 404
    raw.session.close()


class TestTelling(TellingCases):
    """People, and what Jira tells about itself."""


class TestFaults(FaultCases):
    """What can go wrong on the way."""
