"""Twelve weeks of made-up items with a fixed seed: what the pages are drawn from in tests."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from connector.core.calendar import WorkCalendar
from connector.core.model import (
    DocumentId,
    Hold,
    ItemKey,
    Person,
    PersonId,
    Status,
    StatusEvent,
    TicketId,
    TicketRef,
    TrackedItem,
)
from connector.core.nextrungs import Ladder
from connector.core.notices import Rung, SentNotice
from connector.core.people import Directory
from connector.core.presence import Presence
from connector.core.report import figures_of_all_weeks, summarize
from connector.core.reported import Report
from connector.core.weeks import IsoWeek
from connector.ports import DocumentSummary

ZONE = ZoneInfo("Europe/Berlin")
WEEK = IsoWeek(2026, 47)
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LADDER = (Rung("heads-up", -2, 0), Rung("due", 0, 0), Rung("manager", 3, 1))
ADA = Person(PersonId("ada"), "Ada Example", mail="ada@example.com", handles={"chat": "ada1"}, manager=PersonId("bob"))
BOB = Person(PersonId("bob"), "Bob Example", mail="bob@example.com")
PEOPLE = Directory([ADA, BOB, Person(PersonId("cleo"), "Cleo Example")])
ACTIONS = (
    "Alert when the age of ranking features is above 24 hours",
    "Add input validation for the price field of the import",
    "Update runbook section 3.4 to include the roll-back of a model",
    "Cap the batch size of image search at 200 pictures",
    "Load-test checkout at twice the traffic of last November",
    "Refuse a model that was not evaluated on the fraud set",
)
TITLES = (
    "Search ranked on week-old features",
    "Checkout timed out",
    "Fraud model drifted",
    "Image search out of memory",
)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def sample() -> tuple[list[TrackedItem], list[StatusEvent], list[SentNotice]]:
    rng = random.Random(47)
    items, events, notices = [], [], []
    for n in range(70):
        key, document = ItemKey(f"{n:08x}-{n:08x}"), n // 6 % 9
        opened = date(2026, 8, 24) + timedelta(days=rng.randrange(88))
        due = opened + timedelta(days=rng.choice([7, 14, 14, 21, 28])) if n % 17 else None
        owner = rng.choice(["ada", "bob", "cleo", "Zoë Unlisted"]) if n % 13 else None
        events.append(StatusEvent(key, at(opened), "status", None, "open"))
        events.append(StatusEvent(key, at(opened), "due", None, due.isoformat() if due else None))
        if due and rng.random() < 0.2:
            later = due + timedelta(days=7)
            events.append(StatusEvent(key, at(due - timedelta(days=1)), "due", due.isoformat(), later.isoformat()))
            due = later
        closed = (
            (due or opened) + timedelta(days=rng.choice([-6, -3, -2, -1, 0, 0, 3, 12])) if rng.random() < 0.8 else None
        )
        status = Status.OPEN
        if closed and opened < closed < date(2026, 11, 23):
            status = Status.WONT_DO if n % 19 == 0 else Status.DONE
            events.append(StatusEvent(key, at(closed, 12), "status", "open", status.value))
        elif due and due < date(2026, 11, 20):
            notices += [
                SentNotice(key, rung, due, owner or "bob", "log", at(date(2026, 11, 16) + timedelta(days=n % 5)), note)
                for note in ["" if owner else "it has no owner; asked as the fallback"]
                for rung in ("due", "manager")[: 1 + n % 2]
            ]
        items.append(
            TrackedItem(
                key=key,
                document=DocumentId(f"docs:2026/{document:02}.md"),
                document_title=TITLES[document % len(TITLES)],
                document_url=f"https://docs.example.com/pm/{document}",
                line=40 + n,
                action=f"{ACTIONS[n % len(ACTIONS)]} ({n})",
                status=status,
                state="filed",
                incident=f"EX-2026-{document:03}",
                severity="Critical" if document == 3 else "Medium",
                facilitator="Bob Example",
                priority="P1" if n % 23 == 5 else "P3" if n % 2 else None,
                owner=owner,
                due=due,
                ticket=TicketRef("ops", TicketId(str(n))),
                ticket_key=f"OPS-{n}",
                ticket_url=f"https://tickets.example.com/OPS-{n}",
                opened_at=at(opened),
                closed_at=at(closed, 12) if status.closed and closed else None,
            )
        )
    events.sort(key=lambda event: event.at)
    return items, events, notices


def documents() -> list[DocumentSummary]:
    return [
        DocumentSummary(
            id=DocumentId(f"docs:2026/{n:02}.md"),
            url=f"https://docs.example.com/pm/{n}",
            title=TITLES[n % len(TITLES)],
            incident=None,
            severity=None,
            facilitator=None,
            held_on=None,
            gone=False,
        )
        for n in range(9)
    ]


def holds() -> list[Hold]:
    return [
        Hold(
            "the owner names two people; write the one who will do it",
            DocumentId("docs:2026/02.md"),
            61,
            "Ada, Bob: agree on a limit",
        ),
        Hold(
            "the due date 03/04/2026 could be 3 April or 4 March", DocumentId("docs:2026/07.md"), 55, "Write an alert"
        ),
    ]


def sample_report(week: IsoWeek = WEEK, now: datetime = NOW) -> Report:
    items, events, notices = sample()
    return summarize(
        week,
        items=items,
        events=events,
        notices=notices,
        documents=documents(),
        holds=holds(),
        zone=ZONE,
        now=now,
        ladder=Ladder(LADDER, Presence(NOW, ZONE, WorkCalendar())),
        directory=PEOPLE,
    )


def sample_weeks():
    items, events, _ = sample()
    return figures_of_all_weeks(items=items, events=events, now=NOW, zone=ZONE)


HOSTILE = (
    "<script>alert(1)</script> {{ 7*7 }} \x00\x1b[31m\u202egnp\u2066 \"'><img src=x onerror=alert(1)> </style>\ud800"
    " | [a](javascript:x) @everyone ]]> &nbsp;"
)


def hostile_report():
    """A week whose every word comes from somebody who means harm."""
    items, events, notices = sample()
    items = [
        replace(
            item,
            action=HOSTILE,
            owner=HOSTILE,
            document_title=HOSTILE,
            document_url="javascript:alert(1)",
            ticket_key=HOSTILE,
            ticket_url="data:text/html,x",
            incident=HOSTILE,
            severity="critical" + HOSTILE,
            priority=None,
            facilitator=HOSTILE,
        )
        for item in items
    ]
    events += [StatusEvent(items[0].key, datetime(2026, 11, 17, tzinfo=UTC), "title", "x", HOSTILE)]
    return summarize(
        WEEK,
        items=items,
        events=sorted(events, key=lambda event: event.at),
        notices=[replace(notice, recipient=HOSTILE, rung=HOSTILE) for notice in notices],
        documents=documents(),
        holds=[Hold(HOSTILE, None, 1, HOSTILE)],
        zone=ZONE,
        now=NOW,
    )
