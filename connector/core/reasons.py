"""Holds of tickets that no document answers for: said when a plan is made, and as long as they stand."""

from connector.core.model import DocumentId, Hold, ItemKey, Ticket


def unclaimed(ticket: Ticket, key: ItemKey, *, document: DocumentId | None = None) -> Hold:
    """Return the hold of an open ticket that carries our marker and that no item is."""
    reason = f"{ticket.key} carries our marker {key}, and no document asks for it: close it, or remove the marker"
    return Hold(reason, document, 0, str(ticket.fields.get("title") or ""), key)


def left_behind(ticket_key: str, *, document: DocumentId, text: str, key: ItemKey) -> Hold:
    """Return the hold of an open ticket whose item its document does not have any more."""
    reason = f"gone from the document, its ticket {ticket_key} stays: close it, or write the item back"
    return Hold(reason, document, 0, text, key)


def ticket_gone(ticket_key: str, key: ItemKey, *, named: bool) -> str:
    """Say that an item's ticket is not there any more; `named` says that its document writes that ticket."""
    first = "take it out of the document, then " if named else ""
    return f"ticket {ticket_key} is gone: {first}`connector ledger forget {key}` files it anew"
