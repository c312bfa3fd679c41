"""Filing in Jira: fifty tickets by one call, each with its label and its marker in it. Nothing is created twice here.

A bulk create is partial: Jira makes what it can, and names the others by their number. An answer that does not add up to what
was asked for is Ambiguous: what was made is found by its marker later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connector.core.model import Draft, Ticket, TicketId, TicketRef
from connector.errors import Ambiguous, Rejected, RemoteError, Unassignable
from connector.ports import Filed, NotFiled
from connector.settings.fieldmap import FieldMap
from connector.trackers.jiraclient import JiraClient, error_words
from connector.trackers.jirafields import MAX_TEXT, PROPERTY, MapKeys, Reading, marker_value, writable
from connector.trackers.jirameta import CreateScreens
from connector.trackers.jiravalues import Values, cut

JSON = Any


@dataclass(slots=True)
class Creating:
    """Creates tickets of one field map."""

    client: JiraClient
    fieldmap: FieldMap
    label: str
    project: str | None
    reading: Reading
    reads: Values
    screens: CreateScreens = field(init=False)

    def __post_init__(self) -> None:
        self.screens = CreateScreens(self.client, self.reads)

    @property
    def own(self) -> MapKeys:
        """The field map's own keys for Jira."""
        own: MapKeys = self.fieldmap.own or MapKeys()
        return own

    def create(self, drafts: Sequence[Draft]) -> Iterator[Filed | NotFiled]:
        """File drafts, at most fifty. Raises Ambiguous where nothing is known of any, and what `errors.py` says else."""
        asked: list[Draft] = []
        updates: list[dict[str, JSON]] = []
        for draft in drafts:
            try:
                updates.append(self.request(draft))
            except Rejected as error:
                yield NotFiled(draft.marker, error)
            else:
                asked.append(draft)
        if not asked:
            return
        answer = self.client.call(
            "POST", "issue/bulk", verb="create", body={"issueUpdates": updates}, kind="create", also=(400,)
        )
        outcomes = self._outcomes(len(asked), answer if isinstance(answer, dict) else {})
        for draft, update, outcome in zip(asked, updates, outcomes, strict=True):
            if isinstance(outcome, RemoteError):
                yield NotFiled(draft.marker, outcome)
                continue
            ticket = self._ticket(draft, update["fields"], outcome)
            yield Filed(draft.marker, ticket, self._link(draft, ticket) if self.own.remote_link else "")

    def request(self, draft: Draft) -> dict[str, JSON]:
        """Return what creates one ticket. Raises Rejected for a value that its field does not take."""
        project = draft.place or self.project
        if project is None:
            raise Rejected(
                "no project: name one in the tracker, its field map, or the route",
                remote=self.client.remote,
                verb="create",
            )
        own = self.own
        fields: dict[str, JSON] = {"project": {"key": project}, "issuetype": {"name": own.issue_type}}
        if own.components:
            fields["components"] = [{"name": name} for name in own.components]
        if own.security:
            fields["security"] = {"name": own.security}
        if own.parent:
            fields |= self.screens.parent(own.parent, project=project, issue_type=own.issue_type)
        if draft.extra:
            fields |= self.screens.values(draft.extra, own.fields, project=project, issue_type=own.issue_type)
        # What the item says goes before a further field, which stands in for what it lacks.
        fields |= {"labels": [self.label]}
        if "description" not in own.omit:
            fields["description"] = cut(draft.body, MAX_TEXT)
        fields |= writable(draft.fields, cloud=self.client.cloud, label=self.label, omit=own.omit)
        return {"fields": fields, "properties": [{"key": PROPERTY, "value": marker_value(draft.marker)}]}

    def _outcomes(self, count: int, answer: Mapping[str, JSON]) -> list[Mapping[str, JSON] | RemoteError]:
        """Return for each ticket that was asked for what Jira made, or why it did not. Raises Ambiguous."""
        failed: dict[int, RemoteError] = {}
        for error in _objects(answer.get("errors")):
            if isinstance(number := error.get("failedElementNumber"), int):
                told = error.get("elementErrors")
                told = told if isinstance(told, dict) else {}
                said = "; ".join(error_words(told)) or f"HTTP {error.get('status')}"
                blamed = told.get("errors")
                kind = Unassignable if isinstance(blamed, dict) and "assignee" in blamed else Rejected
                failed[number] = kind(said, remote=self.client.remote, verb="create", status=error.get("status"))
        made = _objects(answer.get("issues"))
        if not made and not failed and error_words(answer):
            raise Rejected("; ".join(error_words(answer)), remote=self.client.remote, verb="create", status=400)
        rest = [number for number in range(count) if number not in failed]
        if len(rest) != len(made) or not all(issue.get("id") and issue.get("key") for issue in made):
            said = f"Jira answered for {len(made)} of {len(rest)} tickets: what was made is found by its marker"
            raise Ambiguous(said, remote=self.client.remote, verb="create")
        issues = iter(made)
        return [failed[number] if number in failed else next(issues) for number in range(count)]

    def _ticket(self, draft: Draft, sent: Mapping[str, JSON], issue: Mapping[str, JSON]) -> Ticket:
        """Return a new ticket as it was asked for: reading it back would cost a call each."""
        key = str(issue["key"])
        return Ticket(
            ref=TicketRef(self.reading.tracker, TicketId(str(issue["id"]))),
            key=key,
            url=f"{self.reading.site}/browse/{key}",
            fields=self.reading.fields(sent),
            marker=draft.marker,
        )

    def _link(self, draft: Draft, ticket: Ticket) -> str:
        """Put the post-mortem among the ticket's links; return why it is not there, "" where it is.

        With its global id that can be done again without a second link.
        """
        body = {
            "globalId": f"connector={draft.marker}",
            "relationship": "asked for by",
            "object": {"url": draft.document_url, "title": "Post-mortem"},
        }
        try:
            self.client.call("POST", f"issue/{ticket.ref.id}/remotelink", verb="link", body=body)
        except RemoteError as error:
            # The description links back, too: a ticket without this link is complete.
            return f"its post-mortem is not among its links: {error}"
        return ""


def _objects(answer: JSON) -> list[Mapping[str, JSON]]:
    """Return the objects of a list; of anything else none: what Jira made then is found by its marker."""
    return [each for each in answer if isinstance(each, dict)] if isinstance(answer, list) else []
