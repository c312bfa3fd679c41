from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger_examples import AT, DOCUMENT, DUE, a_binding, a_record, an_event, an_item
from sqlalchemy import text

from connector.core.model import Status, TicketRef, TrackedItem
from connector.errors import LedgerError

HOUR = timedelta(hours=1)


def keys(items):
    return [item.key for item in items]


# --- cursors and events -------------------------------------------------------------------------------------------


def test_a_cursor_is_what_was_stored_last(ledger):
    assert ledger.cursor("ops") is None

    ledger.observe([], [], cursor=("ops", "1"))
    ledger.observe([], [], cursor=("ops", "2"))
    ledger.observe([], [], cursor=None)

    assert ledger.cursor("ops") == "2"
    assert ledger.cursor("web") is None


def test_a_poll_stores_bindings_events_and_cursor_together(ledger):
    ledger.bind([a_binding("k1")])
    seen = a_binding("k1", seen={"status": "done"}, ticket_key="NEW-1")

    ledger.observe([seen], [an_event("k1")], cursor=("ops", "7"))

    assert list(ledger.bindings()) == [seen]
    assert list(ledger.events()) == [an_event("k1")]
    assert ledger.cursor("ops") == "7"


def test_a_poll_that_cannot_be_stored_is_not_stored_at_all(ledger):
    ledger.bind([a_binding("k1")])

    with pytest.raises(LedgerError, match="no time zone"):
        ledger.observe([a_binding("k1", gone=True)], [an_event(at=AT.replace(tzinfo=None))], cursor=("ops", "7"))

    assert list(ledger.bindings()) == [a_binding("k1")]
    assert ledger.cursor("ops") is None


def test_events_come_in_the_order_they_were_appended(ledger):
    late, early = an_event("k1", at=AT + HOUR), an_event("k2", at=AT)
    ledger.observe([], [late], cursor=None)
    ledger.observe([], [early, early], cursor=None)

    assert list(ledger.events()) == [late, early, early]


def test_events_up_to_an_instant_include_that_instant(ledger):
    events = [an_event("k1", at=AT + shift) for shift in (-HOUR, timedelta(0), timedelta(microseconds=1))]
    ledger.observe([], events, cursor=None)

    assert list(ledger.events(until=AT)) == events[:2]


def test_an_event_keeps_what_it_does_not_know_as_none(ledger):
    event = an_event("k1", old=None, new=None, field="owner", by=None)
    ledger.observe([], [event], cursor=None)

    assert list(ledger.events()) == [event]


@pytest.mark.parametrize("statement", ["UPDATE events SET new = 'open'", "DELETE FROM events"])
def test_the_database_refuses_to_change_events(ledger, statement):
    ledger.observe([], [an_event()], cursor=None)

    with pytest.raises(LedgerError, match="events are append-only"), ledger._database.write("tamper") as connection:
        connection.execute(text(statement))

    assert list(ledger.events()) == [an_event()]


# --- tracked items ------------------------------------------------------------------------------------------------


def test_a_filed_item_has_its_document_and_the_values_of_its_ticket(ledger):
    record = a_record(items=[an_item()])
    ledger.record_documents([record], at=AT)
    moved = date(2026, 12, 24)
    ledger.bind([a_binding(seen={"owner": "bob", "due": moved, "status": "in_progress", "title": "x"})])

    assert list(ledger.tracked()) == [
        TrackedItem(
            key="k1",
            document=DOCUMENT,
            document_title="Search was down",
            document_url=record.url,
            line=12,
            action="Add an alert on the error rate",
            status=Status.IN_PROGRESS,
            state="filed",
            incident="INC-7",
            severity="SEV1",
            facilitator="Fay Example",
            priority="high",
            owner="bob",
            due=moved,
            ticket=TicketRef("ops", "10001"),
            ticket_key="OPS-10001",
            ticket_url="https://tracker.example/OPS-10001",
            opened_at=AT,
            closed_at=None,
            gone=False,
        )
    ]


def test_a_value_the_tracker_cleared_is_none_and_one_it_does_not_hold_is_the_documents(ledger):
    ledger.record_documents([a_record(items=[an_item("k1"), an_item("k2", position=1)])], at=AT)
    ledger.bind([a_binding("k1", "1", seen={"owner": None, "due": None}), a_binding("k2", "2", seen={})])

    assert [(item.owner, item.due, item.status) for item in ledger.tracked()] == [
        (None, None, Status.OPEN),
        ("Ann Example", DUE, Status.OPEN),
    ]


@pytest.mark.parametrize(
    ("recorded", "status", "shown"),
    [
        ("held", None, ("held", Status.OPEN)),
        ("held", "in_progress", ("held", Status.IN_PROGRESS)),
        ("recorded", "done", ("recorded", Status.DONE)),
        ("filed", None, ("held", Status.OPEN)),
    ],
)
def test_an_item_without_a_ticket_is_held_or_recorded(ledger, recorded, status, shown):
    ledger.record_documents([a_record(items=[an_item(state=recorded, status=status)])], at=AT)

    (item,) = ledger.tracked()
    assert (item.state, item.status) == shown
    assert (item.owner, item.due, item.ticket, item.opened_at) == ("Ann Example", DUE, None, None)


def test_a_closed_item_closed_at_its_last_closing(ledger):
    ledger.record_documents([a_record(items=[an_item()])], at=AT)
    ledger.bind([a_binding(seen={"status": "wont_do"})], [an_event(old=None, new="open", at=AT)])
    history = [("open", "done"), ("done", "open"), ("open", "wont_do")]
    ledger.observe(
        [], [an_event(old=old, new=new, at=AT + n * HOUR) for n, (old, new) in enumerate(history, 1)], cursor=None
    )
    ledger.observe([], [an_event(field="owner", new="done", at=AT + 9 * HOUR)], cursor=None)

    assert [item.closed_at for item in ledger.tracked()] == [AT + 3 * HOUR]


def test_a_reopened_item_is_not_closed(ledger):
    ledger.record_documents([a_record(items=[an_item()])], at=AT)
    ledger.bind([a_binding()], [an_event(new="done"), an_event(old="done", new="open")])

    assert [item.closed_at for item in ledger.tracked()] == [None]


def test_open_only_leaves_out_what_is_closed_on_whichever_side_rules(ledger):
    items = [
        an_item("filed-open", position=0, status="done"),
        an_item("filed-done", position=1),
        an_item("held", position=2, state="held"),
        an_item("recorded", position=3, state="recorded", status="done"),
    ]
    ledger.record_documents([a_record(items=items)], at=AT)
    ledger.bind(
        [
            a_binding("filed-open", "1", seen={"status": "open"}),
            a_binding("filed-done", "2", seen={"status": "done"}),
            a_binding("stray-open", "3", seen={}, position=9),
            a_binding("stray-done", "4", seen={"status": "wont_do"}),
        ]
    )

    assert keys(ledger.tracked(open_only=True)) == ["filed-open", "held", "stray-open"]


def test_a_binding_whose_item_left_its_document_is_still_tracked(ledger):
    ledger.record_documents([a_record(items=[an_item("k1", position=0), an_item("k3", position=2)])], at=AT)
    ledger.bind(
        [a_binding("k2", "2", position=1, text="Old words", seen={"owner": "bob", "due": DUE, "priority": "low"})]
    )

    found = list(ledger.tracked())
    assert keys(found) == ["k1", "k2", "k3"]
    stray = found[1]
    assert (stray.document, stray.document_title, stray.line, stray.action) == (
        DOCUMENT,
        "Search was down",
        0,
        "Old words",
    )
    assert (stray.state, stray.owner, stray.due, stray.priority) == ("filed", "bob", DUE, "low")


def test_a_binding_of_a_document_that_was_never_read_is_tracked(ledger):
    ledger.bind([a_binding(document="lost:x.md")])

    (item,) = ledger.tracked()
    assert (item.document, item.document_title, item.document_url) == ("lost:x.md", "", "")


def test_of_a_gone_document_only_what_was_filed_is_tracked(ledger):
    items = [an_item("k1"), an_item("k2", position=1, state="held"), an_item("k3", position=2, state="recorded")]
    ledger.record_documents([a_record(items=items)], at=AT)
    ledger.bind([a_binding("k1", gone=True)])
    ledger.mark_gone([DOCUMENT], at=AT)

    assert [(item.key, item.line, item.gone) for item in ledger.tracked()] == [("k1", 12, True)]


def test_a_filed_item_that_two_documents_show_is_tracked_once_and_in_its_bindings_document(ledger):
    documents = ["docs:a.md", "docs:b.md", "docs:c.md"]
    ledger.record_documents([a_record(name, items=[an_item("k1")]) for name in documents], at=AT)
    ledger.bind([a_binding("k1", document="docs:b.md")])
    assert [item.document for item in ledger.tracked()] == ["docs:b.md"]

    ledger.rebind([a_binding("k1", document="docs:z.md")])
    assert [item.document for item in ledger.tracked()] == ["docs:a.md"]


def test_items_are_ordered_by_document_and_position_whatever_order_they_came_in(ledger):
    shuffled = [an_item("k10", position=10), an_item("k2", position=2)]
    ledger.record_documents(
        [a_record("docs:b.md", items=[an_item("kb")]), a_record("docs:a.md", items=shuffled)], at=AT
    )
    ledger.bind([a_binding("k5", document="docs:a.md", position=5), a_binding("k9", "9", document="docs:c.md")])

    assert keys(ledger.tracked()) == ["k2", "k5", "k10", "kb", "k9"]


def test_several_owners_of_a_ticket_are_named_together(ledger):
    ledger.bind([a_binding(seen={"owner": ("ann", "bob"), "due": "soon"})])

    (item,) = ledger.tracked()
    assert (item.owner, item.due) == ("ann, bob", None)


def test_an_unfinished_reading_does_not_keep_the_ledger_from_writing(ledger):
    ledger.bind([a_binding(f"k{number:04}", str(number)) for number in range(4100)])
    unfinished = ledger.tracked()
    assert next(unfinished).key == "k0000"

    ledger.observe([replace(a_binding("k0000", "0"), gone=True)], [], cursor=("ops", "1"))
    unfinished.close()

    assert "0" not in ledger.bound_ids("ops")
