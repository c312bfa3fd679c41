"""What the embedded tracker writes, and what it leaves alone."""

from datetime import date

import pytest
from contracts.tracker_contract import LONG_AGO, draft, file_one

from connector.core.model import Draft, ItemKey, Marker, Status, TicketId
from connector.errors import Rejected

NEW = """\
---
key: ACT-1
status: open
owner: Dana Example
due: 2026-12-01
priority: highest
labels: [postmortem, search]
marker: acme-sre/00000001-00000001
document: ../docs/2026/03-search.md
---

# add an alert

Why: it broke.
"""

BY_HAND = (
    "\ufeff---\r\n"
    "# who: the search team\r\n"
    "labels:   \r\n"
    "  - one   # first\r\n"
    "  # a note\r\n"
    "  - two\r\n"
    "# about the owner\r\n"
    'owner:   "Kim Sample"   # on leave until May\r\n'
    "estimate: {days: 3, sure: no}\r\n"
    "status: In   Progress\r\n"
    "note: |\r\n"
    "  status: done\r\n"
    "  # not a comment\r\n"
    "'key': ACT-1  \r\n"
    "---  \r\n"
    "Some words above the title.\r\n"
    "```\r\n"
    "# not the title\r\n"
    "```\r\n"
    "#   Fix the *thing*   ##\r\n"
    "\r\n"
    "Text with trailing blanks   \r\n"
    "# another heading"
)


def test_a_new_ticket_is_a_file_that_people_can_read(harness, tracker):
    (harness.folder.parent / "docs").mkdir()
    document = f"file://{harness.folder.parent}/docs/2026/03-search.md"
    fields = {
        "title": "add an alert",
        "owner": "Dana Example",
        "due": date(2026, 12, 1),
        "priority": "P0",
        "labels": ("postmortem", "search"),
    }
    marker = Marker("acme-sre", ItemKey("00000001-00000001"))
    list(tracker.create([Draft(marker, fields, "Why: it broke.\n", document)]))
    assert (harness.folder / "ACT-1.md").read_text(encoding="utf-8") == NEW


def test_keys_without_a_value_are_there_to_be_filled_in(harness, tracker):
    file_one(tracker, 1)
    text = (harness.folder / "ACT-1.md").read_text(encoding="utf-8")
    assert "\nowner:\ndue:\npriority:\nlabels:\nmarker:" in text


def test_a_file_by_hand_reads_as_people_mean_it(harness, tracker):
    (harness.folder / "ACT-1.md").write_bytes(BY_HAND.encode())
    (ticket,) = tracker.poll(None).tickets
    assert ticket.fields == {
        "title": "Fix the *thing*",
        "owner": "Kim Sample",
        "due": None,
        "status": "in_progress",
        "priority": None,
        "labels": ("one", "two"),
    }
    assert ticket.marker is None


def test_an_update_replaces_the_lines_concerned_and_no_other_byte(harness, tracker):
    path = harness.folder / "ACT-1.md"
    path.write_bytes(BY_HAND.encode())
    tracker.update(TicketId("ACT-1"), {"owner": "Dana: the 2nd", "status": Status.DONE, "title": "Fix it\nnow"})
    want = BY_HAND.replace('owner:   "Kim Sample"   # on', 'owner: "Dana: the 2nd"   # on')
    want = want.replace("status: In   Progress", "status: done", 1)
    want = want.replace("#   Fix the *thing*   ##", "# Fix it now")
    assert path.read_bytes().decode() == want


def test_a_list_on_many_lines_is_replaced_whole_and_new_keys_come_last(harness, tracker):
    path = harness.folder / "ACT-1.md"
    path.write_bytes(BY_HAND.encode())
    tracker.update(TicketId("ACT-1"), {"labels": ("three", "f,o [ur]"), "due": date(2027, 1, 2), "priority": "p1"})
    text = path.read_bytes().decode()
    assert 'labels: [three, "f,o [ur]"]\r\n# about the owner\r\n' in text
    assert "'key': ACT-1  \r\ndue: 2027-01-02\r\npriority: high\r\n---  \r\n" in text


def test_keys_are_read_whatever_their_case_and_stay_as_people_wrote_them(harness, tracker):
    path = harness.folder / "ACT-1.md"
    marker = draft(1).marker
    text = "---\nKey: ACT-1\r\nStatus: done\nOWNER: Kim  # for now\nMarker: {}\nTeam: Red\nmarket: EU\nDue:\n---\n# t\n"
    path.write_bytes(text.format(marker).encode())
    fields = tracker.poll(None).tickets[0].fields
    assert (fields["status"], fields["owner"], fields["due"]) == (Status.DONE, "Kim", None)
    assert list(tracker.find([marker], since=LONG_AGO)) == [marker.key]
    tracker.update(TicketId("ACT-1"), {"status": Status.OPEN, "due": date(2026, 12, 1)})
    changed = text.replace("Status: done", "Status: open").replace("Due:", "Due: 2026-12-01")
    assert path.read_bytes() == changed.format(marker).encode()


def test_who_and_when_may_be_taken_out(harness, tracker):
    (harness.folder / "ACT-1.md").write_text("---\nkey: ACT-1\nstatus: done\nowner:\n---\n# t\n", encoding="utf-8")
    fields = tracker.poll(None).tickets[0].fields
    assert (fields["status"], fields["owner"], fields["due"]) == (Status.DONE, None, None)


def test_an_update_to_what_is_so_already_writes_nothing(harness, tracker):
    path = harness.folder / "ACT-1.md"
    path.write_bytes(BY_HAND.encode())
    before = look(path)
    fields = {"owner": "Kim Sample", "status": Status.IN_PROGRESS, "labels": ("one", "two"), "title": "Fix the *thing*"}
    tracker.update(TicketId("ACT-1"), fields)
    assert look(path) == before


def look(path):
    """What tells whether a file was written; not when it was read last."""
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def test_a_file_without_a_title_line_gets_one(harness, tracker):
    path = harness.folder / "ACT-1.md"
    path.write_text("---\nkey: ACT-1\nstatus: open\n---\nJust text.\n", encoding="utf-8")
    assert tracker.update(TicketId("ACT-1"), {"title": "a name"}).fields["title"] == "a name"
    assert path.read_text(encoding="utf-8") == "---\nkey: ACT-1\nstatus: open\n---\n\n# a name\nJust text.\n"


def test_an_indented_front_matter_stays_indented(harness, tracker):
    path = harness.folder / "ACT-1.md"
    path.write_text("---\n  key: ACT-1\n  status: open\n---\n# t\n", encoding="utf-8")
    tracker.update(TicketId("ACT-1"), {"status": Status.DONE, "owner": "Kim"})
    assert path.read_text(encoding="utf-8") == "---\n  key: ACT-1\n  status: done\n  owner: Kim\n---\n# t\n"


def test_comments_come_at_the_end_under_one_heading(harness, tracker):
    ticket = file_one(tracker, 1).ref.id
    tracker.comment(ticket, "First.")
    tracker.comment(ticket, "Second.")
    text = (harness.folder / "ACT-1.md").read_text(encoding="utf-8")
    assert text.endswith(
        "Why: it broke.\n"
        "\n## Comments\n"
        "\n### 2026-11-23 10:15 UTC, connector (acme-sre)\n\nFirst.\n"
        "\n### 2026-11-23 10:15 UTC, connector (acme-sre)\n\nSecond.\n"
    )


def test_a_section_that_people_added_below_the_comments_stays_theirs(harness, tracker):
    ticket = file_one(tracker, 1).ref.id
    tracker.comment(ticket, "First.")
    path = harness.folder / "ACT-1.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n## Notes\n\nMine.", encoding="utf-8")
    tracker.comment(ticket, "Second.")
    assert path.read_text(encoding="utf-8").endswith(
        "## Notes\n\nMine.\n\n## Comments\n\n### 2026-11-23 10:15 UTC, connector (acme-sre)\n\nSecond.\n"
    )


@pytest.mark.parametrize(
    ("text", "forged"),
    [
        ("# Heading", "\n# Heading"),
        ("> - 1. ## Heading", "- 1. ## Heading"),
        ("Heading\n===", "\n==="),
        ("Heading\n  ---", "\n  ---"),
        ("---\nstatus: done\n---", "\n---\nstatus"),
        ("~~~\nswallow", "\n~~~"),
        ("```\nswallow", "\n```"),
        ("<img src=x>", "\n<img"),
        ("@dana", "@dana"),
        ("a\r## b", "\n## b"),
        ("\x1b[31mred", "\x1b"),
    ],
)
def test_a_comment_can_look_like_nothing_but_a_comment(harness, tracker, text, forged):
    made = file_one(tracker, 1)
    before = (harness.folder / "ACT-1.md").read_text(encoding="utf-8")
    tracker.comment(made.ref.id, text)
    after = (harness.folder / "ACT-1.md").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert forged not in after.removeprefix(before)
    assert tracker.fetch([made.ref.id]).tickets[0].fields == made.fields


def test_a_body_cannot_reach_the_front_matter_or_the_title(harness, tracker):
    hostile = "---\nstatus: done\nmarker: acme-web/1-1\n---\n# other title\n\x00\ud83d\r\n## Comments\n"
    (outcome,) = tracker.create([Draft(draft(1).marker, {"title": "mine"}, hostile, "https://example.com/a: b # c")])
    (ticket,) = tracker.poll(None).tickets
    assert ticket == outcome.ticket
    assert (ticket.fields["title"], ticket.fields["status"], ticket.marker) == ("mine", "open", draft(1).marker)
    assert 'document: "https://example.com/a: b # c"\n' in (harness.folder / "ACT-1.md").read_text(encoding="utf-8")


def test_hostile_values_stay_values(harness, tracker):
    owner = 'Eve"\nstatus: done\n---\n\u2028# x \x00 [a]: {b} \ud800'
    ticket = file_one(tracker, 1, owner=owner, labels=("a, b", "- c", "", "]", "\n"), priority="!!int 3")
    assert ticket.fields["owner"] == 'Eve" status: done --- # x \x00 [a]: {b} \ufffd'
    assert ticket.fields["labels"] == ("a, b", "- c", "]")
    assert ticket.fields["priority"] == "!!int 3"
    assert ticket.status is Status.OPEN
    assert tracker.poll(None).tickets == (ticket,)


@pytest.mark.parametrize("word", ["no", "On", "null", "~", "12", "1.5", "2026-12-01", "0x10", "true"])
def test_words_that_yaml_takes_for_something_else_stay_words(tracker, word):
    ticket = file_one(tracker, 1, owner=f"x {word}", labels=(word, "b"))
    assert ticket.fields["labels"] == (word, "b")


def test_a_title_of_100_kilobytes_reads_back(tracker):
    title = "very [long] " * 8_500
    ticket = file_one(tracker, 1, title=title)
    assert tracker.poll(None).tickets[0].fields["title"] == " ".join(title.split()) == ticket.fields["title"]


def test_an_alias_is_not_overwritten_by_a_guess(harness, tracker):
    path = harness.folder / "ACT-1.md"
    text = "---\nkey: ACT-1\nreporter: &who Kim\nowner: *who\nstatus: open\n---\n# t\n"
    path.write_text(text, encoding="utf-8")
    assert tracker.poll(None).tickets[0].fields["owner"] == "Kim"
    with pytest.raises(Rejected, match=r"ACT-1\.md:4: owner is a YAML alias; write its value out"):
        tracker.update(TicketId("ACT-1"), {"owner": "Dana"})
    assert path.read_text(encoding="utf-8") == text


def test_the_marker_of_another_item_of_ours_is_replaced(harness, tracker):
    made = file_one(tracker, 1)
    marker = Marker("acme-sre", ItemKey("2-2"))
    assert tracker.claim(made.ref.id, marker).marker == marker
    assert dict(tracker.find([draft(1).marker], since=LONG_AGO)) == {}


def test_an_unknown_field_is_a_mistake_of_the_caller(tracker):
    with pytest.raises(ValueError, match="no such fields: colour"):
        tracker.update(TicketId("ACT-1"), {"colour": "red"})
