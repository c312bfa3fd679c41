"""Write-back, case by case: which characters change, and what is left alone and reported."""

import pytest

from connector.core.model import Status
from connector.parsing import MAX_BYTES, parse
from connector.parsing.writing.writeback import Edit, edit

URL = "https://jira.example.com/browse/OPS-1"


def written(name: str, text: str, *, status: Status | None = Status.DONE, url: str | None = URL) -> str:
    """Write OPS-1 and a status to the first item."""
    item = parse(text.encode(), name).items[0]
    edited = edit(text.encode(), name, [Edit(item.line, item.action, "OPS-1", url, status)])
    assert edited.unwritten == ()
    return edited.data.decode()


def reasons(name: str, text: str, *edits: Edit) -> list[str]:
    edited = edit(text.encode(), name, edits)
    assert edited.data == text.encode()
    return [one.reason for one in edited.unwritten]


HEAD = {
    "md": "# PM\n\n## Action items\n\n",
    "txt": "POST-MORTEM\n\nACTION ITEMS\n",
    "html": "<h1>PM</h1><h2>Action items</h2>",
}
HEAD["rst"] = "PM\n==\n\nAction items\n------------\n\n"
MD = f"([OPS-1]({URL}))"
MD_DONE = f"([OPS-1]({URL}), done)"

TABLE = "| Action | Owner | Ticket |\n|---|---|---|\n| Add the alert{} | Dana | {} |"
LINK = f"[OPS-1]({URL})"
REFLOWED = (
    "| Action | Owner | Ticket | Status | |---|---|---|---|\n| Add the\nalert | Dana |\n{} | {} | | Next | Kim |||"
)

CASES = [
    ("md", TABLE.format("", ""), Status.DONE, TABLE.format("", f"{LINK}, done")),
    ("md", TABLE.format("", LINK), Status.WONT_DO, TABLE.format("", f"{LINK}, won't do")),
    ("md", TABLE.format("", f"{LINK}, done"), Status.OPEN, TABLE.format("", LINK)),
    ("md", TABLE.format(" (done)", LINK), Status.WONT_DO, TABLE.format("", f"{LINK}, won't do")),
    ("md", TABLE.format(" (done)", LINK), Status.OPEN, TABLE.format("", LINK)),
    ("md", REFLOWED.format("", "Open"), Status.DONE, REFLOWED.format(LINK, "Done")),
    ("md", "- Add the alert", Status.DONE, f"- Add the alert {MD_DONE}"),
    ("md", "- Add the alert", Status.OPEN, f"- Add the alert {MD}"),
    ("md", "- Add the alert", Status.WONT_DO, f"- Add the alert ([OPS-1]({URL}), won't do)"),
    ("md", f"- Add the alert {MD_DONE}", Status.OPEN, f"- Add the alert {MD}"),
    ("md", f"- Add the alert {MD}", Status.DONE, f"- Add the alert {MD_DONE}"),
    ("md", "- Add the alert, see OPS-1", Status.DONE, "- Add the alert, see OPS-1 (done)"),
    ("md", "- Add the alert, see OPS-1 (done)", Status.OPEN, "- Add the alert, see OPS-1"),
    ("md", "- [ ] Add the alert", Status.DONE, f"- [x] Add the alert {MD}"),
    ("md", "- [X] Add the alert", Status.DONE, f"- [X] Add the alert {MD}"),
    ("md", "- [x] Add the alert", Status.IN_PROGRESS, f"- [ ] Add the alert {MD}"),
    ("md", "- [x] Add the alert", Status.WONT_DO, f"- [ ] Add the alert ([OPS-1]({URL}), won't do)"),
    ("md", "- ☐ Add the alert", Status.DONE, f"- ☑ Add the alert {MD}"),
    ("md", "- Add the alert  \n  on all hosts", Status.DONE, f"- Add the alert  \n  on all hosts {MD_DONE}"),
    ("md", "- Add the alert\n  - Status: Open", Status.DONE, f"- Add the alert {MD}\n  - Status: Done"),
    ("md", "- Add the alert\n  - **Status:** OPEN", Status.DONE, f"- Add the alert {MD}\n  - **Status:** DONE"),
    ("md", "Add the alert", Status.DONE, f"Add the alert {MD_DONE}"),
    ("txt", "• Add the alert", Status.DONE, "• Add the alert (OPS-1, done)"),
    ("txt", "[ ] Add the alert", Status.DONE, "[x] Add the alert (OPS-1)"),
    ("rst", "* Add the alert", Status.DONE, f"* Add the alert (`OPS-1 <{URL}>`__, done)"),
    ("rst", "- ☐ Add the alert", Status.DONE, f"- ☑ Add the alert (`OPS-1 <{URL}>`__)"),
    ("html", "<ul><li>Add the <b>alert</b></li></ul>", Status.DONE, f'<ul><li>Add the <b>alert</b> (<a href="{URL}">OPS-1</a>, done)</li></ul>'),
    ("html", "<ul><li><p>☐ Add the alert</p></li></ul>", Status.DONE, f'<ul><li><p>☑ Add the alert (<a href="{URL}">OPS-1</a>)</p></li></ul>'),
]  # fmt: skip


@pytest.mark.parametrize(("suffix", "before", "status", "after"), CASES)
def test_entries_carry_their_status_in_the_box_or_behind_the_ticket(suffix, before, status, after) -> None:
    assert written(f"a.{suffix}", HEAD[suffix] + before + "\n", status=status) == HEAD[suffix] + after + "\n"


STATUS_CELLS = [
    ("**TODO**", Status.DONE, "**DONE**"),
    ("Open", Status.DONE, "Done"),
    ("open", Status.IN_PROGRESS, "in progress"),
    ("_In progress_", Status.WONT_DO, "_Won't do_"),
    ("`closed`", Status.OPEN, "`open`"),
    ("Open - waiting for parts", Status.DONE, "Done"),
    ("Open - Robin has looked", Status.DONE, "Done - Robin has looked"),
    ("blocked by Robin", Status.DONE, "done"),
    ("Open since the 3rd, see [log](https://x.example/1)", Status.DONE, "Done, see [log](https://x.example/1)"),
    ("In progress (see #12)", Status.DONE, "Done (see #12)"),
    ("In progress OPS-12", Status.DONE, "Done OPS-12"),
    ("Done by Robin", Status.OPEN, "Open"),
    ("🟡 In progress", Status.DONE, "🟢 Done"),
    ("🔴", Status.DONE, "🟢 Done"),
    ("50%", Status.DONE, "100%"),
    ("[ ]", Status.DONE, "[x]"),
    ("☐", Status.DONE, "☑"),
    ("-", Status.DONE, "Done"),
]


@pytest.mark.parametrize(("before", "status", "after"), STATUS_CELLS)
def test_a_status_cell_keeps_its_markup_and_case(before: str, status: Status, after: str) -> None:
    table = HEAD["md"] + "| Action | Owner | Status |\n|---|---|---|\n| Add the alert OPS-1 | Ana | {} |\n"
    assert written("a.md", table.format(before), status=status) == table.format(after)


def test_a_status_cell_takes_the_word_that_its_column_uses() -> None:
    table = (
        HEAD["md"]
        + "| Action | Status | Ref |\n|---|---|---|\n| Add the alert | Pending | |\n| Fix it now | Shipped | |\n"
    )
    assert "| Add the alert | Shipped |" in written("a.md", table)


def macros(*rows: str) -> str:
    """Return a table in Confluence's storage format whose statuses are macros, each a colour and a title."""
    name, rest = "<ac:parameter ac:name=", "</ac:parameter>"
    cells = [
        f'<ac:structured-macro ac:name="status" ac:schema-version="1">{name}"colour">{colour}{rest}{name}"title">{title}{rest}'
        "</ac:structured-macro>"
        for colour, title in (row.split() for row in rows)
    ]
    lines = [f"<tr><td>Add alert {n} OPS-{n}</td><td><p>{cell}</p></td></tr>" for n, cell in enumerate(cells, 1)]
    return f"{HEAD['html']}<table><tr><th>Action</th><th>Status</th></tr>{''.join(lines)}</table>"


def test_a_status_macro_takes_the_colour_that_the_document_has_for_a_status() -> None:
    assert written("a.html", macros("Green OPEN")) == macros("Green DONE")
    assert written("a.html", macros("Red OPEN")) == macros("Green DONE")
    assert written("a.html", macros("Red OPEN", "Purple SHIPPED")) == macros("Purple SHIPPED", "Purple SHIPPED")


def test_a_status_macro_that_is_closed_and_reopened_is_as_it_was() -> None:
    for rows in (["Grey OPEN"], ["Red OPEN", "Red OPEN", "Green DONE"], ["Yellow TODO", "Blue WIP", "Yellow TODO"]):
        closed = written("a.html", macros(*rows))
        assert closed != macros(*rows)
        assert written("a.html", closed, status=Status.OPEN) == macros(*rows)


def test_an_item_stated_as_a_table_going_down_is_written_into_its_own_rows() -> None:
    table = HEAD["md"] + "| Action | Add the alert |\n|---|---|\n| Owner | Ana |\n| Status | {} |\n| Ticket | {} |\n"
    assert written("a.md", table.format("Open", ""), url=None) == table.format("Done", "OPS-1")


def test_a_ticket_that_is_named_already_is_not_added_again() -> None:
    for ref in ("OPS-1", "ops-1 is wrong, OPS-1 is right", f"<{URL}>", f"[this]({URL})"):
        text = f"{HEAD['md']}- [x] Add the alert ({ref})\n"
        assert written("a.md", text) == text


def test_a_relative_link_is_written_and_known_again() -> None:
    text = written("a.md", HEAD["md"] + "- [ ] Add the alert\n", url="../tickets/OPS-1.md")
    assert text.endswith("- [x] Add the alert ([OPS-1](../tickets/OPS-1.md))\n")
    assert written("a.md", text, url="../tickets/OPS-1.md") == text


def test_an_item_that_moved_is_found_by_its_words() -> None:
    text = HEAD["md"] + "- Check the thing\n- Add the alert\n"
    edited = edit(text.encode(), "a.md", [Edit(99, "Add the alert", "OPS-1", None)])
    assert edited.data.decode() == text.replace("Add the alert", "Add the alert (OPS-1)")


def test_twins_are_told_apart_by_their_line_or_left_alone() -> None:
    text = HEAD["md"] + "- Add the alert\n- Add the alert\n"
    edited = edit(text.encode(), "a.md", [Edit(6, "Add the alert", "OPS-1", None)])
    assert edited.data.decode() == text.removesuffix("\n") + " (OPS-1)\n"
    assert reasons("a.md", text, Edit(40, "Add the alert", "OPS-1")) == [
        "the same text stands more than once in the document"
    ]


def test_an_item_that_is_gone_is_reported() -> None:
    assert reasons("a.md", HEAD["md"] + "- Add the alert\n", Edit(5, "Fix the alert", "OPS-1")) == [
        "no item with this text is in the document any more"
    ]


GRID = """\
+-----------------+--------+--------+
| Action          | Status | Ticket |
+=================+========+========+
| Check the thing | Open   |        |
+-----------------+--------+--------+
| Add the         | Done   |        |
| alert           |        |        |
+-----------------+--------+--------+
"""


def test_a_grid_table_keeps_its_columns_while_the_words_fit() -> None:
    text = HEAD["rst"] + GRID
    edits = [Edit(10, "Check the thing", "OPS-1", None, Status.DONE), Edit(12, "Add the alert", "OPS-2", None)]
    edited = edit(text.encode(), "a.rst", edits)
    assert edited.unwritten == ()
    assert edited.data.decode() == text.replace("| Open   |        |", "| Done   | OPS-1  |").replace(
        "| Done   |        |\n| alert", "| Done   | OPS-2  |\n| alert"
    )


def test_a_grid_table_is_drawn_wider_where_the_words_need_it() -> None:
    edited = edit((HEAD["rst"] + GRID).encode(), "a.rst", [Edit(10, "Check the thing", "OPS-1", URL, Status.WONT_DO)])
    assert edited.unwritten == ()
    link = f"`OPS-1 <{URL}>`__"
    wide, width = "-" * (len(link) + 2), len(link)
    assert edited.data.decode().removeprefix(HEAD["rst"]) == (
        f"+-----------------+----------+{wide}+\n"
        f"| Action          | Status   | {'Ticket':{width}} |\n"
        f"+=================+=========={'+'}{wide.replace('-', '=')}+\n"
        f"| Check the thing | Won't do | {link} |\n"
        f"+-----------------+----------+{wide}+\n"
        f"| Add the         | Done     | {'':{width}} |\n"
        f"| alert           |          | {'':{width}} |\n"
        f"+-----------------+----------+{wide}+\n"
    )


def test_a_grid_table_with_spans_is_left_alone_and_reported() -> None:
    grid = GRID.replace("| Add the         | Done   |        |\n", "| Add the         | Done            |\n")
    assert reasons("a.rst", HEAD["rst"] + grid, Edit(10, "Check the thing", "OPS-1", URL, Status.DONE)) != []


def test_a_line_of_a_simple_table_may_end_before_its_last_cell() -> None:
    table = "=========  ======  ======\nAction     Status  Ticket\n=========  ======  ======\nFix it up  Open\nAdd a log\n=========  ======  ======\n"
    edits = [Edit(10, "Fix it up", "OPS-1", None, Status.WONT_DO), Edit(11, "Add a log", "OPS-2")]
    edited = edit((HEAD["rst"] + table).encode(), "a.rst", edits)
    assert edited.data.decode().removeprefix(HEAD["rst"]) == (
        "=========  ========  ======\nAction     Status    Ticket\n=========  ========  ======\n"
        "Fix it up  Won't do  OPS-1\nAdd a log            OPS-2\n=========  ========  ======\n"
    )


def test_a_comma_separated_table_is_written_field_by_field() -> None:
    table = '.. csv-table:: Follow-ups\n   :header: Action, Status, Ticket\n\n   "Check, then act", Open,\n   Add it all,"Open",""\n'
    edits = [Edit(10, "Check, then act", "OPS-1", None, Status.DONE), Edit(11, "Add it all", "OPS-2", URL, Status.DONE)]
    edited = edit((HEAD["rst"] + table).encode(), "a.rst", edits)
    assert edited.unwritten == ()
    assert edited.data.decode().removeprefix(HEAD["rst"]) == (
        ".. csv-table:: Follow-ups\n   :header: Action, Status, Ticket\n\n"
        f'   "Check, then act", Done,OPS-1\n   Add it all,"Done","`OPS-2 <{URL}>`__"\n'
    )


def test_a_closed_item_that_says_so_in_its_own_words_is_left_to_people() -> None:
    assert reasons(
        "a.md", HEAD["md"] + "- ~~Add the alert~~ OPS-1\n", Edit(5, "Add the alert", "OPS-1", None, Status.OPEN)
    ) == ["its own words say that it is closed; change them by hand"]


def test_one_edit_that_cannot_be_written_does_not_stop_the_others() -> None:
    text = HEAD["md"] + "- ~~Add the alert~~ OPS-1\n- [ ] Write the test OPS-2\n"
    edits = [
        Edit(5, "Add the alert", "OPS-1", None, Status.OPEN),
        Edit(6, "Write the test", "OPS-2", None, Status.DONE),
    ]
    edited = edit(text.encode(), "a.md", edits)
    assert edited.data.decode() == text.replace("[ ]", "[x]")
    assert [one.line for one in edited.unwritten] == [5]


def test_an_unreadable_document_is_returned_as_it_is() -> None:
    for data in (b"\xff\xff\x00", b"- Add the alert\n" * (MAX_BYTES // 10)):
        edited = edit(data, "a.md", [Edit(1, "Add the alert", "OPS-1")])
        assert edited.data == data
        assert [one.line for one in edited.unwritten] == [1]


def test_no_edits_return_the_identical_bytes() -> None:
    data = "\ufeff# PM\r\n\r\n- Add  \tthe alert".encode("utf-16")
    assert edit(data, "a.md", []).data == data


REOPENED = [
    ("🔴 Open", Status.IN_PROGRESS, "🟡 In progress"),
    ("🔴 Open", Status.OPEN, "🔴 Open"),
    ("🔴 Open", Status.WONT_DO, "Won't do"),
    ("✅", Status.IN_PROGRESS, "In progress"),
    ("☐", Status.OPEN, "☐"),
    ("☐", Status.WONT_DO, "Won't do"),
    ("[ ] Open", Status.IN_PROGRESS, "[ ] In progress"),
    ("[ ]", Status.OPEN, "[ ]"),
    ("[ ]", Status.IN_PROGRESS, "[ ]"),
]


@pytest.mark.parametrize(("before", "status", "after"), REOPENED)
def test_a_status_cell_that_we_wrote_done_is_taken_back(before: str, status: Status, after: str) -> None:
    table = HEAD["md"] + "| Action | Owner | Status |\n|---|---|---|\n| Add the alert OPS-1 | Ana | {} |\n"
    assert written("a.md", written("a.md", table.format(before)), status=status) == table.format(after)


def test_a_box_in_a_status_cell_has_wont_do_behind_its_ticket_and_loses_it_again() -> None:
    table = HEAD["md"] + "| Action | Status |\n|---|---|\n| Add the alert OPS-1{} | {} |\n"
    closed = table.format(" (won't do)", "[ ]")
    assert written("a.md", table.format("", "[x]"), status=Status.WONT_DO) == closed
    assert written("a.md", closed, status=Status.DONE) == table.format("", "[x]")
    assert written("a.md", closed, status=Status.OPEN) == table.format("", "[ ]")


def test_a_sign_that_the_column_uses_for_a_status_is_used_again() -> None:
    table = HEAD["md"] + "| Action | Status |\n|---|---|\n| Add the alert OPS-1 | {} |\n| Fix it now | {} |\n"
    assert written("a.md", table.format("✅", "🚧"), status=Status.IN_PROGRESS) == table.format("🚧", "🚧")
    assert written("a.md", table.format("Done", "🔴 Open"), status=Status.OPEN) == table.format("🔴 Open", "🔴 Open")
