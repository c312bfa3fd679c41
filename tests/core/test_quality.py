from datetime import date

import pytest

from connector.core.model import ActionItem, PostMortem, Status
from connector.core.quality import judge

GOOD = {"owner": "Dana", "owners": ("Dana",), "due": date(2026, 12, 1)}


def rules(action, **fields):
    return {finding.rule for finding in judge(PostMortem("t", items=(ActionItem(action, 3, **fields),)))}


@pytest.mark.parametrize(
    "action",
    [
        "Alert when model accuracy falls below 85 %",
        "Add input validation for the quantity field",
        "Update runbook section 3.4 to include the failover procedure",
        "Investigate the timeouts until the cause is named in the ticket",
    ],
)
def test_a_good_item_is_left_alone(action):
    assert rules(action, **GOOD) == set()


@pytest.mark.parametrize(
    "action", ["Be more careful", "Improve monitoring", "Train people better", "Pay more attention to alerts"]
)
def test_a_vague_item_is_named(action):
    assert rules(action, **GOOD) == {"specific"}


def test_an_open_end_is_named():
    assert rules("Look into the cache", **GOOD) == {"measurable"}


def test_owners_and_due_dates_are_asked_for():
    action = "Add input validation for the quantity field"
    assert rules(action) == {"assigned", "time-bound"}
    assert rules(action, owner="A, B", owners=("A", "B"), due=date(2026, 12, 1)) == {"assigned"}
    assert rules(action, owner="the team", owners=("the team",), due=date(2026, 12, 1)) == {"assigned"}
    assert rules(action, owner="Dana", owners=("Dana",), due_text="soon") == {"time-bound"}


def test_finished_items_are_not_judged():
    assert rules("Be more careful", status=Status.DONE) == set()
