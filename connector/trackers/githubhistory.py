"""What happened to an issue, from its events, as steps of our fields.

An event tells what was done and not what was there before, so the values before the first one are found by taking all of them
back from what the issue is now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connector.core.model import UNTOLD, FieldChange, Status
from connector.settings.fieldmap import fold
from connector.trackers.githubanswers import moment

JSON = Any
WONT = ("not_planned", "duplicate")
"""Reasons of an issue that was closed and will not be done."""


@dataclass(slots=True)
class _State:
    """The part of an issue that events change. `closed` is how it is closed; None while it is open."""

    owners: list[str]
    busy: bool
    closed: str | None

    @property
    def owner(self) -> str | None:
        return self.owners[0] if self.owners else None

    @property
    def status(self) -> str:
        return self.closed or (Status.IN_PROGRESS if self.busy else Status.OPEN).value

    def take_back(self, event: Mapping[str, JSON], busy: str) -> None:
        """Become what the issue was before an event."""
        match event.get("event"), _login(event):
            case "closed", _:
                self.closed = None
            case "reopened", _:
                self.closed = UNTOLD
            case "assigned", login:
                self.owners = [one for one in self.owners if one != login]
            case "unassigned", login:
                self.owners = [*self.owners, login]
            case "labeled" | "unlabeled", _ if _label(event) == busy:
                self.busy = event["event"] == "unlabeled"

    def take(self, event: Mapping[str, JSON], busy: str) -> None:
        """Become what the issue was after an event."""
        match event.get("event"), _login(event):
            case "closed", _:
                self.closed = closed_as(event.get("state_reason")).value
            case "reopened", _:
                self.closed = None
            case "assigned", login if login not in self.owners:
                self.owners = [*self.owners, login]
            case "unassigned", login:
                self.owners = [one for one in self.owners if one != login]
            case "labeled" | "unlabeled", _ if _label(event) == busy:
                self.busy = event["event"] == "labeled"


def steps_of(events: Sequence[Mapping[str, JSON]], issue: Mapping[str, JSON], *, busy: str) -> list[FieldChange]:
    """Return the steps of our fields that the events of one issue tell, both oldest first; `busy` is the label of work begun."""
    steps: list[FieldChange] = []
    for step in _steps(events, issue, fold(busy)):
        last = steps[-1] if steps else None
        if last and step.field == "owner" and (last.field, last.at, last.by) == ("owner", step.at, step.by):
            # A person put in another's place is one change, told by two events.
            steps[-1] = replace(last, new=step.new)
        else:
            steps.append(step)
    return steps


def _steps(events: Sequence[Mapping[str, JSON]], issue: Mapping[str, JSON], busy: str) -> Iterator[FieldChange]:
    state = _State(
        [str(one["login"]) for one in issue.get("assignees") or ()],
        busy in map(fold, issue.get("labels") or ()),
        closed_as(issue.get("state_reason")).value if issue.get("state") == "closed" else None,
    )
    for event in reversed(events):
        state.take_back(event, busy)
    for event in events:
        at, by = moment(event.get("created_at")), (event.get("actor") or {}).get("login")
        status, owner = state.status, state.owner
        state.take(event, busy)
        if at is None:
            continue
        if state.status != status:
            yield FieldChange("status", status, state.status, at, by)
        if state.owner != owner:
            yield FieldChange("owner", owner, state.owner, at, by)
        if event.get("event") == "renamed":
            rename = event.get("rename") or {}
            yield FieldChange("title", rename.get("from"), rename.get("to"), at, by)


def closed_as(reason: str | None) -> Status:
    """Return what an issue that was closed for a reason is."""
    return Status.WONT_DO if reason in WONT else Status.DONE


def _login(event: Mapping[str, JSON]) -> str:
    return str((event.get("assignee") or {}).get("login") or "")


def _label(event: Mapping[str, JSON]) -> str:
    return fold(str((event.get("label") or {}).get("name") or ""))
