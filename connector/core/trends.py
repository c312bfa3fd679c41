"""How a report's weeks compare beyond their figures: age of what is open, cumulative flow, and time to close by priority.

All is counted in one pass, in which what was closed for good before the first of the weeks costs one comparison.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from connector.core.figures import Span
from connector.core.history import History, Step
from connector.core.model import Status, TrackedItem
from connector.core.weeks import IsoWeek

OPEN_AGES: tuple[tuple[int, int | None], ...] = ((0, 7), (8, 30), (31, 90), (91, None))
"""Days since filing, from and to, by which what is open is sorted."""
_LAST = [last for _, last in OPEN_AGES if last is not None]
MANY = 9, 10
"""What part of the closed is meant by most: nine of ten."""


@dataclass(frozen=True, slots=True)
class TrendWeek:
    """The end of one week: what was open by age (`OPEN_AGES`) and by status, and what was closed since the first of the weeks began."""

    week: IsoWeek
    ages: tuple[int, ...]
    open: int
    in_progress: int
    done: int
    wont_do: int


@dataclass(frozen=True, slots=True)
class TimeToClose:
    """How many days it took from filing to done: half of `items` took at most `median`, nine of ten at most `most`."""

    priority: str | None
    items: tuple[TrackedItem, ...]
    median: int
    most: int


@dataclass(frozen=True, slots=True)
class Trends:
    """What the weeks show, oldest first, and what was done in all of them, priorities in order and those without one last."""

    weeks: tuple[TrendWeek, ...]
    times: tuple[TimeToClose, ...]


def trends(past: Iterable[History], spans: Sequence[Span], *, zone: ZoneInfo) -> Trends:
    """Count what the spans of consecutive weeks show. There is at least one."""
    start, cuts, untils = spans[0].start, [span.cut for span in spans], [span.until for span in spans]
    counts: dict[Status, list[int]] = {status: [0] * len(spans) for status in Status}
    ages = [[0] * len(OPEN_AGES) for _ in spans]
    days: dict[str | None, list[tuple[int, TrackedItem]]] = defaultdict(list)
    for history in past:
        steps = history.steps
        if (steps[-1].at < start and steps[-1].new.closed) or steps[0].at >= cuts[-1]:
            continue
        filed = steps[0].at.astimezone(zone).date()
        for step, end in _lives(history, cuts):
            closed = step.new.closed
            if closed and step.at < start:
                continue
            count, vanishes = counts[step.new], not closed and (history.item.gone or "gone" in history.changes)
            for week in range(bisect_right(cuts, step.at), end):
                if vanishes and history.is_gone(cuts[week]):
                    continue
                count[week] += 1
                if not closed:
                    ages[week][bisect_left(_LAST, (untils[week] - filed).days)] += 1
            if step.new is Status.DONE and step.at < cuts[-1] and end == len(cuts):
                days[history.item.priority].append((_took(filed, step.at, zone), history.item))
    weeks = tuple(
        TrendWeek(
            span.week,
            tuple(old),
            open=counts[Status.OPEN][at],
            in_progress=counts[Status.IN_PROGRESS][at],
            done=counts[Status.DONE][at],
            wont_do=counts[Status.WONT_DO][at],
        )
        for at, (span, old) in enumerate(zip(spans, ages, strict=True))
    )
    return Trends(weeks, tuple(_time(name, days[name]) for name in sorted(days, key=lambda each: (each is None, each))))


def _lives(history: History, cuts: Sequence[datetime]) -> Iterator[tuple[Step, int]]:
    """Yield each step, and the first of the cuts at which its status is over."""
    steps = history.steps
    for step, after in zip_longest(steps, steps[1:]):
        yield step, bisect_right(cuts, after.at) if after else len(cuts)


def _took(filed: date, at: datetime, zone: ZoneInfo) -> int:
    return (at.astimezone(zone).date() - filed).days


def _time(priority: str | None, took: Sequence[tuple[int, TrackedItem]]) -> TimeToClose:
    days = sorted(each for each, _ in took)
    part, whole = MANY
    within = -(-len(days) * part // whole)
    return TimeToClose(priority, tuple(item for _, item in took), days[(len(days) - 1) // 2], days[within - 1])
