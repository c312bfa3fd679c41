"""Items as they were at an instant, replayed from what was observed.

Reports ask only this module for status, owner and due date, so that what happens later never changes an older report.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from connector.core.model import ItemKey, Status, StatusEvent, TrackedItem

STATUSES = {status.value: status for status in Status}


@dataclass(frozen=True, slots=True)
class Step:
    """A status that began: when, from which one (None for the filing), and which."""

    at: datetime
    old: Status | None
    new: Status


@dataclass(frozen=True, slots=True)
class History:
    """One item and all that was observed of its ticket, oldest first. `steps` starts with the filing."""

    item: TrackedItem
    steps: tuple[Step, ...]
    changes: Mapping[str, Sequence[StatusEvent]]

    def steps_before(self, cut: datetime) -> tuple[Step, ...]:
        return self.steps[: _before(self.steps, cut)]

    def status(self, cut: datetime) -> Status | None:
        """Return the status just before `cut`; None if the item was not filed by then."""
        count = _before(self.steps, cut)
        return self.steps[count - 1].new if count else None

    def due(self, cut: datetime) -> date | None:
        known, text = self._value("due", cut)
        return as_day(text) if known else self.item.due

    def owner(self, cut: datetime) -> str | None:
        known, text = self._value("owner", cut)
        return text if known else self.item.owner

    def action(self, cut: datetime) -> str:
        _, text = self._value("title", cut)
        return text or self.item.action

    def is_gone(self, cut: datetime) -> bool:
        known, text = self._value("gone", cut)
        return bool(text) if known else self.item.gone

    def as_of(self, cut: datetime) -> TrackedItem:
        """Return the item as it was just before `cut`."""
        last = steps[-1] if (steps := self.steps_before(cut)) else None
        return replace(
            self.item,
            status=last.new if last else Status.OPEN,
            opened_at=self.steps[0].at,
            closed_at=last.at if last and last.new.closed else None,
            owner=self.owner(cut),
            due=self.due(cut),
            action=self.action(cut),
            gone=self.is_gone(cut),
        )

    def _value(self, field: str, cut: datetime) -> tuple[bool, str | None]:
        """Return whether events tell a field's value just before `cut`, and the value.

        | events of the field | value |
        |---|---|
        | some before `cut` | what the last of them says is new |
        | only later ones | what the first of them says was old |
        | none | not known: it is as it is now |
        """
        events = self.changes.get(field, ())
        if not events:
            return False, None
        count = _before(events, cut)
        return True, events[count - 1].new if count else events[0].old


def _before(entries: Sequence[Step] | Sequence[StatusEvent], cut: datetime) -> int:
    """Return how many entries are from before `cut`. Few items have more than a handful, and most cuts are near the end."""
    count = len(entries)
    while count and entries[count - 1].at >= cut:
        count -= 1
    return count


def histories(items: Iterable[TrackedItem], events: Iterable[StatusEvent]) -> tuple[History, ...]:
    """Return the histories of all items that were ever filed, in the order of the items.

    What was recorded as done without a ticket and what is held have none; so have items that were forgotten.
    """
    observed: dict[ItemKey, dict[str, list[StatusEvent]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        observed[event.key][event.field].append(event)
    for changes in observed.values():
        for of_field in changes.values():
            of_field.sort(key=lambda event: event.at)
    found = []
    for item in items:
        known = observed.get(item.key, {})
        if item.state == "filed" and (steps := _steps(item, known.get("status", ()))):
            found.append(History(item, steps, known))
    return tuple(found)


def _steps(item: TrackedItem, events: Sequence[StatusEvent]) -> tuple[Step, ...]:
    """Return the changes of status in order. A filing that was not observed is taken from the item itself."""
    seen = [(event.at, event.old, STATUSES[event.new]) for event in events if event.new in STATUSES]
    if not seen:
        if item.opened_at is None:
            return ()
        if item.closed_at is None or not item.status.closed:
            return (Step(item.opened_at, None, item.status),)
        opened = min(item.opened_at, item.closed_at)
        return (Step(opened, None, Status.OPEN), Step(item.closed_at, Status.OPEN, item.status))
    first_at, first_old, _ = seen[0]
    steps: list[Step] = []
    if first_old in STATUSES:
        steps.append(Step(min(item.opened_at or first_at, first_at), None, STATUSES[first_old]))
    for at, _, new in seen:
        before = steps[-1].new if steps else None
        if new is not before:
            steps.append(Step(at, before, new))
    return tuple(steps)


def as_day(text: str | None) -> date | None:
    """Read an event's date; what is no date is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
