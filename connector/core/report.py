"""The week's facts: what was opened, closed, closed on time, is overdue, slipped, and which post-mortems may not close.

All about tickets is replayed from what was observed until the end of the week, so the report of a past week stays as it
is whatever happens later. Words of documents and what is held are as they are when the report is made; it says so.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from connector.core.critical import is_critical
from connector.core.definitions import definitions
from connector.core.figures import (
    Span,
    WeekFigures,
    age_of,
    all_figures,
    closing,
    days_overdue,
    ended_in,
    first_week,
    opened_in,
    reopened_in,
)
from connector.core.history import History, as_day, histories
from connector.core.model import DocumentId, Hold, ItemKey, Status, StatusEvent, TrackedItem
from connector.core.nextrungs import Ladder, Next, next_day, next_rungs
from connector.core.notices import TICKET, Rung, SentNotice
from connector.core.owners import open_of_owners
from connector.core.people import Directory, Known
from connector.core.reported import (
    Closed,
    Escalated,
    Held,
    Overdue,
    Reopened,
    Report,
    Slip,
    Snoozed,
    StillOpen,
)
from connector.core.snoozes import Snooze, rests
from connector.core.trends import trends
from connector.core.weeks import IsoWeek


class DocumentFacts(Protocol):
    """What a report needs of a post-mortem."""

    @property
    def id(self) -> DocumentId: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def facilitator(self) -> str | None: ...
    @property
    def held_on(self) -> date | None: ...
    @property
    def incident_date(self) -> date | None: ...


def summarize(
    week: IsoWeek,
    *,
    items: Iterable[TrackedItem],
    events: Iterable[StatusEvent],
    notices: Sequence[SentNotice],
    documents: Sequence[DocumentFacts],
    holds: Sequence[Hold],
    zone: ZoneInfo,
    now: datetime,
    target: float = 0.9,
    weeks: int = 12,
    ladder: Ladder | None = None,
    directory: Directory | None = None,
    snoozes: Iterable[Snooze] = (),
    max_open: int = 10,
) -> Report:
    """Summarize a week, or what has passed of it by `now`. Raises ValueError for a week that has not begun.

    `target` is the share to be closed on time, `weeks` is how many the trend has, `max_open` how many items one owner may have.
    """
    every = sorted(items, key=lambda item: (item.document, item.line, item.key))
    past, put_off = histories(every, events), list(snoozes)
    span = Span.of(week, now=now, zone=zone)
    facts = _Facts(past, span, zone, _names(directory))
    ahead = facts.ahead(ladder, directory, notices=notices, snoozes=put_off)
    unfinished = tuple(item for item in facts.unfinished if not item.gone)
    return Report(
        week=week,
        target=Fraction(str(target)),
        zone=zone.key,
        series=all_figures(past, first=week.plus(1 - weeks), last=week, now=now, zone=zone),
        unfinished=unfinished,
        owners=tuple(open_of_owners(unfinished, today=span.until, ahead=ahead, directory=directory)),
        max_open=max_open,
        trends=trends(past, [Span.of(week.plus(n), now=now, zone=zone) for n in range(1 - weeks, 1)], zone=zone),
        opened=facts.items(lambda history: opened_in(history, span)),
        closed=facts.closed(),
        wont_do=facts.items(lambda history: ended_in(history, span, Status.WONT_DO) is not None),
        reopened=facts.reopened(),
        overdue=facts.overdue(),
        slips=facts.slips(),
        moved_often=facts.moved_often(),
        escalated=_escalated(notices, facts=facts, ladder=ladder.rungs if ladder else (), directory=directory),
        still_open=_still_open([*facts.unfinished, *_held_items(every, facts.names)]),
        snoozed=facts.snoozed(put_off),
        holds=_held(holds, documents),
        next=ahead,
        notes=definitions(weeks=weeks, max_open=max_open),
    )


def figures_of_all_weeks(
    *, items: Iterable[TrackedItem], events: Iterable[StatusEvent], now: datetime, zone: ZoneInfo
) -> tuple[WeekFigures, ...]:
    """Return the key figures of every week since the first filing, oldest first: what the index shows."""
    past = histories(items, events)
    first = first_week(past, zone=zone)
    last = IsoWeek.of(now.astimezone(zone).date())
    return () if first is None else all_figures(past, first=first, last=last, now=now, zone=zone)


@dataclass(frozen=True)
class _Facts:
    """The lists of one week, each in the order of documents and lines unless it says otherwise."""

    past: Sequence[History]
    span: Span
    zone: ZoneInfo
    names: Callable[[str | None], str | None]

    def item(self, history: History) -> TrackedItem:
        item = history.as_of(self.span.cut)
        return replace(item, owner=self.names(item.owner))

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def items(self, wanted: Callable[[History], bool]) -> tuple[TrackedItem, ...]:
        return tuple(self.item(history) for history in self.past if wanted(history))

    @cached_property
    def open(self) -> tuple[History, ...]:
        """All that was filed and neither done nor decided against, tickets that vanished included."""
        unfinished = (Status.OPEN, Status.IN_PROGRESS)
        return tuple(each for each in self.past if each.status(self.span.cut) in unfinished)

    @cached_property
    def as_filed(self) -> tuple[TrackedItem, ...]:
        """Return these as items, owners as trackers write them."""
        return tuple(each.as_of(self.span.cut) for each in self.open)

    @cached_property
    def unfinished(self) -> tuple[TrackedItem, ...]:
        """Return these as items, owners by their names."""
        named = ((item, self.names(item.owner)) for item in self.as_filed)
        return tuple(item if name == item.owner else replace(item, owner=name) for item, name in named)

    def ahead(
        self,
        ladder: Ladder | None,
        directory: Directory | None,
        *,
        notices: Iterable[SentNotice],
        snoozes: Sequence[Snooze],
    ) -> dict[ItemKey, Next]:
        """Return what comes next for each open item, by what was told and put off until the end of the week."""
        if ladder is None or directory is None:
            return {}
        cut = self.span.cut
        sent = [notice for notice in notices if notice.sent_at < cut]
        day = next_day(self.span.until, sent=sent, ladder=ladder, over=not self.span.so_far)
        resting = rests(snoozes, today=day, before=cut)
        return next_rungs(self.as_filed, ladder=ladder, directory=directory, sent=sent, resting=resting, day=day)

    def reopened(self) -> tuple[Reopened, ...]:
        return tuple(
            Reopened(self.item(history), self.day(step.at))
            for history in self.past
            if (step := reopened_in(history, self.span))
        )

    def snoozed(self, snoozes: Iterable[Snooze]) -> tuple[Snoozed, ...]:
        """Those that rest longest last."""
        resting = rests(snoozes, today=self.span.until, before=self.span.cut)
        found = [
            Snoozed(item, self.day(rest.snooze.at), rest.snooze.until, rest.times, rest.snooze.reason)
            for item in self.unfinished
            if not item.gone and (rest := resting.get(item.key)) is not None
        ]
        return tuple(sorted(found, key=lambda each: each.until))

    def closed(self) -> tuple[Closed, ...]:
        """Late ones first, as they are what one looks for."""
        found = [
            Closed(self.item(history), closing(history, step, zone=self.zone))
            for history in self.past
            if (step := ended_in(history, self.span, Status.DONE))
        ]
        return tuple(sorted(found, key=lambda each: (each.closing.on_time is not False, each.closing.day)))

    def overdue(self) -> tuple[Overdue, ...]:
        """Oldest first."""
        found = [
            Overdue(self.item(history), days, age_of(days))
            for history in self.past
            if (days := days_overdue(history, self.span))
        ]
        return tuple(sorted(found, key=lambda each: -each.days))

    def slips(self) -> tuple[Slip, ...]:
        """Furthest first; those taken away before all."""
        found = [slip for history in self.past if (slip := self._slip(history, since=self.span.start))]
        return tuple(sorted(found, key=lambda slip: (slip.days is not None, -(slip.days or 0))))

    def moved_often(self) -> tuple[Slip, ...]:
        """Open items whose due dates were moved later more than once, most often first."""
        still = (slip for history in self.open if (slip := self._slip(history)) and slip.last)
        return tuple(sorted((slip for slip in still if slip.moves > 1), key=lambda slip: -slip.moves))

    def _slip(self, history: History, *, since: datetime | None = None) -> Slip | None:
        moves = [
            (old, as_day(event.new), event.at)
            for event in history.changes.get("due", ())
            if (since is None or since <= event.at) and event.at < self.span.cut and (old := as_day(event.old))
        ]
        later = [at for old, new, at in moves if new is None or new > old]
        if not later:
            return None
        first, last = moves[0][0], moves[-1][1]
        if last is not None and last <= first:
            return None
        return Slip(self.item(history), len(later), self.day(later[-1]), first, last)


def _names(directory: Directory | None) -> Callable[[str | None], str | None]:
    """Return what turns an owner as a tracker writes it into the person's name, where exactly one is meant."""

    def name(text: str | None) -> str | None:
        if text is None or directory is None:
            return text
        found = directory.resolve(text)
        return found.person.name if isinstance(found, Known) else text

    return name


def _escalated(
    notices: Sequence[SentNotice], *, facts: _Facts, ladder: Sequence[Rung], directory: Directory | None
) -> tuple[Escalated, ...]:
    """Return one entry for each notice that went out; rungs told together and several channels are one notice."""
    rank = {rung.name: rung.order for rung in ladder}
    groups: dict[tuple[datetime, str, ItemKey, date], dict[str, str]] = defaultdict(dict)
    for notice in notices:
        if facts.span.start <= notice.sent_at < facts.span.cut and notice.recipient != TICKET:
            groups[notice.sent_at, notice.recipient, notice.key, notice.due][notice.rung] = notice.note
    known = {history.item.key: history for history in facts.past}
    names = {str(party.id): party.name for party in directory.parties} if directory else {}
    found = []
    for (at, recipient, key, _), rungs in sorted(groups.items()):
        ordered = tuple(sorted(rungs, key=lambda name: (rank.get(name, (0, 0, "")), name)))
        item = facts.item(known[key]) if key in known else None
        day, note = at.astimezone(facts.zone).date(), rungs[ordered[-1]]
        found.append(Escalated(key, item, day, names.get(recipient, recipient), ordered, note))
    return tuple(found)


def _held_items(items: Iterable[TrackedItem], names: Callable[[str | None], str | None]) -> list[TrackedItem]:
    """Return items that wait for a person and thus have no ticket: nobody can have done them through one."""
    held = (item for item in items if item.state == "held" and not item.status.closed and not item.gone)
    return [replace(item, owner=names(item.owner)) for item in held]


def _still_open(candidates: Iterable[TrackedItem]) -> tuple[StillOpen, ...]:
    blocking: dict[DocumentId, list[TrackedItem]] = defaultdict(list)
    for item in candidates:
        if is_critical(item):
            blocking[item.document].append(item)
    found = []
    for document in sorted(blocking):
        inside = sorted(blocking[document], key=lambda item: (item.line, item.key))
        first = inside[0]
        found.append(
            StillOpen(
                document=document,
                title=first.document_title,
                url=first.document_url,
                incident=first.incident,
                severity=first.severity,
                facilitator=first.facilitator,
                items=tuple(inside),
            )
        )
    return tuple(found)


def _held(holds: Sequence[Hold], documents: Sequence[DocumentFacts]) -> tuple[Held, ...]:
    known = {document.id: document for document in documents}
    found = []
    for hold in sorted(holds, key=lambda each: (each.document or "", each.line, each.reason, each.subject)):
        document = known.get(hold.document) if hold.document else None
        title = document.title if document else hold.document or hold.file
        found.append(
            Held(hold, title, document.url, document.facilitator, document.held_on or document.incident_date)
            if document
            else Held(hold, title, "")
        )
    return tuple(found)
