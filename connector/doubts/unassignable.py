"""People of the people file to whom a tracker would assign no ticket, as those who left: kept in mind from its refusal on.

Asking about everybody before each filing would cost a call for each; so the first refusal tells, and what was refused is planned
anew, as for an owner whom nobody knows. It holds for the part of the tracker (a project) in which it was said.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from connector.core.model import FieldValue
from connector.ports import Ledger

IN = "\t"
"""Between place and handle, as it is stored."""
Somebody = tuple[FieldValue, str | None]
"""A handle, and the place of the tracker that a route names."""


def refused(tracker: str, *, ledger: Ledger) -> Mapping[Somebody, datetime]:
    """Return whom a tracker refused, where, and when."""
    known = json.loads(ledger.cursor(_name(tracker)) or "{}")
    return {_read(text): datetime.fromisoformat(at) for text, at in known.items()}


def note(tracker: str, who: Somebody, *, at: datetime, ledger: Ledger) -> None:
    """Remember that a tracker refused somebody."""
    if isinstance(who[0], str):
        _store(tracker, {**refused(tracker, ledger=ledger), who: at}, ledger=ledger)


def forget(tracker: str, people: Collection[Somebody], *, ledger: Ledger) -> None:
    """Forget those of these people to whom tickets were assigned after all."""
    known = refused(tracker, ledger=ledger)
    left = {who: at for who, at in known.items() if who not in people}
    if left != known:
        _store(tracker, left, ledger=ledger)


def _store(tracker: str, known: Mapping[Somebody, datetime], *, ledger: Ledger) -> None:
    told = {f"{place or ''}{IN}{handle}": at.isoformat() for (handle, place), at in known.items()}
    ledger.observe((), (), cursor=(_name(tracker), json.dumps(told, sort_keys=True)))


def _read(text: str) -> Somebody:
    # What an older version kept has no place.
    place, _, handle = text.rpartition(IN)
    return handle, place or None


def _name(tracker: str) -> str:
    return f"unassignable:{tracker}"
