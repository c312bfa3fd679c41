"""Documents whose names others took: their tickets stay with what they say, never with the name."""

import pytest
from cycle.world import CONFIG, World

PM_A = "# PM A\n\nDate: 2026-11-02\n\n## Action items\n\n- Add alert alpha\n- Update the runbook\n"
PM_B = "# PM B\n\nDate: 2026-11-02\n\n## Action items\n\n- Remove retries\n- Update the runbook\n"


@pytest.fixture(params=[True, False], ids=["named", "unnamed"])
def world(request, tmp_path):
    """A world that names tickets in its documents, and one that does not."""
    config = CONFIG if request.param else CONFIG.replace("write_back = true", "write_back = false")
    world = World(tmp_path / "world", config)
    yield world
    world.close()


def where(world):
    """Return ticket -> document and words."""
    return {item.ticket_key: (item.document, item.action) for item in world.app.ledger.tracked()}


def test_a_new_document_that_takes_the_name_of_a_renamed_one_takes_no_ticket(world):
    world.write("latest.md", PM_A)
    world.cycle()
    (world.folder / "docs" / "latest.md").rename(world.folder / "docs" / "old.md")
    world.write("latest.md", PM_B)
    synced = world.cycle()
    assert synced.outlook.holds == ()
    assert where(world) == {
        "OPS-1": ("docs:old.md", "Add alert alpha"),
        "OPS-2": ("docs:old.md", "Update the runbook"),
        "OPS-3": ("docs:latest.md", "Remove retries"),
        "OPS-4": ("docs:latest.md", "Update the runbook"),
    }


def test_two_documents_that_swap_names_keep_their_tickets(world):
    world.write("a.md", PM_A)
    world.write("b.md", PM_B)
    world.cycle()
    docs = world.folder / "docs"
    (docs / "a.md").rename(docs / "x")
    (docs / "b.md").rename(docs / "a.md")
    (docs / "x").rename(docs / "b.md")
    synced = world.cycle()
    assert synced.outlook.holds == ()
    assert where(world) == {
        "OPS-1": ("docs:b.md", "Add alert alpha"),
        "OPS-2": ("docs:b.md", "Update the runbook"),
        "OPS-3": ("docs:a.md", "Remove retries"),
        "OPS-4": ("docs:a.md", "Update the runbook"),
    }


def test_a_copy_takes_nothing_although_the_first_one_is_edited_at_once(world):
    world.write("a.md", PM_A)
    world.cycle()
    world.write("b.md", PM_A)
    world.write("a.md", world.read("a.md").replace("Add alert alpha", "Add the alert alpha for all"))
    world.cycle()
    kept = where(world)
    assert kept["OPS-1"] == ("docs:a.md", "Add the alert alpha for all")
    assert kept["OPS-2"] == ("docs:a.md", "Update the runbook")
    assert len(world.tickets()) == 4
