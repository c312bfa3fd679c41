"""Several channels, of which some fail: each tells each notice once, and the one that failed is tried again."""

from datetime import UTC, datetime

import pytest
from world import CONFIG, World, table

from connector.clock import fixed_clock
from connector.errors import Rejected, Unavailable
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
offset = 3
to = "owner"
"""
PEOPLE = '[people.dana]\nname = "Dana Example"\nmail = "dana@example.com"\n'
ROWS = (
    ("Add an alert for the queue", "Dana", "2026-11-09", "Open"),
    ("Write the failover runbook", "Dana", "2026-11-10", "Open"),
)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SATURDAY = 9, 10, 11, 12, 14


class Channel:
    """Keeps what it took; raises `fails` where that is set. It is a section of its own, unless its name has one."""

    reaches_people = True

    def __init__(self, name):
        self.name, self.section, self.fails, self.took = name, name.partition("/")[0], None, []

    def channels(self):
        return (self,)

    def send(self, message):
        if self.fails is not None:
            raise self.fails("no route", remote=self.name, verb="send notices")
        self.took.append([line for row in ROWS for line in message.text.splitlines() if row[0] in line])

    def check(self):
        return ()


@pytest.fixture
def world(tmp_path):
    (tmp_path / "people.toml").write_text(PEOPLE)
    world = World(tmp_path, CONFIG + SETTINGS)
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.mail, world.chat = Channel("mail"), Channel("chat")
    world.app.notifiers = [world.mail, world.chat]
    yield world
    world.close()


def run(world, day):
    """Tell people on a day; return what each channel took meanwhile, as words of the items, and whether all went well."""
    world.app.clock = fixed_clock(datetime(2026, 11, day, 9, tzinfo=UTC))
    before = len(world.mail.took), len(world.chat.took)
    complete = escalate_now(world.app).complete
    took = (channel.took[start:] for channel, start in zip((world.mail, world.chat), before, strict=True))
    return *([["alert" if "alert" in line else "runbook" for line in each] for each in one] for one in took), complete


def owed(world):
    return {(one.rung, one.owed) for one in world.app.ledger.sent() if one.owed}


def test_the_channel_that_failed_is_tried_again_and_the_other_is_not(world):
    world.chat.fails = Unavailable
    assert run(world, MONDAY) == ([["alert"]], [], False)
    assert run(world, MONDAY) == ([], [], False)
    world.chat.fails = None
    assert run(world, MONDAY) == ([], [["alert"]], True)
    assert owed(world) == set()
    assert run(world, TUESDAY) == ([["runbook"]], [["runbook"]], True)
    assert run(world, WEDNESDAY) == ([], [], True)


def test_what_is_owed_comes_with_what_is_new_and_neither_twice(world):
    world.chat.fails = Unavailable
    run(world, MONDAY)
    world.chat.fails = None
    mail, chat, complete = run(world, TUESDAY)
    assert (mail, [sorted(each) for each in chat], complete) == ([["runbook"]], [["alert", "runbook"]], True)
    assert run(world, WEDNESDAY) == ([], [], True)
    assert len(world.app.ledger.sent()) == 2


def test_what_one_channel_was_told_early_the_other_is_told_later(world):
    world.chat.fails = Unavailable
    run(world, MONDAY)
    world.edit_ticket("OPS-2", "due", "2026-11-09")
    world.chat.fails = None
    mail, chat, complete = run(world, MONDAY)
    assert (mail, [sorted(each) for each in chat], complete) == ([], [["alert", "runbook"]], True)
    assert run(world, TUESDAY) == ([["runbook"]], [], True)
    assert run(world, WEDNESDAY) == ([], [], True)


def test_nothing_is_owed_of_an_item_that_moved_or_was_done(world):
    world.chat.fails = Unavailable
    run(world, MONDAY)
    assert owed(world) == {("due", ("chat",))}
    world.edit_ticket("OPS-1", "due", "2026-12-09")
    world.edit_ticket("OPS-2", "status", "done")
    assert run(world, TUESDAY) == ([], [], True)
    assert owed(world) == set()


def test_a_higher_rung_takes_the_place_of_one_that_is_owed(world):
    world.chat.fails = Unavailable
    run(world, MONDAY)
    run(world, TUESDAY)
    world.chat.fails = None
    mail, chat, complete = run(world, THURSDAY)
    assert (mail, [sorted(each) for each in chat], complete) == ([["alert"]], [["alert", "runbook"]], True)
    assert owed(world) == set()


def test_what_is_owed_waits_over_days_on_which_nobody_works(world):
    world.chat.fails = Unavailable
    run(world, MONDAY)
    assert run(world, SATURDAY) == ([], [], True)
    assert owed(world) == {("due", ("chat",))}


def test_who_has_no_address_in_a_channel_is_said_once_and_not_tried_again(world):
    world.chat.fails = Rejected
    assert run(world, MONDAY) == ([["alert"]], [], False)
    assert owed(world) == set()
    world.chat.fails = None
    assert run(world, MONDAY) == ([], [], True)


def test_what_no_channel_took_comes_up_in_all(world):
    world.mail.fails = world.chat.fails = Unavailable
    assert run(world, MONDAY) == ([], [], False)
    assert world.app.ledger.sent() == ()
    world.mail.fails = world.chat.fails = None
    assert run(world, MONDAY) == ([["alert"]], [["alert"]], True)


def test_a_new_channel_and_one_that_is_not_there_any_more_owe_nothing(world):
    world.chat.fails = Unavailable
    run(world, MONDAY)
    world.app.notifiers = [world.mail, Channel("pager")]
    assert run(world, WEDNESDAY) == ([["runbook"]], [], True)
    assert owed(world) == set()
    assert [len(each) for each in world.app.notifiers[1].took] == [1]


# --- several addresses in one section ---------------------------------------------------------------------------------


@pytest.fixture
def team(world):
    world.mail, world.chat = Channel("team/mailto"), Channel("team/slack")
    world.app.notifiers = [world.mail, world.chat]
    return world


def test_an_address_that_failed_is_tried_again_and_the_others_of_its_section_are_not(team):
    team.chat.fails = Unavailable
    assert run(team, MONDAY) == ([["alert"]], [], False)
    assert owed(team) == {("due", ("team/slack",))}
    team.chat.fails = None
    mail, chat, complete = run(team, TUESDAY)
    assert (mail, [sorted(each) for each in chat], complete) == ([["runbook"]], [["alert", "runbook"]], True)
    assert owed(team) == set()


def test_an_address_that_cannot_reach_somebody_is_no_fault_where_another_of_its_section_does(team):
    team.chat.fails = Rejected
    assert run(team, MONDAY) == ([["alert"]], [], True)
    assert owed(team) == set()
    team.mail.fails = Rejected
    assert run(team, TUESDAY)[2] is False


def test_somebody_whom_one_address_cannot_reach_and_the_other_could_is_told_later(team):
    team.mail.fails, team.chat.fails = Rejected, Unavailable
    assert run(team, MONDAY) == ([], [], False)
    assert team.app.ledger.sent() == ()
    team.chat.fails = None
    assert run(team, MONDAY) == ([], [["alert"]], True)


def test_what_a_whole_section_owes_is_told_by_each_of_its_addresses(team):
    pager = Channel("pager")
    team.app.notifiers = [pager, Channel("team")]
    team.app.notifiers[1].fails = Unavailable  # its file of addresses could not be read
    run(team, MONDAY)
    assert owed(team) == {("due", ("team",))}
    team.app.notifiers = [pager, team.mail, team.chat]
    team.chat.fails = Unavailable
    assert run(team, MONDAY) == ([["alert"]], [], False)
    assert owed(team) == {("due", ("team/slack",))}
    team.chat.fails = None
    assert run(team, MONDAY) == ([], [["alert"]], True)
    assert [len(each) for each in pager.took] == [1]
