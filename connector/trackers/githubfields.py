"""Between our fields and GitHub's: what a field map may say, tickets as GitHub shows them, and where each field lives.

| our field | GitHub |
|---|---|
| title, owner | title, the first assignee |
| status | closed as completed: done; as not planned or duplicate: won't do; open with the label of `in_progress`: in progress |
| priority | the label that is one of the field map's priorities |
| labels | the other labels, without the installation's own |
| due | as `due` says, see `githubdue.py` |
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from connector.core.model import (
    FieldChange,
    Fields,
    FieldValue,
    Marker,
    Status,
    Ticket,
    TicketId,
    TicketName,
    TicketRef,
)
from connector.settings.fieldmap import FieldMap, fold
from connector.trackers.githubanswers import moment
from connector.trackers.githubhistory import closed_as

JSON = Any
MAX_TITLE = 256
MAX_BODY = 65_536
_MARKER = re.compile(r"<!--\s*connector:\s*(?P<marker>[^\s<>]+)\s*-->")
_DUE_LINE = re.compile(r"^\*\*Due:\*\*[ \t]*(?P<day>\d{4}-\d\d-\d\d)?[^\r\n]*", re.MULTILINE)
Word = Annotated[str, Field(min_length=1)]


def _due(text: str) -> str:
    if text in ("body", "milestone", "none") or re.fullmatch(r"field:\S.*|project:[\w.-]+/\d+:\S.*", text):
        return text
    raise ValueError(
        f"'{text}' is no place for a due date: write body, milestone, none, field:NAME for a field of the organisation, or "
        "project:OWNER/NUMBER:FIELD for one of a project"
    )


class MapKeys(BaseModel):
    """What a field map for GitHub says beside what every field map says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: Annotated[str, Field(min_length=1, max_length=50)] | None = None
    due: Annotated[str, AfterValidator(_due)] = "body"
    in_progress: Annotated[str, Field(min_length=1, max_length=50)] = "in progress"
    milestone: Word | None = None
    short_refs: bool = False

    @field_validator("milestone")
    @classmethod
    def _is_free(cls, title: str | None, read: ValidationInfo) -> str | None:
        if title is not None and read.data.get("due") == "milestone":
            raise ValueError(
                "an issue has one milestone, which due = 'milestone' needs: leave this out, or let due be elsewhere"
            )
        return title


@dataclass(frozen=True, slots=True)
class Reading:
    """Turns GitHub's JSON into tickets of one repository."""

    tracker: str
    repo: str
    fieldmap: FieldMap
    label: str

    @property
    def own(self) -> MapKeys:
        """The field map's own keys for GitHub."""
        own: MapKeys = self.fieldmap.own or MapKeys()
        return own

    def ticket(
        self,
        issue: Mapping[str, JSON],
        *,
        due: date | None,
        id_: TicketId | None = None,
        history: Iterable[FieldChange] = (),
    ) -> Ticket:
        """Return a ticket. `id_` is the number it was asked for by, which stays its id where it moved to another place."""
        number = int(issue["number"])
        updated = moment(issue.get("updated_at"))
        past = tuple(history)
        return Ticket(
            ref=TicketRef(self.tracker, id_ or TicketId(str(number))),
            key=self._key(issue, number),
            url=str(issue.get("html_url") or ""),
            fields=self.fields(issue, due=due),
            marker=marker_in(issue.get("body")),
            updated_at=updated,
            updated_by=past[-1].by if past else None,
            history=past,
            kept_in=self.own.due,
        )

    def _key(self, issue: Mapping[str, JSON], number: int) -> str:
        match = re.search(r"/repos/([^/]+/[^/]+)/issues/\d+$", str(issue.get("url") or ""))
        return f"{match[1] if match else self.repo}#{number}"

    def fields(self, issue: Mapping[str, JSON], *, due: date | None) -> Fields:
        """Return GitHub's fields as ours."""
        labels = label_names(issue)
        assignees = [one["login"] for one in issue.get("assignees") or () if one]
        hidden = {fold(self.label), fold(self.own.in_progress)} | {fold(word) for word in self.fieldmap.priorities}
        return {
            "title": issue.get("title") or "",
            "owner": assignees[0] if assignees else None,
            **({} if self.own.due == "none" else {"due": due}),
            "status": self.status(issue, labels).value,
            "priority": self.priority(labels),
            "labels": tuple(sorted(label for label in labels if fold(label) not in hidden)),
        }

    def status(self, issue: Mapping[str, JSON], labels: Sequence[str]) -> Status:
        """Return what an issue's state stands for."""
        if issue.get("state") == "closed":
            return closed_as(issue.get("state_reason"))
        return Status.IN_PROGRESS if fold(self.own.in_progress) in map(fold, labels) else Status.OPEN

    def priority(self, labels: Sequence[str]) -> str | None:
        """Return the first of the field map's priorities among labels."""
        there = set(map(fold, labels))
        return next((word for word in self.fieldmap.priorities if fold(word) in there), None)

    def labels_after(self, now: Sequence[str], fields: Fields) -> list[str]:
        """Return all labels an issue has once `fields` are set."""
        ours = self.fields({"labels": [{"name": label} for label in now]}, due=None)
        status, priority, labels = fields.get("status"), fields.get("priority"), fields.get("labels")
        was = Status.IN_PROGRESS if fold(self.own.in_progress) in map(fold, now) else Status.OPEN
        kept = labels if isinstance(labels, tuple) else ours["labels"]
        level = priority if isinstance(priority, str) else ours["priority"]
        busy = (Status(status) if isinstance(status, str) else was) is Status.IN_PROGRESS
        wanted = [
            self.label,
            *(kept if isinstance(kept, tuple) else ()),
            *([level] if isinstance(level, str) and level else []),
            *([self.own.in_progress] if busy else []),
        ]
        return sorted({label_text(label) for label in wanted})

    def dropped(self, asked: Fields, ticket: Ticket) -> list[str]:
        """Return the fields that a ticket lacks of what it was asked for: who, when and labels need more rights than an issue."""
        owner, due, labels, priority = (asked.get(name) for name in ("owner", "due", "labels", "priority"))
        lost = []
        if isinstance(due, date) and self.own.due != "none" and not ticket.fields.get("due"):
            lost.append("due")
        if isinstance(labels, tuple):
            shown = self.fields({"labels": [label_text(label) for label in labels]}, due=None)["labels"]
            lost += ["labels"] if _folded(shown) - _folded(ticket.fields.get("labels")) else []
        if isinstance(owner, str) and fold(owner) != fold(str(ticket.fields.get("owner") or "")):
            lost.append("owner")
        if isinstance(priority, str) and self.priority([priority]) and not ticket.fields.get("priority"):
            lost.append("priority")
        if asked.get("status") == Status.IN_PROGRESS and ticket.status is Status.OPEN:
            lost.append("status")
        return lost


def _folded(labels: FieldValue) -> set[str]:
    return set(map(fold, labels)) if isinstance(labels, tuple) else set()


_KEPT = (
    "number", "node_id", "url", "html_url", "title", "body", "state", "state_reason",
    "created_at", "updated_at", "issue_field_values",
)  # fmt: skip


def slim(issue: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return the part of an issue that is read here: people and labels come whole with each, and a list has thousands."""
    kept: dict[str, JSON] = {name: issue[name] for name in _KEPT if name in issue}
    kept["labels"] = label_names(issue)
    kept["assignees"] = [{"login": one["login"]} for one in issue.get("assignees") or () if one]
    if milestone := issue.get("milestone"):
        kept["milestone"] = {"due_on": milestone.get("due_on")}
    return kept


def label_names(issue: Mapping[str, JSON]) -> list[str]:
    """Return the names of an issue's labels."""
    return [str(label.get("name") if isinstance(label, dict) else label) for label in issue.get("labels") or ()]


def label_text(text: str) -> str:
    """Return a label that GitHub takes: at most 50 characters, and no comma."""
    return " ".join(text.replace(",", " ").split())[:50].strip()


def state_of(status: Status) -> dict[str, JSON]:
    """Return what an issue's state has to be for a status."""
    match status:
        case Status.DONE:
            return {"state": "closed", "state_reason": "completed"}
        case Status.WONT_DO:
            return {"state": "closed", "state_reason": "not_planned"}
        case _:
            return {"state": "open"}


def title_text(text: str) -> str:
    """Return a title that GitHub takes."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"


# --- the body: our marker, and a due date where it lives there -------------------------------------------------------


def marker_in(body: str | None) -> Marker | None:
    """Return the marker in an issue's body; the first, as a quoted one comes later."""
    match = _MARKER.search(body or "")
    return Marker.parse(match["marker"]) if match else None


def marked(body: str | None, marker: Marker) -> str:
    """Return a body with our marker, in place of one that is there."""
    text, comment = body or "", f"<!-- connector: {marker} -->"
    if _MARKER.search(text):
        return _MARKER.sub(comment, text, count=1)
    room = MAX_BODY - len(comment) - 2
    return f"{text[:room].rstrip()}\n\n{comment}\n" if text.strip() else f"{comment}\n"


def due_in(body: str | None) -> date | None:
    """Return the day in a body's line "**Due:** 2027-01-31"."""
    match = _DUE_LINE.search(body or "")
    try:
        return date.fromisoformat(match["day"]) if match and match["day"] else None
    except ValueError:
        return None


def with_due(body: str | None, due: date) -> str:
    """Return a body with this due date; every other line stays."""
    text, line = body or "", f"**Due:** {due.isoformat()}"
    if _DUE_LINE.search(text):
        return _DUE_LINE.sub(line, text, count=1)
    return f"{line}\n\n{text}" if text else f"{line}\n"


# --- names ----------------------------------------------------------------------------------------------------------


def web_addresses(url: str) -> list[str]:
    """Return where the pages of a GitHub are whose API is at `url`."""
    parts = urlsplit(url)
    host = (parts.netloc or "").removeprefix("api.")
    return [
        f"{scheme}://{prefix}{host}" for scheme in dict.fromkeys((parts.scheme, "https")) for prefix in ("", "www.")
    ]


ALIKE = re.compile(r"https?://[^/\s]+/[\w.-]+/[\w.-]+/issues/\d+(?:[?#]\S*)?/?|[\w.-]+/[\w.-]+#\d+")
"""The page of an issue of any repository, and its short name."""


def name_in(ref: str, *, repo: str, now: str, web: Sequence[str], short: bool) -> TicketName | None:
    """Return the name of the issue that a reference leads to: an address of the repository, owner/name#12, or #12 where meant.

    `now` is what the repository is called now; documents may hold both names.
    """
    text, names = ref.strip(), "|".join(re.escape(name) for name in (repo, now))
    for site in web:
        match = re.fullmatch(rf"{re.escape(site)}/(?:{names})/issues/(\d+)(?:[?#].*)?/?", text, re.IGNORECASE)
        if match:
            return TicketName(f"{now}#{int(match[1])}")
    match = re.fullmatch(rf"(?:{names})?#(\d+)", text, re.IGNORECASE)
    if match and int(match[1]) and (short or not text.startswith("#")):
        return TicketName(f"{now}#{int(match[1])}")
    return None
