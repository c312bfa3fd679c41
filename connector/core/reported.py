"""The nouns of a week's report: what its lists are made of."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from connector.core.figures import Closing, WeekFigures
from connector.core.model import DocumentId, Hold, ItemKey, TrackedItem
from connector.core.nextrungs import AtTop, Next
from connector.core.owners import OpenOf
from connector.core.trends import Trends
from connector.core.weeks import IsoWeek

NOBODY = "no owner"


@dataclass(frozen=True, slots=True)
class Closed:
    item: TrackedItem
    closing: Closing


@dataclass(frozen=True, slots=True)
class Overdue:
    item: TrackedItem
    days: int
    age: int


@dataclass(frozen=True, slots=True)
class OwnerLoad:
    """What one owner has overdue: how many, and the oldest."""

    owner: str
    count: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A due date that was moved later, in the week or ever: how often, when last, from and to. `last` is None where it was taken away."""

    item: TrackedItem
    moves: int
    on: date
    first: date
    last: date | None

    @property
    def days(self) -> int | None:
        return None if self.last is None else (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class Escalated:
    """One notice that was delivered. `rungs` are those it counted for, the one that was told last.

    `note` says why it went to somebody whom the rung does not name.
    """

    key: ItemKey
    item: TrackedItem | None
    day: date
    recipient: str
    rungs: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A closed item that was opened again, on which day last."""

    item: TrackedItem
    on: date


@dataclass(frozen=True, slots=True)
class Snoozed:
    """An open item that somebody put off beyond the week, on a day of which `since` tells."""

    item: TrackedItem
    since: date
    until: date
    times: int
    reason: str


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A post-mortem that may not close yet, and the critical actions that are in the way."""

    document: DocumentId
    title: str
    url: str
    incident: str | None
    severity: str | None
    facilitator: str | None
    items: tuple[TrackedItem, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What is held, with what is known of its document: title, address, who leads it, and the day from which it waits."""

    hold: Hold
    title: str
    url: str
    facilitator: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One week. `series` are the weeks of its trend, itself the last. `notes` are terms and what they mean.

    `unfinished` is what was open at its end, `owners` whose it was, and `max_open` how much of it one may have. `slips` are of
    the week, `moved_often` of open items over all their lives. `next` has what the ladder has in store for each open item, as
    seen at the end of the week.
    """

    week: IsoWeek
    target: Fraction
    zone: str
    series: tuple[WeekFigures, ...]
    trends: Trends
    unfinished: tuple[TrackedItem, ...]
    owners: tuple[OpenOf, ...]
    max_open: int
    opened: tuple[TrackedItem, ...]
    closed: tuple[Closed, ...]
    wont_do: tuple[TrackedItem, ...]
    reopened: tuple[Reopened, ...]
    overdue: tuple[Overdue, ...]
    slips: tuple[Slip, ...]
    moved_often: tuple[Slip, ...]
    escalated: tuple[Escalated, ...]
    still_open: tuple[StillOpen, ...]
    snoozed: tuple[Snoozed, ...]
    holds: tuple[Held, ...]
    next: Mapping[ItemKey, Next]
    notes: tuple[tuple[str, str], ...]

    @property
    def figures(self) -> WeekFigures:
        """The figures of the week itself."""
        return self.series[-1]

    @property
    def until(self) -> date:
        """Its last day, or today where the week is not over."""
        return self.figures.until

    @property
    def so_far(self) -> bool:
        """Whether it is not over."""
        return self.figures.so_far

    @property
    def by_owner(self) -> tuple[OwnerLoad, ...]:
        """What is overdue by owner, those with the most first."""
        days: dict[str, list[int]] = defaultdict(list)
        for each in self.overdue:
            days[each.item.owner or NOBODY].append(each.days)
        loads = [OwnerLoad(owner, len(found), max(found)) for owner, found in days.items()]
        return tuple(sorted(loads, key=lambda load: (-load.count, -load.oldest, load.owner)))

    @property
    def before(self) -> WeekFigures | None:
        """The figures of the week before, where the trend has them."""
        return self.series[-2] if len(self.series) > 1 else None

    @property
    def undated(self) -> tuple[TrackedItem, ...]:
        """What is open without a due date."""
        return tuple(item for item in self.unfinished if item.due is None)

    @property
    def at_top(self) -> tuple[TrackedItem, ...]:
        """What is open with no rung left."""
        return tuple(item for item in self.unfinished if isinstance(self.next.get(item.key), AtTop))

    @property
    def left(self) -> tuple[OpenOf, ...]:
        """Owners who left."""
        return tuple(each for each in self.owners if each.left)

    @property
    def loaded(self) -> tuple[OpenOf, ...]:
        """Owners with too much open."""
        return tuple(each for each in self.owners if len(each.items) > self.max_open and not each.left)
