"""When jobs are due: `10m`, `09:00`, `monday 07:00`, read once from the configuration.

The `schedule` library only wakes the daemon; whether a job is due is decided here from the ledger's last run, so that a
restart forgets nothing and a missed period is made up once. What has an hour of the day never runs before it, whatever was
missed and though it never ran: people are not told things at night because a daemon was started then. A last run that is still to come says that a clock was wrong, or
that somebody tried `--as-of`: then the job is due, instead of waiting for that day.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from connector.core.presence import Quiet

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SHORTEST = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Every:
    """Due when this much time has passed since the last run."""

    interval: timedelta

    def due(self, last: datetime | None, *, now: datetime, zone: ZoneInfo) -> bool:
        del zone
        return last is None or last > now or now - last >= self.interval


@dataclass(frozen=True, slots=True)
class At:
    """Due at a time of day in the installation's zone; on one weekday (0 = Monday) or on every day.

    What was missed is due from that time of day on, on any day.
    """

    at: time
    weekday: int | None = None

    def due(self, last: datetime | None, *, now: datetime, zone: ZoneInfo) -> bool:
        if now.astimezone(zone).time() < self.at:
            return False
        return last is None or last > now or last < self.latest(now=now, zone=zone)

    def latest(self, *, now: datetime, zone: ZoneInfo) -> datetime:
        """Return the latest moment at or before `now` when this was due."""
        here = now.astimezone(zone)
        day = here.date()
        if self.weekday is not None:
            day -= timedelta(days=(day.weekday() - self.weekday) % 7)
        moment = datetime.combine(day, self.at, tzinfo=zone)
        if moment > here:
            back = timedelta(days=1 if self.weekday is None else 7)
            moment = datetime.combine(day - back, self.at, tzinfo=zone)
        return moment


@dataclass(frozen=True, slots=True)
class AfterQuiet:
    """Due when `when` is, and once more for each zone in which it was quiet then, when that is over there."""

    when: At
    quiet: Quiet
    zones: tuple[ZoneInfo, ...]

    def due(self, last: datetime | None, *, now: datetime, zone: ZoneInfo) -> bool:
        if last is None or last > now or self.when.due(last, now=now, zone=zone):
            return self.when.due(last, now=now, zone=zone)
        return any(last < over <= now and self._was_quiet(over, there, zone) for there, over in self._ends(now))

    def _ends(self, now: datetime) -> list[tuple[ZoneInfo, datetime]]:
        return [(there, At(self.quiet.end).latest(now=now, zone=there)) for there in self.zones]

    def _was_quiet(self, over: datetime, there: ZoneInfo, zone: ZoneInfo) -> bool:
        before = self.when.latest(now=over, zone=zone)
        return over - before < timedelta(days=1) and self.quiet.covers(before.astimezone(there).time())


When = Every | At | AfterQuiet


def read_quiet(text: str) -> Quiet:
    """Read `18:00-08:00`. Raises ValueError that says what is allowed."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", text.strip())
    first, first_minute, last, last_minute = map(int, match.groups() if match else (0, 0, 0, 0))
    if max(first, last) > 23 or max(first_minute, last_minute) > 59 or (first, first_minute) == (last, last_minute):
        raise ValueError(f"'{text}' are no quiet hours: write from when to when, such as 18:00-08:00")
    return Quiet(time(first, first_minute), time(last, last_minute))


def read_when(text: str) -> Every | At:
    """Read `10m`, `09:00` or `monday 07:00`. Raises ValueError that says what is allowed."""
    words = text.strip().lower()
    if match := re.fullmatch(r"(\d+)\s*([smhd])", words):
        interval = timedelta(seconds=int(match[1]) * UNITS[match[2]])
        if interval < SHORTEST:
            raise ValueError(f"'{text}' is too short: the shortest interval is {SHORTEST.seconds}s")
        return Every(interval)
    if match := re.fullmatch(r"(?:([a-z]+)\s+)?(\d{1,2}):(\d{2})", words):
        day, hour, minute = match[1], int(match[2]), int(match[3])
        known = day is None or day in WEEKDAYS
        if known and hour < 24 and minute < 60:
            return At(time(hour, minute), None if day is None else WEEKDAYS.index(day))
    raise ValueError(
        f"'{text}' is no time: write an interval (10m, 2h), a time (09:00), or a day and time (monday 07:00)"
    )
