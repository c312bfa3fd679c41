"""Where a due date lives on GitHub: an issue has none of its own, so the field map chooses.

| `due` | read from | written by |
|---|---|---|
| body | the line "**Due:** 2027-01-31" of the text | an edit of that line |
| milestone | the milestone's due date | the open milestone of that day, made where there is none |
| field:NAME | the organisation's issue field of that name | the same call that writes the issue |
| project:OWNER/NUMBER:FIELD | the item of that project, by GraphQL | GraphQL, the issue being added to the project first |
| none | nowhere | nowhere |
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count
from typing import Any

from connector.core.model import TicketId
from connector.errors import Rejected, RemoteError
from connector.settings.fieldmap import fold
from connector.trackers.githubclient import PAGE, GitHubClient
from connector.trackers.githubfields import due_in, with_due

JSON = Any
_ITEMS = """
query($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { id projectItems(first: 20, includeArchived: false) { nodes {
  id project { id } fieldValues(first: 50) { nodes { ... on ProjectV2ItemFieldDateValue {
    date field { ... on ProjectV2FieldCommon { id } } } } } } } } } }
"""
_PROJECT = """
query($owner: String!, $number: Int!) { repositoryOwner(login: $owner) {
  ... on Organization { projectV2(number: $number) { ...wanted } }
  ... on User { projectV2(number: $number) { ...wanted } } } }
fragment wanted on ProjectV2 { id fields(first: 100) { nodes { ... on ProjectV2FieldCommon { id name dataType } } } }
"""
_ADD = """
mutation($project: ID!, $issue: ID!) { addProjectV2ItemById(input: {projectId: $project, contentId: $issue}) { item { id } } }
"""
_SET = """
mutation($project: ID!, $item: ID!, $field: ID!, $day: Date!) { updateProjectV2ItemFieldValue(input: {
  projectId: $project, itemId: $item, fieldId: $field, value: {date: $day}}) { projectV2Item { id } } }
"""


@dataclass(slots=True)
class DueDates:
    """Reads and writes due dates as the field map says."""

    client: GitHubClient
    repo: str
    where: str
    _field_id: int | None = None
    _milestones: dict[date, int] = field(default_factory=dict)
    _titles: set[str] = field(default_factory=set)
    _project: tuple[str, str] | None = None

    def forget(self) -> None:
        """Forget what writing has learnt; the project stays, as reading asks for it, too."""
        self._field_id, self._milestones, self._titles = None, {}, set()

    @property
    def kind(self) -> str:
        """The first word of the choice."""
        return self.where.partition(":")[0]

    def read(self, issues: Sequence[Mapping[str, JSON]], *, verb: str) -> dict[int, date | None]:
        """Return the due dates of issues by number: with the issues themselves, but for a project, which is asked."""
        match self.kind:
            case "body":
                return {issue["number"]: due_in(issue.get("body")) for issue in issues}
            case "milestone":
                return {issue["number"]: day_of((issue.get("milestone") or {}).get("due_on")) for issue in issues}
            case "field":
                return {issue["number"]: self._field_value(issue) for issue in issues}
            case "project":
                return self._project_days(issues, verb)
        return {}

    def by_id(self, issues: Mapping[TicketId, Mapping[str, JSON]], *, verb: str) -> dict[TicketId, date | None]:
        """Return due dates by the ids that issues are known by: one that was transferred has a number that is another's here."""
        here = {id_: issue for id_, issue in issues.items() if str(issue["number"]) == id_}
        days = self.read(list(here.values()), verb=verb)
        found = {id_: days.get(issue["number"]) for id_, issue in here.items()}
        for id_, issue in issues.items():
            if id_ not in here:
                found[id_] = self.read([issue], verb=verb).get(issue["number"])
        return found

    def body(self, text: str, due: date | None) -> str:
        """Return an issue's text with its due date, where that lives in the text."""
        return with_due(text, due) if due is not None and self.kind == "body" else text

    def values(self, due: date, *, verb: str) -> dict[str, JSON]:
        """Return what the call that writes an issue has to hold for its due date. Raises RemoteError."""
        with _of_due():
            match self.kind:
                case "milestone":
                    return {"milestone": self._milestone(due, verb)}
                case "field":
                    return {"issue_field_values": [{"field_id": self._field(verb), "value": due.isoformat()}]}
        return {}

    def after(self, issue: Mapping[str, JSON], due: date, *, verb: str) -> None:
        """Write what cannot be written with the issue: the field of a project. Raises RemoteError."""
        if self.kind != "project":
            return
        with _of_due():
            self._set(issue, due, verb)

    def _set(self, issue: Mapping[str, JSON], due: date, verb: str) -> None:
        project, field_id = self._project_ids(verb)
        added = self.client.graphql(_ADD, {"project": project, "issue": issue["node_id"]}, verb=verb, kind="write")
        item = ((added.get("addProjectV2ItemById") or {}).get("item") or {}).get("id")
        values = {"project": project, "item": item, "field": field_id, "day": due.isoformat()}
        self.client.graphql(_SET, values, verb=verb, kind="write")

    # --- a field of the organisation

    def _field_value(self, issue: Mapping[str, JSON]) -> date | None:
        name = fold(self.where.partition(":")[2])
        for value in issue.get("issue_field_values") or ():
            if fold(str(value.get("issue_field_name") or value.get("name") or "")) == name or (
                self._field_id is not None and value.get("issue_field_id") == self._field_id
            ):
                return day_of(value.get("value"))
        return None

    def _field(self, verb: str) -> int:
        if self._field_id is None:
            name = self.where.partition(":")[2]
            owner = self.client.moves.name(self.repo).partition("/")[0]
            fields = self.client.call("GET", f"/orgs/{owner}/issue-fields", verb=verb)
            dates = {str(one.get("name")): one for one in fields or () if one.get("data_type") == "date"}
            found = next((one for title, one in dates.items() if fold(title) == fold(name)), None)
            if found is None:
                said = f"{owner} has no issue field '{name}' of type date: it has {', '.join(sorted(dates)) or 'none'}"
                raise Rejected(said, remote=self.client.remote, verb=verb)
            self._field_id = int(found["id"])
        return self._field_id

    # --- a milestone for each day

    def _milestone(self, due: date, verb: str) -> int:
        if not self._milestones:
            there = self.client.pages(f"/repos/{self.repo}/milestones", verb=verb, params={"state": "all"})
            # One that people have closed takes issues all the same, and its title cannot be given again.
            for one in sorted(there, key=lambda one: one.get("state") != "open"):
                self._titles.add(fold(str(one.get("title") or "")))
                if day := day_of(one.get("due_on")):
                    self._milestones.setdefault(day, int(one["number"]))
        if due not in self._milestones:
            # At noon, it is the same day in every zone that GitHub may show it in.
            body = {"title": self._title(due), "due_on": f"{due.isoformat()}T12:00:00Z"}
            made = self.client.call("POST", f"/repos/{self.repo}/milestones", verb=verb, body=body)
            self._milestones[due] = int(made["number"])
        return self._milestones[due]

    def _title(self, due: date) -> str:
        """Return a title that no milestone has: people may have given the one of this day another date, which stays."""
        title = f"Due {due.isoformat()}"
        titles = chain([title], (f"{title} ({number})" for number in count(2)))
        return next(free for free in titles if fold(free) not in self._titles)

    # --- a field of a project

    def _project_ids(self, verb: str) -> tuple[str, str]:
        if self._project is None:
            _, place, name = self.where.split(":", 2)
            owner, _, number = place.partition("/")
            data = self.client.graphql(_PROJECT, {"owner": owner, "number": int(number)}, verb=verb)
            project = (data.get("repositoryOwner") or {}).get("projectV2")
            if not project:
                raise Rejected(
                    f"there is no project {place}, or this account may not see it", remote=self.client.remote, verb=verb
                )
            dates = {
                one["name"]: one["id"] for one in project["fields"]["nodes"] if one and one.get("dataType") == "DATE"
            }
            field_id = next((id_ for title, id_ in dates.items() if fold(title) == fold(name)), None)
            if field_id is None:
                said = f"project {place} has no date field '{name}': it has {', '.join(sorted(dates)) or 'none'}"
                raise Rejected(said, remote=self.client.remote, verb=verb)
            self._project = (project["id"], field_id)
        return self._project

    def _project_days(self, issues: Sequence[Mapping[str, JSON]], verb: str) -> dict[int, date | None]:
        days: dict[int, date | None] = dict.fromkeys((issue["number"] for issue in issues), None)
        if not issues:
            return days
        project, field_id = self._project_ids(verb)
        numbers = {issue["node_id"]: issue["number"] for issue in issues}
        ids = list(numbers)
        for start in range(0, len(ids), PAGE):
            data = self.client.graphql(_ITEMS, {"ids": ids[start : start + PAGE]}, verb=verb)
            for node in data.get("nodes") or ():
                for item in ((node or {}).get("projectItems") or {}).get("nodes") or ():
                    for value in (item.get("fieldValues") or {}).get("nodes") or ():
                        mine = (item.get("project") or {}).get("id") == project
                        if mine and value and (value.get("field") or {}).get("id") == field_id:
                            days[numbers[node["id"]]] = day_of(value.get("date"))
        return days

    def try_out(self) -> str | None:
        """Return what is wrong with the choice, None where it can be used; asks the live site."""
        try:
            match self.kind:
                case "field":
                    self._field("look up the due date's field")
                case "project":
                    self._project_ids("look up the due date's field")
        except RemoteError as error:
            return str(error)
        return None


@contextmanager
def _of_due() -> Iterator[None]:
    """Let a refusal say that it is for the due date alone."""
    try:
        yield
    except Rejected as error:
        raise error.refused_for(["due"]) from None


def day_of(text: JSON) -> date | None:
    """Return the day of a date or of a timestamp, by its own digits: a zone would move it."""
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
