"""What rests: the last snooze of an item counts, and all of them are counted."""

from datetime import UTC, date, datetime

import pytest

from connector.core.snoozes import Snooze, rests, times_of

FIRST = Snooze("a", date(2026, 11, 20), "waits for the vendor", datetime(2026, 11, 10, tzinfo=UTC))
SECOND = Snooze("a", date(2026, 11, 12), "the vendor answered", datetime(2026, 11, 11, tzinfo=UTC))
OTHER = Snooze("b", date(2026, 12, 1), "freeze", datetime(2026, 11, 11, tzinfo=UTC))


@pytest.mark.parametrize(
    ("made", "today", "resting"),
    [
        ([], date(2026, 11, 11), {}),
        ([FIRST], date(2026, 11, 19), {"a": 1}),
        ([FIRST], date(2026, 11, 20), {}),  # the first day on which it counts again
        ([FIRST, SECOND], date(2026, 11, 11), {"a": 2}),
        ([FIRST, SECOND], date(2026, 11, 12), {}),  # the last word ends it sooner
        ([FIRST, SECOND, OTHER], date(2026, 11, 12), {"b": 1}),
    ],
)
def test_the_last_snooze_counts(made, today, resting):
    assert {key: rest.times for key, rest in rests(made, today=today).items()} == resting


def test_a_past_week_knows_what_was_put_off_by_then():
    before = datetime(2026, 11, 11, tzinfo=UTC)
    found = rests([FIRST, SECOND, OTHER], today=date(2026, 11, 10), before=before)
    assert {key: rest.snooze for key, rest in found.items()} == {"a": FIRST}


def test_every_snooze_is_counted():
    assert (times_of([FIRST, SECOND, OTHER], "a"), times_of([FIRST], "c")) == (2, 0)
