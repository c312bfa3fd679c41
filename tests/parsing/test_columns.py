"""Columns under titles that nobody knows, and rows whose cells are not where they belong."""

import pytest

from connector.parsing import parse

HEAD = "# Outage\n\nDate: 2026-10-05\n\nAttendees: Bob Hope, Ray Stone\n\n## Action items\n\n"


def read(table):
    return parse(f"{HEAD}{table}\n".encode(), "a.md")


def test_a_column_of_days_or_people_under_an_unknown_title_is_told():
    found = read(
        "| Action | Held by | Goal line |\n|---|---|---|\n| Fix the pool | @bob | 2026-11-01 |\n| Fix the cat | Ray Stone | TBD |"
    )
    assert [item.action for item in found.items] == ["Fix the pool", "Fix the cat"]
    assert [(hold.line, hold.reason.partition(",")[0]) for hold in found.holds] == [
        (9, "the column 'Goal line' holds days"),
        (9, "the column 'Held by' holds people"),
    ]


@pytest.mark.parametrize("title", ["Opened", "Created on", "Reviewer", "Component"])
def test_other_columns_are_not(title):
    cell = "payments" if title == "Component" else "@bob" if title == "Reviewer" else "2026-10-01"
    assert read(f"| Action | {title} |\n|---|---|\n| Fix the pool | {cell} |").holds == ()


@pytest.mark.parametrize("title", ["Assign", "Driver", "Led by", "PIC", "Action by"])
def test_more_titles_for_an_owner(title):
    assert read(f"| Action | {title} |\n|---|---|\n| Fix the pool | Bob |").items[0].owner == "Bob"


@pytest.mark.parametrize("title", ["ECD", "Planned", "Resolve by", "Goal date", "Finish"])
def test_more_titles_for_a_due_date(title):
    assert str(read(f"| Action | {title} |\n|---|---|\n| Fix the pool | 2026-11-01 |").items[0].due) == "2026-11-01"


@pytest.mark.parametrize("cell", ["2 weeks", "30 days", "15th", "15/Jan/27", "1月15日"])
def test_what_seems_to_name_a_day_and_cannot_be_told_is_held(cell):
    (item,) = read(f"| Action | Due |\n|---|---|\n| Fix the pool | {cell} |").items
    assert (item.due, item.problems) == (
        None,
        (f"'{cell}' is not one day for sure: write the day, such as 2026-12-01",),
    )


@pytest.mark.parametrize("cell", ["Q3 2027", "H1", "next sprint", "with release 2.4", "ASAP", "v3"])
def test_a_wish_is_no_fault(cell):
    (item,) = read(f"| Action | Due |\n|---|---|\n| Fix the pool | {cell} |").items
    assert (item.due, item.problems) == (None, ())


@pytest.mark.parametrize(
    "row",
    [
        "| Replace `grep a|b` everywhere | Ray | 2026-11-01 |",
        "| Look at [see|http://x.example] now | Ray | 2026-11-01 |",
    ],
)
def test_a_pipe_that_shifts_a_row_is_held(row):
    (item,) = read(f"| Action | Owner | Due |\n|---|---|---|\n{row}").items
    assert item.problems[0].startswith("has more cells than the table has columns")


def test_a_row_that_goes_on_with_the_action_above_is_no_item_of_its_own():
    table = "Action                          Owner     Due\n------------------------------  --------  ----------\nAlert at 5000 mails in the      Ray       2026-10-31\nqueue and page the on-call\nRotate the keys                 Bob       2026-11-01\n"
    found = parse(f"Outage\n\nACTION ITEMS\n\n{table}".encode(), "a.txt").items
    assert [(item.action, item.owner) for item in found] == [
        ("Alert at 5000 mails in the queue and page the on-call", "Ray"),
        ("Rotate the keys", "Bob"),
    ]


def test_two_tasks_in_one_cell_are_held():
    task = "<ac:task><ac:task-status>{}</ac:task-status><ac:task-body>{}</ac:task-body></ac:task>"
    tasks = task.format("incomplete", "Add checks") + task.format("complete", "Page on 5xx")
    page = f"<h2>Action items</h2><table><tr><th>Action</th><th>Owner</th></tr><tr><td><ac:task-list>{tasks}</ac:task-list></td><td>Kim</td></tr></table>"
    (item,) = parse(page.encode(), "a.html").items
    assert item.problems == ("holds 2 tasks in one cell: give each a row of its own",)
