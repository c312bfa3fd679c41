"""iCalendar (RFC 5545) behind one function: the times in which the events of a calendar take place, repeated ones too.

Rules of repetition are those of `dateutil`; `recurring-ical-events` was rejected because of its licence. Repeated events are counted
by the clock of their own time zone, so that nine o'clock stays nine o'clock when clocks change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

MOST_TIMES = 20_000
"""How often one event may take place; what repeats more often is a fault of its calendar."""
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
ONE_DAY = timedelta(days=1)
Moment = date | datetime


class BrokenCalendarError(Exception):
    """What is no calendar, or has an event that cannot be read. The message has no words of it: they may be private."""


@dataclass(frozen=True, slots=True)
class Event:
    """One time an event takes place. Days, and instants without a zone, are meant by the clock of whom it is about."""

    start: Moment
    end: Moment
    summary: str
    attendees: tuple[str, ...]

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return from when to when it is, for somebody who lives by a zone."""
        return _instant(self.start, zone), _instant(self.end, zone)

    @property
    def is_all_day(self) -> bool:
        """Whether it is of whole days."""
        return not isinstance(self.start, datetime)


def events(data: bytes, *, start: date, end: date) -> list[Event]:
    """Return what takes place between two days, in order. Raises BrokenCalendarError."""
    import icalendar

    moved: dict[str, set[datetime]] = {}
    try:
        calendar: Any = icalendar.Calendar.from_ical(data)
        found = calendar.walk("VEVENT")
        for each in found:
            if each.get("RECURRENCE-ID") is not None:
                moved.setdefault(str(each.get("UID")), set()).add(_wall(each["RECURRENCE-ID"].dt))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise BrokenCalendarError("it is no iCalendar file") from error
    taking_place: list[Event] = []
    for each in found:
        try:
            taking_place += _times(each, moved.get(str(each.get("UID")), set()), start=start, end=end)
        except (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError) as error:
            raise BrokenCalendarError("an event of it cannot be read, or has no beginning") from error
    return sorted(taking_place, key=lambda each: (_instant(each.start, UTC), _instant(each.end, UTC), each.summary))


def _times(component: Any, moved: set[datetime], *, start: date, end: date) -> Iterator[Event]:
    if str(component.get("STATUS", "")).upper() == "CANCELLED":
        return
    first: Moment = component["DTSTART"].dt
    length = _length(component, first)
    attendees = tuple(_attendees(component))
    from_, until = datetime.combine(start, time()) - length - ONE_DAY, datetime.combine(end, time()) + ONE_DAY
    for wall in _walls(component, moved, until=until):
        if from_ <= wall <= until:
            at = _as(wall, like=first)
            ends = (at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else at) + length
            yield Event(at, ends, _summary(component), attendees)


def _walls(component: Any, moved: set[datetime], *, until: datetime) -> Iterator[datetime]:
    """Yield when an event begins, by its own clock."""
    first = _wall(component["DTSTART"].dt)
    if component.get("RECURRENCE-ID") is not None:
        yield first
        return
    taken_out = moved | {_wall(each) for each in _dates(component, "EXDATE")}
    begins = {first, *(_wall(each) for each in _dates(component, "RDATE"))}
    for rule in _several(component.get("RRULE")):
        for count, at in enumerate(_rule(rule, first, component["DTSTART"].dt)):
            if at > until:
                break
            if count > MOST_TIMES:
                raise BrokenCalendarError(f"an event of it repeats more than {MOST_TIMES:,} times")
            begins.add(at)
    yield from sorted(begins - taken_out)


def _rule(rule: Any, first: datetime, start: Moment) -> Any:
    from dateutil.rrule import rrulestr

    if not {str(each).upper() for each in rule.get("FREQ", ())} <= FREQUENCIES:
        raise BrokenCalendarError("an event of it repeats more often than once a day")
    parts = {name: value for name, value in rule.items() if name.upper() != "UNTIL"}
    text = type(rule)(parts).to_ical().decode()
    # UNTIL is in UTC, while everything else is by the clock of the event.
    last = [_until(each, start) for each in rule.get("UNTIL", ())]
    found = rrulestr(text, dtstart=first)
    return takewhile(lambda at: at <= last[0], found) if last else found


def _until(until: Moment, start: Moment) -> datetime:
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    if isinstance(start, datetime) and start.tzinfo is not None and until.tzinfo is not None:
        return until.astimezone(start.tzinfo).replace(tzinfo=None)
    return until.replace(tzinfo=None)


def _wall(moment: Moment) -> datetime:
    """Return what the clock of a moment shows."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())


def _as(wall: datetime, *, like: Moment) -> Moment:
    return wall.replace(tzinfo=like.tzinfo) if isinstance(like, datetime) else wall.date()


def _instant(moment: Moment, zone: Any) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), zone).astimezone(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _length(component: Any, first: Moment) -> timedelta:
    if (given := component.get("DURATION")) is not None:
        length: timedelta = given.dt
    elif (last := component.get("DTEND")) is not None:
        length = _wall(last.dt) - _wall(first)
        if isinstance(first, datetime) and isinstance(last.dt, datetime) and first.tzinfo and last.dt.tzinfo:
            length = last.dt.astimezone(UTC) - first.astimezone(UTC)
    else:
        length = timedelta() if isinstance(first, datetime) else ONE_DAY
    return max(length, timedelta())


def _attendees(component: Any) -> Iterator[str]:
    """Yield the mail addresses of those whom an event is about, but for who said no."""
    for each in _several(component.get("ATTENDEE")):
        if str(each.params.get("PARTSTAT", "")).upper() != "DECLINED":
            yield str(each).lower().removeprefix("mailto:")


def _dates(component: Any, name: str) -> Iterator[Moment]:
    for each in _several(component.get(name)):
        for one in each.dts:
            # A period has a start and an end.
            yield one.dt[0] if isinstance(one.dt, tuple) else one.dt


def _several(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _summary(component: Any) -> str:
    return " ".join(str(component.get("SUMMARY", "")).split())[:200]
