"""The fake GitHub's GraphQL: issues, and the projects that they are on."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from fakes.githubcall import ROLES, ROUTES, Call, failure, stamp
from fakes.githubmodel import Account, Issue, Option, Project, ProjectField, ProjectItem, Repo, Value, node_id
from fakes.githubql import GraphError, Parser, Run
from fakes.server import Reply

Object = dict[str, Any]
VALUES = {"DATE": ("Date", "date"), "TEXT": ("Text", "text"), "NUMBER": ("Number", "number")}
INPUTS = {"DATE": "date", "TEXT": "text", "NUMBER": "number", "SINGLE_SELECT": "singleSelectOptionId"}


@ROUTES.on("POST", "/graphql")
def graphql(call: Call) -> Reply:
    """Answer a document: 200 with errors in the body, but for a missing credential."""
    if call.token is None:
        raise failure(401, "This endpoint requires you to be authenticated.")
    body = call.body(query=str, variables=(dict, type(None)), operationName=(str, type(None)))
    if "query" not in body:
        raise failure(400, "A query attribute must be specified and must be a string.")
    try:
        document = Parser(body["query"]).document()
        name = body.get("operationName") or next(iter(document.operations), "")
        verb, defaults, selections = document.operations[name]
    except (GraphError, KeyError) as error:
        return call.reply({"errors": [{"message": str(error)}]})
    run = Run(document, defaults | (body.get("variables") or {}))
    roots: dict[str, Callable[[Call], Object]] = {"query": _query, "mutation": _mutation}
    data = run.pick(roots[verb](call), selections)
    if any(error["type"] == "undefinedField" for error in run.errors):
        return call.reply({"errors": run.errors})
    return call.reply({"data": data} | ({"errors": run.errors} if run.errors else {}))


def _missing(kind: str, words: str) -> GraphError:
    return GraphError(f"Could not resolve to a {kind} with the {words}.", "NOT_FOUND")


def _scoped(call: Call, write: bool = False) -> None:
    scopes = call.token.scopes if call.token else ()
    if scopes is not None and "project" not in scopes and (write or "read:project" not in scopes):
        words = (
            "Your token has not been granted the required scopes to execute this query. The 'projectV2' field requires"
        )
        raise GraphError(f"{words} one of the following scopes: ['read:project'].", "INSUFFICIENT_SCOPES")


def _page(nodes: list[Object]) -> Callable[..., Object]:
    """Return a connection: `first` at most a hundred, `after` a cursor, which is a place in the list."""

    def connection(first: int | None = None, after: str | None = None, last: int | None = None, **_: Any) -> Object:
        size = first or last
        if size is None:
            raise GraphError(
                "You must provide a `first` or `last` value to properly paginate.", "MISSING_PAGINATION_BOUNDARIES"
            )
        if size > 100:
            raise GraphError(
                "Requesting more records exceeds the `first` limit of 100 records.", "EXCESSIVE_PAGINATION"
            )
        start = int(after) if after else 0
        shown = nodes[start : start + size] if first else nodes[-size:]
        end = start + len(shown)
        info = {
            "__typename": "PageInfo",
            "hasNextPage": end < len(nodes),
            "hasPreviousPage": start > 0,
            "startCursor": str(start),
            "endCursor": str(end) if shown else None,
        }
        edges = [{"__typename": "Edge", "node": node, "cursor": str(start + at + 1)} for at, node in enumerate(shown)]
        counted = {"__typename": "Connection", "totalCount": len(nodes), "pageInfo": info}
        return counted | {"nodes": shown, "edges": edges}

    return connection


# --- objects ---------------------------------------------------------------------------------------------------------


def _query(call: Call) -> Object:
    def owner(kind: str) -> Callable[..., Object]:
        def find(login: str) -> Object:
            found = call.state.account(login)
            if found is None or (found.kind == "Organization") != (kind == "Organization"):
                raise _missing(kind, f"login of '{login}'")
            return _account(call, found)

        return find

    def repository(owner: str, name: str, **_: Any) -> Object:
        found = call.state.repo(f"{owner}/{name}")
        if found is None:
            found = call.state.repos.get(call.state.renamed.get(f"{owner}/{name}".lower(), 0))
        if found is None or call.role(found) < 0:
            raise _missing("Repository", f"name '{owner}/{name}'")
        return _repository(call, found)

    budget = call.fake.limits.budgets["graphql"]
    limit = {"__typename": "RateLimit", "cost": 1, "limit": budget.limit, "remaining": budget.remaining}
    return {
        "__typename": "Query",
        "viewer": lambda: _actor(call, call.actor),
        "organization": owner("Organization"),
        "user": owner("User"),
        "repositoryOwner": lambda login: _account(call, found) if (found := call.state.account(login)) else None,
        "repository": repository,
        "node": lambda **given: _node(call, given["id"]),
        "nodes": lambda **given: [_node_or_error(call, each) for each in given["ids"]],
        "rateLimit": limit | {"resetAt": stamp(budget.reset), "used": budget.used},
    }


def _node(call: Call, node: str) -> Object:
    for project in call.state.projects:
        if project.id == node:
            return _project(call, project)
        for item in project.items:
            if item.id == node:
                return _item(call, project, item)
    for repo in call.state.repos.values():
        if call.role(repo) < 0:
            continue
        if node_id("R", repo.id) == node:
            return _repository(call, repo)
        for issue in repo.issues.values():
            if issue.node_id == node:
                return _issue(call, repo, issue)
    raise _missing("node", f"global id of '{node}'")


def _node_or_error(call: Call, node: str) -> Object | GraphError:
    try:
        return _node(call, node)
    except GraphError as error:
        return error


def _actor(call: Call, login: str) -> Object:
    found = call.state.account(login)
    kind = found.kind if found else "User"
    return {"__typename": kind, "login": login, "id": node_id("U", found.id if found else 0)}


def _account(call: Call, account: Account) -> Object:
    def project(number: int) -> Object:
        _scoped(call)
        for each in call.state.projects:
            if each.owner.lower() == account.login.lower() and each.number == number:
                return _project(call, each)
        raise _missing("ProjectV2", f"number {number}")

    theirs = [each for each in call.state.projects if each.owner.lower() == account.login.lower()]
    return {
        **_actor(call, account.login),
        "name": account.name,
        "projectV2": project,
        "projectsV2": _page([_project(call, each) for each in theirs]),
    }


def _repository(call: Call, repo: Repo) -> Object:
    def issue(number: int) -> Object:
        found = repo.issues.get(number)
        if found is None or found.pull:
            raise _missing("Issue", f"number of {number}")
        return _issue(call, repo, found)

    owner = call.state.account(repo.owner)
    return {
        "__typename": "Repository",
        "id": node_id("R", repo.id),
        "databaseId": repo.id,
        "name": repo.name,
        "nameWithOwner": repo.full_name,
        "url": f"{call.web}/{repo.full_name}",
        "isArchived": repo.archived,
        "hasIssuesEnabled": repo.has_issues,
        "viewerPermission": ROLES[call.role(repo)].upper(),
        "owner": lambda: _account(call, owner) if owner else None,
        "issue": issue,
        "ref": lambda **given: _ref(call, repo, str(given["qualifiedName"])),
    }


def _ref(call: Call, repo: Repo, name: str) -> Object | None:
    branch = name.removeprefix("refs/heads/")
    if f"heads/{branch}" not in repo.refs:
        return None
    rule, login = repo.protection, call.actor
    shown = {
        "__typename": "RefUpdateRule",
        "viewerCanPush": rule.pushers is None or login in rule.pushers,
        "requiredApprovingReviewCount": rule.reviews,
        "requiredStatusCheckContexts": list(rule.checks) or None,
        "requiresSignatures": rule.signed,
        "allowsForcePushes": False,
        "requiresLinearHistory": rule.linear,
    }
    return {"__typename": "Ref", "name": branch, "refUpdateRule": shown if branch in repo.protected else None}


def _issue(call: Call, repo: Repo, issue: Issue) -> Object:
    def items(**given: Any) -> Object:
        _scoped(call)
        found = [(each, item) for each in call.state.projects for item in each.items if item.issue == issue.id]
        return _page([_item(call, each, item) for each, item in found])(**given)

    labels = [{"__typename": "Label", "name": repo.labels[key].name} for key in issue.labels]
    return {
        "__typename": "PullRequest" if issue.pull else "Issue",
        "id": issue.node_id,
        "databaseId": issue.id,
        "fullDatabaseId": str(issue.id),
        "number": issue.number,
        "title": issue.title,
        "body": issue.body or "",
        "url": f"{call.web}/{repo.full_name}/issues/{issue.number}",
        "state": issue.state.upper(),
        "stateReason": issue.state_reason.upper() if issue.state_reason else None,
        "createdAt": stamp(issue.created_at),
        "updatedAt": stamp(issue.updated_at),
        "closedAt": stamp(issue.closed_at),
        "author": _actor(call, issue.user),
        "assignees": _page([_actor(call, login) for login in issue.assignees]),
        "labels": _page(labels),
        "repository": lambda: _repository(call, repo),
        "projectItems": items,
    }


def _project(call: Call, project: Project) -> Object:
    def named(name: str) -> Object | None:
        return next((_field(each) for each in project.fields if each.name.lower() == name.lower()), None)

    return {
        "__typename": "ProjectV2",
        "id": project.id,
        "number": project.number,
        "title": project.title,
        "closed": False,
        "url": f"{call.web}/orgs/{project.owner}/projects/{project.number}",
        "fields": _page([_field(each) for each in project.fields]),
        "field": named,
        "items": lambda **given: _page([_item(call, project, each) for each in project.items])(**given),
    }


def _field(field: ProjectField) -> Object:
    select = field.data_type == "SINGLE_SELECT"
    found: Object = {"id": field.id, "name": field.name, "dataType": field.data_type}
    if not select:
        return found | {"__typename": "ProjectV2Field"}

    def options(names: list[str] | None = None) -> list[Object]:
        return [_option(each) for each in field.options if names is None or each.name in names]

    return found | {"__typename": "ProjectV2SingleSelectField", "options": options}


def _option(option: Option) -> Object:
    kind = "ProjectV2SingleSelectFieldOption"
    return {"__typename": kind, "id": option.id, "name": option.name, "color": option.color, "description": ""}


def _item(call: Call, project: Project, item: ProjectItem) -> Object:
    def content() -> Object | None:
        found = call.state.issue(item.issue)
        return _issue(call, *found) if found and call.role(found[0]) >= 0 else None

    def by_name(name: str) -> Object | None:
        for field in project.fields:
            if field.name == name and field.id in item.values:
                return _value(field, item.values[field.id])
        return None

    values = [_value(field, item.values[field.id]) for field in project.fields if field.id in item.values]
    return {
        "__typename": "ProjectV2Item",
        "id": item.id,
        "isArchived": False,
        "type": "ISSUE",
        "updatedAt": stamp(item.updated_at),
        "project": lambda: _project(call, project),
        "content": content,
        "fieldValues": _page(values),
        "fieldValueByName": by_name,
    }


def _value(field: ProjectField, value: Value) -> Object:
    if field.data_type == "SINGLE_SELECT":
        option = next(each for each in field.options if each.id == value)
        found: Object = {"name": option.name, "optionId": option.id}
        return found | {"__typename": "ProjectV2ItemFieldSingleSelectValue", "field": _field(field)}
    kind, name = VALUES[field.data_type]
    shown = value.isoformat() if isinstance(value, date) else value
    return {"__typename": f"ProjectV2ItemField{kind}Value", name: shown, "field": _field(field)}


# --- mutations -------------------------------------------------------------------------------------------------------


def _mutation(call: Call) -> Object:
    return {
        "__typename": "Mutation",
        "addProjectV2ItemById": lambda **given: _add(call, given["input"]),
        "updateProjectV2ItemFieldValue": lambda **given: _set(call, given["input"], given["input"].get("value") or {}),
        "clearProjectV2ItemFieldValue": lambda **given: _set(call, given["input"], None),
        "deleteProjectV2Item": lambda **given: _drop(call, given["input"]),
    }


def _writable(call: Call, given: Object) -> Project:
    _scoped(call, write=True)
    for project in call.state.projects:
        if project.id == given.get("projectId"):
            return project
    raise _missing("node", f"global id of '{given.get('projectId')}'")


def _add(call: Call, given: Object) -> Object:
    """Put an issue on a project; one that is there already stays as it is."""
    project = _writable(call, given)
    for repo in call.state.repos.values():
        for issue in repo.issues.values():
            if issue.node_id == given.get("contentId") and call.role(repo) >= 0:
                item = next((each for each in project.items if each.issue == issue.id), None)
                if item is None:
                    item = ProjectItem(node_id("PVTI", next(call.state.ids)), issue.id, call.now)
                    project.items.append(item)
                return {"__typename": "AddProjectV2ItemByIdPayload", "item": _item(call, project, item)}
    raise _missing("node", f"global id of '{given.get('contentId')}'")


def _found(project: Project, given: Object) -> ProjectItem:
    for item in project.items:
        if item.id == given.get("itemId"):
            return item
    raise _missing("node", f"global id of '{given.get('itemId')}'")


def _set(call: Call, given: Object, value: Object | None) -> Object:
    """Set or clear a value; the issue itself counts as unchanged."""
    project = _writable(call, given)
    item = _found(project, given)
    field = next((each for each in project.fields if each.id == given.get("fieldId")), None)
    if field is None:
        raise _missing("node", f"global id of '{given.get('fieldId')}'")
    item.values.pop(field.id, None)
    if value is not None:
        item.values[field.id] = _checked(field, value)
    item.updated_at = call.now
    kind = "UpdateProjectV2ItemFieldValuePayload"
    return {"__typename": kind, "projectV2Item": _item(call, project, item)}


def _checked(field: ProjectField, value: Object) -> Value:
    name = INPUTS.get(field.data_type, "")
    if set(value) != {name}:
        raise GraphError("Did not receive a valid value for the field's type")
    found = value[name]
    if name == "singleSelectOptionId" and found not in {option.id for option in field.options}:
        raise GraphError("The single select option Id does not belong to the field")
    if name == "date":
        if not re.match(r"\d{4}-\d\d-\d\d", str(found)):
            raise GraphError(f'Could not coerce value "{found}" to Date')
        return date.fromisoformat(found[:10])
    return found


def _drop(call: Call, given: Object) -> Object:
    project = _writable(call, given)
    item = _found(project, given)
    project.items.remove(item)
    return {"__typename": "DeleteProjectV2ItemPayload", "deletedItemId": item.id}
