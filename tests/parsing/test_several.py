"""One text that is several people's: parted where its lines tell, else held."""

from datetime import date

import pytest

from connector.core.model import Status
from connector.parsing import ParseOptions, parse

HEAD = "# Outage of 2026-11-01\n\n## Action items\n\n"
PEOPLE = frozenset(("dana", "kim", "robin"))


def read(text):
    return parse((HEAD + text).encode(), "a.md", options=ParseOptions(people=PEOPLE))


@pytest.mark.parametrize(
    "text",
    [
        "- Fix the disk (Dana, 2026-12-01), fix the net (Kim, 2026-12-02)\n",
        "- Fix the disk (Owner: Dana). Fix the net (Owner: Kim).\n",
        "- Fix the disk (Dana), the net (Kim) and the door (Robin)\n",
        "- Fix the disk (@dana) and the net (@kim)\n",
        "Dana will add a check.\nWe need to rewrite the parser.\nKim will ask the vendor.\n",
        "Add a retry to the client (Dana)\nThe disk alert must page (Kim)\n",
    ],
)
def test_a_text_that_gives_its_parts_to_different_people_is_held(text):
    (item,) = read(text).items
    assert any(
        "parts of one text to Dana and Kim" in why.replace("@dana and @kim", "Dana and Kim") for why in item.problems
    )


@pytest.mark.parametrize(
    "line",
    [
        "Fix the disk (Dana) for the team (see the docs)",
        "Fix the disk (Dana) (Kim)",
        "Fix the disk (Redis) and the net (Postgres)",
        "Dana will add a check. It will run at night.",
    ],
)
def test_brackets_beside_one_another_and_of_things_part_nothing(line):
    (item,) = read(f"- {line}\n").items
    assert not any("parts of one text" in why for why in item.problems)


def test_lines_that_each_name_who_and_when_are_items_whatever_they_begin_with():
    text = "Add a retry to the client (Dana, 2026-12-10)\nThe alert must page, check it (Kim, 2026-12-11)\n"
    assert [(item.owner, item.due) for item in read(text).items] == [
        ("Dana", date(2026, 12, 10)),
        ("Kim", date(2026, 12, 11)),
    ]


def test_lines_below_a_bold_label_are_not_one_item():
    text = "**Action items:**\nAdd a retry to the client (Dana, 2026-12-10)\nAsk the vendor (Kim, 2026-12-11)\n"
    found = parse(f"# Outage of 2026-11-01\n\n{text}".encode(), "a.md")
    assert (found.items, len(found.holds)) == ((), 1)
    assert "2 action items" in found.holds[0].reason


@pytest.mark.parametrize(
    ("text", "owners", "due"),
    [
        (
            "**Owner: Dana**\n- Limit the pool\n\n**Owner: Kim** (due 2026-12-05)\n- Write tests\n",
            ["Dana", "Kim"],
            date(2026, 12, 5),
        ),
        ("Owner: Dana\n\n- Limit the pool\n\nOwner: Kim\n\n- Write tests\n", ["Dana", "Kim"], None),
        (
            "### Dana\n\n- Limit the pool\n\n### Kim (by 2026-12-05)\n\n- Write tests\n",
            ["Dana", "Kim"],
            date(2026, 12, 5),
        ),
        (
            "### Long term\n\n- Limit the pool\n\n### Short term (by 2026-12-05)\n\n- Write tests\n",
            [None, None],
            date(2026, 12, 5),
        ),
        ("- Limit the pool\n\nOwner: Dana\n\n- Write tests\n\nOwner: Kim\n", ["Dana", "Kim"], None),
    ],
)
def test_who_and_when_in_front_of_a_list_are_those_of_its_items(text, owners, due):
    first, last = read(text).items
    assert ([first.owner, last.owner], first.due, last.due) == (owners, None, due)


def test_an_items_own_words_come_before_those_of_its_heading():
    text = "### Kim (by 2026-12-05)\n\n- Write tests (Dana, 2026-12-01)\n- Limit the pool\n  - Owner: Robin\n"
    first, last = read(text).items
    assert (first.owner, first.due, last.owner, last.due) == ("Dana", date(2026, 12, 1), "Robin", date(2026, 12, 5))
    assert first.problems == ()


@pytest.mark.parametrize(
    ("line", "action", "status"),
    [
        ("~~Delete the old cluster~~ (Kim) — won't do, too risky", "Delete the old cluster", Status.WONT_DO),
        ("~~Write the runbook~~ Kim, done 2026-10-03", "Write the runbook", Status.DONE),
        ("~~Delete the gateway~~ replaced by the CDN migration", "Delete the gateway", Status.WONT_DO),
        ("~~Buy servers~~ Rent servers", "Rent servers", None),
        ("~~Kim~~ Dana: patch the server", "patch the server", None),
    ],
)
def test_what_stands_beside_an_item_that_is_struck_out_is_no_item(line, action, status):
    (item,) = read(f"- {line}\n").items
    assert (item.action, item.status, item.problems) == (action, status, ())


def test_what_became_of_an_item_that_is_struck_out_is_asked_where_nothing_tells():
    (item,) = read("- ~~Delete the gateway~~ the vendor asked for a meeting about it\n").items
    assert item.action == "Delete the gateway"
    assert "is struck out" in item.problems[0]


@pytest.mark.parametrize(
    "fields",
    [
        "**Owner:** Dana **Due:** 2026-11-15 **Status:** Done",
        "Owner: Dana    Due: 2026-11-15   Status: Done",
        "Owner: Dana / Due: 2026-11-15 / Status: Done",
    ],
)
def test_labels_one_after_the_other_are_a_field_each(fields):
    (item,) = read(f"- **Upgrade the relay**  \n  {fields}\n").items
    assert (item.action, item.owner, item.due, item.status) == (
        "Upgrade the relay",
        "Dana",
        date(2026, 11, 15),
        Status.DONE,
    )


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("Kim: rotate the tyres - 2026-11-20 - open", "rotate the tyres"),
        ("rotate the seats (Kim, 2026-11-20) - pending", "rotate the seats"),
    ],
)
def test_an_open_status_behind_who_and_when_hides_neither(line, action):
    (item,) = read(f"- {line}\n").items
    assert (item.action, item.owner, item.due, item.status) == (action, "Kim", date(2026, 11, 20), Status.OPEN)


@pytest.mark.parametrize("bracket", ["Kim, 2 weeks", "Kim - 2 weeks", "Kim, ETA mid-November"])
def test_how_long_is_asked_about_beside_somebody(bracket):
    (item,) = read(f"- Tune the cache ({bracket})\n").items
    assert (item.action, item.owner, item.due) == ("Tune the cache", "Kim", None)
    assert item.problems or item.due_text


@pytest.mark.parametrize(
    ("bracket", "status", "priority"),
    [
        ("owner: Dana, done", Status.DONE, None),
        ("owner: Dana, in progress", Status.IN_PROGRESS, None),
        ("owner: Dana, P1", None, "P1"),
        ("owner: Dana, ASAP", None, None),
    ],
)
def test_what_stands_behind_a_labelled_owner_is_no_second_one(bracket, status, priority):
    (item,) = read(f"- Pin the driver ({bracket})\n").items
    assert (item.owners, item.status, item.priority) == (("Dana",), status, priority)


def test_lines_that_each_begin_with_somebody_are_items_whatever_the_verb():
    found = read("Dana - add an alert on lag\nKim - email the customers\nRobin - onboard the vendor\n")
    assert [item.owner for item in found.items] == ["Dana", "Kim", "Robin"]
