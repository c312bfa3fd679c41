"""What the fake Jira tells about itself: server, fields, lists, projects, screens of new issues and of changes."""

from typing import Any

from fakes.jira_call import CLOUD, ROUTES, Call, failure
from fakes.jira_edit import settable
from fakes.jira_fields import KINDS, choices, option_json, schema
from fakes.jira_render import issue_type_json, named_json, project_ref_json, status_json, user_json
from fakes.jira_state import OnScreen, Project
from fakes.server import Reply

CLAUSES = {"duedate": ["due", "duedate"], "project": ["project"], "created": ["created", "createdDate"]}


@ROUTES.on("GET", "/serverInfo")
def server_info(call: Call) -> Reply:
    numbers = [1001, 0, 0] if call.cloud else [10, 3, 24]
    found = {
        "baseUrl": call.jira.url,
        "version": "1001.0.0-SNAPSHOT" if call.cloud else "10.3.24",
        "versionNumbers": numbers,
        "deploymentType": "Cloud" if call.cloud else "Server",
        "buildNumber": 100285 if call.cloud else 10030024,
        "buildDate": "2026-04-02T00:00:00.000+0000",
        "serverTime": call.stamp(call.jira.world.now()),
        "scmInfo": "0f1e2d3c4b5a",
        "serverTitle": "Fake Jira",
    }
    if call.cloud:
        found |= {"displayUrl": call.jira.url, "serverTimeZone": "Etc/UTC"}
    return Reply(200, found)


@ROUTES.on("GET", "/field")
def fields(call: Call) -> Reply:
    found = []
    for each in call.jira.world.fields.values():
        number = each.id.removeprefix("customfield_")
        clauses = [f"cf[{number}]", each.name] if each.custom else CLAUSES.get(each.id, [each.id])
        own = {"id": each.id, "name": each.name, "custom": each.custom, "orderable": True, "navigable": True}
        shown = own | {"searchable": True, "clauseNames": clauses, "schema": schema(each)}
        found.append(shown | ({"key": each.id} if call.cloud else {}))
    return Reply(200, found)


@ROUTES.on("GET", "/priority")
def priorities(call: Call) -> Reply:
    return Reply(200, [named_json(call, "priority", each) for each in call.jira.world.priorities])


@ROUTES.on("GET", "/resolution")
def resolutions(call: Call) -> Reply:
    entries = call.jira.world.resolutions
    return Reply(200, [named_json(call, "resolution", each) | {"description": ""} for each in entries])


@ROUTES.on("GET", "/status")
def statuses(call: Call) -> Reply:
    return Reply(200, [status_json(call, each) for each in call.jira.world.statuses])


@ROUTES.on("GET", "/issuetype")
def issue_types(call: Call) -> Reply:
    return Reply(200, [issue_type_json(call, each) for each in call.jira.world.types])


# --- projects ------------------------------------------------------------------------------------------------------


def visible_project(call: Call, ref: str, *, status: int = 404) -> Project:
    """Return a project that the account may browse, or answer `status`."""
    project = call.jira.world.project(ref)
    if project is None or call.jira.world.lacks("BROWSE_PROJECTS", project):
        raise failure(status, f"No project could be found with key '{ref}'.")
    return project


@ROUTES.on("GET", "/project/{ref}")
def project(call: Call, ref: str) -> Reply:
    found = visible_project(call, ref)
    lead = call.jira.world.user(found.lead)
    shown = project_ref_json(call, found) | {
        "expand": "description,lead,issueTypes,url,projectKeys",
        "description": "",
        "assigneeType": "UNASSIGNED",
        "components": [_component(call, found, each) for each in found.components],
        "issueTypes": [issue_type_json(call, each) for each in found.types],
        "versions": [_version(call, found, each) for each in found.versions],
        "roles": {},
        "archived": found.archived,
    }
    if lead is not None:
        shown["lead"] = user_json(call, lead)
    if call.cloud:
        shown |= {"simplified": False, "style": "classic", "isPrivate": False, "properties": {}}
    return Reply(200, shown)


def _component(call: Call, found: Project, each: Any) -> dict[str, Any]:
    own = named_json(call, "components", each)
    return own | {"project": found.key, "projectId": int(found.id), "assigneeType": "PROJECT_DEFAULT"}


def _version(call: Call, found: Project, each: Any) -> dict[str, Any]:
    own = named_json(call, "fixVersions", each)
    return own | {"projectId": int(found.id), "released": False, "archived": False}


@ROUTES.on("GET", "/project/{ref}/components")
def components(call: Call, ref: str) -> Reply:
    found = visible_project(call, ref)
    return Reply(200, [_component(call, found, each) for each in found.components])


@ROUTES.on("GET", "/project/{ref}/versions")
def versions(call: Call, ref: str) -> Reply:
    found = visible_project(call, ref)
    return Reply(200, [_version(call, found, each) for each in found.versions])


@ROUTES.on("GET", "/project/{ref}/statuses")
def project_statuses(call: Call, ref: str) -> Reply:
    found = visible_project(call, ref)
    ids = {found.initial_status, *(each.target for each in found.transitions)}
    shown = [status_json(call, each) for each in call.jira.world.statuses if each.id in ids]
    return Reply(200, [issue_type_json(call, each) | {"statuses": shown} for each in found.types])


@ROUTES.on("GET", "/project")
def projects(call: Call) -> Reply:
    world = call.jira.world
    seen = [each for each in world.projects if not each.gone and not world.lacks("BROWSE_PROJECTS", each)]
    return Reply(200, [project_ref_json(call, each) for each in seen])


@ROUTES.on("GET", "/project/search", CLOUD)
def project_search(call: Call) -> Reply:
    world = call.jira.world
    seen = [each for each in world.projects if not each.gone and not world.lacks("BROWSE_PROJECTS", each)]
    page, numbers = call.page(seen, default=50, cap=50)
    last = numbers["startAt"] + len(page) >= numbers["total"]
    return Reply(200, numbers | {"isLast": last, "values": [project_ref_json(call, each) for each in page]})


# --- screens -------------------------------------------------------------------------------------------------------


def field_meta(call: Call, found: Project, name: str, on_screen: OnScreen) -> dict[str, Any]:
    """Return what Jira tells about a field on a screen."""
    field = call.jira.world.fields[name]
    kind = KINDS[field.kind]
    meta: dict[str, Any] = {
        "required": on_screen.required,
        "schema": schema(field),
        "name": field.name,
        "hasDefaultValue": on_screen.default is not None,
        "operations": list(kind.operations),
    }
    if on_screen.default is not None:
        meta["defaultValue"] = on_screen.default
    if kind.type == "user":
        meta["autoCompleteUrl"] = f"{call.rest}/user/assignable/search?project={found.key}&query="
    if name == "project":
        meta["allowedValues"] = [project_ref_json(call, found)]
    elif (entries := choices(call.jira.world, found, field)) or kind.type in ("priority", "option", "resolution"):
        entries = [each for each in entries if on_screen.allowed is None or each.id in on_screen.allowed]
        meta["allowedValues"] = [_allowed(call, name, each) for each in entries]
    return meta | ({"key": name} if call.cloud else {})


def _allowed(call: Call, name: str, entry: Any) -> dict[str, Any]:
    if name == "issuetype":
        return issue_type_json(call, entry)
    if not hasattr(entry, "value"):
        return named_json(call, name, entry)
    children = [option_json(call, each) for each in entry.children]
    return option_json(call, entry) | ({"children": children} if children else {})


@ROUTES.on("GET", "/issue/createmeta")
def old_createmeta(call: Call) -> Reply:
    raise failure(
        404, "Issue does not exist or you do not have permission to see it." if call.cloud else "Issue Does Not Exist"
    )


def _creatable(call: Call, ref: str) -> Project:
    found = visible_project(call, ref, status=404 if call.cloud else 400)
    if call.jira.world.lacks("CREATE_ISSUES", found):
        raise failure(404 if call.cloud else 400, f"No project could be found with key '{ref}'.")
    return found


@ROUTES.on("GET", "/issue/createmeta/{ref}/issuetypes")
def createmeta_types(call: Call, ref: str) -> Reply:
    types = [issue_type_json(call, each) for each in _creatable(call, ref).types]
    return _meta_page(call, "issueTypes", types)


@ROUTES.on("GET", "/issue/createmeta/{ref}/issuetypes/{kind}")
def createmeta_fields(call: Call, ref: str, kind: str) -> Reply:
    found = _creatable(call, ref)
    if kind not in found.create_screens:
        raise failure(404 if call.cloud else 400, f"Issue type with id '{kind}' is not available in the project.")
    screen = settable(call, found, found.create_screens[kind])
    return _meta_page(call, "fields", [{**field_meta(call, found, n, on), "fieldId": n} for n, on in screen.items()])


def _meta_page(call: Call, name: str, entries: list[Any]) -> Reply:
    page, numbers = call.page(entries, default=50, cap=200)
    if call.cloud:
        return Reply(200, numbers | {name: page})
    return Reply(200, numbers | {"isLast": numbers["startAt"] + len(page) >= numbers["total"], "values": page})
