"""A first field map for a Jira project, written from what the project asks for. Everything in it is the project's own word.

What has to be chosen is left to a person, and `check` asks for it: a first option or a nought would stand in every ticket as
if somebody had meant it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from connector.core.model import Status
from connector.errors import Rejected
from connector.settings.fieldmap import fold
from connector.trackers.jiracheckvalues import ALWAYS, allowed_values
from connector.trackers.jirafields import OMITTED, OURS, category_of, stands_for
from connector.trackers.jirameta import VERB
from connector.trackers.jiravalues import ONE, Shape, shape_of

if TYPE_CHECKING:
    from connector.trackers.jira import JiraTracker

JSON = Any
RANKS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("highest", "blocker", "critical", "p0"), ("p0", "critical", "sev0", "sev1", "urgent")),
    (("high", "major", "p1"), ("p1", "major", "sev2", "important")),
    (("medium", "normal", "p2"), ("p2", "moderate", "sev3", "normal")),
    (("low", "minor", "p3"), ("p3", "minor", "sev4")),
    (("lowest", "trivial", "p4"), ("p4", "trivial", "sev5", "nice to have")),
)
"""Names of priorities, and what documents call them."""

DUE = "today + 14"
"""What stands in for a due date that is required."""
UNKNOWN = "unknown"
"""What stands in for a text that is required: it says of itself that nobody knows."""
USUAL = ("Task", "Story", "Bug")
"""Issue types for what one person does, the best first."""


def suggest(tracker: "JiraTracker") -> str:
    """Return a commented field map for the tracker's project. Raises RemoteError."""
    if tracker.project is None:
        raise Rejected("name a project in the tracker's section first", remote=tracker.name, verb=VERB)
    kinds = tracker.screens.issue_types(tracker.project)
    kind = _chosen(tracker.own.issue_type, list(kinds), tracker.screens.ordinary_types(tracker.project))
    screen = tracker.screens.fields(tracker.project, kind)
    return "\n".join(_lines(tracker, kind, list(kinds), screen)) + "\n"


def _chosen(wanted: str, kinds: Sequence[str], ordinary: Sequence[str]) -> str:
    """Return the issue type for action items: the one the map names, or what most projects use, or what is no epic."""
    known = {fold(name): name for name in kinds}
    usual = (known[fold(name)] for name in (wanted, *USUAL) if fold(name) in known)
    return next(iter((*usual, *ordinary, *kinds)), wanted)


def _lines(
    tracker: "JiraTracker", kind: str, kinds: Sequence[str], screen: Mapping[str, Mapping[str, JSON]]
) -> Iterator[str]:
    missing = [ours for ours, theirs in OMITTED.items() if theirs not in screen]
    yield f"# The field map of {tracker.project} {kind}, as the project is today. mappings/jira.toml explains every key."
    yield f"project = {_text(str(tracker.project))}"
    yield f"issue_type = {_text(kind)}  # there are: {', '.join(kinds)}"
    yield 'summary = "{{ item.action }}"'
    yield 'template = "ticket.jira.j2"'
    yield f"omit = [{', '.join(map(_text, missing))}]  # what the create screen does not have"
    for theirs, example in (("components", True), ("security", False)):
        if theirs in screen and (values := allowed_values(screen[theirs])):
            yield f"# {theirs} = {f'[{_text(values[0])}]' if example else _text(values[0])}  # there are: {', '.join(values)}"
    yield ""
    yield from _statuses(tracker, kind)
    yield from _priorities(screen)
    yield "[labels]"
    yield 'fixed = ["postmortem"]'
    yield 'from = ["service", "severity"]'
    yield ""
    yield "[title]"
    yield "max_length = 255"
    yield from _fields(screen)


def _statuses(tracker: "JiraTracker", kind: str) -> Iterator[str]:
    named: dict[Status, list[str]] = {status: [] for status in Status}
    for name, category in _workflow(tracker, kind):
        named[stands_for(tracker.fieldmap, name, category)].append(name)
    yield "# Statuses by what they stand for; those left out count by their category."
    yield "[status]"
    for status in Status:
        words = named[status] or [tracker.fieldmap.status_word(status)]
        yield f"{status.value} = [{', '.join(map(_text, words))}]"
    yield ""


def _workflow(tracker: "JiraTracker", kind: str) -> list[tuple[str, Status | None]]:
    try:
        types = tracker.client.read_objects(f"project/{tracker.project}/statuses", verb="read its statuses")
    except Rejected:
        return []  # the shipped words stand in
    return [
        (str(status.get("name")), category_of(status))
        for one in types
        if fold(str(one.get("name"))) == fold(kind)
        for status in tracker.client.objects(one.get("statuses", []), "read its statuses")
    ]


def _priorities(screen: Mapping[str, Mapping[str, JSON]]) -> Iterator[str]:
    if "priority" not in screen:
        return
    yield "[priority]"
    yield 'unknown = "omit"'
    yield ""
    yield "[priority.words]"
    for name in allowed_values(screen["priority"]):
        words = next((words for names, words in RANKS if fold(name) in names), ())
        yield f"{_text(name)} = [{', '.join(_text(word) for word in words if fold(word) != fold(name))}]"
    yield ""


def _fields(screen: Mapping[str, Mapping[str, JSON]]) -> Iterator[str]:
    """Yield the fields that have to have a value, and as comments those that may."""
    given = {*ALWAYS, "components", "security", "parent", "attachment", "issuelinks"}
    for id_, entry in sorted(screen.items(), key=lambda pair: (not pair[1].get("required"), pair[0])):
        must = entry.get("required") and not entry.get("hasDefaultValue")
        if id_ in given or (id_ in OURS.values() and not must):
            continue
        values, shape = allowed_values(entry), shape_of(entry.get("schema") or {})
        default = _stands_in(id_, shape, values) if must else None
        mark = "" if default else "# "
        yield ""
        told = f", one of: {', '.join(values)}" if values else ""
        yield f"# {entry.get('name')} ({id_}), {shape}{told}"
        if must and not default:
            yield "# A new ticket must have it: choose what stands there, and take the marks away."
        yield f"{mark}[fields.{_text(id_)}]"
        yield f'{mark}value = ""  # a template, such as "{{{{ service or \'\' }}}}"'
        if must:
            # As a list, for a comma in a text parts two values.
            several = shape in (*ONE, "cascading")
            text = _text(default) if default else "" if several else '""'
            yield f"{mark}default = [{text}]" if several else f"{mark}default = {text}"


def _stands_in(id_: str, shape: Shape, values: Sequence[str]) -> str | None:
    """Return what a required field may have without a person's choice; None where one has to choose."""
    if len(values) == 1:
        return values[0]
    if id_ == OURS["due"]:
        return DUE
    return UNKNOWN if shape == "text" and not values else None


def _text(text: str) -> str:
    """Return a TOML string: JSON's are."""
    return json.dumps(text, ensure_ascii=False)
