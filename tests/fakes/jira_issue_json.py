"""How the fake Jira prints issues, with the fields, properties and expansions that a call asked for."""

from collections.abc import Collection
from typing import Any

from fakes import jira_adf
from fakes.jira_call import Call
from fakes.jira_fields import KINDS, schema
from fakes.jira_render import project_ref_json, user_json
from fakes.jira_state import Comment, History, Issue
from fakes.jira_world import named

PROPERTIES_LIMIT = 5
# Of an expanded changelog Cloud shows the newest part only; the rest is in the resource `changelog`.
CHANGELOG_LIMIT = 100


def comment_json(call: Call, issue: Issue, comment: Comment) -> dict[str, Any]:
    """Return a comment; its body is ADF on v3."""
    author = call.jira.world.user(comment.author)
    assert author is not None
    shown = user_json(call, author)
    found = {
        "self": f"{call.rest}/issue/{issue.id}/comment/{comment.id}",
        "id": str(comment.id),
        "author": shown,
        "body": jira_adf.as_api(comment.body, adf=call.adf),
        "updateAuthor": shown,
        "created": call.stamp(comment.created),
        "updated": call.stamp(comment.created),
    }
    return found | ({"visibility": comment.visibility} if comment.visibility else {})


def history_json(call: Call, history: History) -> dict[str, Any]:
    """Return a history; what was empty is null, as in the real answers."""
    author = call.jira.world.user(history.author)
    assert author is not None
    items = []
    for each in history.items:
        item = {
            "field": each.field,
            "fieldtype": "custom" if each.custom else "jira",
            "from": each.old[0],
            "fromString": each.old[1],
            "to": each.new[0],
            "toString": each.new[1],
        }
        items.append(item | ({"fieldId": each.field_id} if call.cloud else {}))
    return {
        "id": str(history.id),
        "author": user_json(call, author),
        "created": call.stamp(history.created),
        "items": items,
    }


def histories_of(call: Call, issue: Issue) -> list[dict[str, Any]]:
    """Return the histories, newest first as Cloud does, oldest first as Data Center does."""
    found = [history_json(call, each) for each in issue.histories]
    return found[::-1] if call.cloud else found


def _derived(call: Call, issue: Issue) -> dict[str, Any]:
    world = call.jira.world
    project = world.project(issue.project)
    creator = world.user(issue.creator)
    assert project is not None
    assert creator is not None
    comments = [comment_json(call, issue, each) for each in issue.comments]
    return {
        "project": project_ref_json(call, project),
        "created": call.stamp(issue.created),
        "updated": call.stamp(issue.updated),
        "creator": user_json(call, creator),
        "resolutiondate": call.stamp(issue.values["resolutiondate"]) if issue.values.get("resolutiondate") else None,
        "comment": {"comments": comments, "maxResults": len(comments), "total": len(comments), "startAt": 0},
    }


def _wanted(call: Call, fields: Collection[str], *, default: str) -> set[str]:
    every = set(call.jira.world.fields)
    fields = fields or [default]
    wanted: set[str] = set()
    if not any(not name.startswith("-") for name in fields):
        wanted = set(every)
    for name in fields:
        if name in ("*all", "*navigable"):
            wanted |= every if name == "*all" else every - {"comment"}
        elif name.startswith("-"):
            wanted -= {name[1:]}
        else:
            found = named(call.jira.world.fields.values(), name)
            wanted |= {found.id} if found else set()
    return wanted


def fields_json(call: Call, issue: Issue, fields: Collection[str], *, default: str) -> dict[str, Any]:
    """Return the fields asked for; a field that is on no screen of the project is not shown unless it has a value."""
    wanted = _wanted(call, fields, default=default)
    derived = _derived(call, issue)
    shown: dict[str, Any] = {}
    for field in call.jira.world.fields.values():
        if field.id not in wanted:
            continue
        value = issue.values.get(field.id)
        if field.id == "parent" and value is None:
            continue
        shown[field.id] = derived[field.id] if field.id in derived else KINDS[field.kind].show(call, field, value)
    return shown


def issue_json(
    call: Call,
    issue: Issue,
    *,
    fields: Collection[str] = (),
    properties: Collection[str] = (),
    expand: Collection[str] = (),
    default: str = "*all",
) -> dict[str, Any]:
    """Return an issue."""
    found: dict[str, Any] = {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": str(issue.id),
        "self": f"{call.rest}/issue/{issue.id}",
        "key": issue.key,
        "fields": fields_json(call, issue, fields, default=default),
    }
    if "changelog" in expand:
        every = histories_of(call, issue)
        shown = every[:CHANGELOG_LIMIT] if call.cloud else every
        found["changelog"] = {"startAt": 0, "maxResults": len(shown), "total": len(every), "histories": shown}
    if properties:
        names = set(issue.properties) if "*all" in properties else set(properties)
        found["properties"] = {name: value for name, value in issue.properties.items() if name in names}
    if "names" in expand:
        found["names"] = {name: call.jira.world.fields[name].name for name in found["fields"]}
    if "schema" in expand:
        found["schema"] = {name: schema(call.jira.world.fields[name]) for name in found["fields"]}
    return found
