"""What a tracker silently left out of what it was asked to set: it is not applied, so the next plan asks for it again.

That write is kept with the refused ones, and so it is told by `status` and tried less and less often. What people set meanwhile
stands, as it does beside anything that was never applied.
"""

from collections.abc import Collection
from dataclasses import replace

from connector.core.model import Binding, Fields, FieldValue, Ticket
from connector.errors import Rejected
from connector.ports import DropsSilently


def dropped(writer: object, asked: Fields, ticket: Ticket) -> tuple[str, ...]:
    """Return the fields that a ticket lacks although it was just asked to have them."""
    return tuple(writer.dropped(asked, ticket)) if isinstance(writer, DropsSilently) else ()


def refusal(lost: Collection[str], *, tracker: str, verb: str) -> Rejected:
    """Return what a tracker would have said."""
    said = f"{' and '.join(sorted(lost))} dropped without a word: give this account the right to set that"
    return Rejected(said, remote=tracker, verb=verb, fields=lost)


def unapplied(binding: Binding, ticket: Ticket, lost: Collection[str]) -> Binding:
    """Return a binding whose fields are applied but for those that were lost: there the ticket is as it was."""
    kept = {name: _left(value, ticket.fields.get(name)) for name, value in binding.applied.items() if name in lost}
    return replace(binding, applied={**binding.applied, **kept}) if kept else binding


def _left(ours: FieldValue, there: FieldValue) -> FieldValue:
    """Return what counts as applied of a value; of labels those that are there, as others may be people's."""
    if not isinstance(ours, tuple):
        return there
    return tuple(label for label in ours if isinstance(there, tuple) and label in there)
