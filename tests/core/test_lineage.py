from datetime import date

import pytest

from connector.core.identity import recognise
from connector.core.lineage import Facts, Kin, Lineage, facts, kin
from connector.core.model import DocumentId, ItemKey, TicketId, TicketRef
from connector.core.sightings import Candidate, New, Recognised, Sighting, Unclear

OLD, NEW = DocumentId("docs:old.md"), DocumentId("docs:new.md")
ONE, TWO = date(2026, 9, 1), date(2026, 11, 20)
BOTH = ("Update the runbook", "Add an alert")
KIM, DANA = ("kim", ONE), ("dana", TWO)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (Facts("inc 1", "a", ONE), Facts("inc 1", "b", TWO), Kin.SAME),
        (Facts("inc 1", "a", ONE), Facts("inc 2", "a", ONE), Kin.OTHER),
        (Facts("inc 1", "a", ONE), Facts("", "b", TWO), Kin.OTHER),
        (Facts("", "a", ONE), Facts("", "a", TWO), Kin.UNSURE),
        (Facts("", "a"), Facts("", "b", TWO), Kin.UNSURE),
        (Facts("", "a", held_on=ONE), Facts("", "b", held_on=TWO), Kin.OTHER),
        (Facts("", "a", ONE), Facts("", "a", None, TWO), Kin.SAME),
        (Facts("", "", ONE), Facts("", "b", ONE), Kin.SAME),
        (Facts("inc 1", "", ONE), Facts("", "b"), Kin.UNKNOWN),
    ],
)
def test_two_heads_are_compared_by_incident_then_by_title_and_day(old, new, told):
    assert kin(old, new) is told


@pytest.mark.parametrize("title", ["2026-09-01 search_down", "2026/2026-09-01-search_down.md"])
def test_the_name_of_the_file_is_no_title(title):
    name = DocumentId("docs:2026/2026-09-01-search_down.md")
    assert facts(name, title=title, incident=" INC-7 ", incident_date=ONE, held_on=None) == Facts("inc 7", "", ONE)


@pytest.mark.parametrize(
    ("one", "two", "new"),
    [
        (Facts("inc 1", "a", ONE), Facts("inc 2", "b", TWO), True),
        (Facts("", "a", ONE), Facts("", "b", TWO), True),
        (Facts("inc 1", "a", ONE), Facts("inc 1", "b", TWO), False),
        (Facts("inc 1", "a", ONE), Facts("inc 2", "a", TWO), False),
        (Facts("inc 1", "a", ONE), None, False),
    ],
)
def test_a_file_is_of_another_incident_where_all_that_it_says_differs(one, two, new):
    assert Lineage({OLD: one}, {OLD: two} if two else {}).replaced(OLD) is new


def moved(*, closed, heads=None, owed=(KIM, KIM), now=BOTH, own=()):
    """What becomes of the rows of a document whose name is gone, in another: the key, '?' or '+'."""
    candidates = [
        Candidate(ItemKey(f"k{at}"), OLD, text, at, TicketRef("ops", TicketId(f"{at}")), owed=owed[0], closed=closed)
        for at, text in enumerate(BOTH, 1)
    ]
    rows = [Sighting(NEW, text, at, owed=owed[1]) for at, text in enumerate([*own, *now])]
    mine = [Candidate(ItemKey(f"own{at}"), NEW, text, at, None) for at, text in enumerate(own)]
    lineage = Lineage({OLD: heads[0]}, {NEW: heads[1]}) if heads else Lineage()
    told = recognise(rows, [*candidates, *mine], vanished={OLD}, lineage=lineage)
    names = {Unclear: "?", New: "+"}
    return [one.key if isinstance(one, Recognised) else names[type(one)] for one in told][len(own) :]


SAME = (Facts("inc 1"), Facts("inc 1"))
OTHER = (Facts("inc 1"), Facts("inc 2"))
UNSURE = (Facts("", "a"), Facts("", "b"))
FOUND, LIKE, FILED = ["k1", "k2"], ["?", "?"], ["+", "+"]


@pytest.mark.parametrize(
    ("case", "opened", "over"),
    [
        ({"heads": SAME, "owed": (KIM, DANA)}, FOUND, FOUND),
        ({"owed": (KIM, DANA)}, FOUND, FOUND),
        ({"owed": (KIM, DANA), "now": BOTH[:1]}, ["k1"], ["+"]),
        ({"owed": (KIM, KIM), "now": BOTH[:1]}, ["k1"], ["k1"]),
        ({"heads": UNSURE, "owed": (KIM, DANA)}, FOUND, FILED),
        ({"heads": UNSURE, "owed": (KIM, KIM)}, FOUND, FOUND),
        ({"heads": UNSURE, "owed": (KIM, DANA), "now": BOTH[::-1]}, LIKE, FILED),
        ({"heads": UNSURE, "owed": (KIM, DANA), "now": (BOTH[0], BOTH[1] + " soon")}, LIKE, FILED),
        ({"heads": OTHER, "owed": (KIM, KIM)}, FILED, FILED),
        ({"heads": OTHER, "owed": (KIM, KIM), "own": ("Rotate the keys",)}, FOUND, FOUND),
        ({"heads": OTHER, "owed": (KIM, DANA), "own": ("Rotate the keys",)}, FILED, FILED),
        ({"heads": OTHER, "owed": (None, None), "own": ("Rotate the keys",)}, LIKE, FILED),
    ],
)
def test_what_goes_along_with_a_new_name_depends_on_the_heads_and_on_what_is_over(case, opened, over):
    assert moved(closed=False, **case) == opened
    assert moved(closed=True, **case) == over


def test_of_two_new_names_the_one_of_the_same_post_mortem_is_taken_though_the_other_has_more_of_the_items():
    known = [Candidate(ItemKey(f"k{at}"), OLD, text, at, None) for at, text in enumerate(BOTH, 1)]
    third = DocumentId("docs:third.md")
    rows = [Sighting(NEW, BOTH[0], 0), *(Sighting(third, text, at) for at, text in enumerate(BOTH))]
    lineage = Lineage({OLD: Facts("inc 1", "a")}, {NEW: Facts("inc 1"), third: Facts("", "b")})
    first, *others = recognise(rows, known, vanished={OLD}, lineage=lineage)
    assert isinstance(first, Recognised)
    assert not any(isinstance(one, Recognised) for one in others)


def test_a_name_that_another_incident_took_leads_to_no_document_of_a_third_one():
    known = [Candidate(ItemKey(f"k{at}"), OLD, text, at, None, closed=True) for at, text in enumerate(BOTH, 1)]
    rows = [*(Sighting(NEW, text, at) for at, text in enumerate(BOTH)), Sighting(OLD, "Something else altogether", 0)]
    lineage = Lineage({OLD: Facts("inc 1")}, {NEW: Facts("inc 2"), OLD: Facts("inc 3")})
    assert {type(one) for one in recognise(rows, known, lineage=lineage)} == {New}
