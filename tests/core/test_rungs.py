"""Which rungs are for which item, by its priority and the severity of its incident."""

from datetime import date

import pytest
from ladder import MONDAY, all_delivered, item, run

from connector.core.notices import Rung, rungs_for

SOON = Rung("critical", 1, 1, when=(("priority", ("p0", "critical")),))
SEVERE = Rung("severe", 2, 1, when=(("severity", ("SEV1*",)),))
LADDER = (Rung("due", 0, 0), Rung("manager", 3, 1), Rung("director", 10, 2), SOON, SEVERE)


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({}, ["due", "manager", "director"]),
        ({"priority": "low"}, ["due", "manager", "director"]),
        ({"priority": "P0"}, ["due", "director", "critical"]),
        ({"priority": "Critical", "severity": "sev1"}, ["due", "director", "critical", "severe"]),
        ({"severity": "SEV1 (major)"}, ["due", "director", "severe"]),
        ({"severity": "sev2"}, ["due", "manager", "director"]),
    ],
)
def test_a_rung_with_conditions_stands_in_place_of_those_without_for_the_same_person(facts, names):
    assert [rung.name for rung in rungs_for(item(**facts), LADDER)] == names


def test_all_conditions_have_to_hold():
    both = Rung("both", 1, 1, when=(("priority", ("p0",)), ("severity", ("sev1",))))
    assert not both.fits(item(priority="p0"))
    assert both.fits(item(priority="P0", severity="Sev1"))


def test_the_manager_of_a_critical_item_is_told_sooner_and_once():
    items = [item("a", priority="critical"), item("b", priority="low")]
    sent = all_delivered(run(items, MONDAY, ladder=LADDER))
    tuesday = run(items, date(2026, 11, 17), sent=sent, ladder=LADDER)
    assert [(notice.item.key, notice.rung.name) for digest in tuesday.digests for notice in digest.notices] == [
        ("a", "critical")
    ]
    sent = (*sent, *all_delivered(tuesday))
    later = run(items, date(2026, 11, 20), sent=sent, ladder=LADDER)
    assert [(notice.item.key, notice.rung.name) for digest in later.digests for notice in digest.notices] == [
        ("b", "manager")
    ]
