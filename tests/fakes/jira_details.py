"""What is attached to issues in the fake Jira: transitions, comments, entity properties, remote links, history."""

import copy
from typing import Any

from fakes import jira_adf
from fakes.jira_call import CLOUD, ROUTES, Call, failure
from fakes.jira_edit import apply, check_property, check_required, edited, resolved
from fakes.jira_fields import TEXT_LIMIT
from fakes.jira_issue_json import comment_json, histories_of
from fakes.jira_issues import need, the_issue, the_project
from fakes.jira_meta import field_meta
from fakes.jira_render import status_json
from fakes.jira_state import Change, Comment, Issue, Link, Transition
from fakes.server import Reply

# --- transitions ---------------------------------------------------------------------------------------------------


def available(call: Call, issue: Issue) -> list[Transition]:
    """Return the transitions that start at the issue's status, none without the permission."""
    project = the_project(call, issue)
    if call.jira.world.lacks("TRANSITION_ISSUES", project) or project.archived:
        return []
    return [each for each in project.transitions if not each.sources or issue.values["status"] in each.sources]


@ROUTES.on("GET", "/issue/{ref}/transitions")
def transitions(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    project, only = the_project(call, issue), call.param("transitionId")
    found = []
    for each in available(call, issue):
        if only not in (None, each.id):
            continue
        shown: dict[str, Any] = {
            "id": each.id,
            "name": each.name,
            "to": status_json(call, call.jira.world.status(each.target)),
        }
        if call.cloud:
            shown |= {"hasScreen": bool(each.screen), "isGlobal": not each.sources, "isInitial": False}
            shown |= {"isAvailable": True, "isConditional": False, "isLooped": False}
        if "transitions.fields" in call.listed("expand"):
            shown["fields"] = {name: field_meta(call, project, name, on) for name, on in each.screen.items()}
        found.append(shown)
    return Reply(200, {"expand": "transitions", "transitions": found})


@ROUTES.on("POST", "/issue/{ref}/transitions")
def transit(call: Call, ref: str) -> Reply:
    issue, body = the_issue(call, ref), call.body()
    wanted = body.get("transition")
    if not isinstance(wanted, dict) or "id" not in wanted:
        raise failure(400, "Missing 'transition' identifier")
    chosen = next((each for each in available(call, issue) if each.id == str(wanted["id"])), None)
    if chosen is None:
        raise failure(400, f"Transition id '{wanted['id']}' is not valid for this issue.")
    values = edited(call, issue, body, chosen.screen)
    errors: dict[str, str] = {}
    # A resolution from before does not count: the screen asks anew.
    given = {*(body.get("fields") or {}), *(body.get("update") or {})}
    asked = values if "resolution" in given else values | {"resolution": None}
    if "comment" in (body.get("update") or {}):
        asked = asked | {"comment": True}
    check_required(call, chosen.screen, asked, errors)
    if errors:
        raise failure(400, errors=errors)
    comments = [_comment_body(call, each.get("add", {})) for each in (body.get("update") or {}).get("comment", [])]
    resolved(call.jira.world, values, to=chosen.target, resolution=chosen.resolution)
    values["resolution"] = issue.values["resolution"] if chosen.keeps else values["resolution"]
    apply(call, issue, values, call.jira.account)
    for text in comments:
        add_comment(call, issue, text, call.jira.account.account_id)
    return Reply(204)


# --- comments ------------------------------------------------------------------------------------------------------


def _comment_body(call: Call, body: dict[str, Any]) -> Any:
    text = body.get("body")
    if (call.adf and not jira_adf.is_adf(text)) or not isinstance(text, dict if call.adf else str):
        raise failure(400, errors={"comment": "Comment body is not valid!"})
    if call.adf and jira_adf.faults_in(text):
        raise failure(400, "INVALID_INPUT")
    if not jira_adf.to_text(text).strip():
        raise failure(400, errors={"comment": "Comment body can not be empty!"})
    if len(jira_adf.to_text(text)) > TEXT_LIMIT:
        words = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
        raise failure(400, errors={"comment": words})
    return text


def add_comment(call: Call, issue: Issue, body: Any, author: str, visibility: dict[str, str] | None = None) -> Comment:
    """Attach a comment; it changes when the issue was updated, and leaves no history."""
    world = call.jira.world
    issue.updated = world.stamp()
    issue.comments.append(Comment(world.new_id(), author, issue.updated, body, visibility))
    world.index(issue, issue.updated)
    return issue.comments[-1]


@ROUTES.on("POST", "/issue/{ref}/comment")
def comment(call: Call, ref: str) -> Reply:
    issue, body = the_issue(call, ref), call.body()
    need(call, issue, "ADD_COMMENTS", "You do not have the permission to comment on this issue.")
    text = _comment_body(call, body)
    made = add_comment(call, issue, text, call.jira.account.account_id, body.get("visibility"))
    return Reply(201, comment_json(call, issue, made))


@ROUTES.on("GET", "/issue/{ref}/comment")
def comments(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    newest_first = (call.param("orderBy") or "").startswith("-")
    every = issue.comments[::-1] if newest_first else issue.comments
    default = 100 if call.cloud else 1048576
    page, numbers = call.page(every, default=default, cap=100 if call.cloud else default)
    return Reply(200, numbers | {"comments": [comment_json(call, issue, each) for each in page]})


# --- entity properties ---------------------------------------------------------------------------------------------


@ROUTES.on("GET", "/issue/{ref}/properties")
def property_keys(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    base = f"{call.rest}/issue/{issue.id}/properties"
    return Reply(200, {"keys": [{"self": f"{base}/{key}", "key": key} for key in sorted(issue.properties)]})


@ROUTES.on("GET", "/issue/{ref}/properties/{key}")
def read_property(call: Call, ref: str, key: str) -> Reply:
    issue = the_issue(call, ref)
    if key not in issue.properties:
        raise failure(404, f"The property {key} does not exist." if call.cloud else "Property with key not found.")
    return Reply(200, {"key": key, "value": issue.properties[key]})


@ROUTES.on("PUT", "/issue/{ref}/properties/{key}")
def write_property(call: Call, ref: str, key: str) -> Reply:
    issue = the_issue(call, ref)
    need(call, issue, "EDIT_ISSUES", "You do not have permission to edit issues in this project.")
    if not call.request.raw or (call.request.body is None and call.request.raw.strip() != b"null"):
        raise failure(400, "The property value must be a valid, non-empty JSON.")
    check_property(key, call.request.body)
    status = 200 if key in issue.properties else 201
    issue.properties[key] = copy.deepcopy(call.request.body)
    # Neither the time of the update nor the history tells of a property.
    call.jira.world.index(issue)
    return Reply(status, {})


@ROUTES.on("DELETE", "/issue/{ref}/properties/{key}")
def delete_property(call: Call, ref: str, key: str) -> Reply:
    issue = the_issue(call, ref)
    need(call, issue, "EDIT_ISSUES", "You do not have permission to edit issues in this project.")
    if issue.properties.pop(key, None) is None:
        raise failure(404, f"The property {key} does not exist.")
    call.jira.world.index(issue)
    return Reply(204)


# --- remote links --------------------------------------------------------------------------------------------------


def _link_json(call: Call, issue: Issue, link: Link) -> dict[str, Any]:
    own = {"id": link.id, "self": f"{call.rest}/issue/{issue.id}/remotelink/{link.id}"}
    return own | ({"globalId": link.global_id} if link.global_id else {}) | link.content


@ROUTES.on("GET", "/issue/{ref}/remotelink")
def remote_links(call: Call, ref: str) -> Reply:
    issue, wanted = the_issue(call, ref), call.param("globalId")
    if wanted is None:
        return Reply(200, [_link_json(call, issue, each) for each in issue.links])
    found = next((each for each in issue.links if each.global_id == wanted), None)
    if found is None:
        raise failure(404, "The issue has no remote link with this global id.")
    return Reply(200, _link_json(call, issue, found))


@ROUTES.on("POST", "/issue/{ref}/remotelink")
def put_remote_link(call: Call, ref: str) -> Reply:
    issue, body = the_issue(call, ref), call.body()
    need(call, issue, "LINK_ISSUES", "You do not have permission to link issues in this project.")
    target = body.get("object")
    if not isinstance(target, dict) or not target.get("url") or not target.get("title"):
        missing = "title" if isinstance(target, dict) and target.get("url") else "url"
        raise failure(400, errors={missing: f"'{missing}' is required."})
    if len(body.get("globalId") or "") > 255:
        raise failure(400, errors={"globalId": "'globalId' cannot be longer than 255 characters."})
    content = {name: body[name] for name in ("application", "relationship", "object") if name in body}
    known = next((each for each in issue.links if each.global_id and each.global_id == body.get("globalId")), None)
    if known is not None:
        known.content = content
        link, status = known, 200
    else:
        link = Link(call.jira.world.new_id(), body.get("globalId"), content)
        status = 201 if call.cloud else 200
        issue.links.append(link)
        words = (str(link.id), f'This issue links to "{target["title"]} (Web Link)"')
        change = Change("RemoteIssueLink", "", custom=False, old=(None, None), new=words)
        call.jira.world.commit(issue, call.jira.account, [change])
    shown = {"id": link.id, "self": f"{call.rest}/issue/{issue.id}/remotelink/{link.id}"}
    return Reply(status, shown)


@ROUTES.on("GET", "/issue/{ref}/changelog", CLOUD)
def changelog(call: Call, ref: str) -> Reply:
    issue = the_issue(call, ref)
    # This resource goes from old to new, unlike the expansion.
    page, numbers = call.page(histories_of(call, issue)[::-1], default=100, cap=100)
    last = numbers["startAt"] + len(page) >= numbers["total"]
    own = f"{call.rest}/issue/{issue.id}/changelog"
    following = {} if last else {"nextPage": f"{own}?startAt={numbers['startAt'] + len(page)}"}
    return Reply(200, {"self": own, **numbers, "isLast": last, "values": page, **following})
