"""When people may be told: on working days of their own, by their own clock, outside of quiet hours and absences.

Which rungs are due goes by the installation's day, as it is one for everybody; when somebody is told, and how late it is for them, by theirs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connector.core.calendar import WorkCalendar
from connector.core.model import Party

LONGEST_LOOK_DAYS = 400
"""How far ahead is looked for a moment at which somebody may be told."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody is told anything, from `start` to just before `end`; over midnight where they end before they start."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Say whether a time of day is one of them."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def over(self, here: datetime) -> datetime:
        """Return when the hours that a moment lies in are over, by the clock of that moment."""
        day = here.date() if here.time() < self.end else here.date() + timedelta(days=1)
        return datetime.combine(day, self.end, here.tzinfo)


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which somebody is away, from `start` to just before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Who works when, at one moment. `regions` are the calendars of people with a region of their own."""

    now: datetime
    zone: ZoneInfo
    calendar: WorkCalendar
    regions: Mapping[str, WorkCalendar] = field(default_factory=dict)
    absences: Mapping[str, Sequence[Absence]] = field(default_factory=dict)
    quiet: Quiet | None = None

    @property
    def today(self) -> date:
        """The installation's day."""
        return self.now.astimezone(self.zone).date()

    def zone_of(self, party: Party | None) -> ZoneInfo:
        """Return by whose clock somebody lives."""
        return ZoneInfo(party.zone) if party and party.zone else self.zone

    def day_of(self, party: Party | None) -> date:
        """Return which day it is for somebody."""
        return self.now.astimezone(self.zone_of(party)).date()

    def place_of(self, party: Party | None) -> str | None:
        """Return the region whose calendar is somebody's; None for the installation's."""
        return party.region if party and party.region in self.regions else None

    def days_in(self, place: str | None) -> WorkCalendar:
        """Return the calendar of a region, or the installation's."""
        return self.calendar if place is None else self.regions[place]

    def works(self, party: Party | None) -> bool:
        """Say whether it is a working day for somebody."""
        return self.days_in(self.place_of(party)).is_working(self.day_of(party))

    def back(self, party: Party) -> date | None:
        """Return the day on which somebody who is away now is back at work; None for who is not away."""
        if self._away_until(party, self.now) is None:
            return None
        moment = self.until(party)
        return moment.astimezone(self.zone_of(party)).date() if moment else None

    def _away_until(self, party: Party, at: datetime) -> datetime | None:
        ends = [each.end for each in self.absences.get(party.id, ()) if each.start <= at < each.end]
        return max(ends, default=None)

    def until(self, party: Party, weekdays: Collection[int] = ()) -> datetime | None:
        """Return when somebody may be told at the earliest, None for now; on some weekdays alone, where they are named."""
        moment = self.now
        while (later := self._obstacle(party, moment, weekdays)) is not None:
            moment = later
            if moment - self.now > timedelta(days=LONGEST_LOOK_DAYS):
                break
        return None if moment == self.now else moment

    def _obstacle(self, party: Party, at: datetime, weekdays: Collection[int]) -> datetime | None:
        """Return until when somebody cannot be told at an instant, as far as one reason goes; None where they can."""
        zone = self.zone_of(party)
        here = at.astimezone(zone)
        day = here.date()
        if not self.days_in(self.place_of(party)).is_working(day) or (weekdays and day.weekday() not in weekdays):
            return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        if self.quiet is not None and self.quiet.covers(here.time()):
            # Where clocks skip that hour, the next one there is.
            return max(self.quiet.over(here).astimezone(UTC), at + timedelta(minutes=1))
        return self._away_until(party, at)
