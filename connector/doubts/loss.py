"""Telling a loss of all tickets at once from tickets that people deleted: nothing is closed or filed again by it."""

from collections.abc import Collection, Set

from connector.core.model import TicketId
from connector.errors import Unavailable
from connector.ports import TrackerReader

FEW = 10
"""Tickets up to which losing more than half of them at once is nothing unusual."""


def refuse_loss(tracker: TrackerReader, missing: Set[TicketId], bound: Set[TicketId]) -> None:
    """Raise Unavailable where all tickets are missing at once, or most of many: that is no work of people.

    A single ticket is believed to be deleted.
    """
    lost = len(missing & bound)
    if (lost == len(bound) > 1) or (len(bound) > FEW and lost * 2 > len(bound)):
        some = "none" if lost == len(bound) else f"only {len(bound) - lost:,}"
        message = (
            f"{some} of the {len(bound):,} tickets known is to be seen: has this account lost its rights? Or was the place emptied? "
            "Give them back; what was deleted on purpose is let go by `connector ledger forget KEY`, each by itself"
        )
        raise Unavailable(message, remote=tracker.name, verb="look at all tickets")


def look_for_loss(tracker: TrackerReader, *, bound: Collection[TicketId]) -> None:
    """Look at some tickets, and at all where none of those is there. Raises Unavailable as `refuse_loss` does."""
    some = sorted(bound)[: FEW + 1]
    if not some or len(tracker.fetch(some).missing) < len(some):
        return
    refuse_loss(tracker, tracker.fetch(bound).missing, set(bound))
