"""What the ladder has in store for open items: which rung comes next, on which day, and to whom it goes.

What is due is asked of `escalate` itself, as of the next day on which somebody is told, so that a report never promises what
is not done; what comes later is read off the same rungs.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache

from connector.core.calendar import ONE_DAY, WorkCalendar
from connector.core.escalation import escalate
from connector.core.model import ItemKey, Person, TrackedItem
from connector.core.notices import Notice, Rung, SentNotice, rungs_for
from connector.core.people import Directory, Known
from connector.core.presence import Presence
from connector.core.recipients import recipient_of
from connector.core.snoozes import Rest


@dataclass(frozen=True, slots=True)
class Ahead:
    """A rung that comes, the day it is told on at the earliest, and the name of whom it goes to; None where that is nobody."""

    rung: str
    day: date
    to: str | None


@dataclass(frozen=True, slots=True)
class AtTop:
    """That no rung is left: the last one began on `since`, and was told."""

    rung: str
    since: date


@dataclass(frozen=True, slots=True)
class Resting:
    """That nobody is told before `until`: somebody put the item off."""

    until: date


@dataclass(frozen=True, slots=True)
class Untold:
    """That nobody is ever told, and why."""

    why: str


Next = Ahead | AtTop | Resting | Untold

NOON = time(12)
NO_DUE, NO_RUNG = "no due date", "no rung is for it"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, and all that decides when one begins and whom it goes to."""

    rungs: Sequence[Rung]
    presence: Presence
    fallback: Person | None = None

    def on(self, day: date) -> Presence:
        """Return who works when, as it is in the middle of a day."""
        return replace(self.presence, now=datetime.combine(day, NOON, self.presence.zone))


def next_rungs(
    items: Iterable[TrackedItem],
    *,
    ladder: Ladder,
    directory: Directory,
    sent: Collection[SentNotice],
    resting: Mapping[ItemKey, Rest],
    day: date,
) -> dict[ItemKey, Next]:
    """Return what comes next for each of these open items on `day`, a working day, or after it. `sent` is what was told before.

    | the item | next |
    |---|---|
    | was put off | it rests |
    | has no due date, or no rung is for it | nobody is ever told |
    | has a rung that `escalate` would tell on `day` | the highest of them, on `day` |
    | has a rung that begins after `day` | the highest that is told on the first working day from then on |
    | has none of these | the top is reached |
    """
    every = [item for item in items if not item.gone and not item.status.closed and item.state == "filed"]
    awake = [item for item in every if item.key not in resting]
    due = _due(awake, ladder=ladder, directory=directory, sent=sent, day=day)
    ahead = _Ahead(ladder, directory, day)
    found: dict[ItemKey, Next] = {}
    for item in every:
        if item.key in resting:
            found[item.key] = Resting(resting[item.key].snooze.until)
        elif coming := due.get(item.key):
            found[item.key] = coming
        else:
            found[item.key] = ahead.of(item)
    return found


def next_day(until: date, *, sent: Iterable[SentNotice], ladder: Ladder, over: bool) -> date:
    """Return the next day on which people are told: after a day that is `over`, or on which they were told already."""
    zone, calendar = ladder.presence.zone, ladder.presence.calendar
    told = any(notice.sent_at.astimezone(zone).date() == until for notice in sent)
    return until if not over and not told and calendar.is_working(until) else calendar.add(until, 1)


def _due(
    items: Sequence[TrackedItem],
    *,
    ladder: Ladder,
    directory: Directory,
    sent: Collection[SentNotice],
    day: date,
) -> dict[ItemKey, Ahead]:
    """Return the highest rung of each item that would be told on a day, or once who is away or off then is back."""
    presence = ladder.on(day)
    told = escalate(
        items, ladder=ladder.rungs, presence=presence, directory=directory, sent=sent, fallback=ladder.fallback
    )
    back = {later.recipient.id: later.until.astimezone(presence.zone).date() for later in told.later}
    found: dict[ItemKey, Notice] = {}
    digested = (notice for digest in told.digests for notice in digest.notices)
    for notice in (*digested, *told.waiting, *told.unreachable):
        before = found.get(notice.item.key)
        if before is None or before.rung.order < notice.rung.order:
            found[notice.item.key] = notice
    return {
        key: Ahead(
            notice.rung.name, back.get(who.id, day) if (who := notice.recipient) else day, who.name if who else None
        )
        for key, notice in found.items()
    }


class _Ahead:
    """The rungs that begin after a day."""

    def __init__(self, ladder: Ladder, directory: Directory, day: date) -> None:
        self._ladder = ladder
        self._rungs = sorted(ladder.rungs, key=lambda rung: rung.order)
        self._directory = directory
        self._day = day
        # What many items have in common is looked up once.
        self._calendar = cache(self._calendar_of)
        self._begins = cache(lambda owner, due, offset: self._calendar(owner).add(due, offset))
        self._works_on = cache(lambda owner, begins: self._calendar(owner).add(begins - ONE_DAY, 1))

    def of(self, item: TrackedItem) -> Next:
        """Return what comes for an item of which nothing is due."""
        if item.due is None:
            return Untold(NO_DUE)
        rungs = rungs_for(item, self._rungs)
        if not rungs:
            return Untold(NO_RUNG)
        begun: list[tuple[Rung, date]] = [(each, self._begins(item.owner, item.due, each.offset)) for each in rungs]
        first = next((begins for _, begins in begun if begins > self._day), None)
        if first is None:
            return AtTop(rungs[-1].name, begun[-1][1])
        on = self._works_on(item.owner, first)
        rung = [each for each, begins in begun if begins <= on][-1]
        told = recipient_of(item, rung, directory=self._directory, fallback=self._ladder.fallback)
        return Ahead(rung.name, on, told.person.name if told.person else None)

    def _calendar_of(self, owner: str | None) -> WorkCalendar:
        """Return the calendar by which an owner's working days are counted."""
        found = self._directory.resolve(owner) if owner else None
        presence = self._ladder.presence
        return presence.days_in(presence.place_of(found.person if isinstance(found, Known) else None))
