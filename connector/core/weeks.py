"""ISO weeks: Monday to Sunday, in the installation's time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """One week, written `2026-W47`. `year` is the ISO year, which may differ from the calendar's at its ends."""

    year: int
    week: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.week, 7)
        except (ValueError, OverflowError):
            raise ValueError(f"there is no week {self.year}-W{self.week:02}") from None

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.week:02}"

    @classmethod
    def parse(cls, text: str) -> "IsoWeek":
        """Read `2026-W47`. Raises ValueError saying what to write."""
        match = re.fullmatch(r"(\d{4})-W(\d{1,2})", text.strip(), flags=re.ASCII | re.IGNORECASE)
        if match is None:
            raise ValueError(f"'{text}' is not a week: write the year and the ISO week, for example 2026-W47")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "IsoWeek":
        """Return the week a day lies in."""
        year, week, _ = day.isocalendar()
        return cls(year, week)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.week, 7)

    def plus(self, weeks: int) -> "IsoWeek":
        """Return the week that many weeks later, or earlier."""
        return IsoWeek.of(self.monday + timedelta(weeks=weeks))

    def start(self, zone: ZoneInfo) -> datetime:
        """Return the instant its Monday begins, in UTC."""
        return datetime.combine(self.monday, time(), zone).astimezone(UTC)

    def end(self, zone: ZoneInfo) -> datetime:
        """Return the first instant after it, in UTC."""
        return datetime.combine(self.sunday + timedelta(days=1), time(), zone).astimezone(UTC)
