"""The difference between a server's clock and ours."""

from datetime import UTC, datetime, timedelta

import pytest

from connector.remote.servertime import ServerTime

NOW = datetime(2026, 11, 23, 9, 0, 0, 700_000, tzinfo=UTC)


def now():
    return NOW


def test_nothing_is_known_before_an_answer_was_seen():
    time = ServerTime(now)
    assert (time.offset, time.known) == (timedelta(), False)


@pytest.mark.parametrize(
    ("date", "minutes"),
    [
        ("Mon, 23 Nov 2026 09:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 08:50:00 GMT", -10),
        ("Mon, 23 Nov 2026 09:10:00 GMT", 10),
        ("Mon, 23 Nov 2026 10:10:00 +0100", 10),
        ("Mon, 23 Nov 2026 09:10:00 -0000", 10),
    ],
)
def test_the_date_of_an_answer_tells_how_far_its_clock_is_from_ours(date, minutes):
    time = ServerTime(now)
    time.seen({"dAtE": date})
    assert (time.offset, time.known) == (timedelta(minutes=minutes), True)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 09:00:00 GMT", "0", "\0"])
def test_a_date_that_cannot_be_read_changes_nothing(date):
    time = ServerTime(now)
    time.seen({"Date": "Mon, 23 Nov 2026 08:50:00 GMT"})
    time.seen({"Date": date})
    time.seen({})
    assert (time.offset, time.known) == (timedelta(minutes=-10), True)


def test_the_newest_answer_counts():
    time = ServerTime(now)
    time.seen({"Date": "Mon, 23 Nov 2026 08:50:00 GMT"})
    time.seen({"Date": "Mon, 23 Nov 2026 09:00:00 GMT"})
    assert time.offset == timedelta()


def test_a_clock_is_asked_only_when_an_answer_is_seen():
    time = ServerTime()
    time.seen({"Date": "Mon, 01 Jan 2001 00:00:00 GMT"})
    assert time.offset < timedelta(days=-365 * 20)
