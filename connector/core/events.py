"""What is appended to an item's history: its filing, and every field of its ticket that was seen to change."""

from datetime import date, datetime

from connector.core.model import Binding, FieldValue, StatusEvent, Ticket

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
    """Return what changed on a ticket since it was last seen, one event per field; one that was gone is back."""
    events = [
        StatusEvent(binding.key, at, name, old, new, by)
        for name in FOLLOWED
        if (old := as_text(binding.seen.get(name))) != (new := as_text(ticket.fields.get(name)))
    ]
    return [StatusEvent(binding.key, at, "gone", "true", None, by), *events] if binding.gone else events


def vanished(binding: Binding, *, at: datetime) -> StatusEvent:
    """Return the event of a ticket that is not there any more."""
    return StatusEvent(binding.key, at, "gone", None, "true")


def when(ticket: Ticket, *, since: datetime | None, now: datetime) -> datetime:
    """Return when a change seen now happened: when the tracker says, but never outside the time since the last look."""
    at = ticket.updated_at or now
    return min(max(at, since or at), now)
