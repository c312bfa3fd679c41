"""Jira as tests handle it: the stateful fake, driven through the real client."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from contracts.tracker_contract import OURS, Tracker, TrackerHarness
from fakes.jira import FakeJira
from pydantic import SecretStr

from connector.core.model import Status, Ticket, TicketId
from connector.remote.http import Patience
from connector.settings.fieldmap import FieldMap, load_fieldmap, shipped_map
from connector.trackers import jira

FIELDMAP = load_fieldmap(shipped_map("jira"), mapping=jira.MapKeys)
STATUSES = {
    Status.OPEN: "To Do",
    Status.IN_PROGRESS: "In Review",
    Status.DONE: "Done",
    Status.WONT_DO: "Cancelled",
}


class JiraHarness(TrackerHarness):
    priorities = ("High", "Low")

    def __init__(self, fake: FakeJira) -> None:
        self.fake = fake
        dana, kim = fake.user("Kim Sample"), fake.user("Pat Private")
        self.owners = (dana.account_id, kim.account_id) if fake.cloud else (dana.name, kim.name)

    def connect(
        self,
        *,
        installation: str = OURS,
        fieldmap: FieldMap = FIELDMAP,
        patience: Patience | None = None,
        **settings: object,
    ) -> Tracker:
        mail = self.fake.mail if self.fake.cloud else None
        chosen = {"url": self.fake.url, "token": SecretStr(self.fake.token), "mail": mail, "project": "OPS", **settings}
        return jira.connect(
            jira.Settings.model_validate(chosen),
            name="ops",
            installation=installation,
            fieldmap=fieldmap,
            base_dir=Path("/"),
            clock=self.fake.clock,
            patience=patience or Patience(sleep=self.fake.clock.advance, clock=self.fake.clock),
        )

    def edit_as_person(self, ticket: Ticket, **fields: object) -> None:
        self.fake.clock.advance(1)
        names = {"title": "summary", "owner": "assignee", "due": "duedate"}
        values = {names.get(name, name): value for name, value in fields.items()}
        if "status" in values:
            values["status"] = STATUSES[values["status"]]
        if isinstance(values.get("duedate"), date):
            values["duedate"] = values["duedate"].isoformat()
        self.fake.edit_as_person(ticket.ref.id, **values)

    def create_as_person(self, title: str) -> TicketId:
        return TicketId(str(self.fake.create_as_person("OPS", title).id))

    def copy_as_person(self, ticket: Ticket) -> TicketId:
        """Copy with the property: Jira's clone leaves it out, an import does not."""
        made = self.fake.clone_as_person(ticket.ref.id)
        made.properties.update(self.fake.issue(ticket.ref.id).properties)
        self.fake.world.index(made)
        return TicketId(str(made.id))

    def delete_as_person(self, ticket: Ticket) -> None:
        self.fake.delete_as_person(ticket.ref.id)

    def settle(self) -> None:
        self.fake.clock.advance(3600)

    def shown_text(self, ticket: Ticket) -> str:
        issue = self.fake.issue(ticket.ref.id)
        comments = [str(comment.body) for comment in issue.comments]
        return "\n".join([issue.values["summary"], str(issue.values.get("description") or ""), *comments])

    def refuse(self, words: str) -> None:
        self.fake.refuse_summary(words)

    def references(self, ticket: Ticket) -> Sequence[str]:
        url = self.fake.url
        return [
            ticket.key,
            f" {ticket.key} ",
            ticket.key.lower(),
            ticket.url,
            f"{url}/browse/{ticket.key}?focusedId=1",
            f"{url}/browse/{ticket.key}#c",
        ]

    def foreign_references(self) -> Sequence[str]:
        url = self.fake.url
        return [
            "ZZZ-1",
            "OPS-",
            "OPS-0",
            "zzz-1",
            "ops 1",
            "XOPS-1x",
            "OPS-1 and OPS-2",
            "",
            "/",
            "https://jira.example.org/browse/OPS-1",
            f"{url}/projects/OPS",
            f"{url}/browse/OPS",
            f"{url}x/browse/OPS-1",
        ]
