from datetime import date

import pytest

from connector.core.fields import DEFAULT_RULES, differing, merge, same, words
from connector.core.model import Side, Status

D, T = Side.DOCUMENT, Side.TRACKER
PUSH, LEAVE = "push", "leave"


@pytest.mark.parametrize(
    ("document", "applied", "ticket", "side", "outcome", "recorded", "noted"),
    [
        (None, "a", "b", D, LEAVE, "a", False),
        ("", "a", "b", D, LEAVE, "a", False),
        ("a", "a", "a", D, LEAVE, "a", False),
        ("b", "a", "b", T, LEAVE, "b", False),
        ("a", "a", "b", D, LEAVE, "a", False),
        ("a", "a", "b", T, LEAVE, "a", False),
        ("a", "a", None, D, LEAVE, "a", False),
        ("b", "a", "a", D, PUSH, "b", False),
        ("b", "a", "a", T, PUSH, "b", False),
        ("b", None, None, T, PUSH, "b", False),
        ("b", None, "c", D, PUSH, "b", True),
        ("b", None, "c", T, LEAVE, "b", True),
        ("b", "a", "c", D, PUSH, "b", True),
        ("b", "a", "c", T, LEAVE, "b", True),
    ],
)
def test_each_case_of_the_table(document, applied, ticket, side, outcome, recorded, noted):
    merged = merge({"owner": document}, {"owner": applied}, ticket={"owner": ticket}, rules={"owner": side})
    assert merged.changes == ({"owner": (ticket, document)} if outcome == PUSH else {})
    assert merged.applied == {"owner": recorded}
    assert bool(merged.notes) is noted


def test_a_conflict_names_both_values_and_is_not_tried_again():
    fields = {"due": date(2026, 3, 5)}
    ticket = {"due": date(2026, 3, 9)}
    merged = merge(fields, {"due": date(2026, 3, 1)}, ticket=ticket, rules={"due": T})
    assert merged.notes == ("due: the document says 2026-03-05, the ticket keeps 2026-03-09: the tracker rules",)
    assert merge(fields, merged.applied, ticket=ticket, rules={"due": T}).notes == ()


def test_a_replaced_value_is_named():
    merged = merge({"title": "b"}, {"title": "a"}, ticket={"title": "c"}, rules={"title": D})
    assert merged.notes == ("title: 'c', set in the ticket, gives way: the document rules",)


def test_the_first_done_of_a_document_is_no_conflict():
    merged = merge({"status": Status.DONE}, {}, ticket={"status": Status.OPEN}, rules={"status": T})
    assert merged.changes == {"status": (Status.OPEN, Status.DONE)}


def test_progress_in_the_tracker_is_kept_when_the_document_still_says_open():
    merged = merge({"status": "open"}, {"status": None}, ticket={"status": "in_progress"}, rules={"status": T})
    assert merged.changes == {}


def test_white_space_is_no_change():
    merged = merge({"title": "a  b"}, {"title": "a"}, ticket={"title": "a b "}, rules={"title": D})
    assert merged.changes == {}


def test_a_field_the_tracker_does_not_have_is_left_out():
    assert merge({"due": date(2026, 1, 1)}, {}, ticket={}, rules={}).changes == {}
    assert merge({"due": date(2026, 1, 1)}, {}, ticket={"due": None}, rules={}).changes != {}


def test_a_field_without_a_rule_goes_by_the_default():
    assert merge({"title": "b"}, {"title": "a"}, ticket={"title": "c"}, rules={}).changes
    assert not merge({"owner": "b"}, {"owner": "a"}, ticket={"owner": "c"}, rules={}).changes
    assert not merge({"shape": "b"}, {"shape": "a"}, ticket={"shape": "c"}, rules={}).changes
    assert DEFAULT_RULES["status"] is T


@pytest.mark.parametrize(
    ("document", "applied", "ticket", "wanted"),
    [
        (("a", "b"), ("a",), ("a", "people"), ("a", "b", "people")),
        (("a",), ("a", "b"), ("a", "b", "people"), ("a", "people")),
        ((), ("a",), ("a",), ()),
        (("a",), ("a",), ("people",), None),
        (("b", "a"), ("a", "b"), ("a", "b"), None),
        (("a",), None, None, ("a",)),
        (("a",), (), ("a",), None),
        (("a",), ("a",), ("A",), None),
        (("a",), (), ("A", "people"), None),
        ((), ("a",), ("A", "people"), ("people",)),
        (("a", "b"), ("a",), ("A", "People"), ("A", "People", "b")),
    ],
)
def test_labels_are_added_and_removed_one_by_one(document, applied, ticket, wanted):
    merged = merge({"labels": document}, {"labels": applied}, ticket={"labels": ticket}, rules=DEFAULT_RULES)
    assert merged.changes == ({} if wanted is None else {"labels": (ticket, wanted)})
    assert merged.applied == {"labels": tuple(sorted(document))}


def test_values_read_like_words():
    assert [words(value) for value in (None, (), ("a", "b"), date(2026, 1, 2), "x")] == [
        "nothing",
        "nothing",
        "a, b",
        "2026-01-02",
        "'x'",
    ]


def test_nothing_is_the_same_as_nothing():
    assert same("title", None, "")
    assert same("labels", (), None)
    assert same("labels", ("b", "a"), ("a", "b"))
    assert not same("due", date(2026, 1, 1), None)
    assert not same("title", "a", "b")


def test_an_owner_is_the_same_in_any_letter_case_and_a_title_is_not():
    assert same("owner", "Kim-Sample", "kim-sample")
    assert not same("title", "Kim", "kim")
    assert differing({"owner": "Kim-Sample"}, {"owner": "kim-sample"}) == ()
    applied, ticket = {"owner": "Kim-Sample"}, {"owner": "kim-sample"}
    assert merge({"owner": "KIM-Sample"}, applied, ticket=ticket, rules={"owner": T}).changes == {}
    merged = merge({"owner": "Pat"}, applied, ticket=ticket, rules={"owner": T})
    assert merged.changes == {"owner": ("kim-sample", "Pat")}


def test_differing_fields_are_those_both_sides_tell():
    assert differing({"title": "a", "owner": "x", "due": None}, {"title": "b", "due": date(2026, 1, 1)}) == ("title",)
