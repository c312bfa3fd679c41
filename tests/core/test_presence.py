"""When somebody can be told: their working days, their clock, their absences."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ladder import ADA, CALENDAR, LADDER, MONDAY, PEOPLE, all_delivered, item, presence, told

from connector.core.escalation import Escalation, escalate
from connector.core.notices import SentNotice
from connector.core.presence import Absence


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
