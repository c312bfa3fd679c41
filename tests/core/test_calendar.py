"""Working days, holidays and ISO weeks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from connector.core.calendar import WorkCalendar
from connector.core.weeks import IsoWeek
from connector.settings.holidaycalendar import PublicHolidays, work_calendar

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CALENDARS = st.builds(
    WorkCalendar,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(st.dates(date(2026, 11, 1), date(2027, 1, 31)), max_size=40),
)
FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, date(2026, 11, 23)),
        (FRIDAY, -1, date(2026, 11, 19)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), -2, date(2026, 11, 19)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(9999, 12, 30), 5, date(9999, 12, 31)),
        (date(1, 1, 2), -5, date(1, 1, 1)),
    ],
)
def test_steps_count_working_days_only(start: date, n: int, end: date) -> None:
    calendar = WorkCalendar(holidays=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    assert calendar.add(start, n) == end


@given(calendar=CALENDARS, day=DAYS, n=st.integers(-60, 60).filter(bool))
def test_a_step_ends_on_a_working_day_and_between_measures_it(calendar: WorkCalendar, day: date, n: int) -> None:
    end = calendar.add(day, n)
    assert calendar.is_working(end)
    assert calendar.between(day, end) == n


@given(calendar=CALENDARS, a=DAYS, days=st.integers(0, 90), more=st.integers(0, 90))
def test_stretches_of_working_days_add_up(calendar: WorkCalendar, a: date, days: int, more: int) -> None:
    b = a + timedelta(days=days)
    c = b + timedelta(days=more)
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


def test_an_item_due_on_friday_is_one_working_day_late_on_monday() -> None:
    assert WorkCalendar().between(FRIDAY, date(2026, 11, 23)) == 1


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_week_without_working_days_is_refused(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="working days must be some of"):
        WorkCalendar(weekdays=weekdays)


def test_a_calendar_that_is_all_holidays_is_reported_and_not_searched_for_ever() -> None:
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    with pytest.raises(ValueError, match="check the holidays"):
        WorkCalendar(holidays=Always()).add(FRIDAY, 1)


def test_public_holidays_of_a_region_and_own_days_are_off() -> None:
    calendar = work_calendar(
        ["mon", "tue", "wed", "thu", "fri"], place="de-be", extra=[date(2026, 12, 24), date(2026, 12, 31)]
    )
    off = [date(2027, 3, 8), date(2026, 12, 25), date(2026, 12, 24), date(2026, 11, 21)]
    assert not any(calendar.is_working(day) for day in off)
    assert calendar.is_working(date(2026, 11, 23))


def test_only_the_years_asked_for_are_worked_out() -> None:
    holidays = PublicHolidays("DE")
    assert holidays._years == {}
    assert date(2026, 1, 1) in holidays
    assert "2026-01-01" not in holidays
    assert sorted(holidays._years) == [2026]


def test_without_a_place_only_own_days_are_off() -> None:
    calendar = work_calendar(["sun", "mon"], place=None, extra=[date(2026, 11, 23)])
    assert calendar.is_working(date(2026, 11, 22))
    assert not calendar.is_working(date(2026, 11, 23))
    assert not calendar.is_working(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("QQ", r"'QQ' is not a country with known holidays \(nearest: .*\bQA\b"),
        ("###", "write a code of two letters"),
        ("DE-XX", r"DE has no region 'XX' \(allowed: .*\bBE\b"),
        ("US-XQ", r"US has no region 'XQ' \(nearest: "),
        ("VA-x", "write VA: it has no regions"),
    ],
)
def test_an_unknown_place_is_refused_with_what_is_near(place: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        work_calendar(["mon"], place=place)


def test_a_week_is_read_and_written_alike() -> None:
    week = IsoWeek.parse("2026-W47")
    assert (str(week), week.monday, week.sunday) == ("2026-W47", date(2026, 11, 16), date(2026, 11, 22))
    assert IsoWeek.parse("2026-w7") == IsoWeek(2026, 7)


@pytest.mark.parametrize("text", ["2026-W54", "2025-W53", "2026-47", "W47", "", "２０２６-W47", "0000-W01", "9999-W53"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="week"):
        IsoWeek.parse(text)


@given(day=st.dates(date(2, 1, 1), date(9998, 12, 1)), n=st.integers(-50, 50))
def test_weeks_follow_each_other_without_gaps(day: date, n: int) -> None:
    assume(2 < day.year + n // 52 < 9997)
    week = IsoWeek.of(day)
    assert week.monday <= day <= week.sunday
    assert week.plus(1).monday == week.sunday + timedelta(days=1)
    assert week.plus(n).plus(-n) == week


def test_a_week_begins_and_ends_at_midnight_of_its_zone() -> None:
    week = IsoWeek(2026, 43)
    berlin = ZoneInfo("Europe/Berlin")
    assert week.start(berlin) == datetime(2026, 10, 18, 22, tzinfo=UTC)
    assert week.end(berlin) == datetime(2026, 10, 25, 23, tzinfo=UTC)
