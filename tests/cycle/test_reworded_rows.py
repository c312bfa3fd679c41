"""A row that is reworded keeps its ticket, and is no reason to ask about the rows beside it."""

from world import table

PAGE = ("Page on consumer lag of the mail queue", "Dana", "2026-11-06", "Open")
OTHER = ("Page on consumer lag of the sms queue", "Dana", "2026-02-31", "Open")
DONE = ("Page on consumer lag of the print queue", "Dana", "2026-11-01", "Done")


def test_a_reworded_row_leaves_those_beside_it_their_reasons(world):
    world.write("a.md", table(PAGE, OTHER, DONE))
    world.cycle()
    assert world.tickets() == ["OPS-1"]
    before = world.app.ledger.holds()
    assert ["31 February" in hold.reason for hold in before] == [True]
    world.write("a.md", table(("Page on consumer delay of the mail queue", *PAGE[1:]), OTHER, DONE))
    synced = world.cycle()
    assert [type(outcome.change).__name__ for outcome in synced.outcomes] == ["Rekey", "Update"]
    assert [hold.reason for hold in world.app.ledger.holds()] == [hold.reason for hold in before]
    assert world.tickets() == ["OPS-1"]
