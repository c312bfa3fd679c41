"""Many writers, full disks, killed processes: the embedded tracker's files are whole or not there."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from contracts.tracker_contract import LONG_AGO, OURS, draft, file_one

from connector import files
from connector.core.model import Status, TicketId
from connector.errors import Ambiguous, Conflict, Rejected, Unavailable
from connector.ports import Filed, NotFiled
from connector.trackers import local, ticketfolder
from connector.trackers.ticketfile import parse

CREATE = """
import sys
from pathlib import Path
from connector.core.model import Draft, ItemKey, Marker
from connector.settings.fieldmap import load_fieldmap, shipped_map
from connector.trackers import local

folder, part = Path(sys.argv[1]), sys.argv[2]
fieldmap = load_fieldmap(shipped_map("local"))
tracker = local.connect(
    local.Settings(path=folder), name="ops", installation="acme-sre", fieldmap=fieldmap, base_dir=folder
)
print("ready", flush=True)
sys.stdin.readline()
for batch in range(5):
    keys = [ItemKey(f"{part}{batch}-{number}") for number in range(10)]
    drafts = [Draft(Marker("acme-sre", key), {"title": "t"}, "", "") for key in keys]
    for outcome in tracker.create(drafts):
        print(outcome.marker.key, outcome.ticket.key, flush=True)
"""


def creator(folder: Path, part: str) -> subprocess.Popen[str]:
    root = Path(files.__file__).resolve().parents[1]
    process = subprocess.Popen(
        [sys.executable, "-c", CREATE, str(folder), part],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_processes_never_share_a_number(harness, tracker):
    running = [creator(harness.folder, part) for part in "ab"]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    lines = [line.split() for process in running for line in process.communicate()[0].splitlines()]
    assert [process.returncode for process in running] == [0, 0]
    assert len(lines) == 100
    assert {key for _, key in lines} == {f"ACT-{number}" for number in range(1, 101)}
    found = {ticket.marker.key: ticket.key for ticket in tracker.poll(None).tickets if ticket.marker}
    assert found == dict(lines)


def test_a_killed_process_leaves_whole_files_and_its_rest_is_cleared(harness, tracker):
    process = creator(harness.folder, "a")
    process.stdin.write("go\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    leftover = harness.folder / f".connector-{files._host()}-{process.pid}-0123456789abcdef.tmp"
    leftover.write_bytes(b"---\nkey: ACT-")
    poll = tracker.poll(None)
    assert poll.holds == ()
    assert {ticket.fields["title"] for ticket in poll.tickets} == {"t"}
    file_one(tracker, 1)
    assert not leftover.exists()
    assert [each.name for each in harness.folder.iterdir() if each.suffix == ".tmp"] == []


def fail_on(monkeypatch, name: str, code: int) -> None:
    def failing(*args: object, **kwargs: object) -> None:
        raise OSError(code, os.strerror(code), "the/disk")

    monkeypatch.setattr(files.os, name, failing)


def test_a_full_disk_leaves_nothing_half_written(harness, tracker, monkeypatch):
    made = file_one(tracker, 1)
    before = {each.name: each.read_bytes() for each in harness.folder.iterdir()}
    with monkeypatch.context() as patch:
        fail_on(patch, "write", errno.ENOSPC)
        (outcome,) = tracker.create([draft(2)])
        assert isinstance(outcome, NotFiled)
        assert isinstance(outcome.error, Unavailable)
        assert "ops: cannot create: the/disk: No space left on device; free some space" in str(outcome.error)
        with pytest.raises(Unavailable, match="cannot update: the/disk: No space left"):
            tracker.update(made.ref.id, {"title": "new"})
        with pytest.raises(Unavailable, match="cannot comment"):
            tracker.comment(made.ref.id, "text")
    assert {each.name: each.read_bytes() for each in harness.folder.iterdir()} == before
    assert file_one(tracker, 2).key == "ACT-2"


def test_a_read_only_disk_is_told(harness, tracker, monkeypatch):
    made = file_one(tracker, 1)
    monkeypatch.setattr(local, "replace_file", lambda *_: (_ for _ in ()).throw(OSError(errno.EROFS, "Read-only", "x")))
    with pytest.raises(Unavailable, match="Read-only; mount it writable"):
        tracker.claim(made.ref.id, draft(9).marker)


def test_tickets_that_may_not_outlive_a_crash_are_ambiguous(harness, tracker, monkeypatch):
    def broken(folder: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(folder))

    monkeypatch.setattr(local, "sync_folder", broken)
    outcomes = list(tracker.create([draft(1), draft(2)]))
    assert [type(each.error) for each in outcomes if isinstance(each, NotFiled)] == [Ambiguous, Ambiguous]
    assert len(tracker.find([draft(1).marker, draft(2).marker], since=LONG_AGO)) == 2


def test_without_hard_links_files_are_still_created_whole_and_once(harness, tracker, monkeypatch):
    def no_links(self: Path, target: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    assert [each.ticket.key for each in tracker.create([draft(1), draft(2)])] == ["ACT-1", "ACT-2"]
    with pytest.raises(FileExistsError):
        files.create_file(harness.folder / "ACT-1.md", b"")
    assert sorted(each.name for each in harness.folder.iterdir()) == [".counter", "ACT-1.md", "ACT-2.md"]


def test_an_edit_made_between_reading_and_writing_is_kept(harness, tracker, monkeypatch):
    made = file_one(tracker, 1)
    read, times = ticketfolder.read, []

    def busy(path: Path) -> ticketfolder.FileRead:
        found = read(path)
        times.append(path)
        if len(times) == 2:  # the first looks for the key
            path.write_text(found.data.decode().replace("owner:", "owner: Kim Sample"), encoding="utf-8")
        return found

    monkeypatch.setattr(ticketfolder, "read", busy)
    after = tracker.update(made.ref.id, {"title": "new title"})
    assert (after.fields["owner"], after.fields["title"]) == ("Kim Sample", "new title")


def test_a_file_that_changes_all_the_time_is_a_conflict(harness, tracker, monkeypatch):
    made = file_one(tracker, 1)
    read = ticketfolder.read

    def busy(path: Path) -> ticketfolder.FileRead:
        found = read(path)
        path.write_bytes(found.data + b"more\n")
        return found

    monkeypatch.setattr(ticketfolder, "read", busy)
    with pytest.raises(Conflict, match="ACT-1 is being edited by someone else"):
        tracker.update(made.ref.id, {"title": "new title"})


def test_a_linked_ticket_file_is_read_but_not_replaced(harness, tracker):
    made = file_one(tracker, 1)
    path = harness.path(made)
    elsewhere = harness.folder.parent / "elsewhere.md"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert tracker.fetch([made.ref.id]).tickets[0].fields == made.fields
    with pytest.raises(Rejected, match="is a link; put the file itself there"):
        tracker.update(made.ref.id, {"title": "x"})
    assert path.is_symlink()


def test_a_replaced_file_keeps_its_mode(harness, tracker):
    made = file_one(tracker, 1)
    harness.path(made).chmod(0o640)
    tracker.update(made.ref.id, {"status": Status.DONE})
    assert harness.path(made).stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_that_others_get(harness, tracker):
    mask = os.umask(0o027)
    try:
        made = file_one(tracker, 1)
    finally:
        os.umask(mask)
    assert harness.path(made).stat().st_mode & 0o777 == 0o640


def test_a_batch_of_50_syncs_its_folder_twice(harness, tracker, monkeypatch):
    synced = []
    for module in (local, files):
        monkeypatch.setattr(module, "sync_folder", synced.append)
    outcomes = list(tracker.create([draft(number) for number in range(50)]))
    assert all(isinstance(each, Filed) for each in outcomes)
    assert synced == [harness.folder, harness.folder]  # the counter, before; the tickets, after


def test_all_is_written_before_the_first_outcome_is_told(harness, tracker):
    outcomes = tracker.create([draft(1), draft(2)])
    assert sorted(each.name for each in harness.folder.glob("*.md")) == ["ACT-1.md", "ACT-2.md"]
    first = next(outcomes)
    # The ledger writes and other changes come in between: nothing of ours may be locked then.
    assert tracker.update(first.ticket.ref.id, {"owner": "Kim"}).fields["owner"] == "Kim"
    assert isinstance(next(outcomes), Filed)


def test_only_one_prefix_is_ours(harness, tracker):
    assert tracker.fetch([TicketId("../../etc/passwd"), TicketId("OPS-1")]).missing == {"../../etc/passwd", "OPS-1"}
    with pytest.raises(Rejected, match="there is no ticket"):
        tracker.update(TicketId("../x"), {"title": "t"})
    assert tracker.name == "ops"
    assert harness.connect(installation=OURS).poll(None).present == frozenset()


def test_what_was_written_is_what_the_format_says(harness, tracker):
    made = file_one(tracker, 1, owner="Dana")
    file = parse(harness.path(made).read_bytes())
    assert list(file.entries) == ["key", "status", "owner", "due", "priority", "labels", "marker", "document"]
