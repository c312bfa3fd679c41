"""What is appended to an item's history: its filing, and every field of its ticket that was seen to change."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from connector.core.model import UNTOLD, Binding, FieldChange, FieldValue, StatusEvent, Ticket

FOLLOWED = ("status", "owner", "due", "title")


def as_text(value: FieldValue) -> str | None:
    """Return a field's value as events keep it."""
    match value:
        case None:
            return None
        case date():
            return value.isoformat()
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)


def filing(binding: Binding, *, at: datetime) -> list[StatusEvent]:
    """Return the events that open an item's history: its status, and its owner and due date where it has them."""
    status = as_text(binding.seen.get("status")) or "open"
    first = StatusEvent(binding.key, at, "status", None, status)
    rest = [
        StatusEvent(binding.key, at, name, None, as_text(binding.seen.get(name)))
        for name in ("owner", "due")
        if binding.seen.get(name) is not None
    ]
    return [first, *rest]


def changed(binding: Binding, ticket: Ticket, *, at: datetime, by: str | None) -> list[StatusEvent]:
    """Return what changed on a ticket since it was last seen, each step that its history tells; one that was gone is back.

    `at` and `by` are for what no history tells.
    """
    events: list[StatusEvent] = []
    for name in FOLLOWED:
        old, new = as_text(binding.seen.get(name)), as_text(ticket.fields.get(name))
        if old != new:
            steps = _steps(ticket.history, name, old=old, new=new)
            events += [
                StatusEvent(
                    binding.key, min(step.at, at), name, old if step.old == UNTOLD else step.old, step.new, step.by
                )
                for step in steps
            ]
            events += [] if steps else [StatusEvent(binding.key, at, name, old, new, by)]
    events.sort(key=lambda event: event.at)
    return [StatusEvent(binding.key, at, "gone", "true", None, by), *events] if binding.gone else events


def _steps(history: Sequence[FieldChange], name: str, *, old: str | None, new: str | None) -> list[FieldChange]:
    """Return the shortest end of a field's history that leads from the value last seen to the present one."""
    steps = [change for change in history if change.field == name and change.old != change.new]
    for start in range(len(steps) - 1, -1, -1):
        tail = steps[start:]
        joined = all(before.new == after.old for before, after in pairwise(tail))
        if tail[0].old in (old, UNTOLD) and tail[-1].new == new and joined:
            return tail
    return []


def vanished(binding: Binding, *, at: datetime) -> StatusEvent:
    """Return the event of a ticket that is not there any more."""
    return StatusEvent(binding.key, at, "gone", None, "true")


def when(ticket: Ticket, *, since: datetime | None, now: datetime) -> datetime:
    """Return when a change seen now happened: when the tracker says, but never outside the time since the last look."""
    at = ticket.updated_at or now
    return min(max(at, since or at), now)
