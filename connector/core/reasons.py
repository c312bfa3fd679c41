"""Holds of tickets that no document answers for: said when a plan is made, and as long as they stand."""

from collections.abc import Sequence

from connector.core.model import Binding, DocumentId, Hold, ItemKey, Ticket


def unclaimed(ticket: Ticket, key: ItemKey, *, document: DocumentId | None = None) -> Hold:
    """Return the hold of an open ticket that carries our marker and that no item is."""
    reason = f"{ticket.key} carries our marker {key}, and no document asks for it: close it, or remove the marker"
    return Hold(reason, document, 0, str(ticket.fields.get("title") or ""), key)


def carry_one_marker(names: Sequence[str]) -> str:
    """Say that several tickets claim to be one item's."""
    return f"{' and '.join(names)} carry one marker: remove it from all but one"


def two_of_one(binding: Binding, copy: str) -> Hold:
    """Return the hold of a ticket and its copy."""
    return Hold(carry_one_marker((binding.ticket_key, copy)), None, 0, binding.text, binding.key)


def left_behind(ticket_key: str, *, document: DocumentId, text: str, key: ItemKey) -> Hold:
    """Return the hold of an open ticket whose item its document does not have any more."""
    reason = f"gone from the document, its ticket {ticket_key} stays: close it, or write the item back"
    return Hold(reason, document, 0, text, key)


def ticket_gone(ticket_key: str, key: ItemKey, *, named: bool) -> str:
    """Say that an item's ticket is not there any more; `named` says that its document writes that ticket."""
    first = "take it out of the document, then " if named else ""
    return f"ticket {ticket_key} is gone: {first}`connector ledger forget {key}` files it anew"
