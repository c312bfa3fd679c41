"""What the fake Jira keeps: people, projects, fields, workflows and issues with all their earlier states."""

import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Screen = dict[str, "OnScreen"]


@dataclass(slots=True)
class User:
    """Somebody; `projects` limits where issues can be assigned to them, None is everywhere."""

    account_id: str
    name: str
    key: str
    display: str
    mail: str
    mail_hidden: bool = False
    active: bool = True
    projects: set[str] | None = None
    time_zone: str = "Europe/Berlin"


@dataclass(slots=True)
class Status:
    """A status; `category` is new, indeterminate or done."""

    id: str
    name: str
    category: str


@dataclass(slots=True)
class Named:
    """An entry of a list that has ids and names: a priority, a resolution, a component, a version."""

    id: str
    name: str


@dataclass(slots=True)
class SecurityLevel:
    """A security level; issues that have it are invisible to the account unless `visible`."""

    id: str
    name: str
    visible: bool = True


@dataclass(slots=True)
class Option:
    """A value of a select field, with those of the second level of a cascading one."""

    id: str
    value: str
    children: tuple["Option", ...] = ()


@dataclass(slots=True)
class Field:
    """A field; `kind` names an entry of `jira_fields.KINDS`."""

    id: str
    name: str
    kind: str
    options: list[Option] = field(default_factory=list)

    @property
    def custom(self) -> bool:
        return self.id.startswith("customfield_")


@dataclass(slots=True)
class OnScreen:
    """How a field stands on a screen; `default` is a raw REST value, `allowed` narrows the ids that may be chosen."""

    required: bool = False
    default: Any = None
    allowed: set[str] | None = None


@dataclass(slots=True)
class IssueType:
    """An issue type; its screens are the project's. `level` is what Cloud tells of the hierarchy: 1 for epics."""

    id: str
    name: str
    subtask: bool = False
    level: int = 0


@dataclass(slots=True)
class Transition:
    """A transition; without `sources` it starts anywhere, `resolution` is what it sets if its screen did not.

    One that `keeps` leaves the resolution as it was.
    """

    id: str
    name: str
    target: str
    sources: tuple[str, ...] = ()
    screen: Screen = field(default_factory=dict)
    resolution: str | None = None
    keeps: bool = False


@dataclass(slots=True)
class Project:
    """A project; `create_screens` and `edit_screens` are by issue type id, `denied` are permissions the account lacks."""

    id: str
    key: str
    name: str
    types: list[IssueType]
    create_screens: dict[str, Screen]
    transitions: list[Transition]
    initial_status: str
    components: list[Named] = field(default_factory=list)
    versions: list[Named] = field(default_factory=list)
    security: list[SecurityLevel] = field(default_factory=list)
    edit_screens: dict[str, Screen] = field(default_factory=dict)
    lead: str = ""
    archived: bool = False
    gone: bool = False
    denied: set[str] = field(default_factory=set)
    last_number: int = 0
    old_keys: list[str] = field(default_factory=list)

    def edit_screen(self, type_id: str) -> Screen:
        """Return the screen for changes, which is the one for new issues unless it was set apart."""
        screen = self.edit_screens.get(type_id, self.create_screens[type_id])
        return {name: each for name, each in screen.items() if name not in ("project", "issuetype")}


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field of a history."""

    field: str
    field_id: str
    custom: bool
    old: tuple[str | None, str | None]
    new: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class History:
    """What somebody changed at once."""

    id: int
    author: str
    created: datetime
    items: tuple[Change, ...]


@dataclass(slots=True)
class Comment:
    """A comment; the body is a wiki string or an ADF object, as it was sent."""

    id: int
    author: str
    created: datetime
    body: Any
    visibility: dict[str, str] | None = None


@dataclass(slots=True)
class Link:
    """A remote link."""

    id: int
    global_id: str | None
    content: dict[str, Any]


@dataclass(slots=True)
class Issue:
    """An issue; `states` are its indexed states from old to new, the last being what it is now."""

    id: int
    key: str
    project: str
    values: dict[str, Any]
    created: datetime
    updated: datetime
    creator: str
    properties: dict[str, Any] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    histories: list[History] = field(default_factory=list)
    old_keys: list[str] = field(default_factory=list)
    hidden: bool = False
    states: list[tuple[datetime, "Issue"]] = field(default_factory=list)

    def snapshot(self) -> "Issue":
        """Return a copy as the search index would keep it."""
        return Issue(
            self.id,
            self.key,
            self.project,
            copy.deepcopy(self.values),
            self.created,
            self.updated,
            self.creator,
            copy.deepcopy(self.properties),
            list(self.comments),
            list(self.links),
            list(self.histories),
            list(self.old_keys),
            self.hidden,
        )

    def at(self, moment: datetime) -> "Issue | None":
        """Return the state that was indexed by `moment`, None when it was not there yet."""
        known = [state for time, state in self.states if time <= moment]
        return known[-1] if known else None
