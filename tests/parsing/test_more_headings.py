"""Headings that say more than 'Action items', and lists under headings that nobody knows: items or holds, never silence."""

import pytest

from connector.parsing import parse

ORDERS = "- Upgrade the staging database to version 12\n- Remove the old proxy\n- Write a runbook for failover\n"


def read(heading: str, below: str = ORDERS):
    return parse(f"# Post-mortem: outage\n\nDate: 2026-10-05\n\n## {heading}\n\n{below}".encode(), "a.md")


@pytest.mark.parametrize(
    "heading",
    [
        "Action items and owners",
        "Actions & owners",
        "Next steps and owners",
        "Follow-up & ownership",
        "Action Item Tracker",
        "Table of actions",
        "Actions log",
        "Actions needed",
        "Pending actions",
        "Action items resulting from the review",
        "What action items came out of this?",
        "Still to do",
        "Learnings and follow-ups",
        "Resolution and follow-up",
        "Findings and actions",
        "Monitoring improvements",
    ],
)
def test_a_heading_may_say_more_about_its_action_items(heading: str) -> None:
    found = read(heading)
    assert (len(found.items), found.holds) == (3, ())


@pytest.mark.parametrize(
    "heading", ["Actions taken", "Actions performed during the outage", "User actions", "GitHub Actions"]
)
def test_a_heading_over_actions_that_are_none_of_ours_opens_no_section(heading: str) -> None:
    assert not read(heading).items


def test_orders_under_a_heading_that_speaks_of_actions_are_held() -> None:
    found = read("Aftercare actions of guild seven")
    assert not found.items
    [hold] = found.holds
    assert hold.line == 7
    assert "call that 'Action items'" in hold.reason


@pytest.mark.parametrize("heading", ["Stuff", "Lessons learned", "What went wrong"])
def test_owned_and_dated_orders_elsewhere_are_counted_and_held(heading: str) -> None:
    found = read(heading, "- Upgrade the database (Jane, 2026-11-01)\n- Remove the proxy (Bob, 2026-11-02)\n")
    assert not found.items
    [hold] = found.holds
    assert hold.line == 7
    assert hold.reason == f"reads like 2 action items, but they stand under '{heading}': put them under 'Action items'"


def test_what_was_done_on_a_day_in_a_response_is_not_held() -> None:
    found = read("Resolution", "- Restart the pods (Jane, 2026-10-05)\n- Roll back the release (Bob, 2026-10-06)\n")
    assert not found.holds


@pytest.mark.parametrize(
    "heading", ["Future", "Open risk / follow-up", "Меры предотвращения повторения", "재발 방지 대책"]
)
def test_more_words_open_a_section(heading: str) -> None:
    assert len(read(heading).items) == 3


@pytest.mark.parametrize(
    "heading",
    [
        "7. Preventive Enhancements",
        "Preventive Remediation",
        "Remediation status",
        "Future works",
        "Looking Forward",
        "Was aendern wir",
        "ClickUp-Tracking",
    ],
)
def test_headings_of_what_is_to_come_are_put_together_of_known_words(heading: str) -> None:
    assert len(read(heading).items) == 3


@pytest.mark.parametrize("heading", ["Long term storage", "Next", "Follow", "Work", "Looking back"])
def test_other_words_beside_them_open_no_section(heading: str) -> None:
    assert not read(heading).items


def test_orders_of_a_lesser_section_count_beside_lists_and_not_beside_a_table() -> None:
    lesser = f"## Preventive measures\n\n{ORDERS}"
    items = "## Action items\n\n- Rotate the keys\n- Split the pool\n\n"
    table = "## Action items\n\n| Action | Owner |\n|---|---|\n| Rotate the keys | Dana |\n\n"
    assert len(parse(f"# Outage\n\n{items}{lesser}".encode(), "a.md").items) == 5
    assert len(parse(f"# Outage\n\n{table}{lesser}".encode(), "a.md").items) == 1


def test_what_was_completed_during_the_response_is_done() -> None:
    found = read("Action items", "Completed during incident response:\n\n1. Restart the pods\n2. Clear the cache\n")
    assert {str(item.status) for item in found.items} == {"done"}


def test_a_list_of_orders_is_held_where_a_document_has_no_items_at_all() -> None:
    [hold] = read("Aftercare").holds
    assert (hold.line, "reads like 3 action items, but they stand under 'Aftercare'" in hold.reason) == (7, True)
    assert not read("2026-10-05 20:44").holds
    assert not read("Aftercare", "- Upgrade the database\n- The proxy was old\n- Nobody knew\n").holds


def actions(text):
    return [item.action for item in parse(text.encode(), "a.md").items]


BOXES = "## Action items\n\n- [ ] Document the workflow\n- [ ] Add a hook\n"


def test_what_was_done_at_once_below_the_resolution_is_no_item_beside_others():
    steps = "## Resolution\n\n### Immediate Actions\n\n1. Removed the file\n2. Force pushed it\n\n"
    assert actions(f"# X\n\n{steps}{BOXES}") == ["Document the workflow", "Add a hook"]
    assert actions("# X\n\n## Resolution\n\n### Follow-up actions\n\n- Add an alert\n") == ["Add an alert"]


@pytest.mark.parametrize(
    ("title", "kept"), [("4. Access policy guidelines", False), ("Monitoring requirements", False), ("Alerts", True)]
)
def test_how_things_are_to_be_done_is_no_work_to_be_done(title, kept):
    found = actions(
        f"# X\n\n## Prevention measures\n\n### {title}\n\n- Alert on errors\n- Document each rule\n\n{BOXES}"
    )
    assert ("Alert on errors" in found) is kept
    assert "Add a hook" in found
