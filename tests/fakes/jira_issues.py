"""Issues in the fake Jira's REST API: made one by one and in bulk, read, changed, deleted, assigned."""

from typing import Any

from fakes.jira_call import CLOUD, ROUTES, Call, failure
from fakes.jira_edit import apply, edited, new_issue, read_properties
from fakes.jira_issue_json import PROPERTIES_LIMIT, issue_json
from fakes.jira_state import Issue, Project
from fakes.server import Refused, Reply

BULK_LIMIT, FETCH_LIMIT = 50, 100
MISSING = "Issue does not exist or you do not have permission to see it."


def the_issue(call: Call, ref: str) -> Issue:
    """Return an issue that the account can see, or answer 404."""
    issue = call.jira.world.find(ref)
    if issue is None or not call.jira.world.sees(issue) or (call.cloud and the_project(call, issue).archived):
        raise failure(404, MISSING if call.cloud else "Issue Does Not Exist")
    return issue


def the_project(call: Call, issue: Issue) -> Project:
    """Return the project of an issue."""
    project = call.jira.world.project(issue.project)
    assert project is not None
    return project


def need(call: Call, issue: Issue, permission: str, words: str) -> None:
    """Refuse a change of an issue for want of a permission, or because its project is archived."""
    project = the_project(call, issue)
    if project.archived:
        raise failure(403, f"Issue {issue.key} is archived and cannot be changed.")
    if call.jira.world.lacks(permission, project):
        raise failure(403 if call.cloud else 400, words)


def created_json(call: Call, issue: Issue) -> dict[str, str]:
    return {"id": str(issue.id), "key": issue.key, "self": f"{call.rest}/issue/{issue.id}"}


@ROUTES.on("POST", "/issue")
def create(call: Call) -> Reply:
    payload = call.body()
    return Reply(201, created_json(call, new_issue(call, payload, call.jira.account)))


@ROUTES.on("POST", "/issue/bulk")
def bulk_create(call: Call) -> Reply:
    entries = call.body().get("issueUpdates")
    if not isinstance(entries, list) or not entries:
        raise failure(400, "The request must have issueUpdates.")
    if len(entries) > BULK_LIMIT:
        raise failure(400, f"Only {BULK_LIMIT} issues can be created at once; {len(entries)} were given.")
    issues: list[dict[str, str]] = []
    errors: list[dict[str, Any]] = []
    for number, entry in enumerate(entries):
        try:
            issues.append(
                created_json(call, new_issue(call, entry if isinstance(entry, dict) else {}, call.jira.account))
            )
        except Refused as refused:
            status = refused.reply.status
            errors.append({"status": status, "elementErrors": refused.reply.body, "failedElementNumber": number})
    return Reply(201 if issues else 400, {"issues": issues, "errors": errors})


def _strings(body: dict[str, Any], name: str) -> list[str]:
    given = body.get(name) or []
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise failure(400, "Invalid request payload. Refer to the REST API documentation and try again.")
    return given


@ROUTES.on("POST", "/issue/bulkfetch", CLOUD)
def bulk_fetch(call: Call) -> Reply:
    body = call.body({"issueIdsOrKeys", "fields", "fieldsByKeys", "properties", "expand"})
    refs, properties = _strings(body, "issueIdsOrKeys"), _strings(body, "properties")
    if not refs or len(refs) > FETCH_LIMIT:
        raise failure(400, f"Between 1 and {FETCH_LIMIT} issue ids or keys must be given.")
    if len(properties) > PROPERTIES_LIMIT:
        raise failure(400, f"At most {PROPERTIES_LIMIT} properties can be asked for.")
    found: dict[int, Issue] = {}
    missing = []
    for ref in dict.fromkeys(refs):
        try:
            issue = the_issue(call, ref)
            found[issue.id] = issue
        except Refused:
            missing.append({"id": ref, "errorMessage": MISSING})
    fields, expand = _strings(body, "fields"), _strings(body, "expand")
    issues = [
        issue_json(call, found[number], fields=fields, properties=properties, expand=expand, default="*navigable")
        for number in sorted(found)
    ]
    return Reply(200, {"issues": issues, "issueErrors": missing})


@ROUTES.on("GET", "/issue/{ref}")
def read(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    asked = {name: call.listed(name) for name in ("fields", "properties", "expand")}
    return Reply(200, issue_json(call, issue, **asked))


@ROUTES.on("PUT", "/issue/{ref}")
def change(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    need(call, issue, "EDIT_ISSUES", "You do not have permission to edit issues in this project.")
    project, payload = the_project(call, issue), call.body()
    if (
        call.param("notifyUsers") == "false"
        and not call.cloud
        and call.jira.world.lacks("ADMINISTER_PROJECTS", project)
    ):
        words = "To discard the user notification either admin or project admin permissions are required."
        raise failure(403, words)
    properties = read_properties(payload)
    apply(call, issue, edited(call, issue, payload, project.edit_screen(issue.values["issuetype"])), call.jira.account)
    if properties:
        issue.properties |= properties
        call.jira.world.index(issue)
    if call.cloud and call.param("returnIssue") == "true":
        return Reply(200, issue_json(call, issue, expand=call.listed("expand")))
    return Reply(204)


@ROUTES.on("DELETE", "/issue/{ref}")
def delete(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    need(call, issue, "DELETE_ISSUES", "You do not have permission to delete issues in this project.")
    call.jira.world.remove(issue)
    return Reply(204)


@ROUTES.on("PUT", "/issue/{ref}/assignee")
def assign(call: Call, ref: str) -> Reply:
    issue, body = the_issue(call, ref), call.body()
    need(call, issue, "ASSIGN_ISSUES", "You do not have permission to assign issues.")
    if call.cloud and "name" in body:
        raise failure(400, "'accountId' must be the only user identifying query parameter in GDPR strict mode.")
    screen = {"assignee": the_project(call, issue).create_screens[issue.values["issuetype"]]["assignee"]}
    apply(call, issue, edited(call, issue, {"fields": {"assignee": body}}, screen), call.jira.account)
    return Reply(204)
