"""Days that are counted from others, and weekdays of weeks and months."""

from datetime import date

import pytest

from connector.core.dates import find_due, read_due

MONDAY = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2 weeks from 2026-11-01", date(2026, 11, 15)),
        ("2 weeks after 2026-11-01", date(2026, 11, 15)),
        ("2026-11-01 + 2 weeks", date(2026, 11, 15)),
        ("2026-11-01 +14d", date(2026, 11, 15)),
        ("within 2 weeks of 2026-11-01", date(2026, 11, 15)),
        ("2 weeks before 2026-12-01", date(2026, 11, 17)),
        ("two days prior to 1 December", date(2026, 11, 29)),
        ("the day before 2026-12-01", date(2026, 11, 30)),
        ("a month after 31 January 2027", date(2027, 2, 28)),
        ("48h after 2026-11-01", date(2026, 11, 3)),
        ("two weeks from now", date(2026, 10, 19)),
        ("3 days from today", date(2026, 10, 8)),
        ("a week from Friday", date(2026, 10, 16)),
        ("2 Wochen nach dem 1.11.2026", date(2026, 11, 15)),
        ("deux semaines avant le 1 novembre 2026", date(2026, 10, 18)),
        ("dos semanas después de 1 de noviembre de 2026", date(2026, 11, 15)),
        ("in ten days", date(2026, 10, 15)),
        ("in a fortnight", date(2026, 10, 19)),
        ("within 48 hours", date(2026, 10, 7)),
        ("in 24h", date(2026, 10, 6)),
        ("innerhalb von 72 Stunden", date(2026, 10, 8)),
    ],
)
def test_a_day_is_counted_from_another_one(text: str, due: date) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert (reading.due, reading.problem) == (due, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2-3 weeks before 2026-12-01", "not one day for sure"),
        ("two or three weeks before 2026-12-01", "not one day for sure"),
        ("a few days after 2026-12-01", "not one day for sure"),
        ("the week before 2026-12-01", "not one day for sure"),
        ("2026-12-01 - 2 weeks", "not one day for sure"),
        ("within 36 hours", "not one day for sure"),
        ("5 working days after 2026-12-01", "holidays"),
        ("2 weeks after 31 February 2027", "does not exist"),
        ("the Friday before 2026-12-01", "names 2 dates"),
    ],
)
def test_a_count_that_is_not_sure_is_a_problem(text: str, why: str) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert reading.due is None
    assert why in (reading.problem or "")


@pytest.mark.parametrize("text", ["in a week or two", "in a day or so", "in a couple of weeks", "in 2-3 weeks"])
def test_a_loose_count_is_a_wish(text: str) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert (reading.due, reading.problem, reading.text) == (None, None, text)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Tell all customers 2 weeks before 2026-12-01", date(2026, 11, 17)),
        ("Tell all customers the day before 1 December, by mail", date(2026, 11, 30)),
        ("Tell all customers by 2 weeks after 2026-11-01", date(2026, 11, 15)),
        ("Delete the logs older than 2 weeks before 2026-12-01", None),
        ("Tell all customers 2-3 weeks before 2026-12-01", None),
        ("Tell all customers a few days before 2026-12-01", None),
        ("Tell all customers the Friday before 2026-12-01", None),
    ],
)
def test_weeks_before_a_day_are_counted_in_a_sentence(text: str, due: date | None) -> None:
    found = find_due(text, anchor=MONDAY, order=None)
    assert found is not None
    assert found[2].due == due
    assert (found[2].problem is None) == (due is not None)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Tuesday next week", date(2026, 10, 13)),
        ("next week's Tuesday", date(2026, 10, 13)),
        ("Friday this week", date(2026, 10, 9)),
        ("Dienstag nächster Woche", date(2026, 10, 13)),
        ("mardi de la semaine prochaine", date(2026, 10, 13)),
        ("martes de la próxima semana", date(2026, 10, 13)),
        ("first Monday of November", date(2026, 11, 2)),
        ("the 2nd Friday in November 2026", date(2026, 11, 13)),
        ("last Friday of March", date(2027, 3, 26)),
        ("first Monday of October", date(2026, 10, 5)),
        ("first Monday of next month", date(2026, 11, 2)),
        ("last day of February 2028", date(2028, 2, 29)),
        ("letzter Freitag im November", date(2026, 11, 27)),
        ("premier lundi de novembre", date(2026, 11, 2)),
        ("primer lunes de noviembre", date(2026, 11, 2)),
        ("by year end", date(2026, 12, 31)),
        ("quarter-end", date(2026, 12, 31)),
        ("month's end", date(2026, 10, 31)),
        ("EOY 2027", date(2027, 12, 31)),
        ("EOM November", date(2026, 11, 30)),
        ("EOQ1", date(2027, 3, 31)),
        ("end of the year 2027", date(2027, 12, 31)),
        ("end of next year", date(2027, 12, 31)),
        ("Jahresende", date(2026, 12, 31)),
        ("fin d'année", date(2026, 12, 31)),
        ("tonight", date(2026, 10, 5)),
        ("ce soir", date(2026, 10, 5)),
        ("the day after tomorrow", date(2026, 10, 7)),
        ("übermorgen", date(2026, 10, 7)),
        ("by 24:00 31 Dec", date(2026, 12, 31)),
        ("5pm Friday", date(2026, 10, 9)),
        ("Friday 17:00", date(2026, 10, 9)),
        ("Friday EOD", date(2026, 10, 9)),
        ("17 Uhr am 2. November 2026", date(2026, 11, 2)),
    ],
)
def test_a_day_of_a_week_a_month_or_a_year_is_read(text: str, due: date) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert (reading.due, reading.problem) == (due, None)


@pytest.mark.parametrize(
    "text",
    [
        "Friday after the release",
        "Friday before Christmas",
        "Friday next month",
        "Friday week",
        "Friday 13",
        "end of week 45",
        "end of the week after next",
        "end of the month of March",
    ],
)
def test_a_weekday_or_an_end_that_goes_on_is_a_problem(text: str) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert (reading.due, reading.problem) == (
        None,
        f"'{text}' is not one day for sure: write the day, such as 2026-12-01",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fifth Monday of October", "does not exist"),
        ("last working day of March", "holidays"),
        ("mardi prochain", "could be 6 October 2026 or 13 October 2026"),
    ],
)
def test_a_weekday_of_a_month_may_be_a_problem(text: str, why: str) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert reading.due is None
    assert why in (reading.problem or "")


@pytest.mark.parametrize("text", ["Tuesday next week", "first Monday of November", "year end", "tonight"])
def test_a_week_and_a_year_are_those_of_the_document(text: str) -> None:
    assert "the document has none" in (read_due(text, anchor=None, order=None).problem or "")


@pytest.mark.parametrize(
    "text", ["Finish the work before the year-end closing", "Delete files made before last Friday"]
)
def test_what_is_named_after_a_day_is_no_day(text: str) -> None:
    assert find_due(text, anchor=MONDAY, order=None) is None
