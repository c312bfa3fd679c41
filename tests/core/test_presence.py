"""When somebody can be told: their working days, their clock, their absences."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ladder import ADA, CALENDAR, LADDER, MONDAY, PEOPLE, all_delivered, item, presence, told

from connector.core.escalation import Escalation, escalate
from connector.core.notices import SentNotice
from connector.core.presence import Absence, Quiet


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


AWAY = (Absence(at(15, 23), at(22, 23)), Absence(at(20), at(24, 12)))
"""From Monday the 16th until Tuesday the 24th at noon, seen from Berlin."""


def run(today: date, *, sent: tuple[SentNotice, ...] = (), **absences: tuple[Absence, ...]) -> Escalation:
    return escalate([item()], ladder=LADDER, presence=presence(today, absences=absences), directory=PEOPLE, sent=sent)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(13, 9), None),
        (at(14, 9), at(24, 12)),  # Saturday; away from the first working day on
        (at(16, 9), at(24, 12)),
        (at(24, 11, 59), at(24, 12)),
        (at(24, 12), None),
        (at(27, 23), at(29, 23)),  # Saturday in Berlin
        (at(17, 23), at(24, 12)),
    ],
)
def test_somebody_can_be_told_once_no_reason_against_it_is_left(now, until):
    days = replace(presence(MONDAY, absences={"ada": AWAY}), now=now)
    assert days.until(ADA) == until


def test_who_never_can_be_told_is_given_up_looking_for():
    assert presence(MONDAY, absences={"ada": (Absence(at(1), datetime(2099, 1, 1, tzinfo=UTC)),)}).until(ADA)


def test_an_owner_who_is_away_is_told_when_back_and_those_above_that_they_are_away():
    friday = run(date(2026, 11, 20), ada=AWAY)
    assert told(friday) == [("bob", "a", "manager")]
    assert [notice.owner_back for digest in friday.digests for notice in digest.notices] == [date(2026, 11, 24)]
    assert [(later.recipient.id, later.until) for later in friday.later] == [("ada", at(24, 12))]
    back = run(date(2026, 11, 25), sent=all_delivered(friday), ada=AWAY)
    assert told(back) == [("ada", "a", "due")]
    assert back.digests[0].notices[0].owner_back is None


def test_a_manager_who_is_away_is_told_when_back_and_theirs_meanwhile():
    sent = all_delivered(run(date(2026, 11, 19)))
    bob_away = (Absence(at(19), at(30)),)
    assert told(run(date(2026, 11, 20), sent=sent, bob=bob_away)) == []
    higher = run(date(2026, 11, 27), sent=sent, bob=bob_away)
    assert told(higher) == [("cleo", "a", "director")]
    assert run(date(2026, 12, 1), sent=(*sent, *all_delivered(higher))) == Escalation()


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=3)


@given(due=st.integers(0, 30), ada=SPANS, bob=SPANS, cleo=SPANS)
def test_nobody_is_told_while_away_and_no_rung_is_lost(due, ada, bob, cleo):
    start = datetime(2026, 10, 28, tzinfo=UTC)
    absences = {
        name: tuple(Absence(start + timedelta(days=a), start + timedelta(days=a + n)) for a, n in spans)
        for name, spans in (("ada", ada), ("bob", bob), ("cleo", cleo))
    }
    one = item(due=start.date() + timedelta(days=due))
    sent: list[SentNotice] = []
    for n in range(120):
        there = presence(start.date() + timedelta(days=n), absences=absences)
        result = escalate([one], ladder=LADDER, presence=there, directory=PEOPLE, sent=tuple(sent))
        for digest in result.digests:
            spans = absences.get(digest.recipient.id, ())
            assert not any(each.start <= there.now < each.end for each in spans)
            assert CALENDAR.is_working(digest.day)
            sent += digest.stamps(channel="log", sent_at=there.now)
    stamps = [(each.rung, each.recipient) for each in sent]
    assert len(stamps) == len(set(stamps))
    assert {rung for rung, _ in stamps} == {rung.name for rung in LADDER}


# --- quiet hours ------------------------------------------------------------------------------------------------------

NIGHT, NOON = Quiet(time(18), time(8)), Quiet(time(12), time(13, 30))
WEST, EAST = replace(ADA, zone="America/Los_Angeles"), replace(ADA, zone="Pacific/Auckland")


@pytest.mark.parametrize(
    ("quiet", "moment", "covered"),
    [
        (NIGHT, time(18), True),
        (NIGHT, time(0), True),
        (NIGHT, time(7, 59), True),
        (NIGHT, time(8), False),
        (NIGHT, time(17, 59), False),
        (NOON, time(12), True),
        (NOON, time(13, 30), False),
        (NOON, time(8), False),
    ],
)
def test_quiet_hours_may_go_over_midnight(quiet, moment, covered):
    assert quiet.covers(moment) is covered


@pytest.mark.parametrize(
    ("who", "now", "until"),
    [
        (ADA, at(16, 8), None),
        (ADA, at(16, 17), at(17, 7)),  # 18:00 in Berlin
        (ADA, at(17, 3), at(17, 7)),
        (ADA, at(13, 17), at(16, 7)),  # Friday evening
        (WEST, at(16, 8), at(16, 16)),  # midnight there: later on the same day
        (WEST, at(17, 1), None),
        (WEST, at(17, 2, 30), at(17, 16)),
        (EAST, at(16, 8), at(16, 19)),  # Monday, 21:00 there: on Tuesday
        (EAST, at(13, 8), at(15, 19)),  # Friday, 21:00 there: on Monday
    ],
)
def test_nobody_is_told_in_quiet_hours_of_their_own_clock(who, now, until):
    assert replace(presence(MONDAY, quiet=NIGHT), now=now).until(who) == until


def test_who_is_told_later_is_named_and_what_they_are_told_waits():
    there = replace(presence(MONDAY, quiet=NIGHT), now=at(16, 17))
    result = escalate([item()], ladder=LADDER, presence=there, directory=PEOPLE, sent=())
    assert (result.digests, [later.until for later in result.later]) == ((), [at(17, 7)])
    assert [notice.rung.name for notice in result.waiting] == ["due"]


@given(
    zone=st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Pacific/Auckland", "Asia/Kolkata", "Pacific/Apia"]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    hours=st.tuples(st.times(), st.times()).filter(lambda each: each[0] != each[1]),
)
def test_whenever_somebody_can_be_told_is_a_working_day_outside_of_quiet_hours(zone, now, hours):
    quiet, who = Quiet(*hours), replace(ADA, zone=zone)
    days = replace(presence(MONDAY, quiet=quiet), now=now)
    moment = days.until(who) or now
    here = replace(days, now=moment)
    assert moment >= now
    assert here.until(who) is None
    assert here.works(who)
    assert not quiet.covers(moment.astimezone(here.zone_of(who)).time())
