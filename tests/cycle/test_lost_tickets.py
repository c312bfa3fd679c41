"""Ticket files that vanished all at once, and numbers that must not be given twice."""

import pytest
from world import ROWS, table

from connector.core.model import TicketId


def new_row(world):
    world.write("b.md", table(("Drain the old nodes", "Dana", "2026-11-20", "Open")))
    world.cycle()


@pytest.mark.parametrize("counter", [True, False])
def test_a_folder_that_lost_all_its_tickets_is_refused_and_nothing_is_filed_into_it(world, counter):
    world.write("a.md", table(*ROWS))
    world.cycle()
    files = {file: file.read_bytes() for file in (world.folder / "tickets").glob("*.md")}
    for file in files:
        file.unlink()
    if not counter:
        (world.folder / "tickets" / ".counter").unlink()
    new_row(world)
    assert world.tickets() == []
    assert not any(item.gone for item in world.items().values())
    (hold,) = world.app.ledger.holds()
    assert "none of the 3 tickets known is to be seen" in hold.reason
    assert not counter or any("none of the 3" in fault.message for fault in world.app.check())
    for file, data in files.items():
        file.write_bytes(data)
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3", "OPS-4"]
    assert world.app.check() == []


@pytest.mark.parametrize("forgotten", [True, False])
def test_the_number_of_a_deleted_ticket_is_not_given_again_though_the_counter_is_lost(world, forgotten):
    world.write("a.md", table(*ROWS[:2]))
    world.cycle()
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    world.delete_ticket("OPS-2")
    world.cycle()
    if forgotten:
        new_row(world)
        (key,) = (one.key for one in world.app.ledger.bindings_of_tickets("ops", [TicketId("OPS-3")]))
        world.app.ledger.forget(key)
        world.delete_ticket("OPS-3")
    (world.folder / "tickets" / ".counter").unlink()
    world.close()
    world.start()
    world.write("c.md", table(("Raise the timeout of the gateway", "Dana", "2026-11-20", "Open")))
    world.cycle()
    assert max(world.tickets()) == ("OPS-4" if forgotten else "OPS-3")


def test_a_first_run_without_the_folder_files_what_names_no_ticket_and_check_agrees(world):
    (world.folder / "tickets").rmdir()
    world.write("a.md", table((f"{ROWS[0][0]} (OPS-7)", *ROWS[0][1:]), ROWS[1]))
    assert world.app.check() == []
    world.cycle()
    assert world.tickets() == ["OPS-1"]
    (hold,) = world.app.ledger.holds()
    assert "OPS-7, which ops does not have" in hold.reason
