"""The fake GitHub's issues over REST: lists and their filters, creating, changing, and what is refused or dropped."""

from datetime import date
from typing import Any

from fakes.githubcall import ROUTES, Call, failure, instant, invalid
from fakes.githubjson import fields_of, issue_json, values_json
from fakes.githubmodel import MAX_BODY, MAX_LABEL, MAX_TITLE, Issue, IssueField, Repo, Value
from fakes.githubrules import change, create_issue
from fakes.server import Reply

ISSUES = "/repos/{owner}/{name}/issues"
ISSUE = ISSUES + r"/(?P<number>\d+)"
TEXT = (str, int, type(None))
KINDS: dict[str, Any] = {
    "title": TEXT,
    "body": (str, type(None)),
    "assignee": (str, type(None)),
    "assignees": (list, type(None)),
    "labels": (list, type(None)),
    "milestone": TEXT,
    "state": str,
    "state_reason": (str, type(None)),
    "issue_field_values": (list, type(None)),
}
REASONS = ("completed", "not_planned", "duplicate", "reopened", None)


@ROUTES.on("GET", ISSUES)
def list_issues(call: Call, owner: str, name: str) -> Reply:
    """Return what matches; where issues are switched off, only the pull requests."""
    repo = call.repo(owner, name)
    found = [issue for issue in repo.issues.values() if (repo.has_issues or issue.pull) and _matches(call, repo, issue)]
    field = {"updated": "updated_at", "created": "created_at"}.get(call.param("sort"), "created_at")
    by_comments = call.param("sort") == "comments"
    newest_first = call.param("direction", "desc") != "asc"
    found.sort(
        key=lambda issue: (len(issue.comments) if by_comments else getattr(issue, field), issue.number),
        reverse=newest_first,
    )
    return call.reply([issue_json(call, repo, issue) for issue in call.page(found)])


def _matches(call: Call, repo: Repo, issue: Issue) -> bool:
    state = call.param("state", "open")
    if state not in ("open", "closed", "all"):
        raise invalid("Issue", "state", value=state)
    labels = [label.strip().lower() for label in call.param("labels").split(",") if label.strip()]
    since = call.param("since")
    return (
        state in ("all", issue.state)
        and set(labels) <= set(issue.labels)
        and call.param("creator").lower() in ("", issue.user.lower())
        and _by_assignee(call, issue)
        and _by_milestone(call, repo, issue)
        and (not since or issue.updated_at.replace(microsecond=0) >= instant(since, "Issue", "since"))
    )


def _by_assignee(call: Call, issue: Issue) -> bool:
    wanted = call.param("assignee")
    if wanted in ("", "*", "none"):
        return wanted == "" or bool(issue.assignees) == (wanted == "*")
    if call.state.account(wanted) is None:
        raise invalid("Issue", "assignee", value=wanted)
    return wanted.lower() in {login.lower() for login in issue.assignees}


def _by_milestone(call: Call, repo: Repo, issue: Issue) -> bool:
    wanted = call.param("milestone")
    if wanted in ("", "*", "none"):
        return wanted == "" or (issue.milestone is not None) == (wanted == "*")
    if not wanted.isdecimal() or int(wanted) not in repo.milestones:
        raise invalid("Issue", "milestone", value=wanted)
    return issue.milestone == int(wanted)


@ROUTES.on("POST", ISSUES)
def post_issue(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name, write=True)
    if not repo.has_issues:
        raise failure(410, "Issues has been disabled in this repository.")
    body = call.body(**KINDS)
    if "title" not in body:
        raise failure(422, 'Invalid request.\n\n"title" wasn\'t supplied.')
    changes = asked(call, repo, body, None)
    changes.pop("state", None)
    issue = create_issue(call.state, repo, call.actor, call.now, changes.pop("title"), **changes)
    shown = issue_json(call, repo, issue, single=True)
    return call.reply(shown, 201, Location=shown["url"])


@ROUTES.on("GET", ISSUE)
def get_issue(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    issue = call.issue(repo, number)
    return call.reply(issue_json(call, repo, issue, single=True), changed=issue.updated_at)


@ROUTES.on("PATCH", ISSUE)
def patch_issue(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name, write=True)
    issue = call.issue(repo, number)
    if not call.may(repo, "triage") and call.actor != issue.user:
        raise failure(403, "Must have admin rights to Repository.")
    change(call.state, repo, issue, call.actor, call.now, **asked(call, repo, call.body(**KINDS), issue))
    return call.reply(issue_json(call, repo, issue, single=True))


@ROUTES.on("POST", ISSUE + "/assignees")
def add_assignees(call: Call, owner: str, name: str, number: str) -> Reply:
    """Add people to those an issue is assigned to; who cannot be is dropped without a word."""
    repo = call.repo(owner, name, write=True)
    issue = call.issue(repo, number)
    known = {login.lower() for login in repo.assignable}
    more = [login for login in call.body(assignees=list).get("assignees", []) if str(login).lower() in known]
    if call.may(repo, "write"):
        change(call.state, repo, issue, call.actor, call.now, assignees=[*issue.assignees, *more])
    return call.reply(issue_json(call, repo, issue, single=True), 201)


def asked(call: Call, repo: Repo, body: dict[str, Any], issue: Issue | None) -> dict[str, Any]:
    """Return the changes that a body asks for, checked; what the caller may not set is dropped without a word."""
    changes = _texts(body, issue) | _status(body)
    if not call.may(repo, "write"):
        return changes
    if body.get("labels") is not None:
        changes["labels"] = label_names(body["labels"])
    logins = body.get("assignees")
    if logins is None and "assignee" in body:
        logins = [body["assignee"]] if body["assignee"] else []
    if logins is not None:
        changes["assignees"] = _assignable(repo, logins, as_list=issue is None)
    if "milestone" in body:
        changes["milestone"] = _milestone(repo, body["milestone"])
    if body.get("issue_field_values") is not None:
        changes["values"] = field_values(fields_of(call, repo), body["issue_field_values"])
    return changes


def _texts(body: dict[str, Any], issue: Issue | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "title" in body and (body["title"] is not None or issue is None):
        title = str(body["title"] if body["title"] is not None else "").strip()
        if not title:
            raise invalid("Issue", "title", "missing_field")
        if len(title) > MAX_TITLE:
            raise invalid("Issue", "title", "custom", message=f"title is too long (maximum is {MAX_TITLE} characters)")
        found["title"] = title
    if "body" in body:
        found["body"] = checked_text(body["body"], "Issue")
    return found


def checked_text(text: str | None, resource: str) -> str | None:
    """Return a body that is short enough."""
    if text is not None and len(text) > MAX_BODY:
        raise invalid(resource, "body", "custom", message=f"body is too long (maximum is {MAX_BODY} characters)")
    return text


def _status(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("state", "open") not in ("open", "closed"):
        raise invalid("Issue", "state", value=body["state"])
    if body.get("state_reason") not in REASONS:
        raise invalid("Issue", "state_reason", value=body["state_reason"])
    return {name: body[name] for name in ("state", "state_reason") if name in body}


def label_names(labels: list[Any]) -> list[str]:
    """Return the names of labels, given as names or as objects."""
    names = [each.get("name") if isinstance(each, dict) else each for each in labels]
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise invalid("Label", "name", "missing_field")
        if len(name) > MAX_LABEL:
            raise invalid("Label", "name", "custom", message=f"name is too long (maximum is {MAX_LABEL} characters)")
    return [name.strip() for name in names]


def _assignable(repo: Repo, logins: list[Any], *, as_list: bool) -> list[str]:
    known = {login.lower() for login in repo.assignable}
    names = [each.get("login") if isinstance(each, dict) else each for each in logins]
    if wrong := [name for name in names if not isinstance(name, str) or name.lower() not in known]:
        raise invalid("Issue", "assignees", value=wrong if as_list else wrong[0])
    return names


def _milestone(repo: Repo, wanted: Any) -> int | None:
    if wanted in (None, ""):
        return None
    if not str(wanted).isdecimal() or int(wanted) not in repo.milestones:
        raise invalid("Issue", "milestone", value=wanted)
    return int(wanted)


# --- issue fields of an organisation ---------------------------------------------------------------------------------


def field_values(fields: dict[int, IssueField], sent: list[Any]) -> dict[int, Value]:
    """Return values by field; fields that the repository does not have are dropped without a word."""
    found: dict[int, Value] = {}
    for entry in sent:
        if not isinstance(entry, dict) or not isinstance(entry.get("field_id"), int) or "value" not in entry:
            raise failure(422, "Invalid request.\n\nEach issue field value needs a field_id and a value.")
        if fields and entry["field_id"] not in fields:
            raise invalid("IssueFieldValue", "field_id", value=entry["field_id"])
        if fields:
            found[entry["field_id"]] = _value(fields[entry["field_id"]], entry["value"])
    return found


def _value(field: IssueField, value: Any) -> Value:
    wrong = invalid("IssueFieldValue", field.name, value=str(value))
    if field.data_type == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong
        return value
    if not isinstance(value, str):
        raise wrong
    if field.data_type == "date":
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise wrong from None
    if field.data_type == "single_select" and value not in {option.name for option in field.options}:
        raise wrong
    return value


@ROUTES.on("GET", "/orgs/{org}/issue-fields")
def list_fields(call: Call, org: str) -> Reply:
    account = call.state.account(org)
    scopes = call.token.scopes if call.token else ()
    if account is None or account.kind != "Organization" or (scopes is not None and "read:org" not in scopes):
        raise failure(404, "Not Found")
    shown = [
        {
            "id": field.id,
            "node_id": f"IF_{field.id}",
            "name": field.name,
            "description": None,
            "data_type": field.data_type,
            "visibility": "organization_members_only",
            "options": [{"id": int(each.id), "name": each.name, "color": each.color.lower()} for each in field.options],
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }
        for field in account.issue_fields
    ]
    return call.reply(shown)


@ROUTES.on("GET", ISSUE + "/issue-field-values")
def get_values(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    return call.reply(call.page(values_json(call, repo, call.issue(repo, number))))


@ROUTES.on("POST", ISSUE + "/issue-field-values")
def add_values(call: Call, owner: str, name: str, number: str) -> Reply:
    """Set the values that are named, and keep the others."""
    return _store_values(call, owner, name, number, replace=False)


@ROUTES.on("PUT", ISSUE + "/issue-field-values")
def put_values(call: Call, owner: str, name: str, number: str) -> Reply:
    """Set the values that are named, and take away the others."""
    return _store_values(call, owner, name, number, replace=True)


def _store_values(call: Call, owner: str, name: str, number: str, *, replace: bool) -> Reply:
    repo = call.repo(owner, name, role="write", write=True)
    issue = call.issue(repo, number)
    fields = fields_of(call, repo)
    if not fields:
        raise failure(404, "Not Found")
    values = field_values(fields, call.body(issue_field_values=list).get("issue_field_values", []))
    gone = dict.fromkeys(set(issue.values) - set(values)) if replace else {}
    change(call.state, repo, issue, call.actor, call.now, values={**gone, **values})
    return call.reply(values_json(call, repo, issue))


@ROUTES.on("DELETE", ISSUE + "/issue-field-values/{field}")
def delete_value(call: Call, owner: str, name: str, number: str, field: str) -> Reply:
    repo = call.repo(owner, name, role="write", write=True)
    issue = call.issue(repo, number)
    if not field.isdecimal() or int(field) not in issue.values:
        raise failure(404, "Not Found")
    change(call.state, repo, issue, call.actor, call.now, values={int(field): None})
    return call.reply(None, 204)
