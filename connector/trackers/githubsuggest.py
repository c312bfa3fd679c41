"""A first field map for a GitHub repository, written from its labels, milestones and its organisation's fields."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from connector.errors import RemoteError
from connector.settings.fieldmap import fold

if TYPE_CHECKING:
    from connector.trackers.github import GitHubTracker

VERB = "read what the repository has"
RANKS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("critical", "highest", "blocker", "urgent", "p0"),
        ("p0", "critical", "sev0", "sev1", "blocker", "urgent", "highest"),
    ),
    (("high", "major", "p1"), ("p1", "major", "sev2", "important", "high")),
    (("medium", "normal", "p2"), ("p2", "moderate", "sev3", "normal", "medium")),
    (("low", "minor", "p3"), ("p3", "p4", "minor", "sev4", "low", "lowest")),
)
"""Last words of labels for priorities, and what documents call them."""


def suggest(tracker: "GitHubTracker") -> str:
    """Return a commented field map for the tracker's repository. Raises RemoteError."""
    labels = [str(one["name"]) for one in tracker.client.pages(f"/repos/{tracker.repo}/labels", verb=VERB)]
    milestones = [str(one["title"]) for one in tracker.client.pages(f"/repos/{tracker.repo}/milestones", verb=VERB)]
    return "\n".join(_lines(tracker, labels, milestones, _date_fields(tracker))) + "\n"


def _date_fields(tracker: "GitHubTracker") -> list[str]:
    owner = tracker.client.moves.name(tracker.repo).partition("/")[0]
    try:
        fields = tracker.client.call("GET", f"/orgs/{owner}/issue-fields", verb=VERB)
    except RemoteError:
        return []  # a person's own repository, or an Enterprise Server without them
    return [str(one["name"]) for one in fields or () if one.get("data_type") == "date"]


def _lines(tracker: "GitHubTracker", labels: list[str], milestones: list[str], dates: list[str]) -> Iterator[str]:
    yield f"# The field map of {tracker.repo}, as the repository is today. mappings/github.toml explains every key."
    yield 'summary = "{{ item.action }}"'
    yield 'template = "ticket.md.j2"'
    yield f"# Date fields of the organisation: {', '.join(dates) or 'none'}. Else the text holds the due date."
    yield f"due = {_text(f'field:{dates[0]}' if dates else 'body')}"
    busy = next(
        (label for label in labels if fold(label).replace("-", " ") in ("in progress", "doing", "wip")), "in progress"
    )
    yield f"in_progress = {_text(busy)}"
    yield f"# milestone = {_text(milestones[0])}" if milestones else '# milestone = "..."  # there is no open one'
    yield ""
    yield "[status]"
    yield 'open = ["open"]'
    yield f"in_progress = [{_text(busy)}]"
    yield 'done = ["completed", "done", "closed"]'
    yield 'wont_do = ["not planned", "won\'t do", "duplicate"]'
    yield ""
    yield "# What documents say -> a label of this repository. What is commented out is no label there yet; GitHub makes"
    yield "# the labels that are used."
    yield "[priority]"
    yield 'unknown = "omit"'
    yield ""
    yield "[priority.words]"
    for names, words in RANKS:
        label = next(
            (one for one in labels if fold(one).replace("/", " ").replace(":", " ").split()[-1:] == [names[0]]), None
        )
        label = label or next((one for one in labels if fold(one) in names), None)
        mark = "" if label else "# "
        yield f"{mark}{_text(label or f'priority: {names[0]}')} = [{', '.join(map(_text, words))}]"
    yield ""
    yield "[labels]"
    yield 'fixed = ["postmortem"]'
    yield 'from = ["service", "severity"]'
    yield ""
    yield "[title]"
    yield "max_length = 256"


def _text(text: str) -> str:
    """Return a TOML string: JSON's are."""
    return json.dumps(text, ensure_ascii=False)
