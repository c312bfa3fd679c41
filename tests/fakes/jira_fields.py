"""The kinds of fields: how a value is read from REST, shown, and worded in the changelog.

Stored are ids and plain values. A reader gets the call, the project, the field and the raw value, and raises `Wrong` with
Jira's words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fakes import jira_adf
from fakes.jira_call import Call
from fakes.jira_render import by_id, issue_type_json, named_json, parent_json, status_json, user_json
from fakes.jira_state import Field, Issue, Option, Project
from fakes.jira_world import World, named

TEXT_LIMIT = 32767
Words = tuple[str | None, str | None]
NOTHING: Words = (None, None)
CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"


class Wrong(Exception):
    """A value that Jira refuses, in Jira's words."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field; `custom` is the name of its type when the field is a custom one."""

    type: str
    read: Callable[[Call, Project, Field, Any], Any]
    show: Callable[[Call, Field, Any], Any]
    words: Callable[[World, Field, Any], Words]
    items: str | None = None
    custom: str | None = None
    operations: tuple[str, ...] = ("set",)


def as_is(call: Call, field: Field, value: Any) -> Any:
    return value


def schema(field: Field) -> dict[str, Any]:
    """Return the JSON schema that Jira gives for a field."""
    kind = KINDS[field.kind]
    found: dict[str, Any] = {"type": kind.type} | ({"items": kind.items} if kind.items else {})
    if field.custom:
        if field.kind == "epic":
            return found | {
                "custom": "com.pyxis.greenhopper.jira:gh-epic-link",
                "customId": int(field.id.split("_")[1]),
            }
        return found | {"custom": CUSTOM + (kind.custom or "textfield"), "customId": int(field.id.split("_")[1])}
    return found | {"system": field.id}


def units(text: str) -> int:
    """Return how long Jira takes a text to be: it counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


# --- text, dates, numbers ------------------------------------------------------------------------------------------


def _read_text(call: Call, project: Project, field: Field, raw: Any) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise Wrong("Operation value must be a string")
    if field.id == "summary":
        if not raw.strip():
            raise Wrong("You must specify a summary of the issue.")
        if re.search(r"[\r\n]", raw):
            raise Wrong("The summary is invalid because it contains newline characters.")
        raw = raw.strip()
    if units(raw) > 255:
        raise Wrong(
            "Summary must be less than 255 characters." if field.id == "summary" else "The entered text is too long."
        )
    return raw


def _read_long(call: Call, project: Project, field: Field, raw: Any) -> Any:
    if raw is None:
        return None
    if call.adf and not jira_adf.is_adf(raw):
        raise Wrong("Operation value must be an Atlassian Document (see the Atlassian Document Format)")
    if call.adf and jira_adf.faults_in(raw):
        raise Wrong("INVALID_INPUT")
    if not call.adf and not isinstance(raw, str):
        raise Wrong("Operation value must be a string")
    if units(jira_adf.to_text(raw)) > TEXT_LIMIT:
        raise Wrong("The entered text is too long. It exceeds the allowed limit of 32,767 characters.")
    return raw


def _show_long(call: Call, field: Field, value: Any) -> Any:
    return jira_adf.as_api(value, adf=call.adf)


def _text_words(world: World, field: Field, value: Any) -> Words:
    return (None, None) if value is None else (None, jira_adf.to_text(value) if isinstance(value, dict) else str(value))


def _read_date(call: Call, project: Project, field: Field, raw: Any) -> str | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise Wrong("Operation value must be a string")
    try:
        if field.kind == "datetime":
            return datetime.strptime(raw, "%Y-%m-%dT%H:%M:%S.%f%z").isoformat()
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        raise Wrong(f"Error parsing date string: {raw}") from None


def _date_words(world: World, field: Field, value: Any) -> Words:
    return NOTHING if value is None else (value, f"{value} 00:00:00.0")


def _read_number(call: Call, project: Project, field: Field, raw: Any) -> float | None:
    if raw is not None and (isinstance(raw, bool) or not isinstance(raw, int | float)):
        raise Wrong("Operation value must be a number")
    return None if raw is None else float(raw)


def _read_labels(call: Call, project: Project, field: Field, raw: Any) -> list[str]:
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise Wrong(f"Specify the value for {field.id} in an array of strings")
    for label in raw:
        if re.search(r"\s", label) or not label:
            raise Wrong(
                f"The label '{label}' "
                + ("can't contain spaces." if call.cloud else "contains spaces which is invalid.")
            )
        if units(label) > 255:
            raise Wrong(f"The label '{label}' exceeds the maximum length for a single label of 255 characters.")
    return sorted(set(raw))


def _label_words(world: World, field: Field, value: Any) -> Words:
    return "", " ".join(value or [])


# --- people --------------------------------------------------------------------------------------------------------


def _read_user(call: Call, project: Project, field: Field, raw: Any) -> str | None:
    if raw is None:
        return None
    name = "accountId" if call.cloud else "name"
    if not isinstance(raw, dict) or name not in raw:
        raise Wrong(f"expected Object containing a `{name}` property" if call.cloud else "data was not an object")
    ref = raw[name]
    if ref is None:
        return None
    world = call.jira.world
    # User names of Data Center are the same in any letter case.
    found = next((u for u in world.users if (ref == u.account_id if call.cloud else same_name(ref, u.name))), None)
    if found is None and field.id != "assignee":
        raise Wrong("Specify a valid value for " + field.name if call.cloud else f"User '{ref}' does not exist.")
    if field.id == "assignee" and (found is None or not world.assignable(found, project)):
        raise Wrong(f"User '{ref}' cannot be assigned issues.")
    assert found is not None
    return found.account_id


def same_name(one: object, name: str) -> bool:
    """Say whether somebody's user name is this one."""
    return isinstance(one, str) and one.lower() == name.lower()


def _read_users(call: Call, project: Project, field: Field, raw: Any) -> list[str | None]:
    if raw is not None and not isinstance(raw, list):
        raise Wrong("data was not an array")
    return [_read_user(call, project, field, each) for each in raw or []]


def _show_users(call: Call, field: Field, value: Any) -> Any:
    return [_show_user(call, field, each) for each in value or []]


def _users_words(world: World, field: Field, value: Any) -> Words:
    return None, ", ".join(_user_words(world, field, each)[1] or "" for each in value or [])


def _read_team(call: Call, project: Project, field: Field, raw: Any) -> str | None:
    if raw is not None and not isinstance(raw, str):
        raise Wrong("failed to parse: expected team id as string")
    return raw


def _show_team(call: Call, field: Field, value: Any) -> Any:
    return None if value is None else {"id": value, "name": "Team " + value}


def _show_user(call: Call, field: Field, value: Any) -> Any:
    found = call.jira.world.user(value)
    return None if found is None else user_json(call, found)


def _user_words(world: World, field: Field, value: Any) -> Words:
    found = world.user(value) if value else None
    return (found.account_id if world.cloud else found.key, found.display) if found else NOTHING


# --- options -------------------------------------------------------------------------------------------------------


def _pick(options: tuple[Option, ...] | list[Option], raw: Any) -> Option:
    if not isinstance(raw, dict) or not {"id", "value"} & set(raw):
        raise Wrong("Could not find valid 'id' or 'value' in the Parent Option object.")
    for option in options:
        if str(raw.get("id", option.id)) == option.id and raw.get("value", option.value) == option.value:
            return option
    if "id" in raw:
        raise Wrong(f"Option id '{raw['id']}' is not valid")
    raise Wrong(f"Option value '{raw['value']}' is not valid")


def _read_option(call: Call, project: Project, field: Field, raw: Any) -> str | None:
    return None if raw is None else _pick(field.options, raw).id


def _read_options(call: Call, project: Project, field: Field, raw: Any) -> list[str]:
    if raw is not None and not isinstance(raw, list):
        raise Wrong("data was not an array")
    return [_pick(field.options, each).id for each in raw or []]


def _read_cascade(call: Call, project: Project, field: Field, raw: Any) -> list[str] | None:
    if raw is None:
        return None
    parent = _pick(field.options, raw)
    return [parent.id] + ([_pick(parent.children, raw["child"]).id] if raw.get("child") else [])


def option_json(call: Call, option: Option, child: Option | None = None) -> dict[str, Any]:
    """Return an option, with the one chosen below it."""
    own = {"self": f"{call.rest}/customFieldOption/{option.id}", "value": option.value, "id": option.id}
    return own | ({"child": option_json(call, child)} if child else {}) | ({} if call.cloud else {"disabled": False})


def _show_option(call: Call, field: Field, value: Any) -> Any:
    return None if value is None else option_json(call, by_id(field.options, value))


def _show_options(call: Call, field: Field, value: Any) -> Any:
    return [option_json(call, by_id(field.options, each)) for each in value] if value else None


def _show_cascade(call: Call, field: Field, value: Any) -> Any:
    if value is None:
        return None
    parent = by_id(field.options, value[0])
    return option_json(call, parent, by_id(parent.children, value[1]) if len(value) > 1 else None)


def _option_words(world: World, field: Field, value: Any) -> Words:
    if not value:
        return NOTHING
    every = {each.id: each.value for option in field.options for each in (option, *option.children)}
    ids = [value] if isinstance(value, str) else value
    return ",".join(ids), ",".join(every[each] for each in ids)


# --- lists with names ----------------------------------------------------------------------------------------------


def choices(world: World, project: Project, field: Field) -> list[Any]:
    """Return what may be chosen for a field that takes an entry, or entries, of a list."""
    lists = {
        "priority": world.priorities,
        "resolution": world.resolutions,
        "issuetype": project.types,
        "components": project.components,
        "fixVersions": project.versions,
        "versions": project.versions,
        "security": project.security,
    }
    return list(lists.get(field.id, field.options))


def _entry(call: Call, project: Project, field: Field, raw: Any) -> str:
    if not isinstance(raw, dict) or not {"id", "name"} & set(raw):
        raise Wrong(f"Specify the {field.name} (id or name) in the string format")
    entries = choices(call.jira.world, project, field)
    for entry in entries:
        if str(raw.get("id", entry.id)) == entry.id and raw.get("name", entry.name) == entry.name:
            return str(entry.id)
    ref = f"id '{raw['id']}'" if "id" in raw else f"name '{raw['name']}'"
    raise Wrong("Specify a valid issue type" if field.id == "issuetype" else f"{field.name} {ref} is not valid")


def _read_entry(call: Call, project: Project, field: Field, raw: Any) -> str | None:
    return None if raw is None else _entry(call, project, field, raw)


def _read_entries(call: Call, project: Project, field: Field, raw: Any) -> list[str]:
    if raw is not None and not isinstance(raw, list):
        raise Wrong("data was not an array")
    return [_entry(call, project, field, each) for each in raw or []]


def _all_entries(world: World, field: Field) -> list[Any]:
    found = [each for project in world.projects for each in choices(world, project, field)]
    return found + (world.statuses if field.id == "status" else []) + (world.types if field.id == "issuetype" else [])


def _show_entry(call: Call, field: Field, value: Any) -> Any:
    world = call.jira.world
    if value is None:
        return None
    if field.id == "status":
        return status_json(call, world.status(value))
    if field.id == "issuetype":
        return issue_type_json(call, by_id(world.types, value))
    return named_json(call, field.id, by_id(_all_entries(world, field), value))


def _show_entries(call: Call, field: Field, value: Any) -> Any:
    return [_show_entry(call, field, each) for each in value or []]


def _entry_words(world: World, field: Field, value: Any) -> Words:
    if not value:
        return NOTHING
    ids = [value] if isinstance(value, str) else value
    every = _all_entries(world, field)
    return ",".join(ids), ",".join(by_id(every, each).name for each in ids)


# --- other issues --------------------------------------------------------------------------------------------------


def _read_parent(call: Call, project: Project, field: Field, raw: Any) -> int | None:
    if raw is None:
        return None
    found = call.jira.world.find(raw.get("id") or raw.get("key")) if isinstance(raw, dict) else None
    if found is None or not call.jira.world.sees(found):
        raise Wrong("Could not find issue by id or key." if call.cloud else "Could not find parent issue.")
    if found.project != project.key:
        raise Wrong("The parent issue is not in the same project.")
    return found.id


def _show_parent(call: Call, field: Field, value: Any) -> Any:
    issue: Issue | None = call.jira.world.issues.get(value)
    return None if issue is None else parent_json(call, issue)


def _parent_words(world: World, field: Field, value: Any) -> Words:
    issue = world.issues.get(value)
    return (str(issue.id), issue.key) if issue else NOTHING


LIST = ("add", "set", "remove")
KINDS = {
    "text": Kind("string", _read_text, as_is, _text_words, custom="textfield"),
    "long": Kind("string", _read_long, _show_long, _text_words, custom="textarea"),
    "date": Kind("date", _read_date, as_is, _date_words, custom="datepicker"),
    "datetime": Kind("datetime", _read_date, as_is, _text_words, custom="datetime"),
    "number": Kind("number", _read_number, as_is, _text_words, custom="float"),
    "labels": Kind("array", _read_labels, as_is, _label_words, "string", "labels", LIST),
    "user": Kind("user", _read_user, _show_user, _user_words, custom="userpicker"),
    "users": Kind("array", _read_users, _show_users, _users_words, "user", "multiuserpicker", LIST),
    "team": Kind("team", _read_team, _show_team, _text_words, custom="atlassian-team"),
    "option": Kind("option", _read_option, _show_option, _option_words, custom="select"),
    "options": Kind("array", _read_options, _show_options, _option_words, "option", "multiselect", LIST),
    "cascade": Kind("option-with-child", _read_cascade, _show_cascade, _option_words, custom="cascadingselect"),
    "priority": Kind("priority", _read_entry, _show_entry, _entry_words),
    "resolution": Kind("resolution", _read_entry, _show_entry, _entry_words),
    "issuetype": Kind("issuetype", _read_entry, _show_entry, _entry_words),
    "security": Kind("securitylevel", _read_entry, _show_entry, _entry_words),
    "status": Kind("status", _read_entry, _show_entry, _entry_words),
    "components": Kind("array", _read_entries, _show_entries, _entry_words, "component", operations=LIST),
    "versions": Kind("array", _read_entries, _show_entries, _entry_words, "version", operations=LIST),
    "epic": Kind("any", _read_text, as_is, _text_words),
    "parent": Kind("issuelink", _read_parent, _show_parent, _parent_words),
    # Never read nor shown through the table: the project is part of the issue, comments are attached to it.
    "project": Kind("project", _read_entry, as_is, _text_words),
    "comment": Kind("comments-page", _read_entry, as_is, _text_words),
}


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def named_in(world: World, ref: object) -> Field | None:
    """Return the field with an id, or the first of a name."""
    return world.fields.get(str(ref)) or named(world.fields.values(), ref)
