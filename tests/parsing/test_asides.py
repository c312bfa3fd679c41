"""What stands in brackets or behind a dash at the end of an entry, and days in owner cells."""

from datetime import date

import pytest

from connector.core.model import ActionItem, Status
from connector.parsing import ParseOptions, parse

HEADER = "# Outage\n\nDate: 2022-03-14\n\n## Action items\n\n"


def items(text: str) -> list[ActionItem]:
    return list(parse(f"{HEADER}{text}\n".encode(), "x.md", options=ParseOptions()).items)


@pytest.mark.parametrize(
    ("entry", "owner", "due", "status"),
    [
        ("Update the firmware (Kessler, bis 31.03.2022)", "Kessler", date(2022, 3, 31), None),
        ("Update the firmware (Henning, done)", "Henning", None, Status.DONE),
        ("Update the firmware (Ana, BILL-2210)", "Ana", None, None),
        ("Update the firmware (Ana & Piotr; by 22 March; P1)", "Ana & Piotr", date(2022, 3, 22), None),
        ("Update the firmware (action: Fatima, no later than 1 April 2022)", "Fatima", date(2022, 4, 1), None),
        ("Update the firmware (owner: Åsa Lindqvist, 2022-04-11)", "Åsa Lindqvist", date(2022, 4, 11), None),
        ("Update the firmware (Leitung, bis Ende Mai 2022)", "Leitung", date(2022, 5, 31), None),
        ("Update the firmware (Doğan, ab sofort)", "Doğan", None, None),
        ("Update the firmware — @ana, by 15 April 2022", "ana", date(2022, 4, 15), None),
        ("Update the firmware -> @ana, June", "ana", date(2022, 6, 30), None),
        ("Update the firmware (Ana, April 15, 2022)", "Ana", date(2022, 4, 15), None),
        ("Update the firmware (April 15, 2022, Ana)", "Ana", date(2022, 4, 15), None),
        ("Update the firmware (@ana, due April 15, 2022; done)", "ana", date(2022, 4, 15), Status.DONE),
        ("Update the firmware - **Yann**", "Yann", None, None),
        ("Update the firmware. ETA: May 20 – @lena", "lena", date(2022, 5, 20), None),
    ],
)
def test_an_annotation_at_the_end_is_no_part_of_the_action(entry, owner, due, status):
    (found,) = items(f"- {entry}")
    assert found.action.rstrip(".") == "Update the firmware"
    assert (found.owner, found.due, found.status) == (owner, due, status)


@pytest.mark.parametrize(
    "entry",
    [
        "Move the cache to the new region (Redis, Memcached)",
        "Tell the teams (see the guide, page 3)",
        "Add a limit to retries (five, then give up)",
        "Clear the queue (carry-over from 2022-02-22)",
        "Replace the **old** hosts - or the **network**",
    ],
)
def test_brackets_and_dashes_with_other_words_stay(entry):
    (found,) = items(f"- {entry}")
    assert found.action == entry.replace("**", "")
    assert (found.owner, found.due) == (None, None)


@pytest.mark.parametrize(
    "words", ["not before 2022-04-10", "~2022-04-10", "was 2022-04-10", "slipped from 2022-04-10", ">= 2022-04-10"]
)
@pytest.mark.parametrize("form", ["Update the firmware ({})", "Update the firmware (Ana, {})"])
def test_a_doubtful_day_in_brackets_is_a_hold(form, words):
    (found,) = items("- " + form.format(words))
    assert found.due is None
    assert f"{words}' is not one day for sure" in found.problems[0]


@pytest.mark.parametrize("words", ["around 2022-02-22", "after 2022-02-22", "was 2022-02-22"])
def test_a_doubtful_day_of_the_past_in_brackets_stays(words):
    (found,) = items(f"- Look at the graphs ({words})")
    assert (found.action, found.due, found.problems) == (f"Look at the graphs ({words})", None, ())


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Ana, 2022-04-10, 2022-04-12", None),
        ("Ana, Friday, 25 March 2022", date(2022, 3, 25)),
        ("Ana, 2022-03-18, Friday", date(2022, 3, 18)),
        ("Ana, ASAP, 2022-04-10", date(2022, 4, 10)),
        ("Ana, 2022-04-10, ASAP", date(2022, 4, 10)),
    ],
)
def test_two_days_in_one_bracket_are_a_hold_unless_they_agree(words, due):
    (found,) = items(f"- Update the firmware ({words})")
    assert (found.action, found.owner, found.due) == ("Update the firmware", "Ana", due)
    assert any("two due dates" in problem for problem in found.problems) is (due is None)


def test_bare_names_in_closing_brackets_count_where_the_list_is_written_like_that():
    found = items("- Rotate the logs (Yusuf)\n- Print phone numbers (Birte)\n- Replace the proxy (optional)")
    assert [(item.action, item.owner) for item in found] == [
        ("Rotate the logs", "Yusuf"),
        ("Print phone numbers", "Birte"),
        ("Replace the proxy (optional)", None),
    ]


def test_a_single_bare_name_counts_only_if_it_owns_another_item():
    assert [item.owner for item in items("- Rotate the logs (Yusuf)\n- Print phone numbers")] == [None, None]
    found = items("- Rotate the logs (Yusuf)\n- Print phone numbers (owner: Yusuf)")
    assert [item.owner for item in found] == ["Yusuf", "Yusuf"]


def test_nicknames_in_square_brackets_may_be_followed_by_a_status_or_a_day():
    found = items("- test restores [dilys] DONE\n- label the bays [onsite] by 2022-04-01")
    assert [(item.action, item.owner, item.due, item.status) for item in found] == [
        ("test restores", "dilys", None, Status.DONE),
        ("label the bays", "onsite", date(2022, 4, 1), None),
    ]


@pytest.mark.parametrize("cell", ["Femke / 2022-04-12", "Femke (by 2022-04-12)", "Femke, 12 April 2022"])
def test_a_day_in_an_owner_cell_is_the_due_date(cell):
    (found,) = items(f"| Measure | Owner / Due date |\n|---|---|\n| Limit the pixel count | {cell} |")
    assert (found.owner, found.due) == ("Femke", date(2022, 4, 12))


@pytest.mark.parametrize("words", ["Bob, Ray, Jan", "Bob & Ray, May", "Jan, Bob", "April; Bob; Ray"])
def test_a_month_among_names_that_may_be_one_of_them_is_a_hold(words):
    (found,) = items(f"- Update the firmware ({words})")
    assert (found.action, found.due) == ("Update the firmware", None)
    assert "may be a month or somebody" in found.problems[0]


@pytest.mark.parametrize(("words", "due"), [("Bob, Ray, by June", 6), ("Bob, Ray, November", 11), ("Bob, June", 6)])
def test_a_month_that_nobody_is_called_or_behind_one_name_is_a_day(words, due):
    (found,) = items(f"- Update the firmware ({words})")
    assert (found.due and found.due.month, found.problems) == (due, ())
