"""Items that people put off: nobody is told about them until a day, and everybody can read why.

A snooze changes no due date: the item stays overdue, and the report counts it so. Who may be told when it ends is decided by
the ladder as always. How often an item was put off is counted over its whole life.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from connector.core.model import ItemKey


@dataclass(frozen=True, slots=True)
class Snooze:
    """That an item was put off: until which day, which is the first on which it counts again, and why."""

    key: ItemKey
    until: date
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """An item's last snooze, and how many it had."""

    snooze: Snooze
    times: int


def rests(snoozes: Iterable[Snooze], *, today: date, before: datetime | None = None) -> Mapping[ItemKey, Rest]:
    """Return what rests on a day: of each item the last snooze counts, of those made `before` an instant."""
    found: dict[ItemKey, Rest] = {}
    for each in snoozes:
        if before is None or each.at < before:
            times = found[each.key].times if each.key in found else 0
            found[each.key] = Rest(each, times + 1)
    return {key: rest for key, rest in found.items() if rest.snooze.until > today}


def times_of(snoozes: Iterable[Snooze], key: ItemKey) -> int:
    """Return how often an item was put off."""
    return sum(each.key == key for each in snoozes)


def until_by(labels: Iterable[str], *, prefix: str) -> date | None:
    """Return until when labels of a ticket ask to put it off, the latest day of several; None where none does."""
    found = []
    for label in labels:
        if label.casefold().startswith(prefix.casefold()):
            try:
                found.append(date.fromisoformat(label[len(prefix) :].strip()))
            except ValueError:
                continue
    return max(found, default=None)


def by_labels(
    asked: Mapping[ItemKey, date], snoozes: Iterable[Snooze], *, most: int, now: datetime, today: date, reason: str
) -> tuple[tuple[Snooze, ...], tuple[ItemKey, ...]]:
    """Return the snoozes that labels ask for, and the items that were put off `most` times before; a day asked for before is no new one."""
    known, times = set(), Counter[ItemKey]()
    for each in snoozes:
        known.add((each.key, each.until))
        times[each.key] += 1
    new = sorted(key for key, until in asked.items() if until > today and (key, until) not in known)
    allowed = [key for key in new if times[key] < most]
    return tuple(Snooze(key, asked[key], reason, now) for key in allowed), tuple(k for k in new if times[k] >= most)
