"""One text that is several people's: parted where its lines tell, else held."""

from datetime import date

import pytest

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
    assert len(found.items) == 2 or "2 action items" in found.holds[0].reason
