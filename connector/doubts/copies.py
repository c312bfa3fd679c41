"""Tickets that carry the marker of a bound one, as when somebody cloned it: seen by polls, kept in mind until people settle them.

They are bound to nothing and never written to. They matter once a ledger is lost: then nobody can tell which is the item's.
"""

import json
from collections.abc import Collection, Mapping, Sequence

from connector.core.model import Hold, ItemKey, Ticket, TicketId
from connector.core.reasons import two_of_one
from connector.doubts.orphans import marked
from connector.ports import Ledger, TrackerReader
from connector.resolving.sites import told_by

Copies = Mapping[TicketId, tuple[ItemKey, str]]
"""The key in each copy's marker, and what people call the copy."""


def copies_of(tracker: str, *, ledger: Ledger) -> Copies:
    """Return the copies in a tracker that are kept in mind."""
    known = json.loads(ledger.cursor(_cursor(tracker)) or "{}")
    return {TicketId(ticket): (ItemKey(key), name) for ticket, (key, name) in known.items()}


def unbound(
    tracker: TrackerReader,
    polled: Sequence[Ticket],
    *,
    trackers: Mapping[str, TrackerReader],
    ledger: Ledger,
    installation: str,
) -> Sequence[Ticket]:
    """Return those of the polled tickets that carry our marker and are bound to nothing, in no tracker of this site."""
    # Trackers of one site see the same tickets, under the same ids. The ids alone are read: a first poll shows every ticket
    # there is, and their bindings are many times as much.
    site = [name for name, one in trackers.items() if one.site == tracker.site]
    bound = {id_ for name in site for id_ in ledger.bound_ids(name, gone=True)} if polled else set()
    rest = [ticket for ticket in polled if ticket.ref.id not in bound]
    ours = (one for one in marked(tracker, rest) if one.marker and one.marker.installation == installation)
    return list(told_by(tracker, list(ours), trackers=trackers, ledger=ledger)) if rest else ()


def after(
    tracker: str, unbound: Sequence[Ticket], *, shown: Collection[TicketId], gone: Collection[TicketId], ledger: Ledger
) -> Copies:
    """Return the copies there are, now that a poll has `shown` tickets and others are `gone`."""
    ours = {ticket.ref.id: (ticket.marker.key, ticket.key) for ticket in unbound if ticket.marker}
    owned = {one.key for one in ledger.bindings_of_keys({key for key, _ in ours.values()})} if ours else set()
    found = {id_: copy for id_, copy in ours.items() if copy[0] in owned}
    known = copies_of(tracker, ledger=ledger)
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
