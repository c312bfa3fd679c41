"""Items that have a ticket: updates, closing, rekeying, and what is left alone."""

from datetime import date, timedelta

import pytest
from planning import ALERT, DOC, NOW, OTHER, RUNBOOK, bound, intended, key, kinds, make, ours, reasons, ref, want

from connector.core.changes import Close, Rekey, Update
from connector.core.fields import DEFAULT_RULES
from connector.core.keys import fingerprint
from connector.core.model import Side, Status

EDITED = ALERT + " above 80 %"


def test_an_unchanged_item_changes_nothing():
    planned = make(want(), bindings=[bound()], tickets=[ours()])
    assert (planned.changes, planned.holds, planned.settled, planned.notes) == ((), (), (), ())
    assert planned.items[0].state == "filed"


def test_a_new_due_date_is_an_update():
    due = date(2026, 12, 1)
    (update,) = make(want(fields={"due": due}, notes=("n",)), bindings=[bound()], tickets=[ours()]).changes
    assert isinstance(update, Update)
    assert (update.changes, update.writes, update.notes) == ({"due": (None, due)}, {"due": due}, ("n",))
    assert update.binding.applied["due"] == due
    assert update.why == "the document changed its due"


def test_an_edited_text_is_a_rekey_and_an_update_of_the_title():
    rekey, update = make(want(EDITED), bindings=[bound()], tickets=[ours()]).changes
    assert isinstance(rekey, Rekey)
    assert (rekey.old_text, rekey.text, rekey.why) == (
        ALERT,
        EDITED,
        "reworded; known by its likeness to the earlier wording",
    )
    assert rekey.binding.applied["title"] == ALERT
    assert update.changes == {"title": (ALERT, EDITED)}
    assert (update.binding.fingerprint, update.binding.applied["title"]) == (fingerprint(DOC, EDITED, 0), EDITED)


def test_an_edited_text_alone_is_a_rekey_where_the_title_is_the_trackers():
    rules = {"ops": {**DEFAULT_RULES, "title": Side.TRACKER}}
    planned = make(want(EDITED), bindings=[bound()], tickets=[ours(title="People's words")], rules=rules)
    (rekey,) = planned.changes
    assert rekey.binding.applied["title"] == EDITED
    assert "the ticket keeps 'People's words'" in rekey.notes[0]


def test_a_conflict_that_changes_nothing_is_noted_once():
    item = want(fields={"owner": "ann"})
    planned = make(item, bindings=[bound()], tickets=[ours(owner="bob")])
    assert planned.changes == ()
    assert str(planned.notes[0]) == "owner: the document says 'ann', the ticket keeps 'bob': the tracker rules"
    again = make(item, bindings=planned.settled, tickets=[ours(owner="bob")])
    assert (again.notes, again.settled) == ((), ())


def test_a_moved_row_is_noted_in_the_ledger_alone():
    planned = make(want(at=3), bindings=[bound()], tickets=[ours()])
    assert planned.changes == ()
    assert [binding.position for binding in planned.settled] == [3]


def test_the_ledgers_view_of_the_ticket_is_left_to_observation():
    planned = make(want(at=3), bindings=[bound(seen={"status": "open"})], tickets=[ours(status=Status.DONE)])
    assert planned.settled[0].seen == {"status": "open"}


def test_a_renamed_document_is_a_rekey():
    planned = make(want(document=OTHER), bindings=[bound()], tickets=[ours()], vanished=[DOC])
    (rekey,) = planned.changes
    assert (rekey.key, rekey.old_document, rekey.document, rekey.old_position, rekey.ref, rekey.ticket_key) == (
        key(),
        DOC,
        OTHER,
        0,
        ref(1),
        "OPS-1",
    )
    assert rekey.why == f"moved from {DOC}; known by its wording, in the renamed document"
    assert rekey.old_fingerprint != rekey.fingerprint


def test_done_in_the_document_closes_the_ticket():
    item = want(fields={"status": Status.DONE, "due": date(2026, 12, 1)})
    (close,) = make(item, bindings=[bound()], tickets=[ours()]).changes
    assert isinstance(close, Close)
    assert close.status == (Status.OPEN, Status.DONE)
    assert close.changes == {"due": (None, date(2026, 12, 1))}
    assert close.writes == {"due": date(2026, 12, 1), "status": Status.DONE}
    assert close.why == "the document says 'done'"


def test_a_done_item_with_a_ticket_is_closed_although_a_new_one_would_only_be_recorded():
    item = want(fields={"status": Status.DONE}, record_only=True)
    assert kinds(make(item, bindings=[bound()], tickets=[ours()])) == ["Close"]


def test_open_again_in_the_document_reopens_the_ticket():
    item = want(fields={"status": Status.OPEN})
    (update,) = make(item, bindings=[bound(status="done")], tickets=[ours(status=Status.DONE)]).changes
    assert isinstance(update, Update)
    assert update.writes == {"status": Status.OPEN}


def test_a_ticket_that_people_closed_stays_closed():
    assert make(want(), bindings=[bound()], tickets=[ours(status=Status.DONE)]).changes == ()


def test_a_tracker_without_rules_goes_by_the_default():
    planned = make(want(fields={"owner": "ann"}), bindings=[bound()], tickets=[ours(owner="bob")], rules={})
    assert planned.changes == ()


def test_an_item_that_is_routed_elsewhere_by_now_keeps_its_ticket():
    planned = make(want(EDITED, tracker="web"), bindings=[bound()], tickets=[ours()])
    assert kinds(planned) == ["Rekey", "Update"]


def test_a_gone_ticket_is_held_and_not_filed_again():
    planned = make(want(fields={"owner": "ann"}), bindings=[bound()], missing=[1])
    assert planned.changes == ()
    assert reasons(planned) == [f"ticket OPS-1 is gone: `connector ledger forget {key()}` files it anew"]
    assert reasons(make(want(), bindings=[bound(gone=True)])) == reasons(planned)
    assert reasons(make(want(), bindings=[bound(gone=True)], tickets=[ours()])) == []


def test_a_ticket_that_was_not_looked_at_changes_nothing():
    planned = make(want(fields={"owner": "ann"}), bindings=[bound()])
    assert (planned.changes, planned.holds, planned.settled) == ((), (), ())


def test_an_edit_is_noted_although_the_ticket_was_not_looked_at():
    (rekey,) = make(want(EDITED), bindings=[bound()]).changes
    assert rekey.binding.applied["title"] == ALERT


def test_a_bound_item_with_reasons_is_held_but_not_lost_from_sight():
    item = want(EDITED, document=OTHER, holds=("the due date may be two days",), fields={"owner": "ann"})
    planned = make(item, bindings=[bound()], tickets=[ours()], vanished=[DOC])
    assert kinds(planned) == ["Rekey"]
    assert reasons(planned) == ["the due date may be two days"]
    assert planned.items[0].state == "filed"


def test_a_second_ticket_with_the_marker_of_a_bound_item_is_held():
    planned = make(
        want(fields={"owner": "ann"}), bindings=[bound()], tickets=[ours()], found={key(): [ours(), ours(7)]}
    )
    assert planned.changes == ()
    assert reasons(planned) == ["OPS-1 and OPS-7 carry one marker: remove it from all but one"]


def test_an_item_that_names_another_ticket_keeps_its_own_and_says_so():
    planned = make(want(named=9, refs=("OPS-9",)), bindings=[bound()], tickets=[ours()])
    assert planned.changes == ()
    assert [note.text for note in planned.notes] == ["names OPS-9, but is filed as OPS-1, which stays its ticket"]


def test_swapped_wordings_with_references_swap_the_titles():
    bindings = [bound(1), bound(2, RUNBOOK, at=1)]
    planned = make(
        want(RUNBOOK, named=1), want(ALERT, at=1, named=2), bindings=bindings, tickets=[ours(1), ours(2, RUNBOOK)]
    )
    assert [change.writes for change in planned.changes if isinstance(change, Update)] == [
        {"title": RUNBOOK},
        {"title": ALERT},
    ]


def test_an_unclear_item_is_held_naming_the_tickets():
    one, two = "Add an alert for disk usage", "Add an alert for swap usage"
    planned = make(want("Add an alert for memory usage", at=9), bindings=[bound(1, one), bound(2, two, at=1)])
    assert planned.changes == ()
    told = f"looks like OPS-1 ('{one}') or OPS-2 ('{two}') reworded, or like a new item: "
    assert reasons(planned) == [told + "write the ticket's key beside it, or make them differ more"]


def test_an_unclear_item_may_look_like_one_whose_ticket_is_not_known_yet():
    planned = make(
        want("Add an alert for memory usage", at=9),
        bindings=[bound(1, "Add an alert for disk usage")],
        intents=[intended("Add an alert for swap usage", ago=timedelta(hours=1))],
    )
    assert "'Add an alert for swap usage', whose ticket is not known yet" in reasons(planned)[0]


def test_an_unclear_item_with_reasons_of_its_own_tells_those():
    one, two = "Add an alert for disk usage", "Add an alert for swap usage"
    item = want("Add an alert for memory usage", at=9, holds=("no",))
    assert reasons(make(item, bindings=[bound(1, one), bound(2, two, at=1)])) == ["no"]


@pytest.mark.parametrize("gone", [{"read": [DOC]}, {"vanished": [DOC]}])
def test_a_ticket_whose_item_is_gone_stays_and_is_held_while_it_is_open(gone):
    planned = make(bindings=[bound()], tickets=[ours()], **gone)
    assert planned.changes == ()
    assert reasons(planned) == ["gone from the document, its ticket OPS-1 stays: close it, or write the item back"]
    assert reasons(make(bindings=[bound()], **gone)) == reasons(planned)
    assert make(bindings=[bound()], tickets=[ours(status=Status.DONE)], **gone).holds == ()
    assert make(bindings=[bound(seen={"status": "wont_do"})], **gone).holds == ()
    assert make(bindings=[bound(gone=True)], **gone).holds == ()
    assert make(bindings=[bound()], missing=[1], **gone).holds == ()


def test_nothing_is_said_of_a_document_that_was_not_looked_at():
    planned = make(want(document=OTHER, text=RUNBOOK), bindings=[bound()], tickets=[ours()])
    assert kinds(planned) == ["Create"]
    assert planned.holds == ()


def test_the_moment_of_planning_is_no_part_of_a_plan():
    later = make(want(), now=NOW + timedelta(days=1))
    assert later == make(want())
