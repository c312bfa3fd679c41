"""Writes of ours whose answer was lost: where the ticket shows them, they were done, and are no change by people."""

from collections.abc import Mapping
from dataclasses import replace

from connector.core.events import as_text
from connector.core.model import Binding, ItemKey, Ticket

Begun = Mapping[ItemKey, Mapping[str, str | None]]
"""Writes of which nobody knows whether they were done: the fields' new values, as text, by item."""


def landed(binding: Binding, ticket: Ticket, begun: Begun) -> Binding:
    """Return a binding that knows which of our own writes its ticket shows, as if their answers had come."""
    mine = {
        name: ticket.fields[name]
        for name, text in begun.get(binding.key, {}).items()
        if name in ticket.fields and as_text(ticket.fields[name]) == text != as_text(binding.seen.get(name))
    }
    if not mine:
        return binding
    return replace(binding, applied={**binding.applied, **mine}, seen={**binding.seen, **mine})
