"""Trends over weeks: what is open by age, the cumulative flow, and how long it takes to close."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from connector.core.figures import Span, figures
from connector.core.history import histories
from connector.core.model import DocumentId, ItemKey, Status, StatusEvent, TrackedItem
from connector.core.trends import OPEN_AGES, TimeToClose, TrendWeek, trends
from connector.core.weeks import IsoWeek

ZONE = ZoneInfo("Europe/Berlin")
FIRST = IsoWeek(2026, 44)  # Monday 26 October
NOW = datetime(2026, 11, 30, tzinfo=UTC)
SPANS = [Span.of(FIRST.plus(n), now=NOW, zone=ZONE) for n in range(4)]


def day(number, month=11):
    return datetime(2026, month, number, 12, tzinfo=UTC)


def item(key, **more):
    base = TrackedItem(ItemKey(key), DocumentId("docs:a.md"), "A", "", 1, f"Do {key}", Status.OPEN, "filed")
    return replace(base, **more)


def lives(**steps):
    """Return events: for each key pairs of an instant and the status from then on."""
    return [
        StatusEvent(ItemKey(key), at, "status", old, new)
        for key, pairs in steps.items()
        for old, (at, new) in zip([None, *(new for _, new in pairs)], pairs, strict=False)
    ]


def told(items, events):
    return trends(histories(items, events), SPANS, zone=ZONE)


def test_a_week_s_end_counts_what_is_open_by_age_and_status_and_what_was_closed_since_the_first():
    events = lives(
        old=[(day(1, 7), "open")],
        done=[(day(20, 10), "open"), (day(3), "done")],
        before=[(day(1, 10), "open"), (day(10, 10), "done")],
        again=[(day(1, 10), "open"), (day(10, 10), "done"), (day(4), "in_progress"), (day(11), "wont_do")],
        later=[(day(25), "open")],
    )
    found = told([item(key) for key in ("old", "done", "before", "again", "later")], events).weeks
    assert found == (
        TrendWeek(FIRST, (0, 1, 0, 1), open=2, in_progress=0, done=0, wont_do=0),
        TrendWeek(FIRST.plus(1), (0, 0, 1, 1), open=1, in_progress=1, done=1, wont_do=0),
        TrendWeek(FIRST.plus(2), (0, 0, 0, 1), open=1, in_progress=0, done=1, wont_do=1),
        TrendWeek(FIRST.plus(3), (0, 0, 0, 1), open=1, in_progress=0, done=1, wont_do=1),
    )


def test_tickets_that_are_gone_are_not_open():
    gone = [
        StatusEvent(ItemKey("a"), day(5), "gone", None, "true"),
        StatusEvent(ItemKey("a"), day(16), "gone", "true", None),
    ]
    found = told([item("a")], [*lives(a=[(day(20, 10), "open")]), *gone]).weeks
    assert [each.open for each in found] == [1, 0, 0, 1]


def test_the_time_to_close_is_from_filing_to_what_stayed_done_by_priority():
    took = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20]
    events = lives(
        **{f"p{n}": [(day(28, 10), "open"), (day(28, 10) + timedelta(days=n), "done")] for n in took},
        none=[(day(28, 10), "open"), (day(2), "done")],
        again=[(day(28, 10), "open"), (day(2), "done"), (day(9), "open")],
        wont=[(day(28, 10), "open"), (day(2), "wont_do")],
    )
    high = [item(f"p{n}", priority="P1") for n in took]
    others = [item("none"), item("again", priority="P1"), item("wont", priority="P0")]
    assert told([*high, *others], events).times == (
        TimeToClose("P1", tuple(high), median=5, most=9),
        TimeToClose(None, (others[0],), median=5, most=5),
    )


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(list(Status))), min_size=1, max_size=5), max_size=6)
)
def test_what_is_open_is_what_the_figures_of_each_week_say(histories_of):
    start = day(1, 10)
    events = lives(
        **{
            f"i{n}": [
                (start + timedelta(days=at), status.value) for at, status in sorted(steps, key=lambda each: each[0])
            ]
            for n, steps in enumerate(histories_of)
        }
    )
    past = histories([item(f"i{n}") for n in range(len(histories_of))], events)
    found = trends(past, SPANS, zone=ZONE).weeks
    for span, week in zip(SPANS, found, strict=True):
        assert week.open + week.in_progress == sum(week.ages) == figures(past, span, zone=ZONE).open
    assert len(found[0].ages) == len(OPEN_AGES)
