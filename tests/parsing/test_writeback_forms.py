"""Whatever way people name who and when in, a ticket and a status behind it leave the item reading as before."""

import pytest

from connector.core.model import Status
from connector.parsing import ParseOptions, parse
from connector.parsing.writing.writeback import Edit, edit

DO = "Add an alert for the queue"
SHAPES = (
    "{do} ({who}) {when}", "{do} ({who}), {when}", "{do} ({who}, {when})", "{do} [{who}] {when}", "{do} ({when}) ({who})",
    "{do} - {who} - {when}", "{do} — {who}, {when}", "{do} (Owner: {who}, Due: {when})", "{do}. Owner: {who}. Due: {when}.",
    "{who}: {do} {when}", "[{who}] {do} {when}", "{who} to add an alert for the queue {when}", "{do} {who} {when}",
    "{do} / {who} / {when}", "**{who}**: {do} ({when})", "{do} ({when}, {who})", "{do} {when} ({who})",
    "{do}; owner {who}; due {when}", "{do} | {who} | {when}", "{do} -> {who}, {when}",
)  # fmt: skip
PEOPLE = ("Kim Sample", "@kim")
DAYS = ("2026-12-01", "by 1 December 2026", "end of November")
HEADS = {
    "md": "# X\n\nDate: 2026-11-02\n\n## Action items\n\n- ",
    "txt": "X\n\nDate: 2026-11-02\n\nAction items:\n\n* ",
    "rst": "X\n=\n\nDate: 2026-11-02\n\nAction items\n------------\n\n* ",
    "html": "<h1>X</h1><p>Date: 2026-11-02</p><h2>Action items</h2>\n<ul><li>",
}
STEPS = (None, Status.DONE, Status.OPEN, Status.WONT_DO, Status.OPEN)
KEY = "OPS-1"


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_ticket_is_written_behind_whatever_names_who_and_when(shape, kind):
    for who in PEOPLE:
        for when in DAYS:
            line = shape.format(do=DO, who=who, when=when)
            data = f"{HEADS[kind]}{line}\n{'</li></ul>' if kind == 'html' else ''}".encode()
            (first,) = parse(data, f"a.{kind}").items
            for status in STEPS:
                (item,) = parse(data, f"a.{kind}").items
                made = edit(
                    data,
                    f"a.{kind}",
                    [Edit(item.line, item.action, KEY, f"https://jira.example.com/browse/{KEY}", status)],
                )
                assert made.unwritten == (), (line, status)
                data = made.data
                (now,) = parse(data, f"a.{kind}").items
                assert (now.action, now.owner, now.due) == (first.action, first.owner, first.due), line
                assert now.refs, line


HEADED = (
    "### Do the first thing\n\nOwner: Kim\nDue: 2026-12-01\nStatus: Open\n\n### Do the second thing\n\nStatus: Open\n"
)
BOLD = "**Do the first thing**\n\nOwner: Kim\nDue: 2026-12-01\nStatus: Open\n"
WRAPPED = "- [ ] Upgrade the firmware on all\n  hosts of rack 7\n  (owner: Kim, due: 2026-12-01)\n- [ ] Write docs\n"
UNDER = "1. Fix the third lamp\nOwner: Kim\nDue: 2026-12-01\nStatus: Open\n\n2. Fix the fourth lamp\nOwner: Sam\nStatus: Open\n"
PAGE = (
    "<h1>X</h1><p>Date: 2026-11-02</p><h2>Action items</h2><h3>Do the first thing</h3><p>Owner: Kim</p><p>Due: 2026-12-01</p>"
    "<p>Status: Open</p><h3>Do the &amp; second <strong>thing</strong></h3><p>Owner: Sam<br/>Status: Open</p>"
)
BARE = "* Add an alert for the queue - Kim - 2026-12-01\nWrite a runbook - Sam - 2026-12-01\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.md", HEADED), ("a.md", BOLD), ("a.md", WRAPPED), ("a.txt", BARE), ("a.txt", UNDER), ("a.html", PAGE)],
)
def test_an_item_on_several_lines_follows_its_ticket_there_and_back(name, text):
    head = (
        "# X\n\nDate: 2026-11-02\n\n## Action items\n\n"
        if name == "a.md"
        else "X\n\nDate: 2026-11-02\n\nAction items:\n\n"
    )
    data = (text if name == "a.html" else head + text).encode()
    first = parse(data, name).items
    named = None
    for status in STEPS:
        edits = [
            Edit(item.line, item.action, f"OPS-{at}", f"https://jira.example.com/browse/OPS-{at}", status)
            for at, item in enumerate(parse(data, name).items, 1)
        ]
        made = edit(data, name, edits)
        assert made.unwritten == ()
        data, now = made.data, parse(made.data, name).items
        assert [(one.action, one.owner, one.due) for one in now] == [(one.action, one.owner, one.due) for one in first]
        assert status in (None, Status.OPEN) or {one.status for one in now} == {status}
        named = named or data
    assert data == named


@pytest.mark.parametrize(
    ("line", "status", "after"),
    [
        ("Add the alert - Kim - open", Status.DONE, "Add the alert - Kim - done (OPS-1)"),
        ("Add the alert - in progress", Status.DONE, "Add the alert - done (OPS-1)"),
        ("Add the alert - Kim - done (OPS-1)", Status.OPEN, "Add the alert - Kim - open (OPS-1)"),
        ("Add the alert (Kim, 2026-12-01) - open", Status.DONE, "Add the alert (Kim, 2026-12-01) - done (OPS-1)"),
        ("Kim: add the alert - 2026-12-01 - open", Status.DONE, "Kim: add the alert - 2026-12-01 - done (OPS-1)"),
        ("Add the alert - Kim", Status.DONE, "Add the alert - Kim (OPS-1, done)"),
    ],
)
def test_a_status_that_ends_an_entry_is_changed_where_it_stands(line, status, after):
    head = "# Outage\n\n## Action items\n\n- Rotate the keys - Kim - open\n- "
    data = f"{head}{line}\n".encode()
    known = ParseOptions(people=frozenset(("kim",)))
    item = parse(data, "a.md", options=known).items[1]
    edited = edit(data, "a.md", [Edit(item.line, item.action, "OPS-1", None, status)], options=known)
    assert edited.unwritten == ()
    assert edited.data.decode() == f"{head}{after}\n"
