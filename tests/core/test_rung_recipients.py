"""Rungs for a team and for a role, those of some weekdays alone, and the clock that people live by."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ladder import ADA, BOB, CALENDAR, CLEO, DAN, MONDAY, ZONE, all_delivered, item, person, presence, run, told

from connector.core.escalation import Escalation, Limits, Why, escalate
from connector.core.model import Group, PersonId
from connector.core.notices import Rung, SentNotice
from connector.core.people import Directory

SEARCH = Group(PersonId("team:search"), "Search", region="XX")
LEAD = Group(PersonId("role:desk"), "the desk")
ANN = replace(person("ann", "bob"), team=" Search ")
TIM = replace(person("tim", "bob"), team="infra")
GROUPS = {"team:search": SEARCH, "role:desk": LEAD, "role:head": CLEO}
WORLD = Directory([ADA, BOB, CLEO, DAN, ANN, TIM], groups=GROUPS)
MON, THU = 0, 3
THURSDAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("to", "owner", "fallback", "recipient", "note"),
    [
        ("team", "ann", DAN, "team:search", ""),
        ("team", "tim", DAN, "team:infra", ""),
        ("team", "ada", DAN, "dan", "its owner Ada Example has no team; asked as the fallback"),
        ("team", "ada", None, "ada", "its owner Ada Example has no team, and no fallback is set"),
        ("team", None, DAN, "dan", "it has no owner; asked as the fallback"),
        ("role:desk", "ada", DAN, "role:desk", ""),
        ("role:desk", None, None, "role:desk", ""),
        ("role:head", "ada", DAN, "cleo", ""),
        ("role:gone", "ada", DAN, "dan", "nobody is 'role:gone' in the people file; asked as the fallback"),
        ("role:gone", None, DAN, "dan", "nobody is 'role:gone' in the people file; asked as the fallback"),
    ],
)
def test_a_team_and_a_role_are_told_or_somebody_who_can_be(to, owner, fallback, recipient, note):
    ladder = (Rung("due", 0, 0), Rung("wide", 1, to))
    result = run([item(owner=owner)], date(2026, 11, 17), ladder=ladder, directory=WORLD, fallback=fallback)
    notes = {digest.recipient.id: digest.notices[0].note for digest in result.digests}
    assert notes[recipient] == note


def test_a_team_is_told_once_and_what_is_above_it_later():
    ladder = (Rung("due", 0, 0), Rung("team", 1, "team"), Rung("manager", 3, 1))
    tuesday = run([item(owner="ann")], date(2026, 11, 17), ladder=ladder, directory=WORLD)
    assert told(tuesday) == [("ann", "a", "due"), ("team:search", "a", "team")]
    assert [why for digest in tuesday.digests for why, _ in digest.groups] == [Why.LATE, Why.ESCALATED]
    sent = all_delivered(tuesday)
    assert run([item(owner="ann")], THURSDAY, ladder=ladder, directory=WORLD, sent=sent) == Escalation()
    friday = run([item(owner="ann")], date(2026, 11, 20), ladder=ladder, directory=WORLD, sent=sent)
    assert told(friday) == [("bob", "a", "manager")]


def test_a_role_that_the_owner_has_tells_them_as_the_owner():
    ladder = (Rung("head", 0, "role:head"),)
    result = run([item(owner="cleo")], MONDAY, ladder=ladder, directory=WORLD)
    assert [[why for why, _ in digest.groups] for digest in result.digests] == [[Why.TODAY]]


def test_rungs_of_one_offset_are_in_order_of_how_far_they_go():
    rungs = [Rung("e", 1, 0), Rung("d", 0, "team"), Rung("c", 0, "role:x"), Rung("b", 0, 2), Rung("a", 0, 0)]
    assert [rung.name for rung in sorted(rungs, key=lambda rung: rung.order)] == ["a", "b", "c", "d", "e"]


# --- weekdays ---------------------------------------------------------------------------------------------------------

WEEKLY = (Rung("due", 0, 0), Rung("weekly", 1, 1, weekdays=frozenset({THU})))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (MONDAY, [("ada", "a", "due")]),
        (date(2026, 11, 17), [("ada", "a", "due")]),
        (THURSDAY, [("ada", "a", "due"), ("bob", "a", "weekly")]),
        (date(2026, 11, 20), [("ada", "a", "due")]),
        (date(2026, 11, 26), [("ada", "a", "due"), ("bob", "a", "weekly")]),
    ],
)
def test_a_rung_with_weekdays_waits_for_one_of_them(today, expected):
    result = run([item()], today, ladder=WEEKLY)
    assert told(result) == expected
    assert bool(result.later) is (len(expected) == 1 and today > MONDAY)


def test_who_is_told_later_is_said_with_the_moment():
    (later,) = run([item()], date(2026, 11, 17), ladder=WEEKLY).later
    assert (later.recipient.id, later.until) == ("bob", datetime(2026, 11, 18, 23, tzinfo=UTC))


def test_a_lower_rung_is_told_while_a_higher_one_waits_for_its_weekday():
    ladder = (Rung("due", 0, 0), Rung("late", 1, 0, weekdays=frozenset({THU})))
    tuesday = run([item()], date(2026, 11, 17), ladder=ladder)
    assert told(tuesday) == [("ada", "a", "due")]
    sent = all_delivered(tuesday)
    assert told(run([item()], THURSDAY, ladder=ladder, sent=sent)) == []  # told since the day it began
    assert told(run([item(owner="eve")], date(2026, 11, 20), ladder=ladder, sent=sent)) == [("eve", "a", "due")]


def test_an_owner_is_told_before_their_weekday_where_somebody_above_is():
    ladder = (Rung("late", 1, 0, weekdays=frozenset({THU})), Rung("manager", 1, 1))
    assert told(run([item()], date(2026, 11, 17), ladder=ladder)) == [("ada", "a", "late"), ("bob", "a", "manager")]


def test_a_rung_below_one_that_was_told_is_not_told_while_its_person_is_away():
    ladder = (Rung("due", 0, 0), Rung("team", 1, "team"), Rung("manager", 2, 1, weekdays=frozenset({THU})))
    thursday = run([item(owner="ann")], THURSDAY, ladder=ladder, directory=WORLD)
    assert told(thursday) == [("ann", "a", "due"), ("bob", "a", "manager")]
    friday = run([item(owner="ann")], date(2026, 11, 20), ladder=ladder, directory=WORLD, sent=all_delivered(thursday))
    assert friday == Escalation()


# --- limits and clocks ------------------------------------------------------------------------------------------------


def test_a_run_sends_the_most_late_digests_and_says_whom_it_held_back():
    items = [item("a", owner="ada"), item("b", owner="bob", due=date(2026, 11, 12)), item("c", owner="cleo")]
    ladder = (Rung("due", 0, 0),)
    first = run(items, MONDAY, ladder=ladder, limits=Limits(digests=2))
    assert told(first) == [("ada", "a", "due"), ("bob", "b", "due")]
    assert [party.id for party in first.held_back] == ["cleo"]
    assert [notice.item.key for notice in first.waiting] == ["c"]
    again = run(items, MONDAY, ladder=ladder, limits=Limits(digests=2), sent=all_delivered(first))
    assert (told(again), again.held_back) == ([("cleo", "c", "due")], ())


FAR = replace(ADA, zone="Pacific/Auckland")
NEAR = Directory([FAR, BOB, CLEO])


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 13, 10, 30, tzinfo=UTC), [("ada", date(2026, 11, 13))]),  # Friday evening there
        (datetime(2026, 11, 13, 11, 30, tzinfo=UTC), []),  # Saturday there, Friday here
        (datetime(2026, 11, 15, 11, 30, tzinfo=UTC), [("ada", date(2026, 11, 16))]),  # Monday there, Sunday here
    ],
)
def test_people_are_told_on_working_days_by_their_own_clock(now, expected):
    due = item(due=date(2026, 11, 13))
    result = escalate(
        [due],
        ladder=(Rung("due", 0, 0),),
        presence=replace(presence(MONDAY), now=now),
        directory=NEAR,
        sent=(),
    )
    assert [(digest.recipient.id, digest.day) for digest in result.digests] == expected


def test_who_had_a_digest_on_a_day_of_theirs_waits_until_it_is_over_there():
    def at(hour: int, sent: tuple[SentNotice, ...] = ()) -> Escalation:
        there = replace(presence(MONDAY), now=datetime(2026, 11, 16, hour, tzinfo=UTC))
        due = [item("a", due=date(2026, 11, 12)), item("b", due=date(2026, 11, 13))]
        return escalate(
            due, ladder=(Rung("due", 0, 0),), presence=there, directory=NEAR, sent=sent, limits=Limits(notices=1)
        )

    first = at(9)
    sent = first.digests[0].stamps(channel="log", sent_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    assert told(at(10, sent)) == []
    assert told(at(12, sent)) == [("ada", "b", "due")]


OWNERS = st.sampled_from(["ada", "ann", "tim", "zoe", None])
ITEMS = st.lists(st.tuples(st.dates(date(2026, 11, 1), date(2026, 11, 25)), OWNERS), max_size=4)
DAYS = st.frozensets(st.integers(0, 4), max_size=2)
UP_DAYS = st.lists(st.booleans(), min_size=40, max_size=40)


@given(specs=ITEMS, weekdays=st.tuples(DAYS, DAYS, DAYS, DAYS), up=UP_DAYS, limit=st.sampled_from([None, 1]))
def test_with_weekdays_teams_and_limits_no_rung_is_told_twice_and_none_is_lost(specs, weekdays, up, limit):
    rungs = [Rung("soon", -2, 0), Rung("due", 0, 0), Rung("team", 2, "team"), Rung("desk", 4, "role:desk")]
    ladder = tuple(replace(rung, weekdays=days) for rung, days in zip(rungs, weekdays, strict=True))
    items = [item(f"i{n}", due=due, owner=owner) for n, (due, owner) in enumerate(specs)]
    sent: list[SentNotice] = []
    for n, is_up in enumerate([*up, *([True] * 60)]):
        today = date(2026, 10, 28) + timedelta(days=n)
        for _ in range(2 if is_up else 0):
            result = run(items, today, sent=tuple(sent), ladder=ladder, directory=WORLD, limits=Limits(digests=limit))
            assert not result.digests or CALENDAR.is_working(today)
            for digest in result.digests:
                for notice in digest.notices:
                    on_its_day = today.weekday() in (notice.rung.weekdays or range(7))
                    assert on_its_day or notice.rung.to == 0
                sent += digest.stamps(channel="log", sent_at=presence(today).now)
    stamps = [(one.key, one.rung, one.due) for one in sent]
    assert len(stamps) == len(set(stamps))
    assert set(stamps) == {(each.key, rung.name, each.due) for each in items for rung in ladder}
    assert len({(one.recipient, one.sent_at.astimezone(ZONE).date(), one.key) for one in sent}) <= len(sent)
