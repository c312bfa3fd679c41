"""Which rungs of the ladder are due today, and one digest for each person who must be told.

A rung is due once `today` has reached the due date moved by its offset in working days. It is told once for each item, due
date and person it goes to: a new due date starts the ladder anew, and a new owner is told like the one before. The owner's
own rungs and those above are two ladders: of each only the highest rung is told that is reached and whose person can be told
now, and those below count as told with it. So nobody's item is escalated before its owner was told, but where the owner is not
at work. What is not delivered is not stamped, and so comes up again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from zoneinfo import ZoneInfo

from connector.core.model import ItemKey, Party, Person, PersonId, TrackedItem
from connector.core.notices import Notice, Rung, SentNotice, rungs_for
from connector.core.people import Directory, Known
from connector.core.presence import Presence
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
    """All that one person, or group, is told on one day, most late first. `passed` are the lower rungs that count as told with it."""

    recipient: Party
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
    | anybody else | any | any | escalated |
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
class Later:
    """Somebody who is to be told and cannot be now: `until` is when they can be at the earliest."""

    recipient: Party
    until: datetime


@dataclass(frozen=True, slots=True)
class Escalation:
    """What to send, and what not and why.

    `waiting` are notices for people who had their digest of the day or cannot be told now, or above a limit; `unreachable` those
    that have nobody to go to. Neither is stamped: both come up again. `later` says who cannot be told now, and until when;
    `held_back` whose digests are above the limit of one run. `day_off` says that nobody works today.
    """

    digests: tuple[Digest, ...] = ()
    waiting: tuple[Notice, ...] = ()
    unreachable: tuple[Notice, ...] = ()
    later: tuple[Later, ...] = ()
    held_back: tuple[Party, ...] = ()
    day_off: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How many digests one run sends, and how many notices one digest has; None for as many as there are."""

    digests: int | None = None
    notices: int | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Told:
    """That a person was told of an item, by which rung, and on which day."""

    rung: str
    recipient: str
    day: date


@dataclass(frozen=True, slots=True)
class _Step:
    """A rung to tell, to whom, and which count as told with it; `until` is when it can be told, None for now."""

    rung: Rung
    to: Recipient
    passed: tuple[str, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Due:
    notice: Notice
    party: Party
    passed: tuple[Stamp, ...]


def escalate(
    items: Iterable[TrackedItem],
    *,
    ladder: Sequence[Rung],
    presence: Presence,
    directory: Directory,
    sent: Collection[SentNotice],
    fallback: Person | None = None,
    limits: Limits = NO_LIMITS,
) -> Escalation:
    """Decide whom to tell what now; of what is above a limit the most late come first.

    An owner's working days are counted by the calendar of their region, and nobody is told on a day off of theirs.
    """
    if not any(presence.works(party) for party in (None, *directory.parties)):
        return Escalation(day_off=True)
    found = _found(items, ladder, presence=presence, directory=directory, sent=sent, fallback=fallback)
    parties = {due.party.id: due.party for dues in found.ready.values() for due in dues}
    served = _served(sent, parties, presence)
    out = _digests(found.ready, presence=presence, served=served, limits=limits, unreachable=found.unreachable.values())
    waiting = sorted((*out.waiting, *(notice for notice, _ in found.resting)), key=_most_late_first)
    return replace(out, waiting=tuple(waiting), later=_earliest(later for _, later in found.resting))


@dataclass(frozen=True, slots=True)
class _Found:
    """What is to be told: to whom it can be now, what has nobody to go to, and what waits until somebody can be told."""

    ready: dict[PersonId, list[_Due]] = field(default_factory=lambda: defaultdict(list))
    unreachable: dict[ItemKey, Notice] = field(default_factory=dict)
    resting: list[tuple[Notice, Later]] = field(default_factory=list)


def _found(
    items: Iterable[TrackedItem],
    ladder: Sequence[Rung],
    *,
    presence: Presence,
    directory: Directory,
    sent: Collection[SentNotice],
    fallback: Person | None,
) -> _Found:
    """Go over the items: which rungs are reached, to whom they go, and whether these can be told now."""
    found = _Found()
    rungs = sorted(ladder, key=lambda rung: rung.order)
    told = _told_before(sent, presence.zone)
    # What many items have in common is looked up once.
    begins = cache(lambda place, due, offset: presence.days_in(place).add(due, offset))
    late = cache(lambda place, due, day: presence.days_in(place).between(due, day))
    parties: dict[PersonId, Party] = {}
    free = cache(lambda id_, weekdays: presence.until(parties[id_], weekdays))

    def until(rung: Rung, to: Recipient) -> datetime | None:
        party = to.person and parties.setdefault(to.person.id, to.person)
        moment: datetime | None = free(party.id, rung.weekdays) if party else None
        return moment

    for item in items:
        if item.due is None or item.status.closed or item.gone or item.state != "filed":
            continue
        due, owner = item.due, _owner(item, directory)
        place = presence.place_of(owner)
        reached = [rung for rung in rungs_for(item, rungs) if begins(place, due, rung.offset) <= presence.today]
        asked = partial(recipient_of, item, directory=directory, fallback=fallback)
        for each in _of_item(reached, asked, until, told=told[item.key, due], begins=partial(begins, place, due)):
            party = each.to.person
            late_by = late(place, due, presence.day_of(party))
            notice = _notice(item, each, due=due, owner=owner, days_late=late_by, presence=presence)
            if party is None:
                found.unreachable[item.key] = notice
            elif each.until is not None:
                found.resting.append((notice, Later(party, each.until)))
            else:
                found.ready[party.id].append(_Due(notice, party, tuple((item.key, name, due) for name in each.passed)))
    return found


def _served(sent: Iterable[SentNotice], parties: Mapping[PersonId, Party], presence: Presence) -> set[str]:
    """Return who had a digest on the day that it is for them."""
    return {
        one.recipient
        for one in sent
        if (id_ := PersonId(one.recipient)) in parties
        and one.sent_at.astimezone(presence.zone_of(parties[id_])).date() == presence.day_of(parties[id_])
    }


def _earliest(found: Iterable[Later]) -> tuple[Later, ...]:
    """Return one entry for each recipient, ordered by name of id."""
    first: dict[PersonId, Later] = {}
    for one in found:
        known = first.setdefault(one.recipient.id, one)
        first[one.recipient.id] = min(known, one, key=lambda each: each.until)
    return tuple(first[id_] for id_ in sorted(first))


def _told_before(sent: Iterable[SentNotice], zone: ZoneInfo) -> dict[tuple[ItemKey, date], list[_Told]]:
    before: dict[tuple[ItemKey, date], list[_Told]] = defaultdict(list)
    for one in sent:
        before[one.key, one.due].append(_Told(one.rung, one.recipient, one.sent_at.astimezone(zone).date()))
    return before


def _notice(
    item: TrackedItem, step: _Step, *, due: date, owner: Person | None, days_late: int, presence: Presence
) -> Notice:
    person = step.to.person
    # Whom the item comes back to is told as its owner, whatever the rung was for.
    rung = replace(step.rung, to=0) if owner and person and person.id == owner.id else step.rung
    back = presence.back(owner) if owner and rung.to != 0 else None
    return Notice(item, rung, due, days_late, person, note=step.to.note, owner_back=back)


def _owner(item: TrackedItem, directory: Directory) -> Person | None:
    """Return the owner where the directory knows for sure who it is."""
    found = directory.resolve(item.owner) if item.owner else None
    return found.person if isinstance(found, Known) else None


def _of_item(
    reached: Sequence[Rung],
    asked: Callable[[Rung], Recipient],
    until: Callable[[Rung, Recipient], datetime | None],
    *,
    told: Sequence[_Told],
    begins: Callable[[int], date],
) -> Iterator[_Step]:
    """Yield the rungs to tell: of the owner's own and of those above.

    Where somebody above is told now, the owner is not kept waiting for a weekday.
    """
    if not reached:
        return
    own = [rung for rung in reached if rung.to == 0]
    above = [rung for rung in reached if rung.to != 0]
    steps = list(_of_ladder(above, asked, until, told=told, begins=begins)) if above else []
    if any(step.until is None for step in steps):
        own = [replace(rung, weekdays=frozenset()) for rung in own]
    first = own or [replace(above[-1], to=0)]
    yield from _of_ladder(first, asked, until, told=told, begins=begins)
    yield from steps


def _of_ladder(
    ladder: Sequence[Rung],
    asked: Callable[[Rung], Recipient],
    until: Callable[[Rung, Recipient], datetime | None],
    *,
    told: Sequence[_Told],
    begins: Callable[[int], date],
) -> Iterator[_Step]:
    """Yield the highest rung that can be told now, the lower ones passed with it, and the highest of all where it must wait.

    Rungs of one offset are meant to be told on one day, to one person each. A rung counts as told to who was told of the
    item, by a rung of the same kind, since the day it begins.
    """
    names, stamped = {rung.name for rung in ladder}, {each.rung for each in told}
    whom = {rung.name: asked(rung) for rung in ladder}
    when = {rung.name: until(rung, whom[rung.name]) for rung in ladder}

    def is_told(rung: Rung) -> bool:
        party = whom[rung.name].person
        mine = [each for each in told if party is not None and each.recipient == party.id]
        since = begins(rung.offset)
        return any(each.rung == rung.name or (each.rung in names and each.day >= since) for each in mine)

    # What is below a rung that was told counts as told, though its person could be told now and that of the higher cannot.
    told_up_to = max((rung.offset for rung in ladder if is_told(rung)), default=ladder[0].offset)
    ready = [rung for rung in ladder if when[rung.name] is None and rung.offset >= told_up_to]
    if ready:
        highest = [rung for rung in ready if rung.offset == ready[-1].offset and not is_told(rung)]
        now = {party.id for rung in highest if (party := whom[rung.name].person)}
        passed = tuple(
            rung.name
            for rung in ladder
            if rung.name not in stamped
            # A rung that waits for its weekday counts as told to who is told by another meanwhile.
            and (
                rung.offset < ready[-1].offset or (when[rung.name] and (to := whom[rung.name].person) and to.id in now)
            )
        )
        for at, rung in enumerate(highest, 1):
            yield _Step(rung, whom[rung.name], passed if at == len(highest) else ())
        ladder = [rung for rung in ladder if not highest or rung.name not in passed]
    for rung in ladder:
        if rung.offset == ladder[-1].offset and when[rung.name] is not None and not is_told(rung):
            yield _Step(rung, whom[rung.name], (), when[rung.name])


def _digests(
    by_party: Mapping[PersonId, list[_Due]],
    *,
    presence: Presence,
    served: Collection[str],
    limits: Limits,
    unreachable: Iterable[Notice],
) -> Escalation:
    digests: list[Digest] = []
    waiting: list[Notice] = []
    for id_ in sorted(by_party):
        dues = sorted(_one_for_each_item(by_party[id_]), key=lambda due: _most_late_first(due.notice))
        now = 0 if id_ in served else limits.notices
        waiting += [due.notice for due in (dues[now:] if now is not None else [])]
        if chosen := dues[:now]:
            passed = tuple(sorted(stamp for due in chosen for stamp in due.passed))
            party = chosen[0].party
            notices = tuple(due.notice for due in chosen)
            digests.append(Digest(party, presence.day_of(party), notices, passed))
    held_back: list[Digest] = []
    if limits.digests is not None and len(digests) > limits.digests:
        by_need = sorted(digests, key=lambda each: _most_late_first(each.notices[0]))
        held_back = by_need[limits.digests :]
        kept = {each.recipient.id for each in by_need[: limits.digests]}
        digests = [each for each in digests if each.recipient.id in kept]
        waiting += [notice for each in held_back for notice in each.notices]
    return Escalation(
        digests=tuple(digests),
        waiting=tuple(sorted(waiting, key=_most_late_first)),
        unreachable=tuple(sorted(unreachable, key=_most_late_first)),
        held_back=tuple(each.recipient for each in held_back),
    )


def _one_for_each_item(dues: Iterable[_Due]) -> Iterable[_Due]:
    """Merge what one person would be told twice about an item on one day; the higher rung stays, the other is passed."""
    merged: dict[ItemKey, _Due] = {}
    for due in dues:
        key = due.notice.item.key
        if key in merged:
            before = merged[key]
            stamp = (key, before.notice.rung.name, before.notice.due)
            due = _Due(due.notice, due.party, (*before.passed, stamp, *due.passed))  # noqa: PLW2901 - the merged one
        merged[key] = due
    return merged.values()


def _most_late_first(notice: Notice) -> tuple[int, date, ItemKey]:
    return -notice.days_late, notice.due, notice.item.key
