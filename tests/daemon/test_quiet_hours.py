"""A daemon with people in several zones: each is told by day, once, whenever it was that the ladder was due."""

from datetime import UTC, datetime, timedelta

import pytest
from cycle.world import CONFIG, World, table

from connector.clock import fixed_clock
from connector.daemon import Runner, Stop
from connector.jobs import jobs

SETTINGS = """
[people]
file = "people.toml"
[escalation]
quiet = "18:00-08:00"
[[escalation.rungs]]
name = "due"
offset = 0
to = "owner"
"""
PEOPLE = """
[people.dana]
name = "Dana Example"
[people.kim]
name = "Kim Sample"
zone = "America/Los_Angeles"
[people.ana]
name = "Ana Specimen"
zone = "Pacific/Auckland"
"""
ROWS = tuple((f"Write the runbook of {name}", name, "2026-11-16", "Open") for name in ("Dana", "Kim", "Ana"))


@pytest.fixture
def world(tmp_path):
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "people.toml").write_text(PEOPLE)
    world = World(tmp_path / "world", CONFIG.replace('"UTC"', '"Europe/Berlin"') + SETTINGS)
    world.write("a.md", table(*ROWS))
    world.cycle()
    yield world
    world.close()


def test_everybody_is_told_by_day_and_once(world):
    (escalation,) = (job for job in jobs(world.app) if job.name == "escalate")
    now = datetime(2026, 11, 16, 6, tzinfo=UTC)
    runs = 0
    while now < datetime(2026, 11, 18, 12, tzinfo=UTC):
        world.app.clock = fixed_clock(now)
        runner = Runner([escalation], world.app.ledger, world.app.setup.config.zone, lambda at=now: at, Stop())
        if runner.is_due(escalation):
            runs += 1
            assert runner.run(escalation)
        now += timedelta(minutes=30)
    told = {(one.recipient, one.sent_at) for one in world.app.ledger.sent()}
    assert told == {
        ("dana", datetime(2026, 11, 16, 8, tzinfo=UTC)),
        ("kim", datetime(2026, 11, 16, 16, tzinfo=UTC)),
        ("ana", datetime(2026, 11, 16, 19, tzinfo=UTC)),
    }
    assert runs == 7  # three a day, and one until noon
