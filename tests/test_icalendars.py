"""iCalendar: which times the events of a calendar take place at, and what is no calendar."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.icalendars import BrokenCalendarError, events

BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY = "DTSTART;TZID=Europe/Berlin:20261023T090000\nDURATION:PT8H"
START, END = date(2026, 11, 1), date(2026, 12, 31)


def calendar(*bodies: str) -> bytes:
    parts = [f"BEGIN:VEVENT\nUID:{n}\n{body.strip()}\nEND:VEVENT" for n, body in enumerate(bodies)]
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *parts, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def spans(*bodies: str) -> list[tuple[str, str]]:
    found = (each.span(BERLIN) for each in events(calendar(*bodies), start=START, end=END))
    return [tuple(f"{one.astimezone(BERLIN):%m-%d %H:%M}" for one in each) for each in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("DTSTART;VALUE=DATE:20261110\nDTEND;VALUE=DATE:20261112", [("11-10 00:00", "11-12 00:00")]),
        ("DTSTART;VALUE=DATE:20261110", [("11-10 00:00", "11-11 00:00")]),
        ("DTSTART;VALUE=DATE:20261110\nDURATION:P3D", [("11-10 00:00", "11-13 00:00")]),
        ("DTSTART:20261110T080000Z\nDTEND:20261110T120000Z", [("11-10 09:00", "11-10 13:00")]),
        ("DTSTART:20261110T080000\nDTEND:20261110T120000", [("11-10 08:00", "11-10 12:00")]),
        (
            "DTSTART;TZID=America/New_York:20261110T080000\nDTEND;TZID=America/New_York:20261110T120000",
            [("11-10 14:00", "11-10 18:00")],
        ),
        ("DTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261103", [("10-20 00:00", "11-03 00:00")]),
        ("DTSTART;VALUE=DATE:20260810\nDTEND;VALUE=DATE:20260812", []),
        ("DTSTART;VALUE=DATE:20261110\nSTATUS:CANCELLED", []),
        (
            "DTSTART;VALUE=DATE:20260102\nRRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20261113",
            [("10-30 00:00", "10-31 00:00"), ("11-06 00:00", "11-07 00:00"), ("11-13 00:00", "11-14 00:00")],
        ),
        (
            f"{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20261106T090000",
            [("11-13 09:00", "11-13 17:00")],
        ),
        (
            "DTSTART;TZID=Europe/Berlin:20261116T090000\nDURATION:PT8H\nRRULE:FREQ=DAILY;UNTIL=20261118T080000Z",
            [("11-16 09:00", "11-16 17:00"), ("11-17 09:00", "11-17 17:00"), ("11-18 09:00", "11-18 17:00")],
        ),
        (
            "DTSTART;VALUE=DATE:20261110\nRDATE;VALUE=DATE:20261201,20261202",
            [("11-10 00:00", "11-11 00:00"), ("12-01 00:00", "12-02 00:00"), ("12-02 00:00", "12-03 00:00")],
        ),
    ],
)
def test_an_event_takes_place_when_its_calendar_says(body, expected):
    assert spans(body) == expected


def test_one_time_of_a_repeated_event_can_be_moved_or_cancelled():
    series = "DTSTART;VALUE=DATE:20261102\nRRULE:FREQ=WEEKLY;COUNT=3"
    data = calendar(series).replace(
        b"END:VCALENDAR",
        b"BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;VALUE=DATE:20261109\r\nDTSTART;VALUE=DATE:20261111\r\nEND:VEVENT\r\n"
        b"BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID;VALUE=DATE:20261116\r\nDTSTART;VALUE=DATE:20261116\r\n"
        b"STATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )
    assert [each.start for each in events(data, start=START, end=END)] == [date(2026, 11, 2), date(2026, 11, 11)]


def test_attendees_are_those_who_did_not_decline():
    body = (
        "DTSTART;VALUE=DATE:20261110\nSUMMARY:On  leave\nATTENDEE:mailto:Ada@example.com\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.com"
    )
    (event,) = events(calendar(body), start=START, end=END)
    assert (event.summary, event.attendees, event.is_all_day) == ("On leave", ("ada@example.com",), True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>Sign in</html>", "it is no iCalendar file"),
        (b"", "it is no iCalendar file"),
        (b"\xff\xfe\x00", "it is no iCalendar file"),
        (calendar("SUMMARY:private words"), "an event of it cannot be read, or has no beginning"),
        (calendar("DTSTART:someday"), "an event of it cannot be read, or has no beginning"),
        (
            calendar("DTSTART:20261110T080000Z\nRRULE:FREQ=SECONDLY"),
            "an event of it repeats more often than once a day",
        ),
        (
            calendar("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY"),
            "an event of it repeats more than 20,000 times",
        ),
    ],
)
def test_what_is_no_calendar_is_said_without_its_words(data, said):
    with pytest.raises(BrokenCalendarError) as caught:
        events(data, start=START, end=END)
    assert str(caught.value) == said


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: calendar(f"DTSTART:20261110\n{text}")))
def test_whatever_is_sent_is_read_or_is_no_calendar(data):
    try:
        found = events(data, start=START, end=END)
    except BrokenCalendarError:
        return
    assert all(start.tzinfo == end.tzinfo == UTC for start, end in (each.span(BERLIN) for each in found))
    assert found == sorted(found, key=lambda each: each.span(ZoneInfo("UTC")))
