"""Lists that a sentence or a label announces, tables whose heading is blank, and people who only spoke."""

import pytest

from connector.core.model import Status
from connector.parsing import parse

LIST = "\n- Create storage metrics\n- Review the retention policy\n"


def read(text, name="a.md"):
    return parse(f"# Outage of 2026-11-01\n\n{text}".encode(), name)


@pytest.mark.parametrize(
    "lead",
    [
        "The emergency is over, but the future plans are to:\n",
        "## Lessons\n\nWe discussed how to avoid this in the future. Here are some actions:\n",
        "**Next release and to-do’s:** version 2.4\n",
        "5. **Preventive actions**\n\n### Changes, dates and people:\n",
    ],
)
def test_a_list_is_of_action_items_where_what_stands_in_front_says_so(lead):
    assert [item.action for item in read(lead + LIST).items] == [
        "Create storage metrics",
        "Review the retention policy",
    ]


@pytest.mark.parametrize("lead", ["Here are some things that went wrong:\n", "These are the alerts that fired:\n"])
def test_other_lead_ins_announce_no_action_items(lead):
    assert read(lead + "\n- Storage was full\n- Nobody was paged\n").items == ()


def test_the_wordy_column_without_a_heading_is_the_action_beside_keys():
    table = "## Action items\n\n| | Owner | Task |\n|---|---|---|\n| Replace the failed memory | Ana | T111 |\n"
    (item,) = read(table).items
    assert (item.action, item.owner, item.refs) == ("Replace the failed memory", "Ana", ("T111",))


def test_a_paragraph_that_begins_with_a_link_and_introduces_code_is_no_item():
    link = "[This commit](https://github.com/acme/x/commit/1)"
    found = read(f"## Corrective actions\n\n### Clearer assertions\n\n{link} added an assertion. It is this one:\n")
    assert found.items == ()


def test_a_highlighted_status_in_place_of_a_day_is_a_status():
    table = "## Action items\n\n| Ação | Prazo |\n|---|---|\n| Criar um KPI de limpeza | ==Implementado== |\n"
    (item,) = read(table).items
    assert (item.status, item.due_text) == (Status.DONE, None)


def test_somebody_who_only_spoke_is_no_owner():
    (item,) = read("## Action items\n\n- @kim mentioned that identities can be used\n").items
    assert item.owner is None


def test_people_whom_an_editor_links_are_mentioned():
    link = "[Ana Sample](mention://1/user/2)"
    text = f"## Action items\n\n- Add the alert - @{link}\n- Fix the gate - @{link} @[Ben Sample](mention://1/user/3)\n"
    first, last = read(text).items
    assert [(first.action, first.owners), (last.action, last.owners)] == [
        ("Add the alert", ("Ana Sample",)),
        ("Fix the gate", ("Ana Sample", "Ben Sample")),
    ]


@pytest.mark.parametrize(
    ("lead", "held"),
    [
        ("So far we’ve rolled out:", True),
        ("These have already been implemented:", True),
        ("In response we have identified these actions:", False),
        ("Within the next day we will be rolling out:", False),
    ],
)
def test_what_the_line_above_calls_done_is_not_filed_as_open(lead, held):
    items = read(f"## Follow-up\n\n{lead}\n\n- Rate limit queues for logins\n- Read replica for the feed\n").items
    assert [any("as if it were done" in why for why in item.problems) for item in items] == [held, held]


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("What could be done to avoid this in future?", 2),
        ("What could be done better", 0),
        ("What could be improved?", 0),
    ],
)
def test_what_could_be_done_is_work_where_it_is_for_the_future(heading, count):
    text = f"## {heading}\n\n- Have a check on the image service\n- Nobody was told of it\n"
    assert len(read(text).items) == count


def test_what_was_wrong_sorts_no_items_and_words_of_commands_are_none():
    work = "## Future work\n\n### Identified problems\n\n- No fallback for routers\n\n### Plan\n\n- Add a fallback\n"
    assert [item.action for item in read(work).items] == ["Add a fallback"]
    assert read("## Solutions\n\n- sequence\n- of\n- fix\n").items == ()


def test_the_day_behind_a_ticket_that_is_done_is_no_due_date():
    text = "## Action items\n\n- Set a firmware policy - ticket OPS-3216: done 2026-12-02\n- Review it - done - 2026-12-05\n"
    assert [(item.status, item.due) for item in read(text).items] == [(Status.DONE, None)] * 2
