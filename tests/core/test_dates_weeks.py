"""Weeks by their number, as ISO 8601 and the calendars of Germany and the Nordic countries count them."""

from datetime import date

import pytest

from connector.core.dates import find_due, read_due

ANCHOR = date(2026, 9, 1)
FRIDAY = date(2026, 11, 6)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        *(
            (text, FRIDAY)
            for text in ("KW 45", "kw45", "bis KW 45", "bis zur KW 45", "KW 45/2026", "KW45 2026", "CW 45")
        ),
        *((text, FRIDAY) for text in ("2026-W45", "2026W45", "uke 45", "vecka 45", "calendar week 45", "in KW 45")),
        *(
            (text, FRIDAY)
            for text in ("Ende KW 45", "end of KW 45", "KW 45 (Freitag)", "Fr, KW 45", "KW 45 (6.11.2026)")
        ),
        ("Mo KW 45", date(2026, 11, 2)),
        ("Dienstag der KW 45", date(2026, 11, 3)),
        ("2026-W45-3", date(2026, 11, 4)),
        ("KW 3", date(2027, 1, 22)),
        ("KW 35", date(2026, 8, 28)),
        ("KW 53", date(2027, 1, 1)),
        ("2 Wochen nach KW 45", date(2026, 11, 20)),
    ],
)
def test_a_week_is_due_on_its_friday_or_the_weekday_that_is_named(text: str, due: date) -> None:
    reading = read_due(text, anchor=ANCHOR, order=None)
    assert (reading.due, reading.problem) == (due, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *(
            (text, "not one day for sure")
            for text in ("KW 45-46", "KW 45/46", "KW 45/KW 46", "2026-W45/W46", "KW 45 und 46")
        ),
        *((text, "not one day for sure") for text in ("Anfang KW 45", "ab KW 45", "vor KW 45", "nach KW 45", "~KW 45")),
        ("KW 60", "does not exist"),
        ("2025-W53", "does not exist"),
        ("KW 45 (Montag)", "contradicts itself"),
        ("KW 45 2026-11-04", "names 2 dates"),
    ],
)
def test_a_stretch_of_weeks_and_one_that_does_not_exist_are_problems(text: str, why: str) -> None:
    reading = read_due(text, anchor=ANCHOR, order=None)
    assert reading.due is None
    assert why in (reading.problem or "")


def test_a_week_without_a_year_depends_on_the_documents_date() -> None:
    assert read_due("2026-W45", anchor=None, order=None).due == FRIDAY
    assert "depends on the document's date" in (read_due("KW 45", anchor=None, order=None).problem or "")


@pytest.mark.parametrize("text", ["week 45", "W45", "by week 3"])
def test_a_week_that_may_be_one_of_a_project_is_a_wish(text: str) -> None:
    reading = read_due(text, anchor=ANCHOR, order=None)
    assert (reading.due, reading.problem) == (None, None)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Den Pool bis KW 45 vergrößern", FRIDAY),
        ("Rotate the keys by 2026-W45.", FRIDAY),
        ("Rotate it before KW 45", None),
    ],
)
def test_a_week_in_a_sentence_is_read_behind_such_words(text: str, due: date | None) -> None:
    found = find_due(text, anchor=ANCHOR, order=None)
    assert found is not None
    assert (found[2].due, found[2].problem is None) == (due, due is not None)
