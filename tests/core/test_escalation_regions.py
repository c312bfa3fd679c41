"""The ladder for people with public holidays of their own."""

from dataclasses import replace
from datetime import date

import pytest
from ladder import ADA, BOB, CLEO, LADDER, MONDAY, deliver, item, person, presence, told

from connector.core.calendar import WorkCalendar
from connector.core.escalation import Escalation, escalate
from connector.core.model import TrackedItem
from connector.core.notices import SentNotice
from connector.core.people import Directory

THERE = WorkCalendar(holidays=frozenset({MONDAY, date(2026, 11, 17)}))
IDA, JON = replace(person("ida", "jon"), region="XX-Y"), replace(person("jon", "cleo"), region="XX-Y")
GUS = replace(person("gus", "jon"), region="ZZ")


def run_there(today: date, *items: TrackedItem, sent: tuple[SentNotice, ...] = ()) -> Escalation:
    return escalate(
        items,
        ladder=LADDER,
        presence=presence(today, regions={"XX-Y": THERE}),
        directory=Directory([ADA, BOB, CLEO, IDA, JON, GUS]),
        sent=sent,
    )


@pytest.mark.parametrize(
    ("today", "expected", "days_late"),
    [
        (date(2026, 11, 12), [("ada", "a", "heads-up"), ("ida", "i", "heads-up")], -2),
        (MONDAY, [("ada", "a", "due")], 0),  # a day off where ida is
        (date(2026, 11, 18), [("ida", "i", "due")], 1),  # a day off for everybody else
        (date(2026, 11, 19), [("ada", "a", "due"), ("ida", "i", "due")], 2),
        (
            date(2026, 11, 20),
            [("ada", "a", "due"), ("bob", "a", "manager"), ("ida", "i", "due"), ("jon", "i", "manager")],
            3,
        ),
    ],
)
def test_an_owners_working_days_are_counted_by_their_own_holidays(
    today: date, expected: list[tuple[str, str, str]], days_late: int
) -> None:
    result = run_there(today, item("a", owner="ada"), item("i", owner="ida"))
    assert told(result) == expected
    assert result.digests[-1].notices[0].days_late == days_late
    assert not result.day_off


def test_the_same_due_date_is_late_by_other_days_in_other_places() -> None:
    friday = date(2026, 11, 13)
    result = run_there(date(2026, 11, 19), item("a", owner="ada", due=friday), item("i", owner="ida", due=friday))
    late = {digest.recipient.id: digest.notices[0].days_late for digest in result.digests}
    assert late == {"ada": 3, "bob": 3, "ida": 2}


def test_a_manager_with_a_day_off_is_told_when_back_and_the_stamp_waits() -> None:
    late = item("g", owner="ada", due=date(2026, 11, 11))
    chased = replace(late, owner="gus")
    off = run_there(MONDAY, chased)
    assert told(off) == [("gus", "g", "due")]
    assert [notice.recipient.id for notice in off.waiting if notice.recipient] == ["jon"]
    sent = tuple(stamp for digest in off.digests for stamp in deliver(digest))
    assert told(run_there(date(2026, 11, 18), chased, sent=sent)) == [("jon", "g", "manager")]


def test_nobody_is_told_where_it_is_a_day_off_everywhere() -> None:
    assert run_there(date(2026, 11, 14), item("i", owner="ida")) == Escalation(day_off=True)


def test_a_region_without_a_calendar_counts_as_the_installations() -> None:
    assert told(run_there(MONDAY, item("g", owner="gus"))) == [("gus", "g", "due")]
