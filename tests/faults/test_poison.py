"""One item that a tracker chokes on, and replies that are lost late: the others go on, and nothing is filed twice."""

from datetime import timedelta

import pytest
from cycle.remoteworld import RemoteWorld

HTML = "<html><head><title>Request blocked</title></head><body>by the firewall</body></html>"
GENERAL = {"errorMessages": ["We cannot do that."], "errors": {}}


@pytest.fixture(params=["cloud", "datacenter"])
def jira(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "fake-jira-token")
    world = RemoteWorld(tmp_path / "here", request.param)
    yield world
    world.close()


def choke(world, **answer):
    """Let the remote refuse every batch that holds item 7."""
    rule = {"times": None, "match": lambda request: "number 07" in str(request.body), **answer}
    return world.fake.faults.add("status", "POST", "/issue/bulk", **rule)


def numbers(world):
    return [int(title.split()[3]) for title in world.titles()]


@pytest.mark.parametrize("answer", [{"status": 403, "body": HTML}, {"status": 400, "body": GENERAL}])
def test_a_batch_that_is_refused_for_one_item_is_filed_without_it(jira, answer):
    rule = choke(jira, **answer)
    jira.ask(*range(1, 21))
    jira.cycle()
    assert numbers(jira) == [number for number in range(1, 21) if number != 7]
    assert rule.hits <= 6  # halves of halves, not one call for each
    (attempt,) = jira.app.ledger.attempts()
    assert jira.app.ledger.intents() == ()
    assert "blocked" in attempt.reason or "cannot do that" in attempt.reason


def test_a_batch_that_fails_for_one_item_is_filed_without_it_once_it_has_been_looked_up(jira):
    choke(jira, status=500)
    jira.ask(*range(1, 21))
    for _ in range(3):
        jira.cycle()
        jira.pass_time(hours=1)
    assert numbers(jira) == [number for number in range(1, 21) if number != 7]
    assert len(jira.markers()) == len(set(jira.markers()))


def test_a_place_that_refuses_everything_is_not_asked_for_each_item(jira):
    jira.fake.faults.add("status", "POST", "/issue/bulk", times=None, status=403, body=HTML)
    jira.ask(*range(1, 21))
    jira.cycle()
    assert jira.fake.calls("POST", "/issue/bulk") <= 16
    assert len(jira.app.ledger.attempts()) == 20


def test_a_ticket_that_cannot_be_written_stops_no_other_and_status_keeps_why(jira):
    jira.ask(1, 2, 3)
    jira.cycle()
    first = min(jira.fake.world.issues)
    jira.fake.faults.add("status", "PUT", f"/issue/{first}$", times=None, status=500)
    jira.write("a.md", jira.read("a.md").replace("to the deploy", "to each deploy"))
    jira.ask(4, name="b.md")
    jira.cycle()
    assert sorted(title.partition(" to ")[2] for title in jira.titles()) == ["each deploy"] * 2 + ["the deploy"] * 2
    (attempt,) = jira.app.ledger.attempts()
    assert (attempt.change, attempt.tries) == ("update", 1)


def test_a_tracker_that_is_out_of_order_is_left_alone_after_two_calls(jira):
    jira.ask(1, 2, 3, 4)
    jira.cycle()
    jira.fake.faults.add("status", "PUT", "", times=None, status=500)
    jira.write("a.md", jira.read("a.md").replace("to the deploy", "to each deploy"))
    jira.fake.clear()
    jira.cycle()
    assert jira.fake.calls("PUT", "") == 8  # two tickets, four tries each
    assert sorted(attempt.tries for attempt in jira.app.ledger.attempts()) == [0, 0, 1, 1]


def test_a_reply_that_is_lost_after_waiting_for_a_limit_counts_from_then_on(jira):
    for _ in range(3):
        jira.fake.faults.add("status", "POST", "/issue/bulk", times=1, status=429, headers={"Retry-After": "55"})
    jira.fake.faults.add("reset_after", "POST", "/issue/bulk", times=1)
    jira.ask(1)
    jira.cycle()
    lost = jira.fake.clock()
    for intent in jira.app.ledger.intents():
        assert lost - intent.at < timedelta(seconds=10)
    for _ in range(4):
        jira.pass_time(minutes=11)
        jira.cycle()
    assert numbers(jira) == [1]


def test_a_create_is_not_put_off_for_longer_than_a_minute_or_two(jira):
    jira.fake.faults.add("status", "POST", "/issue/bulk", times=None, status=429, headers={"Retry-After": "50"})
    jira.ask(1)
    jira.cycle()
    assert sum(jira.slept) < 120
    (attempt,) = jira.app.ledger.attempts()
    assert timedelta(0) < attempt.next_at - jira.fake.clock() <= timedelta(seconds=60)


def test_a_limit_of_one_ticket_makes_no_other_wait(jira):
    jira.ask(1, 2, 3)
    jira.cycle()
    first = min(jira.fake.world.issues)
    limit = {"RateLimit-Reason": "jira-per-issue-on-write", "Retry-After": "30"}
    jira.fake.faults.add("status", "PUT", f"/issue/{first}$", times=None, status=429, headers=limit)
    jira.slept.clear()
    jira.write("a.md", jira.read("a.md").replace("to the deploy", "to each deploy"))
    jira.cycle()
    assert sorted(title.partition(" to ")[2] for title in jira.titles()) == ["each deploy"] * 2 + ["the deploy"]
    assert sum(jira.slept) < 10


def test_a_burst_limit_on_creating_lets_the_poll_go_on(jira):
    limit = {"RateLimit-Reason": "jira-burst-based", "Retry-After": "90"}
    jira.fake.faults.add("status", "POST", "/issue/bulk", times=None, status=429, headers=limit)
    jira.ask(1)
    jira.cycle()
    assert not jira.app.observe().unreachable


def test_a_refused_login_is_not_tried_again_by_every_job(jira):
    jira.ask(1)
    jira.cycle()
    jira.fake.expired = True
    jira.fake.clear()
    jira.ask(1, 2, 3)
    for _ in range(5):
        jira.pass_time(minutes=1)
        jira.app.observe()
        jira.cycle()
    assert len(jira.fake.requests) == 1
    jira.fake.expired = False
    jira.pass_time(minutes=11)
    jira.cycle()
    assert numbers(jira) == [1, 2, 3]
