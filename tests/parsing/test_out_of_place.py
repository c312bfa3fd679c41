"""Items where nobody looks for them: under other headings, amid prose, beside a table. Each is told, with its line."""

import pytest

from connector.core.model import PostMortem
from connector.parsing import ParseOptions, parse

HEADER = "# Outage of 2026-11-02\n\n## Action items\n\n"
SECTION = "## Action items\n\n- Fix the pool (@ana)\n- Add an alert\n"
PEOPLE = frozenset(("ada", "ada lovelace", "ian fleming", "fleming", "florence", "eva", "tom"))


def read(text: str, name: str = "a.md") -> PostMortem:
    return parse(text.encode(), name, options=ParseOptions(people=PEOPLE))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Zu guter Letzt\n\n- Fix the pool\n- Add an alert\n", 5),
        ("## Zu guter Letzt\n\n- Fix the pool\n", 5),
        ("## Zu guter Letzt\n\nFix the pool\nAdd an alert\n", 5),
        ("## Zu guter Letzt\n\n### Danach\n\n- Fix the pool\n- Add an alert\n- The pool was small\n", 7),
        ("## Lessons learned\n\nThe pool was small. Ana Diaz will fix the pool by 2099-12-01.\n", 5),
    ],
)
def test_orders_that_nobody_can_place_are_told(text: str, line: int) -> None:
    found = read(f"# Outage\n\n{text}")
    assert found.items == ()
    assert [hold.line for hold in found.holds] == [line]


def test_a_list_of_orders_beside_the_action_items_is_told_and_a_story_is_not() -> None:
    orders = "## Zu guter Letzt\n\n- Fix the pool\n- Add an alert\n- Write the runbook\n"
    assert [hold.line for hold in read(f"# Outage\n\n{SECTION}\n{orders}").holds] == [len(SECTION.split("\n")) + 5]
    story = "## The day\n\n- The pool was small\n- Fix the pool, said Ana\n- Nobody did\n"
    assert read(f"# Outage\n\n{SECTION}\n{story}").holds == ()


def test_whoever_a_line_outside_the_action_sections_names_is_told_once() -> None:
    text = f"# Outage\n\nAttendees: Bob Hope, Ray Stone\n\n{SECTION}\n## Notes\n\n- [ ] Bob: call the vendor by 2026-11-11\n- [ ] Ray: order disks\n\nAction: Ray to call them by 2026-11-05\n"
    lines = [hold.line for hold in read(text).holds]
    first = text.split("\n").index("- [ ] Bob: call the vendor by 2026-11-11") + 1
    assert lines == [first, first + 3]


def test_a_row_with_a_day_and_the_words_of_a_template_is_told() -> None:
    table = "| Action | Owner | Due |\n|---|---|---|\n| Follow up | Bob | 2026-11-06 |\n| Action 1 | Name | Date |\n"
    found = read(f"# Outage\n\n## Action items\n\n{table}")
    assert (found.items, [hold.line for hold in found.holds]) == ((), [7])


def test_several_sentences_of_one_text_that_read_like_items_are_counted_and_quoted() -> None:
    (hold,) = read(f"{HEADER}Rotate the keys. Fix the pager by 2026-12-04. It was late. Tom will write it up.\n").holds
    assert hold.line == 5
    assert (
        "like 3 action items in one text ('Rotate the keys', 'Fix the pager by 2026-12-04', 'Tom will write it up')"
        in hold.reason
    )
    text = " ".join(f"Fix part {number} by 2026-12-0{number}." for number in range(1, 8))
    (hold,) = read(f"{HEADER}{text}\n").holds
    assert "like 7 action items" in hold.reason
    assert hold.reason.count("'Fix part") == 5


def test_one_such_sentence_is_told_with_what_it_names() -> None:
    (hold,) = read(f"{HEADER}The pager was late. Fix it by 2026-12-04. It was all we saw.\n").holds
    assert "names a day (2026-12-04), but is not an entry of its own" in hold.reason


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("post-mortem-template.md", True),
        ("docs/TEMPLATE.md", True),
        ("2026-03-02-from-template.md", False),
        ("templates.md", False),
    ],
)
def test_a_file_called_a_template_whose_fields_are_filled_is_held(name, held):
    found = parse(b"# Outage\n\nDate: 2026-03-02\n\n## Action items\n\n- Add an alert\n", name)
    assert bool(found.items) is not held
    assert bool(found.holds) is held


def test_a_list_in_a_quote_beside_other_items_is_told():
    text = b"# X\n\n## Action items\n\n- Patch the first host\n\n> - Patch the fourth host (Bob Miller, 2026-11-20)\n> - Patch the fifth host\n\n> They said it would be fine.\n"
    found = parse(text, "a.md")
    assert [item.action for item in found.items] == ["Patch the first host"]
    assert [(hold.line, "2 action items stand in this quote" in hold.reason) for hold in found.holds] == [(7, True)]


def test_an_order_under_a_lesser_heading_is_told_where_the_items_stand_elsewhere():
    text = b"# X\n\n## Corrective measures\n\n- Replace the power supply of rack 4\n\n## Next steps\n\n- Publish this post-mortem\n"
    found = parse(text, "a.md")
    assert [item.action for item in found.items] == ["Publish this post-mortem"]
    assert [(hold.line, "stands under 'Corrective measures'" in hold.reason) for hold in found.holds] == [(5, True)]


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("Update the runbook of the checkout", True),
        ("Add an owner to each of these.", False),
        ("Fill in the table below.", False),
        ("Everybody agreed on what follows", False),
    ],
)
def test_an_order_on_a_line_beside_a_table_is_told_and_an_introduction_is_not(line, held):
    table = "| Action | Owner |\n|---|---|\n| Patch the database | Ada |\n"
    found = read(f"{HEADER}{line}\n\n{table}")
    assert [item.action for item in found.items] == ["Patch the database"]
    assert ["beside a list or table" in hold.reason for hold in found.holds] == ([True] if held else [])


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("No alert fired. **Action:** add one (Ada, 2026-12-01)", True),
        ("Slow rollback. Action item: Ada to script the rollback", True),
        ("Slow rollback; follow-up: script it", True),
        ("The runbook was old -> Ada to update it by 2026-12-04", True),
        ("The runbook was old -> nobody found the page", False),
        ("The pager rang. Action: rebooted the server", False),
    ],
)
def test_an_action_that_is_labelled_amid_words_elsewhere_is_told(line, held):
    text = f"# Outage of 2026-11-02\n\n## What went wrong\n\n- {line}\n\n## Action items\n\n- Patch the database\n"
    found = read(text)
    assert [item.action for item in found.items] == ["Patch the database"]
    assert ["stands under 'What went wrong'" in hold.reason for hold in found.holds] == ([True] if held else [])


def test_items_in_the_heading_itself_are_told():
    found = read("# Outage of 2026-11-02\n\n## Action items: patch the database (Ada), rotate the keys\n\nSoon.\n")
    assert "stands in the heading itself" in found.holds[0].reason
