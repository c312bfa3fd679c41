"""Writes of ours whose answer was lost: where the ticket or its history shows them, they were done, and are no change by people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from connector.core.events import as_text, steps_since
from connector.core.model import Binding, FieldValue, ItemKey, Ticket

Begun = Mapping[ItemKey, Mapping[str, str | None]]
"""Writes of which nobody knows whether they were done: the fields' new values, as text, by item."""


def landed(binding: Binding, ticket: Ticket, begun: Begun) -> Binding:
    """Return a binding that knows which of our own writes were done, as if their answers had come."""
    mine = {
        name: ticket.fields[name] if as_text(ticket.fields[name]) == text else _value(name, text)
        for name, text in begun.get(binding.key, {}).items()
        if text != as_text(binding.seen.get(name)) and _shows(binding, ticket, name, text)
    }
    return replace(binding, applied={**binding.applied, **mine}) if mine else binding


def settled(binding: Binding, ticket: Ticket, begun: Begun) -> bool:
    """Say whether all that was begun on a ticket was done, so that nothing of it has to be kept in mind."""
    writes = begun.get(binding.key, {})
    return bool(writes) and all(_shows(binding, ticket, name, text) for name, text in writes.items())


def _shows(binding: Binding, ticket: Ticket, name: str, text: str | None) -> bool:
    """Say whether a field has this value, or had it until people gave it another."""
    if name not in ticket.fields:
        return False
    return as_text(ticket.fields[name]) == text or any(step.new == text for step in steps_since(binding, ticket, name))


def _value(name: str, text: str | None) -> FieldValue:
    return date.fromisoformat(text) if name == "due" and text else text
