"""Owners, days and statuses that stand there plainly, and doubts about them: read or told, never guessed or dropped."""

from datetime import date

import pytest

from connector.core.model import Status
from connector.parsing import ParseOptions, parse

HEAD = "# Outage\n\nDate: 2026-10-05\n\n## Action items\n\n"


def read(text: str):
    return parse((HEAD + text).encode(), "a.md")


def one(text: str):
    [item] = read(text).items
    return item


@pytest.mark.parametrize(
    "entry",
    [
        "- Rotate the keys (due 2026-11-04, owner @jane)",
        "- Rotate the keys (2026-11-04, Jane)",
        "- Rotate the keys (due 2026-11-04, @jane)",
        "- Rotate the keys (assigned to Jane; 2026-11-04)",
        "- **Rotate the keys**\n  Jane, by 2026-11-04.",
        "- [ ] **Owner: Jane** Rotate the keys by 2026-11-04",
        "- Jane | Rotate the keys | 2026-11-04",
        "Jane - Rotate the keys - 2026-11-04",
        "Action: Rotate the keys\nOwner: Jane\nDue: 2026-11-04",
        "What: Rotate the keys\nWho: Jane\nWhen: 2026-11-04",
        "- Write the report\n\nAction: Rotate the keys\nOwner: Jane\nDue: 2026-11-04",
    ],
)
def test_who_and_when_are_read_in_whatever_order_they_stand(entry: str) -> None:
    found = read(entry)
    item = found.items[-1]
    assert ((item.owner or "").lower(), str(item.due), item.problems) == ("jane", "2026-11-04", ())
    assert item.action.startswith("Rotate the keys")
    assert "Jane" not in item.action


def test_blocks_of_lines_are_an_item_each() -> None:
    found = read(
        "Action: Rotate the keys\nOwner: Jane\nDue: 2026-11-04\n\nAction: Remove the proxy\nOwner: Bob\nDue: 2026-11-05\n"
    )
    assert [(item.action, item.owner) for item in found.items] == [
        ("Rotate the keys", "Jane"),
        ("Remove the proxy", "Bob"),
    ]


def test_lines_of_name_order_and_day_are_items() -> None:
    found = read("Jane Doe - add a canary to the login - 2026-11-01\nBob Stone - write the runbook - 2026-11-02\n")
    assert [(item.action, item.owner, str(item.due)) for item in found.items] == [
        ("add a canary to the login", "Jane Doe", "2026-11-01"),
        ("write the runbook", "Bob Stone", "2026-11-02"),
    ]


def test_several_handles_are_several_owners() -> None:
    assert one("- Rotate the keys @jane @bob").owners == ("jane", "bob")


@pytest.mark.parametrize(
    "entry",
    [
        "- Add rate limits (cc @jane)",
        "- Add rate limits (thanks @bob)",
        "- Add rate limits, see @alice",
        "- Follow up on rate limits with @bob",
    ],
)
def test_a_handle_that_a_sentence_points_at_is_no_owner_and_stays_in_it(entry: str) -> None:
    item = one(entry)
    assert (item.owner, item.action) == (None, entry.removeprefix("- "))


def test_a_doubtful_owner_keeps_the_doubt() -> None:
    assert one("| Action | Owner |\n|---|---|\n| Rotate the keys | Bob? |").owner == "Bob?"


TABLE = "| Action | Owner | Status |\n|---|---|---|\n| Rotate the keys | Bob | {} |"


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("3 of 5 done", Status.IN_PROGRESS),
        ("5 of 5 done", Status.DONE),
        ("🟡 In progress", Status.IN_PROGRESS),
        ("🔴 Won't do", Status.WONT_DO),
        ("🟢 On track", Status.IN_PROGRESS),
        ("🟢 Done", Status.DONE),
        ("Closed - won't do", Status.WONT_DO),
        ("Resolved as duplicate", Status.WONT_DO),
        ("🔴", Status.OPEN),
        ("🟢 Fine so far", None),
        ("Done → Reopened", Status.OPEN),
        ("Open → Done", Status.DONE),
        ("Done (2026-10-01)", Status.DONE),
        ("Done, by the vendor", Status.DONE),
    ],
)
def test_a_status_is_what_it_came_to(cell: str, status: Status | None) -> None:
    item = one(TABLE.format(cell))
    assert (item.status, item.problems) == (status, ())


@pytest.mark.parametrize(
    "cell",
    [
        "🟢",
        ":green_circle:",
        "Done?",
        "Completed 3/5",
        "Fixed in prod, not in staging",
        "Done - follow up needed",
        "Done, needs verification",
        "Resolved, but reopened",
        "Deployed to staging",
    ],
)
def test_a_status_that_takes_itself_back_is_held(cell: str) -> None:
    [problem] = one(TABLE.format(cell)).problems
    assert cell in problem
    assert "write what it is" in problem


@pytest.mark.parametrize("box", ["[-]", "[~]", "[/]", "[>]", "[!]", "[?]"])
def test_a_box_of_somebodys_own_meaning_is_held_and_the_words_stay_whole(box: str) -> None:
    item = one(f"- {box} Half-done clean-up of the caches")
    assert item.action == "Half-done clean-up of the caches"
    assert box in item.problems[0]


def test_two_people_in_two_sentences_are_told() -> None:
    text = "Jane will rotate the keys by 2026-11-05. We will also remove the proxy, Bob owns this."
    assert "write one item for each" in one(f"- {text}").problems[0]


def test_a_task_of_fields_and_no_words_is_told() -> None:
    found = read("- [ ] Write the report\n- [ ] **Owner:** Bob **Due:** 2026-11-05\n")
    assert [item.action for item in found.items] == ["Write the report"]
    [hold] = found.holds
    assert (hold.line, "but not what is to be done" in hold.reason) == (8, True)


def test_an_order_whose_boxes_only_say_for_what_is_one_item() -> None:
    found = read("- [ ] Ensure that alerting is in place for:\n  - [ ] Search\n  - [ ] Claims backend\n")
    assert [item.action for item in found.items] == ["Ensure that alerting is in place for"]


def test_boxes_of_orders_below_an_order_are_the_items() -> None:
    found = read("- [ ] Prepare the release:\n  - [ ] Write the notes\n  - [ ] Tag the commit\n")
    assert [item.action for item in found.items] == ["Write the notes", "Tag the commit"]


def test_numbered_keys_without_a_colon_begin_items() -> None:
    found = read("AI-1 Rotate the keys (owner: Jane)\nAI-2 Split the pool (owner: Bob)\n")
    assert [(item.action, item.owner) for item in found.items] == [
        ("Rotate the keys", "Jane"),
        ("Split the pool", "Bob"),
    ]


@pytest.mark.parametrize(
    ("entry", "action", "owner"),
    [
        ("**Robert** Turn on 2FA for the console", "Turn on 2FA for the console", "Robert"),
        ("**Kim Doe** to write the runbook", "write the runbook", "Kim Doe"),
        ("- **Robert** Turn on 2FA for the console", "Turn on 2FA for the console", "Robert"),
        ("- Add a health check [CF to write the story]", "Add a health check", "CF"),
        ("- **Monitoring** Add a health check", "Monitoring Add a health check", None),
    ],
)
def test_a_name_in_bold_or_with_what_it_is_to_do_is_an_owner(entry: str, action: str, owner: str | None) -> None:
    item = one(entry)
    assert (item.action, item.owner) == (action, owner)


def test_a_paragraph_that_begins_with_its_ticket_is_an_item() -> None:
    item = one("[KM498](https://trello.com/c/KM498/1) - The deployer stops\nworking with the old keys\n")
    assert item.refs == ("https://trello.com/c/KM498/1",)
    assert item.action == "The deployer stops working with the old keys"


def test_a_link_in_a_status_cell_is_a_ticket() -> None:
    item = one(TABLE.format("[Review](https://gitlab.com/a/b/-/merge_requests/80)"))
    assert item.refs == ("https://gitlab.com/a/b/-/merge_requests/80",)


@pytest.mark.parametrize("name", ["ACTION ITEMS", "**Action Items**", "Action items:", "__Action items__"])
def test_a_section_needs_no_blank_line_before_it(name: str) -> None:
    table = "| Action | Owner |\n|---|---|\n| Rotate the keys | Dana |\n"
    text = f"# Outage\n\nLESSONS LEARNED\n1. We need alerts\n2. Nobody knew\n{name}\n{table}METRICS TO TRACK\n- Pages\n"
    found = parse(text.encode(), "a.md")
    assert [(item.action, item.owner, item.line) for item in found.items] == [("Rotate the keys", "Dana", 9)]
    assert found.holds == ()


def test_a_column_of_teams_yields_to_one_of_people() -> None:
    item = one("| Task | Team | Assignee |\n|---|---|---|\n| Rotate the keys | SRE | Jane |\n")
    assert item.owner == "Jane"
    assert one("| Task | Team |\n|---|---|\n| Rotate the keys | SRE |\n").owner == "SRE"


def test_a_mail_address_and_a_day_in_brackets_are_owner_and_due_date() -> None:
    item = one("- Rotate the keys (jane@example.com, 2026-11-30)")
    assert (item.owner, str(item.due)) == ("jane@example.com", "2026-11-30")


@pytest.mark.parametrize("words", ["(Mei)", "(June)", "[Jan]", "(Jan, 2026-11-20)", "(2026-11-20, Jan)"])
def test_somebody_known_who_is_called_like_a_month_is_an_owner(words: str) -> None:
    people = ParseOptions(people=frozenset(("mei chen", "june park", "jan novak")))
    text = f"{HEAD}- Rotate the keys {words}\n".encode()
    [item] = parse(text, "a.md", options=people).items
    assert item.owner in ("Mei", "June", "Jan")
    assert str(item.due) == ("2026-11-20" if "20" in words else "None")
    assert (item.action, item.problems) == ("Rotate the keys", ())
    [unknown] = parse(f"{HEAD}- Rotate the keys (June)\n".encode(), "a.md").items
    assert (unknown.owner, str(unknown.due)) == (None, "2027-06-30")


def test_a_row_that_one_cell_fills_sorts_those_below_it() -> None:
    html = (
        "<h2>Action items</h2><table><tr><th>Action</th><th>Owner</th><th>Due</th></tr>"
        "<tr><td colspan='3'>Longer term</td></tr><tr><td>Rotate the keys</td><td>Jane</td><td></td></tr></table>"
    )
    found = parse(html.encode(), "a.html")
    assert [(item.action, item.section) for item in found.items] == [("Rotate the keys", "Longer term")]


def test_items_below_elements_without_end_are_told() -> None:
    html = "<div>" * 160 + "<h2>Action items</h2><ul><li>Rotate the keys</li></ul>"
    [hold] = parse(html.encode(), "a.html").holds
    assert "nested more than 150 deep" in hold.reason


@pytest.mark.parametrize(
    ("line", "owner", "due", "status", "refs"),
    [
        ("Mirror the images (owner: jdoe, done)", "jdoe", None, Status.DONE, ()),
        ("Mirror the images (owner: platform team, in two weeks)", "platform team", date(2026, 11, 3), None, ()),
        ("Mirror the images (Owner: Vic, SEC-5)", "Vic", None, None, ("SEC-5",)),
        ("Mirror the images (owner: Doe, Jane)", "Doe, Jane", None, None, ()),
    ],
)
def test_a_status_a_day_or_a_ticket_behind_an_owner_is_none_of_their_name(line, owner, due, status, refs):
    text = f"# P\n\nDate: 2026-10-20\n\n## Action items\n\n- {line}\n"
    (found,) = parse(text.encode(), "a.md").items
    assert (found.action, found.owner, found.due) == ("Mirror the images", owner, due)
    assert (found.status, found.refs) == (status, refs)
