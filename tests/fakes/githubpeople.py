"""What people and administrators do in the fake GitHub, without a request: the world, and edits as a person."""

import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from fakes.githubmodel import (
    Account,
    Comment,
    Installation,
    Issue,
    IssueField,
    Label,
    Milestone,
    Option,
    Project,
    ProjectField,
    Repo,
    State,
    Token,
    Value,
    node_id,
)
from fakes.githubrules import add_comment, change, create_issue, delete_issue, index, label_of, transfer_issue

Repository = Repo | str


class World:
    """The part of the fake that tests build a world with."""

    state: State
    lock: "threading.RLock"
    clock: Callable[[], datetime]

    def add_user(self, login: str, *, name: str | None = None, kind: str = "User") -> Account:
        """Add an account; bots have the kind Bot."""
        return self.state.accounts.setdefault(login.lower(), Account(next(self.state.ids), login, kind, name))

    def add_org(self, login: str) -> Account:
        """Add an organisation."""
        return self.add_user(login, kind="Organization")

    def add_token(self, text: str, login: str, **options: Any) -> Token:
        """Let `text` be a credential of `login`; options are those of Token."""
        self.add_user(login)
        self.state.tokens[text] = Token(login, **options)
        return self.state.tokens[text]

    def add_installation(self, app_id: int, account: str, **options: Any) -> Installation:
        """Install an app on an account; options are those of Installation."""
        slug = options.pop("slug", "connector")
        self.add_user(f"{slug}[bot]", kind="Bot")
        made = Installation(next(self.state.ids), app_id, account, slug, **options)
        self.state.installations[made.id] = made
        return made

    def add_repo(
        self,
        full_name: str,
        *,
        roles: dict[str, str] | None = None,
        assignable: Iterable[str] = (),
        **options: Any,
    ) -> Repo:
        """Add a repository, by default one that the fake's own token may write to; options are those of Repo."""
        owner, _, name = full_name.partition("/")
        self.add_user(owner)
        people = list(assignable)
        for login in people:
            self.add_user(login)
        roles = {"connector-bot": "write"} if roles is None else roles
        repo = Repo(next(self.state.ids), owner, name, self.clock(), roles=roles, assignable=set(people), **options)
        self.state.repos[repo.id] = repo
        return repo

    def repo(self, repo: Repository) -> Repo:
        """Return a repository by its name of today."""
        found = repo if isinstance(repo, Repo) else self.state.repo(repo)
        if found is None:
            raise KeyError(repo)
        return found

    def issue(self, repo: Repository, number: int) -> Issue:
        """Return an issue, to look into."""
        return self.repo(repo).issues[number]

    def add_label(self, repo: Repository, name: str, color: str = "ededed") -> Label:
        label = label_of(self.state, self.repo(repo), name)
        label.color = color
        return label

    def rename_label(self, repo: Repository, old: str, new: str | None) -> None:
        """Rename a label, or delete it, as an administrator: no issue counts as changed by that."""
        with self.lock:
            found = self.repo(repo)
            label = found.labels.pop(old.lower())
            if new is not None:
                label.name = new
                found.labels[new.lower()] = label
            for issue in found.issues.values():
                kept = [new.lower() if key == old.lower() and new else key for key in issue.labels]
                issue.labels = [key for key in kept if key in found.labels]

    def add_milestone(self, repo: Repository, title: str, *, due_on: datetime | None = None) -> Milestone:
        there, now = self.repo(repo), self.clock()
        number = max(there.milestones, default=0) + 1
        there.milestones[number] = Milestone(next(self.state.ids), number, title, there.owner, now, now, due_on)
        return there.milestones[number]

    def add_issue_field(self, org: str, name: str, data_type: str = "date", options: Iterable[str] = ()) -> IssueField:
        """Give an organisation's issues a field: date, text, number or single_select."""
        account = self.add_org(org)
        choices = [Option(str(next(self.state.ids)), text) for text in options]
        account.issue_fields.append(IssueField(next(self.state.ids), name, data_type, choices))
        return account.issue_fields[-1]

    def add_project(self, owner: str, title: str, fields: dict[str, str | list[str]]) -> Project:
        """Add a project; `fields` gives per name DATE, TEXT or NUMBER, or the choices of a select field."""
        number = 1 + sum(1 for project in self.state.projects if project.owner == owner)
        made = Project(node_id("PVT", next(self.state.ids)), owner, number, title)
        for name, kind in {"Title": "TITLE", **fields}.items():
            choices = [] if isinstance(kind, str) else kind
            options = [Option(f"{next(self.state.ids):08x}", text) for text in choices]
            prefix, data_type = ("PVTSSF", "SINGLE_SELECT") if choices else ("PVTF", str(kind))
            made.fields.append(ProjectField(node_id(prefix, next(self.state.ids)), name, data_type, options))
        self.state.projects.append(made)
        return made


class People(World):
    """The part of the fake that tests act with as a person; all of it takes a repository or its name."""

    person_newline: str = "\n"
    """How the lines of texts end that people type; browsers may send \\r\\n."""

    def _typed(self, text: str | None) -> str | None:
        return None if text is None else text.replace("\r\n", "\n").replace("\n", self.person_newline)

    def create_as_person(self, repo: Repository, title: str, body: str = "", *, by: str = "", **changes: Any) -> Issue:
        """Add an issue; changes are those of `edit_as_person`."""
        there = self.repo(repo)
        with self.lock:
            text = self._typed(body)
            return create_issue(
                self.state, there, by or there.owner, self.clock(), title, body=text, **self._changes(there, changes)
            )

    def edit_as_person(self, repo: Repository, number: int, *, by: str = "", **changes: Any) -> Issue:
        """Change title, body, state, state_reason, assignees, labels, milestone (its title or number), fields.

        `fields` gives values of the organisation's issue fields by name, None to clear one.
        """
        there = self.repo(repo)
        with self.lock:
            issue = there.issues[number]
            change(self.state, there, issue, by or there.owner, self.clock(), **self._changes(there, changes))
            return issue

    def _changes(self, repo: Repo, changes: dict[str, Any]) -> dict[str, Any]:
        found = dict(changes)
        if "body" in found:
            found["body"] = self._typed(found["body"])
        if isinstance(found.get("milestone"), str):
            titles = {milestone.title: number for number, milestone in repo.milestones.items()}
            found["milestone"] = titles[found["milestone"]]
        if "fields" in found:
            account = self.state.account(repo.owner)
            ids = {field.name: field.id for field in account.issue_fields} if account else {}
            found["values"] = {ids[name]: value for name, value in found.pop("fields").items()}
        return found

    def comment_as_person(self, repo: Repository, number: int, body: str, *, by: str = "") -> Comment:
        there = self.repo(repo)
        with self.lock:
            text = self._typed(body) or ""
            return add_comment(self.state, there, there.issues[number], by or there.owner, self.clock(), text)

    def delete_as_person(self, repo: Repository, number: int) -> None:
        """Delete an issue for good: 410 from now on."""
        there = self.repo(repo)
        with self.lock:
            delete_issue(self.state, there, there.issues[number], self.clock())

    def transfer_as_person(self, repo: Repository, number: int, to: Repository, *, by: str = "") -> Issue:
        """Move an issue to another repository and return it as it is there: 301 from the old place."""
        there = self.repo(repo)
        with self.lock:
            issue = there.issues[number]
            return transfer_issue(self.state, there, issue, self.repo(to), by or there.owner, self.clock())

    def rename_repo(self, repo: Repository, full_name: str) -> None:
        """Give a repository another name or owner: redirects from the old one."""
        there = self.repo(repo)
        with self.lock:
            self.state.renamed[there.full_name.lower()] = there.id
            there.owner, _, there.name = full_name.partition("/")
            self.add_user(there.owner)
            self.state.renamed.pop(full_name.lower(), None)

    def archive(self, repo: Repository, *, on: bool = True) -> None:
        self.repo(repo).archived = on

    def delete_repo(self, repo: Repository) -> None:
        """Take a repository away: 404 from now on."""
        there = self.repo(repo)
        with self.lock:
            for issue in there.issues.values():
                index(self.state, there, None, issue.id, self.clock())
            del self.state.repos[there.id]

    def set_project_value(self, project: Project, issue: Issue, field: str, value: Value) -> None:
        """Set a field of an issue on a project, a select by the text of its option; None clears it."""
        with self.lock:
            there = next(each for each in project.fields if each.name == field)
            item = next(each for each in project.items if each.issue == issue.id)
            item.values.pop(there.id, None)
            if value is not None:
                options = {option.name: option.id for option in there.options}
                item.values[there.id] = options[str(value)] if options else value
            item.updated_at = self.clock()

    def project_value(self, project: Project, issue: Issue, field: str) -> Value:
        """Return the value of a field of an issue on a project, a select's as its text; None when there is none."""
        there = next(each for each in project.fields if each.name == field)
        for item in (each for each in project.items if each.issue == issue.id):
            value = item.values.get(there.id)
            return next((option.name for option in there.options if option.id == value), value)
        return None

    def field_value(self, repo: Repository, number: int, field: str) -> date | Value:
        """Return an issue's value in a field of its organisation, by the field's name."""
        there = self.repo(repo)
        account = self.state.account(there.owner)
        ids = {each.name: each.id for each in account.issue_fields} if account else {}
        return there.issues[number].values.get(ids[field])
