from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger_examples import AT, a_notice

from connector.core.model import Attempt, ItemKey
from connector.core.snoozes import Snooze
from connector.errors import LeaseHeld
from connector.ports import Candidate

MINUTE = timedelta(minutes=1)


def test_a_notice_is_stamped_once_and_the_first_stamp_stays(ledger):
    ledger.stamp([a_notice()])
    ledger.stamp([a_notice(sent_at=AT + MINUTE), a_notice(rung="manager", sent_at=AT + MINUTE)])

    assert list(ledger.sent()) == [a_notice(), a_notice(rung="manager", sent_at=AT + MINUTE)]


def test_a_new_due_date_or_recipient_or_channel_is_another_notice(ledger):
    notices = [a_notice(), a_notice(due=date(2026, 12, 9)), a_notice(recipient="bob"), a_notice(channel="chat")]
    ledger.stamp(notices)

    assert set(ledger.sent()) == set(notices)


def test_sent_notices_can_be_asked_for_by_item_and_by_time(ledger):
    ledger.stamp([a_notice("k2", sent_at=AT + MINUTE), a_notice("k1"), a_notice("k3")])

    assert [notice.key for notice in ledger.sent()] == ["k1", "k3", "k2"]
    assert [notice.key for notice in ledger.sent(keys=["k2", "k1"])] == ["k1", "k2"]
    assert [notice.key for notice in ledger.sent(since=AT + MINUTE)] == ["k2"]
    assert list(ledger.sent(keys={"k1"}, since=AT + MINUTE)) == []


def test_a_job_ran_when_it_ran_last(ledger):
    assert ledger.last_run("sync") is None

    ledger.ran("sync", at=AT)
    ledger.ran("sync", at=AT + MINUTE)

    assert ledger.last_run("sync") == AT + MINUTE
    assert ledger.last_run("poll") is None


def test_the_lease_of_another_is_refused_until_it_runs_out(ledger):
    ledger.acquire("host-a:1", at=AT, ttl=5 * MINUTE)

    with pytest.raises(LeaseHeld, match=r"'host-a:1' is running on it until 2026-11-02 09:35:15\+00:00") as caught:
        ledger.acquire("host-b:2", at=AT + 4 * MINUTE, ttl=MINUTE)
    assert "Wait" in str(caught.value)
    assert caught.value.exit_code == 4

    ledger.acquire("host-b:2", at=AT + 5 * MINUTE, ttl=MINUTE)
    with pytest.raises(LeaseHeld, match="host-b:2"):
        ledger.acquire("host-a:1", at=AT + 5 * MINUTE, ttl=MINUTE)


def test_the_holder_renews_its_lease(ledger):
    ledger.acquire("host-a:1", at=AT, ttl=MINUTE)
    ledger.acquire("host-a:1", at=AT, ttl=9 * MINUTE)

    with pytest.raises(LeaseHeld, match="09:39:15"):
        ledger.acquire("host-b:2", at=AT + 2 * MINUTE, ttl=MINUTE)


def test_the_lease_of_a_holder_that_ended_is_taken_over_at_once(ledger):
    ledger.acquire("host-a:1", at=AT, ttl=5 * MINUTE)
    ledger.acquire("host-b:2", at=AT, ttl=5 * MINUTE, ended={"host-a:1"}.__contains__)

    ledger.release("host-a:1")
    with pytest.raises(LeaseHeld, match="host-b:2"):
        ledger.acquire("host-a:1", at=AT, ttl=MINUTE, ended={"host-c:3"}.__contains__)


def test_only_its_holder_releases_a_lease(ledger):
    ledger.acquire("host-a:1", at=AT, ttl=MINUTE)
    ledger.release("host-b:2")

    with pytest.raises(LeaseHeld):
        ledger.acquire("host-b:2", at=AT, ttl=MINUTE)

    ledger.release("host-a:1")
    ledger.acquire("host-b:2", at=AT, ttl=MINUTE)


def test_what_was_refused_is_kept_in_the_order_of_its_next_try_until_it_is_settled(ledger):
    first = Attempt("k1", "ops", "create", "w1", "no such field", 1, AT, AT, AT + 2 * MINUTE)
    second = Attempt("k2", "ops", "update", "w2", "locked", 1, AT, AT, AT + MINUTE)
    ledger.note_attempts([first, second], settled=())
    assert list(ledger.attempts()) == [second, first]

    again = replace(second, tries=2, last_at=AT + MINUTE, next_at=AT + 3 * MINUTE)
    ledger.note_attempts([again], settled=["k1"])
    assert list(ledger.attempts()) == [again]


def test_whom_a_tracker_gave_is_told_while_it_is_young(ledger):
    eva, max_ = Candidate("42", "Eva Example", "eva@example.com"), Candidate("43", "Max Example")
    ledger.note_answers({("ops", "Eva"): eva, ("web", "Eva"): max_}, at=AT)
    ledger.note_answers({("ops", "Eva"): max_}, at=AT + MINUTE)

    assert ledger.answers(since=AT) == {("ops", "Eva"): max_, ("web", "Eva"): max_}
    assert ledger.answers(since=AT + MINUTE) == {("ops", "Eva"): max_}


def test_what_people_are_called_is_told_as_it_was_last(ledger):
    ledger.note_names("ops", {"42": "Eva", "43": "Max"})
    ledger.note_names("ops", {"42": "Eva Example"})

    assert ledger.names() == {("ops", "42"): "Eva Example", ("ops", "43"): "Max"}


def test_snoozes_are_kept_in_their_order(ledger):
    made = [
        Snooze(ItemKey("b"), date(2026, 12, 1), "waits for the vendor", AT),
        Snooze(ItemKey("a"), date(2026, 11, 30), "frozen", AT + timedelta(hours=1)),
        Snooze(ItemKey("b"), date(2026, 12, 8), "still waits \x00", AT),
    ]
    for each in made:
        ledger.snooze(each)
    assert [each.key for each in ledger.snoozes()] == ["b", "a", "b"]
    assert ledger.snoozes()[:2] == tuple(made[:2])
