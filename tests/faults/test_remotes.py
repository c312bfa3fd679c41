"""What goes wrong on the way to a tracker: nothing is filed twice, nothing is lost, and the rest of the work goes on."""

from datetime import timedelta

import pytest
from cycle.remoteworld import KINDS, REPO, RemoteWorld

from connector.jobs import sync

HTML = "<html><head><title>Bad gateway</title></head><body>nginx</body></html>"
CREATE = {"cloud": "/issue/bulk$", "datacenter": "/issue/bulk$", "github": "/issues$"}
POLL = {"cloud": "/search", "datacenter": "/search", "github": "/issues$"}
EVERYWHERE = {
    "429 with Retry-After": {"kind": "status", "status": 429, "headers": {"Retry-After": "7"}, "body": {}},
    "429 with a date": {"kind": "status", "status": 429, "headers": {"Retry-After": "Mon, 23 Nov 2026 09:00:30 GMT"}},
    "429 without": {"kind": "status", "status": 429, "body": HTML},
    "429 for an hour": {"kind": "status", "status": 429, "headers": {"Retry-After": "3600"}},
    "500": {"kind": "status", "status": 500},
    "502 as HTML": {"kind": "status", "status": 502, "body": HTML},
    "502 after it was done": {"kind": "status_after", "status": 502, "body": HTML},
    "503 with Retry-After": {"kind": "status", "status": 503, "headers": {"Retry-After": "5"}},
    "HTML that says OK": {"kind": "garbage", "body": HTML},
    "time-out before": {"kind": "timeout_before", "seconds": 0.05},
    "time-out after": {"kind": "timeout_after", "seconds": 0.05},
    "reset before": {"kind": "reset_before"},
    "reset after": {"kind": "reset_after"},
}
JIRA = {
    reason: {"kind": "status", "status": 429, "headers": {"RateLimit-Reason": reason, "Retry-After": "5"}}
    for reason in (
        "jira-burst-based",
        "jira-per-issue-on-write",
        "jira-quota-global-based",
        "jira-quota-tenant-based",
    )
}
DISABLED = {"message": "Issues has been disabled in this repository."}


TOKENS = {"cloud": "fake-jira-token", "datacenter": "fake-jira-token", "github": "ghp_connector"}
# Only Jira Cloud tells reasons.
CASES = [(kind, name) for kind in KINDS for name in EVERYWHERE] + [("cloud", name) for name in JIRA]
each_fault = pytest.mark.parametrize(("remote", "name"), CASES, indirect=["remote"])


@pytest.fixture(params=KINDS)
def remote(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS[request.param])
    world = RemoteWorld(tmp_path / "here", request.param)
    yield world
    world.close()


def add(world, fault, method, path, times=1):
    options = {name: value for name, value in fault.items() if name != "kind"}
    return world.fake.faults.add(fault["kind"], method, path, times=times, **options)


def settle(world):
    """Let the daemon come back often enough, the search having caught up."""
    for _ in range(3):
        world.pass_time(hours=2)
        world.cycle()


@each_fault
def test_a_fault_while_filing_costs_no_ticket_and_makes_no_second(remote, name, capsys):
    fault = add(remote, (EVERYWHERE | JIRA)[name], "POST", CREATE[remote.kind])
    remote.ask(1, 2, 3)
    first = remote.cycle()
    assert fault.hits == 1
    said = [outcome.message for outcome in first.outcomes]
    settle(remote)
    remote.assert_once(1, 2, 3)
    remote.assert_no_secret(*said, *capsys.readouterr())
    remote.fake.clear()
    assert remote.cycle().outcomes == ()
    assert remote.fake.calls("POST", CREATE[remote.kind]) == 0


@each_fault
def test_a_fault_while_polling_proves_nothing_and_passes(remote, name, capsys):
    remote.ask(1, 2)
    remote.cycle()
    before = remote.read("a.md")
    fault = add(remote, (EVERYWHERE | JIRA)[name], None, POLL[remote.kind], times=None)
    remote.ask(3, name="notes/b.md")
    remote.pass_time(minutes=10)
    seen = remote.app.observe()
    synced = sync(remote.app)
    assert fault.hits >= 1
    assert list(seen.unreachable) == ["ops"]
    assert seen.events == ()
    assert (remote.read("a.md"), remote.tickets()) == (before, ["NOTE-1"])  # the other tracker works on
    remote.fake.faults.clear()
    settle(remote)
    assert remote.app.ledger.attempts() == ()
    remote.assert_once(1, 2)
    remote.assert_no_secret(*seen.unreachable.values(), str(synced.outlook.holds), *capsys.readouterr())


def test_calls_that_are_told_when_to_come_back_come_back_then(remote):
    add(remote, EVERYWHERE["429 with Retry-After"], "POST", CREATE[remote.kind])
    remote.ask(1)
    assert remote.cycle().applied
    assert 7 <= remote.slept[0] <= 9


def test_a_remote_that_wants_a_long_rest_is_not_called_before(remote):
    remote.cycle()
    add(remote, EVERYWHERE["429 for an hour"], "POST", CREATE[remote.kind])
    remote.ask(1, 2)
    assert not remote.cycle().applied
    remote.fake.clear()
    remote.pass_time(minutes=30)
    remote.cycle()
    assert remote.fake.requests == []
    remote.pass_time(minutes=31)
    assert remote.cycle().applied
    remote.assert_once(1, 2)


def test_a_login_that_expired_stops_that_remote_and_is_said_once(remote, capsys):
    remote.ask(1)
    remote.cycle()
    remote.ask(1, 2, 3, 4, 5)
    remote.ask(6, name="notes/b.md")
    if remote.kind == "github":
        token = remote.fake.state.tokens.pop(remote.fake.token)
    else:
        remote.fake.expired = True
    remote.pass_time(minutes=10)
    capsys.readouterr()
    remote.fake.clear()
    seen = remote.app.observe()
    sync(remote.app)
    told = capsys.readouterr()
    refused = [line for line in (told.out + told.err).splitlines() if "refused" in line or "credential" in line.lower()]
    assert len(refused) <= 2, refused  # the poll and the plan each say it, and no item
    assert remote.fake.calls() <= 2
    assert list(seen.unreachable) == ["ops"]
    assert remote.tickets() == ["NOTE-1"]
    if remote.kind == "github":
        remote.fake.state.tokens[remote.fake.token] = token
    remote.fake.expired = False
    settle(remote)
    remote.assert_once(1, 2, 3, 4, 5)
    remote.assert_no_secret(*refused)


def gone(world):
    if world.kind == "github":
        world.fake.faults.add("status", None, f"/repos/{REPO}", times=None, status=404, body={"message": "Not Found"})
    else:
        world.fake.project("OPS").gone = True


def archived(world):
    if world.kind == "github":
        world.fake.archive(REPO)
    else:
        world.fake.project("OPS").archived = True


def closed(world):
    if world.kind == "github":
        world.fake.repo(REPO).has_issues = False
    else:
        world.fake.deny("CREATE_ISSUES", "OPS")


def restore(world):
    world.fake.faults.clear()
    if world.kind == "github":
        world.fake.repo(REPO).archived, world.fake.repo(REPO).has_issues = False, True
    else:
        world.fake.project("OPS").gone = world.fake.project("OPS").archived = False
        world.fake.allow("CREATE_ISSUES", "OPS")


@pytest.mark.parametrize("lose", [gone, archived, closed])
def test_a_place_that_takes_no_tickets_any_more_is_said_and_loses_nothing(remote, lose):
    remote.ask(1, 2)
    remote.cycle()
    before = remote.read("a.md")
    lose(remote)
    remote.ask(3, 4, name="c.md")
    remote.ask(5, name="notes/b.md")
    remote.pass_time(hours=1)
    seen = remote.app.observe()
    synced = sync(remote.app)
    reasons = [outcome.message for outcome in synced.outcomes if outcome.message]
    reasons += [*seen.unreachable.values(), *(hold.reason for hold in synced.outlook.holds)]
    assert any(reasons)
    assert all(len(reason) < 400 for reason in reasons), reasons
    assert seen.events == ()
    assert (remote.read("a.md"), remote.tickets()) == (before, ["NOTE-1"])
    restore(remote)
    settle(remote)
    remote.assert_once(1, 2, 3, 4)


def test_one_poison_item_stops_no_other_and_a_later_change_of_it_waits_for_nothing(remote):
    if remote.kind == "github":
        rule = remote.fake.faults.add(
            "status",
            "POST",
            "/issues$",
            times=None,
            status=422,
            body={"message": "Validation Failed", "errors": [{"resource": "Issue", "code": "custom", "message": "no"}]},
            match=lambda request: "number 07" in str(request.body),
        )
    else:
        remote.fake.refuse_summary("number 07", "not like that")
    remote.ask(*range(1, 21))
    synced = remote.cycle()
    assert len(remote.markers()) == 19
    (attempt,) = remote.app.ledger.attempts()
    assert attempt.next_at - remote.fake.clock() == timedelta(minutes=10)
    assert [outcome.message for outcome in synced.outcomes if outcome.message] == [attempt.reason]
    remote.fake.clear()
    remote.pass_time(minutes=5)
    remote.cycle()
    assert remote.fake.calls("POST", CREATE[remote.kind]) == 0  # it waits its turn
    text = remote.read("a.md").replace("Add check number 07 to the deploy", "Add check number seven to the deploy")
    remote.write("a.md", text)
    remote.cycle()  # but what is wanted now is something else
    assert len(remote.markers()) == len(set(remote.markers())) == 20
    assert remote.app.ledger.attempts() == ()
    if remote.kind == "github":
        assert rule.hits == 1


def test_github_limits_are_kept_and_what_is_left_is_filed_later(tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", TOKENS["github"])
    world = RemoteWorld(tmp_path / "here", "github")
    try:
        world.ask(1, 2, 3)
        world.fake.secondary("POST", "/issues$", retry_after=None, times=1, after=1)
        first = world.cycle()
        assert first.applied
        assert max(world.slept) >= 60  # a secondary limit that names no time means a minute
        world.ask(4, name="b.md")
        world.fake.exhaust(seconds=1800)
        world.fake.clear()
        world.cycle()
        calls = world.fake.calls()
        world.cycle()
        assert world.fake.calls() == calls <= 2
        world.pass_time(minutes=31)
        settle(world)
        world.assert_once(1, 2, 3, 4)
    finally:
        world.close()
