"""GitHub as tests handle it: the stateful fake, driven through the real client."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from contracts.tracker_contract import OURS, Tracker, TrackerHarness
from fakes.github import FakeGitHub
from fakes.githubmodel import ProjectItem
from pydantic import SecretStr

from connector.clock import Clock
from connector.core.model import Status, Ticket, TicketId
from connector.remote.http import Patience
from connector.settings.fieldmap import FieldMap, load_fieldmap, shipped_map
from connector.trackers import github

REPO = "acme/ops"
FIELDMAP = load_fieldmap(shipped_map("github"), mapping=github.MapKeys)


def mapped(**own: object) -> FieldMap:
    """Return the shipped field map with some keys of its own changed."""
    return replace(FIELDMAP, own=FIELDMAP.own.model_copy(update=own))


class GitHubHarness(TrackerHarness):
    owners = ("dana", "kim")
    priorities = ("priority: high", "priority: low")

    def __init__(self, fake: FakeGitHub, due: str = "body") -> None:
        self.fake = fake
        self.due = due
        fake.add_org("acme")
        self.web = fake.url.removesuffix(fake.prefix)
        self.repo = fake.add_repo(REPO, assignable=self.owners)
        if due.startswith("field:"):
            fake.add_issue_field("acme", due.removeprefix("field:"))
        if due.startswith("project:"):
            self.project = fake.add_project("acme", "Actions", {"Due": "DATE"})

    def connect(
        self,
        *,
        installation: str = OURS,
        fieldmap: FieldMap | None = None,
        patience: Patience | None = None,
        ahead: timedelta = timedelta(),
        clock: Clock | None = None,
        **settings: object,
    ) -> Tracker:
        """Return a tracker on a machine whose clock is so far ahead of GitHub's; `clock` is what it is told to believe."""

        def machine() -> datetime:
            return self.fake.clock() + ahead

        chosen = {"url": self.fake.url, "repo": REPO, "token": SecretStr(self.fake.token), **settings}
        return github.connect(
            github.Settings.model_validate(chosen),
            name="ops",
            installation=installation,
            fieldmap=fieldmap or mapped(due=self.due),
            base_dir=Path("/"),
            clock=clock or machine,
            patience=patience or Patience(sleep=self.fake.clock.advance, clock=machine),
        )

    def edit_as_person(self, ticket: Ticket, **fields: object) -> None:
        self.fake.clock.advance(1)
        number, values = int(ticket.ref.id), dict(fields)
        issue = self.fake.issue(REPO, number)
        match values.pop("status", None):
            case Status.IN_PROGRESS:
                values["labels"] = [*(label.name for label in self._labels(issue)), "in progress"]
            case Status.DONE:
                values |= {"state": "closed", "state_reason": "completed"}
            case Status.WONT_DO:
                values |= {"state": "closed", "state_reason": "not_planned"}
        if "owner" in values:
            values["assignees"] = [values.pop("owner")]
        due = values.pop("due", None)
        if isinstance(due, date):
            self._set_due(number, issue, values, due)
        if values:
            self.fake.edit_as_person(REPO, number, by="kim", **values)

    def _labels(self, issue):
        return [label if hasattr(label, "name") else self.repo.labels[label] for label in issue.labels]

    def _set_due(self, number: int, issue, values: dict, due: date) -> None:
        match self.due.partition(":")[0]:
            case "body":
                lines = [line for line in (issue.body or "").splitlines() if not line.startswith("**Due:**")]
                values["body"] = "\n".join([f"**Due:** {due.isoformat()}", *lines])
            case "milestone":
                at = datetime(due.year, due.month, due.day, 12, tzinfo=UTC)
                self.fake.add_milestone(REPO, f"Due {due}", due_on=at)
                values["milestone"] = f"Due {due}"
            case "field":
                values["fields"] = {self.due.removeprefix("field:"): due}
            case "project":
                if all(item.issue != issue.id for item in self.project.items):
                    self.project.items.append(ProjectItem(f"PVTI_{issue.id}", issue.id, self.fake.clock()))
                self.fake.set_project_value(self.project, issue, "Due", due)

    def create_as_person(self, title: str) -> TicketId:
        return TicketId(str(self.fake.create_as_person(REPO, title).number))

    def copy_as_person(self, ticket: Ticket) -> TicketId:
        there = self.fake.issue(REPO, int(ticket.ref.id))
        labels = [label.name for label in self._labels(there)]
        return TicketId(str(self.fake.create_as_person(REPO, there.title, body=there.body, labels=labels).number))

    def delete_as_person(self, ticket: Ticket) -> None:
        self.fake.delete_as_person(REPO, int(ticket.ref.id))

    def settle(self) -> None:
        self.fake.clock.advance(3600)

    def shown_text(self, ticket: Ticket) -> str:
        issue = self.fake.issue(REPO, int(ticket.ref.id))
        return "\n".join([issue.title, issue.body or "", *(comment.body for comment in issue.comments)])

    def refuse(self, words: str) -> None:
        self.fake.faults.add(
            "status",
            "POST",
            r"/issues$",
            times=None,
            status=422,
            body={"message": "Validation Failed", "errors": [{"resource": "Issue", "code": "custom", "message": "no"}]},
            match=lambda request: words in str(request.body),
        )

    def references(self, ticket: Ticket) -> Sequence[str]:
        url = f"{self.web}/{REPO}/issues/{ticket.ref.id}"
        return [
            ticket.key,
            f" {ticket.key} ",
            ticket.url,
            url,
            f"{url}#issuecomment-1",
            f"{url}?a=b",
            ticket.key.upper(),
        ]

    def foreign_references(self) -> Sequence[str]:
        url = self.web
        return [
            "#1",
            "acme/web#1",
            "acme/ops#0",
            "acme/ops#",
            "acme/ops#1 and more",
            "",
            "/",
            f"{url}/acme/ops/pull/1",
            f"{url}/acme/web/issues/1",
            "https://example.org/acme/ops/issues/1",
            f"{url}/acme/ops/issues",
        ]
