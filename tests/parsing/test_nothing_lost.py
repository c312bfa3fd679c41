"""What must not be passed over in silence: unclosed blocks, items without a blank line between, rows and prose that want something."""

from datetime import date

import pytest

from connector.core.model import Status
from connector.parsing import ParseOptions, parse
from connector.parsing.writeback import Edit, edit

HEAD = "# Outage\n\nDate of Incident: 2026-11-02\n\n## Action items\n\n"
PEOPLE = frozenset(("alex fleming", "florence", "alan turing", "ada"))


def read(text, name="x.md", people=frozenset()):
    return parse(text.encode(), name, options=ParseOptions(people=people))


def told(text, name="x.md", people=frozenset()):
    return [(item.action, item.owner, item.due) for item in read(text, name, people).items]


LOST = "## Action items\n\n- [ ] Add an alert (Ada, 2026-12-01)\n- [ ] Raise the limit\n"


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("x.md", f"# Outage\n\n```\nlog\n\n{LOST}", 3, "code block"),
        ("x.md", f"# Outage\n\n~~~~ text\nlog\n~~~\n\n{LOST}", 3, "code block"),
        ("x.md", f"# Outage\n\n<!-- note\n\n{LOST}", 3, "comment"),
        (
            "x.html",
            "<h1>Outage</h1>\n<pre>log <h2>Action items</h2><ul><li>Add an alert<li>Raise it</ul>",
            2,
            "code block",
        ),
        (
            "x.html",
            "<h1>Outage</h1>\n<!-- log <h2>Action items</h2><ul><li>Add an alert<li>Raise it</ul>",
            2,
            "comment",
        ),
    ],
)
def test_items_behind_a_block_that_nobody_closed_are_one_hold(name, text, line, words):
    found = read(text, name)
    assert found.items == ()
    (hold,) = found.holds
    assert hold.line == line
    assert hold.reason == f"this {words} is never closed, and 2 action items behind it cannot be read: close it"


@pytest.mark.parametrize(
    "text",
    [
        f"# Outage\n\n```\nlog\n```\n\n{LOST}",
        f"# Outage\n\n<!-- note -->\n\n{LOST}",
        f"{LOST}\n```\n$ tail log\nerror\n",
        f"{LOST}\n<!-- nothing more",
    ],
)
def test_a_block_that_swallows_no_item_is_no_hold(text):
    found = read(text)
    assert (len(found.items), found.holds) == (2, ())


TIGHT = "AI-1: Rotate the keys\n  Owner: Ada\n  Due: 2026-12-01\nAI-2: Write the runbook\n  Owner: Eva\n"


@pytest.mark.parametrize("name", ["x.md", "x.txt"])
def test_numbered_lines_without_a_blank_line_between_are_items_of_their_own(name):
    assert told(HEAD + TIGHT, name) == [
        ("Rotate the keys", "Ada", date(2026, 12, 1)),
        ("Write the runbook", "Eva", None),
    ]


@pytest.mark.parametrize("name", ["x.md", "x.txt"])
def test_the_right_one_of_them_is_closed(name):
    text = HEAD + TIGHT
    second = read(text, name).items[1]
    edited = edit(text.encode(), name, [Edit(second.line, second.action, "OPS-2", None, Status.DONE)])
    lines = edited.data.decode().splitlines()
    before = text.splitlines()
    changed = [number for number, (old, new) in enumerate(zip(before, lines, strict=True), 1) if old != new]
    assert changed == ([] if edited.unwritten else changed)
    assert all(number >= second.line for number in changed)
    again = read(edited.data.decode(), name).items
    assert again[0].status is None
    assert [item.action for item in again] == ["Rotate the keys", "Write the runbook"]


def test_a_row_without_an_action_that_has_an_owner_and_a_day_is_held():
    rows = "| Action | Owner | Due |\n|---|---|---|\n| Add an alert | Ada | 2026-12-01 |\n| | Eva | 2026-12-04 |\n| | | |\n"
    found = read(HEAD + rows)
    assert [item.action for item in found.items] == ["Add an alert"]
    assert [(hold.line, hold.reason) for hold in found.holds] == [
        (10, "this row names Eva and 2026-12-04, but says nothing to do: write the action")
    ]
    blank = "| Action | Owner | Due |\n|---|---|---|\n| Add an alert | Ada | 2026-12-01 |\n| | [Name] | YYYY-MM-DD |\n"
    assert read(HEAD + blank).holds == ()


def test_prose_beside_items_that_wants_something_by_a_day_is_held():
    text = HEAD + "- Add an alert (Ada)\n\nEva takes care of the keys until 2026-12-09, and tells the others.\n"
    (hold,) = read(text).holds
    assert (hold.line, "2026-12-09" in hold.reason) == (9, True)
    introduced = HEAD + "These are to be done by 2026-12-09:\n\n- Add an alert (Ada)\n"
    assert read(introduced).holds == ()


@pytest.mark.parametrize(
    ("line", "action", "owner", "due"),
    [
        ("Fleming to write the runbook", "Fleming to write the runbook", "Fleming", None),
        ("Florence will rotate the keys", "Florence will rotate the keys", "Florence", None),
        ("Turing should raise the limit", "Turing should raise the limit", "Turing", None),
        ("Ada must fix the alert", "Ada must fix the alert", "Ada", None),
        ("Ada needs to write a test", "Ada needs to write a test", "Ada", None),
        ("Deploys must check the quota", "Deploys must check the quota", None, None),
        ("Monitoring to page the team", "Monitoring to page the team", None, None),
        ("Ada owns this: raise the memory", "raise the memory", "Ada", None),
        ("Write a note. Eva owns this.", "Write a note.", "Eva", None),
        ("Add a dashboard, assignee Ada", "Add a dashboard", "Ada", None),
        ("Add a graph; owner Ada; due 2026-12-01", "Add a graph due 2026-12-01", "Ada", date(2026, 12, 1)),
        ("Add an alert (Eva, 2026-12-01) for the queue", "Add an alert for the queue", "Eva", date(2026, 12, 1)),
        (
            "Add an alert\n  here (Eva, 2026-12-01)\n  and there",
            "Add an alert here and there",
            "Eva",
            date(2026, 12, 1),
        ),
        ("Compare runs (Monday, 2026-12-01) of both", "Compare runs (Monday, 2026-12-01) of both", None, None),
        ("@eva and @max to write it", "write it", "@eva and @max", None),
        ("@eva Upgrade the hosts", "Upgrade the hosts", "@eva", None),
    ],
)
def test_owners_as_people_put_them_into_sentences(line, action, owner, due):
    assert told(f"{HEAD}- {line}\n", people=PEOPLE) == [(action, owner and owner.replace("@", ""), due)]


@pytest.mark.parametrize("words", ["Will not do", "Won't do", "Will not fix", "WONTFIX"])
def test_what_will_not_be_done_is_not_open(words):
    (item,) = read(f"{HEAD}- {words}: remove the cache\n").items
    assert (item.action, item.status) == ("remove the cache", Status.WONT_DO)


def test_two_days_to_choose_from_are_a_hold():
    (item,) = read(f"{HEAD}- Add an alert by 9 May 2027 or 10 May 2027\n").items
    assert item.due is None
    assert item.problems == ("two due dates: '9 May 2027' and '10 May 2027'",)


def test_labels_in_any_order_leave_what_is_to_be_done():
    assert told(f"{HEAD}- Owner: Ada; Due: 2026-12-01; Action: rotate the keys\n") == [
        ("rotate the keys", "Ada", date(2026, 12, 1))
    ]
