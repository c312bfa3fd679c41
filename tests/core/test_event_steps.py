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


def told(seen, now, *history):
    ticket = Ticket(REF, "OPS-1", "", now, history=history)
    events = changed(bound(**seen), ticket, at=NOW + timedelta(minutes=10), by="somebody")
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
            [("status", "open", "done", 3, "kim")],
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
