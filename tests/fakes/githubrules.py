"""What happens to issues in the fake GitHub, whoever asks for it: changes, their events, what a move keeps."""

import dataclasses
from datetime import datetime
from typing import Any

from fakes.githubmodel import Comment, Event, Issue, Label, Pull, Repo, State

CHANGES = ("title", "body", "state", "state_reason", "labels", "assignees", "milestone", "values")


def add_event(state: State, issue: Issue, name: str, actor: str, now: datetime, **extra: Any) -> Event:
    """Append to the history of an issue."""
    issue.events.append(Event(next(state.ids), name, actor, now, extra))
    return issue.events[-1]


def index(state: State, repo: Repo, issue: Issue | None, issue_id: int, now: datetime) -> None:
    """Hand the issue as it is now to the search index, None when it is gone."""
    copy = None
    if issue is not None:
        copy = dataclasses.replace(
            issue,
            labels=list(issue.labels),
            assignees=list(issue.assignees),
            values=dict(issue.values),
            comments=list(issue.comments),
        )
    state.index.append((now, repo.id, issue_id, copy))


def label_of(state: State, repo: Repo, name: str) -> Label:
    """Return a label, made when it is not there."""
    if (found := repo.label(name)) is None:
        found = repo.labels[name.lower()] = Label(next(state.ids), name)
    return found


def create_issue(
    state: State, repo: Repo, actor: str, now: datetime, title: str, /, *, pull: Pull | None = None, **changes: Any
) -> Issue:
    """Add an issue; `changes` are those that `change` takes, checked before."""
    issue = Issue(next(state.ids), next(repo.numbers), title, actor, now, now, changes.pop("body", None), pull=pull)
    repo.issues[issue.number] = issue
    change(state, repo, issue, actor, now, **changes)
    index(state, repo, issue, issue.id, now)
    return issue


def change(state: State, repo: Repo, issue: Issue, actor: str, now: datetime, /, **changes: Any) -> bool:
    """Change what is named and differs, with the events of it; return whether anything did."""
    if unknown := set(changes) - set(CHANGES):
        raise TypeError(f"an issue has no {sorted(unknown)}")
    count, before = len(issue.events), (issue.body, dict(issue.values))
    if (title := changes.get("title", issue.title)) != issue.title:
        add_event(state, issue, "renamed", actor, now, rename={"from": issue.title, "to": title})
        issue.title = title
    if "body" in changes:
        issue.body = changes["body"]
    if "labels" in changes:
        _label(state, repo, issue, actor, now, changes["labels"])
    if "assignees" in changes:
        _assign(state, issue, actor, now, changes["assignees"])
    if "milestone" in changes and changes["milestone"] != issue.milestone:
        _milestone(state, repo, issue, actor, now, changes["milestone"])
    if "state" in changes:
        _switch(state, issue, actor, now, changes["state"], changes.get("state_reason"))
    for field_id, value in changes.get("values", {}).items():
        issue.values.pop(field_id, None)
        if value is not None:
            issue.values[field_id] = value
    if len(issue.events) == count and before == (issue.body, issue.values):
        return False
    issue.updated_at = now
    index(state, repo, issue, issue.id, now)
    return True


def _label(state: State, repo: Repo, issue: Issue, actor: str, now: datetime, names: list[str]) -> None:
    labels = [label_of(state, repo, name) for name in dict.fromkeys(names)]
    wanted = list(dict.fromkeys(label.name.lower() for label in labels))
    for verb, keys in (("unlabeled", set(issue.labels) - set(wanted)), ("labeled", set(wanted) - set(issue.labels))):
        for key in sorted(keys):
            label = repo.labels[key]
            add_event(state, issue, verb, actor, now, label={"name": label.name, "color": label.color})
    issue.labels = wanted


def _assign(state: State, issue: Issue, actor: str, now: datetime, logins: list[str]) -> None:
    names = {login.lower(): login for login in logins}
    wanted = [account.login if (account := state.account(key)) else login for key, login in names.items()]
    for login in [each for each in issue.assignees if each not in wanted]:
        add_event(state, issue, "unassigned", actor, now, assignee=login, assigner=actor)
    for login in [each for each in wanted if each not in issue.assignees]:
        add_event(state, issue, "assigned", actor, now, assignee=login, assigner=actor)
    # In the order in which they were given the issue.
    issue.assignees = sorted(wanted, key=lambda login: (login not in issue.assignees, wanted.index(login)))


def _milestone(state: State, repo: Repo, issue: Issue, actor: str, now: datetime, number: int | None) -> None:
    for verb, at in (("demilestoned", issue.milestone), ("milestoned", number)):
        if at is not None:
            add_event(state, issue, verb, actor, now, milestone={"title": repo.milestones[at].title})
    issue.milestone = number


def _switch(state: State, issue: Issue, actor: str, now: datetime, wanted: str, reason: str | None) -> None:
    # The reason is ignored unless the state changes, as GitHub's documentation says.
    if wanted == issue.state:
        return
    issue.state = wanted
    if wanted == "closed":
        issue.state_reason = None if issue.pull else reason or "completed"
        issue.closed_at, issue.closed_by = now, actor
        add_event(state, issue, "closed", actor, now, state_reason=issue.state_reason)
    else:
        issue.state_reason = None if issue.pull else "reopened"
        issue.closed_at = issue.closed_by = None
        add_event(state, issue, "reopened", actor, now, state_reason=issue.state_reason)


def add_comment(state: State, repo: Repo, issue: Issue, actor: str, now: datetime, body: str) -> Comment:
    """Add a comment, which counts as a change of the issue."""
    comment = Comment(next(state.ids), actor, body, now, now)
    issue.comments.append(comment)
    issue.updated_at = now
    index(state, repo, issue, issue.id, now)
    return comment


def delete_issue(state: State, repo: Repo, issue: Issue, now: datetime) -> None:
    """Take an issue away for good; its number stays known as deleted."""
    del repo.issues[issue.number]
    repo.deleted.add(issue.number)
    _leave_projects(state, issue)
    index(state, repo, None, issue.id, now)


def transfer_issue(state: State, repo: Repo, issue: Issue, target: Repo, actor: str, now: datetime) -> Issue:
    """Move an issue: a new id and number, the same text and comments, and what the target knows by the same name."""
    del repo.issues[issue.number]
    index(state, repo, None, issue.id, now)
    moved = dataclasses.replace(issue, id=next(state.ids), number=next(target.numbers), updated_at=now)
    moved.labels = [key for key in issue.labels if key in target.labels]
    moved.assignees = [login for login in issue.assignees if login in target.assignable]
    titles = {milestone.title: number for number, milestone in target.milestones.items()}
    old = repo.milestones.get(issue.milestone or 0)
    moved.milestone = titles.get(old.title) if old else None
    if target.owner != repo.owner:
        moved.values = {}
    moved.comments = [dataclasses.replace(comment, id=next(state.ids)) for comment in issue.comments]
    moved.events = [dataclasses.replace(event, id=next(state.ids)) for event in issue.events]
    target.issues[moved.number] = moved
    repo.moved[issue.number] = (target.id, moved.number)
    for item in (item for project in state.projects for item in project.items if item.issue == issue.id):
        item.issue = moved.id
    add_event(state, moved, "transferred", actor, now)
    index(state, target, moved, moved.id, now)
    return moved


def _leave_projects(state: State, issue: Issue) -> None:
    for project in state.projects:
        project.items = [item for item in project.items if item.issue != issue.id]
