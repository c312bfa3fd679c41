"""Due dates whose place in the tracker another field map changed: what was seen and applied at the old place says nothing there."""

from dataclasses import replace

from connector.core.model import Binding, Ticket


def moved(binding: Binding, ticket: Ticket) -> bool:
    """Say whether a ticket's due date was kept elsewhere when it was last seen."""
    before = binding.seen.get("kept_in")
    return bool(before and ticket.kept_in) and before != ticket.kept_in


def anew(binding: Binding, ticket: Ticket) -> Binding:
    """Return a binding that has applied what stands at the other place, if that is another now: the document's goes there.

    What stands there may be left from when it was the place before; then it was ours, and is no change by people.
    """
    if not moved(binding, ticket):
        return binding
    return replace(binding, applied={**binding.applied, "due": ticket.fields.get("due")})
