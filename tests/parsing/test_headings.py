"""Headings, marks and annotations that people write around their action items."""

from datetime import date

import pytest

from connector.core.model import ActionItem, Status
from connector.parsing import ParseOptions, parse
from connector.parsing.writing.writeback import Edit, edit


def items(text: str, name: str = "x.md") -> list[ActionItem]:
    return list(parse(text.encode(), name).items)


def actions(text: str, name: str = "x.md") -> list[str]:
    return [item.action for item in items(text, name)]


@pytest.mark.parametrize(
    "heading", ["More action items", "Platform team action items", "Q3 action items", "Database follow-ups"]
)
def test_a_heading_may_say_whose_the_items_are(heading):
    assert actions(f"# X\n\n## {heading}\n\n- Add an alert\n") == ["Add an alert"]


def test_a_status_with_a_question_mark_is_no_status():
    (found,) = items("# X\n\n## Actions\n\n| Action | Status |\n|---|---|\n| Add an alert | Done? |\n")
    assert (found.status, found.problems) == (None, ("the status 'Done?' is a question: write what it is",))


def parsed(text: str, name: str = "x.md") -> list[tuple[str, str | None, date | None]]:
    return [
        (item.action, item.owner, item.due)
        for item in items(f"# X\n\nDate: 2026-11-02\n\n## Action items\n\n{text}", name)
    ]


DAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Patch the hosts by EOD 2026-12-04 - Owner: Kim", ("Patch the hosts by EOD 2026-12-04", "Kim", DAY)),
        ("Patch it (by EOD Friday 2026-12-04)", ("Patch it", None, DAY)),
        ("@jean-luc add an alert", ("add an alert", "jean-luc", None)),
        ("@dana-example add an alert", ("add an alert", "dana-example", None)),
        ("Fix limits (@dana, due 2026-12-04)", ("Fix limits", "dana", DAY)),
        ("[@kim; 2026-12-04] Fix locks", ("Fix locks", "kim", DAY)),
        ("Rotate tokens @kim due 2026-12-04", ("Rotate tokens", "kim", DAY)),
        ("Update the wiki @kim 2026-12-04", ("Update the wiki", "kim", DAY)),
        ("Add alert on queue depth - Kim - 2026-12-04", ("Add alert on queue depth", "Kim", DAY)),
        ("Add alert on queue depth - Kim - 20261204", ("Add alert on queue depth", "Kim", DAY)),
    ],
)
def test_owners_and_days_at_the_ends_of_an_entry_are_read(line, found):
    assert parsed(f"- {line}\n") == [found]


@pytest.mark.parametrize("line", ["Fix it :white_check_mark:", ":heavy_check_mark: Fix it", "Fix it ✓", "✔ Fix it"])
def test_signs_and_their_names_say_done(line):
    (found,) = items(f"# X\n\n## Action items\n\n- {line}\n")
    assert (found.action, found.status) == ("Fix it", Status.DONE)


def test_a_box_that_is_neither_open_nor_done_is_held():
    (found,) = items("# X\n\n## Action items\n\n* [-] Fix it\n")
    assert found.action == "Fix it"
    assert "neither open nor done" in found.problems[0]


def test_nested_tasks_with_owners_of_their_own_are_the_items():
    text = "- Improve detection\n  - Add an alert (Owner: Kim)\n  - Add a page - @dana\n- Improve it more\n  - the vendor said so\n"
    assert parsed(text) == [
        ("Add an alert", "Kim", None),
        ("Add a page", "dana", None),
        ("Improve it more", None, None),
    ]


def test_a_told_entry_stays_beside_its_nested_tasks():
    text = "- Improve detection (Owner: Ana)\n  - Add an alert (Owner: Kim)\n"
    assert parsed(text) == [("Improve detection", "Ana", None), ("Add an alert", "Kim", None)]


def test_a_line_beside_a_list_is_an_item_if_it_is_told_like_one():
    text = "Please review these weekly.\n\nAdd an alert - Owner: Kim\n\n- Remove the retries - Owner: Dana\n"
    assert [action for action, _, _ in parsed(text)] == ["Add an alert", "Remove the retries"]


def test_names_in_front_of_a_colon_are_owners_where_half_of_them_are_known():
    text = "- Kim: add an alert\n- Dana: add a page\n- Fix it - Owner: Kim\n"
    assert parsed(text) == [("add an alert", "Kim", None), ("add a page", "Dana", None), ("Fix it", "Kim", None)]
    assert parsed("- Backend: add an alert\n- Fix it - Owner: Kim\n")[0] == ("Backend: add an alert", None, None)


def test_people_that_are_known_are_owners_before_a_colon_and_above_a_list():
    options = ParseOptions(people=frozenset(("kim", "dana example")))
    text = "# X\n\n## Action items\n\n**Dana Example:**\n\n- Add an alert\n\n**Detection:**\n\n- Kim: add a page\n"
    found = parse(text.encode(), "x.md", options=options).items
    assert [(item.action, item.owner) for item in found] == [("Add an alert", "Dana Example"), ("add a page", "Kim")]


def test_a_ticket_cell_may_hold_the_word_issue_and_a_status():
    text = "| Action Item | Owner | Bug |\n|---|---|---|\n| Freeze it | Kim | Issue #77 DONE |\n| Thaw it | Kim | Issue #78 |\n"
    found = items(f"# X\n\n## Action items\n\n{text}")
    assert [(item.status, item.refs) for item in found] == [(Status.DONE, ("#77",)), (None, ("#78",))]


USER = '<ac:link><ri:user ri:account-id="557058:0f3c-{}"/></ac:link>'


def test_account_ids_are_people_wherever_they_are_mentioned():
    text = (
        f"<h2>Action items</h2><ul><li>{USER.format(1)}: rotate keys</li></ul><table><tr><th>Action</th><th>Owner</th></tr>"
        f"<tr><td>Fix it</td><td>{USER.format(2)} {USER.format(3)}</td></tr></table>"
    )
    second, first = items(text, "x.html")
    assert (first.action, first.owner) == ("rotate keys", "557058:0f3c-1")
    assert second.owners == ("557058:0f3c-2", "557058:0f3c-3")


ALIGNED = "POST-MORTEM: cool outage\n\nACTION ITEMS\n\nAction       Owner  Due\n-----------------------------\nAdd an alert Kim    2026-12-04\nFix it              2026-12-04\n"


def test_a_table_aligned_with_blanks_is_read_and_written():
    found = parse(ALIGNED.encode(), "x.txt")
    assert found.title == "POST-MORTEM: cool outage"
    assert [(item.action, item.owner, item.due) for item in found.items] == [
        ("Add an alert", "Kim", DAY),
        ("Fix it", None, DAY),
    ]
    edited = edit(ALIGNED.encode(), "x.txt", [Edit(7, "Add an alert", "OPS-1")])
    assert edited.data.decode() == ALIGNED.replace("Action       Owner", "Action               Owner").replace(
        "-----------------------------", "-------------------------------------"
    ).replace("Add an alert Kim", "Add an alert (OPS-1) Kim").replace("Fix it       ", "Fix it               ")


def test_a_document_that_starts_with_a_section_is_called_by_its_file():
    assert parse(b"<h2>Action items</h2><ul><li>Add an alert</li></ul>", "db-outage.html").title == "db-outage"


def test_a_document_of_endless_items_costs_one_hold():
    text = "# X\n\n## Action items\n\n" + "".join(f"- Add alert {number}\n" for number in range(1001))
    found = parse(text.encode(), "x.md")
    assert not found.items
    assert [hold.reason for hold in found.holds] == [
        "reads as 1,001 action items; a post-mortem may have 1,000: split or exclude it"
    ]
    nested = "PM\n\nAction items\n\n" + "".join(f"{'  ' * number}- Add {number}\n" for number in range(60))
    assert len(parse(nested.encode(), "x.txt").holds) == 1


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("x.txt", "* Fix retries [Open]\n", "* Fix retries [Done] (OPS-1)\n"),
        ("x.md", "| Action | Status | Ticket |\n|---|---|---|\n| Fix retries | In Progress (50%) | |\n",
         "| Action | Status | Ticket |\n|---|---|---|\n| Fix retries | Done | OPS-1 |\n"),
    ],
)  # fmt: skip
def test_a_status_is_written_where_it_stands(name, before, after):
    head = "Outage\n\nACTION ITEMS\n\n" if name == "x.txt" else "# Outage\n\n## Action items\n\n"
    (item,) = parse((head + before).encode(), name).items
    edited = edit((head + before).encode(), name, [Edit(item.line, item.action, "OPS-1", None, Status.DONE)])
    assert edited.data.decode() == head + after


def test_a_status_macro_changes_its_colour_with_its_words():
    macro = '<ac:structured-macro ac:name="status"><ac:parameter ac:name="title">{}</ac:parameter><ac:parameter ac:name="colour">{}</ac:parameter></ac:structured-macro>'
    page = "<h2>Action items</h2><table><tr><th>Action</th><th>Status</th><th>Ticket</th></tr><tr><td>Fix it</td><td>{}</td><td>{}</td></tr></table>"
    before = page.format(macro.format("OPEN", "Red"), "")
    edited = edit(before.encode(), "x.html", [Edit(1, "Fix it", "OPS-1", None, Status.DONE)])
    assert edited.data.decode() == page.format(macro.format("DONE", "Green"), "OPS-1")


def test_a_told_item_under_a_heading_nobody_knows_is_held():
    text = "# Outage\n\n## Stuff\n\n- We met Kim on 2026-12-04\n- Add an alert (Owner: Kim, due 2026-12-04)\n"
    found = parse(text.encode(), "x.md")
    assert not found.items
    assert [(hold.line, hold.reason) for hold in found.holds] == [
        (6, "reads like an action item, but stands under 'Stuff': put it under 'Action items'")
    ]


def test_lines_broken_by_markup_are_items_with_places_of_their_own():
    page = "<h2>Action items</h2>\n<p>- Add an alert (Kim, 2026-12-04)<br/>- Add a page @dana<br/>\n[ ] Fix it</p>\n"
    found = items(page, "x.html")
    assert [(item.action, item.owner, item.line) for item in found] == [
        ("Add an alert", "Kim", 2),
        ("Add a page", "dana", 2),
        ("Fix it", None, 3),
    ]
    edits = [Edit(item.line, item.action, f"OPS-{at}", None, Status.DONE) for at, item in enumerate(found, 1)]
    assert edit(page.encode(), "x.html", edits).data.decode() == (
        "<h2>Action items</h2>\n<p>- Add an alert (Kim, 2026-12-04) (OPS-1, done)<br/>- Add a page @dana (OPS-2, done)<br/>\n"
        "[x] Fix it (OPS-3)</p>\n"
    )


@pytest.mark.parametrize(
    "aside", ["assigned to Dana Example by Dec 4th", "Dana Example by 4 December", "Dana Example, due 2026-12-04"]
)
def test_an_aside_may_say_who_and_when_in_words(aside):
    assert parsed(f"- Fix it ({aside})\n") == [("Fix it", "Dana Example", DAY)]


def test_names_are_known_by_their_handle_or_their_first_word():
    text = "| Action | Owner |\n|---|---|\n| Add an alert | @sam |\n| Add a page | Priya K. |\n\n1. Sam: publish it\n2. Priya: document it\n"
    assert parsed(text)[2:] == [("publish it", "Sam", None), ("document it", "Priya", None)]


def test_fields_may_be_parted_by_slashes():
    assert parsed("- Update the handbook / Owner: Lee / ETA: 2026-12-04\n") == [("Update the handbook", "Lee", DAY)]


def test_a_row_whose_cells_are_shifted_is_held():
    text = "Jira | Action | Owner\n---|---|---\nOPS-1 | Add an alert | Kim\n | Review the retry budget again | TBD\n"
    found = parse(f"# X\n\n## Action items\n\n{text}".encode(), "x.md")
    assert [item.action for item in found.items] == ["Add an alert"]
    assert [(hold.line, hold.reason.split(":")[0]) for hold in found.holds] == [
        (8, "this row has no action, and says 'Review the retry budget again' elsewhere")
    ]


def test_lines_of_names_and_orders_below_next_steps_are_items():
    text = "Subject: Post-mortem of the outage\n\nNext steps\n----------\nAna: raise the quota\neveryone: read the runbook\n"
    found = parse(text.encode(), "x.txt")
    assert found.title == "Subject: Post-mortem of the outage"
    assert [item.action for item in found.items] == ["Ana: raise the quota", "read the runbook"]


def test_next_steps_that_hold_an_order_among_prose_are_held():
    text = "# X\n\n## Next steps\n\nWe met again.\nAdd an alert on the queue\nThen we went home.\n"
    found = parse(text.encode(), "x.md")
    assert not found.items
    assert [hold.line for hold in found.holds] == [5]
    assert parse(b"# X\n\n## Next steps\n\nWe met again and went home.\n", "x.md").holds == ()


def test_a_subtitle_says_what_an_appendix_holds():
    text = "# X\n\n## Appendix: Action items of last time\n\n| What | Who | Done? |\n|---|---|---|\n| Fix it | Kim | Yes |\n"
    assert [(item.action, item.owner, item.status) for item in items(text)] == [("Fix it", "Kim", Status.DONE)]
    assert actions("# X\n\n## Timeline: how it went\n\n- Add an alert\n") == []


def test_a_rank_in_front_is_a_priority_and_a_name_behind_an_owner_where_the_document_knows_it():
    text = "# X\n\nFacilitator: Dana Example\n\n## Action items\n\n- **P2** Fix the deploy [Dana]\n- Fix the rest [minor]\n"
    assert [(item.action, item.owner, item.priority) for item in items(text)] == [
        ("Fix the deploy", "Dana", "P2"),
        ("Fix the rest", None, "minor"),
    ]


@pytest.mark.parametrize("section", ["**Action items:**", "**Action items**", "Action items:", "## Action items"])
@pytest.mark.parametrize(
    "first", ["Short-term:", "**Short-term**", "Short-term (this week):", "Long-term:", "**Long-term:**"]
)
def test_labels_that_sort_the_items_of_a_section_do_not_end_it(section, first):
    text = (
        f"# Outage of 2026-11-02\n\n{section}\n\n{first}\n\n- [ ] Rotate the keys\n\n**Payments**\n\n- [ ] Grow the pool\n\n"
        "**Lessons learned**\n\n- [ ] The pager works\n"
    )
    assert [item.action for item in parse(text.encode(), "a.md").items] == ["Rotate the keys", "Grow the pool"]


@pytest.mark.parametrize(
    "label",
    ["- @kim\n  - {0}\n  - {1}", "- **@kim**:\n  - {0}\n  - {1}", "### @kim\n\n- {0}\n- {1}", "@kim:\n\n- {0}\n- {1}"],
)
def test_items_below_a_handle_are_that_persons(label):
    text = "# Outage of 2026-11-02\n\n## Action items\n\n" + label.format("Rotate the keys", "Grow the pool") + "\n"
    found = parse(text.encode(), "a.md").items
    assert [(item.action, item.owners) for item in found] == [
        ("Rotate the keys", ("kim",)),
        ("Grow the pool", ("kim",)),
    ]


@pytest.mark.parametrize(("title", "ids", "refs"), [
    ("ID", ("1", "2"), [(), ()]),
    ("Key", ("7", "8"), [(), ()]),
    ("ID", ("OPS-1", "OPS-2"), [("OPS-1",), ("OPS-2",)]),
    ("Issue number", ("1", "2"), [("1",), ("2",)]),
])  # fmt: skip
def test_a_column_that_counts_the_rows_names_no_tickets(title, ids, refs):
    text = f"# Outage of 2026-11-02\n\n## Action items\n\n| {title} | Task |\n|---|---|\n| {ids[0]} | Rotate the keys |\n| {ids[1]} | Grow the pool |\n"
    assert [item.refs for item in parse(text.encode(), "a.md").items] == refs
