"""The ladder: what is due, who is told, and that nobody is nagged twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ladder import (
    ADA,
    BOB,
    CALENDAR,
    CLEO,
    DAN,
    LADDER,
    MONDAY,
    ZONE,
    all_delivered,
    deliver,
    item,
    person,
    presence,
    run,
    told,
)

from connector.core.calendar import WorkCalendar
from connector.core.escalation import Escalation, Limits, Why, escalate
from connector.core.model import ItemKey, Status
from connector.core.notices import Rung, SentNotice
from connector.core.people import Directory
from connector.core.recipients import recipient_of


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 11), []),
        (date(2026, 11, 12), [("ada", "a", "heads-up")]),
        (date(2026, 11, 13), [("ada", "a", "heads-up")]),
        (date(2026, 11, 16), [("ada", "a", "due")]),
        (date(2026, 11, 19), [("ada", "a", "due")]),
        (date(2026, 11, 20), [("ada", "a", "due"), ("bob", "a", "manager")]),
        (date(2026, 11, 26), [("ada", "a", "due"), ("bob", "a", "manager")]),
        (date(2026, 11, 27), [("ada", "a", "due"), ("cleo", "a", "director")]),
    ],
)
def test_a_rung_is_due_by_working_days_and_the_highest_reached_is_told(
    today: date, expected: list[tuple[str, str, str]]
) -> None:
    assert told(run([item()], today)) == expected


@pytest.mark.parametrize("today", [date(2026, 11, 14), date(2026, 11, 15), date(2026, 11, 18)])
def test_nothing_is_sent_on_a_day_off(today: date) -> None:
    assert run([item()], today) == Escalation(day_off=True)


@pytest.mark.parametrize(
    "other",
    [
        {"status": Status.DONE},
        {"status": Status.WONT_DO},
        {"gone": True},
        {"state": "held"},
        {"state": "recorded"},
        {"due": None},
    ],
)
def test_only_open_filed_present_items_with_a_due_date_are_chased(other: dict[str, object]) -> None:
    assert run([item(**other)], MONDAY) == Escalation()


def test_a_missed_rung_counts_as_told_with_the_higher_one() -> None:
    sent = all_delivered(run([item()], date(2026, 11, 27)))
    assert [(stamp.rung, stamp.recipient) for stamp in sent] == [
        ("heads-up", "ada"),
        ("due", "ada"),
        ("manager", "cleo"),
        ("director", "cleo"),
    ]
    assert run([item()], date(2026, 11, 30), sent=sent) == Escalation()


def test_a_rung_added_below_one_that_was_told_is_not_told_afterwards() -> None:
    sent = all_delivered(run([item()], date(2026, 11, 20)))
    ladder = (*LADDER, Rung("reminder", 1, 0), Rung("watch", 2, 1))
    assert run([item()], date(2026, 11, 23), sent=sent, ladder=ladder) == Escalation()


def test_an_owner_who_had_the_heads_up_only_is_told_that_it_is_late_with_the_manager() -> None:
    sent = all_delivered(run([item()], date(2026, 11, 12)))
    assert told(run([item()], date(2026, 11, 20), sent=sent)) == [("ada", "a", "due"), ("bob", "a", "manager")]


def test_the_owner_is_told_where_the_ladder_has_no_rung_for_owners() -> None:
    ladder = (Rung("manager", 3, 1),)
    result = run([item()], date(2026, 11, 20), ladder=ladder)
    assert told(result) == [("ada", "a", "manager"), ("bob", "a", "manager")]
    assert [why for digest in result.digests for why, _ in digest.groups] == [Why.LATE, Why.ESCALATED]
    assert run([item()], date(2026, 11, 23), sent=all_delivered(result), ladder=ladder) == Escalation()


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("eve", [("dan", "a", "manager"), ("eve", "a", "due")]),
        ("bob", [("bob", "a", "due"), ("cleo", "a", "manager")]),
        ("Ada Example", []),
    ],
)
def test_a_new_owner_is_told_and_whoever_was_told_is_not_told_again(
    owner: str, expected: list[tuple[str, str, str]]
) -> None:
    sent = all_delivered(run([item()], date(2026, 11, 20)))
    again = run([item(owner=owner)], date(2026, 11, 23), sent=sent)
    assert told(again) == expected
    assert run([item(owner=owner)], date(2026, 11, 24), sent=(*sent, *all_delivered(again))) == Escalation()


def test_the_late_item_of_somebody_without_a_manager_comes_back_to_them_where_no_fallback_is_set() -> None:
    sent = all_delivered(run([item(owner="cleo")], MONDAY, fallback=None))
    result = run([item(owner="cleo")], date(2026, 11, 20), sent=sent, fallback=None)
    assert told(result) == [("cleo", "a", "manager")]
    ((why, (notice,)),) = result.digests[0].groups
    assert (why, notice.note) == (
        Why.STAND_IN,
        "no manager is known for its owner Cleo Example, and no fallback is set",
    )
    assert [(stamp.rung, stamp.note) for stamp in all_delivered(result)] == [("manager", notice.note)]


def test_a_new_due_date_starts_the_ladder_anew() -> None:
    (digest,) = run([item()], MONDAY).digests
    moved = item(due=date(2026, 11, 23))
    assert told(run([moved], date(2026, 11, 19), sent=deliver(digest))) == [("ada", "a", "heads-up")]


def test_a_second_run_on_the_same_day_waits_for_the_next() -> None:
    (digest,) = run([item()], MONDAY).digests
    later = run([item(), item("b")], MONDAY, sent=deliver(digest))
    assert later.digests == ()
    assert [notice.item.key for notice in later.waiting] == ["b"]
    assert told(run([item(), item("b")], date(2026, 11, 17), sent=deliver(digest))) == [("ada", "b", "due")]


def test_today_is_the_day_of_the_installation_and_not_of_utc() -> None:
    late_evening = SentNotice(ItemKey("x"), "due", MONDAY, "ada", "log", datetime(2026, 11, 15, 23, 30, tzinfo=UTC))
    assert run([item()], MONDAY, sent=(late_evening,)).digests == ()
    evening_before = replace(late_evening, sent_at=datetime(2026, 11, 15, 22, 30, tzinfo=UTC))
    assert len(run([item()], MONDAY, sent=(evening_before,)).digests) == 1


def test_a_digest_is_most_late_first_whatever_the_order_of_the_items() -> None:
    items = [item("c"), item("b", due=date(2026, 11, 17)), item("a", due=date(2026, 11, 12), owner="dan")]
    ladder = (Rung("due", 0, 0),)
    orders = [run(list(each), date(2026, 11, 17), ladder=ladder) for each in (items, reversed(items))]
    assert orders[0] == orders[1]
    assert told(orders[0]) == [("ada", "c", "due"), ("ada", "b", "due"), ("dan", "a", "due")]
    assert [notice.days_late for digest in orders[0].digests for notice in digest.notices] == [1, 0, 3]


def test_a_limit_keeps_the_most_late_and_lets_the_others_wait() -> None:
    items = [item("b"), item("a", due=date(2026, 11, 13))]
    result = run(items, MONDAY, limits=Limits(notices=1))
    assert told(result) == [("ada", "a", "due")]
    assert [notice.item.key for notice in result.waiting] == ["b"]


def test_rungs_of_one_offset_are_all_told() -> None:
    ladder = (Rung("due", 0, 0), Rung("watch", 0, 1), Rung("heads-up", -2, 0))
    assert told(run([item()], MONDAY, ladder=ladder)) == [("ada", "a", "due"), ("bob", "a", "watch")]


def test_one_person_is_not_told_twice_about_one_item() -> None:
    ladder = (Rung("due", 0, 0), Rung("watch", 0, 1))
    result = run([item(owner="nobody")], MONDAY, ladder=ladder)
    assert told(result) == [("dan", "a", "watch")]
    assert {stamp.rung for stamp in deliver(result.digests[0])} == {"due", "watch"}


@pytest.mark.parametrize(
    ("owner", "facilitator", "levels", "to", "note"),
    [
        ("ada", None, 0, "ada", ""),
        ("ada", None, 1, "bob", ""),
        ("ada", None, 2, "cleo", ""),
        ("ada", None, 3, "cleo", "no manager further up is known for Ada Example"),
        ("cleo", None, 1, "dan", "no manager is known for its owner Cleo Example; asked as the fallback"),
        ("eve", None, 1, "dan", "no manager is known for its owner Eve Example; asked as the fallback"),
        (
            "dan",
            None,
            1,
            "dan",
            "no manager is known for its owner Dan Example; asked as the fallback, who is the owner",
        ),
        (None, "bob", 0, "bob", "it has no owner; asked as the facilitator"),
        ("  ", "bob", 0, "bob", "it has no owner; asked as the facilitator"),
        ("zoe", "bob", 0, "bob", "its owner 'zoe' is not in the people file; asked as the facilitator"),
        ("zoe", "bob", 1, "dan", "its owner 'zoe' is not in the people file; asked as the fallback"),
        ("zoe", "yan", 0, "dan", "its owner 'zoe' is not in the people file; asked as the fallback"),
        (
            "Sam",
            None,
            0,
            "dan",
            "its owner 'Sam' may be any of Sam Example, Sam2 Example; asked as the fallback",
        ),
    ],
)
def test_who_is_told_and_why(owner: str | None, facilitator: str | None, levels: int, to: str, note: str) -> None:
    ladder = (Rung("mine", 0, 0), Rung("r", 0, levels))[-levels - 1 :]
    result = run([item(owner=owner, facilitator=facilitator)], MONDAY, ladder=ladder)
    notes = {digest.recipient.id: digest.notices[0].note for digest in result.digests}
    assert notes.pop(to) == note
    assert set(notes.values()) <= {"", "its owner 'zoe' is not in the people file; asked as the facilitator"}


@pytest.mark.parametrize(
    ("owner", "levels", "note"),
    [
        (None, 0, "it has no owner, neither is a facilitator, and no fallback is set"),
        ("zoe", 1, "its owner 'zoe' is not in the people file, neither is a facilitator, and no fallback is set"),
    ],
)
def test_a_notice_for_nobody_is_reported_and_not_stamped(owner: str | None, levels: int, note: str) -> None:
    result = run([item(owner=owner)], MONDAY, ladder=(Rung("r", 0, levels),), fallback=None)
    assert result.digests == ()
    assert [(notice.recipient, notice.note) for notice in result.unreachable] == [(None, note)]


ITEMS = st.lists(
    st.tuples(st.dates(date(2026, 11, 1), date(2026, 12, 5)), st.sampled_from(["ada", "bob", "zoe", None])), max_size=6
)
UP_DAYS = st.lists(st.booleans(), min_size=70, max_size=70)


@given(specs=ITEMS, up=UP_DAYS, delivered=st.data(), limit=st.sampled_from([None, 1, 2]))
def test_over_any_downtime_no_rung_is_told_twice_and_none_is_lost(
    specs: list[tuple[date, str | None]], up: list[bool], delivered: st.DataObject, limit: int | None
) -> None:
    items = [item(f"i{n}", due=due, owner=owner) for n, (due, owner) in enumerate(specs)]
    sent: list[SentNotice] = []
    # Forty working days after the last due date everything was up, so nothing may be pending at the end.
    for n, is_up in enumerate([*up, *([True] * 40)]):
        today = date(2026, 10, 28) + timedelta(days=n)
        if not is_up:
            continue
        for _ in range(2):
            result = run(items, today, sent=tuple(sent), limits=Limits(notices=limit))
            assert not result.digests or CALENDAR.is_working(today)
            for digest in result.digests:
                if n < 70 and not delivered.draw(st.booleans()):
                    continue
                assert not any(
                    s.recipient == digest.recipient.id and s.sent_at.astimezone(ZONE).date() == today for s in sent
                )
                sent += deliver(digest)
    stamps = [(s.key, s.rung, s.due) for s in sent]
    assert len(stamps) == len(set(stamps))
    assert set(stamps) == {(each.key, rung.name, each.due) for each in items for rung in LADDER}


@pytest.mark.parametrize(("today", "why"), [(date(2026, 11, 12), Why.SOON), (MONDAY, Why.TODAY)])
def test_a_digest_groups_by_why_it_is_told(today: date, why: Why) -> None:
    (digest,) = run([item()], today).digests
    assert [group for group, _ in digest.groups] == [why]


def test_an_owner_on_a_day_off_of_their_region_is_told_the_next_day_and_the_manager_at_once() -> None:
    away = replace(ADA, region="DE-BE")
    days = {"DE-BE": WorkCalendar(holidays=frozenset({date(2026, 11, 20)}))}

    def on(today: date, sent: tuple[SentNotice, ...] = ()) -> Escalation:
        return escalate(
            [item()],
            ladder=LADDER,
            presence=presence(today, regions=days),
            directory=Directory([away, BOB, CLEO]),
            sent=sent,
        )

    friday = on(date(2026, 11, 20))
    assert told(friday) == [("bob", "a", "manager")]
    assert [notice.rung.name for notice in friday.waiting] == ["due"]
    assert told(on(date(2026, 11, 23), all_delivered(friday))) == [("ada", "a", "due")]


@pytest.mark.parametrize(("levels", "note"), [(1, ""), (2, "no manager further up is known for Ada Example")])
def test_people_who_manage_each_other_are_no_endless_chain(levels: int, note: str) -> None:
    circle = Directory([person("ada", "bob"), person("bob", "ada")])
    found = recipient_of(item(), Rung("high", 0, levels), directory=circle, fallback=DAN)
    assert found.person is not None
    assert (found.person.id, found.note) == ("bob", note)


def test_a_chain_that_leads_back_to_the_owner_alone_ends_at_the_fallback() -> None:
    alone = Directory([person("ada", "ada")])
    found = recipient_of(item(), Rung("high", 0, 2), directory=alone, fallback=DAN)
    assert found.person == DAN


@pytest.mark.parametrize(
    ("other", "days"),
    [({}, 4), ({"due": None}, 0), ({"gone": True}, 0), ({"due": date(2026, 12, 1)}, 0)],
)
def test_days_overdue_are_those_of_open_filed_items(other: dict[str, object], days: int) -> None:
    assert item(**other).days_overdue(date(2026, 11, 20)) == days
