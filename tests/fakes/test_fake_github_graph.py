"""The fake GitHub's GraphQL as PyGithub sends it: projects and the values of their fields."""

from datetime import date

import pytest

from fakes.github import FakeGitHub
from fakes.githubql import GraphError, Parser
from fakes.test_fake_github import call, client

PROJECT = """
query($owner: String!, $number: Int!, $after: String) {
  organization(login: $owner) { projectV2(number: $number) {
    id
    fields(first: 2, after: $after) {  # two at a time
      pageInfo { hasNextPage endCursor }
      nodes { ...Field ... on ProjectV2SingleSelectField { options { id name } } } } } } }
fragment Field on ProjectV2FieldCommon { id name dataType }
"""
ADD = "mutation($p: ID!, $c: ID!) { addProjectV2ItemById(input: {projectId: $p, contentId: $c}) { item { id } } }"
SET = "mutation($input: UpdateProjectV2ItemFieldValueInput!) { updateProjectV2ItemFieldValue(input: $input) { projectV2Item { id } } }"
READ = """
query($id: ID!) { node(id: $id) { ... on Issue { number projectItems(first: 10) { nodes {
  project { number }
  due: fieldValueByName(name: "Due") { ... on ProjectV2ItemFieldDateValue { date } }
  fieldValues(first: 10) { nodes { __typename
    ... on ProjectV2ItemFieldSingleSelectValue { name field { ... on ProjectV2FieldCommon { name } } } } } } } } } }
"""


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_a_date_and_a_choice_are_set_on_a_project(prefix):
    with FakeGitHub(prefix) as hub:
        hub.add_org("acme")
        hub.add_repo("acme/ops")
        issue = hub.create_as_person("acme/ops", "one")
        project = hub.add_project("acme", "Plan", {"Due": "DATE", "Priority": ["High", "Low"], "Note": "TEXT"})
        ask = client(hub).requester.graphql_query
        found: dict[str, dict] = {}
        after = None
        for _ in range(2):
            page = ask(PROJECT, {"owner": "acme", "number": 1, "after": after})[1]["data"]["organization"]["projectV2"]
            found |= {field["name"]: field for field in page["fields"]["nodes"]}
            after = page["fields"]["pageInfo"]["endCursor"]
        assert list(found) == ["Title", "Due", "Priority", "Note"]
        item = ask(ADD, {"p": project.id, "c": issue.node_id})[1]["data"]["addProjectV2ItemById"]["item"]["id"]
        assert ask(ADD, {"p": project.id, "c": issue.node_id})[1]["data"]["addProjectV2ItemById"]["item"]["id"] == item
        choice = {"singleSelectOptionId": found["Priority"]["options"][1]["id"]}
        for name, value in (("Due", {"date": "2026-12-01"}), ("Priority", choice), ("Note", {"text": 'say "hi"'})):
            given = {"projectId": project.id, "itemId": item, "fieldId": found[name]["id"], "value": value}
            ask(SET, {"input": given})
        assert hub.project_value(project, issue, "Due") == date(2026, 12, 1)
        assert hub.project_value(project, issue, "Priority") == "Low"
        hub.set_project_value(project, issue, "Due", date(2027, 1, 31))
        (node,) = ask(READ, {"id": issue.node_id})[1]["data"]["node"]["projectItems"]["nodes"]
        assert (node["due"], node["project"]) == ({"date": "2027-01-31"}, {"number": 1})
        assert {
            "name": "Low",
            "field": {"name": "Priority"},
            "__typename": "ProjectV2ItemFieldSingleSelectValue",
        } in node["fieldValues"]["nodes"]
        assert issue.updated_at == issue.created_at


def test_errors_stand_in_an_answer_that_is_ok():
    with FakeGitHub() as hub:
        hub.add_org("acme")
        hub.add_project("acme", "Plan", {"Due": "DATE"})
        missing = call(hub, "POST", "/graphql", {"query": PROJECT, "variables": {"owner": "acme", "number": 9}})
        assert missing.status_code == 200
        assert missing.json()["data"] == {"organization": {"projectV2": None}}
        assert missing.json()["errors"][0]["type"] == "NOT_FOUND"
        wrong = call(hub, "POST", "/graphql", {"query": "{ viewer { login shoe } }"}).json()
        assert "doesn't exist on type" in wrong["errors"][0]["message"]
        assert "data" not in wrong
        hub.add_token("few", "dana", scopes=("repo",))
        body = {"query": PROJECT, "variables": {"owner": "acme", "number": 1}}
        narrow = call(hub, "POST", "/graphql", body, Authorization="token few").json()
        assert narrow["errors"][0]["type"] == "INSUFFICIENT_SCOPES"
        assert call(hub, "POST", "/graphql", body, Authorization="").status_code == 401


@pytest.mark.parametrize("text", ["{", "query { a(b: ) }", "query Q($a: Int", "{ a(b: {c: [1, 2}) }", "%"])
def test_broken_documents_are_errors(text):
    with pytest.raises(GraphError):
        Parser(text).document()
