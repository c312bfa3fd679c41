"""The nouns of a week's report: what its lists are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from connector.core.figures import Closing, WeekFigures
from connector.core.model import DocumentId, Hold, ItemKey, TrackedItem
from connector.core.nextrungs import Next
from connector.core.owners import OpenOf
from connector.core.trends import Trends
from connector.core.weeks import IsoWeek


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
    """One week. `until` is its last day, or today where the week is not over. `notes` are terms and what they mean.

    `left` are owners who left, `loaded` those who have too much open. `unfinished` is what was open at its end. `slips` are of the week, `moved_often` of open items over all their lives. `next` has what the ladder has in store for each open item, as seen at the end of the week.
    """

    week: IsoWeek
    until: date
    so_far: bool
    target: Fraction
    zone: str
    figures: WeekFigures
    series: tuple[WeekFigures, ...]
    trends: Trends
    unfinished: tuple[TrackedItem, ...]
    opened: tuple[TrackedItem, ...]
    closed: tuple[Closed, ...]
    wont_do: tuple[TrackedItem, ...]
    reopened: tuple[Reopened, ...]
    overdue: tuple[Overdue, ...]
    by_owner: tuple[OwnerLoad, ...]
    undated: tuple[TrackedItem, ...]
    slips: tuple[Slip, ...]
    moved_often: tuple[Slip, ...]
    escalated: tuple[Escalated, ...]
    still_open: tuple[StillOpen, ...]
    left: tuple[OpenOf, ...]
    loaded: tuple[OpenOf, ...]
    snoozed: tuple[Snoozed, ...]
    at_top: tuple[TrackedItem, ...]
    holds: tuple[Held, ...]
    next: Mapping[ItemKey, Next]
    notes: tuple[tuple[str, str], ...]

    @property
    def before(self) -> WeekFigures | None:
        """The figures of the week before, where the trend has them."""
        return self.series[-2] if len(self.series) > 1 else None
