"""What is appended to an item's history: its filing, and every step that a field of its ticket was seen to take.

What a tracker's history tells decides, not the difference between two looks: a ticket that was closed and opened again meanwhile
took two steps. Each is told once: a binding keeps until when its ticket's history was told.

| the steps since then | told |
|---|---|
| lead from the value last seen to the present one | each of them |
| do not, or there are none, and the value is another | the end of the whole history that does; else the difference |
| do not, or there are none, and the value is the same | nothing |
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from connector.core.fields import same
from connector.core.keptin import moved
from connector.core.model import UNTOLD, Binding, FieldChange, FieldValue, StatusEvent, Ticket

FOLLOWED = ("status", "owner", "due", "title")
TOLD = ("resolution",)
"""What no ticket is compared by, and only a tracker's history tells."""
CONNECTOR = "connector"
"""By whom what we wrote ourselves was done, whatever we are called there."""


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


def changed(
    binding: Binding, ticket: Ticket, *, at: datetime, by: str | None, ours: Mapping[str, str | None]
) -> list[StatusEvent]:
    """Return the steps that a ticket took since it was last seen, in order; one that was gone is back.

    `at` and `by` are for what no history tells; `ours` are the values, as text, that we wrote ourselves.
    """
    events: list[StatusEvent] = []
    for name in FOLLOWED:
        if name not in ticket.fields or (name == "due" and moved(binding, ticket)):
            continue  # it is not the tracker's, or is told from another place now
        old, new = as_text(binding.seen.get(name)), as_text(ticket.fields.get(name))
        steps = steps_since(binding, ticket, name)
        if not steps and not same(name, old, new):
            steps = [FieldChange(name, old, new, at, by)]
        if name in ours:
            steps = _ours_named(steps, ours[name])
        for step in steps:
            events.append(StatusEvent(binding.key, min(step.at, at), name, old, step.new, step.by))
            old = step.new
    events += [
        StatusEvent(binding.key, min(step.at, at), step.field, step.old, step.new, step.by)
        for step in _fresh(ticket.history, told_until(binding))
        if step.field in TOLD
    ]
    events.sort(key=lambda event: event.at)
    return [StatusEvent(binding.key, at, "gone", "true", None, by), *events] if binding.gone else events


def steps_since(binding: Binding, ticket: Ticket, name: str) -> list[FieldChange]:
    """Return the steps of a field that a ticket's history tells and that were not told before, as the table says."""
    old, new = as_text(binding.seen.get(name)), as_text(ticket.fields.get(name))
    steps = [step for step in ticket.history if step.field == name and not same(name, step.old, step.new)]
    fresh = _fresh(steps, told_until(binding))
    for start in range(len(fresh)):
        if run := _run(fresh[start:], old=old, new=new):
            return run
    ends = () if same(name, old, new) else range(len(steps) - 1, -1, -1)
    return next((run for start in ends if (run := _run(steps[start:], old=old, new=new, whole=True))), [])


def _fresh(steps: Sequence[FieldChange], told: datetime | None) -> list[FieldChange]:
    return [step for step in steps if told is None or step.at > told]


def told_until(binding: Binding) -> datetime | None:
    """Return until when a ticket's history was told; None where none of it was."""
    mark = binding.seen.get("told") or binding.seen.get("version")
    return datetime.fromisoformat(mark) if isinstance(mark, str) else None


def _run(steps: Sequence[FieldChange], *, old: str | None, new: str | None, whole: bool = False) -> list[FieldChange]:
    """Return the steps from the first, which starts at one value, to the last that ends at another; none if they do not join.

    What comes after those is of a later look, unless they have to be the `whole`.
    """
    if not steps or not _starts(steps[0], old) or same(steps[0].field, steps[0].new, old):
        return []
    run: list[FieldChange] = []
    reached = 0
    for step in steps:
        if run and not _starts(step, run[-1].new):
            break
        run.append(step)
        reached = len(run) if same(step.field, step.new, new) else reached
    return [] if whole and reached != len(steps) else run[:reached]


def _starts(step: FieldChange, value: str | None) -> bool:
    """Say whether a step may have started at a value."""
    return step.old == UNTOLD or same(step.field, step.old, value)


def _ours_named(steps: Sequence[FieldChange], text: str | None) -> list[FieldChange]:
    """Return steps with those that we took to a value as ours: the last that leads there, and those on the way by the same account."""
    backwards = range(len(steps) - 1, -1, -1)
    last = next((place for place in backwards if same(steps[place].field, steps[place].new, text)), None)
    if last is None:
        return list(steps)
    first = last
    while first and steps[last].by is not None and steps[first - 1].by == steps[last].by:
        first -= 1
    return [replace(step, by=CONNECTOR) if first <= place <= last else step for place, step in enumerate(steps)]


def vanished(binding: Binding, *, at: datetime) -> StatusEvent:
    """Return the event of a ticket that is not there any more."""
    return StatusEvent(binding.key, at, "gone", None, "true")


def when(ticket: Ticket, *, since: datetime | None, now: datetime) -> datetime:
    """Return when a change seen now happened: when the tracker says, but never outside the time since the last look."""
    at = ticket.updated_at or now
    return min(max(at, since or at), now)
