import random
from dataclasses import replace
from datetime import date

import pytest

from connector.core.identity import recognise
from connector.core.keys import document_hash, fingerprint, item_key, normalise
from connector.core.model import DocumentId, ItemKey, TicketId, TicketRef
from connector.core.sightings import Candidate, New, Recognised, Sighting, Unclear

DOC = DocumentId("docs:2026/03-search.md")
OTHER = DocumentId("docs:2026/04-mail.md")

ROWS = [
    "Add an alert for disk usage on the search nodes",
    "Write a runbook for failing over the primary database",
    "Remove the retry loop from the indexing worker",
    "Load-test the checkout service before each release",
]


def ref(number):
    return TicketRef("ops", TicketId(str(number)))


def known(texts, *, document=DOC, first=1):
    """Candidates with keys k<n> and tickets <n>, in order."""
    return [Candidate(ItemKey(f"k{first + at}"), document, text, at, ref(first + at)) for at, text in enumerate(texts)]


def seen(texts, *, document=DOC, named=None):
    return [Sighting(document, text, at, (named or {}).get(at)) for at, text in enumerate(texts)]


def recorded(texts, candidates=(), *, document=DOC):
    """Keys of rows without a ticket that stood beside these candidates."""
    return {item_key(document, text, 0) for text in texts} | {known.key for known in candidates}


def outcome(items, candidates, **more):
    """Keys of recognised items, '?' for unclear and '+' for new ones."""
    result = []
    for recognition in recognise(items, candidates, **more):
        match recognition:
            case Recognised(key):
                result.append(key)
            case Unclear():
                result.append("?")
            case New():
                result.append("+")
    return result


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Add  an\tALERT.", "add an alert"),
        ("**Add** `alert` <br/>for ~~disk~~", "add alert for disk"),
        ("See [the runbook](https://wiki.example.com/x) &amp; act", "see the runbook act"),
        ("See `the runbook <https://wiki.example.com/x>`_", "see the runbook"),
        ("Straße", "strasse"),
        ("दस्तावेज़ बदलें", "दस्तावेज़ बदलें"),
        ("修复告警", "修复告警"),
        ("!!!", "!!!"),
        ("", ""),
    ],
)
def test_a_text_is_known_by_its_words(text, words):
    assert normalise(text) == normalise(words) == normalise(normalise(text))
    assert normalise(text).casefold() == normalise(text)


def test_different_words_stay_different():
    assert len({normalise(text) for text in [*ROWS, "दस्तावेज़ बदलें", "दस्तावेज़ बदले", "!!!", "???"]}) == len(ROWS) + 4


def test_a_fingerprint_tells_document_words_and_occurrence_apart():
    looks = [fingerprint(DOC, "Add it", 0), fingerprint(DOC, "Add it", 1), fingerprint(OTHER, "Add it", 0)]
    assert len(set(looks)) == 3
    assert fingerprint(DOC, "add **it**", 0) == looks[0]


def test_a_key_has_the_hash_of_its_document_first_and_avoids_those_taken():
    first = item_key(DOC, "Add it", 0)
    second = item_key(DOC, "Add it", 0, {first})
    assert first.startswith(document_hash(DOC) + "-")
    assert len(first) == len(second) == 17
    assert item_key(DOC, "Add it", 0, {first, second}) not in {first, second}
    assert item_key(DOC, "ADD it!", 0) == first != item_key(DOC, "Add it", 1)


def test_broken_characters_do_not_stop_hashing():
    assert item_key(DOC, "half a pair \ud800", 0)


def test_rows_may_be_reordered():
    shuffled = [3, 1, 0, 2]
    assert outcome(seen([ROWS[at] for at in shuffled]), known(ROWS)) == ["k4", "k2", "k1", "k3"]


def test_a_row_may_be_inserted_before_the_others():
    assert outcome(seen(["Rotate the signing keys every quarter", *ROWS]), known(ROWS)) == ["+", "k1", "k2", "k3", "k4"]


def test_a_row_may_be_deleted():
    assert outcome(seen([ROWS[0], ROWS[2], ROWS[3]]), known(ROWS)) == ["k1", "k3", "k4"]


@pytest.mark.parametrize(
    "edited",
    [
        "Add an alert for disk usage on all search nodes above 80 %",
        "Add alert for disk usage on the search node",
        "Alert on disk usage of the search nodes",
        "Add an alert for disc usage on the search nodes, paging the on-call person at once when it is above 90 percent",
    ],
)
def test_an_edited_item_is_known_again(edited):
    assert outcome(seen([edited, *ROWS[1:]]), known(ROWS)) == ["k1", "k2", "k3", "k4"]


def test_every_item_may_be_edited_while_a_row_is_inserted_on_top():
    edited = [
        "Rotate the signing keys every quarter",
        "Add an alert for disk usage on all search nodes",
        "Write a runbook on how to fail over the primary database",
        "Remove the endless retry loop from the indexing worker",
        "Load-test the checkout service before every release",
    ]
    assert outcome(seen(edited), known(ROWS)) == ["+", "k1", "k2", "k3", "k4"]


def test_a_row_replaced_by_something_else_is_new():
    assert outcome(seen([ROWS[0], "Teach the on-call rota to read dashboards"]), known(ROWS[:2])) == ["k1", "+"]


def test_two_items_that_swap_wording_follow_their_wording_without_references():
    assert outcome(seen([ROWS[1], ROWS[0]]), known(ROWS[:2])) == ["k2", "k1"]


def test_two_items_that_swap_wording_follow_their_references_where_they_have_them():
    swapped = seen([ROWS[1], ROWS[0]], named={0: ref(1), 1: ref(2)})
    assert outcome(swapped, known(ROWS[:2])) == ["k1", "k2"]


def test_a_reference_keeps_an_item_whatever_it_says_now():
    assert outcome(seen(["Something else altogether"], named={0: ref(1)}), known(ROWS[:1])) == ["k1"]


def test_a_row_that_mentions_anothers_ticket_does_not_take_it():
    items = seen(["Check after a week that the alert works", ROWS[0]], named={0: ref(1)})
    assert outcome(items, known(ROWS[:1])) == ["+", "k1"]


def test_of_a_copied_row_the_one_that_kept_its_wording_is_the_item():
    copied = seen([ROWS[1], ROWS[0]], named={0: ref(1), 1: ref(1)})
    assert outcome(copied, known(ROWS[:1])) == ["+", "k1"]


def test_of_equal_rows_the_nearest_stays_when_another_is_edited():
    assert outcome(seen(["Edited beyond all likeness", "Add tests"]), known(["Add tests", "Add tests"])) == ["+", "k2"]


def test_equal_rows_stay_in_order():
    assert outcome(seen(["Add tests"] * 3), known(["Add tests"] * 3)) == ["k1", "k2", "k3"]
    assert outcome(seen(["Add tests"] * 3), known(["Add tests"] * 2)) == ["k1", "k2", "+"]
    assert outcome(seen(["x", "Add tests"]), known(["Add tests"] * 3)) == ["+", "k2"]


def test_an_item_like_two_known_ones_is_asked_about():
    items = seen(["Add an alert for memory usage"])
    candidates = known(["Add an alert for disk usage", "Add an alert for swap usage"])
    (unclear,) = recognise([Sighting(DOC, items[0].text, 9)], candidates)
    assert isinstance(unclear, Unclear)
    assert unclear.looks_like == ("k1", "k2")


def test_two_items_like_one_known_one_are_asked_about():
    items = [Sighting(DOC, "Add an alert for memory usage", 8), Sighting(DOC, "Add an alert for swap usage", 9)]
    assert outcome(items, known(["Add an alert for disk usage"])) == ["?", "?"]


def test_a_faint_likeness_is_asked_about_not_guessed():
    same_half = {"aaaa bbbb": 0.45}
    similarity = lambda one, _two: same_half[one]  # noqa: E731 - a table, not a function
    assert outcome(seen(["aaaa bbbb"]), known(["aaaa cccc"]), similarity=similarity) == ["?"]


@pytest.mark.parametrize(
    ("place", "owner", "found"),
    [(1, "dana", ["k1", "?", "k3"]), (1, "kim", ["k1", "+", "k3"]), (0, "dana", ["+", "k1", "k3"])],
)
def test_other_words_for_the_same_owner_and_day_in_the_same_place_are_asked_about(place, owner, found):
    day = date(2026, 12, 1)
    before = [replace(one, owed=("dana", day)) for one in known(ROWS[:3])]
    texts = [ROWS[0], ROWS[2]]
    texts.insert(place, "Zzz qqq")
    after = [replace(one, owed=(owner if one.text == "Zzz qqq" else "dana", day)) for one in seen(texts)]
    assert outcome(after, before, similarity=lambda one, two: float(one == two)) == found


def test_a_likely_item_that_names_another_ticket_is_asked_about():
    reworded = seen(["Add an alert for disk usage on all search nodes"], named={0: ref(99)})
    assert outcome(reworded, known(ROWS[:1])) == ["?"]


def test_an_item_that_names_another_known_ticket_is_not_taken_for_its_likeness():
    here = seen(["Add an alert for disk usage on all search nodes"], named={0: ref(7)})
    elsewhere = known(["Whatever"], document=OTHER, first=7)
    assert outcome(here, [*known(ROWS[:1]), *elsewhere]) == ["+"]


def test_a_renamed_document_keeps_its_items():
    items = seen(ROWS, document=OTHER)
    assert outcome(items, known(ROWS), vanished={DOC}) == ["k1", "k2", "k3", "k4"]


def test_a_renamed_document_keeps_its_items_when_it_is_edited_at_once():
    edited = ["Add an alert for disk usage on all search nodes", ROWS[2], ROWS[1], ROWS[3]]
    assert outcome(seen(edited, document=OTHER), known(ROWS), vanished={DOC}) == ["k1", "k3", "k2", "k4"]


def test_a_renamed_document_of_one_item_may_be_edited_at_once():
    edited = ["Add an alert for disk usage on all search nodes"]
    assert outcome(seen(edited, document=OTHER), known(ROWS[:1]), vanished={DOC}) == ["k1"]


def test_the_references_of_a_renamed_document_rule():
    items = seen(["Rewritten", "As well"], document=OTHER, named={0: ref(2), 1: ref(1)})
    assert outcome(items, known(ROWS[:2]), vanished={DOC}) == ["k2", "k1"]


def test_references_tell_which_document_was_renamed_to_which():
    items = seen(["Rewritten", "Write a runbook for failing over databases"], document=OTHER, named={0: ref(1)})
    assert outcome(items, known(ROWS[:2]), vanished={DOC}) == ["k1", "k2"]


def test_of_two_new_names_the_one_with_more_of_the_items_is_the_document():
    third = DocumentId("docs:2026/05-web.md")
    items = [*seen(ROWS[:2], document=OTHER), *seen(ROWS[:3], document=third)]
    assert outcome(items, known(ROWS), vanished={DOC}) == ["+", "+", "k1", "k2", "k3"]


def test_one_generic_item_does_not_make_a_new_document_the_old_one():
    new = ["Update the runbook", "Rotate keys", "Mirror packages", "Drop old indexes"]
    old = ["Update the runbook", *ROWS]
    assert outcome(seen(new, document=OTHER), known(old), vanished={DOC}) == ["+"] * 4


def test_a_document_merged_into_another_brings_its_items():
    own = known(["Rotate the signing keys"], document=OTHER, first=9)
    items = seen(["Rotate the signing keys", *ROWS], document=OTHER)
    assert outcome(items, [*known(ROWS), *own], vanished={DOC}) == ["k9", "k1", "k2", "k3", "k4"]


def test_a_copied_document_steals_nothing():
    named = {at: ref(at + 1) for at in range(4)}
    items = [*seen(ROWS, document=OTHER, named=named), *seen(ROWS)]
    assert outcome(items, known(ROWS)) == ["+", "+", "+", "+", "k1", "k2", "k3", "k4"]


def test_a_document_that_was_not_looked_at_loses_nothing():
    copied = seen(ROWS, document=OTHER, named={0: ref(1)})
    assert outcome(copied, known(ROWS)) == ["+", "+", "+", "+"]


def test_a_row_moved_to_another_document_is_known_by_its_reference():
    items = [*seen([ROWS[1]]), *seen([ROWS[0]], document=OTHER, named={0: ref(1)})]
    assert outcome(items, known(ROWS[:2])) == ["k2", "k1"]
    emptied = seen([ROWS[0]], document=OTHER, named={0: ref(1)})
    assert outcome(emptied, known(ROWS[:1]), read=[DOC]) == ["k1"]


def recovered(key, title, number=1):
    return Candidate(key, None, title, None, ref(number))


def test_a_found_marker_is_known_by_its_document_and_the_title():
    assert outcome(seen(ROWS[:1]), [recovered(f"{document_hash(DOC)}-00000000", ROWS[0])]) == [
        f"{document_hash(DOC)}-00000000"
    ]


def test_a_found_marker_is_known_by_its_key_when_people_changed_the_title():
    key = item_key(DOC, ROWS[0], 0)
    assert outcome(seen(ROWS[:1]), [recovered(key, "Retitled by hand")]) == [key]


def test_a_found_title_counts_before_a_found_key():
    moved, salted = item_key(DOC, ROWS[0], 0), item_key(DOC, ROWS[0], 0, {item_key(DOC, ROWS[0], 0)})
    found = [recovered(moved, ROWS[1], 1), recovered(salted, ROWS[0], 2)]
    assert outcome(seen(ROWS[:2]), found) == [salted, moved]


def test_a_found_marker_is_known_by_likeness_within_its_document():
    key = f"{document_hash(DOC)}-00000000"
    found = [recovered(key, "Add an alert for disk usage on the search node")]
    assert outcome(seen(ROWS[:1]), found) == [key]
    assert outcome(seen(ROWS[:1], document=OTHER), found) == ["+"]


def test_a_found_marker_of_an_unknown_document_is_known_by_its_reference_or_title():
    found = [recovered("00000000-00000000", ROWS[0])]
    assert outcome(seen(ROWS[:2]), found) == ["00000000-00000000", "+"]
    assert outcome(seen(ROWS[1:2], named={0: ref(1)}), found) == ["00000000-00000000"]


def test_found_markers_of_a_renamed_document_follow_those_that_kept_their_title():
    keys = [f"00000000-0000000{at}" for at in range(3)]
    found = [recovered(keys[at], text, at + 1) for at, text in enumerate(ROWS[:3])]
    items = seen([*ROWS[:2], "Rehearse: " + ROWS[2]])
    assert outcome(items, found) == keys
    assert outcome(items[2:], found[2:]) == ["+"]
    assert outcome(items[2:], [replace(found[2], unclaimed=True)]) == ["?"]


def test_several_found_markers_of_unknown_documents_and_one_title_are_asked_about():
    one, two = recovered("00000000-00000000", "Add tests", 1), recovered("00000001-00000000", "Add tests", 2)
    assert outcome(seen(["Add tests"]), [one, two]) == ["?"]
    assert outcome([*seen(["Add tests"]), *seen(["Add tests"], document=OTHER)], [one]) == ["?", "?"]


def test_new_keys_differ_from_all_that_are_known():
    first = item_key(DOC, ROWS[0], 0)
    (new,) = recognise(seen(ROWS[:1]), [], taken=[first])
    assert new == New(item_key(DOC, ROWS[0], 0, {first}))


def test_a_hundred_edited_items_are_told_apart_with_few_comparisons():
    words = random.Random(7)
    vocabulary = ["".join(words.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(300)]
    old = [" ".join(words.sample(vocabulary, 12)) for _ in range(100)]
    asked = []

    def counting(one, two):
        asked.append(None)
        return len(set(one.split()) & set(two.split())) / 12

    new = [text.rsplit(" ", 2)[0] + " edited here" for text in old]
    assert outcome(seen(new), known(old), similarity=counting) == [f"k{at + 1}" for at in range(100)]
    assert len(asked) <= 800


def test_an_item_whose_first_wording_is_taken_back_is_known_by_it():
    first = item_key(DOC, ROWS[0], 0)
    before = [Candidate(first, DOC, "Something else altogether", 0, ref(1)), *known(ROWS[1:3], first=2)]
    assert outcome(seen(ROWS[:3]), before, similarity=lambda one, two: float(one == two)) == [first, "k2", "k3"]


SAME = "Update the runbook of your service"


def owned(make, owners):
    return [replace(one, owner=owner) for one, owner in zip(make([SAME] * len(owners)), owners, strict=True)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["dana", "kim", "robin"], ["kim", "robin"], ["k2", "k3"]),
        (["dana", "kim", "robin"], ["sam", "dana", "kim", "robin"], ["+", "k1", "k2", "k3"]),
        (["dana", "kim", "robin"], ["robin", "dana", "kim"], ["k3", "k1", "k2"]),
        (["dana", "kim", "robin"], ["sam", "kim", "robin"], ["k1", "k2", "k3"]),
        (["dana", "dana", "kim"], ["dana", "kim"], ["k1", "k3"]),
        ([None, None], [None], ["k1"]),
    ],
)
def test_one_wording_given_to_several_people_stays_with_each_of_them(before, after, expected):
    assert outcome(owned(seen, after), owned(known, before)) == expected


PAGES = ["Page on consumer lag of the mail queue", "Page on consumer lag of the sms queue"]


@pytest.mark.parametrize("rest", [[], ["Write the runbook"]])
def test_rows_that_stood_beside_a_reworded_one_are_not_taken_for_it(rest):
    candidates = known([PAGES[0]])
    rows = seen(["Page on consumer delay of the mail queue", PAGES[1], *rest])
    stood = recorded([PAGES[1], *rest], candidates)
    assert outcome(rows, candidates, recorded=stood) == ["k1", *"+" * (1 + len(rest))]
    gone = rows[1:]
    assert outcome(gone, candidates, recorded=stood) == ["+" for _ in gone]
    assert outcome(gone, candidates) != ["+" for _ in gone]


def test_a_row_that_was_not_beside_it_may_still_be_the_reworded_one():
    candidates = known([PAGES[0]])
    row = seen([PAGES[1]])
    assert outcome(row, candidates, recorded=recorded([PAGES[1]])) == ["k1"]
    assert outcome(row, candidates, recorded=recorded([], candidates)) == ["k1"]


def test_a_row_in_the_place_of_one_that_is_gone_is_no_question_where_it_stood_beside_it():
    owed = ("kim", date(2026, 5, 4))
    candidates = [replace(known(["Raise the limit"])[0], owed=owed)]
    row = [Sighting(DOC, "Tell the suppliers", 0, owed=owed)]
    assert outcome(row, candidates) == ["?"]
    assert outcome(row, candidates, recorded=recorded(["Tell the suppliers"], candidates)) == ["+"]
