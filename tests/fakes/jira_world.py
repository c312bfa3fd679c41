"""The fake Jira's world: its lists, its issues, and how the history and the search index follow a change."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from fakes.jira_state import (
    Change,
    Field,
    History,
    Issue,
    IssueType,
    Named,
    Project,
    SecurityLevel,
    Status,
    User,
)

CATEGORIES = {
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}
# Jira hides a field from whoever lacks the permission that it needs.
FIELD_PERMISSIONS = {
    "assignee": "ASSIGN_ISSUES",
    "duedate": "SCHEDULE_ISSUES",
    "reporter": "MODIFY_REPORTER",
    "security": "SET_ISSUE_SECURITY",
}
PERMISSIONS = {
    "ADMINISTER": "GLOBAL",
    "USER_PICKER": "GLOBAL",
    "BULK_CHANGE": "GLOBAL",
    "ADMINISTER_PROJECTS": "PROJECT",
    "BROWSE_PROJECTS": "PROJECT",
    "CREATE_ISSUES": "PROJECT",
    "EDIT_ISSUES": "PROJECT",
    "ASSIGN_ISSUES": "PROJECT",
    "ASSIGNABLE_USER": "PROJECT",
    "SCHEDULE_ISSUES": "PROJECT",
    "TRANSITION_ISSUES": "PROJECT",
    "CLOSE_ISSUES": "PROJECT",
    "RESOLVE_ISSUES": "PROJECT",
    "DELETE_ISSUES": "PROJECT",
    "MOVE_ISSUES": "PROJECT",
    "LINK_ISSUES": "PROJECT",
    "ADD_COMMENTS": "PROJECT",
    "MODIFY_REPORTER": "PROJECT",
    "SET_ISSUE_SECURITY": "PROJECT",
}
Entry = TypeVar("Entry", Named, Status, IssueType, SecurityLevel)


def named(entries: Iterable[Entry], ref: object) -> Entry | None:
    """Return the entry with this id or name."""
    return next((each for each in entries if ref in (each.id, each.name)), None)


class World:
    """All state of a Jira. Callers hold the server's lock."""

    def __init__(self, clock: Callable[[], datetime], *, cloud: bool) -> None:
        self._clock = clock
        self._last = clock()
        self.cloud = cloud
        self.users: list[User] = []
        self.statuses: list[Status] = []
        self.resolutions: list[Named] = []
        self.priorities: list[Named] = []
        self.types: list[IssueType] = []
        self.fields: dict[str, Field] = {}
        self.projects: list[Project] = []
        self.issues: dict[int, Issue] = {}
        self.denied: set[str] = {"ADMINISTER", "ADMINISTER_PROJECTS"}
        self._keys: dict[str, int] = {}
        self._next_id = 10100

    # --- time ---------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return the clock's time, but never before the last write."""
        return max(self._clock(), self._last)

    def stamp(self) -> datetime:
        """Return the time of a write; each is a millisecond after the last, even when the clock stands."""
        self._last = max(self._clock(), self._last + timedelta(milliseconds=1))
        return self._last

    def new_id(self) -> int:
        self._next_id += 1
        return self._next_id

    # --- looking up ---------------------------------------------------------------------------------------------

    def project(self, ref: object) -> Project | None:
        """Return a project by key, id or a key it had before, unless it is gone."""
        text = str(ref)
        there = [project for project in self.projects if not project.gone]
        named = (p for p in there if p.id == text or p.key == text.upper())
        return next(named, next((p for p in there if text.upper() in p.old_keys), None))

    def user(self, ref: object) -> User | None:
        """Return somebody by account id, name, key, displayed name or mail."""
        return next((u for u in self.users if ref in (u.account_id, u.name, u.key, u.display, u.mail)), None)

    def status(self, ref: object) -> Status:
        """Return a status by id or name."""
        found = named(self.statuses, ref)
        if found is None:
            raise KeyError(f"no status {ref!r}: {[each.name for each in self.statuses]}")
        return found

    def find(self, ref: object) -> Issue | None:
        """Return an issue by id, key or a key it had before it moved."""
        text = str(ref)
        number = int(text) if text.isdecimal() else self._keys.get(text.upper())
        return self.issues.get(number) if number is not None else None

    def sees(self, issue: Issue) -> bool:
        """Say whether the account may see an issue."""
        project = self.project(issue.project)
        if project is None or issue.hidden or self.lacks("BROWSE_PROJECTS", project):
            return False
        level = next((each for each in project.security if each.id == issue.values.get("security")), None)
        return level is None or level.visible

    def lacks(self, permission: str, project: Project | None = None) -> bool:
        """Say whether the account has not got a permission."""
        return permission in self.denied or (project is not None and permission in project.denied)

    def assignable(self, user: User, project: Project) -> bool:
        return user.active and (user.projects is None or project.key in user.projects)

    # --- changing -----------------------------------------------------------------------------------------------

    def add(self, project: Project, values: dict[str, Any], author: User) -> Issue:
        """Make an issue with a new number."""
        project.last_number += 1
        moment = self.stamp()
        issue = Issue(
            self.new_id(),
            f"{project.key}-{project.last_number}",
            project.key,
            values,
            moment,
            moment,
            author.account_id,
        )
        self.issues[issue.id] = issue
        self._keys[issue.key] = issue.id
        self.index(issue, moment)
        return issue

    def index(self, issue: Issue, moment: datetime | None = None) -> None:
        """Let the search know the present state, as of `moment`."""
        issue.states.append((moment or self.stamp(), issue.snapshot()))

    def commit(self, issue: Issue, author: User, changes: Iterable[Change]) -> None:
        """Write a history, set the time of the update and tell the index; no changes leave everything as it is."""
        items = tuple(changes)
        if not items:
            return
        issue.updated = self.stamp()
        issue.histories.append(History(self.new_id(), author.account_id, issue.updated, items))
        self.index(issue, issue.updated)

    def rename(self, issue: Issue, project: Project) -> None:
        """Give an issue a key of another project; the old key goes on leading to it."""
        project.last_number += 1
        issue.old_keys.append(issue.key)
        issue.key, issue.project = f"{project.key}-{project.last_number}", project.key
        self._keys[issue.key] = issue.id

    def rename_project(self, project: Project, key: str) -> None:
        """Give a project and its issues another key; the old ones go on leading to them, and the search knows at once."""
        old, project.key = project.key, key
        project.old_keys.append(old)
        for issue in [each for each in self.issues.values() if each.project == old]:
            issue.old_keys.append(issue.key)
            issue.key, issue.project = f"{key}-{issue.key.rpartition('-')[2]}", key
            self._keys[issue.key] = issue.id
            self.index(issue)

    def remove(self, issue: Issue) -> None:
        """Delete an issue for good."""
        del self.issues[issue.id]
        for key in [issue.key, *issue.old_keys]:
            del self._keys[key]
