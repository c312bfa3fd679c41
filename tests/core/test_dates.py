"""Due dates as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.dates import find_dates, find_due, read_due

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/03/04", date(2026, 3, 4)),
        ("2026-03-04 17:00", date(2026, 3, 4)),
        ("Fri 2026-03-06", date(2026, 3, 6)),
        ("2026-03-06 (Friday)", date(2026, 3, 6)),
        ("6 March, Fri", date(2026, 3, 6)),
        ("2025-Feb-07", date(2025, 2, 7)),
        ("4 March 2026", date(2026, 3, 4)),
        ("March 4th, 2026", date(2026, 3, 4)),
        ("1st of May", date(2026, 5, 1)),
        ("Mar 9", date(2026, 3, 9)),
        ("Jan 2", date(2027, 1, 2)),
        ("Feb 27", date(2026, 2, 27)),
        ("13/04/2026", date(2026, 4, 13)),
        ("04/13/2026", date(2026, 4, 13)),
        ("05/05/2026", date(2026, 5, 5)),
        ("3.4.2026", date(2026, 4, 3)),
        ("4.5.", date(2026, 5, 4)),
        ("March 2026", date(2026, 3, 31)),
        ("March '27", date(2027, 3, 31)),
        ("February 2028", date(2028, 2, 29)),
        ("April", date(2026, 4, 30)),
        ("end of March", date(2026, 3, 31)),
        ("end of January", date(2027, 1, 31)),
        ("by end of the month", date(2026, 3, 31)),
        ("end of next month", date(2026, 4, 30)),
        ("end of next week", date(2026, 3, 13)),
        ("EOW", date(2026, 3, 6)),
        ("EOM", date(2026, 3, 31)),
        ("end of Q2 2026", date(2026, 6, 30)),
        ("end of Q1", date(2026, 3, 31)),
        ("end of 2026", date(2026, 12, 31)),
        ("in two weeks", date(2026, 3, 18)),
        ("within 10 days", date(2026, 3, 14)),
        ("in a month", date(2026, 4, 4)),
        ("tomorrow", date(2026, 3, 5)),
        ("by Friday", date(2026, 3, 6)),
        ("Wednesday", date(2026, 3, 11)),
        ("next Monday", date(2026, 3, 9)),
        ("4. März 2026", date(2026, 3, 4)),
        ("bis Ende März", date(2026, 3, 31)),
        ("in 3 Wochen", date(2026, 3, 25)),
        ("1er avril 2026", date(2026, 4, 1)),
        ("d'ici le 5 avril 2026", date(2026, 4, 5)),
        ("5 de abril de 2026", date(2026, 4, 5)),
        ("5 de maio de 2026", date(2026, 5, 5)),
        ("5 mei 2026", date(2026, 5, 5)),
        ("5. mai 2026", date(2026, 5, 5)),
        ("5 oktober 2026", date(2026, 10, 5)),
        ("5 maggio 2026", date(2026, 5, 5)),
        ("Sprint 12 (2026-03-09)", date(2026, 3, 9)),
    ],
)
def test_a_date_that_can_mean_one_day_is_read(text: str, due: date) -> None:
    reading = read_due(text, anchor=WEDNESDAY, order=None)
    assert (reading.due, reading.problem) == (due, None)


@pytest.mark.parametrize(
    "text",
    [
        "ASAP",
        "soonish",
        "Q3",
        "H1",
        "2026-Q2",
        "next sprint",
        "3-5 days",
        "v1.2.3",
        "10.152.183.62",
        "",
        "TBD",
    ],
)
def test_a_vague_wish_is_neither_a_date_nor_a_problem(text: str) -> None:
    reading = read_due(text, anchor=WEDNESDAY, order=None)
    assert (reading.due, reading.problem, reading.text) == (None, None, text)


@pytest.mark.parametrize("text", ["mid-April", "mid December 2026", "early May 2026", "around 5 May 2026"])
def test_a_part_of_a_month_is_no_day_for_sure(text: str) -> None:
    reading = read_due(text, anchor=WEDNESDAY, order=None)
    assert (reading.due, reading.problem) == (
        None,
        f"'{text}' is not one day for sure: write the day, such as 2026-12-01",
    )


def test_a_numbered_month_is_its_last_day() -> None:
    assert read_due("12/2026", anchor=WEDNESDAY, order=None).due == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Delete logs written before 2026-10-20", False),
        ("Check the invoices issued by 30 September", False),
        ("Alert owners of certificates valid until 2026-12-01", False),
        ("Keep the old cluster until 2026-12-01", False),
        ("Ship the fix by 30 September", True),
        ("The migration must be completed by 30 September", True),
        ("Get the tool rolled out by 30 September", True),
        ("Tokens have to be replaced before 2026-12-01", True),
    ],
)
def test_a_date_may_be_that_of_the_words_before_it(text: str, own: bool) -> None:
    found = find_due(text, anchor=WEDNESDAY, order=None)
    assert found is not None
    assert (found[2].due is not None) is own
    assert own or "may not say when it is due" in (found[2].problem or "")


def test_a_completion_date_is_not_a_due_date() -> None:
    assert read_due("Done 2026-05-22", anchor=WEDNESDAY, order=None).due is None


@pytest.mark.parametrize(
    ("order", "due"), [("DMY", date(2026, 4, 3)), ("MDY", date(2026, 3, 4)), ("YMD", None), (None, None)]
)
def test_a_numeric_date_is_read_in_the_configured_order_only(order: str | None, due: date | None) -> None:
    reading = read_due("03/04/2026", anchor=WEDNESDAY, order=order)
    assert reading.due == due
    assert (reading.problem is None) == (due is not None)


def test_an_ambiguous_date_names_both_days_and_the_remedy() -> None:
    reading = read_due("03/04/2026", anchor=None, order=None)
    assert reading.problem == (
        "'03/04/2026' could be 3 April 2026 or 4 March 2026: set date_order, or write 2026-04-03"
    )


def test_two_digit_years_in_year_order_are_years() -> None:
    assert read_due("26/03/04", anchor=None, order="YMD").due == date(2026, 3, 4)


@pytest.mark.parametrize("order", [None, "DMY", "MDY"])
@pytest.mark.parametrize("text", ["26-12-01", "27-03-04", "26-Nov-01", "26/12/25"])
def test_two_digits_that_stand_first_may_be_a_year(text: str, order: str | None) -> None:
    reading = read_due(text, anchor=date(2026, 10, 5), order=order if text != "26/12/25" else None)
    assert reading.due is None
    assert "write the year in four digits, such as 202" in (reading.problem or "")


@pytest.mark.parametrize("anchor", [date(2026, 10, 5), None])
@pytest.mark.parametrize(
    ("text", "order", "due"),
    [
        ("13/12/26", None, date(2026, 12, 13)),
        ("27/12/26", "DMY", date(2026, 12, 27)),
        ("26.12.01", None, date(2001, 12, 26)),
        ("1-Nov-27", None, date(2027, 11, 1)),
        ("1 November 27", None, date(2027, 11, 1)),
        ("26 Nov '27", None, date(2027, 11, 26)),
        ("Nov 26, 27", None, date(2027, 11, 26)),
    ],
)
def test_two_digits_that_cannot_be_a_year_are_a_day(
    text: str, order: str | None, due: date, anchor: date | None
) -> None:
    assert read_due(text, anchor=anchor, order=order).due == due


@pytest.mark.parametrize("text", ["31 February 2026", "31/02/2026", "2026-02-31", "February 30, 2026", "30.02.2026"])
def test_a_day_that_does_not_exist_is_a_problem(text: str) -> None:
    reading = read_due(text, anchor=WEDNESDAY, order=None)
    assert reading.due is None
    assert "does not exist" in (reading.problem or "")


@pytest.mark.parametrize("text", ["2026-13-01", "30/30/2026", "0000-01-01"])
def test_numbers_that_are_no_date_are_a_problem(text: str) -> None:
    reading = read_due(text, anchor=WEDNESDAY, order=None)
    assert reading.due is None
    assert reading.problem is not None


def test_the_29th_of_february_of_a_common_year_is_a_problem_rather_than_a_later_year() -> None:
    assert "does not exist" in (read_due("29 Feb", anchor=WEDNESDAY, order=None).problem or "")


@pytest.mark.parametrize("text", ["in two weeks", "tomorrow", "Friday", "EOM", "end of March", "4 March", "March"])
def test_a_date_that_depends_on_the_documents_date_is_a_problem_without_one(text: str) -> None:
    reading = read_due(text, anchor=None, order=None)
    assert reading.due is None
    assert "write YYYY-MM-DD" in (reading.problem or "")


def test_next_friday_is_a_problem_where_it_could_be_either_of_two_fridays() -> None:
    problem = read_due("next Friday", anchor=WEDNESDAY, order=None).problem or ""
    assert "6 March 2026" in problem
    assert "13 March 2026" in problem


def test_working_days_are_a_problem_because_holidays_decide() -> None:
    assert "holidays" in (read_due("within 10 working days", anchor=WEDNESDAY, order=None).problem or "")


def test_a_weekday_that_contradicts_its_date_is_a_problem() -> None:
    reading = read_due("Wednesday Feb 12", anchor=WEDNESDAY, order=None)
    assert "is a Thursday" in (reading.problem or "")
    assert read_due("Wednesday Feb 12", anchor=date(2025, 2, 7), order=None).due == date(2025, 2, 12)


def test_two_dates_in_one_cell_contradict_each_other_unless_they_agree() -> None:
    assert "names 2 dates" in (read_due("2026-03-04 or 2026-04-05", anchor=None, order=None).problem or "")
    assert read_due("2026-03-04 (4 March 2026)", anchor=None, order=None).due == WEDNESDAY


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Fix it by 2026-04-01 please", date(2026, 4, 1)),
        ("finish before May", date(2026, 5, 31)),
        ("Alarm einrichten bis 15.03.2026", date(2026, 3, 15)),
        ("Revisar el plan antes del 5 de abril de 2026", date(2026, 4, 5)),
    ],
)
def test_prose_gives_a_due_date_behind_a_word_that_says_so(text: str, due: date) -> None:
    found = find_due(text, anchor=WEDNESDAY, order=None)
    assert found is not None
    assert found[2].due == due


@pytest.mark.parametrize(
    "text",
    [
        "carry-over from 2026-02-22",
        "avoid 400 responses by waiting",
        "on 2026-01-01 we failed over",
        "cull pods older than 2 hours before they grow",
        "it may march on",
        "fix it before 3 may fail",
    ],
)
def test_other_dates_in_prose_are_not_due(text: str) -> None:
    assert find_due(text, anchor=WEDNESDAY, order=None) is None


def test_two_due_dates_in_one_sentence_are_a_problem() -> None:
    found = find_due("due March 9 and by March 10", anchor=WEDNESDAY, order=None)
    assert found is not None
    assert "two due dates" in (found[2].problem or "")


def test_a_title_gives_its_full_dates_and_leaves_unclear_ones_out() -> None:
    text = "2018-03-26, disk full; March 20, 2019; 16.03.2020; 06-11-2023; last Friday"
    assert find_dates(text, order=None) == (date(2018, 3, 26), date(2019, 3, 20), date(2020, 3, 16))


@given(
    st.dates(date(1990, 1, 1), date(2190, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y"])
)
def test_every_day_written_in_full_is_read_back(day: date, form: str) -> None:
    assert read_due(day.strftime(form), anchor=None, order=None).due == day


@given(st.dates(date(1990, 1, 1), date(2190, 12, 31)), st.sampled_from(["DMY", "MDY"]))
def test_numeric_dates_are_read_back_in_their_order(day: date, order: str) -> None:
    form = "%d/%m/%Y" if order == "DMY" else "%m/%d/%Y"
    assert read_due(day.strftime(form), anchor=None, order=order).due == day


@given(st.dates(date(1990, 1, 1), date(2190, 12, 31)))
def test_without_an_order_a_numeric_date_is_right_or_a_problem(day: date) -> None:
    reading = read_due(day.strftime("%d/%m/%Y"), anchor=None, order=None)
    assert reading.due == day if reading.problem is None else reading.due is None


@given(st.dates(date(1990, 1, 1), date(2190, 12, 31)))
def test_a_day_without_a_year_is_never_long_before_the_document(anchor: date) -> None:
    reading = read_due("15 June", anchor=anchor, order=None)
    assert reading.due is not None
    assert anchor - timedelta(days=60) <= reading.due <= anchor + timedelta(days=366)


@given(st.text(max_size=60))
def test_no_text_makes_reading_fail(text: str) -> None:
    read_due(text, anchor=WEDNESDAY, order=None)
    find_due(text, anchor=None, order="DMY")


def test_a_letter_that_is_two_in_lower_case_shifts_no_date() -> None:
    text = "İİİ Tell İstanbul by Friday, 4 March 2026"
    found = find_due(text, anchor=None, order=None)
    assert found is not None
    assert text[found[0] : found[1]] == "by Friday, 4 March 2026"
