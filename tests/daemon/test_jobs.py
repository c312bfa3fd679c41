"""What is due, what a fault in one job costs the others, and what an unusual plan does to a daemon."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cycle.world import CONFIG, ROWS, World, table

from connector import log
from connector.clock import fixed_clock
from connector.daemon import Job, Runner, Stop
from connector.errors import LeaseHeld, LedgerError, Unauthorized, Unavailable
from connector.jobs import jobs
from connector.settings.durations import read_when

UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path / "world")
    yield world
    world.close()


@pytest.fixture
def events(capsys):
    """Return what was logged since the last call, one dict a line."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def runner(world, works):
    log.configure(form="json", level="info")
    world.app.clock = fixed_clock(world.now)
    return Runner(works, world.app.ledger, UTC_ZONE, lambda: world.now, Stop())


def failing(error):
    def work(at):
        raise error

    return work


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("a fault of ours"), Unavailable("no route", remote="x", verb="poll")]
)
def test_a_job_that_crashes_stops_no_other_and_is_tried_later_and_later(world, events, error):
    done = []
    every = read_when("1h")
    works = [Job("bad", every, failing(error)), Job("good", every, lambda at: done.append(at) or True)]
    run = runner(world, works)
    assert not run.run_due()
    assert done == [world.now]
    assert world.app.ledger.last_run("bad") is None
    told = events()
    assert [line["event"] for line in told] == [
        "job_crashed" if isinstance(error, ZeroDivisionError) else "job_failed", "job_finished",
    ]  # fmt: skip
    assert [line["job"] for line in told] == ["bad", "good"]
    tries = []
    for _ in range(12 * 60):
        world.now += timedelta(minutes=1)
        run.run_due()
        tries += [world.now for line in events() if line["job"] == "bad"]
    waits = [round((later - earlier).total_seconds() / 60) for earlier, later in itertools.pairwise(tries)]
    assert waits[:5] == [2, 4, 8, 16, 30]
    assert set(waits[5:]) == {30}
    assert len(done) == 13


@pytest.mark.parametrize("error", [LedgerError("the disk is full"), LeaseHeld("another runs")])
def test_without_a_ledger_or_the_lease_nothing_goes_on(world, error):
    done = []
    works = [
        Job("bad", read_when("1h"), failing(error)),
        Job("good", read_when("1h"), lambda at: done.append(at) or True),
    ]
    with pytest.raises(type(error)):
        runner(world, works).run_due()
    assert done == []


def test_a_job_that_went_well_after_failing_is_due_at_its_own_times_again(world):
    results = iter([Unavailable("no", remote="x", verb="poll"), None])

    def work(at):
        if (error := next(results)) is not None:
            raise error
        return True

    run = runner(world, [Job("it", read_when("1h"), work)])
    assert not run.run_due()
    world.now += timedelta(minutes=1)
    assert run.run_due()
    world.now += timedelta(minutes=59)
    assert not run.is_due(run.jobs[0])
    world.now += timedelta(minutes=1)
    assert run.is_due(run.jobs[0])


def test_no_job_is_started_after_a_signal(world):
    done = []
    run = runner(
        world, [Job(str(n), read_when("1h"), lambda at: done.append(at) or run.stop.set() or True) for n in range(3)]
    )
    run.run_due()
    assert len(done) == 1


def test_a_weekly_report_that_was_missed_is_made_up_once_after_a_restart(world):
    def reports():
        return sorted(file.name for file in (world.folder / "report").glob("2*.html"))

    def wake():
        world.start()
        runner(world, jobs(world.app)).run_due()

    world.write("a.md", table(*ROWS))
    wake()
    assert reports() == ["2026-W44.html"]
    # Monday, a week later, 07:00: the daemon is down, and comes up on Wednesday.
    world.close()
    world.now = datetime(2026, 11, 11, 15, 0, tzinfo=UTC)
    wake()
    assert reports() == ["2026-W44.html", "2026-W45.html"]
    made = (world.folder / "report" / "2026-W45.html").stat().st_mtime_ns
    last = world.app.ledger.last_run("report")
    for _ in range(3):
        world.close()
        world.now += timedelta(days=1)
        wake()
    assert world.app.ledger.last_run("report") == last
    assert (world.folder / "report" / "2026-W45.html").stat().st_mtime_ns == made


def test_a_first_start_at_night_tells_nobody_before_the_hour(world):
    world.write("a.md", table(ROWS[0]))
    world.now = datetime(2026, 11, 9, 2, 59, tzinfo=UTC)
    run = runner(world, jobs(world.app))
    run.run_due()
    assert (world.tickets(), world.app.ledger.last_run("escalate")) == (["OPS-1"], None)
    assert not (world.folder / "report").exists()
    for hour, ran in ((7, {"report"}), (9, {"report", "escalate"})):
        world.now = world.now.replace(hour=hour, minute=0)
        runner(world, jobs(world.app)).run_due()
        assert {job for job in ("report", "escalate") if world.app.ledger.last_run(job)} == ran


def test_an_unusual_plan_is_refused_with_words_and_the_other_jobs_go_on(tmp_path, events):
    world = World(tmp_path / "small", CONFIG + "[guard]\nmax_creates = 2\n")
    world.write("a.md", table(*ROWS))
    assert not runner(world, jobs(world.app)).run_due()
    told = {line["event"]: line for line in events()}
    assert "connector apply --allow-large" in told["plan_refused"]["reason"]
    assert told["report_published"]["week"] == "2026-W44"
    assert {job: world.app.ledger.last_run(job) for job in ("poll", "sync", "escalate", "report")} == dict.fromkeys(
        ("poll", "sync", "escalate", "report"), world.now
    )
    assert world.tickets() == []
    world.close()


def test_the_rest_of_a_large_plan_that_was_allowed_is_not_unusual(tmp_path):
    world = World(tmp_path / "large", CONFIG + "[guard]\nmax_creates = 10\n")
    world.write("a.md", table(*((f"Add check {n}", "Dana", "2026-11-20", "Open") for n in range(120))))
    stop = iter([False, True, True, True])
    world.app.heartbeat = lambda: next(stop)
    cycle = world.app.cycle()
    outlook = cycle.look()
    cycle.guarded(outlook, allow_large=True)
    cycle.carry_out(outlook)
    assert len(world.tickets()) == 50
    world.close()
    world.start()
    assert runner(world, jobs(world.app)).run_due()
    assert len(world.tickets()) == 120
    world.write("b.md", table(*((f"Raise limit {n}", "Dana", "2026-11-20", "Open") for n in range(70))))
    again = world.app.cycle()
    assert again.unusual(again.look()) != []
    world.close()


def test_a_tracker_that_does_not_answer_stops_neither_the_others_nor_the_report(tmp_path, events):
    second = '[[trackers]]\nname = "web"\nkind = "local"\npath = "webtickets"\nprefix = "WEB"\n'
    routes = '[[routes]]\nwhen = { document = "web*" }\ntracker = "web"\n[[routes]]\ntracker = "ops"\n'
    world = World(tmp_path / "two", CONFIG.replace("[pages]", second + routes + "[pages]"))
    world.write("a.md", table(ROWS[0]))
    world.write("web.md", table(ROWS[1]))
    runner(world, jobs(world.app)).run_due()
    (world.folder / "tickets").rename(world.folder / "away")
    tickets = world.folder / "webtickets" / "WEB-1.md"
    tickets.write_text(tickets.read_text().replace("status: open", "status: done"))
    world.write("a.md", world.read("a.md") + "\nMore words.\n")
    world.write("web2.md", table(ROWS[2]))
    world.pass_days(1)
    events()
    runner(world, jobs(world.app)).run_due()
    told = events()
    assert "tracker_left_out" in [line["event"] for line in told]
    finished = {line["job"]: line["complete"] for line in told if line["event"] == "job_finished"}
    assert (finished["poll"], finished["sync"]) == (False, False)
    assert world.items()["Write the failover runbook"].status.closed
    assert (world.folder / "webtickets" / "WEB-2.md").exists()
    (world.folder / "away").rename(world.folder / "tickets")
    world.pass_days(1)
    runner(world, jobs(world.app)).run_due()
    assert world.tickets() == ["OPS-1"]
    world.close()


def test_what_waits_for_the_same_reason_is_told_once_and_not_in_every_cycle(world, events, monkeypatch):
    def refuse(drafts):
        raise Unauthorized("Bad credentials", remote="ops", verb="create", status=401)
        yield

    world.write("a.md", table(*ROWS))
    monkeypatch.setattr(world.app.trackers["ops"], "create", refuse)
    monkeypatch.setattr(world.app.trackers["ops"], "batch", 1)
    (sync_job,) = [job for job in jobs(world.app) if job.name == "sync"]
    run = runner(world, [sync_job])
    for _ in range(3):
        run.run(sync_job)
    told = [line["event"] for line in events()]
    assert told == ["change_failed", "changes_waited", *["job_finished"] * 3]
    monkeypatch.undo()
    run.run(sync_job)
    finished = [line for line in events() if line["event"] == "change_finished"]
    assert [line["result"] for line in finished] == ["done"] * len(ROWS)
