"""What a Jira project asks for when a ticket is made: issue types, and the fields on their create screens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connector.core.model import Given
from connector.errors import Rejected
from connector.settings.fieldmap import ExtraField, fold
from connector.trackers.jiraclient import JiraClient
from connector.trackers.jiravalues import Kind, Values, words

JSON = Any
EPIC_LINK = ":gh-epic-link"
"""How the type of the field ends by which Data Center puts a ticket into an epic; Cloud has `parent` for that, too."""
VERB = "read what a new ticket needs"


@dataclass(slots=True)
class CreateScreens:
    """The create screens of a site, each read once until they are forgotten."""

    client: JiraClient
    reads: Values
    _types: dict[str, Sequence[Mapping[str, JSON]]] = field(default_factory=dict)
    _fields: dict[tuple[str, str], Mapping[str, Mapping[str, JSON]]] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget what was read: an admin may have changed it since the last look."""
        self._types.clear()
        self._fields.clear()

    def issue_types(self, project: str) -> Mapping[str, str]:
        """Return the ids of a project's issue types by name. Raises Rejected for a project that is not there."""
        return {str(entry["name"]): str(entry.get("id")) for entry in self._entries(project)}

    def ordinary_types(self, project: str) -> Sequence[str]:
        """Return the issue types that stand neither above nor below others: no epics, no sub-tasks. Raises Rejected."""
        return [
            str(entry["name"])
            for entry in self._entries(project)
            if not entry.get("subtask") and not entry.get("hierarchyLevel") and fold(str(entry["name"])) != "epic"
        ]

    def _entries(self, project: str) -> Sequence[Mapping[str, JSON]]:
        if project not in self._types:
            path = f"issue/createmeta/{project}/issuetypes"
            self._types[project] = list(self.client.paged(path, verb=VERB, names=("issueTypes", "values")))
        return self._types[project]

    def fields(self, project: str, issue_type: str) -> Mapping[str, Mapping[str, JSON]]:
        """Return the fields of a create screen by id. Raises Rejected naming the issue types there are."""
        known = (project, issue_type)
        if known not in self._fields:
            types = self.issue_types(project)
            id_ = next((id_ for name, id_ in types.items() if fold(name) == fold(issue_type)), None)
            if id_ is None:
                said = f"project {project} has no issue type '{issue_type}' for new tickets: it has {words(types)}"
                raise Rejected(said, remote=self.client.remote, verb=VERB)
            path = f"issue/createmeta/{project}/issuetypes/{id_}"
            entries = self.client.paged(path, verb=VERB, names=("fields", "values", "results"))
            self._fields[known] = {str(entry.get("fieldId") or entry.get("key")): entry for entry in entries}
        return self._fields[known]

    def field_id(self, name: str, *, project: str, issue_type: str) -> str:
        """Return the id of a field that is named by id or by a name that only it has. Raises Rejected."""
        screen = self.fields(project, issue_type)
        if name in screen:
            return name
        hits = sorted(id_ for id_, entry in screen.items() if fold(str(entry.get("name"))) == fold(name))
        if len(hits) == 1:
            return hits[0]
        where = f"on the create screen of {project} {issue_type}"
        if hits:
            said = f"{len(hits)} fields {where} are called '{name}': name one by its id ({', '.join(hits)})"
        else:
            there = sorted(f"{entry.get('name')} ({id_})" for id_, entry in screen.items())
            said = f"there is no field '{name}' {where}: it has {words(there)}"
        raise Rejected(said, remote=self.client.remote, verb=VERB)

    def parent(self, key: str, *, project: str, issue_type: str) -> dict[str, JSON]:
        """Return the field that puts a new ticket below another one, an epic or the parent of sub-tasks. Raises RemoteError."""
        if not self.client.cloud:
            screen = self.fields(project, issue_type)
            if "parent" not in screen and (epic := epic_link(screen)) is not None:
                return {epic: key}
        return {"parent": {"key": key}}

    def values(
        self, extra: Mapping[str, Given], specs: Mapping[str, ExtraField], *, project: str, issue_type: str
    ) -> dict[str, JSON]:
        """Return further fields as a create wants them, by id. Raises Rejected naming field, value and what is allowed."""
        values: dict[str, JSON] = {}
        for name, text in extra.items():
            kind = specs[name].kind if name in specs else None
            id_, value = self._looked_up(name, text, kind, project=project, issue_type=issue_type)
            values[id_] = value
        return values

    def try_value(self, name: str, text: Given | None, spec: ExtraField, *, project: str, issue_type: str) -> None:
        """Find a field on the create screen, and try a value for it. Raises Rejected."""
        if text is None:
            self.field_id(name, project=project, issue_type=issue_type)
        else:
            self._looked_up(name, text, spec.kind, project=project, issue_type=issue_type)

    def _looked_up(
        self, name: str, text: Given, kind: Kind | None, *, project: str, issue_type: str
    ) -> tuple[str, JSON]:
        id_ = self.field_id(name, project=project, issue_type=issue_type)
        entry = self.fields(project, issue_type)[id_]
        return id_, self.reads.value(name, text, entry, verb="create", kind=kind)


def epic_link(screen: Mapping[str, Mapping[str, JSON]]) -> str | None:
    """Return the id of the field of a screen that names a ticket's epic."""
    customs = ((id_, str((entry.get("schema") or {}).get("custom"))) for id_, entry in screen.items())
    return next((id_ for id_, custom in customs if custom.endswith(EPIC_LINK)), None)
