"""A ladder with the people on it, and what an escalation told them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from connector.core.calendar import WorkCalendar
from connector.core.escalation import NO_LIMITS, Digest, Escalation, Limits, escalate
from connector.core.model import DocumentId, ItemKey, Person, PersonId, Status, TrackedItem
from connector.core.notices import Rung, SentNotice
from connector.core.people import Directory
from connector.core.presence import Presence

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)
LADDER = (Rung("heads-up", -2, 0), Rung("due", 0, 0), Rung("manager", 3, 1), Rung("director", 8, 2))
CALENDAR = WorkCalendar(holidays=frozenset({date(2026, 11, 18)}))


def person(name: str, manager: str | None = None) -> Person:
    return Person(PersonId(name), f"{name.title()} Example", manager=PersonId(manager) if manager else None)


ADA, BOB, CLEO, DAN, EVE = (
    person("ada", "bob"),
    person("bob", "cleo"),
    person("cleo"),
    person("dan"),
    person("eve", "eve"),
)
PEOPLE = Directory([ADA, BOB, CLEO, DAN, EVE, person("sam"), replace(person("sam2"), aliases=("Sam",))])


def item(key: str = "a", *, due: date | None = MONDAY, owner: str | None = "ada", **more: object) -> TrackedItem:
    base = TrackedItem(
        key=ItemKey(key),
        document=DocumentId("docs:a.md"),
        document_title="A",
        document_url="https://docs.example/a",
        line=1,
        action=f"Do {key}",
        status=Status.OPEN,
        state="filed",
        owner=owner,
        due=due,
    )
    return replace(base, **more)


def presence(today: date, **more: object) -> Presence:
    """Return who works on a day, seen from nine in the morning there."""
    now = datetime.combine(today, time(9), ZONE).astimezone(UTC)
    return replace(Presence(now=now, zone=ZONE, calendar=CALENDAR), **more)


def run(
    items: list[TrackedItem],
    today: date,
    *,
    sent: tuple[SentNotice, ...] = (),
    fallback: Person | None = DAN,
    ladder: tuple[Rung, ...] = LADDER,
    limits: Limits = NO_LIMITS,
    directory: Directory = PEOPLE,
) -> Escalation:
    return escalate(
        items,
        ladder=ladder,
        presence=presence(today),
        directory=directory,
        sent=sent,
        fallback=fallback,
        limits=limits,
    )


def deliver(digest: Digest) -> tuple[SentNotice, ...]:
    return digest.stamps(channel="log", sent_at=datetime.combine(digest.day, datetime.min.time(), ZONE).astimezone(UTC))


def all_delivered(result: Escalation) -> tuple[SentNotice, ...]:
    return tuple(stamp for digest in result.digests for stamp in deliver(digest))


def told(result: Escalation) -> list[tuple[str, str, str]]:
    return [(digest.recipient.id, n.item.key, n.rung.name) for digest in result.digests for n in digest.notices]
