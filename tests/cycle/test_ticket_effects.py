"""What rungs do to tickets: once for a rung, item and due date, whatever fails meanwhile."""

from datetime import UTC, datetime

import pytest
from world import CONFIG, World

from connector.clock import fixed_clock
from connector.core.notices import TICKET
from connector.errors import Ambiguous, Rejected, Unavailable
from connector.escalating import escalate_now

SETTINGS = """
[people]
file = "people.toml"
[[escalation.rungs]]
name = "due"
offset = 0
to = "owner"
[[escalation.rungs]]
name = "late"
offset = 1
to = "owner"
ticket = { comment = true, label = "overdue", raise_priority = true }
[[escalation.rungs]]
name = "later"
offset = 3
to = "owner"
ticket = { raise_priority = true }
"""
PEOPLE = '[people.dana]\nname = "Dana @Example"\naliases = ["Dana"]\n[people.kim]\nname = "Kim Sample"\n'
HEAD = "# Outage\n\nIncident ID: EX-1\n\n## Action items\n\n| Action | Owner | Due | Priority |\n|---|---|---|---|\n"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = 9, 10, 11, 12


@pytest.fixture
def world(tmp_path):
    (tmp_path / "people.toml").write_text(PEOPLE)
    world = World(tmp_path, CONFIG + SETTINGS)
    world.write("a.md", HEAD + "| Add an alert for the queue | Dana | 2026-11-09 | low |\n")
    world.cycle()
    world.real = world.app.trackers["ops"]
    yield world
    world.close()


class Failing:
    """A tracker of which one write fails: before it is done, or after."""

    def __init__(self, tracker, write, error, *, after=False):
        self._tracker, self._write, self._error, self._after = tracker, write, error, after

    def __getattr__(self, name):
        found = getattr(self._tracker, name)
        if name != self._write:
            return found

        def fail(*args):
            if self._after:
                found(*args)
            raise self._error

        return fail


def run(world, day, dry_run=False):
    world.app.clock = fixed_clock(datetime(2026, 11, day, 9, tzinfo=UTC))
    return escalate_now(world.app, dry_run=dry_run).undone


def state(world):
    (ticket,) = world.real.fetch(["OPS-1"]).tickets
    comments = world.ticket("OPS-1").count("was told of this")
    return ticket.fields["priority"], "overdue" in ticket.fields["labels"], comments


def owed(world):
    return [one.owed for one in world.app.ledger.sent() if one.recipient == TICKET]


def unavailable():
    return Unavailable("no route", remote="ops", verb="write")


def test_a_rung_without_effects_leaves_the_ticket_alone(world):
    assert (run(world, MONDAY), state(world), owed(world)) == ((), ("low", False, 0), [])


def test_a_rung_does_each_to_a_ticket_once_for_a_due_date(world):
    assert run(world, TUESDAY) == ()
    assert (state(world), owed(world)) == (("medium", True, 1), [()])
    (comment,) = (line for line in world.ticket("OPS-1").splitlines() if "was told of this" in line)
    assert comment.startswith("Dana ")
    assert "@Example" not in comment
    run(world, TUESDAY)
    run(world, WEDNESDAY)
    assert state(world) == ("medium", True, 1)
    run(world, THURSDAY)
    assert state(world) == ("high", True, 1)
    world.edit_ticket("OPS-1", "due", "2026-11-16")
    run(world, 17)
    assert state(world) == ("highest", True, 2)


def test_a_new_owner_is_told_and_the_ticket_not_touched_again(world):
    run(world, TUESDAY)
    world.edit_ticket("OPS-1", "owner", "Kim Sample")
    run(world, WEDNESDAY)
    assert {one.recipient for one in world.app.ledger.sent()} == {"dana", "kim", TICKET}
    assert state(world) == ("medium", True, 1)


def test_the_changes_stand_when_the_next_cycle_runs(world):
    run(world, TUESDAY)
    world.cycle()
    world.write("a.md", world.read("a.md").replace("an alert", "one alert"))
    world.cycle()
    assert state(world) == ("medium", True, 1)


def test_a_dry_run_and_a_failed_delivery_touch_nothing(world):
    run(world, TUESDAY, dry_run=True)
    assert state(world) == ("low", False, 0)

    class Deaf:
        name = section = "deaf"
        reaches_people = True

        def channels(self):
            return (self,)

        def send(self, message):
            raise unavailable()

    world.app.notifiers = [Deaf()]
    run(world, TUESDAY)
    assert (state(world), owed(world)) == (("low", False, 0), [])


@pytest.mark.parametrize("write", ["comment", "update"])
def test_a_tracker_that_does_not_answer_is_tried_again(world, write):
    world.app.trackers["ops"] = Failing(world.real, write, unavailable())
    assert all("it is tried again" in said for said in run(world, TUESDAY))
    assert owed(world) != [()]
    world.app.trackers["ops"] = world.real
    assert run(world, TUESDAY) == ()
    assert (state(world), owed(world)) == (("medium", True, 1), [()])


def test_what_may_be_done_is_not_done_twice(world):
    world.app.trackers["ops"] = Failing(world.real, "update", unavailable(), after=True)
    run(world, TUESDAY)
    world.app.trackers["ops"] = world.real
    assert run(world, TUESDAY) == ()
    assert state(world) == ("medium", True, 1)


@pytest.mark.parametrize("error", [Ambiguous("no answer", remote="ops", verb="comment"), KeyboardInterrupt()])
def test_a_comment_that_may_be_there_is_not_written_again_and_that_is_said(world, error):
    world.app.trackers["ops"] = Failing(world.real, "comment", error, after=True)
    said = ()
    try:
        said = run(world, TUESDAY)
    except KeyboardInterrupt:  # as a process that is killed
        world.app.trackers["ops"] = world.real
        said = run(world, TUESDAY)
    assert any("it may be there, and is not written again" in each for each in said)
    world.app.trackers["ops"] = world.real
    assert run(world, TUESDAY) == ()
    assert (state(world), owed(world)) == (("medium", True, 1), [()])


def test_what_is_refused_is_said_once(world):
    world.app.trackers["ops"] = Failing(world.real, "update", Rejected("no such label", remote="ops", verb="update"))
    assert [each.partition(": ")[2].partition(" for")[0] for each in run(world, TUESDAY)] == ["label", "priority"]
    assert (run(world, TUESDAY), owed(world)) == ((), [()])


def test_a_priority_that_the_field_map_does_not_know_stays(world):
    world.edit_ticket("OPS-1", "priority", "someday")
    (said,) = run(world, TUESDAY)
    assert said == (
        "OPS-1: priority for the rung 'late': its priority (someday) is none of the field map's [priority.words]"
    )
    assert state(world) == ("someday", True, 1)


def test_what_the_configuration_does_not_want_any_more_is_let_go(world):
    world.app.trackers["ops"] = Failing(world.real, "comment", unavailable())
    run(world, TUESDAY)
    text = (world.folder / "connector.toml").read_text()
    (world.folder / "connector.toml").write_text(text.replace("comment = true, ", ""))
    world.now = datetime(2026, 11, TUESDAY, 10, tzinfo=UTC)
    world.start()
    assert (run(world, TUESDAY), owed(world)) == ((), [()])
