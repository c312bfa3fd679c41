"""Action items that are headings, with nothing but their fields below."""

import pytest

from connector.core.model import Status
from connector.parsing import parse
from connector.parsing.writing.writeback import Edit, edit

URL = "https://jira.example.com/browse/OPS-1"
ACTION = "Add an alert for cache misses"
HEAD = f"# Outage\n\n## Action items\n\n### {ACTION}\n\n"
FIELDS = [
    "| Owner | Due | Status |\n|---|---|---|\n| Dana | 2026-12-01 | Open |\n",
    "| Field | Value |\n|---|---|\n| Owner | Dana |\n| Due | 2026-12-01 |\n| Status | Open |\n",
    "| Owner | Dana |\n|---|---|\n| Due | 2026-12-01 |\n| Status | Open |\n",
    "- **Owner:** Dana\n- **Due:** 2026-12-01\n- **Status:** Open\n",
]


@pytest.mark.parametrize("fields", FIELDS)
def test_a_heading_above_nothing_but_fields_is_an_item(fields: str) -> None:
    found = parse((HEAD + fields).encode(), "a.md")
    assert not found.holds
    [item] = found.items
    assert (item.action, item.line, item.owner, str(item.due), item.status) == (
        ACTION,
        5,
        "Dana",
        "2026-12-01",
        Status.OPEN,
    )


def test_a_heading_above_a_table_of_items_is_none() -> None:
    found = parse((HEAD + "| Action | Owner |\n|---|---|\n| Write the runbook | Dana |\n").encode(), "a.md")
    assert [item.action for item in found.items] == ["Write the runbook"]


@pytest.mark.parametrize("fields", FIELDS)
def test_ticket_and_status_go_to_the_heading_and_its_field(fields: str) -> None:
    text = HEAD + fields
    edited = edit(text.encode(), "a.md", [Edit(5, ACTION, "OPS-1", URL, Status.DONE)])
    assert edited.unwritten == ()
    assert edited.data.decode() == text.replace(ACTION, f"{ACTION} ([OPS-1]({URL}))").replace("Open", "Done")


def test_a_heading_in_html_is_written_into_its_own_tag() -> None:
    text = f"<h1>Outage</h1><h2>Action items</h2><h3>{ACTION}</h3><ul><li>Owner: Dana</li><li>Status: Open</li></ul>"
    [item] = parse(text.encode(), "a.html").items
    edited = edit(text.encode(), "a.html", [Edit(item.line, item.action, "OPS-1", URL, Status.DONE)])
    assert edited.unwritten == ()
    link = f'{ACTION} (<a href="{URL}">OPS-1</a>)'
    assert edited.data.decode() == text.replace(ACTION, link).replace("Open", "Done")


@pytest.mark.parametrize(
    ("title", "action", "owner"),
    [
        ("1) Better alerting on load `@dana`", "Better alerting on load", "dana"),
        ("2) Reduce the processes `@dana` [repair]", "Reduce the processes", "dana"),
        ("@dana Alerts configured", "Alerts configured", "dana"),
        ("Verify that cron is running", "Verify that cron is running", None),
    ],
)
def test_a_heading_with_words_below_that_explain_it_is_an_item(title, action, owner):
    text = f"# X\n\n## Action items\n\n### {title}\n\nWe could not see the load.\n\n```\nuptime\n```\n\n### Detection\n\nIt was late.\n"
    found = parse(text.encode(), "a.md")
    assert [(item.action, item.owner) for item in found.items] == [(action, owner)]
    (item,) = found.items
    made = edit(text.encode(), "a.md", [Edit(item.line, item.action, "OPS-1", "https://jira.example.com/browse/OPS-1")])
    assert made.unwritten == ()


@pytest.mark.parametrize("title", ["Why it was late", "Monitoring", "Review"])
def test_other_headings_with_prose_below_are_told_as_prose(title):
    found = parse(f"# X\n\n## Action items\n\n### {title}\n\nWe could not see the load.\n".encode(), "a.md")
    assert found.items == ()
    assert [hold.line for hold in found.holds] == [7]


def test_headings_that_say_who_or_what_are_items_without_a_word_below():
    text = (
        "# X\n\nDate: 2026-11-02\n\n## Action items\n\n### First thing to replace\n\nOwner: Kim\nDue: 2026-12-01\n\n"
        "### Inventory all certificates (Carol Jones, 2026-11-23)\n\n### Replace the seventh router\n\n### Replace the eighth router\n\n"
        "Bob Miller will do it by 2026-11-20.\n\n### Short term\n\n#### Add an alert\n\nOwner: Sam\n"
    )
    found = [(item.action, item.owner, str(item.due)) for item in parse(text.encode(), "a.md").items]
    assert found == [
        ("First thing to replace", "Kim", "2026-12-01"),
        ("Inventory all certificates", "Carol Jones", "2026-11-23"),
        ("Replace the seventh router", None, "None"),
        ("Replace the eighth router", "Bob Miller", "2026-11-20"),
        ("Add an alert", "Sam", "None"),
    ]


@pytest.mark.parametrize("label", ["", "AI-1: ", "1) "])
@pytest.mark.parametrize("url", ["../tickets/ACT-1.md", URL])
def test_a_ticket_is_written_behind_a_heading_and_read_from_it(label: str, url: str) -> None:
    data = f"# Outage\n\n## Action items\n\n### {label}{ACTION}\n\nOwner: Dana\nDue: 2026-12-01\n".encode()
    found = parse(data, "a.md")
    assert (found.holds, [item.action for item in found.items]) == ((), [ACTION])
    key = "ACT-1" if url.endswith(".md") else "OPS-1"
    edited = edit(data, "a.md", [Edit(5, ACTION, key, url)])
    assert (edited.unwritten, edited.data) == ((), data.replace(ACTION.encode(), f"{ACTION} ([{key}]({url}))".encode()))
    (item,) = parse(edited.data, "a.md").items
    assert (item.action, item.owner, item.refs) == (ACTION, "Dana", (url,))


def test_a_heading_that_is_struck_through_is_done() -> None:
    (item,) = parse(b"# X\n\n## Action items\n\n### ~~Add an alert~~\n\nOwner: Dana\n", "a.md").items
    assert (item.action, item.status) == ("Add an alert", Status.DONE)
