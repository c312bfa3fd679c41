"""Columns by what they hold, lists that explain a table, and templates by their titles."""

import pytest

from connector.core.model import Status
from connector.parsing import parse

HEAD = "# Outage\n\n## Action items\n\n"


def read(text: str):
    return parse((HEAD + text).encode(), "a.md")


def test_a_list_that_explains_the_values_of_the_table_holds_no_items() -> None:
    found = read(
        "- P0 - Critical for the release\n- P1 - Important, but may wait\n- Prevent - Keep it from happening\n"
        "- Call the vendor - they know the firmware\n\n"
        "| Action | Type | Priority |\n|---|---|---|\n| Add a canary | Prevent | P0 |\n| Write the runbook | Mitigate | P1 |\n"
    )
    assert [item.action for item in found.items] == [
        "Call the vendor - they know the firmware",
        "Add a canary",
        "Write the runbook",
    ]


def test_a_list_of_what_the_owners_in_the_table_do_explains_nothing() -> None:
    found = read("- Jane Doe: Rotate the keys\n\n| Action | Owner |\n|---|---|\n| Write the runbook | Jane Doe |\n")
    assert [(item.action, item.owner) for item in found.items] == [
        ("Rotate the keys", "Jane Doe"),
        ("Write the runbook", "Jane Doe"),
    ]


def test_an_outcome_of_nothing_but_statuses_is_one() -> None:
    found = read(
        "| Issue | Outcome |\n|---|---|\n| Close the alerting gap | Resolved by PR #47 — an alarm |\n"
        "| Publish the docs of each version | Open — waits for the move |\n"
    )
    assert [item.status for item in found.items] == [Status.DONE, Status.OPEN]


def test_an_outcome_of_sentences_is_no_status() -> None:
    found = read("| Issue | Outcome |\n|---|---|\n| Close the alerting gap | Fewer pages at night |\n")
    assert [item.status for item in found.items] == [None]


def test_a_column_of_keys_is_not_what_is_to_be_done() -> None:
    found = read("| Issue | Control | State |\n|---|---|---|\n| OPS-70 | Verify the receipt of each order | Todo |\n")
    [item] = found.items
    assert (item.action, item.refs, item.status) == ("Verify the receipt of each order", ("OPS-70",), Status.OPEN)


def test_a_title_with_a_day_nobody_filled_in_is_a_templates() -> None:
    text = (
        "---\ntitle: Month DD, YYYY - Security incident\ndate: 2021-07-01\n---\n\n## Action items\n\n- Add the alert\n"
    )
    found = parse(text.encode(), "a.md")
    assert (found.items, found.is_template) == ((), True)


@pytest.mark.parametrize(
    ("heading", "cell", "status", "held"),
    [
        ("Closed", "2026-11-05", Status.DONE, False),
        ("Done", "5 Nov", Status.DONE, False),
        ("Completed?", "5 Nov", Status.DONE, False),
        ("Actual date", "2026-11-05", Status.DONE, False),
        ("Actual date", "", None, False),
        ("Completed", "no", Status.OPEN, False),
        ("Due", "5 Nov (done)", Status.DONE, False),
        ("Owner", "Kim (done)", Status.DONE, False),
        ("Status", "2026-11-05", None, True),
        ("Status", "will be done by Friday", None, True),
        ("Status", "Vendor fixed it", None, True),
        ("Status", "N/A", None, False),
        ("Status", "Kim", None, True),
        ("Status", "see comment", None, True),
        ("Status", "ok", None, True),
        ("Status", "parked", Status.OPEN, False),
        ("Status", "in prod", Status.DONE, False),
        ("Status", "the vendor answers us next week", None, False),
    ],
)
def test_whether_it_is_done_is_read_from_what_a_cell_and_its_heading_say(heading, cell, status, held):
    text = f"# Outage of 2026-11-01\n\n## Action items\n\n| Action | {heading} |\n|---|---|\n| Patch the server | {cell} |\n"
    (found,) = parse(text.encode(), "a.md").items
    assert (found.status, bool(found.problems)) == (status, held)


def test_who_assigned_it_is_not_who_does_it():
    head = "# Outage\n\n## Action items\n\n| Action | Assigned by | Owner |\n|---|---|---|\n"
    (found,) = parse(f"{head}| Patch the server | Dana | Kim |\n".encode(), "a.md").items
    assert found.owner == "Kim"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('| Patch the cache | " | Open |', "stands for the one above"),
        ("| ~~Patch the cache~~ | Kim | Open |", "is marked done by itself, and its status says otherwise"),
        ("| [x] Patch the cache | Kim | Open |", "is marked done by itself, and its status says otherwise"),
        ("| Patch the cache<br>Rotate the keys | Kim | Open |", "holds 2 tasks in one cell"),
    ],
)
def test_a_row_that_contradicts_itself_or_holds_several_tasks_is_held(row, why):
    (found,) = read(f"| Action | Owner | Status |\n|---|---|---|\n{row}\n").items
    assert why in found.problems[0]


@pytest.mark.parametrize(
    ("cell", "status", "held"),
    [
        ("2026-11-05", Status.DONE, False),
        ("5 Nov", Status.DONE, False),
        ("Y", Status.DONE, False),
        ("N", Status.OPEN, False),
        ("TBD", None, False),
        ("", None, False),
        ("est. 2026-12-01", None, True),
        ("Kim to confirm", None, True),
        ("next week", None, True),
        ("Q1", None, True),
    ],
)
def test_a_completion_that_tells_no_day_is_asked_about(cell, status, held):
    head = "| Action | Date completed |\n|---|---|\n| Fix the gate | 2026-11-04 |\n"
    found = read(f"{head}| Patch the server | {cell} |\n").items[1]
    assert (found.status, any("does not say that it was done" in why for why in found.problems)) == (status, held)


def test_by_holds_people_where_it_holds_no_days():
    people = read("| Done | Action | By |\n|---|---|---|\n| Y | Patch the server | Kim |\n").items[0]
    days = read("| ✓ | Action | By |\n|---|---|---|\n| x | Patch the server | 2026-11-20 |\n").items[0]
    assert (people.owner, people.status, days.due is not None, days.status) == ("Kim", Status.DONE, True, Status.DONE)


@pytest.mark.parametrize(("cell", "priority"), [("P3", "P3"), ("", "urgent"), ("n/a", "urgent")])
def test_a_column_of_priorities_rules_over_a_bracket(cell, priority):
    found = read(
        f"| Action | Owner | Priority |\n|---|---|---|\n| [urgent] Rotate the keys | Kim | {cell} |\n| Tell the vendor | Kim | P1 |\n"
    )
    assert [(item.action, item.priority) for item in found.items] == [
        ("Rotate the keys", priority),
        ("Tell the vendor", "P1"),
    ]


@pytest.mark.parametrize(
    ("heads", "cells", "ref"),
    [
        ("Issue | Action", "OPS-50 | Enable quorum queues for orders", "OPS-50"),
        ("Issue | Summary", "OPS-50 | Enable quorum queues for orders", "OPS-50"),
        (
            "Action | Issue",
            "Enable quorum queues for orders | [#901](https://github.com/acme/x/issues/901)",
            "https://github.com/acme/x/issues/901",
        ),
    ],
)
def test_a_column_of_issues_beside_the_actions_holds_their_tickets(heads, cells, ref):
    text = f"# P\n\n## Action items\n\n| {heads} | Owner |\n|---|---|---|\n| {cells} | Bob |\n"
    (found,) = parse(text.encode(), "a.md").items
    assert (found.action, found.refs, found.tracked) == ("Enable quorum queues for orders", (ref,), (ref,))


@pytest.mark.parametrize(
    "owner", ["To be assigned", "No owner", "nicht zugewiesen", "Sin asignar", "needs owner", "unbekannt"]
)
def test_words_for_nobody_are_no_owner(owner):
    text = f"# P\n\n## Action items\n\n| Action | Owner |\n|---|---|\n| Patch the server | {owner} |\n"
    (found,) = parse(text.encode(), "a.md").items
    assert (found.owner, found.problems) == (None, ())
