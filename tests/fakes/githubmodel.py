"""What the fake GitHub keeps: accounts, repositories, issues with their history, projects; all plain data."""

import base64
import itertools
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

MAX_BODY, MAX_TITLE, MAX_LABEL = 65_536, 256, 50
Value = str | float | date | None


@dataclass(slots=True)
class Account:
    """A user, a bot or an organisation."""

    id: int
    login: str
    kind: str = "User"
    name: str | None = None
    email: str | None = None
    issue_fields: list["IssueField"] = field(default_factory=list)


@dataclass(slots=True)
class Option:
    """One value of a select field."""

    id: str
    name: str
    color: str = "GRAY"


@dataclass(slots=True)
class IssueField:
    """A field that an organisation gave to its issues; `data_type` is date, text, number or single_select."""

    id: int
    name: str
    data_type: str
    options: list[Option] = field(default_factory=list)


@dataclass(slots=True)
class Label:
    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(slots=True)
class Milestone:
    id: int
    number: int
    title: str
    creator: str
    created_at: datetime
    updated_at: datetime
    due_on: datetime | None = None
    description: str | None = None
    state: str = "open"


@dataclass(slots=True)
class Comment:
    id: int
    user: str
    body: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class Event:
    """Something that happened to an issue; `extra` holds what only this kind of event has."""

    id: int
    event: str
    actor: str
    created_at: datetime
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Pull:
    """What makes an issue a pull request; `head` and `base` are names of branches of the same repository."""

    head: str
    base: str
    draft: bool = False
    merged_at: datetime | None = None
    merge_sha: str | None = None
    head_sha: str = ""


@dataclass(slots=True)
class Issue:
    id: int
    number: int
    title: str
    user: str
    created_at: datetime
    updated_at: datetime
    body: str | None = None
    state: str = "open"
    state_reason: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    milestone: int | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    values: dict[int, Value] = field(default_factory=dict)
    pull: Pull | None = None

    @property
    def node_id(self) -> str:
        return node_id("PR" if self.pull else "I", self.id)


@dataclass(slots=True)
class Protection:
    """What the rule of protected branches asks for; `admins` says that it binds administrators, too."""

    reviews: int | None = 1
    checks: tuple[str, ...] = ()
    pushers: set[str] | None = None
    signed: bool = False
    linear: bool = False
    admins: bool = True

    def refuses(self, login: str, *, admin: bool) -> bool:
        if admin and not self.admins:
            return False
        return bool(
            self.reviews is not None
            or self.checks
            or self.signed
            or (self.pushers is not None and login not in self.pushers)
        )


@dataclass(slots=True)
class Ruleset:
    """Rules by their kinds, for branches; `bypass` is what the caller may do: never, pull_requests_only, always, exempt."""

    id: int
    branches: set[str]
    rules: tuple[str, ...]
    bypass: str = "never"


@dataclass(slots=True)
class Repo:
    """A repository; `roles` says per login what it may do: read, triage, write or admin."""

    id: int
    owner: str
    name: str
    created_at: datetime
    private: bool = False
    archived: bool = False
    has_issues: bool = True
    default_branch: str = "main"
    roles: dict[str, str] = field(default_factory=dict)
    assignable: set[str] = field(default_factory=set)
    labels: dict[str, Label] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    refs: dict[str, str] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    protection: Protection = field(default_factory=lambda: Protection())
    rulesets: list[Ruleset] = field(default_factory=list)
    tree_limit: int = 100_000
    fields_on: bool = True

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    def label(self, name: str) -> Label | None:
        """Return a label, whatever the case of its letters."""
        return self.labels.get(name.lower())


@dataclass(slots=True)
class ProjectField:
    """A field of a project; `data_type` is DATE, TEXT, NUMBER or SINGLE_SELECT."""

    id: str
    name: str
    data_type: str
    options: list[Option] = field(default_factory=list)


@dataclass(slots=True)
class ProjectItem:
    """An issue on a project, by the issue's global id."""

    id: str
    issue: int
    updated_at: datetime
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Project:
    id: str
    owner: str
    number: int
    title: str
    fields: list[ProjectField] = field(default_factory=list)
    items: list[ProjectItem] = field(default_factory=list)


@dataclass(slots=True)
class Token:
    """A credential: whose it is, what it may do and until when; `repos` limits an installation's token."""

    login: str
    scopes: tuple[str, ...] | None = ("repo", "read:org", "project")
    expires_at: datetime | None = None
    repos: frozenset[str] | None = None
    app: bool = False
    role: str | None = None


@dataclass(slots=True)
class Installation:
    """An app's installation on an account; `role` is what its tokens may do in the account's repositories.

    `grants` is what it says that it grants, by default what fits the role.
    """

    id: int
    app_id: int
    account: str
    slug: str
    role: str = "write"
    seconds: int = 3600
    grants: dict[str, str] | None = None


@dataclass(slots=True)
class State:
    """Everything, with the counter that all ids come from."""

    accounts: dict[str, Account] = field(default_factory=dict)
    repos: dict[int, Repo] = field(default_factory=dict)
    renamed: dict[str, int] = field(default_factory=dict)
    projects: list[Project] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    index: list[tuple[datetime, int, int, Issue | None]] = field(default_factory=list)
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1001))

    def account(self, login: str) -> Account | None:
        """Return an account, whatever the case of its letters."""
        return self.accounts.get(login.lower())

    def repo(self, full_name: str) -> Repo | None:
        """Return the repository that has this name now."""
        name = full_name.lower()
        return next((repo for repo in self.repos.values() if repo.full_name.lower() == name), None)

    def issue(self, issue_id: int) -> tuple[Repo, Issue] | None:
        """Return an issue by its global id."""
        return next(
            ((repo, issue) for repo in self.repos.values() for issue in repo.issues.values() if issue.id == issue_id),
            None,
        )


def node_id(kind: str, number: int) -> str:
    """Return an opaque id in the form of GraphQL's."""
    return f"{kind}_" + base64.urlsafe_b64encode(b"\x93\x00" + number.to_bytes(6)).decode().rstrip("=")


def number_of(node: str, kind: str) -> int | None:
    """Return the number in an opaque id, None when it is of another kind."""
    found, _, text = node.partition("_")
    try:
        return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[2:]) if found == kind else None
    except ValueError:
        return None
