"""What people do in the fake Jira behind the connector's back; every act leaves the traces that it leaves in a real one."""

import copy
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from fakes.jira_edit import changes_between, resolved
from fakes.jira_fields import choices, named_in
from fakes.jira_state import Change, Comment, Field, Issue, Option, Project, User
from fakes.jira_world import World, named

Ref = Issue | str | int
LISTS = ("components", "versions")


class People:
    """The methods of a FakeJira that play people. Issues are named by id or key, people by any name they have."""

    world: World
    lock: Any
    validators: list[Callable[[Project, dict[str, Any]], dict[str, str]]]

    def issue(self, ref: Ref) -> Issue:
        """Return an issue as it is, visible or not."""
        found = ref if isinstance(ref, Issue) else self.world.find(ref)
        if found is None:
            raise KeyError(f"no issue {ref!r}")
        return found

    def user(self, ref: object) -> User:
        """Return somebody."""
        found = ref if isinstance(ref, User) else self.world.user(ref)
        if found is None:
            raise KeyError(f"no user {ref!r}")
        return found

    def project(self, ref: object) -> Project:
        """Return a project, though it may be gone."""
        found = next((each for each in self.world.projects if ref in (each.id, each.key)), None)
        if found is None:
            raise KeyError(f"no project {ref!r}")
        return found

    def create_as_person(
        self, project: str = "OPS", summary: str = "made by hand", *, by: str = "Dana Example", **fields: Any
    ) -> Issue:
        """Make an issue; fields are given as for `edit_as_person`."""
        with self.lock:
            place, author = self.project(project), self.user(by)
            kind = named(place.types, fields.pop("issuetype", place.types[0].name))
            assert kind is not None
            values = {"summary": summary, "issuetype": kind.id, "status": place.initial_status, "priority": "3"}
            values["reporter"] = author.account_id
            self._set(place, values, fields)
            return self.world.add(place, values, author)

    def clone_as_person(self, ref: Ref, *, by: str = "Dana Example", summary: str | None = None) -> Issue:
        """Copy fields and labels into a new issue, as Jira's clone does: no properties, comments or history."""
        with self.lock:
            issue, author = self.issue(ref), self.user(by)
            place = self.project(issue.project)
            values = copy.deepcopy(issue.values) | {"status": place.initial_status, "reporter": author.account_id}
            values |= {"summary": summary or f"CLONE - {issue.values['summary']}", "resolution": None}
            return self.world.add(place, values | {"resolutiondate": None}, author)

    def edit_as_person(self, ref: Ref, *, by: str = "Dana Example", **fields: Any) -> Issue:
        """Change fields by id: names for statuses, people, options and entries of lists, dates, lists of labels.

        A status may be any; one that is done sets the resolution Done if none is given, any other clears it.
        """
        with self.lock:
            issue = self.issue(ref)
            values = copy.deepcopy(issue.values)
            self._set(self.project(issue.project), values, fields)
            changes = changes_between(self.world, issue.values, values)
            issue.values = values
            self.world.commit(issue, self.user(by), changes)
            return issue

    def comment_as_person(self, ref: Ref, text: Any, *, by: str = "Dana Example") -> Comment:
        """Write a comment."""
        with self.lock:
            issue = self.issue(ref)
            issue.updated = self.world.stamp()
            issue.comments.append(Comment(self.world.new_id(), self.user(by).account_id, issue.updated, text))
            self.world.index(issue, issue.updated)
            return issue.comments[-1]

    def move_as_person(self, ref: Ref, project: str, *, by: str = "Dana Example") -> Issue:
        """Move an issue to another project: a new key, the same id, and the old key goes on leading there."""
        with self.lock:
            issue, place = self.issue(ref), self.project(project)
            origin, key = self.project(issue.project), issue.key
            if issue.values["issuetype"] not in place.create_screens:
                issue.values["issuetype"] = place.types[0].id
            self.world.rename(issue, place)
            changes = [
                Change("Key", "", custom=False, old=(None, key), new=(None, issue.key)),
                Change("project", "project", False, (origin.id, origin.name), (place.id, place.name)),
            ]
            self.world.commit(issue, self.user(by), changes)
            return issue

    def rename_project_as_person(self, project: str, key: str) -> None:
        """Give a project another key, as its administrator does."""
        with self.lock:
            self.world.rename_project(self.project(project), key)

    def delete_as_person(self, ref: Ref) -> None:
        """Delete an issue."""
        with self.lock:
            self.world.remove(self.issue(ref))

    def hide_as_person(self, ref: Ref, *, hidden: bool = True) -> None:
        """Take an issue out of the account's sight, or bring it back."""
        with self.lock:
            issue = self.issue(ref)
            issue.hidden = hidden
            self.world.index(issue)

    def refuse_summary(self, words: str, reason: str = "This summary is not allowed here.") -> None:
        """Let a validator refuse whatever has these words in its summary."""

        def validator(project: Project, values: dict[str, Any]) -> dict[str, str]:
            return {"summary": reason} if words in (values.get("summary") or "") else {}

        self.validators.append(validator)

    def _set(self, place: Project, values: dict[str, Any], fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            field = named_in(self.world, name)
            if field is None:
                raise KeyError(f"no field {name!r}")
            values[field.id] = self._stored(place, field, value)
        if "status" in fields:
            resolution = fields.get("resolution", "Done")
            resolved(self.world, values, to=values["status"], resolution=resolution)

    def _stored(self, place: Project, field: Field, value: Any) -> Any:
        if value is None or field.kind in ("text", "long", "number", "datetime"):
            return value
        match field.kind:
            case "date":
                return value.isoformat() if isinstance(value, date) else value
            case "labels":
                return sorted(set(value))
            case "user":
                return self.user(value).account_id
            case "status":
                return self.world.status(value).id
            case "parent":
                return self.issue(value).id
            case "option" | "options":
                chosen = [_option(field.options, each).id for each in _many(value)]
                return chosen if field.kind == "options" else chosen[0]
            case "cascade":
                first = _option(field.options, _many(value)[0])
                return [first.id, *(_option(first.children, each).id for each in _many(value)[1:])]
        entries = choices(self.world, place, field)
        chosen = [_entry(entries, each) for each in _many(value)]
        return chosen if field.kind in LISTS else chosen[0]


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _option(options: Iterable[Option], ref: object) -> Option:
    return next(each for each in options if ref in (each.id, each.value))


def _entry(entries: list[Any], ref: object) -> str:
    found = named(entries, ref)
    if found is None:
        raise KeyError(f"no {ref!r} among {[each.name for each in entries]}")
    return found.id
