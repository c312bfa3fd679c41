"""Tickets that carry the marker of a bound one, as when somebody cloned it: seen by polls, kept in mind until people settle them.

They are bound to nothing and never written to. They matter once a ledger is lost: then nobody can tell which is the item's.
"""

import json
from collections.abc import Collection, Iterable, Mapping

from connector.core.model import Hold, ItemKey, Ticket, TicketId
from connector.core.reasons import two_of_one
from connector.ports import Ledger, TrackerReader

Copies = Mapping[TicketId, tuple[ItemKey, str]]
"""The key in each copy's marker, and what people call the copy."""


def copies_of(tracker: str, *, ledger: Ledger) -> Copies:
    """Return the copies in a tracker that are kept in mind."""
    known = json.loads(ledger.cursor(_cursor(tracker)) or "{}")
    return {TicketId(ticket): (ItemKey(key), name) for ticket, (key, name) in known.items()}


def after(
    tracker: TrackerReader,
    polled: Iterable[Ticket],
    *,
    gone: Collection[TicketId],
    trackers: Mapping[str, TrackerReader],
    ledger: Ledger,
    installation: str,
) -> Copies:
    """Return the copies there are, now that a poll has shown these tickets and these are `gone`."""
    known = copies_of(tracker.name, ledger=ledger)
    shown = {ticket.ref.id: ticket for ticket in polled}
    # The ids alone: a first poll shows every ticket there is, and their bindings are many times as much.
    bound = ledger.bound_ids(tracker.name, gone=True) if shown else set()
    ours = {
        id_: ticket.marker.key
        for id_, ticket in shown.items()
        if id_ not in bound and ticket.marker and ticket.marker.installation == installation
    }
    owners = {one.key: one for one in ledger.bindings_of_keys(set(ours.values()))} if ours else {}
    # Trackers of one site see the same tickets, under the same ids: those are no copies.
    site = {name for name, one in trackers.items() if one.site == tracker.site}
    found = {
        id_: (key, shown[id_].key)
        for id_, key in ours.items()
        if key in owners and not (owners[key].ref.id == id_ and owners[key].ref.tracker in site)
    }
    return {id_: copy for id_, copy in known.items() if id_ not in shown and id_ not in gone} | found


def keep(tracker: str, copies: Copies, *, ledger: Ledger) -> None:
    """Store the copies in a tracker, where they are others than before."""
    if copies != copies_of(tracker, ledger=ledger):
        ledger.observe((), (), cursor=(_cursor(tracker), json.dumps(copies, sort_keys=True)))


def copies_now(copies: Mapping[str, Copies], *, ledger: Ledger) -> list[Hold]:
    """Return a hold for each copy, by tracker, of a ticket that is there."""
    keys = {key for each in copies.values() for key, _ in each.values()}
    owners = {one.key: one for one in ledger.bindings_of_keys(keys) if not one.gone} if keys else {}
    return list(
        dict.fromkeys(
            two_of_one(owners[key], name)
            for _, each in sorted(copies.items())
            for id_, (key, name) in sorted(each.items())
            if key in owners and id_ != owners[key].ref.id
        )
    )


def _cursor(tracker: str) -> str:
    return f"copies:{tracker}"
