"""Holds of tickets that no document answers for: said when a plan is made, and as long as they stand."""

from collections.abc import Sequence
from datetime import datetime

from connector.core.desired import Desired
from connector.core.events import as_text
from connector.core.fields import differing
from connector.core.model import Binding, DocumentId, Fields, Hold, ItemKey, Ticket

WAITS = "waits for its tracker: "
"""How the reason begins to hold an item whose tracker does not answer."""
_LOST = "its ticket of a ledger that was lost may be hidden"
_LAST_SEEN = "its tickets are told as they were last seen"


def may_be_hidden(tracker: str, until: datetime) -> str:
    """Say that a tracker's search may not show an item's ticket yet."""
    return f"{_LOST} by {tracker}'s search until {until:%H:%M} UTC"


def silent(tracker: str, why: str) -> Hold:
    """Return the hold of a tracker that does not answer: what is told of its tickets may be old."""
    return Hold(f"{why}; {_LAST_SEEN}", subject=tracker)


def passes(hold: Hold) -> bool:
    """Say whether a hold goes by itself, when a tracker answers or its search shows all: people have nothing to do for it."""
    return hold.reason.startswith((WAITS, _LOST)) or hold.reason.endswith(_LAST_SEEN)


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


def unreadable(ticket_key: str, why: str) -> str:
    """Say that a ticket alone cannot be read."""
    return f"its ticket {ticket_key} cannot be read, and is asked for again in each run: {why}"


HIDDEN = "may only be hidden from this account"


def ticket_gone(ticket_key: str, key: ItemKey, *, named: bool, hidden: bool) -> str:
    """Say that an item's ticket is not there any more, or may be `hidden`; `named` says that its document writes that ticket."""
    first = "take it out of the document, then " if named else ""
    anew = f"{first}`connector ledger forget {key}` files it anew"
    if hidden:
        return f"ticket {ticket_key} is gone, or {HIDDEN}: let it see the ticket again; only if it was deleted, {anew}"
    return f"ticket {ticket_key} is gone: {anew}"


def adopted(want: Desired, ticket: Ticket, fills: Fields) -> tuple[str, ...]:
    """Say what becomes of the fields of a ticket that people made, where they are not as the document has them."""
    others = [name for name in differing(want.fields, ticket.fields) if name not in fills]
    told = (
        ("fills its empty", list(fills)),
        ("the ticket keeps its own", [name for name in others if ticket.fields[name]]),
        ("the ticket stays without", [name for name in others if not ticket.fields[name]]),
    )
    return tuple(f"{what} {', '.join(names)}" for what, names in told if names)


def taken_back(want: Desired, binding: Binding, ticket: Ticket) -> tuple[str, ...]:
    """Say what a document does not tell clearly any more, and what the ticket keeps: an owner who is several now, a day."""
    told = []
    for name, called, text in (("owner", "owner", want.item.owner), ("due", "due date", want.item.due_text)):
        was = as_text(binding.applied.get(name))
        if was is not None and want.fields.get(name) is None and not _is_over(want):
            says = f"says '{text}' of its {called}" if text else f"names no {called}"
            held = as_text(ticket.fields.get(name))
            keeps = f"keeps '{held}'" if held is not None else "has none either"
            told.append(f"the document {says} now: {binding.ticket_key} {keeps}")
    return tuple(told)


def _is_over(want: Desired) -> bool:
    """Say whether an item is closed: nobody is looked for then, so that its owner says nothing."""
    return want.item.status is not None and want.item.status.closed
