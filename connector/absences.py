"""When people are away: from a calendar of each, or one of all, read anew in each run of the ladder.

A calendar that cannot be read stops nobody from being told: it counts as empty, and is told wherever holds are told until it can
be read again.

| an event | is the absence of |
|---|---|
| in somebody's own calendar | that person |
| in the calendar of all, and has attendees | those of them who did not decline |
| in the calendar of all, without | who is named whole in its summary, as in `Dana Example: on leave` |
| of less than half a day, or cancelled | nobody: it is a meeting |
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from connector.core.model import Hold, Person
from connector.core.people import Directory, Known
from connector.core.presence import LONGEST_LOOK_DAYS, Absence
from connector.errors import RemoteError, Unavailable
from connector.icalendars import BrokenCalendarError, Event, events
from connector.ports import Ledger
from connector.remote.download import MOST_BYTES, download
from connector.remote.http import Patience

HALF_A_DAY = timedelta(hours=4)
TRIES = 2
CURSOR = "absences"
_PARTS = re.compile(r"\s[-\u2013\u2014]\s|[:|(),]")
_WHOLE_NAMES = {"alias", "name", "mail"}


@dataclass(frozen=True, slots=True)
class Calendars:
    """Where absences are written: of people by their ids, and of all in one place. Paths are meant from `base`."""

    base: Path
    own: Mapping[str, str] = field(default_factory=dict, repr=False)
    of_all: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Away:
    """When people are away, by their ids, and which calendars could not be read."""

    absences: Mapping[str, Sequence[Absence]]
    unread: tuple[Hold, ...] = ()


def away(
    calendars: Calendars,
    *,
    directory: Directory,
    today: date,
    zone: ZoneInfo,
    patience: Callable[[], Patience] = lambda: Patience(tries=TRIES),
) -> Away:
    """Read who is away from today on. Each calendar has a `patience` of its own: one that refuses us says nothing of others."""
    reader = _Reader(calendars.base, today, patience)
    found: defaultdict[str, set[Absence]] = defaultdict(set)
    unread: list[Hold] = []
    wanted = [(person, calendars.own[person.id]) for person in directory.persons if person.id in calendars.own]
    for person, place in [*wanted, *([(None, calendars.of_all)] if calendars.of_all else [])]:
        try:
            taking_place = reader.read(place)
        except (RemoteError, BrokenCalendarError) as error:
            unread.append(_unread(person, error))
            continue
        for event in taking_place:
            for one in [person] if person else _whose(event, directory):
                start, end = event.span(ZoneInfo(one.zone) if one.zone else zone)
                if event.is_all_day or end - start >= HALF_A_DAY:
                    found[one.id].add(Absence(start, end))
    absences = {id_: tuple(sorted(each, key=lambda one: (one.start, one.end))) for id_, each in sorted(found.items())}
    return Away(absences, tuple(unread))


def _whose(event: Event, directory: Directory) -> Iterator[Person]:
    if event.attendees:
        people = {person.mail.lower(): person for person in directory.persons if person.mail}
        yield from (people[mail] for mail in event.attendees if mail in people)
        return
    for part in _PARTS.split(event.summary):
        match directory.resolve(part):
            case Known(person, how) if how in _WHOLE_NAMES:
                yield person
                return


def _unread(person: Person | None, error: Exception) -> Hold:
    whose = f"of {person.name}" if person else "of all"
    said = error.said if isinstance(error, RemoteError) else str(error)
    return Hold(
        f"the calendar of absences {whose} cannot be read: {said}. Until it can, nobody counts as away by it",
        subject=f"absences {whose}",
    )


class _Reader:
    """Reads calendars of one run; a host that does not answer is not asked for the next one."""

    def __init__(self, base: Path, today: date, patience: Callable[[], Patience]) -> None:
        self._base, self._today, self._patience = base, today, patience
        self._silent: dict[str | None, Unavailable] = {}

    def read(self, place: str) -> list[Event]:
        """Return what takes place from yesterday on. Raises RemoteError or BrokenCalendarError."""
        data = self._download(place) if "://" in place else self._from_disk(self._base / place)
        return events(data, start=self._today, end=self._today + timedelta(days=LONGEST_LOOK_DAYS))

    def _download(self, address: str) -> bytes:
        scheme, _, rest = address.partition("://")
        url = f"https://{rest}" if scheme.lower() == "webcal" else address
        host = urlsplit(url).hostname
        if host in self._silent:
            raise self._silent[host]
        try:
            return download(url, remote="absences", verb="read a calendar", patience=self._patience())
        except Unavailable as error:
            self._silent[host] = error
            raise

    def _from_disk(self, path: Path) -> bytes:
        try:
            with path.open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
        except OSError as error:
            raise BrokenCalendarError(f"{path}: {error.strerror}") from error
        if len(data) > MOST_BYTES:
            raise BrokenCalendarError(f"{path} is longer than {MOST_BYTES // 1024 // 1024} MiB")
        return data


def keep(unread: Iterable[Hold], *, ledger: Ledger) -> None:
    """Store which calendars could not be read, where they are others than before."""
    unread = list(unread)
    if unread != unread_calendars(ledger):
        ledger.observe((), (), cursor=(CURSOR, json.dumps([(hold.reason, hold.subject) for hold in unread])))


def unread_calendars(ledger: Ledger) -> list[Hold]:
    """Return the calendars that could not be read when people were told last."""
    return [Hold(reason, subject=subject) for reason, subject in json.loads(ledger.cursor(CURSOR) or "[]")]
