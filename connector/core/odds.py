"""An item that is marked done and names a ticket which is open: either word is a person's, and neither is older for all we know.

The ticket becomes the item's and is followed; until one of the two changes, neither word is written over the other. What the
ticket was when it was adopted is kept among the values last applied.
"""

from connector.core.model import Fields, Status, Ticket

ODDS = "at_odds"


def noted(applied: Fields, said: Status | None, ticket: Ticket) -> Fields:
    """Return what counts as applied once such a ticket is adopted, and the same where the two agree."""
    closed = said is not None and said.closed
    return {**applied, ODDS: ticket.status.value} if closed and not ticket.status.closed else applied


def unsettled(applied: Fields, said: Status | None, status: Status) -> bool:
    """Say whether neither the document nor the ticket has changed its word since."""
    return applied.get(ODDS) == status.value and said is not None and said.value == applied.get("status")


def settled(applied: Fields) -> Fields:
    """Return what counts as applied once one of the two has changed."""
    return {name: value for name, value in applied.items() if name != ODDS}


def told(said: Status | None, ticket: Ticket) -> str:
    """Return the reason for which the item waits for a person."""
    word = said.value if said is not None else Status.OPEN.value
    here, there = word.replace("_", " "), ticket.status.value.replace("_", " ")
    return f"is marked {here} here, and its ticket {ticket.key} is {there}: close the ticket, or open the item"
