"""What trackers refused waits, longer each time, and not at all once something about it changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connector.core.changes import Create
from connector.core.model import DocumentId, Fingerprint, ItemKey
from connector.doubts.refusals import Refusals
from connector.errors import Ambiguous, Conflict, RateLimited, Rejected, Unauthorized, Unavailable
from connector.ledger import open_ledger

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CHANGE = Create(
    key=ItemKey("1-1"),
    document=DocumentId("d:a"),
    document_url="",
    line=1,
    position=0,
    text="x",
    fingerprint=Fingerprint("f"),
    why="",
    tracker="ops",
    fields={"title": "x"},
    body="y",
)
NO = Rejected("no", remote="ops", verb="create")


@pytest.fixture
def ledger(tmp_path):
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield ledger
    ledger.close()


def refused(ledger, *, at=NOW, change=CHANGE, error=NO):
    run = Refusals(ledger, lambda: at, patient=True)
    run.note(change, error)
    run.store()


def waits(ledger, *, at, change=CHANGE, patient=True):
    return Refusals(ledger, lambda: at, patient=patient).waits(change)


def test_it_waits_twice_as_long_each_time_and_at_most_a_day(ledger):
    at, pauses = NOW, []
    for _ in range(12):
        refused(ledger, at=at)
        (attempt,) = ledger.attempts()
        pauses.append(attempt.next_at - at)
        at = attempt.next_at
    minutes = [int(pause.total_seconds() / 60) for pause in pauses]
    assert minutes == [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440, 1440]
    assert attempt.tries == 12
    assert attempt.first_at == NOW


def test_until_then_it_is_left_alone_with_its_reason(ledger):
    refused(ledger)
    assert waits(ledger, at=NOW + timedelta(minutes=9)) == (
        "ops: cannot create: no; tried again at 2026-11-23 09:10 UTC, or when something about it changes"
    )
    assert waits(ledger, at=NOW + timedelta(minutes=10)) is None


def test_a_person_need_not_wait(ledger):
    refused(ledger)
    assert waits(ledger, at=NOW, patient=False) is None


@pytest.mark.parametrize(
    "changed", [{"fields": {"title": "z"}}, {"body": "z"}, {"place": "WEB"}, {"extra": {"a": "b"}}, {"tracker": "web"}]
)
def test_another_wish_is_tried_at_once_and_counted_anew(ledger, changed):
    refused(ledger)
    other = replace(CHANGE, **changed)
    assert waits(ledger, at=NOW, change=other) is None
    refused(ledger, at=NOW + timedelta(minutes=1), change=other)
    assert [attempt.tries for attempt in ledger.attempts()] == [1]


@pytest.mark.parametrize(
    ("error", "minutes"),
    [
        (Unavailable("x", remote="ops", verb="update"), 10),
        (Ambiguous("x", remote="ops", verb="create"), 10),
        (RateLimited("x", remote="ops", verb="create", retry_after=1800), 30),
        (Unauthorized("x", remote="ops", verb="create"), 0),
    ],
)
def test_each_fault_says_when_it_is_tried_again(ledger, error, minutes):
    refused(ledger, error=error)
    [attempt] = ledger.attempts()
    assert (attempt.reason, attempt.next_at - NOW) == (str(error), timedelta(minutes=minutes))


def test_what_was_not_tried_is_kept_without_counting_a_try(ledger):
    refused(ledger)
    run = Refusals(ledger, lambda: NOW, patient=True)
    run.postpone(CHANGE, "ops", "not tried: ops is down")
    run.store()
    [attempt] = ledger.attempts()
    assert (attempt.tries, attempt.reason, attempt.next_at) == (1, "not tried: ops is down", NOW)


def test_what_worked_is_forgotten(ledger):
    refused(ledger, error=Conflict("x", remote="ops", verb="create"))
    run = Refusals(ledger, lambda: NOW)
    run.settle(CHANGE)
    run.store()
    assert ledger.attempts() == ()
