from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from ledger_examples import AT, DUE, a_binding, an_event, an_intent

from connector.core.model import Fingerprint, Status, TicketRef
from connector.errors import LedgerError


def test_a_binding_comes_back_as_it_was(ledger):
    binding = a_binding(
        applied={"title": "a", "owner": None, "due": date(2026, 2, 28), "labels": ("x", "y"), "priority": "high"},
        seen={"title": "2026-02-28", "owner": "null", "due": None, "labels": (), "status": Status.IN_PROGRESS},
        gone=True,
    )
    ledger.bind([binding])

    (found,) = ledger.bindings()
    assert found == binding
    assert [type(value) for value in found.applied.values()] == [date, tuple, type(None), str, str]
    assert found.bound_at.tzinfo is UTC


def test_instants_of_other_zones_come_back_as_the_same_instant_in_utc(ledger):
    there = datetime(2026, 11, 2, 1, 0, 0, 1, tzinfo=timezone(timedelta(hours=-8)))
    ledger.bind([a_binding(bound_at=there)])

    (found,) = ledger.bindings()
    assert found.bound_at == there
    assert found.bound_at.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(ledger):
    with pytest.raises(LedgerError, match="no time zone"):
        ledger.bind([a_binding(bound_at=datetime(2026, 11, 2))])


def test_a_field_of_a_foreign_type_is_refused(ledger):
    with pytest.raises(LedgerError, match="cannot store field 'due'"):
        ledger.bind([a_binding(seen={"due": AT})])
    assert list(ledger.bindings()) == []


def test_bindings_are_ordered_by_key(ledger):
    ledger.bind([a_binding(key, key) for key in ("k3", "K1", "k2")])

    assert [binding.key for binding in ledger.bindings()] == ["K1", "k2", "k3"]


def test_bindings_of_some_documents_are_theirs_only(ledger):
    ledger.bind([a_binding("k1", "1", document="docs:a"), a_binding("k2", "2", document="docs:b")])

    assert [binding.key for binding in ledger.bindings(["docs:b", "docs:c"])] == ["k2"]


def test_bindings_of_tickets_are_of_one_tracker(ledger):
    ledger.bind([a_binding("k1", "1"), a_binding("k2", "1", ref=TicketRef("web", "1")), a_binding("k3", "3")])

    assert [binding.key for binding in ledger.bindings_of_tickets("web", ["1", "3", "9"])] == ["k2"]
    assert [binding.key for binding in ledger.bindings_of_tickets("ops", {"3", "1"})] == ["k1", "k3"]


def test_bound_ids_leave_out_what_is_gone_and_other_trackers(ledger):
    ledger.bind(
        [a_binding("k1", "1"), a_binding("k2", "2", gone=True), a_binding("k3", "3", ref=TicketRef("web", "3"))]
    )

    assert ledger.bound_ids("ops") == {"1"}


def test_the_keys_made_for_a_document_are_found_wherever_its_items_are_now(ledger):
    ledger.bind(
        [a_binding("aaaa-1", "1"), a_binding("aaaa-2", "2", document="docs:moved.md"), a_binding("aaaab-1", "3")]
    )
    ledger.intend([an_intent("bbbb-1"), an_intent("aaa-1")])

    assert ledger.keys({"aaaa", "bbbb", "cccc"}) == {"aaaa-1", "aaaa-2", "bbbb-1"}
    assert ledger.keys(set()) == set()


def test_an_intent_comes_back_as_it_was_and_a_second_one_changes_nothing(ledger):
    ledger.intend([an_intent("k2"), an_intent("k1")])
    ledger.intend([an_intent("k1", at=AT + timedelta(hours=1), tracker="web")])

    assert list(ledger.intents()) == [an_intent("k1"), an_intent("k2")]


def test_binding_removes_the_intent_and_records_the_event(ledger):
    ledger.intend([an_intent("k1"), an_intent("k2")])

    ledger.bind([a_binding("k1")], [an_event("k1", old=None, new="open")])

    assert [intent.key for intent in ledger.intents()] == ["k2"]
    assert list(ledger.events()) == [an_event("k1", old=None, new="open")]


def test_events_may_come_without_a_binding(ledger):
    ledger.bind([], [an_event("k1")])

    assert list(ledger.events()) == [an_event("k1")]


def test_a_withdrawn_intent_is_gone(ledger):
    ledger.intend([an_intent("k1"), an_intent("k2")])

    ledger.withdraw(["k1", "k9"])

    assert [intent.key for intent in ledger.intents()] == ["k2"]


def test_an_item_that_has_a_ticket_gets_no_intent(ledger):
    ledger.bind([a_binding("k1")])

    with pytest.raises(LedgerError, match="item k1 has ticket OPS-10001 already"):
        ledger.intend([an_intent("k0"), an_intent("k1")])
    assert list(ledger.intents()) == []


def test_a_ticket_bound_to_another_item_is_refused_and_nothing_is_stored(ledger):
    ledger.bind([a_binding("k1", "1")])
    ledger.intend([an_intent("k2"), an_intent("k3")])

    with pytest.raises(LedgerError, match=r"OPS-1 .*belongs to item k1, so item k3 cannot") as caught:
        ledger.bind([a_binding("k2", "2"), a_binding("k3", "1")], [an_event("k2")])

    assert "ledger forget k1" in str(caught.value)
    assert [binding.key for binding in ledger.bindings()] == ["k1"]
    assert [intent.key for intent in ledger.intents()] == ["k2", "k3"]
    assert list(ledger.events()) == []


def test_an_item_bound_to_another_ticket_is_refused(ledger):
    ledger.bind([a_binding("k1", "1")])

    with pytest.raises(LedgerError, match=r"item k1 has ticket OPS-1 .*cannot have ops 2 too"):
        ledger.bind([a_binding("k1", "2")])
    assert ledger.bound_ids("ops") == {"1"}


@pytest.mark.parametrize("pair", [[("k1", "1"), ("k2", "1")], [("k1", "1"), ("k1", "2")]], ids=["ticket", "item"])
def test_one_call_cannot_bind_twice_what_must_be_bound_once(ledger, pair):
    with pytest.raises(LedgerError, match="cannot have"):
        ledger.bind([a_binding(key, ticket) for key, ticket in pair])
    assert list(ledger.bindings()) == []


def test_the_same_id_in_two_trackers_is_two_tickets(ledger):
    ledger.bind([a_binding("k1", "1")])
    ledger.bind([a_binding("k2", ref=TicketRef("web", "1"))])

    assert [binding.key for binding in ledger.bindings()] == ["k1", "k2"]


def test_an_item_whose_ticket_is_gone_may_get_another(ledger):
    ledger.bind([a_binding("k1", "1", gone=True)])
    later = AT + timedelta(days=1)

    ledger.intend([an_intent("k1")])
    ledger.bind([a_binding("k1", "2", bound_at=later)])

    assert list(ledger.bindings()) == [a_binding("k1", "2", bound_at=later)]


def test_binding_again_keeps_the_first_moment_and_files_once(ledger):
    filing = an_event("k1", old=None, new="open")
    ledger.bind([a_binding()], [filing])
    ledger.intend([an_intent("k2")])

    ledger.bind([a_binding(bound_at=AT + timedelta(days=1))], [replace(filing, at=AT + timedelta(days=1))])

    assert list(ledger.bindings()) == [a_binding()]
    assert list(ledger.events()) == [filing]


def test_rebinding_updates_everything_but_the_ticket_and_the_moment(ledger):
    ledger.bind([a_binding("k1"), a_binding("k2", "2")])
    changed = a_binding(
        "k1",
        document="docs:moved.md",
        fingerprint=Fingerprint("f2"),
        text="Add two alerts",
        position=4,
        ticket_key="NEW-1",
        ticket_url="https://tracker.example/NEW-1",
        applied={"title": "Add two alerts"},
        seen={"status": "done", "due": DUE},
        gone=True,
    )

    ledger.rebind([replace(changed, bound_at=AT + timedelta(days=3))])

    assert list(ledger.bindings()) == [changed, a_binding("k2", "2")]


def test_rebinding_does_not_bring_back_what_was_forgotten_or_bound_anew(ledger):
    ledger.bind([a_binding("k1", "2")])

    ledger.rebind([a_binding("k1", "1", text="stale"), a_binding("k9", "9")])

    assert list(ledger.bindings()) == [a_binding("k1", "2")]


def test_forgetting_removes_binding_and_intent_and_says_whether_there_was_one(ledger):
    ledger.bind([a_binding("k1")], [an_event("k1")])
    ledger.intend([an_intent("k2")])

    assert [ledger.forget(key) for key in ("k1", "k2", "k3", "k1")] == [True, True, False, False]
    assert list(ledger.bindings()) == []
    assert list(ledger.intents()) == []
    assert list(ledger.events()) == [an_event("k1")]


def test_bindings_are_one_moment_although_others_write_meanwhile(ledger):
    ledger.bind([a_binding(f"k{number:04}", str(number)) for number in range(5000)])
    bindings = ledger.bindings()
    first = next(bindings)

    ledger.rebind([replace(first, text="later"), a_binding("k4999", "4999", text="later")])
    ledger.forget("k4998")

    rest = list(bindings)
    assert len(rest) == 4999
    assert {binding.text for binding in rest} == {first.text}


def test_an_intent_follows_its_item_and_one_that_is_gone_does_not_come_back(ledger):
    ledger.intend([an_intent("k1"), an_intent("k2")])
    ledger.withdraw(["k2"])
    moved = [
        an_intent(key, document="docs:new.md", text="Add two alerts", position=3, at=AT + timedelta(days=1))
        for key in ("k1", "k2")
    ]
    ledger.move_intents(moved)
    assert list(ledger.intents()) == [replace(moved[0], at=AT)]
