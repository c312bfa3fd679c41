"""Plans as data: the same inputs give the same bytes, whatever their order."""

import json
import random
from dataclasses import replace
from datetime import date

import pytest
from planning import ALERT, DOC, NOW, OTHER, RUNBOOK, bound, intended, key, make, ours, ticket, want

from connector.core.changes import Note, Plan, as_data
from connector.core.guard import Limits, guard
from connector.core.model import Status

CASES = {
    "desired": [
        want(ALERT, at=0, fields={"due": date(2026, 12, 1), "labels": ("a", "b")}),
        want(RUNBOOK + " today", at=1),
        want("Adopt this", at=2, named=9),
        want("Rotate signing keys", at=3),
        want("Hold this", at=4, holds=("no",)),
        want("Close this", at=5, fields={"status": Status.DONE}),
        want("Tell this", document=OTHER, fields={"owner": "ann"}),
    ],
    "bindings": [
        bound(1),
        bound(2, RUNBOOK, at=1),
        bound(3, "Close this", at=5),
        bound(4, "Decommission the second region", at=6),
        bound(5, "Tell this", document=OTHER),
    ],
    "tickets": [
        ours(1),
        ours(2, RUNBOOK),
        ours(3, "Close this"),
        ours(4, "Decommission the second region"),
        ours(5, "Tell this", document=OTHER, owner="bob"),
        replace(ticket(9), updated_at=NOW),
    ],
}


def whole(order=None):
    shuffled = {name: order.sample(values, len(values)) if order else values for name, values in CASES.items()}
    return make(*shuffled["desired"], bindings=shuffled["bindings"], tickets=shuffled["tickets"])


def test_a_plan_is_ordered_by_document_place_and_kind():
    planned = whole()
    assert [(change.position, type(change).__name__) for change in planned.changes] == [
        (0, "Update"),
        (1, "Rekey"),
        (1, "Update"),
        (2, "Adopt"),
        (3, "Create"),
        (5, "Close"),
    ]
    assert [hold.line for hold in planned.holds] == [0, 14]
    assert [item.position for item in planned.items] == [0, 1, 2, 3, 4, 5, 0]
    assert planned.notes == (
        Note(
            "owner: the document says 'ann', the ticket keeps 'bob': the tracker rules",
            key("Tell this", document=OTHER),
            OTHER,
            10,
        ),
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_inputs_does_not_matter(seed):
    assert json.dumps(as_data(whole(random.Random(seed)))) == json.dumps(as_data(whole()))


def test_a_plan_is_plain_data_with_its_fingerprint():
    data = json.loads(json.dumps(as_data(whole())))
    assert data["fingerprint"] == whole().fingerprint
    assert [change["kind"] for change in data["changes"]] == ["update", "rekey", "update", "adopt", "create", "close"]
    assert data["changes"][0]["changes"]["due"] == [None, "2026-12-01"]
    assert data["changes"][3]["ticket"]["key"] == "OPS-9"
    assert all(change["why"] for change in data["changes"])


def test_every_change_alters_the_fingerprint():
    assert make(want()).fingerprint != make(want("x")).fingerprint != make().fingerprint
    assert make(want(fields={"due": date(2026, 1, 1)})).fingerprint != make(want()).fingerprint


def test_what_else_was_looked_at_does_not_alter_the_fingerprint():
    held = make(want(holds=("a",)))
    assert held.fingerprint == make().fingerprint
    assert as_data(held) != as_data(make())


def test_when_a_ticket_was_last_touched_does_not_alter_the_fingerprint():
    touched = replace(ticket(9), updated_at=NOW, updated_by="ann")
    item = want(named=9)
    assert make(item, tickets=[touched]).fingerprint == make(item, tickets=[ticket(9)]).fingerprint


def test_what_is_no_plain_value_is_refused():
    create = make(want()).changes[0]
    with pytest.raises(TypeError, match="not object"):
        assert Plan((replace(create, fields={"title": object()}),), (), (), ()).fingerprint


# --- the guard


def creates(count):
    return make(*(want(f"Item {number}", at=number) for number in range(count)))


def edited(count, *, status=None):
    texts = [f"Item {number}" for number in range(count)]
    fields = {"status": status} if status else {"due": date(2026, 12, 1)}
    return make(
        *(want(text, at=at, fields=fields) for at, text in enumerate(texts)),
        bindings=[bound(at, text, at=at) for at, text in enumerate(texts)],
        tickets=[ours(at, text) for at, text in enumerate(texts)],
    )


@pytest.mark.parametrize(
    ("planned", "bound_before", "refused"),
    [
        (make(), 0, ()),
        (creates(200), 0, ()),
        (creates(201), 0, ("create",)),
        (creates(20), 1, ()),
        (creates(21), 1, ("create",)),
        (creates(50), 100, ()),
        (creates(51), 100, ("create",)),
        (creates(201), 10_000, ("create",)),
        (edited(10, status=Status.DONE), 10, ()),
        (edited(11, status=Status.DONE), 11, ("close",)),
        (edited(11, status=Status.DONE), 55, ()),
        (edited(20), 20, ()),
        (edited(21), 21, ("update",)),
    ],
)
def test_an_unusual_amount_of_change_is_refused(planned, bound_before, refused):
    told = guard(planned, bound=bound_before, limits=Limits())
    assert tuple(reason.split()[1] for reason in told) == refused
    assert all("--allow-large" in reason for reason in told)


def test_a_large_first_run_is_explained():
    (reason,) = guard(creates(3), bound=0, limits=Limits(max_creates=2))
    assert reason.startswith(
        "would create 3 tickets, usual are up to 2; nothing is bound yet, so this may be the first"
    )


def test_claims_are_limited_and_adoptions_by_marker_are_not():
    numbers = range(3)
    named = make(*(want(f"Item {n}", at=n, named=n) for n in numbers), tickets=[ticket(n) for n in numbers])
    assert "would claim 3 tickets" in guard(named, bound=0, limits=Limits(max_creates=2))[0]
    found = {key(f"Item {n}"): [ours(n, f"Item {n}")] for n in numbers}
    recovered = make(*(want(f"Item {n}", at=n) for n in numbers), found=found)
    assert len(recovered.changes) == 3
    assert guard(recovered, bound=0, limits=Limits(max_creates=2)) == []


def test_holds_and_an_open_intent_are_not_counted():
    planned = make(want(holds=("no",)), intents=[intended(RUNBOOK, ago=NOW - NOW)], read=[DOC])
    assert guard(planned, bound=0, limits=Limits(max_creates=0, create_floor=0, close_floor=0)) == []
