"""Items that have no ticket yet: filing, adopting, holding."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from planning import (
    ALERT,
    DOC,
    LAG,
    NOW,
    OTHER,
    RUNBOOK,
    US,
    bound,
    intended,
    key,
    kinds,
    make,
    ours,
    reasons,
    ref,
    ticket,
    want,
)

from connector.core.changes import Adopt, Create
from connector.core.model import Draft, ItemKey, Marker, Status

YOUNG, OLD = timedelta(minutes=1), timedelta(hours=1)


def test_a_new_item_is_filed():
    planned = make(want(notes=("owner: nobody named 'Ann' is known",)))
    (create,) = planned.changes
    assert isinstance(create, Create)
    assert (create.key, create.tracker, create.again, create.line) == (key(), "ops", False, 10)
    assert create.notes == ("owner: nobody named 'Ann' is known",)
    assert create.draft(US) == Draft(Marker(US, key()), create.fields, create.body, create.document_url)
    intent = create.intent(at=NOW)
    assert (intent.key, intent.tracker, intent.at, intent.text) == (key(), "ops", NOW, ALERT)
    binding = create.binding(ours(), at=NOW)
    assert (binding.ref, binding.applied, binding.seen) == (ref(1), create.fields, ours().fields)
    assert [(item.key, item.state) for item in planned.items] == [(key(), "filed")]


def test_equal_rows_are_filed_each():
    planned = make(want(at=0), want(at=1))
    assert kinds(planned) == ["Create", "Create"]
    assert len({change.key for change in planned.changes}) == 2


def test_a_key_that_is_used_elsewhere_is_not_given_again():
    (create,) = make(want(), keys=[key()]).changes
    assert create.key != key()


def test_a_done_item_without_a_ticket_is_recorded_not_filed():
    planned = make(want(record_only=True))
    assert planned.changes == planned.holds == ()
    assert planned.items[0].state == "recorded"


def test_an_item_with_reasons_is_held_with_all_of_them():
    planned = make(want(holds=("the due date may be two days", "owner unknown")))
    assert sorted(reasons(planned)) == ["owner unknown", "the due date may be two days"]
    assert planned.changes == ()
    assert (planned.holds[0].document, planned.holds[0].line, planned.holds[0].subject) == (DOC, 10, ALERT)
    assert planned.items[0].state == "held"


def test_an_item_without_a_route_is_held():
    assert reasons(make(want(tracker=None, named=9))) == ["no route leads to a tracker for it"]


# --- open intents


def test_a_ticket_whose_marker_was_found_is_adopted_without_a_claim():
    planned = make(want(), intents=[intended(ago=YOUNG)], found={key(): [ours(owner="bob")]})
    (adopt,) = planned.changes
    assert isinstance(adopt, Adopt)
    assert (adopt.ref, adopt.claim, adopt.why) == (
        ref(1),
        False,
        "its ticket was filed before, as the marker shows",
    )


def test_an_intent_younger_than_the_search_lag_waits():
    planned = make(want(), intents=[intended(ago=LAG - timedelta(seconds=1))], found={key(): []})
    assert planned.changes == ()
    assert reasons(planned) == ["a ticket may have been filed at 2026-11-23 08:50 UTC; ops may hide it for 0:10:00"]


def test_a_younger_intent_waits_even_when_the_item_names_a_ticket_by_now():
    planned = make(want(named=9), intents=[intended(ago=YOUNG)], tickets=[ticket(9)], found={key(): []})
    assert planned.changes == ()


def test_an_older_intent_is_filed_again_under_the_same_key():
    (create,) = make(want(), intents=[intended(ago=LAG)], found={}).changes
    assert (create.key, create.again) == (key(), True)


def test_an_older_intent_of_an_edited_item_keeps_its_key():
    (create,) = make(want(ALERT + " above 80 %"), intents=[intended(ago=OLD)]).changes
    assert (create.key, create.text, create.again) == (key(), ALERT + " above 80 %", True)


@pytest.mark.parametrize("more", [{"snapshots": {}}, {"lags": {}}])
def test_an_intent_waits_while_its_tracker_could_not_be_looked_at(more):
    planned = make(want(), intents=[intended(ago=OLD)], **more)
    assert reasons(planned) == [
        "a ticket may have been filed at 2026-11-23 08:00 UTC in ops, which could not be looked at"
    ]


def test_nothing_is_filed_where_it_could_not_be_looked():
    assert reasons(make(want(), snapshots={})) == ["ops could not be looked at"]
    looked_for = make(want(), intents=[intended(ago=OLD)], snapshots={}, found={key(): []})
    assert reasons(looked_for) == ["ops could not be looked at"]
    assert kinds(make(want(record_only=True), snapshots={})) == []


def test_two_tickets_with_one_marker_are_held_naming_both():
    planned = make(want(), intents=[intended(ago=OLD)], found={key(): [ours(2), ours(1)]})
    assert planned.changes == ()
    assert reasons(planned) == ["OPS-1 and OPS-2 carry one marker: remove it from all but one"]


def test_a_ticket_found_twice_is_one():
    assert kinds(make(want(), intents=[intended(ago=OLD)], found={key(): [ours(), ours()]})) == ["Adopt"]


def test_a_marker_of_another_installation_does_not_count():
    strange = ticket(1, marker=Marker("other", key()))
    assert kinds(make(want(), intents=[intended(ago=OLD)], found={key(): [strange]})) == ["Create"]


def test_a_found_ticket_that_is_bound_to_another_item_is_held():
    other = bound(1, RUNBOOK, at=1)
    planned = make(want(), want(RUNBOOK, at=1), bindings=[other], intents=[intended(ago=OLD)], found={key(): [ours(1)]})
    assert reasons(planned) == [f"OPS-1 belongs to another item ({other.key})"]


def test_an_intent_of_a_done_item_that_came_to_nothing_is_not_filed_again():
    planned = make(want(record_only=True), intents=[intended(ago=OLD)])
    assert (planned.changes, planned.items[0].state) == ((), "recorded")


def test_an_intent_whose_item_is_gone_lapses_once_it_is_old():
    assert make(read=[DOC], intents=[intended(ago=OLD)]).lapsed == (key(),)
    assert make(vanished=[DOC], intents=[intended(ago=OLD)]).lapsed == (key(),)
    assert make(read=[DOC], intents=[intended(ago=YOUNG)]).lapsed == ()
    assert make(read=[DOC], intents=[intended(ago=OLD)], snapshots={}).lapsed == ()
    assert make(intents=[intended(ago=OLD)]).lapsed == ()


def test_a_ticket_of_an_intent_whose_item_is_gone_is_held():
    planned = make(read=[DOC], intents=[intended(ago=OLD)], found={key(): [ours()]})
    assert planned.lapsed == ()
    assert reasons(planned) == [
        f"OPS-1 carries our marker {key()}, and no document asks for it: close it, or remove the marker"
    ]


# --- named tickets


def test_a_named_ticket_is_adopted_and_claimed_and_keeps_its_own_values():
    planned = make(want(named=9, fields={"owner": "ann"}), tickets=[ticket(9, "People's words", owner="bob")])
    (adopt,) = planned.changes
    assert (adopt.claim, adopt.why) == (True, "the document names it")
    assert adopt.notes == ("the ticket keeps its own owner, title",)
    binding = adopt.binding(adopt.ticket, at=NOW)
    assert (binding.applied["owner"], binding.seen["owner"]) == ("ann", "bob")
    assert make(want(named=9, fields={"owner": "ann"}), bindings=[binding], tickets=[adopt.ticket]).changes == ()


def test_a_named_ticket_gets_what_it_lacks_and_the_document_says():
    wanted = want(named=9, fields={"owner": "ann", "due": date(2027, 3, 1), "priority": "High"})
    made = ticket(9, priority="Low")
    (adopt,) = make(wanted, tickets=[made]).changes
    assert adopt.notes == ("fills its empty due, owner", "the ticket keeps its own priority")
    assert adopt.fills == {"due": date(2027, 3, 1), "owner": "ann"}
    # Filled meanwhile by people, it keeps that; cut off before it is filled, the next plan does it.
    binding = adopt.binding(made, at=NOW)
    filled = replace(made, fields={**made.fields, "owner": "bob"})
    assert adopt.filling(filled, at=NOW).writes == {"due": date(2027, 3, 1)}
    (update,) = make(wanted, bindings=[binding], tickets=[made]).changes
    assert update.writes == adopt.filling(made, at=NOW).writes == dict(adopt.fills)
    # Emptied by people afterwards, it stays so.
    assert make(wanted, bindings=[adopt.filling(made, at=NOW).binding], tickets=[made]).changes == ()


@pytest.mark.parametrize(
    ("wanted", "made"),
    [
        ({"stands_in": True, "fields": {"owner": "ann"}}, ticket(9)),
        ({"fields": {"due": date(2027, 3, 1)}}, ticket(9, status=Status.DONE)),
        ({"fields": {"due": date(2027, 3, 1)}}, ours(9)),
        ({"fields": {"labels": ("postmortem",)}}, ticket(9)),
    ],
)
def test_a_ticket_that_is_closed_or_was_ours_is_not_filled_nor_given_to_a_stand_in(wanted, made):
    (adopt,) = make(want(named=9, **wanted), tickets=[made]).changes
    assert adopt.fills == {}
    assert adopt.filling(made, at=NOW) is None


@pytest.mark.parametrize(
    ("refs", "text"), [(("OPS-9",), "OPS-9"), ((), "9"), (("https://x.example.com/A-1", "OPS-9"), "OPS-9")]
)
def test_a_named_ticket_the_tracker_does_not_have_is_held(refs, text):
    planned = make(want(named=9, refs=refs), missing=[9])
    assert reasons(planned) == [f"names {text}, which ops does not have: write the right ticket, or none"]
    assert planned.changes == ()


def test_a_named_ticket_that_was_not_looked_at_is_held():
    assert reasons(make(want(named=9))) == ["names 9, which could not be looked at"]


def test_a_named_ticket_of_another_installation_is_held():
    planned = make(want(named=9), tickets=[ticket(9, marker=Marker("other", key()))])
    assert reasons(planned) == ["names OPS-9, which another connector ('other') has claimed"]


def test_a_named_ticket_of_another_item_is_held():
    planned = make(want(named=9), tickets=[ticket(9, marker=Marker(US, ItemKey("00000000-00000000")))])
    assert reasons(planned) == ["names OPS-9, which carries the marker of another item (00000000-00000000)"]


def test_a_named_ticket_that_is_bound_to_another_item_is_held():
    other = bound(9, RUNBOOK, document=OTHER)
    planned = make(want(named=9), want(RUNBOOK, document=OTHER), bindings=[other], tickets=[ticket(9, RUNBOOK)])
    assert reasons(planned) == [f"OPS-9 belongs to another item ({other.key})"]
    assert planned.changes == ()


def test_of_two_items_that_name_a_free_ticket_the_first_gets_it():
    planned = make(want(named=9), want(RUNBOOK, at=1, named=9), tickets=[ticket(9)])
    assert [change.key for change in planned.changes] == [key()]
    assert reasons(planned) == [f"OPS-9 belongs to another item ({key()})"]


def test_a_named_ticket_that_is_anothers_by_marker_is_not_adopted():
    found = ours(9, RUNBOOK)
    planned = make(want(named=9), want(RUNBOOK, at=1), tickets=[ticket(9)], found={key(RUNBOOK): [found]})
    assert [(change.key, change.claim) for change in planned.changes] == [(key(RUNBOOK), False)]
    assert reasons(planned) == [f"OPS-9 belongs to another item ({key(RUNBOOK)})"]


def test_a_named_ticket_that_carries_our_marker_for_this_document_is_taken_back():
    edited = want(ALERT + " above 80 %", named=1)
    (adopt,) = make(edited, tickets=[ours(1)]).changes
    assert (adopt.key, adopt.claim) == (key(), False)
    assert kinds(make(edited, tickets=[ours(1)], found={key(): [ours(1)]})) == ["Adopt"]


# --- a lost ledger


def test_a_lost_ledger_is_rebuilt_from_the_markers():
    found = {key(): [ours(1)], key(RUNBOOK): [ours(2, RUNBOOK, status=Status.DONE)]}
    planned = make(want(), want(RUNBOOK, at=1, record_only=True), found=found)
    assert [(change.key, change.ref, change.claim) for change in planned.changes] == [
        (key(), ref(1), False),
        (key(RUNBOOK), ref(2), False),
    ]


def test_a_lost_ledger_knows_an_edited_item_by_its_title():
    (adopt,) = make(want(ALERT + " above 80 %"), found={key(): [ours(1)]}).changes
    assert (adopt.key, adopt.why) == (key(), "the ticket carries its marker")


def test_found_tickets_that_no_item_wants_are_held_while_they_are_open():
    found = {key(RUNBOOK): [ours(2, RUNBOOK)], key("x"): [ours(3, "x", status=Status.DONE)]}
    planned = make(want(), found=found)
    assert kinds(planned) == ["Create"]
    assert reasons(planned) == [
        f"OPS-2 carries our marker {key(RUNBOOK)}, and no document asks for it: close it, or remove the marker"
    ]


def test_an_item_like_two_found_tickets_is_held_naming_them():
    texts = ["Add an alert for disk usage", "Add an alert for swap usage"]
    found = {key(text): [ours(number, text)] for number, text in enumerate(texts, 1)}
    planned = make(want("Add an alert for memory usage"), found=found)
    assert planned.changes == ()
    assert "OPS-1 ('Add an alert for disk usage')" in reasons(planned)[0]
    assert planned.items[0].state == "held"
    assert planned.asking == (planned.items[0].document,)
    assert planned.lost == tuple((ref(number), key(text)) for number, text in enumerate(texts, 1))


@pytest.mark.parametrize(("status", "outcome"), [(Status.OPEN, "held"), (Status.DONE, "filed")])
def test_an_item_a_little_like_an_open_ticket_that_nobody_claims_is_held_and_like_a_closed_one_is_filed(
    status, outcome
):
    found = {key(): [ours(1, "Write the failover runbook", status=status)]}
    found = {key("x"): found[key()]}
    planned = make(want("Document how to fail over and rehearse the runbook"), found=found)
    assert [item.state for item in planned.items] == [outcome]
    assert all("OPS-1 ('Write the failover runbook')" in reason for reason in reasons(planned))
    assert bool(planned.asking) == bool(planned.lost) == (outcome == "held")


def test_a_found_ticket_whose_item_waits_for_a_person_is_kept_in_mind():
    planned = make(want(holds=("has two owners",)), found={key(): [ours(1, status=Status.DONE)]})
    assert planned.changes == ()
    assert planned.lost == ((ref(1), key()),)
