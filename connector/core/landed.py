"""Writes of ours whose answer was lost: where the ticket or its history shows them, they were done, and are no change by people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from connector.core.events import as_text, steps_since
from connector.core.fields import same
from connector.core.model import Binding, FieldValue, ItemKey, Ticket

BETWEEN = "between"
"""Beside the fields of a write: the statuses that it may have left the ticket in, where it broke off on the way."""
Begun = Mapping[ItemKey, Mapping[str, str | None]]
"""Writes of which nobody knows whether they were done: the fields' new values, as text, by item."""


def landed(binding: Binding, ticket: Ticket, begun: Begun) -> Binding:
    """Return a binding that knows which of our own writes were done, as if their answers had come."""
    writes = begun.get(binding.key, {})
    mine = {
        name: ticket.fields[name] if same(name, as_text(ticket.fields[name]), text) else _value(name, text)
        for name, text in writes.items()
        if not same(name, text, as_text(binding.seen.get(name))) and _shows(binding, ticket, name, text)
    }
    if "status" not in mine and _is_on_the_way(binding, ticket, writes):
        mine["status"] = ticket.fields["status"]
    return replace(binding, applied={**binding.applied, **mine}) if mine else binding


def settled(binding: Binding, ticket: Ticket, begun: Begun) -> bool:
    """Say whether all that was begun on a ticket was done, so that nothing of it has to be kept in mind."""
    writes = begun.get(binding.key, {})
    fields = {name: text for name, text in writes.items() if name != BETWEEN}
    return bool(fields) and all(_shows(binding, ticket, name, text) for name, text in fields.items())


def _is_on_the_way(binding: Binding, ticket: Ticket, writes: Mapping[str, str | None]) -> bool:
    """Say whether a ticket is where our own way to another status broke off."""
    now = as_text(ticket.fields.get("status"))
    return now in (writes.get(BETWEEN) or "").split() and now != as_text(binding.seen.get("status"))


def _shows(binding: Binding, ticket: Ticket, name: str, text: str | None) -> bool:
    """Say whether a field has this value, or had it until people gave it another."""
    if name not in ticket.fields:
        return False
    if same(name, as_text(ticket.fields[name]), text):
        return True
    return any(same(name, step.new, text) for step in steps_since(binding, ticket, name))


def _value(name: str, text: str | None) -> FieldValue:
    return date.fromisoformat(text) if name == "due" and text else text
