"""A ledger that does not know a tracker yet although tickets there carry our markers: it was lost, and they are taken in.

A search shows a ticket late. What was filed just before the ledger was lost may not be found yet, so that an item without a
ticket waits for as long as the search may lag: counted from the first look, which is later than anything that was filed.
Where no ticket of ours is found at all, this is taken for a first run, which has nothing to wait for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connector.core.model import Binding, DocumentId, Hold, ItemKey, Ticket, TicketRef
from connector.core.plan import Desired
from connector.core.reasons import may_be_hidden
from connector.ports import Ledger, TrackerReader

Hidden = Mapping[str, datetime]
"""Until when a tracker may hide tickets of a ledger that was lost."""


def fresh(trackers: Iterable[str], *, ledger: Ledger) -> list[str]:
    """Return the trackers whose markers were never taken into this ledger."""
    return [name for name in sorted(trackers) if is_fresh(name, ledger=ledger)]


def is_fresh(tracker: str, *, ledger: Ledger) -> bool:
    """Say whether a tracker's markers were never taken into this ledger."""
    return ledger.cursor(_claimed(tracker)) is None


def hidden(
    found: Mapping[ItemKey, Sequence[Ticket]], trackers: Sequence[TrackerReader], *, ledger: Ledger, now: datetime
) -> Hidden:
    """Return until when these trackers may hide tickets: those where some that this ledger does not know were `found`."""
    begun = {intent.key for intent in ledger.intents()}
    bound = {one.name: ledger.bound_ids(one.name) for one in trackers}
    lost = {
        ticket.ref.tracker
        for key in found.keys() - begun
        for ticket in found[key]
        if ticket.ref.id not in bound.get(ticket.ref.tracker, ())
    }
    until: dict[str, datetime] = {}
    for one in trackers:
        first = ledger.cursor(_looked(one.name))
        if is_fresh(one.name, ledger=ledger) and (first or one.name in lost):
            until[one.name] = (datetime.fromisoformat(first) if first else now) + one.search_lag
    return {name: end for name, end in until.items() if now < end}


def without_others(
    found: Mapping[ItemKey, Sequence[Ticket]],
    bindings: Iterable[Binding],
    *,
    trackers: Iterable[TrackerReader],
    ledger: Ledger,
) -> dict[ItemKey, list[Ticket]]:
    """Leave out the tickets of these trackers that an earlier look took in for items beside those of `bindings`.

    As long as some tickets may be hidden all markers are searched again, whatever documents are read.
    """
    at_hand = {binding.ref for binding in bindings}
    others = {TicketRef(one.name, id_) for one in trackers for id_ in ledger.bound_ids(one.name)} - at_hand
    return {key: [ticket for ticket in tickets if ticket.ref not in others] for key, tickets in found.items()}


def waiting(want: Desired, hidden: Hidden) -> Desired:
    """Keep an item from being filed while its ticket may be hidden."""
    end = hidden.get(want.tracker or "")
    return want if want.tracker is None or end is None else replace(want, hidden=may_be_hidden(want.tracker, end))


def waited_for(hidden: Hidden, holds: Iterable[Hold]) -> dict[str, set[DocumentId]]:
    """Return the documents with items that wait, by tracker; where none does, nothing is to be waited for."""
    told = {may_be_hidden(tracker, end): tracker for tracker, end in hidden.items()}
    found: dict[str, set[DocumentId]] = {}
    for hold in holds:
        if hold.document is not None and hold.reason in told:
            found.setdefault(told[hold.reason], set()).add(hold.document)
    return found


def note_looked(trackers: Iterable[str], *, ledger: Ledger, now: datetime) -> None:
    """Remember when these trackers were first looked at."""
    _note(map(_looked, trackers), ledger=ledger, now=now)


def note_claimed(trackers: Iterable[str], *, ledger: Ledger, now: datetime) -> None:
    """Remember that the markers of these trackers were taken in."""
    _note(map(_claimed, trackers), ledger=ledger, now=now)


def _note(cursors: Iterable[str], *, ledger: Ledger, now: datetime) -> None:
    for name in sorted(cursors):
        if ledger.cursor(name) is None:
            ledger.observe((), (), cursor=(name, now.isoformat()))


def _claimed(tracker: str) -> str:
    return f"claimed:{tracker}"


def _looked(tracker: str) -> str:
    return f"looked for markers:{tracker}"
