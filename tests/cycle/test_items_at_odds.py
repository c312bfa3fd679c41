"""Done items whose tickets are open: told, followed, and settled by whichever changes."""

import pytest
from world import ROWS, table


def standing(app):
    return app.standing(app.glimpse())


def at_odds(world):
    """Have a document that calls an item done whose ticket, which people made, is open."""
    world.write("a.md", table(*ROWS[:1]))
    world.cycle()
    made = world.ticket("OPS-1").replace("OPS-1", "OPS-7")
    unmarked = "\n".join(line for line in made.splitlines() if not line.startswith(("marker:", "document:"))) + "\n"
    (world.folder / "tickets" / "OPS-7.md").write_text(unmarked)
    before = table(("Check the backups OPS-7", "Dana", "2026-11-20", "Done"))
    world.write("b.md", before)
    return before


def test_an_item_marked_done_follows_its_open_ticket_and_neither_word_is_written_over_the_other(world):
    before = at_odds(world)
    why = "is marked done here, and its ticket OPS-7 is open: close the ticket, or open the item"
    for _ in range(3):
        assert [hold.reason for hold in standing(world.app)] in ([], [why])
        world.cycle()
        world.pass_days(1)
    assert [hold.reason for hold in standing(world.app)] == [why]
    assert world.items()["Check the backups"].ticket_key == "OPS-7"
    assert (world.read("b.md"), "status: open" in world.ticket("OPS-7")) == (before, True)
    world.edit_ticket("OPS-7", "status", "done")
    world.cycle()
    assert (world.read("b.md"), standing(world.app)) == (before, [])
    assert ("status", "open", "done") in world.events()


@pytest.mark.parametrize(
    ("side", "word", "row"), [("ticket", "in_progress", "In progress"), ("document", "Open", "Open")]
)
def test_an_item_at_odds_with_its_ticket_is_settled_by_whichever_changes(world, side, word, row):
    before = at_odds(world)
    world.cycle()
    world.pass_days(1)
    if side == "ticket":
        world.edit_ticket("OPS-7", "status", word)
    else:
        world.write("b.md", before.replace("| Done |", f"| {word} |"))
    world.cycle()
    assert standing(world.app) == []
    assert f"| {row} |" in world.read("b.md")
    assert world.cycle().outcomes == ()
