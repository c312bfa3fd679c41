"""Decide what has to change: items as documents want them against the ledger and the trackers. Pure, and writes nothing.

| the item | is known as | outcome |
|---|---|---|
| has reasons not to be touched | anything | Hold; where it is now is noted in the ledger |
| may be one of several known ones | - | Hold |
| is bound | its tracker is not configured any more | Hold |
| is bound | its ticket is there | merge per field: Update, Close, or nothing |
| is bound | the tracker names the ticket as missing | Hold, never filed again by itself |
| is bound | the ticket was not looked at | no statement: nothing |
| has a key whose marker is in a ticket | open intent, or the ledger was lost | Adopt |
| has a key whose marker is in two tickets | anything | Hold naming both |
| has an open intent, marker not found | younger than the search lag, or not looked for | Hold |
| has an open intent, marker not found | older | as if it had none; Create says so |
| names a ticket | there and free | Adopt with claim |
| names a ticket, and is done | there, free and open | Adopt with claim; held until one of the two changes (`odds.py`) |
| names a ticket | missing, not looked at, another's | Hold |
| is done and has no ticket | - | recorded, not filed |
| else | its tracker was not looked at | Hold |
| else | - | Create |

What documents no longer ask for (bindings, found markers) is a Hold while its ticket is open. Absence of a document counts
only in `vanished`; a document that is neither there nor wanted was not looked at, and nothing is said about it.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from connector.core.changes import Plan
from connector.core.desired import Desired
from connector.core.drafting import Drafting
from connector.core.identity import recognise
from connector.core.keys import fingerprint
from connector.core.known import Known
from connector.core.likeness import Similarity, alike
from connector.core.lineage import NOTHING_TOLD, Lineage
from connector.core.matching import occurrences
from connector.core.model import (
    Binding,
    DocumentId,
    Fingerprint,
    Intent,
    ItemKey,
    Side,
    Snapshot,
    Ticket,
)
from connector.core.sightings import New, Recognised, Recognition, Sighting, Unclear, owed_in, owner_in

__all__ = ["Desired", "plan"]


def plan(
    *,
    desired: Sequence[Desired],
    bindings: Sequence[Binding],
    intents: Sequence[Intent],
    snapshots: Mapping[str, Snapshot],
    found: Mapping[ItemKey, Sequence[Ticket]],
    vanished: Container[DocumentId],
    rules: Mapping[str, Mapping[str, Side]],
    lags: Mapping[str, timedelta],
    installation: str,
    now: datetime,
    similarity: Similarity = alike,
    read: Collection[DocumentId] = (),
    keys: Collection[ItemKey] = (),
    recorded: Container[ItemKey] = (),
    lineage: Lineage = NOTHING_TOLD,
) -> Plan:
    """Return what has to change.

    `bindings` are those of the documents in `desired`, `read` and `vanished`, and of every named ticket. `snapshots` has
    the bound and named tickets by tracker; one that could not be looked at is left out, and nothing is filed there.
    `found` has tickets by marker: those of open intents, or all of them where the ledger is empty. `read` are documents
    that were read although they ask for nothing; `keys` are further keys the ledger uses, `recorded` those of items when
    they were last read. `lineage` tells which documents are of one post-mortem.
    """
    ordered = sorted(desired, key=lambda want: (want.document, want.position, want.item.line, want.item.action))
    named = [(want.document, ref) for want in ordered if (ref := want.named_ref)]
    known = Known(
        bindings=bindings, intents=intents, snapshots=snapshots, found=found, installation=installation, named=named
    )
    sightings = list(map(_sighting, ordered))
    recognitions = recognise(
        sightings,
        known.candidates(),
        vanished=vanished,
        read=read,
        taken=keys,
        recorded=recorded,
        lineage=lineage,
        similarity=similarity,
    )
    drafting = Drafting(known, rules=rules, lags=lags, installation=installation, now=now)
    _draft_all(drafting, ordered, recognitions, occurrences(sightings))
    seen = {want.document for want in ordered} | set(read)
    drafting.leave({one for one in known.documents() if one in seen or one in vanished})
    return drafting.plan()


def _draft_all(
    drafting: Drafting, ordered: Sequence[Desired], recognitions: Sequence[Recognition], counts: Iterable[int]
) -> None:
    for recognition in recognitions:
        drafting.reserve(recognition)
    for want, count, recognition in zip(ordered, counts, recognitions, strict=True):
        _draft(drafting, want, recognition, look=fingerprint(want.document, want.item.action, count))


def _draft(drafting: Drafting, want: Desired, recognition: Recognition, *, look: Fingerprint) -> None:
    """Draft what becomes of one item, by what it was recognised as."""
    match recognition:
        case Unclear():
            drafting.ask(want, recognition)
        case Recognised(key) if key in drafting.known.bindings:
            drafting.follow(want, drafting.known.bindings[key], look=look, how=recognition.how)
        case Recognised(key) | New(key):
            drafting.file(want, key, look=look)


def _sighting(want: Desired) -> Sighting:
    owed, owner = owed_in(want.fields), owner_in(want.fields)
    return Sighting(want.document, want.item.action, want.position, want.named_ref, owed, owner)
