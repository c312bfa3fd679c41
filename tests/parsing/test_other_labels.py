"""Labels and headings of items that stand amid other sections."""

import pytest

from connector.core.model import Hold, Status
from connector.parsing import ParseOptions, parse


def actions(text: str) -> list[str]:
    return [item.action for item in parse(text.encode(), "x.md", options=ParseOptions()).items]


def holds(text: str) -> tuple[Hold, ...]:
    return parse(text.encode(), "x.md", options=ParseOptions()).holds


def test_an_action_point_amid_prose_is_an_item():
    text = "# X\n\n## Lessons learned\n\nIt was slow.\n\nAction point: enable alerts from the monitor.\n\nAction point: make it faster.\n- This may take long.\n"
    assert actions(text) == ["enable alerts from the monitor.", "make it faster."]


def test_what_stands_behind_a_label_in_the_singular_is_the_item_however_it_is_told():
    text = (
        "# X\n\n## Lessons\n\n**Action item:** Add an alert.\n\nIt went on.\n\n**Action planned:** We will widen\nthe checks.\n\n"
        "**Action:** none\n\n**Action taken:** We wrote it down.\n"
    )
    assert actions(text) == ["Add an alert.", "We will widen the checks."]


@pytest.mark.parametrize(
    "heading",
    [
        "Follow-up improvements",
        "Improvement backlog",
        "Mitigating actions",
        "Further investigation",
        "Preventative measure",
        "Things to fix",
    ],
)
def test_more_headings_open_a_section(heading):
    assert actions(f"# X\n\n## {heading}\n\n- #2127\n- Rotate the key\n") == ["#2127", "Rotate the key"]


def test_open_boxes_outside_the_action_sections_are_told():
    text = "# X\n\n## For good\n\n- [ ] Add an alert\n- [ ] Rotate the key\n"
    (hold,) = holds(text)
    assert (hold.line, hold.subject) == (5, "Add an alert")
    assert "'For good'" in hold.reason
    assert [hold.line for hold in holds(f"{text}\n## Action items\n\n- Write it up\n")] == [5]
    assert (
        holds("# X\n\n## Timeline\n\n- [ ] Add an alert\n- [ ] Rotate the key\n\n## Action items\n\n- Write it up\n")
        == ()
    )
    assert [hold.line for hold in holds("# X\n\n## Solution\n\n- [x] Ban it\n- [ ] Add an alert\n")] == [6]
    assert holds("# X\n\n## It is over when\n\n- [ ] all pods run\n- [ ] nobody complains\n") == ()


def test_a_picture_in_front_of_an_item_is_no_word_of_it():
    assert actions("# X\n\n## Action items\n\n- 🔧 Tune the probe\n- 📝 Write it up\n") == [
        "Tune the probe",
        "Write it up",
    ]


def test_a_role_is_no_label_and_what_stands_below_it_are_items():
    text = "# X\n\n## Action Items\n\n1. Platform Lead:  \n   – Provide the energies.  \n   – Address the liabilities.\n2. Rotate the key Owner: Ana\n"
    found = parse(text.encode(), "x.md", options=ParseOptions()).items
    assert [(item.action, item.owner) for item in found] == [
        ("Provide the energies.", None),
        ("Address the liabilities.", None),
        ("Rotate the key", "Ana"),
    ]


def test_a_key_that_fills_the_ticket_column_is_one_whatever_its_letters():
    text = "# X\n\n## Action Items\n\n| Action | Owner | Ticket |\n|---|---|---|\n| Set the lock to DB-12 | ana | `DB-112` |\n| Tell them | kim | CVE-12 |\n"
    found = parse(text.encode(), "x.md", options=ParseOptions()).items
    assert [item.refs for item in found] == [("DB-112",), ()]


def test_a_table_of_wiki_markup_in_plain_text_is_read():
    text = "Outage of search\n\nh2. Action items\n|| Item || Owner || Due Date ||\n| Create an alert | Ana | 2025-02-01 |\n| Rotate | Kim | |\n"
    found = parse(text.encode(), "x.txt", options=ParseOptions()).items
    assert [(item.action, item.owner, str(item.due)) for item in found] == [
        ("Create an alert", "Ana", "2025-02-01"),
        ("Rotate", "Kim", "None"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "OPS-1, OPS-2",
        "- OPS-1 and OPS-2",
        "[OPS-1](https://jira.example.com/browse/OPS-1) [2](https://jira.example.com/browse/OPS-2)",
    ],
)
def test_tickets_without_a_word_are_told(line: str) -> None:
    (item,) = parse(f"# Outage\n\n## Action items\n\n{line}\n".encode(), "a.md").items
    assert item.problems == ("names 2 tickets and says nothing else: write one entry for each",)


@pytest.mark.parametrize("line", ["OPS-1", "- OPS-1", "https://jira.example.com/browse/OPS-1"])
def test_one_ticket_without_a_word_is_the_item(line: str) -> None:
    (item,) = parse(f"# Outage\n\n## Action items\n\n{line}\n".encode(), "a.md").items
    assert (item.problems, len(item.refs)) == ((), 1)


@pytest.mark.parametrize(
    "words", ["Add another alert here", "List all hosts above the limit below", "Write an alert for the queue here"]
)
def test_work_that_is_to_be_done_here_is_an_item(words: str) -> None:
    assert [item.action for item in parse(f"# Outage\n\n## Action items\n\n- {words}\n".encode(), "a.md").items] == [
        words
    ]


@pytest.mark.parametrize(
    "words", ["Add action items here", "Add your item here", "List the steps below", "Insert what comes next here"]
)
def test_what_a_template_asks_for_is_none(words: str) -> None:
    assert parse(f"# Outage\n\n## Action items\n\n- {words}\n".encode(), "a.md").items == ()


@pytest.mark.parametrize(
    ("line", "action", "owner"),
    [
        ("Priority: P1 alerts must page on-call", "Priority: P1 alerts must page on-call", None),
        ("Ticket: create one for the vendor (Ana)", "Ticket: create one for the vendor", "Ana"),
        (
            "Status: page must be updated within 10 minutes (Ana)",
            "Status: page must be updated within 10 minutes",
            "Ana",
        ),
        ("Severity: define the four levels (Bob Stone)", "Severity: define the four levels", "Bob Stone"),
        ("Team: search hires one more (Ana)", "Team: search hires one more", "Ana"),
        ('Show "Status: Closed" in the header (Ana)', 'Show "Status: Closed" in the header', "Ana"),
        ("Let the page say “status: resolved” after it (Ana)", "Let the page say “status: resolved” after it", "Ana"),
    ],
)
def test_words_that_only_look_like_a_label_are_the_items_own(line, action, owner):
    text = f"# P\n\n## Action items\n\n- Add an alert on the queue\n- {line}\n- Add an alert on the cache (Eve)\n"
    found = parse(text.encode(), "a.md").items
    assert len(found) == 3
    assert (found[1].action, found[1].owner, found[1].status) == (action, owner, None)


@pytest.mark.parametrize(
    "line", ["Deadline: reminders shall be sent by mail", "Due: dates must be in the future (Ana)"]
)
def test_an_order_behind_a_label_is_no_value_of_the_item_above(line):
    found = parse(f"# P\n\n## Action items\n\n- Add an alert on the queue\n- {line}\n".encode(), "a.md")
    assert [(each.action, each.due_text) for each in found.items] == [("Add an alert on the queue", None)]
    assert [hold.line for hold in found.holds] == [6]


def test_a_sentence_that_talks_of_a_status_is_held_and_one_in_capitals_before_an_order_is_one():
    text = (
        "# P\n\n## Action items\n\n- [ ] Fix the page that shows status: done for open tickets\n- DONE Fix the disk\n"
    )
    talks, done = parse(text.encode(), "a.md").items
    assert "may be part of what is to be done" in talks.problems[0]
    assert talks.action == "Fix the page that shows status: done for open tickets"
    assert (done.action, done.status) == ("Fix the disk", Status.DONE)
