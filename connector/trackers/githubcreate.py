"""Filing on GitHub: one issue a call, with its label, its marker and its due date in it, at the pace that GitHub bears.

GitHub drops what an account may not set without a word, so the answer is compared with what was asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol

from connector.core.model import Draft, Status
from connector.errors import Ambiguous, Rejected, RemoteError, Unassignable
from connector.log import logger
from connector.ports import Filed, NotFiled
from connector.trackers.githubanswers import moment
from connector.trackers.githubclient import GitHubClient
from connector.trackers.githubdue import DueDates
from connector.trackers.githubfields import MAX_BODY, Reading, label_names, marked, title_text
from connector.trackers.githubissues import in_sight, there
from connector.trackers.pace import HOUR, Pace

JSON = Any


class Newest(Protocol):
    """How a tracker lists its issues, the newest first."""

    def __call__(self, oldest: datetime, *, verb: str) -> Iterator[Mapping[str, JSON]]: ...


@dataclass(slots=True)
class Creating:
    """Creates issues in one repository."""

    client: GitHubClient
    reading: Reading
    dues: DueDates
    pace: Pace
    newest: Newest
    _assignable: dict[str, bool] = field(default_factory=dict)
    _milestones: dict[str, int] = field(default_factory=dict)
    _counted: bool = False

    def forget(self) -> None:
        """Forget what was learnt of people, milestones, fields and the pace: it may have changed since the last look."""
        self._assignable, self._milestones = {}, {}
        self._counted = False
        self.dues.forget()

    def paced(self) -> Pace:
        """Return the pace, what other runs have made in the last hour counted in: asked once, until that is forgotten."""
        if not self._counted:
            self._counted = True
            try:
                self.pace.seed(self._made_lately())
            except RemoteError as error:
                logger().warning("pace_untold", tracker=self.client.remote, reason=str(error))
        return self.pace

    def _made_lately(self) -> list[datetime]:
        """Return when our issues of the last hour were made, by our clock; more than the hour's limit say nothing new."""
        newest = self.newest(self.pace.clock() - HOUR, verb="count new issues")
        made = (moment(issue.get("created_at")) for issue in islice(newest, self.pace.per_hour))
        return [at - self.client.time.offset for at in made if at is not None]

    def assignable(self, login: str) -> bool:
        """Say whether issues can be assigned to somebody; asked once for each, until that is forgotten."""
        if login not in self._assignable:
            try:
                self.client.call("GET", f"/repos/{self.reading.repo}/assignees/{login}", verb="look for a person")
                self._assignable[login] = True
            except Rejected as error:
                if error.status != 404:
                    raise
                there(self.client, self.reading.repo, verb="look for a person")
                self._assignable[login] = False
        return self._assignable[login]

    def create(self, drafts: Sequence[Draft]) -> Iterator[Filed | NotFiled]:
        """File drafts one after the other. A limit or a lost connection ends the batch: it raises where the first one is hit."""
        for draft in drafts:
            try:
                body = self.request(draft)
            except Rejected as error:
                yield NotFiled(draft.marker, error)
                continue
            try:
                yield self._one(draft, body)
            except (Rejected, Ambiguous) as error:
                yield NotFiled(draft.marker, error)

    def _one(self, draft: Draft, body: Mapping[str, JSON]) -> Filed:
        self.pace.count()
        repo = self.reading.repo
        with in_sight(self.client, repo, verb="create"):
            issue = self.client.call("POST", f"/repos/{repo}/issues", verb="create", body=body, kind="create")
        if not isinstance(issue, dict) or not issue.get("number"):
            said = "GitHub's answer names no issue: what was made is found by its marker"
            raise Ambiguous(said, remote=self.client.remote, verb="create")
        note = self._dropped(body, issue)
        due = draft.fields.get("due")
        if isinstance(due, date):
            try:
                self.dues.after(issue, due, verb="set the due date")
                days = {issue["number"]: due} if self.dues.kind == "project" else self.dues.read([issue], verb="create")
            except RemoteError as error:
                days, note = {}, f"filed without its due date: {error}"
        else:
            days = {}
        if (
            isinstance(due, date)
            and not days.get(issue["number"])
            and self.dues.kind in ("field", "milestone")
            and not note
        ):
            note = "GitHub dropped the due date: this account may not set it there"
        return Filed(draft.marker, self.reading.ticket(issue, due=days.get(issue["number"])), note)

    def request(self, draft: Draft) -> dict[str, JSON]:
        """Return what creates one issue. Raises Rejected for somebody it cannot be assigned to."""
        fields = draft.fields
        due = fields.get("due")
        text = self.dues.body(draft.body, due if isinstance(due, date) else None)
        if len(text) > MAX_BODY - 200:
            text = text[: MAX_BODY - 200].rstrip() + "…"
        body: dict[str, JSON] = {
            "title": title_text(str(fields.get("title") or "")),
            "body": marked(text, draft.marker),
            "labels": self.reading.labels_after([], {**fields, "status": Status.OPEN.value}),
        }
        if self.reading.own.milestone and self.dues.kind != "milestone":
            body["milestone"] = self.milestone(self.reading.own.milestone)
        if isinstance(owner := fields.get("owner"), str):
            if not self.assignable(owner):
                said = f"'{owner}' cannot be assigned issues of {self.reading.repo}"
                raise Unassignable(said, remote=self.client.remote, verb="create")
            body["assignees"] = [owner]
        if isinstance(due, date):
            body |= self.dues.values(due, verb="set the due date")
        return body

    def milestone(self, title: str) -> int:
        """Return the number of an open milestone. Raises Rejected naming those there are."""
        if title not in self._milestones:
            path = f"/repos/{self.reading.repo}/milestones"
            self._milestones = {
                str(one["title"]): int(one["number"])
                for one in self.client.pages(path, verb="look up the milestone", params={"state": "open"})
            }
        if title not in self._milestones:
            said = f"there is no open milestone '{title}': there is {', '.join(sorted(self._milestones)) or 'none'}"
            raise Rejected(said, remote=self.client.remote, verb="create")
        return self._milestones[title]

    def _dropped(self, asked: Mapping[str, JSON], issue: Mapping[str, JSON]) -> str:
        """Say what the answer lacks of what was asked for."""
        lost = []
        logins = [one["login"].lower() for one in issue.get("assignees") or () if one]
        lost += [f"the assignee {name}" for name in asked.get("assignees") or () if name.lower() not in logins]
        labels = {name.lower() for name in label_names(issue)}
        lost += [f"the label '{name}'" for name in asked["labels"] if name.lower() not in labels]
        return f"GitHub dropped {' and '.join(lost)}: this account may not set it" if lost else ""
