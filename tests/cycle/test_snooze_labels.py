"""Items put off by a label of their ticket: counted, at most so often, and seen when people would be told."""

from datetime import UTC, date, datetime

import pytest
from world import CONFIG, World, table

from connector.clock import fixed_clock
from connector.core.snoozes import until_by
from connector.escalating import escalate_now

SETTINGS = """
[people]
file = "people.toml"
[escalation]
snooze_label = "snoozed-until-"
max_snoozes = 2
[[escalation.rungs]]
name = "due"
offset = 0
to = "owner"
[[escalation.rungs]]
name = "late"
offset = 3
to = "owner"
"""


@pytest.fixture
def world(tmp_path):
    (tmp_path / "people.toml").write_text('[people.dana]\nname = "Dana Example"\n')
    world = World(tmp_path, CONFIG + SETTINGS)
    world.write("a.md", table(("Add an alert for the queue", "Dana", "2026-11-09", "Open")))
    world.cycle()
    yield world
    world.close()


def run(world, day, dry_run=False):
    world.app.clock = fixed_clock(datetime(2026, 11, day, 9, tzinfo=UTC))
    result = escalate_now(world.app, dry_run=dry_run)
    return len(result.deliveries), result.undone


def label(world, day):
    world.edit_ticket("OPS-1", "labels", f"[other, Snoozed-Until-2026-11-{day}]")


def times(world):
    return [(each.until.day, each.reason) for each in world.app.ledger.snoozes()]


def test_a_label_puts_an_item_off_until_its_day_and_counts_once(world):
    label(world, 12)
    assert run(world, 9) == (0, ())
    assert run(world, 11) == (0, ())
    assert times(world) == [(12, "by a label of the ticket")]
    assert run(world, 12) == (1, ())


def test_a_dry_run_shows_it_and_records_nothing(world):
    label(world, 12)
    assert (run(world, 9, dry_run=True), times(world)) == ((0, ()), [])


def test_the_third_time_is_refused_and_said(world):
    for day in (11, 13):
        label(world, day)
        run(world, 9)
    label(world, 20)
    told, (said,) = run(world, 16)
    assert told == 1
    assert said == (
        "OPS-1 has a label that puts it off until 2026-11-20, but it was put off 2 times, which is the most "
        "([escalation] max_snoozes)"
    )
    assert len(times(world)) == 2


def test_a_day_that_is_over_puts_nothing_off(world):
    label(world, 9)
    assert run(world, 9) == (1, ())
    assert times(world) == []


@pytest.mark.parametrize(
    ("labels", "until"),
    [
        ((), None),
        (("later", "wait-2026-11-09"), None),
        (("wait-until-soon",), None),
        (("WAIT-until-2026-11-09", "wait-until-2026-11-12", "wait-until-2026-02-30"), date(2026, 11, 12)),
    ],
)
def test_the_latest_day_that_labels_name_counts(labels, until):
    assert until_by(labels, prefix="wait-until-") == until
