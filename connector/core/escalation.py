"""Which rungs of the ladder are due today, and one digest for each person who must be told.

A rung is due once `today` has reached the due date moved by its offset in working days. It is told once for each item, due
date and person it goes to: a new due date starts the ladder anew, and a new owner is told like the one before. The owner's
own rungs and those above are two ladders: of each only the highest rung reached is told, and those below count as told with
it. So nobody's item is escalated before its owner was told. What is not delivered is not stamped, and so comes up again on
the next working day.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from zoneinfo import ZoneInfo

from connector.core.calendar import WorkCalendar
from connector.core.model import ItemKey, Person, PersonId, TrackedItem
from connector.core.notices import Notice, Rung, SentNotice, rungs_for
from connector.core.people import Directory, Known
from connector.core.recipients import Recipient, recipient_of


class Why(StrEnum):
    """Why a notice is in a person's digest, in the words of its heading."""

    ESCALATED = "Escalated to you"
    LATE = "Yours, late"
    TODAY = "Yours, due today"
    SOON = "Yours, due soon"
    STAND_IN = "Nobody else could be asked"


Stamp = tuple[ItemKey, str, date]
"""Item, name of the rung, due date: what one person is told once."""


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

    @property
    def stand_ins(self) -> tuple[Notice, ...]:
        """The notices that went here because the rung's own person could not be told."""
        return tuple(notice for notice in self.notices if notice.note)

    def stamps(self, *, channel: str, sent_at: datetime) -> tuple[SentNotice, ...]:
        """Return what to record once this digest is delivered."""
        told = [
            *((*stamp, "") for stamp in self.passed),
            *((notice.item.key, notice.rung.name, notice.due, notice.note) for notice in self.notices),
        ]
        return tuple(
            SentNotice(
                key=key, rung=rung, due=due, recipient=self.recipient.id, channel=channel, sent_at=sent_at, note=note
            )
            for key, rung, due, note in told
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
class _Told:
    """That a person was told of an item, by which rung, and on which day."""

    rung: str
    recipient: str
    day: date


@dataclass(frozen=True, slots=True)
class _Step:
    rung: Rung
    to: Recipient
    passed: tuple[str, ...]


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
    served = {notice.recipient for notice in sent if notice.sent_at.astimezone(zone).date() == today}
    before = _told_before(sent, zone)
    begins = cache(lambda place, due, offset: calendars[place].add(due, offset))
    late = cache(lambda place, due: calendars[place].between(due, today))
    by_person: dict[PersonId, list[_Due]] = defaultdict(list)
    unreachable: dict[ItemKey, Notice] = {}
    resting: list[Notice] = []
    for item in items:
        if item.due is None or item.status.closed or item.gone or item.state != "filed":
            continue
        due, owner = item.due, _owner(item, directory)
        place = owner.region if owner and owner.region in calendars else None
        reached = [rung for rung in rungs_for(item, rungs) if begins(place, due, rung.offset) <= today]
        asked = partial(recipient_of, item, directory=directory, fallback=fallback)
        steps = _of_item(reached, asked, told=before[item.key, due], begins=partial(begins, place, due))
        for each in steps:
            notice, person = _notice(item, each, due=due, owner=owner, days_late=late(place, due)), each.to.person
            if person is None:
                unreachable[item.key] = notice
            elif (person.region if person.region in calendars else None) not in at_work:
                resting.append(notice)
            else:
                passed = tuple((item.key, name, due) for name in each.passed)
                by_person[person.id].append(_Due(notice, person, passed))
    out = _digests(by_person, today=today, served=served, limit=max_notices, unreachable=unreachable.values())
    return replace(out, waiting=tuple(sorted((*out.waiting, *resting), key=_most_late_first)))


def _told_before(sent: Iterable[SentNotice], zone: ZoneInfo) -> dict[tuple[ItemKey, date], list[_Told]]:
    before: dict[tuple[ItemKey, date], list[_Told]] = defaultdict(list)
    for one in sent:
        before[one.key, one.due].append(_Told(one.rung, one.recipient, one.sent_at.astimezone(zone).date()))
    return before


def _notice(item: TrackedItem, step: _Step, *, due: date, owner: Person | None, days_late: int) -> Notice:
    person = step.to.person
    # Whom the item comes back to is told as its owner, whatever the rung was for.
    rung = replace(step.rung, to=0) if owner and person and person.id == owner.id else step.rung
    return Notice(item=item, rung=rung, due=due, days_late=days_late, recipient=person, note=step.to.note)


def _owner(item: TrackedItem, directory: Directory) -> Person | None:
    """Return the owner where the directory knows for sure who it is."""
    found = directory.resolve(item.owner) if item.owner else None
    return found.person if isinstance(found, Known) else None


def _of_item(
    reached: Sequence[Rung],
    asked: Callable[[Rung], Recipient],
    *,
    told: Sequence[_Told],
    begins: Callable[[int], date],
) -> Iterator[_Step]:
    """Yield the rungs to tell now: of the owner's own and of those above, the highest reached, the lower ones passed with it.

    Rungs of one offset are meant to be told on one day, to one person each. A rung counts as told to who was told of the
    item, by a rung of the same kind, since the day it begins.
    """
    if not reached:
        return
    own = [rung for rung in reached if rung.to == 0]
    above = [rung for rung in reached if rung.to]
    for ladder in (own or [replace(above[-1], to=0)], above):
        names = {rung.name for rung in ladder}
        highest = [rung for rung in ladder if rung.offset == ladder[-1].offset]
        stamped = {each.rung for each in told}
        passed = tuple(rung.name for rung in ladder[: len(ladder) - len(highest)] if rung.name not in stamped)
        untold = []
        for rung in highest:
            to = asked(rung)
            mine = [each for each in told if to.person is not None and each.recipient == to.person.id]
            since = begins(rung.offset)
            if not any(each.rung == rung.name or (each.rung in names and each.day >= since) for each in mine):
                untold.append((rung, to))
        for at, (rung, to) in enumerate(untold, 1):
            yield _Step(rung, to, passed if at == len(untold) else ())


def _digests(
    by_person: Mapping[PersonId, list[_Due]],
    *,
    today: date,
    served: Collection[str],
    limit: int | None,
    unreachable: Iterable[Notice],
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
