"""What owners have open: who left and whose items need another one, and who has too many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from connector.core.model import ItemKey, TrackedItem
from connector.core.nextrungs import Ahead, Next
from connector.core.people import Directory, Known


@dataclass(frozen=True, slots=True)
class OpenOf:
    """What one owner has open, in the order of documents and lines, and how much of it is overdue.

    `soonest` is the first that comes of the rungs ahead of these items. `left` is when the owner left, of one who has.
    """

    owner: str
    items: tuple[TrackedItem, ...]
    overdue: int
    soonest: Ahead | None
    left: date | None = None


def open_of_owners(
    items: Iterable[TrackedItem], *, today: date, ahead: Mapping[ItemKey, Next], directory: Directory | None
) -> list[OpenOf]:
    """Return every owner of these open items, those with the most first."""
    theirs: dict[str, list[TrackedItem]] = defaultdict(list)
    for item in items:
        if item.owner:
            theirs[item.owner].append(item)
    found = [
        OpenOf(
            owner,
            tuple(own),
            sum(item.days_overdue(today) > 0 for item in own),
            _soonest(own, ahead),
            _left(owner, directory),
        )
        for owner, own in theirs.items()
    ]
    return sorted(found, key=lambda each: (-len(each.items), -each.overdue, each.owner))


def _soonest(items: Sequence[TrackedItem], ahead: Mapping[ItemKey, Next]) -> Ahead | None:
    coming = [(each, item.key) for item in items if isinstance(each := ahead.get(item.key), Ahead)]
    return min(coming, key=lambda pair: (pair[0].day, pair[1]))[0] if coming else None


def _left(owner: str, directory: Directory | None) -> date | None:
    found = directory.resolve(owner) if directory else None
    return found.person.left if isinstance(found, Known) else None
