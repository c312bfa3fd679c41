"""What a tracker's history says of a change that a poll saw."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connector.core.events import as_text, changed
from connector.core.model import (
    UNTOLD,
    Binding,
    DocumentId,
    FieldChange,
    Fingerprint,
    ItemKey,
    Ticket,
    TicketId,
    TicketRef,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REF = TicketRef("ops", TicketId("1"))


def bound(**seen):
    return Binding(
        ItemKey("1-1"), DocumentId("d:a"), Fingerprint("f"), "x", 0, REF, "OPS-1", "", {}, seen, bound_at=NOW
    )


def step(field, old, new, minutes, by="dana"):
    return FieldChange(field, old, new, NOW + timedelta(minutes=minutes), by)


def told(seen, now, *history, ours=None):
    ticket = Ticket(REF, "OPS-1", "", now, history=history)
    events = changed(bound(**seen), ticket, at=NOW + timedelta(minutes=10), by="somebody", ours=ours or {})
    return [(event.field, event.old, event.new, int((event.at - NOW).seconds / 60), event.by) for event in events]


@pytest.mark.parametrize(
    ("history", "events"),
    [
        ((), [("status", "open", "done", 10, "somebody")]),
        ((step("status", "open", "done", 3),), [("status", "open", "done", 3, "dana")]),
        (
            (
                step("status", "open", "done", 1),
                step("status", "done", "open", 2),
                step("status", "open", "done", 3, "kim"),
            ),
            [
                ("status", "open", "done", 1, "dana"),
                ("status", "done", "open", 2, "dana"),
                ("status", "open", "done", 3, "kim"),
            ],
        ),
        (
            (step("status", "open", "in_progress", 1), step("status", "in_progress", "done", 3, "kim")),
            [("status", "open", "in_progress", 1, "dana"), ("status", "in_progress", "done", 3, "kim")],
        ),
        ((step("status", UNTOLD, "done", 3),), [("status", "open", "done", 3, "dana")]),
        ((step("status", "wont_do", "done", 3),), [("status", "open", "done", 10, "somebody")]),
        ((step("status", "open", "wont_do", 3),), [("status", "open", "done", 10, "somebody")]),
        ((step("status", "open", "done", 99),), [("status", "open", "done", 10, "dana")]),
    ],
)
def test_a_history_is_believed_where_it_leads_from_what_was_seen_to_what_is(history, events):
    assert told({"status": "open"}, {"status": "done"}, *history) == events


CLOSED_AND_REOPENED = (step("status", "open", "done", 1), step("status", "done", "open", 2, "kim"))


@pytest.mark.parametrize(
    ("field", "here", "away"),
    [("status", "open", "done"), ("owner", "dana", "kim"), ("owner", None, "kim"), ("due", "2026-12-01", "2026-12-24")],
)
def test_what_went_away_and_came_back_between_two_looks_is_two_steps(field, here, away):
    value = date.fromisoformat(here) if field == "due" else here
    history = (step(field, here, away, 1), step(field, away, here, 2, "kim"))
    assert told({field: value}, {field: value}, *history) == [
        (field, here, away, 1, "dana"),
        (field, away, here, 2, "kim"),
    ]


@pytest.mark.parametrize(
    ("until", "minutes"),
    [(None, [1, 2]), (0, [1, 2]), (2, []), (9, [])],
)
def test_what_was_told_before_is_not_told_again(until, minutes):
    mark = {} if until is None else {"told": (NOW + timedelta(minutes=until)).isoformat()}
    events = told({"status": "open", **mark}, {"status": "open"}, *CLOSED_AND_REOPENED)
    assert [minute for *_, minute, _ in events] == minutes


def test_steps_before_those_that_lead_on_from_what_was_seen_are_passed_over():
    history = (*CLOSED_AND_REOPENED, step("status", "open", "wont_do", 4))
    assert [event[1:3] for event in told({"status": "done"}, {"status": "wont_do"}, *history)] == [
        ("done", "open"),
        ("open", "wont_do"),
    ]
    assert told({"status": "wont_do"}, {"status": "wont_do"}, *history) == []


def test_steps_that_do_not_join_are_not_made_one_story():
    history = (step("status", "open", "done", 1), step("status", "wont_do", "open", 2))
    assert told({"status": "open"}, {"status": "open"}, *history) == []


def test_a_step_that_is_later_than_what_was_read_waits_for_the_next_look():
    history = (*CLOSED_AND_REOPENED, step("status", "open", "done", 3))
    assert [event[3] for event in told({"status": "open"}, {"status": "open"}, *history)] == [1, 2]


def test_what_we_wrote_is_ours_and_what_people_did_before_is_theirs():
    history = (
        *CLOSED_AND_REOPENED,
        step("status", "open", "in_progress", 4, "bot"),
        step("status", "in_progress", "done", 4, "bot"),
    )
    assert [event[3:] for event in told({"status": "open"}, {"status": "done"}, *history, ours={"status": "done"})] == [
        (1, "dana"),
        (2, "kim"),
        (4, "connector"),
        (4, "connector"),
    ]
    assert told({"status": "open"}, {"status": "done"}, ours={"status": "done"})[0][4] == "connector"
    assert told({"status": "open"}, {"status": "wont_do"}, ours={"status": "done"})[0][4] == "somebody"


def test_a_value_that_no_history_tells_is_the_one_before():
    history = (step("owner", "dana", "kim", 1), step("owner", UNTOLD, "dana", 2))
    assert [event[1:3] for event in told({"owner": "dana"}, {"owner": "dana"}, *history)] == [
        ("dana", "kim"),
        ("kim", "dana"),
    ]


def test_fields_are_told_in_the_order_they_changed():
    history = (step("owner", None, "kim", 5), step("due", None, "2026-12-01", 2), step("title", "a", "a", 1))
    seen, now = {"owner": None, "due": None, "title": "a"}, {"owner": "kim", "due": "2026-12-01", "title": "a"}
    assert [event[:3] for event in told(seen, now, *history)] == [
        ("due", None, "2026-12-01"),
        ("owner", None, "kim"),
    ]


def test_every_kind_of_value_has_a_text():
    assert [as_text(value) for value in (None, date(2026, 11, 20), ("a", "b"), "word")] == [
        None,
        "2026-11-20",
        "a, b",
        "word",
    ]


def test_an_owner_in_another_letter_case_is_nobody_else():
    assert told({"owner": "Kim"}, {"owner": "kim"}) == []
    assert told({"owner": "Kim"}, {"owner": "pat"}, step("owner", "kim", "pat", 3)) == [
        ("owner", "Kim", "pat", 3, "dana")
    ]
    ours = {"owner": "Pat"}
    assert told({"owner": "Kim"}, {"owner": "pat"}, step("owner", "kim", "pat", 3), ours=ours) == [
        ("owner", "Kim", "pat", 3, "connector")
    ]


def test_a_resolution_that_alone_changed_is_told_once_by_the_history():
    step_ = step("resolution", "Done", "Fixed", 3, "kim")
    seen = {"status": "done", "told": (NOW + timedelta(minutes=1)).isoformat()}
    assert told(seen, {"status": "done"}, step_) == [("resolution", "Done", "Fixed", 3, "kim")]
    assert told({**seen, "told": step_.at.isoformat()}, {"status": "done"}, step_) == []
