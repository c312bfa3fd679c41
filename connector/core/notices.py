"""The ladder, and what is told by it: which rung is for which item, what one person is told, what was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from connector.core.conditions import all_hold
from connector.core.model import ItemKey, Party, TrackedItem

TEAM = "team"
ROLE = "role:"
BESIDE = 1000
"""More than any count of managers."""


TICKET = "ticket"
"""Who is told where a rung does something to the ticket: it stands among the notices, as what was done and is yet to be done."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What else happens on a ticket once somebody was told by a rung."""

    comment: bool = False
    label: str = ""
    raise_priority: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What there is to do."""
        wanted = {"comment": self.comment, "label": bool(self.label), "priority": self.raise_priority}
        return tuple(name for name, is_wanted in wanted.items() if is_wanted)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: `offset` working days from the due date (negative is before), and to whom it goes.

    `to` is owner, manager, or manager's manager and so on as a count: 0 is the owner, 1 the manager, 2 theirs; or TEAM for the
    owner's team, or ROLE and the name of a role. `when` names priorities and severities of the items it is for, with * and ?
    as in file names; without any it is for all. `weekdays`, counted from Monday, which is 0, are those on which it may be
    told; without any it may be on all.
    """

    name: str
    offset: int
    to: int | str
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    weekdays: frozenset[int] = frozenset()
    effects: Effects = Effects()

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it stands on the ladder: of one offset, teams and roles come after managers."""
        return (self.offset, self.to, "") if isinstance(self.to, int) else (self.offset, BESIDE, self.to)

    def fits(self, item: TrackedItem) -> bool:
        """Say whether every condition holds for an item; what it does not say of itself holds for none."""
        return all_hold(self.when, {"priority": (item.priority,), "severity": (item.severity,)})


def rungs_for(item: TrackedItem, ladder: Iterable[Rung]) -> list[Rung]:
    """Return the rungs for an item. One with conditions stands in place of those without that go to the same person."""
    fitting = [rung for rung in ladder if rung.fits(item)]
    special = {rung.to for rung in fitting if rung.when}
    return [rung for rung in fitting if rung.when or rung.to not in special]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person, or a group, about one item. `owner_back` is when an owner who is away is at work again."""

    item: TrackedItem
    rung: Rung
    due: date
    days_late: int
    recipient: Party | None
    note: str = ""
    owner_back: date | None = None


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A notice that was delivered: the audit trail, and what keeps a rung from being sent twice.

    `note` says why it went to somebody whom the rung does not name; `owed` names the channels that have yet to take it.
    """

    key: ItemKey
    rung: str
    due: date
    recipient: str
    channel: str
    sent_at: datetime
    note: str = ""
    owed: tuple[str, ...] = ()
