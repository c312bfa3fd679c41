"""People and days that are mentioned with an `@`, as Notion exports them."""

from datetime import date

import pytest

from connector.core.model import ActionItem
from connector.parsing import parse

DAY = date(2026, 11, 1)


def only(line: str) -> ActionItem:
    (item,) = parse(f"# Outage\n\n## Action items\n\n- {line}\n".encode(), "a.md").items
    return item


@pytest.mark.parametrize(
    "line",
    [
        "Rotate the keys @Bob Hope @November 1, 2026",
        "Rotate the keys @November 1, 2026 @Bob Hope",
        "[ ] Rotate the keys - @Bob Hope - @2026-11-01",
        "@Bob Hope @November 1, 2026 Rotate the keys",
        "@Bob Hope: @November 1, 2026: Rotate the keys",
        "Rotate the keys (@Bob Hope, @November 1, 2026)",
        "Rotate the keys (@Bob Hope @November 1, 2026)",
        "Rotate the keys @Bob Hope @November 1, 2026 3:00 PM (GMT)",
    ],
)
def test_who_and_a_day_mentioned_side_by_side_are_owner_and_due_date(line: str) -> None:
    item = only(line)
    assert (item.action, item.owners, item.due, item.problems) == ("Rotate the keys", ("Bob Hope",), DAY, ())


def test_several_may_be_mentioned_and_nobody() -> None:
    assert only("Rotate the keys @Bob Hope, @kim @November 1, 2026").owners == ("Bob Hope", "kim")
    assert only("Rotate the keys @Bob Hope @Kim Lee @2026-11-01").owners == ("Bob Hope", "Kim Lee")
    assert (only("Rotate the keys @November 1, 2026").due, only("Rotate it @2026-11-01").owner) == (DAY, None)


def test_a_mention_that_the_sentence_speaks_of_stays_in_it() -> None:
    item = only("Follow up with @Bob Hope @November 1, 2026")
    assert (item.action, item.owner, item.due) == ("Follow up with @Bob Hope", None, DAY)
    assert only("Write down the outage of @November 1, 2026").due is None
    assert only("Pin the image api@2026-11-01").due is None


def test_a_stretch_of_mentioned_days_is_a_hold() -> None:
    item = only("Rotate the keys @Bob Hope @November 1, 2026 → November 5, 2026")
    assert (item.owners, item.due) == (("Bob Hope",), None)
    assert "names 2 dates" in item.problems[0]
