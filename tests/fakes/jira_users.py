"""People and permissions in the fake Jira's REST API, and the fields that can be changed in an issue."""

from fakes.jira_call import ROUTES, Call, as_bool, failure
from fakes.jira_edit import settable
from fakes.jira_issues import the_issue, the_project
from fakes.jira_meta import field_meta, visible_project
from fakes.jira_render import user_json
from fakes.jira_state import User
from fakes.jira_world import PERMISSIONS
from fakes.server import Reply

STRICT = "'accountId' must be the only user identifying query parameter in GDPR strict mode."


@ROUTES.on("GET", "/myself")
def myself(call: Call) -> Reply:
    return Reply(200, user_json(call, call.jira.account, own=True) | {"locale": "en_GB"})


@ROUTES.on("GET", "/user")
def user(call: Call) -> Reply:
    if call.cloud and (call.param("username") or call.param("key")):
        raise failure(400, STRICT)
    names = ("accountId",) if call.cloud else ("username", "key")
    asked = {name: call.param(name) for name in names if call.param(name)}
    asked |= {"username": asked["username"].lower()} if "username" in asked else {}
    if not asked:
        raise failure(400, f"The query parameter '{names[0]}' must be given.")
    for each in call.jira.world.users:
        names = {"accountId": each.account_id, "username": each.name.lower(), "key": each.key}
        if names.items() >= asked.items():
            return Reply(200, user_json(call, each))
    raise failure(
        404, f"The user named '{next(iter(asked.values()))}' does not exist" if not call.cloud else "User not found"
    )


def _query(call: Call) -> str:
    if call.cloud:
        if call.param("username") is not None:
            raise failure(400, STRICT)
        if call.param("query") is None and call.param("accountId") is None:
            raise failure(400, "The query parameter 'query' must be given.")
        return (call.param("query") or "").lower()
    if call.param("username") is None:
        raise failure(400, "The username query parameter was not provided")
    return (call.param("username") or "").lower()


def _found(call: Call, each: User, query: str) -> bool:
    if call.cloud and call.param("accountId"):
        return each.account_id == call.param("accountId")
    if query in ("", ".") and not (call.cloud and query == "."):
        return True
    names = [*each.display.split(), each.display] + ([] if call.cloud else [each.name])
    # A hidden mail is not looked into, so that searching for it finds nobody.
    names += [] if each.mail_hidden else [each.mail]
    return any(name.lower().startswith(query) for name in names)


@ROUTES.on("GET", "/user/search")
def user_search(call: Call) -> Reply:
    query, world = _query(call), call.jira.world
    if world.lacks("USER_PICKER"):
        if call.cloud:
            return Reply(200, [])
        raise failure(403, "You do not have permission to browse users.")
    inactive = call.cloud or as_bool(call.param("includeInactive"), default=False)
    active = call.cloud or as_bool(call.param("includeActive"), default=True)
    found = [each for each in world.users if _found(call, each, query) and (active if each.active else inactive)]
    page, _ = call.page(found, default=50, cap=1000)
    return Reply(200, [user_json(call, each) for each in page])


@ROUTES.on("GET", "/user/assignable/search")
def assignable(call: Call) -> Reply:
    query, world = _query(call) if not call.cloud or call.param("query") is not None else "", call.jira.world
    issue_ref, project_ref = call.param("issueKey") or call.param("issueId"), call.param("project")
    if call.cloud and call.param("username") is not None:
        raise failure(400, STRICT)
    if issue_ref is None and project_ref is None:
        raise failure(400, "Either the 'project' or the 'issueKey' query parameter must be given.")
    if issue_ref is not None:
        project = the_project(call, the_issue(call, issue_ref))
    else:
        project = visible_project(call, project_ref or "")

    def wanted(each: User) -> bool:
        return world.assignable(each, project) and _found(call, each, query)

    if call.cloud:
        # The range is of all people, up to the thousandth, and only then is looked who of them is meant.
        page, _ = call.page(world.users[:1000], default=50, cap=1000)
        return Reply(200, [user_json(call, each) for each in page if wanted(each)])
    page, _ = call.page([each for each in world.users if wanted(each)], default=50, cap=call.jira.people_cap)
    return Reply(200, [user_json(call, each) for each in page])


@ROUTES.on("GET", "/mypermissions")
def permissions(call: Call) -> Reply:
    asked = call.listed("permissions")
    if call.cloud and not asked:
        raise failure(400, "The 'permissions' query parameter is required.")
    if unknown := [each for each in asked if each not in PERMISSIONS]:
        raise failure(400, f"Unrecognized permission: {unknown[0]}")
    project = None
    if ref := call.param("projectKey") or call.param("projectId"):
        project = visible_project(call, ref)
        if ref.upper() in project.old_keys:
            raise failure(404, f"No project could be found with key '{ref}'.")
    elif ref := call.param("issueKey") or call.param("issueId"):
        project = the_project(call, the_issue(call, ref))
    found = {}
    for number, (name, kind) in enumerate(PERMISSIONS.items()):
        if not call.cloud or name in asked:
            words = name.replace("_", " ").capitalize()
            own = {"id": str(number), "key": name, "name": words, "type": kind, "description": words}
            found[name] = own | {"havePermission": not call.jira.world.lacks(name, project)}
    return Reply(200, {"permissions": found})


@ROUTES.on("GET", "/issue/{ref}/editmeta")
def editmeta(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    project = the_project(call, issue)
    screen = settable(call, project, project.edit_screen(issue.values["issuetype"]))
    if call.jira.world.lacks("EDIT_ISSUES", project):
        screen = {}
    return Reply(200, {"fields": {name: field_meta(call, project, name, on) for name, on in screen.items()}})
