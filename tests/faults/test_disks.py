"""Full and read-only disks, real ones: what is said, what is left behind, and that the next run makes it good."""

import re
import sqlite3
from contextlib import closing

import pytest
from cli.installation import CONFIG, GOOD, HEAD

MANY = 120


def rows(count):
    return "".join(
        f"| Add check {number} to the queue | Dana Example | 2026-11-06 | Open |\n" for number in range(count)
    )


def tickets(here):
    return sorted(file.name for file in (here.folder / "tickets").glob("OPS-*.md"))


def markers(here):
    texts = [(here.folder / "tickets" / name).read_text() for name in tickets(here)]
    return [re.search(r"^marker: (.*)$", text, re.MULTILINE)[1] for text in texts]


def told(text):
    """Return what was said, as if no line had been wrapped."""
    return " ".join(text.split())


def let_the_lease_run_out(file):
    """On a full disk the lease cannot be given back: it runs out minutes later."""
    with closing(sqlite3.connect(file)) as ledger, ledger:
        ledger.execute("DELETE FROM leases")


def leftovers(here):
    return [str(file) for file in here.folder.rglob(".connector-*")]


def assert_each_item_has_one_ticket(here, count):
    assert len(tickets(here)) == len(set(markers(here))) == count
    items = here.data("status", "--json")[1]["items"]
    assert sorted(f"{item['ticket']}.md" for item in items) == tickets(here)
    assert here.run("apply")[:2] == (0, "nothing changed\n")
    assert leftovers(here) == []


def test_a_ticket_folder_that_gets_full_holds_whole_tickets_and_the_next_run_files_the_rest(here, disk_at):
    here.write(rows(MANY))
    disk = disk_at(here.folder / "tickets", "256k")
    code, out, _ = here.run("apply")
    assert code == 1
    assert "free some space, then run again" in told(out)
    some = len(tickets(here))
    assert 0 < some < MANY
    assert leftovers(here) == []
    assert all(text.startswith("example-sre/") for text in markers(here))
    assert (
        sum(item["state"] == "filed" and bool(item["ticket"]) for item in here.data("status", "--json")[1]["items"])
        == some
    )
    disk.remount("size=8m")
    code, out, _ = here.run("apply")
    assert (code, f"{MANY - some} created" in out) == (0, True)
    assert_each_item_has_one_ticket(here, MANY)


def test_a_ledger_on_a_disk_that_is_full_from_the_start_is_exit_code_4(here, disk_at):
    disk = disk_at(here.folder / "state", "16k")
    (here.folder / "connector.toml").write_text(CONFIG.replace("sqlite:///ledger.db", "sqlite:///state/ledger.db"))
    here.write(GOOD)
    code, out, err = here.run("apply")
    assert (code, out) == (4, "")
    assert "full" in err
    assert not (here.folder / "tickets").exists()
    disk.remount("size=8m")
    assert here.run("apply")[0] == 0
    assert_each_item_has_one_ticket(here, 1)


@pytest.mark.parametrize("free", [0, 8, 24, 48, 96])
def test_a_ledger_that_gets_full_loses_nothing_and_files_nothing_twice(here, disk_at, free):
    disk = disk_at(here.folder / "state", "8m")
    (here.folder / "connector.toml").write_text(CONFIG.replace("sqlite:///ledger.db", "sqlite:///state/ledger.db"))
    with (here.folder / "connector.toml").open("a") as config:
        config.write("[guard]\nmax_creates = 1000\nmax_share = 1.0\n")
    here.write(rows(MANY).replace("Add check", "Test"), "first.md")
    assert here.run("apply", "--allow-large")[0] == 0
    used = sum(file.stat().st_size for file in disk.folder.iterdir()) // 1024
    here.write(rows(MANY), "many.md")
    disk.remount(f"size={used + free}k")
    code, _, err = here.run("apply")
    assert code == 4
    assert re.search("the disk is full|See whether it is full", err)
    disk.remount("size=16m")
    let_the_lease_run_out(disk.folder / "ledger.db")
    code, _, err = here.run("apply")
    assert (code, err) == (0, "")
    assert_each_item_has_one_ticket(here, 2 * MANY)


def test_a_document_on_a_full_disk_stays_whole_and_is_written_later(here, disk_at):
    disk = disk_at(here.folder / "docs", "64k")
    path = here.write(GOOD)
    disk.fill()
    code, out, _ = here.run("apply")
    assert code == 1
    assert "1 created" in out
    told = " ".join(out.split())
    assert re.search(
        "a.md a not written back: docs: cannot write: .*docs/a.md: No space left on device; free some space", told
    )
    assert path.read_text() == HEAD + GOOD
    assert leftovers(here) == []
    disk.free()
    assert here.run("apply")[1].splitlines() == ["nothing changed", "1 document written back"]
    assert "OPS-1" in path.read_text()


def test_a_document_that_is_read_only_is_said_and_written_later(here, disk_at):
    disk = disk_at(here.folder / "docs", "64k")
    path = here.write(GOOD)
    disk.remount("ro")
    code, out, _ = here.run("apply")
    assert (code, "mount it writable" in " ".join(out.split())) == (1, True)
    code, out, _ = here.run("apply")
    assert (code, "not written back" in " ".join(out.split())) == (1, True)
    disk.remount("rw")
    assert here.run("apply")[0] == 0
    assert "OPS-1" in path.read_text()
    assert len(tickets(here)) == 1


def test_a_ticket_folder_that_is_read_only_files_nothing_and_says_so(here, disk_at):
    here.write(GOOD)
    disk = disk_at(here.folder / "tickets", "64k")
    disk.remount("ro")
    assert "cannot be read and written" in here.run("check")[2] + here.run("check")[1]
    code, out, _ = here.run("apply")
    assert code == 1
    assert "mount it writable" in told(out)
    disk.remount("rw")
    assert here.run("apply")[0] == 0
    assert_each_item_has_one_ticket(here, 1)


def test_a_ledger_that_is_read_only_is_exit_code_4(here, disk_at):
    disk = disk_at(here.folder / "state", "8m")
    (here.folder / "connector.toml").write_text(CONFIG.replace("sqlite:///ledger.db", "sqlite:///state/ledger.db"))
    here.write(GOOD)
    assert here.run("apply")[0] == 0
    disk.remount("ro")
    code, out, err = here.run("apply")
    assert (code, out) == (4, "")
    assert "this user must be able to write in it" in err


@pytest.mark.parametrize("state", ["full", "read-only"])
def test_a_report_that_cannot_be_written_leaves_the_old_one_whole(here, disk_at, state):
    here.write(GOOD)
    disk = disk_at(here.folder / "report", "1m")
    here.run("apply")
    assert here.run("report", "--week", "2026-W45", as_of="2026-11-05T09:00")[0] == 0
    pages = {file.name: file.read_bytes() for file in disk.folder.iterdir()}
    if state == "full":
        disk.fill()
    else:
        disk.remount("ro")
    code, out, _ = here.run("report", "--week", "2026-W45", as_of="2026-11-09T09:00")
    assert code == 1
    assert "2026-W45.html: not published; " in out
    assert "free some space" in out or "mount it writable" in out
    assert {file.name: file.read_bytes() for file in disk.folder.iterdir() if file.name != ".filler"} == pages
    if state == "full":
        disk.free()
    else:
        disk.remount("rw")
    assert here.run("report", "--week", "2026-W45", as_of="2026-11-09T09:00")[0] == 0


def test_a_plan_that_cannot_be_saved_leaves_no_half_of_one(here, disk_at):
    here.write(GOOD)
    disk = disk_at(here.folder / "plans", "16k")
    disk.fill()
    code, _, err = here.run("plan", "-o", "plans/plan.json")
    assert code == 1
    assert "plans/plan.json" in err
    assert "No space left on device" in err
    assert [file.name for file in disk.folder.iterdir()] == [".filler"]
