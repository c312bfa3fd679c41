"""People rename, copy, break and delete ticket files; a poll tells, holds, and never stops."""

import os

import pytest
from contracts.tracker_contract import LONG_AGO, by_id, draft, file_one

from connector.core.model import ItemKey, Marker, TicketId
from connector.errors import Conflict, Rejected, RemoteError, Unavailable
from connector.ports import Filed
from connector.trackers import local

BROKEN = [
    ("---\nkey: ACT-1\nowner: [unclosed\n---\n# t\n", 4, "not valid YAML"),
    ("---\nkey: ACT-1\n<<<<<<< HEAD\nowner: a\n=======\nowner: b\n>>>>>>> x\n---\n", 4, "unfinished merge"),
    ("---\nkey: ACT-1\nstatus: paused\n---\n# t\n", 3, "status 'paused' is not known; write one of: open, todo"),
    ("---\nkey: ACT-1\ndue: next week\n---\n# t\n", 3, "due 'next week' is no date; write it as 2026-12-31"),
    ("---\nkey: ACT-1\n\ndue: 2026-02-30\n---\n# t\n", 4, "is no date"),
    ("---\nkey: ACT-1\ndue: 20261201\n---\n# t\n", 3, "is no date"),
    ("---\nkey: ACT-1\nowner: a\nowner: b\n---\n# t\n", 4, "'owner' is there twice"),
    ("---\nkey: ACT-1\nowner: {name: a}\n---\n# t\n", 3, "owner must be one value"),
    ("---\nkey: ACT-1\nlabels: {a: b}\nstatus: open\n---\n# t\n", 3, "labels must be a list"),
    ("---\nkey: ACT-1\n---\n# t\n", 1, "no status; write `status: open`, or one of: in progress, done, won't do"),
    ("---\nkey: ACT-1\nstatus:\n---\n# t\n", 3, "there is no status"),
    ("---\nkey: ACT-1\nstatus: open\nStatus: done\n---\n# t\n", 4, "'Status' is there twice"),
    ("---\nkey: ACT-1\nstauts: done\n---\n# t\n", 3, "'stauts' is no key here; write `status`, or another"),
    ("---\nkey: ACT-1\nstatus: open\nState: done\n---\n# t\n", 4, "'State' is no key here; write `status`"),
    ("---\nkey: ACT-1\nstatus: open\nassignee: Kim\n---\n# t\n", 4, "write `owner`"),
    ("---\nkey: ACT-1\nstatus: open\ndue_date: 2026-12-01\n---\n# t\n", 4, "write `due`"),
    ("---\nkey: OPS-7\n---\n# t\n", 2, "key 'OPS-7' is not ACT and a number"),
    ("---\nkey: ACT-1\n? [a]\n: b\n---\n# t\n", 3, "a key must be a word"),
    ("---\n- a\n---\n# t\n", 2, "lines of `key: value`"),
    ("---\n{key: ACT-1}\n---\n# t\n", 2, "lines of `key: value`"),
    ("---\nkey: ACT-1\n# no end\n", 1, "has no end"),
    ("# just text\n", 1, "has no front matter"),
    ("", 1, "has no front matter"),
    ("---\nkey: ACT-1\nowner: a\x00b\n---\n# t\n", 3, "not valid YAML"),
    ("---\nkey: ACT-1\nowner: " + "[" * 5000 + "\n---\n", 2, "not valid YAML"),
]


@pytest.mark.parametrize(("text", "line", "words"), BROKEN)
def test_a_broken_file_is_held_with_its_line_and_counts_as_present(harness, tracker, text, line, words):
    sound = file_one(tracker, 1).ref.id
    (harness.folder / "ACT-1.md").rename(harness.folder / "ACT-2.md")
    path = harness.folder / "ACT-2.md"
    path.write_text(path.read_text(encoding="utf-8").replace("key: ACT-1", "key: ACT-2"), encoding="utf-8")
    (harness.folder / "ACT-1.md").write_text(text, encoding="utf-8")
    poll = tracker.poll(None)
    (hold,) = poll.holds
    assert words in hold.reason
    assert hold.reason.startswith(f"{harness.folder}/ACT-1.md:{hold.line}: ")
    assert (hold.line, hold.subject) == (line, "ACT-1") or "[[[[" in text
    assert poll.complete
    assert poll.present == {sound, TicketId("ACT-2")}
    assert list(by_id(poll)) == ["ACT-2"]


def test_a_broken_file_stays_held_until_it_is_mended(harness, tracker):
    file_one(tracker, 1)
    path = harness.folder / "ACT-1.md"
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace("status: open", "status: paused"), encoding="utf-8")
    cursor = tracker.poll(None).cursor
    for _ in range(3):
        harness.settle()
        poll = tracker.poll(cursor)
        assert len(poll.holds) == 1
        assert poll.present == {"ACT-1"}
        cursor = poll.cursor
    path.write_text(sound, encoding="utf-8")
    poll = tracker.poll(cursor)
    assert poll.holds == ()
    assert list(by_id(poll)) == ["ACT-1"]


@pytest.mark.parametrize(
    "data", [b"---\nkey: ACT-1\nowner: \xff\xfe\n---\n", b"---\nkey: ACT-1\n---\n" + b"x" * 4_000_000]
)
def test_bytes_that_are_no_ticket_text_are_held(harness, tracker, data):
    (harness.folder / "ACT-1.md").write_bytes(data)
    poll = tracker.poll(None)
    assert len(poll.holds) == 1
    assert poll.present == {"ACT-1"}


def test_a_folder_pipe_or_dead_link_with_a_tickets_name_is_held(harness, tracker):
    (harness.folder / "ACT-1.md").mkdir()
    os.mkfifo(harness.folder / "ACT-2.md")
    (harness.folder / "ACT-3.md").symlink_to("nowhere")
    poll = tracker.poll(None)
    assert [hold.subject for hold in poll.holds] == ["ACT-1", "ACT-2", "ACT-3"]
    assert poll.present == {"ACT-1", "ACT-2", "ACT-3"}
    assert dict(tracker.find([draft(1).marker], since=LONG_AGO)) == {}


def test_a_held_ticket_is_neither_missing_nor_changed(harness, tracker):
    path = harness.folder / "ACT-1.md"
    text = "---\nkey: ACT-1\nstatus: paused\n---\n# t\n"
    path.write_text(text, encoding="utf-8")
    snapshot = tracker.fetch([TicketId("ACT-1")])
    assert (snapshot.tickets, snapshot.missing, snapshot.complete) == ((), frozenset(), False)
    with pytest.raises(Rejected, match=r"ACT-1\.md:3: status 'paused' is not known"):
        tracker.update(TicketId("ACT-1"), {"owner": "Dana"})
    assert path.read_text(encoding="utf-8") == text


def test_a_broken_file_with_our_marker_is_found_so_that_nothing_is_filed_twice(harness, tracker):
    file_one(tracker, 1)
    path = harness.folder / "ACT-1.md"
    path.write_text(path.read_text(encoding="utf-8").replace("status: open", "status: [open"), encoding="utf-8")
    (ticket,) = tracker.find([draft(1).marker], since=LONG_AGO)[draft(1).marker.key]
    assert (ticket.ref.id, ticket.marker, dict(ticket.fields)) == ("ACT-1", draft(1).marker, {})


def test_a_marker_in_the_text_is_no_marker(harness, tracker):
    (harness.folder / "ACT-1.md").write_text(
        f"---\nkey: ACT-1\nstatus: open\nnote: see marker {draft(1).marker}\n---\n# t\nmarker: {draft(1).marker}\n",
        encoding="utf-8",
    )
    assert dict(tracker.find([draft(1).marker], since=LONG_AGO)) == {}


@pytest.mark.parametrize("new", ["ACT-1 validation.md", "validation.md", "ACT-77.md", "ACT-1.old.md"])
def test_a_renamed_file_is_still_its_ticket(harness, tracker, new):
    made = file_one(tracker, 1)
    other = file_one(tracker, 2)
    cursor = tracker.poll(None).cursor
    (harness.folder / "ACT-1.md").rename(harness.folder / new)
    for _ in range(3):
        poll = tracker.poll(cursor)
        assert poll.present == {made.ref.id, other.ref.id}
        assert poll.holds == ()
        cursor = poll.cursor
        harness.settle()
    assert tracker.poll(cursor).tickets == ()
    assert harness.connect().poll(cursor).present == {made.ref.id, other.ref.id}
    (read,) = tracker.fetch([made.ref.id]).tickets
    assert read.fields == made.fields
    assert read.url.endswith(new.replace(" ", "%20"))
    assert tracker.update(made.ref.id, {"title": "renamed"}).url == read.url
    assert sorted(each.name for each in harness.folder.glob("*.md")) == sorted([new, "ACT-2.md"])


def test_two_files_with_one_key_are_held_until_one_goes(harness, tracker):
    file_one(tracker, 1)
    harness.settle()
    cursor = tracker.poll(None).cursor
    text = (harness.folder / "ACT-1.md").read_text(encoding="utf-8")
    (harness.folder / "ACT-1 copy.md").write_text(text, encoding="utf-8")
    (harness.folder / "ACT-1.md").write_text(text.replace("owner:", "owner: Kim"), encoding="utf-8")
    for _ in range(3):
        poll = tracker.poll(cursor)
        assert [hold.subject for hold in poll.holds] == ["ACT-1"]
        assert "ACT-1 copy.md, ACT-1.md; keep one" in poll.holds[0].reason
        assert (poll.tickets, poll.present) == ((), {"ACT-1"})
        cursor = poll.cursor
        harness.settle()
    (harness.folder / "ACT-1 copy.md").unlink()
    poll = tracker.poll(cursor)
    assert poll.holds == ()
    assert [ticket.fields["owner"] for ticket in poll.tickets] == ["Kim"]


def test_other_files_in_the_folder_are_not_tickets(harness, tracker):
    file_one(tracker, 1)
    (harness.folder / "README.md").write_text("# How we work\n", encoding="utf-8")
    (harness.folder / "other.md").write_text("---\nkey: OPS-1\nstatus: [\n---\n", encoding="utf-8")
    (harness.folder / ".hidden.md").write_text("x", encoding="utf-8")
    (harness.folder / "ACT-9.txt").write_text("x", encoding="utf-8")
    poll = tracker.poll(None)
    assert (poll.present, poll.holds) == ({"ACT-1"}, ())
    assert tracker.poll(poll.cursor).present == {"ACT-1"}


def test_a_deleted_tickets_number_is_not_used_again(harness, tracker):
    file_one(tracker, 1)
    second = file_one(tracker, 2)
    harness.delete_as_person(second)
    assert file_one(harness.connect(), 3).key == "ACT-3"


@pytest.mark.parametrize("counter", [None, "", "garbage\n", "<<<<<<< HEAD\n7\n=======\n40\n>>>>>>> other\n"])
def test_numbers_go_on_without_a_sound_counter(harness, tracker, counter):
    path = harness.folder / ".counter"
    (harness.folder / "ACT-41 by hand.md").write_text("---\nstatus: open\n---\n# t\n", encoding="utf-8")
    (harness.folder / "odd.md").write_text("---\nkey: 'ACT-50'\n---\n# t\n", encoding="utf-8")
    if counter is not None:
        path.write_text(counter, encoding="utf-8")
    assert file_one(tracker, 1).key == "ACT-51"
    assert path.read_text(encoding="utf-8").splitlines()[0] == "51"


def test_a_number_taken_meanwhile_is_passed_over(harness, tracker, monkeypatch):
    write = local.create_file

    def late(path, data):
        if path.name == "ACT-1.md":
            path.write_text("---\nkey: ACT-1\n---\n# somebody was faster\n", encoding="utf-8")
        write(path, data)

    monkeypatch.setattr(local, "create_file", late)
    assert [each.ticket.key for each in tracker.create([draft(1), draft(2)]) if isinstance(each, Filed)] == [
        "ACT-2",
        "ACT-3",
    ]
    assert "somebody" in (harness.folder / "ACT-1.md").read_text(encoding="utf-8")


def test_a_folder_that_lost_everything_proves_nothing(harness, tracker):
    file_one(tracker, 1)
    cursor = tracker.poll(None).cursor
    (harness.folder / "ACT-1.md").unlink()
    (harness.folder / ".counter").unlink()
    for _ in range(2):
        poll = tracker.poll(cursor)
        assert not poll.complete
        assert "mount the disk" in poll.holds[0].reason
        cursor = poll.cursor
    (harness.folder / ".counter").touch()
    assert tracker.poll(cursor).complete


def test_a_missing_folder_is_not_an_empty_one(harness, tracker):
    cursor = tracker.poll(None).cursor
    harness.folder.rmdir()
    with pytest.raises(Unavailable, match="tickets: No such file or directory; make the folder"):
        tracker.poll(cursor)
    (outcome,) = tracker.create([draft(1)])
    assert "make the folder" in str(outcome.error)


def test_a_folder_that_was_never_used_is_made_ready_for_the_first_ticket(harness, tracker):
    harness.folder.rmdir()
    poll = tracker.poll(None)
    assert (poll.tickets, poll.complete) == ((), False)
    assert list(tracker.check()) == []
    tracker.prepare()
    tracker.prepare()
    assert file_one(tracker, 1).key == "ACT-1"


def test_a_file_where_the_folder_should_be_is_a_fault(harness, tracker):
    harness.folder.rmdir()
    harness.folder.write_text("not a folder")
    assert [fault.path for fault in tracker.check()] == ["trackers.ops.path"]
    with pytest.raises(RemoteError, match="make the folder"):
        tracker.prepare()


@pytest.mark.parametrize("cursor", ["", "x", "[]", "{}", '{"newest": "a"}', "12", '{"names": 3}'])
def test_a_damaged_cursor_starts_from_the_beginning(tracker, cursor):
    made = file_one(tracker, 1)
    assert list(by_id(tracker.poll(cursor))) == [made.ref.id]


def test_a_time_stamp_far_ahead_hides_no_later_edit(harness, tracker):
    quirk, plain = file_one(tracker, 1), file_one(tracker, 2)
    os.utime(harness.path(quirk), (4e9, 4e9))
    cursor = tracker.poll(None).cursor
    harness.edit_as_person(plain, owner="Kim")
    assert by_id(tracker.poll(cursor))[plain.ref.id].fields["owner"] == "Kim"


def test_an_old_file_put_back_is_seen(harness, tracker):
    made = file_one(tracker, 1)
    backup = harness.folder.parent / "backup.md"
    backup.write_text(harness.shown_text(made).replace("owner:", "owner: Kim"), encoding="utf-8")
    os.utime(backup, (1_000_000_000, 1_000_000_000))
    harness.settle()
    cursor = tracker.poll(tracker.poll(None).cursor).cursor
    backup.rename(harness.folder / "ACT-1.md")
    assert by_id(tracker.poll(cursor))[made.ref.id].fields["owner"] == "Kim"


def test_a_marker_of_our_installation_only_by_prefix_is_not_ours(tracker):
    made = file_one(tracker, 1)
    claimed = Marker("acme-sre/team", ItemKey("1-1"))
    with pytest.raises(Conflict):
        tracker.claim(made.ref.id, claimed)
