"""How the fake Jira checks and applies field values, and words the changes for the changelog."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from fakes.jira_call import Call, failure
from fakes.jira_fields import KINDS, Wrong, is_empty
from fakes.jira_state import Change, Field, Issue, IssueType, OnScreen, Project, Screen, User
from fakes.jira_world import FIELD_PERMISSIONS, World

NOT_ON_SCREEN = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
LOG_NAMES = {"components": "Component", "fixVersions": "Fix Version", "parent": "IssueParentAssociation"}
PROPERTY_LIMIT = 32768
Errors = dict[str, str]


def settable(call: Call, project: Project, screen: Screen) -> Screen:
    """Return the fields of a screen that the account has the permission for."""
    world = call.jira.world
    return {
        name: each
        for name, each in screen.items()
        if name in world.fields and not (name in FIELD_PERMISSIONS and world.lacks(FIELD_PERMISSIONS[name], project))
    }


def changes_between(world: World, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return what the changelog says about two sets of values; emptied and never set are the same."""
    found = []
    for field in world.fields.values():
        before, after = old.get(field.id), new.get(field.id)
        if before == after or (is_empty(before) and is_empty(after)) or field.id == "resolutiondate":
            continue
        words = KINDS[field.kind].words
        name = field.name if field.custom else LOG_NAMES.get(field.id, field.id)
        found.append(Change(name, field.id, field.custom, words(world, field, before), words(world, field, after)))
    return found


def resolved(world: World, values: dict[str, Any], *, to: str, resolution: str | None) -> None:
    """Set a status, and the resolution as most workflows do: set when done, cleared when reopened."""
    done = world.status(to).category == "done"
    values["status"] = to
    if not done:
        values["resolution"] = None
    elif is_empty(values.get("resolution")):
        values["resolution"] = next((each.id for each in world.resolutions if each.name == resolution), None)
    values["resolutiondate"] = world.now() if done and values.get("resolution") else None


def _operated(call: Call, field: Field, present: Any, operations: Any) -> Any:
    """Return the raw value after the operations of `update`, given the raw value before."""
    value = present
    for operation in operations if isinstance(operations, list) else [operations]:
        if not isinstance(operation, dict) or len(operation) != 1:
            raise Wrong("Operation must be an object with one verb")
        (verb, operand), *_ = operation.items()
        if verb not in KINDS[field.kind].operations:
            raise Wrong(f"The operation '{verb}' is not supported for the field '{field.id}'.")
        if verb == "set":
            value = operand
        elif verb == "add":
            value = [*(value or []), *([] if operand in (value or []) else [operand])]
        else:
            value = [each for each in value or [] if not _same(each, operand)]
    return value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return any(name in one and one[name] == value for name, value in other.items())
    return bool(one == other)


def raw_values(call: Call, payload: Mapping[str, Any], present: Mapping[str, Any], errors: Errors) -> dict[str, Any]:
    """Merge `fields` and `update` of a payload into raw values."""
    fields, update = payload.get("fields") or {}, payload.get("update") or {}
    if not isinstance(fields, dict) or not isinstance(update, dict):
        raise failure(400, "Can not deserialize instance of java.util.LinkedHashMap out of START_ARRAY token")
    raw = dict(fields)
    for name, operations in update.items():
        field = call.jira.world.fields.get(name)
        if name == "comment":
            continue
        if name in fields:
            errors[name] = f"Field '{name}' cannot appear in both 'fields' and 'update'"
        elif field is None:
            errors[name] = NOT_ON_SCREEN.format(name)
        else:
            try:
                shown = KINDS[field.kind].show(call, field, present.get(name)) if name in present else None
                raw[name] = _operated(call, field, shown, operations)
            except Wrong as wrong:
                errors[name] = str(wrong)
    return raw


def _automatic(raw: Any) -> bool:
    return isinstance(raw, dict) and "-1" in (raw.get("accountId"), raw.get("name"))


def read_values(call: Call, project: Project, screen: Screen, raw: Mapping[str, Any], errors: Errors) -> dict[str, Any]:
    """Read raw values against a screen; what Jira would refuse goes into `errors`."""
    world, values = call.jira.world, {}
    screen = settable(call, project, screen)
    for name, value in raw.items():
        if name not in screen:
            errors.setdefault(name, NOT_ON_SCREEN.format(name))
            continue
        if name in ("project", "issuetype"):
            continue
        try:
            if name == "assignee":
                value = _assignee(call, project, value)
            values[name] = KINDS[world.fields[name].kind].read(call, project, world.fields[name], value)
            _check_allowed(screen[name], world.fields[name], values[name])
        except Wrong as wrong:
            errors.setdefault(name, str(wrong))
    return values


def _assignee(call: Call, project: Project, raw: Any) -> Any:
    name = "accountId" if call.cloud else "name"
    empty = raw is None or (isinstance(raw, dict) and name in raw and raw[name] is None)
    if _automatic(raw):
        lead = call.jira.world.user(project.lead)
        empty, raw = lead is None, {} if lead is None else {name: lead.account_id if call.cloud else lead.name}
    if empty and not call.jira.allow_unassigned:
        raise Wrong("Issues must be assigned.")
    return None if empty else raw


def _check_allowed(on_screen: OnScreen, field: Field, value: Any) -> None:
    chosen = value if isinstance(value, list) else [value]
    if on_screen.allowed is not None and not is_empty(value) and not set(chosen) <= on_screen.allowed:
        raise Wrong(f"Option id '{chosen[0]}' is not valid")


def check_required(call: Call, screen: Screen, values: Mapping[str, Any], errors: Errors) -> None:
    """Add what is required and missing."""
    for name, each in screen.items():
        if not each.required or not is_empty(values.get(name)) or name in errors or name in ("project", "issuetype"):
            continue
        field = call.jira.world.fields[name]
        words = {
            "summary": "You must specify a summary of the issue.",
            "parent": "Issue type is a sub-task but parent issue key or id not specified.",
        }
        errors[name] = words.get(name, f"{field.name} is required.")


def read_properties(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entity properties of a payload."""
    given = payload.get("properties") or []
    if not isinstance(given, list) or not all(isinstance(each, dict) and "key" in each for each in given):
        raise failure(400, "properties must be a list of objects with key and value")
    found = {}
    for each in given:
        check_property(each["key"], each.get("value"))
        if each["key"] in found:
            raise failure(400, f"Duplicate property key {each['key']}")
        found[each["key"]] = copy.deepcopy(each.get("value"))
    return found


def check_property(key: str, value: Any) -> None:
    """Refuse a property that is too large."""
    if not 0 < len(key) <= 255:
        raise failure(400, "The property key cannot be longer than 255 characters.")
    if len(json.dumps(value).encode()) > PROPERTY_LIMIT:
        raise failure(400, "The property value cannot be longer than 32768 characters.")


# --- a new issue ---------------------------------------------------------------------------------------------------


def _place(call: Call, fields: Any) -> tuple[Project, IssueType]:
    world = call.jira.world
    if not isinstance(fields, dict):
        raise failure(400, "one of 'fields' or 'update' required")
    ref = fields.get("project")
    project = world.project(ref.get("id") or ref.get("key")) if isinstance(ref, dict) else None
    if project is None or world.lacks("BROWSE_PROJECTS", project):
        raise failure(400, errors={"project": "valid project is required"})
    if project.archived:
        raise failure(400, errors={"project": f"Project '{project.key}' is archived. You can't create issues in it."})
    if world.lacks("CREATE_ISSUES", project):
        words = "You do not have permission to create issues in this project."
        raise failure(403 if call.cloud else 400, words)
    ref = fields.get("issuetype")
    if not isinstance(ref, dict) or not {"id", "name"} & set(ref):
        raise failure(400, errors={"issuetype": "Specify an issue type"})
    for each in project.types:
        if str(ref.get("id", each.id)) == each.id and ref.get("name", each.name) == each.name:
            return project, each
    words = "Specify a valid issue type" if call.cloud else "The issue type selected is invalid."
    raise failure(400, errors={"issuetype": words})


def new_issue(call: Call, payload: Mapping[str, Any], author: User) -> Issue:
    """Check a payload as the REST API does and make the issue, with all mistakes told at once."""
    world, errors = call.jira.world, Errors()
    project, kind = _place(call, payload.get("fields"))
    screen = settable(call, project, project.create_screens[kind.id])
    raw = raw_values(call, payload, {}, errors)
    for name, each in screen.items():
        if each.default is not None and is_empty(raw.get(name)):
            raw[name] = each.default
    values = read_values(call, project, screen, raw, errors)
    check_required(call, screen, values, errors)
    for validator in call.jira.validators:
        errors |= {name: words for name, words in validator(project, values).items() if name not in errors}
    properties = read_properties(payload)
    if errors:
        raise failure(400, errors=errors)
    if "assignee" not in values and not call.jira.allow_unassigned:
        lead = world.user(project.lead)
        values["assignee"] = lead.account_id if lead else None
    values = {"reporter": author.account_id, **values, "issuetype": kind.id, "status": project.initial_status}
    issue = world.add(project, values, author)
    if properties:
        issue.properties = properties
        issue.states.clear()
        world.index(issue, issue.created)
    return issue


# --- a change ------------------------------------------------------------------------------------------------------


def edited(call: Call, issue: Issue, payload: Mapping[str, Any], screen: Screen) -> dict[str, Any]:
    """Return the values of an issue after a payload, checked against a screen; nothing is changed yet."""
    world, errors = call.jira.world, Errors()
    project = world.project(issue.project)
    assert project is not None
    raw = raw_values(call, payload, issue.values, errors)
    values = issue.values | read_values(call, project, screen, raw, errors)
    check_required(call, {name: each for name, each in screen.items() if name in raw}, values, errors)
    for validator in call.jira.validators:
        errors |= {name: words for name, words in validator(project, values).items() if name in raw}
    if errors:
        raise failure(400, errors=errors)
    return values


def apply(call: Call, issue: Issue, values: dict[str, Any], author: User) -> None:
    """Make these the values of an issue."""
    changes = changes_between(call.jira.world, issue.values, values)
    issue.values = values
    call.jira.world.commit(issue, author, changes)
