"""Absences from calendars: whose they are, and what becomes of the ladder where one cannot be read."""

from datetime import UTC, datetime

import pytest
from fakes.server import FakeServer, Reply
from world import CONFIG, World, table

from connector.clock import fixed_clock
from connector.errors import ConfigError, RemoteError
from connector.escalating import escalate_now
from connector.remote import download as downloading
from connector.remote.http import Patience
from connector.settings.setup import load_setup

SECRET = "private-0c5f"
UNTIL = "Until it can, nobody counts as away by it"
SETTINGS = """
[people]
file = "people.toml"
[[escalation.rungs]]
name = "due"
offset = 0
to = "owner"
[[escalation.rungs]]
name = "manager"
offset = 1
to = "manager"
[escalation]
"""
PEOPLE = """
[people.dana]
name = "Dana Example"
mail = "dana@example.com"
manager = "robin"
[people.kim]
name = "Kim Sample"
mail = "kim@example.com"
manager = "robin"
[people.robin]
name = "Robin Placeholder"
"""
ROWS = (
    ("Add an alert for the queue", "Dana", "2026-11-10", "Open"),
    ("Write the failover runbook", "Kim", "2026-11-10", "Open"),
)


def event(*lines):
    return "\r\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT"])


def calendar(*events):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *events, "END:VCALENDAR", ""])


WEEK = ("DTSTART;VALUE=DATE:20261109", "DTEND;VALUE=DATE:20261112")


class Web(FakeServer):
    """Serves one calendar below a secret path; `status` and `body` may be changed."""

    def __init__(self):
        super().__init__()
        self.status, self.body = 200, calendar(event(*WEEK))

    @property
    def address(self):
        return f"{self.url}/{SECRET}/basic.ics"

    def handle(self, request):
        del request
        return Reply(self.status, self.body, content_type="text/calendar")


@pytest.fixture
def web():
    with Web() as server:
        yield server


@pytest.fixture
def start(tmp_path):
    worlds = []

    def begin(people=PEOPLE, settings=SETTINGS):
        (tmp_path / "people.toml").write_text(people)
        worlds.append(World(tmp_path, CONFIG + settings))
        worlds[0].write("a.md", table(*ROWS))
        worlds[0].cycle()
        return worlds[0]

    yield begin
    for world in worlds:
        world.close()


def told(world, day):
    world.app.clock = fixed_clock(datetime(2026, 11, day, 9, tzinfo=UTC))
    result = escalate_now(world.app)
    return [digest.recipient.id for digest in result.escalation.digests], [hold.reason for hold in result.unread]


def test_who_is_away_by_a_calendar_of_their_own_is_told_when_back(start):
    world = start(PEOPLE.replace('"dana@example.com"', '"dana@example.com"\nabsences = "dana.ics"'))
    (world.folder / "dana.ics").write_text(calendar(event(*WEEK)))
    assert told(world, 10) == (["kim"], [])
    assert told(world, 11) == (["robin"], [])
    assert told(world, 12) == (["dana"], [])


@pytest.mark.parametrize(
    "lines",
    [
        ("SUMMARY:Somebody is away", "ATTENDEE:mailto:Dana@example.com"),
        ("SUMMARY:Dana Example - on leave",),
        ("SUMMARY:On leave: Dana Example",),
        ("SUMMARY:Dana Example (3 days)",),
    ],
)
def test_a_calendar_of_all_says_who_is_away(start, lines):
    world = start(settings=SETTINGS + 'absences = "all.ics"\n')
    (world.folder / "all.ics").write_text(calendar(event(*WEEK, *lines)))
    assert told(world, 10) == (["kim"], [])


@pytest.mark.parametrize(
    "lines",
    [
        ("SUMMARY:Dana is away",),
        ("SUMMARY:Away: Dana",),
        ("SUMMARY:Dana Example", "ATTENDEE;PARTSTAT=DECLINED:mailto:dana@example.com", "ATTENDEE:mailto:x@example.com"),
    ],
)
def test_a_calendar_of_all_is_not_guessed_about(start, lines):
    world = start(settings=SETTINGS + 'absences = "all.ics"\n')
    (world.folder / "all.ics").write_text(calendar(event(*WEEK, *lines)))
    assert told(world, 10) == (["dana", "kim"], [])


@pytest.mark.parametrize(("hours", "who"), [(3, ["dana", "kim"]), (4, ["kim"])])
def test_a_meeting_is_no_absence(start, hours, who):
    world = start(PEOPLE.replace('"dana@example.com"', '"dana@example.com"\nabsences = "dana.ics"'))
    (world.folder / "dana.ics").write_text(calendar(event("DTSTART:20261110T080000Z", f"DURATION:PT{hours}H")))
    assert told(world, 10) == (who, [])


def test_a_calendar_on_the_web_is_read_and_its_address_never_shown(start, web, monkeypatch, capfd):
    monkeypatch.setenv("DANA_CALENDAR", web.address)
    world = start(PEOPLE.replace('"dana@example.com"', '"dana@example.com"\nabsences_env = "DANA_CALENDAR"'))
    assert told(world, 10) == (["kim"], [])
    web.status = 404
    who, unread = told(world, 10)
    assert (who, unread) == (
        ["dana"],
        [
            f"the calendar of absences of Dana Example cannot be read: 127.0.0.1 answered 404. {UNTIL}",
        ],
    )
    seen = world.app.glimpse()
    assert [hold.reason for hold in world.app.standing(seen)] == unread
    web.status = 200
    assert told(world, 10) == ([], [])
    assert world.app.standing(seen) == []
    shown = capfd.readouterr()
    assert "calendar_unread" in shown.out
    assert SECRET not in f"{shown}{unread}{world.app.setup!r}"


def test_a_dry_run_keeps_nothing_in_mind(start):
    world = start(settings=SETTINGS + 'absences = "all.ics"\n')
    world.app.clock = fixed_clock(datetime(2026, 11, 10, 9, tzinfo=UTC))
    result = escalate_now(world.app, dry_run=True)
    assert [hold.subject for hold in result.unread] == ["absences of all"]
    assert world.app.standing(world.app.glimpse()) == []


def test_a_host_that_does_not_answer_is_not_asked_for_every_calendar(start, web, monkeypatch):
    monkeypatch.setattr("connector.absences.Patience", lambda tries: Patience(sleep=lambda _: None, tries=tries))
    web.status = 503
    calendars = PEOPLE.replace("manager =", f'absences = "{web.address}"\nmanager =')
    world = start(calendars)
    who, unread = told(world, 10)
    assert (who, len(unread), web.calls()) == (["dana", "kim"], 2, 2)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, "<html>Sign in</html>", "it is no iCalendar file"),
        (200, "x" * 300, "what 127.0.0.1 sends is longer than 0 MiB"),
        (401, "", "127.0.0.1 answered 401"),
    ],
)
def test_what_a_site_sends_instead_of_a_calendar_is_told(start, web, monkeypatch, status, body, said):
    monkeypatch.setattr(downloading, "MOST_BYTES", 200)
    web.status, web.body = status, body
    world = start(settings=SETTINGS + f'absences = "{web.address}"\n')
    who, (reason,) = told(world, 10)
    assert who == ["dana", "kim"]
    assert reason.startswith(f"the calendar of absences of all cannot be read: {said}. ")


def test_a_download_that_takes_too_long_is_given_up(web, monkeypatch):
    monkeypatch.setattr(downloading, "LONGEST_SECONDS", -1)
    with pytest.raises(RemoteError, match="takes longer than"):
        downloading.download(web.address, remote="absences", verb="read", patience=Patience(tries=1))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/{}?key={}", "http://nowhere.invalid/{}?{}", "http://nowhere.invalid:99999/{}"]
)
def test_a_site_that_cannot_be_reached_is_told_without_the_address(url):
    with pytest.raises(RemoteError) as caught:
        downloading.download(url.format(SECRET, SECRET), remote="absences", verb="read", patience=Patience(tries=1))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://x", "http://[::1", "https://?x="])
def test_calendars_that_are_none_are_faults(start, monkeypatch, url):
    monkeypatch.delenv("NOT_SET", raising=False)
    world = start()
    text = f'absences = "{url}/{SECRET}"'
    (world.folder / "people.toml").write_text(
        PEOPLE.replace("manager =", 'absences_env = "NOT_SET"\nmanager =', 1) + text
    )
    (world.folder / "connector.toml").write_text(CONFIG + SETTINGS + text)
    with pytest.raises(ConfigError) as caught:
        load_setup(world.folder / "connector.toml")
    shown = str(caught.value)
    assert SECRET not in shown
    assert "escalation.absences <- is no calendar: write a path, or an address that starts with https://" in shown
    assert "people.robin.absences <- is no calendar" in shown
    assert "people.dana.absences_env <- the variable NOT_SET is not set" in shown
