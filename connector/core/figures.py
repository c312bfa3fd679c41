"""A week's key figures, counted from replayed histories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from connector.core.history import History, Step
from connector.core.model import Status
from connector.core.weeks import IsoWeek

TICK = timedelta(microseconds=1)
AGES: tuple[tuple[int, int | None], ...] = ((1, 7), (8, 14), (15, 30), (31, None))
"""Days late, from and to, by which what is overdue is sorted."""


@dataclass(frozen=True, slots=True)
class Span:
    """A week, or what has passed of it: from `start`, before `cut`; `until` is the last day in it."""

    week: IsoWeek
    start: datetime
    cut: datetime
    until: date
    so_far: bool

    @classmethod
    def of(cls, week: IsoWeek, *, now: datetime, zone: ZoneInfo) -> "Span":
        """Return a week up to `now`. Raises ValueError for one that has not begun."""
        start, end = week.start(zone), week.end(zone)
        if now < start:
            raise ValueError(f"{week} has not begun: it starts on {week.monday.isoformat()}")
        if now >= end:
            return cls(week, start, end, week.sunday, so_far=False)
        return cls(week, start, now + TICK, now.astimezone(zone).date(), so_far=True)


@dataclass(frozen=True, slots=True)
class Closing:
    """When an item was done, and the due date that was valid then."""

    day: date
    due: date | None

    @property
    def on_time(self) -> bool | None:
        """None where there was no due date to keep."""
        return None if self.due is None else self.day <= self.due


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The counts of one week. `overdue` has one count for each of `AGES`; `dated` are the closed that had a due date."""

    week: IsoWeek
    until: date
    so_far: bool
    opened: int
    closed: int
    wont_do: int
    reopened: int
    dated: int
    on_time: int
    open: int
    overdue: tuple[int, ...]

    @property
    def overdue_total(self) -> int:
        return sum(self.overdue)

    @property
    def share(self) -> Fraction | None:
        """The part closed on time of those with a due date; None where there was none."""
        return Fraction(self.on_time, self.dated) if self.dated else None

    def meets(self, target: Fraction) -> bool | None:
        """Tell whether more than `target` was closed on time, as the guide asks; all of them always is enough."""
        share = self.share
        return None if share is None else share > target or share == 1


def opened_in(history: History, span: Span) -> bool:
    """Tell whether the item was filed in the span; a ticket that was closed when first seen counts nowhere."""
    first = history.steps[0]
    return span.start <= first.at < span.cut and not first.new.closed


def ended_in(history: History, span: Span, status: Status) -> Step | None:
    """Return the step by which the item became `status` in the span, if it still was at its end."""
    steps = history.steps_before(span.cut)
    if not steps or steps[-1].new is not status or steps[-1].at < span.start or steps[-1].old is None:
        return None
    return steps[-1]


def reopened_in(history: History, span: Span) -> Step | None:
    """Return the last step by which a closed item was opened again in the span, if it still was open at its end."""
    steps = history.steps_before(span.cut)
    if not steps or steps[-1].new.closed:
        return None
    again = (step for step in reversed(steps) if step.at >= span.start and step.old and step.old.closed)
    return next((step for step in again if not step.new.closed), None)


def closing(history: History, step: Step, *, zone: ZoneInfo) -> Closing:
    return Closing(step.at.astimezone(zone).date(), history.due(step.at + TICK))


def days_overdue(history: History, span: Span) -> int:
    """Return by how many days the item was overdue at the end of the span; 0 if it was not."""
    status = history.status(span.cut)
    if status is None or status.closed or history.is_gone(span.cut):
        return 0
    return _late(history, span)


def _late(history: History, span: Span) -> int:
    due = history.due(span.cut)
    return max((span.until - due).days, 0) if due else 0


def age_of(days: int) -> int:
    """Return which of `AGES` a number of days is in."""
    return next(i for i, (_, last) in enumerate(AGES) if last is None or days <= last)


def _over(history: History, span: Span) -> bool:
    """Say whether an item was closed for good before the span: nothing of it counts in it, or later."""
    last = history.steps[-1]
    return last.at < span.start and last.new.closed


def figures(all_histories: Iterable[History], span: Span, *, zone: ZoneInfo) -> WeekFigures:
    """Count one week."""
    opened = closed = wont_do = reopened = dated = on_time = still_open = 0
    overdue = [0] * len(AGES)
    for history in all_histories:
        last = history.steps[-1]
        if history.steps[0].at >= span.cut or _over(history, span):
            continue
        status = history.status(span.cut) or last.new
        opened += opened_in(history, span)
        if last.at >= span.start:
            reopened += reopened_in(history, span) is not None
            wont_do += ended_in(history, span, Status.WONT_DO) is not None
            if step := ended_in(history, span, Status.DONE):
                end = closing(history, step, zone=zone)
                closed += 1
                dated += end.due is not None
                on_time += bool(end.on_time)
        if not status.closed and not history.is_gone(span.cut):
            still_open += 1
            if days := _late(history, span):
                overdue[age_of(days)] += 1
    return WeekFigures(
        week=span.week,
        until=span.until,
        so_far=span.so_far,
        opened=opened,
        closed=closed,
        wont_do=wont_do,
        reopened=reopened,
        dated=dated,
        on_time=on_time,
        open=still_open,
        overdue=tuple(overdue),
    )


def all_figures(
    all_histories: Sequence[History], *, first: IsoWeek, last: IsoWeek, now: datetime, zone: ZoneInfo
) -> tuple[WeekFigures, ...]:
    """Count every week from `first` to `last`, oldest first."""
    weeks = []
    week, left = first, all_histories
    while week <= last:
        span = Span.of(week, now=now, zone=zone)
        # Most of a long past is over.
        left = [history for history in left if not _over(history, span)]
        weeks.append(figures(left, span, zone=zone))
        week = week.plus(1)
    return tuple(weeks)


def first_week(all_histories: Iterable[History], *, zone: ZoneInfo) -> IsoWeek | None:
    """Return the week of the first filing."""
    first = min((history.steps[0].at for history in all_histories), default=None)
    return IsoWeek.of(first.astimezone(zone).date()) if first else None
