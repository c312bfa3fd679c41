"""Days that are not sure, and days that are not due."""

from datetime import date

import pytest

from connector.core.dates import find_due, read_due

MONDAY = date(2026, 10, 5)


@pytest.mark.parametrize(
    "text",
    [
        "1 or 8 December 2026",
        "1-8 December 2026",
        "between 1 and 8 December 2026",
        "not before 1 December 2026",
        "after 2026-12-01",
        "2026-12-01?",
        "maybe 2026-12-01",
        "~2026-12-01",
        "about 2026-12-01",
        "etwa 1. Dezember 2026",
        "environ 1er décembre 2026",
        "2026-12-01-ish",
        "week of 2026-11-30",
        "w/c 2026-11-30",
        "Nov 1-5",
        "Nov 1st – 5th",
        "2026-12-01/05",
        "2026-12-01/2026-12-05",
        "30 Nov/1 Dec",
        "13.12.-15.12.",
        "13. - 15.12.2026",
        "Dec 1 & 2",
        "Dec 1, 3 and 5",
        "1 and 2 December",
        "Thu-Fri",
        "some Friday",
        "end of October or mid November",
        "2026-12-01 (+2 weeks)",
        "2026-12-01, extended by 2 weeks",
        "updated 2026-12-01",
        "Mon/Tue",
        ">= 2026-12-01",
        "≥ 2026-12-01",
        "2026-12-01+",
        "2026-12-01 or later",
        "2026-12-01 onwards",
        "from 2026-12-01",
        "since 2026-09-01",
        "starting 1 December",
        "ab 1. Dezember",
        "not 2026-12-01",
        "not by 2026-12-01",
        "was 2026-12-01",
        "missed 2026-12-01",
        "slipped from 2026-12-01",
        "2026-12-01 (missed)",
        "originally 1 December",
        "ursprünglich 1. Dezember",
        "2026-12-01 -> TBD",
        "TBD (2026-12-01?)",
        "2026-12-01, to be confirmed",
        "every Friday",
        "Black Friday",
        "Good Friday",
        "November or December 2026",
        "Nov - Dec 2026",
        "1.-5. November",
        "zwischen 1. und 5. November",
        "today+3",
        "1 November 20266",
        "last Friday",
    ],
)
def test_a_day_that_is_not_sure_is_a_problem_and_no_guess(text: str) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert (reading.due, reading.problem) == (
        None,
        f"'{text}' is not one day for sure: write the day, such as 2026-12-01",
    )


def test_two_days_of_a_month_are_no_numeric_date() -> None:
    assert "not one day for sure" in (read_due("1/2 December", anchor=MONDAY, order="DMY").problem or "")


@pytest.mark.parametrize(
    "text",
    [
        "<= 2026-12-01",
        "-> 2026-12-01",
        "no later than 2026-12-01",
        "not later than 2026-12-01",
        "moved to 2026-12-01",
        "postponed until 2026-12-01",
        "2026-12-01 - 17:00",
        "2026-12-01 at the latest",
        "2026-12-01 latest",
        "2026-12-01 noon",
        "2026-12-01 (ask Ana about it)",
        "2026-12-01, not started",
        "<2026-12-01>",
        "2026-12-01 - EOD",
        "2026-12-01 (was blocked)",
        "not after 2026-12-01",
        "Sprint 12 - 2026-12-01",
        "Sprint 12, 2026-12-01",
        "2026-12-01, 3 of 5 done",
        "Dec 1, 5pm",
        "1 December - 10% done",
    ],
)
def test_words_that_leave_no_doubt_leave_the_day(text: str) -> None:
    reading = read_due(text, anchor=MONDAY, order=None)
    assert (reading.due, reading.problem) == (date(2026, 12, 1), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rotate the keys, not before 2026-12-01", "not before 2026-12-01"),
        ("Do not rotate the keys before 2026-12-01", "Do not rotate the keys before 2026-12-01"),
        ("The keys must not be rotated until 1 December", "not be rotated until 1 December"),
        ("Rotate the keys, was due 2026-12-01", "was due 2026-12-01"),
        ("Rotate the keys (original deadline: 1 December)", "original deadline: 1 December"),
        ("Rotate the keys by ~2026-12-01", "~2026-12-01"),
        ("Rotate the keys by around 1 December", "around 1 December"),
        ("Rotate the keys by the week of 1 December", "week of 1 December"),
        ("Rotate the keys by 1-5 December", "1-5 December"),
        ("Rotate the keys by Dec 1-5 in all regions", "by Dec 1-5"),
        ("Rotate the keys by 2026-12-01 or later", "by 2026-12-01 or later"),
        ("Rotate the keys by 2026-12-01?", "by 2026-12-01?"),
        ("Rotate the keys by 2026-12-01 (tentative)", "by 2026-12-01 (tentative)"),
        ("Rotate the keys probably by 2026-12-01", "probably by 2026-12-01"),
        ("Reduce the load by 1.12.", "by 1.12."),
        ("Rotate the keys by 2026-12-01 minus a week", "by 2026-12-01 minus"),
    ],
)
def test_a_doubt_around_a_day_in_a_sentence_is_a_problem(text: str, said: str) -> None:
    found = find_due(text, anchor=MONDAY, order=None)
    assert found is not None
    assert found[2].due is None
    assert found[2].problem == f"'{said}' is not one day for sure: write the day, such as 2026-12-01"


@pytest.mark.parametrize(
    "text",
    [
        "Rotate the keys by 2026-12-01, moved to 2026-12-15",
        "Rotate the keys by 2026-12-01 -> 2026-12-15",
        "Rotate the keys by 1 December - 5 December",
        "Rotate the keys by 2026-12-01; now 2026-12-15",
        "Rotate the keys by 2026-12-01 and 2026-12-15",
        "Rotate the keys by November or December",
        "Rotate the keys by Nov/Dec",
    ],
)
def test_a_day_that_moved_within_a_sentence_is_two_days(text: str) -> None:
    found = find_due(text, anchor=MONDAY, order=None)
    assert found is not None
    assert (found[2].problem or "").startswith("two due dates: ")


@pytest.mark.parametrize(
    "text",
    [
        "Rotate the keys by 2026-12-01 if possible",
        "Rotate the keys by 2026-12-01, after the review",
        "Ask around by 2026-12-01",
        "Rotate the keys by 2026-12-01 - 2 of 5 done",
        "Rotate 3 keys by 1 December to 5 accounts",
        "Rotate the keys no later than 2026-12-01",
        "Do not wait: rotate the keys before 2026-12-01",
        "Rotate the keys bis 1.12. im Norden",
        "Rotate the keys by 1 December - 10:00",
        "Rotate the keys by 1 December (Tuesday)",
    ],
)
def test_other_words_around_a_day_in_a_sentence_leave_it(text: str) -> None:
    found = find_due(text, anchor=MONDAY, order=None)
    assert found is not None
    assert (found[2].due, found[2].problem) == (date(2026, 12, 1), None)


def test_a_weekday_in_brackets_that_contradicts_its_date_is_a_problem() -> None:
    found = find_due("Rotate the keys by 1 December (Friday)", anchor=MONDAY, order=None)
    assert found is not None
    assert found[2].problem == "'1 December (Friday)' contradicts itself: 1 December 2026 is a Tuesday"
