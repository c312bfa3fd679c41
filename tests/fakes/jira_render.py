"""How the fake Jira prints people, statuses, entries of lists and parents."""

from typing import Any, TypeVar

from fakes.jira_call import Call
from fakes.jira_state import Issue, IssueType, Project, Status, User
from fakes.jira_world import CATEGORIES

Entry = TypeVar("Entry")
RESOURCES = {"components": "component", "fixVersions": "version", "versions": "version", "security": "securitylevel"}


def by_id(entries: list[Entry] | tuple[Entry, ...], entry_id: str) -> Entry:
    """Return the entry that has this id, which must be there."""
    return next(each for each in entries if each.id == entry_id)


def avatars(call: Call, what: str) -> dict[str, str]:
    return {f"{size}x{size}": f"{call.jira.url}/{what}?size={size}" for size in (16, 24, 32, 48)}


def user_json(call: Call, user: User, *, own: bool = False) -> dict[str, Any]:
    """Return somebody; the mail is absent when it is hidden, but for one's own."""
    mail = {} if user.mail_hidden and not own else {"emailAddress": user.mail}
    if call.cloud:
        names = {
            "self": f"{call.rest}/user?accountId={user.account_id}",
            "accountId": user.account_id,
            "accountType": "atlassian",
        }
    else:
        names = {"self": f"{call.rest}/user?username={user.name}", "name": user.name, "key": user.key}
    shown = {"displayName": user.display, "active": user.active, "timeZone": user.time_zone}
    return names | mail | {"avatarUrls": avatars(call, "secure/useravatar")} | shown


def status_json(call: Call, status: Status) -> dict[str, Any]:
    """Return a status with its category."""
    number, name, colour = CATEGORIES[status.category]
    category = {
        "self": f"{call.rest}/statuscategory/{number}",
        "id": number,
        "key": status.category,
        "colorName": colour,
        "name": name,
    }
    return {
        "self": f"{call.rest}/status/{status.id}",
        "description": "",
        "iconUrl": f"{call.jira.url}/images/icons/statuses/generic.png",
        "name": status.name,
        "id": status.id,
        "statusCategory": category,
    }


def issue_type_json(call: Call, entry: IssueType) -> dict[str, Any]:
    """Return an issue type."""
    own = {
        "self": f"{call.rest}/issuetype/{entry.id}",
        "id": entry.id,
        "description": "",
        "iconUrl": f"{call.jira.url}/images/icons/issuetypes/{entry.id}.svg",
        "name": entry.name,
        "subtask": entry.subtask,
    }
    return own | ({"hierarchyLevel": -1 if entry.subtask else entry.level} if call.cloud else {})


def named_json(call: Call, field_id: str, entry: Any) -> dict[str, Any]:
    """Return an entry of a list: a priority, a resolution, a component, a version, a security level."""
    return {"self": f"{call.rest}/{RESOURCES.get(field_id, field_id)}/{entry.id}", "id": entry.id, "name": entry.name}


def project_ref_json(call: Call, project: Project) -> dict[str, Any]:
    """Return a project as issues show it."""
    return {
        "self": f"{call.rest}/project/{project.id}",
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "projectTypeKey": "software",
        "avatarUrls": avatars(call, "secure/projectavatar"),
    }


def parent_json(call: Call, issue: Issue) -> dict[str, Any]:
    """Return an issue as its children show it."""
    status = call.jira.world.status(issue.values["status"])
    return {
        "id": str(issue.id),
        "key": issue.key,
        "self": f"{call.rest}/issue/{issue.id}",
        "fields": {"summary": issue.values["summary"], "status": status_json(call, status)},
    }
