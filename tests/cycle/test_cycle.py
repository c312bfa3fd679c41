"""The chain end to end, on the embedded tracker: what people see happen to their tickets and documents."""

import pytest
from world import CONFIG, ROWS, World, table

from connector.apply import Result


def standing(app):
    return app.standing(app.glimpse())


def test_every_item_is_filed_once_and_a_second_cycle_changes_nothing(world):
    world.write("a.md", table(*ROWS))
    first = world.cycle()
    assert [outcome.result for outcome in first.outcomes] == [Result.DONE] * 3
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]
    text = world.read("a.md")
    second = world.cycle()
    assert second.outcomes == ()
    assert second.complete
    assert world.read("a.md") == text


def test_the_document_names_its_tickets_and_nothing_else_changes(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    changed = world.read("a.md").splitlines()
    for before, after in zip(table(*ROWS).splitlines(), changed, strict=True):
        if before.startswith(("| Add", "| Write", "| Raise")):
            action = before.split(" | ")[0]
            assert after.startswith(f"{action} ([OPS-")
            assert after.endswith(before.removeprefix(action))
            assert "](../tickets/OPS-" in after
        else:
            assert after == before


def test_a_closed_ticket_closes_its_row(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.pass_days(1)
    world.edit_ticket("OPS-2", "status", "done")
    world.cycle()
    rows = world.read("a.md").splitlines()
    assert [row.split("|")[4].strip() for row in rows if row.startswith(("| Add", "| Write", "| Raise"))] == [
        "Open", "Done", "Open",
    ]  # fmt: skip
    assert ("status", "open", "done") in world.events()
    assert world.cycle().outcomes == ()


def test_a_status_written_back_is_not_pushed_when_the_ticket_opens_again(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.edit_ticket("OPS-1", "status", "done")
    world.cycle()
    world.edit_ticket("OPS-1", "status", "open")
    assert world.cycle().outcomes == ()
    assert "status: open" in world.ticket("OPS-1")
    assert "| Done |" not in world.read("a.md")


def test_a_row_marked_done_in_the_document_closes_its_ticket(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.write("a.md", world.read("a.md").replace("2026-11-13 | Open", "2026-11-13 | Done"))
    world.cycle()
    assert "status: done" in world.ticket("OPS-2")


def test_a_reassignment_in_the_ticket_stands(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.edit_ticket("OPS-1", "owner", "Robin")
    world.cycle()
    world.write("a.md", world.read("a.md") + "\nA line more.\n")
    world.cycle()
    assert "owner: Robin" in world.ticket("OPS-1")
    assert world.items()["Add an alert for the queue"].owner == "Robin"


def test_an_edited_action_renames_its_ticket(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.write("a.md", world.read("a.md").replace("Raise the memory limit", "Raise the memory limit to 4 GiB"))
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]
    assert "# Raise the memory limit to 4 GiB" in world.ticket("OPS-3")


def test_a_reworded_action_is_said_in_the_ticket_too_unless_people_wrote_there(world):
    world.write("a.md", table(*ROWS[:2]))
    world.cycle()
    path = world.folder / "tickets" / "OPS-2.md"
    path.write_text(world.ticket("OPS-2").replace("Write the failover runbook\n\n-", "Our own words.\n\n-"))
    world.write("a.md", world.read("a.md").replace("for the queue", "for the *old* queue").replace("Write", "Rehearse"))
    world.cycle()
    assert "# Add an alert for the old queue\n\nAdd an alert for the old queue\n\n- Owner" in world.ticket("OPS-1")
    assert "# Rehearse the failover runbook\n\nOur own words.\n\n- Owner" in world.ticket("OPS-2")


def test_tickets_and_reports_lead_to_where_a_document_is_now(world):
    world.write("a.md", table(*ROWS[:1]))
    world.cycle()
    (world.folder / "docs" / "2026").mkdir()
    (world.folder / "docs" / "a.md").rename(world.folder / "docs" / "2026" / "b.md")
    (outcome,) = world.cycle().outcomes
    assert (outcome.result, outcome.message) == (Result.DONE, "")
    assert "document: ../docs/2026/b.md\n" in world.ticket("OPS-1")
    assert f"(<{(world.folder / 'docs' / '2026' / 'b.md').as_uri()}>), line 10" in world.ticket("OPS-1")
    assert world.cycle().outcomes == ()
    (world.folder / "docs" / "2026" / "b.md").unlink()
    world.cycle()
    assert [item.document_url for item in world.app.ledger.tracked()] == [""]


def test_a_renamed_document_files_nothing(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    (world.folder / "docs" / "a.md").rename(world.folder / "docs" / "b.md")
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]
    assert {item.document for item in world.items().values()} == {"docs:b.md"}


def test_a_document_renamed_away_and_found_again_a_cycle_later_files_nothing(world):
    path = world.write("a.md", table(*ROWS))
    world.cycle()
    text = world.read("a.md")
    path.unlink()
    world.cycle()
    world.write("b.md", text)
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]
    assert world.cycle().complete


def test_a_new_document_at_a_renamed_ones_place_gets_tickets_of_its_own(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    (world.folder / "docs" / "a.md").rename(world.folder / "docs" / "b.md")
    world.cycle()
    world.write("a.md", table(ROWS[0]))
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3", "OPS-4"]
    assert len({item.key for item in world.app.ledger.tracked()}) == 4


def test_a_deleted_ticket_is_held_and_not_filed_again(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.delete_ticket("OPS-2")
    held = world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-3"]
    assert any("OPS-2" in hold.reason for hold in held.outlook.plan.holds)
    assert world.items()["Write the failover runbook"].gone
    assert ("gone", None, "true") in world.events()


def test_a_lost_ledger_is_rebuilt_from_the_markers(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.edit_ticket("OPS-1", "owner", "Robin")
    world.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    world.start()
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]
    assert "owner: Robin" in world.ticket("OPS-1")
    assert world.cycle().outcomes == ()


def test_a_lost_ledger_and_lost_references_file_nothing_twice(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    world.write("a.md", table(*ROWS))
    world.start()
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]


NO_REFERENCES = CONFIG.replace("write_back = true", "write_back = false")


def lose_ledger(world):
    world.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    world.start()


@pytest.mark.parametrize("name", ["a.md", "b.md"])
@pytest.mark.parametrize("later", [False, True])
def test_an_item_reworded_around_the_loss_of_the_ledger_gets_no_second_ticket(tmp_path, name, later):
    world = World(tmp_path / "own", NO_REFERENCES)
    path = world.write("a.md", table(*ROWS))
    world.cycle()
    lose_ledger(world)
    if later:
        world.write("a.md", table(*ROWS[:2]))
        world.cycle()
        assert [hold.subject for hold in standing(world.app)] == ["Raise the memory limit"]
    path.unlink()
    world.write(name, table(*ROWS[:2], ("Give the indexer more memory, as limits go", *ROWS[2][1:])))
    for _ in range(2):
        world.cycle()
        assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]
        (hold,) = world.app.ledger.holds()
        assert "looks like OPS-3 ('Raise the memory limit') reworded" in hold.reason
    world.edit_ticket("OPS-3", "status", "done")
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3", "OPS-4"]
    assert standing(world.app) == []
    world.close()


def test_a_ticket_that_nobody_claims_stands_until_it_is_settled_and_takes_its_row_back(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    lose_ledger(world)
    world.write("a.md", table(*ROWS[:2]))
    world.write("b.md", table(("Write down who is on call", "Sam", "2026-11-20", "Open")))
    for _ in range(3):
        world.cycle()
        (hold,) = standing(world.app)
        assert (hold.subject, "OPS-3 carries our marker" in hold.reason) == ("Raise the memory limit", True)
    world.write("a.md", table(*ROWS))
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3", "OPS-4"]
    assert standing(world.app) == []


def test_polling_before_the_first_sync_does_not_hide_a_lost_ledgers_tickets(world):
    world.write("a.md", table(*ROWS))
    world.cycle()
    world.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    world.write("a.md", table(*ROWS))
    world.start()
    world.app.observe()
    world.app.observe()
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]


def test_a_done_item_without_a_ticket_is_recorded_and_not_filed(world):
    world.write("a.md", table(("Roll back the release", "Dana", "2026-11-01", "Done")))
    world.cycle()
    assert world.tickets() == []
    assert world.items()["Roll back the release"].state == "recorded"


def test_a_broken_document_costs_one_hold_and_stops_no_other(world):
    world.write("bad.md", b"\xff\xfe\x00binary\x00\xd8")
    world.write("a.md", table(*ROWS))
    held = world.cycle()
    assert len(world.tickets()) == 3
    assert not held.complete
    assert [hold.document for hold in world.app.ledger.holds()] == ["docs:bad.md"]


def test_an_ambiguous_date_is_held_until_it_is_mended(world):
    world.write("a.md", table(("Check the backups", "Dana", "03/04/2027", "Open")))
    world.cycle()
    assert world.tickets() == []
    (hold,) = world.app.ledger.holds()
    assert hold.line == 10
    assert "03/04/2027" in hold.reason
    world.write("a.md", world.read("a.md").replace("03/04/2027", "2027-04-03"))
    world.cycle()
    assert world.tickets() == ["OPS-1"]
    assert "due: 2027-04-03" in world.ticket("OPS-1")
    assert list(world.app.ledger.holds()) == []


def test_a_changed_configuration_reads_everything_again(world):
    world.write("a.md", table(("Check the backups", "Dana", "03/04/2027", "Open")))
    world.cycle()
    config = world.folder / "connector.toml"
    config.write_text('date_order = "DMY"\n' + config.read_text())
    world.close()
    world.start()
    world.cycle()
    assert "due: 2027-04-03" in world.ticket("OPS-1")


def test_a_document_edited_between_reading_and_writing_is_not_overwritten(world):
    path = world.write("a.md", table(*ROWS))
    cycle = world.app.cycle()
    outlook = cycle.look()
    path.write_text(table(*ROWS) + "\nSomebody's last words.\n")
    cycle.carry_out(outlook)
    assert world.read("a.md").endswith("Somebody's last words.\n")
    assert "OPS-1" not in world.read("a.md")
    world.cycle()
    assert "OPS-1" in world.read("a.md")
    assert world.read("a.md").endswith("Somebody's last words.\n")
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]


def test_line_ends_and_byte_order_mark_stay(world):
    world.write("a.md", b"\xef\xbb\xbf" + table(*ROWS).replace("\n", "\r\n").encode())
    world.cycle()
    data = (world.folder / "docs" / "a.md").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# Outage\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"OPS-1" in data


def test_the_ticket_folder_is_made_on_first_use_and_missed_later(world):
    (world.folder / "tickets").rmdir()
    world.write("a.md", table(*ROWS))
    world.cycle()
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3"]
    (world.folder / "tickets").rename(world.folder / "elsewhere")
    assert "No such file" in world.app.observe().unreachable["ops"]
    (world.folder / "elsewhere").rename(world.folder / "tickets")
    assert world.cycle().outcomes == ()
    assert not any(item.gone for item in world.items().values())


def numbered(number):
    return table(
        *(
            (f"{words} of service {number}", "Dana", "2026-12-01", "Open")
            for words in ("Add an alert", "Limit the memory")
        )
    )


def test_documents_that_take_each_others_names_file_nothing(world):
    world.app.sources["docs"].write_back = False
    for number in (1, 2, 3):
        world.write(f"00{number}.md", numbered(number))
    world.cycle()
    docs = world.folder / "docs"
    for number in (3, 2, 1):
        (docs / f"00{number}.md").rename(docs / f"00{number + 1}.md")
    world.cycle()
    assert len(world.tickets()) == 6
    (docs / "002.md").rename(docs / "x")
    (docs / "003.md").rename(docs / "002.md")
    (docs / "x").rename(docs / "003.md")
    synced = world.cycle()
    assert len(world.tickets()) == 6
    assert synced.complete
    assert world.items()["Add an alert of service 1"].document == "docs:003.md"


def test_a_row_moved_to_another_document_takes_its_ticket_along(world):
    world.app.sources["docs"].write_back = False
    world.write("a.md", table(*ROWS))
    world.write("b.md", numbered(1))
    world.cycle()
    world.write("a.md", table(*ROWS[1:]))
    world.write("b.md", numbered(1) + f"| {' | '.join(ROWS[0])} |\n")
    world.cycle()
    assert len(world.tickets()) == 5
    assert world.items()[ROWS[0][0]].document == "docs:b.md"


def test_an_item_whose_words_speak_of_another_ticket_gets_its_own_written_beside_it(world):
    world.write("a.md", table(("Add an alert for the queue", "Dana", "2026-11-06", "Open")))
    world.cycle()
    day = ("Dana", "2026-11-13", "Open")
    world.write("b.md", table(("Extend OPS-1 to the cache nodes", *day)))
    world.cycle()
    assert "[OPS-2]" in world.read("b.md")
    assert world.cycle().outcomes == ()


def test_a_document_may_name_tickets_of_a_project_whose_name_is_a_word_for_other_things(tmp_path):
    world = World(tmp_path, CONFIG.replace('prefix = "OPS"', 'prefix = "APP"'))
    (tmp_path / "tickets").mkdir(exist_ok=True)
    (tmp_path / "tickets" / "APP-7.md").write_text("---\nkey: APP-7\nstatus: open\n---\n\n# Made by hand\n")
    world.write("a.md", table(("Add an alert for the queue (APP-7)", "Dana", "2026-11-06", "Open")))
    (change,) = world.app.cycle().look().plan.changes
    assert type(change).__name__ == "Adopt"
