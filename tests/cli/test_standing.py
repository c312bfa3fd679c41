"""What waits for a person: told by `status` and by the report alike, as long as it stands."""

import re

import pytest
from installation import GOOD, HELD

SECOND = "| Write the failover runbook | Dana Example | 2026-11-13 | Open |\n"


def stands(here):
    """Return what status holds, after checking that the report and a plan hold as many."""
    code, data = here.data("status", "--json")
    assert code == (1 if data["holds"] else 0)
    here.run("report", "--week", "2026-W44")
    page = (here.folder / "report" / "2026-W44.html").read_text()
    assert int(re.search(r"Held: (\d+)", page)[1]) == len(data["holds"])
    assert f"; {len(data['holds'])} held" in " ".join(here.run("plan")[1].split())
    return [hold["reason"] for hold in data["holds"]]


@pytest.fixture
def filed(here):
    here.write(GOOD + SECOND)
    assert here.run("apply")[0] == 0
    assert stands(here) == []
    return here


def edit(here, old, new):
    ticket = here.folder / "tickets" / "OPS-1.md"
    ticket.write_text(ticket.read_text().replace(old, new))


def test_a_row_that_went_while_its_document_was_renamed_stands_until_its_ticket_is_closed(filed):
    lines = (filed.folder / "docs" / "a.md").read_text().splitlines(keepends=True)
    (filed.folder / "docs" / "a.md").unlink()
    (filed.folder / "docs" / "b.md").write_text("".join(line for line in lines if "alert" not in line))
    for _ in range(3):
        filed.run("apply")
        (reason,) = stands(filed)
        assert reason.startswith("gone from the document, its ticket OPS-1 stays")
    edit(filed, "status: open", "status: done")
    assert stands(filed) == []


def test_a_row_that_went_after_its_document_was_renamed_is_told_where_it_was_last(filed):
    before = filed.folder / "docs" / "a.md"
    after = before.rename(filed.folder / "docs" / "b.md")
    filed.run("apply")
    after.write_text("".join(line for line in after.read_text().splitlines(keepends=True) if "alert" not in line))
    filed.run("apply")
    assert len(stands(filed)) == 1
    assert {item["document"] for item in filed.data("status", "--json")[1]["items"]} == {"docs:b.md"}
    after.unlink()
    filed.run("apply")
    assert sorted(reason.split(",")[1] for reason in stands(filed)) == [
        " its ticket OPS-1 stays: close it",
        " its ticket OPS-2 stays: close it",
    ]


def test_a_deleted_ticket_stands_before_and_after_the_next_cycle(filed):
    (filed.folder / "tickets" / "OPS-1.md").unlink()
    for _ in range(2):
        (reason,) = stands(filed)
        assert reason.startswith("ticket OPS-1 is gone")
        filed.run("apply")


def test_a_ticket_that_cannot_be_read_stands(filed):
    edit(filed, "status: open", "status: [")
    for _ in range(2):
        (reason,) = stands(filed)
        assert "OPS-1.md:" in reason
        filed.run("apply")


def test_a_ticket_that_cannot_be_read_is_told_with_its_file_wherever_it_is_told(filed):
    edit(filed, "status: open", "status: [")
    (hold,) = filed.data("status", "--json")[1]["holds"]
    assert (hold["document"], hold["file"], hold["line"] > 0) == (None, "OPS-1.md", True)
    for command in ("plan", "apply", "status"):
        assert [f"OPS-1.md:{hold['line']}"] in [line.split()[:1] for line in filed.run(command)[1].splitlines()]
    filed.run("report", "--week", "2026-W45", "--to", "pages", as_of="2026-12-07T07:00")
    assert '<td data-label="Where">OPS-1.md</td>' in (filed.folder / "pages" / "2026-W45.html").read_text()


def test_a_ticket_that_is_a_link_to_nowhere_stands(filed):
    (filed.folder / "tickets" / "OPS-7.md").symlink_to("nowhere.md")
    for _ in range(2):
        (reason,) = stands(filed)
        assert "OPS-7.md" in reason
        filed.run("apply")


def test_a_row_that_names_a_ticket_that_is_not_there_stands(filed):
    path = filed.folder / "docs" / "a.md"
    path.write_text(path.read_text() + "| Drain the old nodes (OPS-99) | Dana Example | 2026-11-13 | Open |\n" + HELD)
    filed.run("apply")
    reasons = stands(filed)
    assert len(reasons) == 2
    assert any("OPS-99, which ops does not have" in reason for reason in reasons)


def test_what_cannot_be_written_back_stands_until_document_and_ticket_agree(here):
    path = here.write(GOOD)
    here.run("apply")
    path.write_text(path.read_text().replace("| Open |", "| :white_check_mark: |"))
    assert here.run("apply")[0] == 0
    edit(here, "status: done", "status: in progress")
    ticket = (here.folder / "tickets" / "OPS-1.md").read_text()
    code, data = here.data("plan", "--json")
    assert (code, [hold["line"] for hold in data["holds"]]) == (1, [9])
    for _ in range(3):
        code, out, _ = here.run("apply")
        assert code == 1
        assert "not written back" in out
        (reason,) = stands(here)
        assert reason.startswith("not written back: ")
        assert reason.endswith("by hand")
    assert (here.folder / "tickets" / "OPS-1.md").read_text() == ticket
    path.write_text(path.read_text().replace(":white_check_mark:", "WIP"))
    assert here.run("apply")[0] == 0
    assert stands(here) == []


@pytest.mark.parametrize(("opened", "ticked"), [("| [ ] |", "| [x] |"), ("| 🔴 Open |", "| 🟢 Done |")])
def test_a_status_cell_follows_its_ticket_back_and_is_followed_again(here, opened, ticked):
    path = here.write(GOOD.replace("| Open |", opened))
    here.run("apply")
    for old, new, told in (("open", "done", ticked), ("done", "open", opened)):
        edit(here, f"status: {old}", f"status: {new}")
        assert here.run("apply")[0] == 0
        assert told in path.read_text()
    path.write_text(path.read_text().replace(opened, ticked))
    assert here.run("apply")[0] == 0
    assert "status: done" in (here.folder / "tickets" / "OPS-1.md").read_text()
    assert ticked in path.read_text()
