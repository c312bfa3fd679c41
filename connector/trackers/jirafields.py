"""Between our fields and Jira's: what a field map may say, tickets as Jira shows them, and values as it takes them.

| status category | a word of the field map says | the ticket is |
|---|---|---|
| to do, in progress | open, in progress | what the word says |
| to do, in progress | done, won't do; or there is none | what the category says |
| done | won't do | won't do |
| done | anything else, or there is none | won't do where the resolution says so, else done |
| none | anything | what the word says, else open |
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from connector.core.model import (
    UNTOLD,
    FieldChange,
    Fields,
    ItemKey,
    Marker,
    Status,
    Ticket,
    TicketId,
    TicketRef,
)
from connector.settings.fieldmap import ExtraField, FieldMap, Texts, fold
from connector.trackers.jiraclient import instant
from connector.trackers.jiravalues import cut, label_text, person

JSON = Any
PROPERTY = "connector.marker"
"""The entity property that holds our marker. People do not see it, and a clone of the ticket does not have it."""
OURS = {"title": "summary", "owner": "assignee", "due": "duedate", "priority": "priority", "labels": "labels"}
"""Our fields and the ids of Jira's."""
OMITTED = {"owner": "assignee", "due": "duedate", "priority": "priority", "description": "description"}
"""What tickets can do without where a screen lacks it, and the ids of Jira's fields."""
READ = ("summary", "status", "resolution", "assignee", "duedate", "priority", "labels", "updated", "project")
CATEGORIES: Mapping[str, Status] = {"new": Status.OPEN, "indeterminate": Status.IN_PROGRESS, "done": Status.DONE}
MAX_SUMMARY = 255
MAX_TEXT = 32_767

Word = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Resolutions(_Strict):
    """Names of resolutions: the first that a screen offers is set, and any of them is understood."""

    done: list[Word] = ["Done", "Fixed", "Resolved"]
    wont_do: list[Word] = ["Won't Do", "Won't Fix", "Declined", "Duplicate", "Cannot Reproduce", "Abandoned"]


class Transition(_Strict):
    """What a transition to a status needs: values for the fields of its screen, and statuses to pass through before."""

    fields: dict[Word, Texts] = {}
    through: list[Word] = []


class Transitions(_Strict):
    """By the status that is wanted."""

    open: Transition = Transition()
    in_progress: Transition = Transition()
    done: Transition = Transition()
    wont_do: Transition = Transition()


class MapKeys(_Strict):
    """What a field map for Jira says beside what every field map says."""

    project: Word | None = None
    issue_type: Word = "Task"
    label: Annotated[str, Field(pattern=r"""^[^\s"\\]{1,255}$""")] | None = None
    components: list[Word] = []
    security: Word | None = None
    parent: Word | None = None
    remote_link: bool = False
    omit: list[Literal["owner", "due", "priority", "description"]] = []
    projects: list[Word] = []
    fields: dict[Word, ExtraField] = {}
    resolutions: Resolutions = Resolutions()
    transitions: Transitions = Transitions()


@dataclass(slots=True)
class Reading:
    """Turns Jira's JSON into tickets, and remembers the category of each status and the name of each user it has seen."""

    tracker: str
    site: str
    fieldmap: FieldMap
    label: str
    statuses: Callable[[], Iterable[Mapping[str, JSON]]] = tuple
    """Asks for all statuses of the site: a changelog names those on the way, and no category."""
    categories: dict[str, Status] = field(default_factory=dict)
    asked: bool = False
    names: dict[str, str] = field(default_factory=dict)
    """By key, which is what a changelog of Data Center calls people."""

    @property
    def _own(self) -> MapKeys:
        own: MapKeys = self.fieldmap.own
        return own

    def ticket(self, issue: Mapping[str, JSON], *, marker: Marker | None = None) -> Ticket:
        """Return a ticket; its marker is the one in the JSON, or else the one given."""
        values = issue.get("fields") or {}
        updated = instant(values.get("updated"))
        histories = (issue.get("changelog") or {}).get("histories") or ()
        self._meet([values.get("assignee"), *(entry.get("author") for entry in histories)])
        fields = self.fields(values)
        history = self._history(histories, values)
        return Ticket(
            ref=TicketRef(self.tracker, TicketId(str(issue["id"]))),
            key=issue["key"],
            url=f"{self.site}/browse/{issue['key']}",
            fields=fields,
            marker=marker_of(issue) or marker,
            updated_at=updated,
            updated_by=history[-1].by if history else None,
            version=updated.isoformat(timespec="milliseconds") if updated else None,
            history=history,
            people=_called(values.get("assignee")),
            amiss=self._amiss(issue["key"], fields, values.get("resolution")),
        )

    def fields(self, values: Mapping[str, JSON]) -> Fields:
        """Return Jira's fields as ours."""
        labels = (label for label in values.get("labels") or () if label != self.label)
        fields: Fields = {
            "title": values.get("summary") or "",
            "owner": handle_of(values.get("assignee")),
            "due": _day(values.get("duedate")),
            "status": self.status(values.get("status"), values.get("resolution")).value,
            "priority": (values.get("priority") or {}).get("name"),
            "labels": tuple(sorted(labels)),
        }
        # What is never written says nothing where it is empty: the document's word stays.
        return {name: value for name, value in fields.items() if value is not None or name not in self._own.omit}

    def status(self, status: Mapping[str, JSON] | None, resolution: Mapping[str, JSON] | None) -> Status:
        """Return what a status with its resolution stands for."""
        status = status or {}
        category, name = category_of(status), str(status.get("name") or "")
        if category is not None:
            self.categories[fold(name)] = category
        return self._meaning(name, category, str((resolution or {}).get("name") or ""))

    def _meaning(self, name: str, category: Status | None, resolution: str) -> Status:
        meaning = stands_for(self.fieldmap, name, category)
        if meaning is Status.DONE and fold(resolution) in {fold(word) for word in self._own.resolutions.wont_do}:
            return Status.WONT_DO
        return meaning

    def _amiss(self, key: str, fields: Fields, resolution: Mapping[str, JSON] | None) -> str:
        """Say what is wrong with an open ticket that is resolved; a resolution that the field map does not know is another matter."""
        name = str((resolution or {}).get("name") or "")
        ends = {fold(word) for word in (*self._own.resolutions.done, *self._own.resolutions.wont_do)}
        if Status(str(fields["status"])).closed or fold(name) not in ends:
            return ""
        return (
            f"ticket {key} is open and has the resolution '{name}', for which Jira's lists and reports take it as resolved: "
            "clear it, and let the workflow clear it when a ticket is reopened"
        )

    # --- who changed what, and when

    def _meet(self, users: Iterable[Mapping[str, JSON] | None]) -> None:
        for user in users:
            if user and user.get("key") and user.get("name"):
                self.names[str(user["key"])] = str(user["name"])

    def _person(self, ref: str | None) -> str | None:
        """Return somebody of a changelog as tickets name them; where that is by key, one not met yet is nobody we can tell."""
        return self.names.get(ref, UNTOLD) if ref and self.names else ref

    def _history(self, histories: Sequence[Mapping[str, JSON]], now: Mapping[str, JSON]) -> tuple[FieldChange, ...]:
        """Return what the entries of a changelog changed, in our words; `now` are the fields as they are after all of them."""
        entries = [
            (at, (entry.get("author") or {}).get("displayName"), {item.get("field"): item for item in entry["items"]})
            for entry in histories
            if (at := instant(entry.get("created"))) is not None and entry.get("items")
        ]
        entries.sort(key=lambda one: one[0])
        # A changelog tells of a status only what changed: the resolution that stays beside it is the last one told.
        stands = {name: _before([items for _, _, items in entries], name, now) for name in ("status", "resolution")}
        meaning = self._of_name(stands["status"], stands["resolution"])
        changes: list[FieldChange] = []
        for at, by, items in entries:
            changes += [FieldChange(name, old, new, at, by) for name, old, new in self._changed(items)]
            stands |= {name: items[name].get("toString") for name in stands if name in items}
            new = self._of_name(stands["status"], stands["resolution"]) or meaning
            if meaning and new and new != meaning:
                changes.append(FieldChange("status", meaning, new, at, by))
            elif (item := items.get("resolution")) and item.get("fromString") and item.get("toString"):
                changes.append(FieldChange("resolution", item["fromString"], item["toString"], at, by))
            meaning = new
        return tuple(changes)

    def _changed(self, items: Mapping[str, Mapping[str, JSON]]) -> list[tuple[str, str | None, str | None]]:
        """Return what one entry of a changelog changed, but for the status."""
        found: list[tuple[str, str | None, str | None]] = []
        for theirs, ours, end in (("assignee", "owner", ""), ("duedate", "due", ""), ("summary", "title", "String")):
            if item := items.get(theirs):
                old, new = item.get(f"from{end}") or None, item.get(f"to{end}") or None
                if ours == "owner":
                    old, new = self._person(old), self._person(new)
                    new = item.get("toString") if new == UNTOLD else new
                found.append((ours, old, new))
        return found

    def _of_name(self, name: str | None, resolution: str | None) -> str | None:
        if not name:
            return None
        if fold(name) not in self.categories and not self.asked:
            self.asked = True
            self.categories = {
                fold(str(one.get("name"))): category for one in self.statuses() if (category := category_of(one))
            } | self.categories
        category = self.categories.get(fold(name)) or self.fieldmap.status_of(name)
        return self._meaning(name, category, resolution or "").value if category else None


def _before(entries: Sequence[Mapping[str, JSON]], name: str, now: Mapping[str, JSON]) -> str | None:
    """Return the name that a field had before a changelog's entries: what the first of them says it was, else what it is."""
    first = next((items[name] for items in entries if name in items), None)
    found = first.get("fromString") if first is not None else (now.get(name) or {}).get("name")
    return str(found) if found else None


def category_of(status: Mapping[str, JSON] | None) -> Status | None:
    """Return what the category of a status says; None where it has none."""
    category = (status or {}).get("statusCategory")
    return CATEGORIES.get(str(category.get("key"))) if isinstance(category, dict) else None


def stands_for(fieldmap: FieldMap, name: str, category: Status | None) -> Status:
    """Return what a status stands for: its category decides whether it is closed, a word of the map may say more."""
    word = fieldmap.status_of(name)
    if category is None or (word is not None and word.closed == category.closed):
        return word or Status.OPEN
    return category


def handle_of(user: Mapping[str, JSON] | None) -> str | None:
    """Return what a person is called in requests: the account id on Cloud, the name on Data Center."""
    return (user.get("accountId") or user.get("name")) if user else None


def _called(user: Mapping[str, JSON] | None) -> dict[str, str]:
    handle, name = handle_of(user), (user or {}).get("displayName")
    return {handle: str(name)} if handle and name else {}


def marker_of(issue: Mapping[str, JSON]) -> Marker | None:
    """Return the marker in a ticket's properties."""
    return read_marker((issue.get("properties") or {}).get(PROPERTY))


def read_marker(value: JSON) -> Marker | None:
    """Return the marker that a property holds; None for what we did not write."""
    if not isinstance(value, dict) or not (value.get("installation") and value.get("item")):
        return None
    return Marker(str(value["installation"]), ItemKey(str(value["item"])))


def marker_value(marker: Marker) -> dict[str, str]:
    """Return a marker as a property holds it."""
    return {"installation": marker.installation, "item": marker.key}


def _day(text: JSON) -> date | None:
    """Read a due date: a day without a zone, never by way of an instant."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


def writable(fields: Fields, *, cloud: bool, label: str, omit: Collection[str]) -> dict[str, JSON]:
    """Return our fields as Jira takes them, without the status, which is a transition, and without those to `omit`."""
    values: dict[str, JSON] = {}
    for name, value in fields.items():
        match name, value:
            case _, None:
                continue
            case _ if name in omit:
                continue
            case "title", str():
                values["summary"] = cut(" ".join(value.split()), MAX_SUMMARY)
            case "owner", str():
                values["assignee"] = person(value, cloud=cloud)
            case "due", date():
                values["duedate"] = value.isoformat()
            case "priority", str():
                values["priority"] = {"name": value}
            case "labels", tuple():
                values["labels"] = sorted({label, *(label_text(each) for each in value)})
    return values
