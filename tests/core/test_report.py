"""The week's facts: what counts in which week, and that a past week stays as it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from connector.core.calendar import WorkCalendar
from connector.core.critical import is_critical
from connector.core.model import (
    DocumentId,
    Hold,
    ItemKey,
    Person,
    PersonId,
    Status,
    StatusEvent,
    TrackedItem,
)
from connector.core.nextrungs import Ladder
from connector.core.notices import Rung, SentNotice
from connector.core.people import Directory
from connector.core.presence import Presence
from connector.core.report import figures_of_all_weeks, summarize
from connector.core.reported import NOBODY, Report
from connector.core.weeks import IsoWeek
from connector.ports import DocumentSummary

ZONE = ZoneInfo("Europe/Berlin")
WEEK = IsoWeek(2026, 47)  # Monday 16 to Sunday 22 November
LATER = datetime(2026, 12, 24, tzinfo=UTC)
DOC = DocumentId("docs:a.md")
PRESENCE = Presence(LATER, ZONE, WorkCalendar())


def at(day: int, hour: int = 12, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def item(key: str, **more: object) -> TrackedItem:
    base = TrackedItem(
        key=ItemKey(key),
        document=DOC,
        document_title="A",
        document_url="https://docs.example/a",
        line=1,
        action=f"Do {key}",
        status=Status.OPEN,
        state="filed",
        owner="ada",
    )
    return replace(base, **more)


def filed(key: str, when: datetime, *, due: str | None = None, status: str = "open") -> list[StatusEvent]:
    first = StatusEvent(ItemKey(key), when, "status", None, status)
    return [first, StatusEvent(ItemKey(key), when, "due", None, due)] if due else [first]


def changed(key: str, when: datetime, old: str | None, new: str | None, field: str = "status") -> StatusEvent:
    return StatusEvent(ItemKey(key), when, field, old, new)


def report(
    items: list[TrackedItem],
    events: list[StatusEvent],
    *,
    week: IsoWeek = WEEK,
    now: datetime = LATER,
    notices: tuple[SentNotice, ...] = (),
    **more: object,
) -> Report:
    return summarize(
        week,
        items=items,
        events=events,
        notices=notices,
        **{"documents": [], "holds": [], "zone": ZONE, "now": now, **more},
    )


def keys(items: tuple[TrackedItem, ...]) -> list[str]:
    return [each.key for each in items]


# --- what counts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        (datetime(2026, 11, 15, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 15, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), False),
    ],
)
def test_a_week_is_from_monday_to_sunday_in_the_zone(when: datetime, counts: bool) -> None:
    result = report([item("a")], filed("a", when))
    assert (keys(result.opened) == ["a"], result.figures.opened == 1) == (counts, counts)


@pytest.mark.parametrize(
    ("done_at", "due", "on_time"),
    [
        (at(18), "2026-11-18", True),
        (at(18), "2026-11-17", False),
        (at(18), None, None),
        # Half past eleven at night in Berlin is still the due day; half past midnight is not.
        (datetime(2026, 11, 18, 22, 30, tzinfo=UTC), "2026-11-18", True),
        (datetime(2026, 11, 18, 23, 30, tzinfo=UTC), "2026-11-18", False),
    ],
)
def test_on_time_is_done_on_or_before_the_due_day(done_at: datetime, due: str | None, on_time: bool | None) -> None:
    result = report([item("a")], [*filed("a", at(2), due=due), changed("a", done_at, "open", "done")])
    assert [each.closing.on_time for each in result.closed] == [on_time]
    expected = Fraction(int(bool(on_time))) if due else None
    assert (result.figures.share, result.figures.closed) == (expected, 1)


def test_the_due_date_that_was_valid_at_closing_counts() -> None:
    events = [
        *filed("a", at(2), due="2026-11-10"),
        changed("a", at(9), "2026-11-10", "2026-11-20", "due"),
        changed("a", at(18), "open", "done"),
        changed("a", at(19), "2026-11-20", "2026-11-01", "due"),
    ]
    (closed,) = report([item("a", due=date(2026, 11, 1))], events).closed
    assert (closed.closing.due, closed.closing.on_time) == (date(2026, 11, 20), True)


def test_wont_do_and_reopened_are_counted_apart() -> None:
    events = [
        *filed("a", at(2)),
        changed("a", at(17), "open", "wont_do"),
        *filed("b", at(2)),
        changed("b", at(5), "open", "done"),
        changed("b", at(17), "done", "in_progress"),
        *filed("c", at(2)),
        changed("c", at(17), "open", "done"),
        changed("c", at(18), "done", "open"),
        changed("c", at(19), "open", "done"),
    ]
    result = report([item("a"), item("b"), item("c")], events)
    assert (keys(result.wont_do), keys(tuple(each.item for each in result.reopened))) == (["a"], ["b"])
    assert [each.item.key for each in result.closed] == ["c"]
    counted = result.figures
    assert (counted.wont_do, counted.reopened, counted.closed, counted.open) == (1, 1, 1, 1)


def test_what_was_closed_when_first_seen_counts_in_no_week() -> None:
    result = report([item("a", status=Status.DONE)], filed("a", at(17), status="done"))
    assert (result.opened, result.closed) == ((), ())


def test_recorded_and_held_items_are_in_no_count() -> None:
    items = [item("a", state="recorded", status=Status.DONE), item("b", state="held", opened_at=at(17))]
    result = report(items, [])
    assert (result.figures.opened, result.figures.closed, result.figures.open) == (0, 0, 0)


def test_without_events_the_item_itself_tells_when_it_was_opened_and_closed() -> None:
    items = [
        item("a", opened_at=at(17)),
        item("b", opened_at=at(2), closed_at=at(17), status=Status.DONE),
        item("c", opened_at=at(2)),
        item("d"),
        item("unseen"),
    ]
    result = report(items, [changed("c", at(18), "open", "done"), changed("d", at(18), "open", "done")])
    assert keys(result.opened) == ["a", "d"]
    assert [each.item.key for each in result.closed] == ["b", "c", "d"]


def test_overdue_is_by_age_and_by_owner_oldest_first() -> None:
    dues = {"a": "2026-11-22", "b": "2026-11-21", "c": "2026-11-14", "d": "2026-11-01", "e": "2026-10-01"}
    items = [item(key, due=date(2027, 1, 1), owner=None if key == "c" else "ada") for key in dues]
    result = report(items, [event for key, due in dues.items() for event in filed(key, at(1, month=9), due=due)])
    assert [(each.item.key, each.days) for each in result.overdue] == [("e", 52), ("d", 21), ("c", 8), ("b", 1)]
    assert result.figures.overdue == (1, 1, 1, 1)
    assert [(load.owner, load.count, load.oldest) for load in result.by_owner] == [("ada", 3, 52), (NOBODY, 1, 8)]


def test_a_ticket_that_vanished_is_not_overdue_but_still_keeps_its_post_mortem_open() -> None:
    events = [*filed("a", at(2), due="2026-11-10"), changed("a", at(12), None, "true", "gone")]
    result = report([item("a", priority="P1")], events)
    assert (result.overdue, result.figures.open) == ((), 0)
    assert [keys(each.items) for each in result.still_open] == [["a"]]
    back = report([item("a", priority="P1")], [*events, changed("a", at(14), "true", None, "gone")])
    assert [each.item.key for each in back.overdue] == ["a"]


def test_moved_due_dates_tell_how_often_and_how_far() -> None:
    moves = [("2026-11-20", "2026-11-25"), ("2026-11-25", "2026-11-27"), ("2026-11-27", "2026-11-24")]
    events = [
        *filed("a", at(2), due="2026-11-20"),
        *(changed("a", at(17 + n), old, new, "due") for n, (old, new) in enumerate(moves)),
        *filed("b", at(2), due="2026-11-20"),
        changed("b", at(17), "2026-11-20", None, "due"),
        *filed("c", at(2), due="2026-11-20"),
        changed("c", at(17), "2026-11-20", "2026-11-19", "due"),
        *filed("d", at(2), due="2026-11-20"),
        changed("d", at(10), "2026-11-20", "2026-12-24", "due"),
        *filed("e", at(2)),
        changed("e", at(17), None, "2026-12-01", "due"),
    ]
    result = report([item(key) for key in "abcde"], events)
    assert [(slip.item.key, slip.moves, slip.days) for slip in result.slips] == [("b", 1, None), ("a", 2, 4)]
    assert keys(result.undated) == ["b"]


# --- what may not close --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("priority", "severity", "critical"),
    [
        ("P1", "Low", True),
        ("p0 - now", None, True),
        ("Critical", None, True),
        ("Highest", None, True),
        ("Blocker", None, True),
        ("High", "Critical", False),
        ("P2", "SEV-1", False),
        ("non-critical", "Critical", False),
        ("P10", None, False),
        (None, "Critical", True),
        (None, "SEV-1 (major)", True),
        (" ", "sev 0", True),
        (None, "Sev2", False),
        (None, "not critical", False),
        (None, None, False),
    ],
)
def test_what_is_critical(priority: str | None, severity: str | None, critical: bool) -> None:
    assert is_critical(item("a", priority=priority, severity=severity)) is critical


def test_a_post_mortem_may_not_close_while_a_critical_action_is_open_or_held() -> None:
    other = DocumentId("docs:b.md")
    items = [
        item("a", severity="Critical", line=2),
        item("b", severity="Critical", line=1),
        item("c", severity="Critical", line=3, priority="low"),
        item("h", severity="Critical", line=4, state="held"),
        item("x", severity="Critical", document=other),
    ]
    events = [event for key in "abcx" for event in filed(key, at(2))]
    events += [changed("a", at(17), "open", "done"), changed("x", at(17), "open", "wont_do")]
    (still,) = report(items, events).still_open
    assert (still.document, keys(still.items)) == (DOC, ["b", "h"])


# --- notices, holds, names -----------------------------------------------------------------------------------------


def test_escalations_of_the_week_are_one_line_each_with_the_rungs_they_stand_for() -> None:
    due = date(2026, 11, 10)
    sent = tuple(
        SentNotice(ItemKey(key), rung, due, "ada-id", channel, when)
        for key, rung, channel, when in [
            ("a", "due", "mail", at(17)),
            ("a", "boss", "mail", at(17)),
            ("a", "boss", "log", at(17)),
            ("gone", "due", "log", at(18)),
            ("a", "late", "log", at(24)),
        ]
    )
    ladder = Ladder((Rung("due", 0, 0), Rung("boss", 3, 1)), PRESENCE)
    people = Directory([Person(PersonId("ada-id"), "Ada Example", aliases=("ada",))])
    result = report([item("a")], filed("a", at(2)), notices=sent, ladder=ladder, directory=people)
    assert [(each.key, each.day.day, each.recipient, each.rungs) for each in result.escalated] == [
        ("a", 17, "Ada Example", ("due", "boss")),
        ("gone", 18, "Ada Example", ("due",)),
    ]
    assert [each.item.owner if each.item else None for each in result.escalated] == ["Ada Example", None]


def test_holds_are_ordered_and_linked_to_their_documents() -> None:
    document = DocumentSummary(DOC, "https://docs.example/a", "A", None, None, None, None, gone=False)
    holds = [Hold("z", None), Hold("y", DOC, 9), Hold("x", DOC, 2), Hold("w", DocumentId("docs:z.md"))]
    result = report([], [], holds=holds, documents=[document])
    assert [(held.hold.reason, held.title, held.url) for held in result.holds] == [
        ("z", "", ""),
        ("x", "A", "https://docs.example/a"),
        ("y", "A", "https://docs.example/a"),
        ("w", "docs:z.md", ""),
    ]


# --- past weeks ----------------------------------------------------------------------------------------------------


def test_a_past_week_stays_as_it_is_whatever_happens_later() -> None:
    before = [*filed("a", at(2), due="2026-11-20"), *filed("b", at(17), due="2026-12-01")]
    early = report([item("a", due=date(2026, 11, 20)), item("b", due=date(2026, 12, 1))], before, now=at(23))
    after = [
        changed("a", at(24), "open", "done"),
        changed("a", at(25), "2026-11-20", "2026-11-30", "due"),
        changed("a", at(25), "ada", "bob", "owner"),
        changed("a", at(26), "Do a", "Do another", "title"),
        changed("b", at(26), None, "true", "gone"),
        *filed("c", at(26)),
    ]
    items = [
        item("a", status=Status.DONE, due=date(2026, 11, 30), owner="bob", action="Do another", closed_at=at(24)),
        item("b", gone=True, due=date(2026, 12, 1)),
        item("c"),
    ]
    assert report(items, [*before, *after], now=LATER) == early


def test_a_week_under_way_counts_up_to_now_and_says_so() -> None:
    events = [*filed("a", at(2), due="2026-11-17"), *filed("b", at(18, 13))]
    items = [item("a"), item("b")]
    noon = report(items, events, now=at(18))
    assert (noon.so_far, noon.until, noon.opened, [each.days for each in noon.overdue]) == (
        True,
        date(2026, 11, 18),
        (),
        [1],
    )
    assert keys(report(items, events, now=at(18, 13)).opened) == ["b"]


def test_a_week_that_has_not_begun_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-W47 has not begun: it starts on 2026-11-16"):
        report([], [], now=at(15))


def test_the_order_of_the_input_does_not_matter() -> None:
    events = [event for n in range(8) for event in filed(f"i{n}", at(16), due=f"2026-11-{10 + n}")]
    items = [item(f"i{n}") for n in range(8)]
    assert report(items, events) == report(items[::-1], events[::-1])


def test_the_trend_ends_with_the_week_and_agrees_with_it() -> None:
    events = [*filed("a", at(2), due="2026-11-10"), changed("a", at(18), "open", "done")]
    result = report([item("a")], events, weeks=3)
    assert [str(each.week) for each in result.series] == ["2026-W45", "2026-W46", "2026-W47"]
    assert result.series[-1] == result.figures
    assert [(each.opened, each.closed, each.overdue_total) for each in result.series] == [
        (1, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
    ]


def test_the_index_has_every_week_since_the_first_filing() -> None:
    found = figures_of_all_weeks(items=[item("a")], events=filed("a", at(2)), now=at(18), zone=ZONE)
    assert [(str(each.week), each.so_far) for each in found] == [
        ("2026-W45", False),
        ("2026-W46", False),
        ("2026-W47", True),
    ]
    assert figures_of_all_weeks(items=[], events=[], now=at(18), zone=ZONE) == ()


@pytest.mark.parametrize(
    ("on_time", "late", "target", "met"),
    [(9, 1, "0.9", False), (10, 1, "0.9", True), (1, 0, "1", True), (0, 1, "0.5", False), (0, 0, "0.9", None)],
)
def test_the_target_is_more_than_a_share(on_time: int, late: int, target: str, met: bool | None) -> None:
    events = []
    for n in range(on_time + late):
        due = "2026-11-20" if n < on_time else "2026-11-10"
        events += [*filed(f"i{n}", at(2), due=due), changed(f"i{n}", at(18), "open", "done")]
    result = report([item(f"i{n}") for n in range(on_time + late)], events)
    assert result.figures.meets(Fraction(target)) is met


def test_events_that_cannot_be_read_and_second_filings_change_nothing() -> None:
    events = [
        *filed("a", at(2), due="soon"),
        changed("a", at(3), "open", "frozen"),
        changed("a", at(17), None, "open"),
        changed("a", at(18) + timedelta(hours=1), None, "done"),
    ]
    result = report([item("a")], events)
    assert [(each.item.key, each.closing.due) for each in result.closed] == [("a", None)]
    assert result.opened == ()
