"""What people write into a document while its item waits: it stays there, and counts once the item does not wait any more."""

from world import CONFIG, World, table

ROWS = (
    ("Add an alert for the queue", "Dana", "2026-12-01", "Open"),
    ("Write the runbook", "Kim", "2026-12-02", "Open"),
)


def world_with(tmp_path):
    world = World(tmp_path, CONFIG)
    world.write("a.md", table(*ROWS))
    world.cycle()
    return world


def done(world, action):
    text = world.read("a.md")
    line = next(line for line in text.splitlines() if action in line)
    world.write("a.md", text.replace(line, line.replace("Open", "Done")))


def test_a_status_written_while_the_tracker_is_away_stays_and_reaches_the_ticket_later(tmp_path):
    world = world_with(tmp_path)
    tickets = world.folder / "tickets"
    tickets.rename(world.folder / "away")
    done(world, "Add an alert")
    before = world.read("a.md")
    world.cycle()
    assert world.read("a.md") == before
    (world.folder / "away").rename(tickets)
    world.cycle()
    world.cycle()
    assert world.read("a.md") == before
    assert [item.status.value for item in world.app.ledger.tracked()] == ["done", "open"]
    world.close()


def test_a_status_of_an_item_that_is_held_for_its_date_stays(tmp_path):
    world = world_with(tmp_path)
    done(world, "Add an alert")
    world.write("a.md", world.read("a.md").replace("2026-12-01", "03/04/2027"))
    before = world.read("a.md")
    world.cycle()
    assert world.read("a.md") == before
    world.write("a.md", before.replace("03/04/2027", "2027-04-03"))
    world.cycle()
    assert [item.status.value for item in world.app.ledger.tracked()] == ["done", "open"]
    world.close()
