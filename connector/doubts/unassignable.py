"""People of the people file to whom a tracker would assign no ticket, as those who left: kept in mind from its refusal on.

Asking about everybody before each filing would cost a call for each; so the first refusal tells, and what was refused is planned
anew, as for an owner whom nobody knows.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from connector.core.model import FieldValue
from connector.ports import Ledger


def refused(tracker: str, *, ledger: Ledger) -> Mapping[str, datetime]:
    """Return the handles that a tracker refused, and when."""
    known = json.loads(ledger.cursor(_name(tracker)) or "{}")
    return {handle: datetime.fromisoformat(at) for handle, at in known.items()}


def note(tracker: str, handle: FieldValue, *, at: datetime, ledger: Ledger) -> None:
    """Remember that a tracker refused somebody."""
    if isinstance(handle, str):
        _store(tracker, {**refused(tracker, ledger=ledger), handle: at}, ledger=ledger)


def forget(tracker: str, handles: Collection[FieldValue], *, ledger: Ledger) -> None:
    """Forget those of these people to whom tickets were assigned after all."""
    known = refused(tracker, ledger=ledger)
    left = {handle: at for handle, at in known.items() if handle not in handles}
    if left != known:
        _store(tracker, left, ledger=ledger)


def _store(tracker: str, known: Mapping[str, datetime], *, ledger: Ledger) -> None:
    told = {handle: at.isoformat() for handle, at in known.items()}
    ledger.observe((), (), cursor=(_name(tracker), json.dumps(told, sort_keys=True)))


def _name(tracker: str) -> str:
    return f"unassignable:{tracker}"
