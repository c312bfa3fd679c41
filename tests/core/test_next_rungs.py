"""What the ladder has in store for an item: a table of cases, and that a promise is what `escalate` then does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ladder import CALENDAR, DAN, LADDER, MONDAY, PEOPLE, all_delivered, item, presence, run

from connector.core.calendar import WorkCalendar
from connector.core.model import ItemKey, Person, PersonId, Status
from connector.core.nextrungs import Ahead, AtTop, Ladder, Resting, Untold, next_day, next_rungs
from connector.core.notices import Rung, SentNotice
from connector.core.people import Directory
from connector.core.presence import Absence
from connector.core.snoozes import Snooze, rests

DAYS = [date(2026, 11, 10) + timedelta(days=n) for n in range(28)]
WORKING = [day for day in DAYS if CALENDAR.is_working(day)]


def ahead(one, day, *, sent=(), snoozes=(), ladder=LADDER, fallback=DAN, directory=PEOPLE, regions=None, **more):
    found = next_rungs(
        [one],
        ladder=Ladder(ladder, presence(day, regions=regions or {}, **more), fallback),
        directory=directory,
        sent=sent,
        resting=rests(snoozes, today=day),
        day=day,
    )
    return found.get(one.key)


def told_until(one, day):
    """Deliver all that the ladder says before a day, working day by working day."""
    sent: tuple[SentNotice, ...] = ()
    for each in DAYS:
        if each < day:
            sent += all_delivered(run([one], each, sent=sent))
    return sent


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 10), Ahead("heads-up", date(2026, 11, 12), "Ada Example")),
        (date(2026, 11, 12), Ahead("heads-up", date(2026, 11, 12), "Ada Example")),
        (date(2026, 11, 13), Ahead("due", MONDAY, "Ada Example")),
        # The 18th is a holiday.
        (date(2026, 11, 17), Ahead("manager", date(2026, 11, 20), "Bob Example")),
        (date(2026, 11, 23), Ahead("director", date(2026, 11, 27), "Cleo Example")),
        (date(2026, 11, 30), AtTop("director", date(2026, 11, 27))),
    ],
)
def test_the_rung_that_comes_next_is_told_with_its_day_and_person(day, told):
    assert ahead(item(), day, sent=told_until(item(), day)) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"due": None}, Untold("no due date")),
        ({"status": Status.DONE}, None),
        ({"gone": True}, None),
        ({"state": "held"}, None),
        ({"owner": None}, Ahead("director", MONDAY, "Dan Example")),
    ],
)
def test_what_is_not_on_the_ladder_says_why(changes, told):
    assert ahead(item(**{"due": date(2026, 11, 3), **changes}), MONDAY) == told


def test_nobody_to_tell_is_told():
    assert ahead(item(owner=None), MONDAY, fallback=None) == Ahead("due", MONDAY, None)


def test_an_item_that_was_put_off_rests():
    put_off = Snooze(ItemKey("a"), date(2026, 12, 1), "frozen", datetime(2026, 11, 9, tzinfo=UTC))
    assert ahead(item(), MONDAY, snoozes=[put_off]) == Resting(date(2026, 12, 1))


def test_a_ladder_without_a_rung_for_the_item_says_so():
    critical = (Rung("critical", 0, 0, when=(("priority", ("p0",)),)),)
    assert ahead(item(priority="low"), MONDAY, ladder=critical) == Untold("no rung is for it")


def test_a_rung_that_was_not_delivered_comes_next():
    assert ahead(item(), date(2026, 11, 23)) == Ahead("manager", date(2026, 11, 23), "Bob Example")


def test_days_are_those_of_the_owner_s_region():
    there = WorkCalendar(holidays=frozenset({date(2026, 11, 19), date(2026, 11, 20)}))
    people = Directory(
        [Person(PersonId("ada"), "Ada Example", manager=PersonId("bob"), region="X"), *PEOPLE.persons[1:]]
    )
    sent = told_until(item(), date(2026, 11, 17))
    found = ahead(item(), date(2026, 11, 17), sent=sent, directory=people, regions={"X": there})
    assert found == Ahead("manager", date(2026, 11, 23), "Bob Example")


def test_whoever_is_away_is_told_once_they_are_back():
    away = [Absence(datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 19, 12, tzinfo=UTC))]
    found = ahead(item(), MONDAY, sent=told_until(item(), MONDAY), absences={"ada": away})
    assert found == Ahead("due", date(2026, 11, 19), "Ada Example")


@pytest.mark.parametrize(
    ("until", "over", "told_on", "day"),
    [
        (date(2026, 11, 22), True, None, date(2026, 11, 23)),
        (MONDAY, False, None, MONDAY),
        (MONDAY, False, MONDAY, date(2026, 11, 17)),
        # A Saturday, and the holiday.
        (date(2026, 11, 14), False, None, MONDAY),
        (date(2026, 11, 17), True, None, date(2026, 11, 19)),
    ],
)
def test_the_next_day_is_the_one_on_which_digests_go_out_next(until, over, told_on, day):
    notice = SentNotice(ItemKey("a"), "due", MONDAY, "ada", "log", datetime.combine(until, datetime.min.time(), UTC))
    sent = [replace(notice, sent_at=notice.sent_at + timedelta(hours=8))] if told_on else []
    assert next_day(until, sent=sent, ladder=Ladder(LADDER, presence(until)), over=over) == day


@given(
    due=st.sampled_from(DAYS[:20]),
    day=st.sampled_from(WORKING),
    owner=st.sampled_from(["ada", "bob", "cleo", "x", None]),
)
def test_what_is_promised_is_what_escalate_does(due, day, owner):
    """No sooner and no later, to the same person; and at the top nothing is ever told again."""
    one = item(due=due, owner=owner)
    sent = told_until(one, day)
    promised = ahead(one, day, sent=sent)
    later = [day + timedelta(days=n) for n in range(40)]
    first = next(((each, run([one], each, sent=sent)) for each in later if run([one], each, sent=sent).digests), None)
    if isinstance(promised, AtTop):
        assert first is None
        return
    assert isinstance(promised, Ahead)
    assert first is not None
    on, escalation = first
    names = {(notice.rung.name, digest.recipient.name) for digest in escalation.digests for notice in digest.notices}
    assert on == promised.day
    assert (promised.rung, promised.to) in names
