"""Which rungs of the ladder are due today, and one digest for each person who must be told.

A rung is due once `today` has reached the due date moved by its offset in working days. It is told once for each item and
due date: a new due date starts the ladder anew. After a downtime only the highest rung reached is told, and those below
count as told with it. What is not delivered is not stamped, and so comes up again on the next working day.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from connector.core.calendar import WorkCalendar
from connector.core.model import ItemKey, Notice, Person, PersonId, Rung, SentNotice, TrackedItem
from connector.core.people import Directory, Known
from connector.core.recipients import recipient_of


class Why(StrEnum):
    """Why a notice is in a person's digest, in the words of its heading."""

    ESCALATED = "Escalated to you"
    LATE = "Yours, late"
    TODAY = "Yours, due today"
    SOON = "Yours, due soon"
    STAND_IN = "Nobody else could be asked"


Stamp = tuple[ItemKey, str, date]
"""Item, name of the rung, due date: what is told once."""


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one person is told on one day, most late first. `passed` are the lower rungs that count as told with it."""

    recipient: Person
    day: date
    notices: tuple[Notice, ...]
    passed: tuple[Stamp, ...] = ()

    @property
    def groups(self) -> tuple[tuple[Why, tuple[Notice, ...]], ...]:
        """The notices by why they are told, each group most late first."""
        grouped = ((why, tuple(each for each in self.notices if why_of(each) is why)) for why in Why)
        return tuple((why, notices) for why, notices in grouped if notices)

    def stamps(self, *, channel: str, sent_at: datetime) -> tuple[SentNotice, ...]:
        """Return what to record once this digest is delivered."""
        told = [*self.passed, *((notice.item.key, notice.rung.name, notice.due) for notice in self.notices)]
        return tuple(
            SentNotice(key=key, rung=rung, due=due, recipient=self.recipient.id, channel=channel, sent_at=sent_at)
            for key, rung, due in told
        )


def why_of(notice: Notice) -> Why:
    """Tell why a person is told.

    | rung goes to | note | days late | why |
    |---|---|---|---|
    | a manager | any | any | escalated |
    | the owner | says who could not be asked | any | stand-in |
    | the owner | none | above 0, 0, below 0 | late, today, soon |
    """
    if notice.rung.to:
        return Why.ESCALATED
    if notice.note:
        return Why.STAND_IN
    if notice.days_late > 0:
        return Why.LATE
    return Why.TODAY if notice.days_late == 0 else Why.SOON


@dataclass(frozen=True, slots=True)
class Escalation:
    """What to send, and what not and why.

    `waiting` are notices for people who had their digest of the day or do not work today, or above the limit of one digest; `unreachable`
    those that have nobody to go to. Neither is stamped: both come up again. `day_off` says that nobody works today.
    """

    digests: tuple[Digest, ...] = ()
    waiting: tuple[Notice, ...] = ()
    unreachable: tuple[Notice, ...] = ()
    day_off: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    rung: Rung
    passed: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True)
class _Due:
    notice: Notice
    person: Person
    passed: tuple[Stamp, ...]


def escalate(
    items: Iterable[TrackedItem],
    *,
    ladder: Sequence[Rung],
    calendar: WorkCalendar,
    today: date,
    zone: ZoneInfo,
    directory: Directory,
    sent: Collection[SentNotice],
    fallback: Person | None = None,
    max_notices: int | None = None,
    regions: Mapping[str, WorkCalendar] | None = None,
) -> Escalation:
    """Decide whom to tell what today. `max_notices` limits one digest; the most late come first.

    `regions` are the calendars of people with a region of their own: an owner's working days are counted by theirs, and
    nobody is told on a day off of theirs.
    """
    calendars: dict[str | None, WorkCalendar] = {None: calendar}
    calendars.update(regions or {})
    at_work = {place for place, days in calendars.items() if days.is_working(today)}
    if not at_work:
        return Escalation(day_off=True)
    rungs = sorted(ladder, key=lambda rung: (rung.offset, rung.to))
    told = {(notice.key, notice.rung, notice.due) for notice in sent}
    served = {notice.recipient for notice in sent if notice.sent_at.astimezone(zone).date() == today}
    reached = cache(lambda place, due, offset: calendars[place].add(due, offset) <= today)
    late = cache(lambda place, due: calendars[place].between(due, today))
    by_person: dict[PersonId, list[_Due]] = defaultdict(list)
    unreachable: list[Notice] = []
    resting: list[Notice] = []
    for item in items:
        if item.due is None or item.status.closed or item.gone or item.state != "filed":
            continue
        due, place = item.due, _region(item.owner, directory, calendars)
        for each in _of_item(item, due, [rung for rung in rungs if reached(place, due, rung.offset)], told=told):
            to = recipient_of(item, each.rung, directory=directory, fallback=fallback)
            notice = Notice(
                item=item, rung=each.rung, due=due, days_late=late(place, due), recipient=to.person, note=to.note
            )
            if to.person is None:
                unreachable.append(notice)
            elif (to.person.region if to.person.region in calendars else None) not in at_work:
                resting.append(notice)
            else:
                by_person[to.person.id].append(_Due(notice, to.person, each.passed))
    found = _digests(by_person, today=today, served=served, limit=max_notices, unreachable=unreachable)
    return replace(found, waiting=tuple(sorted((*found.waiting, *resting), key=_most_late_first)))


def _region(owner: str | None, directory: Directory, calendars: Container[str | None]) -> str | None:
    """Return the region whose working days are an owner's, None for the installation's."""
    found = directory.resolve(owner) if owner else None
    region = found.person.region if isinstance(found, Known) else None
    return region if region in calendars else None


def _of_item(item: TrackedItem, due: date, reached: Sequence[Rung], *, told: Collection[Stamp]) -> Iterator[_Step]:
    """Yield the rungs to tell now: those with the highest offset reached, the lower ones passed with the last of them.

    Rungs of one offset are meant to be told on one day, to one person each.
    """
    highest = [rung for rung in reached if rung.offset == reached[-1].offset]
    untold = [rung for rung in highest if (item.key, rung.name, due) not in told]
    lower = ((item.key, rung.name, due) for rung in reached[: len(reached) - len(highest)])
    passed = tuple(stamp for stamp in lower if stamp not in told)
    for rung in untold:
        yield _Step(rung, passed if rung is untold[-1] else ())


def _digests(
    by_person: Mapping[PersonId, list[_Due]],
    *,
    today: date,
    served: Collection[str],
    limit: int | None,
    unreachable: list[Notice],
) -> Escalation:
    digests, waiting = [], []
    for person in sorted(by_person):
        dues = sorted(_one_for_each_item(by_person[person]), key=lambda due: _most_late_first(due.notice))
        now = 0 if person in served else limit
        waiting += [due.notice for due in (dues[now:] if now is not None else [])]
        if chosen := dues[:now]:
            passed = tuple(sorted(stamp for due in chosen for stamp in due.passed))
            digests.append(Digest(chosen[0].person, today, tuple(due.notice for due in chosen), passed))
    return Escalation(
        digests=tuple(digests),
        waiting=tuple(sorted(waiting, key=_most_late_first)),
        unreachable=tuple(sorted(unreachable, key=_most_late_first)),
    )


def _one_for_each_item(dues: Iterable[_Due]) -> Iterable[_Due]:
    """Merge what one person would be told twice about an item on one day; the higher rung stays, the other is passed."""
    merged: dict[ItemKey, _Due] = {}
    for due in dues:
        key = due.notice.item.key
        if key in merged:
            before = merged[key]
            stamp = (key, before.notice.rung.name, before.notice.due)
            due = _Due(due.notice, due.person, (*before.passed, stamp, *due.passed))  # noqa: PLW2901 - the merged one
        merged[key] = due
    return merged.values()


def _most_late_first(notice: Notice) -> tuple[int, date, ItemKey]:
    return -notice.days_late, notice.due, notice.item.key
