"""Working days: which days count, and steps between them.

The days off are any container of dates, so that a year of holidays is only worked out when it is asked for.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
LONGEST_BREAK_DAYS = 400
"""Days off in a row after which the calendar is taken to be wrong, rather than searched for ever."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days on which people work. `weekdays` counts from Monday, which is 0."""

    weekdays: frozenset[int] = frozenset(range(5))
    holidays: Container[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError(f"working days must be some of 0 (Monday) to 6 (Sunday), not {sorted(self.weekdays)}")

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after `day` (before it where n is negative), and `day` itself for 0.

        Stops at the first and the last date there is.
        """
        step, breaks, left = (ONE_DAY if n > 0 else -ONE_DAY), 0, abs(n)
        while left:
            try:
                day += step
            except OverflowError:
                return day
            breaks = 0 if self.is_working(day) else breaks + 1
            left -= not breaks
            if breaks > LONGEST_BREAK_DAYS:
                raise ValueError(f"no working day within {LONGEST_BREAK_DAYS} days of {day}: check the holidays")
        return day

    def between(self, start: date, end: date) -> int:
        """Count working days from `start` to `end`: the n for which `add(start, n)` gets to `end`, or just short of it.

        Positive when `end` is later. The day one starts from never counts, the day one arrives at does.
        """
        if start <= end:
            return sum(self.is_working(start + ONE_DAY * i) for i in range(1, (end - start).days + 1))
        return -sum(self.is_working(end + ONE_DAY * i) for i in range((start - end).days))
