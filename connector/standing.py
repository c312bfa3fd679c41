"""What waits for a person now: the one place that decides it, for `plan`, `apply`, `status` and the report alike.

| what | stands until |
|---|---|
| a hold that was recorded with its document | the document is read again and is sound; its ticket is closed, where only that is left |
| what could not be written into a document (recorded with it too) | it is written, or document and ticket agree |
| an open ticket whose item is in no document | it is closed, or the item is written back |
| an item whose ticket is gone | it is forgotten, or the ticket is back |
| a ticket that contradicts itself, such as an open one with a resolution | people mend it |
| an open ticket with our marker that no item is | it is closed, or an item takes it |
| two tickets with one marker | it is removed from one, or one is deleted |
| a ticket that cannot be read, a tracker that does not answer | it can be, it does |
| a calendar of absences that could not be read | it can be when people are told next |
"""

from collections.abc import Mapping

from connector.absences import unread_calendars
from connector.core.model import Hold, TrackedItem
from connector.core.reasons import left_behind, ticket_gone
from connector.doubts.copies import copies_now, copies_of
from connector.doubts.orphans import unclaimed_now
from connector.observe import Glimpse, refreshed
from connector.ports import Ledger, TrackerReader


def standing(ledger: Ledger, trackers: Mapping[str, TrackerReader], *, installation: str, seen: Glimpse) -> list[Hold]:
    """Return every hold that stands; `seen` is what the trackers showed just now beside the ledger."""
    absent = {document.id for document in ledger.documents() if document.gone}
    filed = [item for item in refreshed(ledger.tracked(), seen.bindings) if item.state == "filed"]
    stray = {item.key for item in filed if item.line == 0 or item.document in absent}
    over = {item.key for item in filed if item.key in stray and (item.status.closed or item.gone)}
    recorded = [hold for hold in ledger.holds() if hold.key not in over]
    told = {hold.key for hold in recorded} | over
    return [
        *recorded,
        *(
            _of_ticket(item, stray=item.key in stray)
            for item in filed
            if item.key not in told and (item.gone or item.key in stray)
        ),
        *(
            Hold(item.amiss, item.document, item.line, item.action, item.key)
            for item in filed
            if item.amiss and not item.gone
        ),
        # Of several tickets with the marker of a held item, none is nobody's.
        *(hold for hold in unclaimed_now(trackers, ledger=ledger, installation=installation) if hold.key not in told),
        *copies_now({name: seen.copies.get(name, copies_of(name, ledger=ledger)) for name in trackers}, ledger=ledger),
        *seen.holds,
        *seen.silent,
        *unread_calendars(ledger),
    ]


def _of_ticket(item: TrackedItem, *, stray: bool) -> Hold:
    name = item.ticket_key or ""
    if stray:
        return left_behind(name, document=item.document, text=item.action, key=item.key)
    said = ticket_gone(name, item.key, named=False, hidden=bool(item.amiss))
    return Hold(said, item.document, item.line, item.action, item.key)
