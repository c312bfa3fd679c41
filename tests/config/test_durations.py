from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from connector.settings.durations import AfterQuiet, At, Every, read_quiet, read_when

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("10m", Every(timedelta(minutes=10))),
        ("2h", Every(timedelta(hours=2))),
        ("45s", Every(timedelta(seconds=45))),
        ("09:00", At(time(9, 0))),
        ("monday 07:00", At(time(7, 0), 0)),
        ("Sunday 23:59", At(time(23, 59), 6)),
    ],
)
def test_a_time_is_read(text, when):
    assert read_when(text) == when


@pytest.mark.parametrize("text", ["", "0s", "1s", "10", "soon", "25:00", "09:61", "someday 07:00", "-5m"])
def test_what_is_no_time_is_refused_with_what_is_allowed(text):
    with pytest.raises(ValueError, match=r"write an interval|too short"):
        read_when(text)


def test_an_interval_is_due_once_it_has_passed():
    every = read_when("10m")
    last = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert not every.due(last, now=last + timedelta(minutes=9, seconds=59), zone=BERLIN)
    assert every.due(last, now=last + timedelta(minutes=10), zone=BERLIN)
    assert every.due(None, now=last, zone=BERLIN)


def test_a_daily_job_is_due_at_the_local_hour_and_once():
    daily = read_when("09:00")
    yesterday = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
    assert not daily.due(yesterday, now=datetime(2026, 11, 23, 7, 59, tzinfo=UTC), zone=BERLIN)
    assert daily.due(yesterday, now=datetime(2026, 11, 23, 8, 0, tzinfo=UTC), zone=BERLIN)
    assert not daily.due(
        datetime(2026, 11, 23, 8, 0, tzinfo=UTC), now=datetime(2026, 11, 23, 20, tzinfo=UTC), zone=BERLIN
    )


def test_a_daily_job_keeps_its_local_hour_over_the_change_of_clocks():
    daily = read_when("09:00")
    before = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)  # 09:00 summer time
    assert not daily.due(before, now=datetime(2026, 10, 25, 7, 30, tzinfo=UTC), zone=BERLIN)
    assert daily.due(before, now=datetime(2026, 10, 25, 8, 0, tzinfo=UTC), zone=BERLIN)


def test_a_weekly_job_missed_for_three_weeks_is_due_once():
    weekly = read_when("monday 07:00")
    last = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    assert weekly.due(last, now=now, zone=BERLIN)
    assert not weekly.due(now, now=now + timedelta(hours=1), zone=BERLIN)


@pytest.mark.parametrize("text", ["09:00", "monday 09:00"])
@pytest.mark.parametrize("last", [None, datetime(2026, 11, 10, 8, 0, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)])
def test_what_never_ran_or_was_missed_waits_for_the_hour_of_the_day(text, last):
    when = read_when(text)
    night = datetime(2026, 11, 18, 1, 59, tzinfo=UTC)  # Wednesday, 02:59 in Berlin
    assert not when.due(last, now=night, zone=BERLIN)
    assert not when.due(last, now=night.replace(hour=7), zone=BERLIN)
    assert when.due(last, now=night.replace(hour=8, minute=0), zone=BERLIN)


# --- quiet hours ------------------------------------------------------------------------------------------------------

NIGHT = read_quiet("18:00-08:00")
ZONES = tuple(map(ZoneInfo, ("America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland")))


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("text", ["", "18-8", "18:00", "24:00-08:00", "18:00-08:60", "08:00-08:00", "x"])
def test_quiet_hours_that_cannot_be_read_say_how_to_write_them(text: str) -> None:
    with pytest.raises(ValueError, match="such as 18:00-08:00"):
        read_quiet(text)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (berlin(16, 9), berlin(16, 16, 59), False),
        (berlin(16, 9), berlin(16, 17), True),  # 08:00 in Los Angeles, where it was midnight at nine
        (berlin(16, 17), berlin(16, 19, 59), False),
        (berlin(16, 17), berlin(16, 20), True),  # 08:00 in Auckland, where it was evening at nine
        (berlin(16, 20), berlin(17, 8, 59), False),
        (berlin(16, 20), berlin(17, 9), True),
        (berlin(15, 20), berlin(17, 18), True),  # all that was missed is made up once
        (berlin(17, 18), berlin(17, 19), False),
        (None, berlin(16, 8), False),
        (None, berlin(16, 10), True),
    ],
)
def test_people_elsewhere_are_told_when_quiet_hours_are_over_there(
    last: datetime | None, now: datetime, due: bool
) -> None:
    when = AfterQuiet(At(time(9)), NIGHT, ZONES)
    assert when.due(last, now=now, zone=ZoneInfo("Europe/Berlin")) is due


def test_a_time_that_is_quiet_where_the_installation_is_waits_until_that_is_over() -> None:
    when = AfterQuiet(At(time(7)), NIGHT, (ZoneInfo("Europe/Berlin"),))
    assert when.due(berlin(16, 7), now=berlin(16, 8), zone=ZoneInfo("Europe/Berlin"))


def test_a_time_on_one_weekday_is_made_up_on_the_next_day_alone() -> None:
    when = AfterQuiet(At(time(9), 0), NIGHT, ZONES)
    assert when.due(berlin(16, 9), now=berlin(16, 17), zone=ZoneInfo("Europe/Berlin"))
    assert not when.due(berlin(16, 21), now=berlin(17, 17), zone=ZoneInfo("Europe/Berlin"))
