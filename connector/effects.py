"""What rungs do to tickets, beside telling people: a comment, a label, a higher priority; each once for a rung, item and due date.

What is to be done is recorded with the notice it belongs to, and taken from there once it is done:

| a write | then |
|---|---|
| was done | it is done |
| was surely not done, as the tracker does not answer | it is tried again in the next run |
| was refused, or has nothing to do | it is let go and said once |
| may have been done: no answer, or a crash while it was under way | a comment is not repeated, and that is said; a label, and the priority that was to be, are set again, which changes nothing |
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from connector.core.model import ItemKey, Ticket, TicketRef, TrackedItem
from connector.core.notices import TICKET, Rung, SentNotice
from connector.core.people import Directory
from connector.errors import Ambiguous, Conflict, RateLimited, RemoteError, Unauthorized, Unavailable
from connector.log import logger
from connector.ports import Ledger, TrackerReader, TrackerWriter
from connector.rendering.days import long_day
from connector.rendering.templating import line, silent
from connector.settings.fieldmap import FieldMap

BEGUN = "comment begun"
"""A comment that is under way: it must not be written twice."""
RAISED = "priority="
"""In front of the priority that a ticket gets, once that is decided: set twice it is not raised twice."""
COMES_AGAIN = (Unavailable, RateLimited, Unauthorized, Conflict)
"""What a write is refused by before it is done, for a reason that passes."""


class Tracker(TrackerReader, TrackerWriter, Protocol):
    """A tracker that is read and written."""


class NothingToDoError(Exception):
    """There is nothing to do to this ticket; the message says why."""


def touch(
    items: Iterable[TrackedItem],
    *,
    ladder: Sequence[Rung],
    trackers: Mapping[str, Tracker],
    maps: Mapping[str, FieldMap],
    ledger: Ledger,
    directory: Directory,
) -> tuple[str, ...]:
    """Do what is to be done to the tickets of these items; return what could not be done, and why."""
    known = {item.key: (item, item.ticket) for item in items if item.ticket and item.ticket.tracker in trackers}
    sent = ledger.sent(keys=set(known))
    told: defaultdict[tuple[ItemKey, str], list[str]] = defaultdict(list)
    for one in sent:
        party = directory.party(one.recipient)
        told[one.key, one.rung] += [party.name if party else one.recipient] if one.recipient != TICKET else []
    rungs = {rung.name: rung for rung in ladder}
    undone: list[str] = []
    for one in sent:
        if one.recipient == TICKET and one.owed:
            item, ref = known[one.key]
            of = _Of(
                item,
                ref,
                notice=one,
                told=told[one.key, one.rung],
                tracker=trackers[ref.tracker],
                fieldmap=maps[ref.tracker],
            )
            undone += of.settle(rungs.get(one.rung), ledger)
    for said in undone:
        logger().warning("ticket_untouched", reason=said)
    return tuple(undone)


@dataclass
class _Of:
    """What is to be done to one ticket for one rung."""

    item: TrackedItem
    ref: TicketRef
    notice: SentNotice
    told: Collection[str]
    tracker: Tracker
    fieldmap: FieldMap

    def settle(self, rung: Rung | None, ledger: Ledger) -> list[str]:
        """Do it, recording each step; return what could not be done. What the configuration does not want any more is let go."""
        undone = []
        wanted = rung.effects.names if rung else ()
        for owed in self.notice.owed:
            name = owed.partition("=")[0]
            if owed == BEGUN:
                undone.append(self._said("comment", "it may be there, and is not written again"))
            elif rung is not None and name in wanted:
                try:
                    self._do(owed, rung, ledger)
                except COMES_AGAIN as error:
                    undone.append(self._said(name, f"{error}; it is tried again"))
                    self._replace(ledger, BEGUN, "comment")
                    continue
                except (RemoteError, NothingToDoError) as error:
                    lost = "; it may be there, and is not written again" if isinstance(error, Ambiguous) else ""
                    undone.append(self._said(name, f"{error}{lost}"))
            self._record(
                ledger, [each for each in self.notice.owed if each.partition("=")[0] != name and each != BEGUN]
            )
        return undone

    def _replace(self, ledger: Ledger, old: str, new: str) -> None:
        self._record(ledger, [new if each == old else each for each in self.notice.owed])

    def _record(self, ledger: Ledger, owed: Sequence[str]) -> None:
        if tuple(owed) != self.notice.owed:
            self.notice = replace(self.notice, owed=tuple(owed))
            ledger.stamp([self.notice])

    def _do(self, owed: str, rung: Rung, ledger: Ledger) -> None:
        match owed:
            case "comment":
                self._replace(ledger, owed, BEGUN)
                self._comment(rung)
            case "label":
                self._label(rung.effects.label)
            case _:
                word = owed.removeprefix(RAISED) if owed.startswith(RAISED) else self._next_priority()
                if word is not None:
                    self._replace(ledger, owed, f"{RAISED}{word}")
                    self.tracker.update(self.ref.id, {"priority": word})

    def _said(self, name: str, why: str) -> str:
        return f"{self.item.ticket_key}: {name} for the rung '{self.notice.rung}': {why}"

    def _comment(self, rung: Rung) -> None:
        who = ", ".join(dict.fromkeys(self.told)) or "somebody"
        day, due = long_day(self.notice.sent_at.date()), long_day(self.notice.due)
        words = f"{who} was told of this on {day}, by the rung {rung.name}: it is due on {due}."
        self.tracker.comment(self.ref.id, silent(line(words)))

    def _label(self, label: str) -> None:
        there = self._ticket.fields.get("labels")
        labels = there if isinstance(there, tuple) else ()
        if label.casefold() not in {each.casefold() for each in labels}:
            self.tracker.update(self.ref.id, {"labels": (*labels, label)})

    def _next_priority(self) -> str | None:
        """Return the next higher word of the field map's priorities, None for the highest."""
        words = list(self.fieldmap.priorities)
        now = self._ticket.fields.get("priority")
        folded = [word.casefold() for word in words]
        if not isinstance(now, str) or now.casefold() not in folded:
            raise NothingToDoError(f"its priority ({now or 'none'}) is none of the field map's [priority.words]")
        at = folded.index(now.casefold())
        return words[at - 1] if at else None

    @property
    def _ticket(self) -> Ticket:
        """The ticket as it is now."""
        found = self.tracker.fetch([self.ref.id]).tickets
        if not found:
            raise NothingToDoError("it cannot be read any more")
        return found[0]
