"""Public holidays of people's own regions, from the people file to who is told on which day."""

from datetime import UTC, datetime

import pytest
from world import CONFIG, World, table

from connector.clock import fixed_clock
from connector.escalating import escalate_now

SETTINGS = """
[people]
file = "people.toml"
[escalation]
holidays = "DE"
[[escalation.rungs]]
name = "due"
offset = 0
to = "owner"
[[escalation.rungs]]
name = "manager"
offset = 1
to = "manager"
"""
PEOPLE = """
[people.dana]
name = "Dana Example"
mail = "dana@example.com"
manager = "robin"
holidays = "DE-BY"
[people.kim]
name = "Kim Sample"
mail = "kim@example.com"
manager = "robin"
[people.robin]
name = "Robin Placeholder"
mail = "robin@example.com"
holidays = "AT"
"""
ROWS = (
    ("Add an alert for the queue", "Dana", "2027-01-05", "Open"),
    ("Write the failover runbook", "Kim", "2027-01-05", "Open"),
)


@pytest.fixture
def world(tmp_path):
    (tmp_path / "people.toml").write_text(PEOPLE)
    world = World(tmp_path, CONFIG + SETTINGS)
    world.write("a.md", table(*ROWS))
    world.cycle()
    yield world
    world.close()


def told(world, day):
    world.app.clock = fixed_clock(datetime(2027, 1, day, 9, tzinfo=UTC))
    result = escalate_now(world.app)
    return [
        (digest.recipient.id, notice.item.owner, notice.rung.name, notice.days_late)
        for digest in result.escalation.digests
        for notice in digest.notices
    ]


def test_epiphany_is_a_day_off_in_bavaria_and_austria_only(world):
    assert told(world, 5) == [
        ("dana", "Dana Example", "due", 0),
        ("kim", "Kim Sample", "due", 0),
    ]
    # For kim it is a working day, so the manager is due; who has a day off. For dana it is none.
    assert told(world, 6) == []
    assert told(world, 7) == [
        ("robin", "Kim Sample", "manager", 2),
        ("robin", "Dana Example", "manager", 1),
    ]
    assert told(world, 8) == []
