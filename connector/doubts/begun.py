"""The writes to tickets that were begun and whose end is not known: kept in the ledger from before the call until its answer.

A create has its intent; this is the same for an update. Without it, a value of ours that arrived although its answer was lost
looks like a change by people, and would outdo what the document says by then.
"""

import json
from collections.abc import Iterable, Mapping

from connector.core.events import as_text
from connector.core.landed import BETWEEN, Begun, landed
from connector.core.model import Binding, Fields, ItemKey, Snapshot, Status
from connector.ports import Ledger

Cursor = tuple[str, str]


def begun(ledger: Ledger, tracker: str) -> Begun:
    """Return the writes to a tracker's tickets whose end is not known."""
    found: Begun = json.loads(ledger.cursor(_name(tracker)) or "{}")
    return found


def begin(
    ledger: Ledger, tracker: str, key: ItemKey, writes: Fields, *, between: Iterable[Status] = ()
) -> Mapping[str, str | None]:
    """Note a write before it is made; return it with those before it whose end is not known either.

    `between` are the statuses that it may leave the ticket in where it breaks off.
    """
    known = begun(ledger, tracker)
    fields = {**known.get(key, {}), **{name: as_text(value) for name, value in writes.items()}}
    if between:
        fields[BETWEEN] = " ".join(between)
    _store(ledger, _cursor(tracker, {**known, key: fields}))
    return fields


def ended(ledger: Ledger, tracker: str, key: ItemKey) -> Cursor | None:
    """Return what to store with the outcome of a write; None where nothing was noted."""
    known = begun(ledger, tracker)
    return _cursor(tracker, {one: fields for one, fields in known.items() if one != key}) if key in known else None


def forget(ledger: Ledger, tracker: str, key: ItemKey | None = None) -> None:
    """Forget a write that was surely not made or was seen done, or all of a tracker's once a consistent read showed its tickets."""
    known = {} if key is None else {one: fields for one, fields in begun(ledger, tracker).items() if one != key}
    if known != begun(ledger, tracker):
        _store(ledger, _cursor(tracker, known))


def settled(bindings: Iterable[Binding], snapshots: Mapping[str, Snapshot], *, ledger: Ledger) -> list[Binding]:
    """Return bindings that know of those of our writes that the tickets show."""
    tickets = {ticket.ref: ticket for shot in snapshots.values() for ticket in shot.tickets}
    ours = {name: begun(ledger, name) for name in snapshots}
    return [landed(one, tickets[one.ref], ours[one.ref.tracker]) if one.ref in tickets else one for one in bindings]


def _store(ledger: Ledger, cursor: Cursor) -> None:
    ledger.observe((), (), cursor=cursor)


def _cursor(tracker: str, writes: Begun) -> Cursor:
    return _name(tracker), json.dumps(writes, sort_keys=True)


def _name(tracker: str) -> str:
    return f"begun:{tracker}"
