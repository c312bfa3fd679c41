"""What once was swallowed without a word, or guessed: each is an item as written, or a hold that names its line."""

from datetime import date

import pytest

from connector.core.model import ActionItem, PostMortem
from connector.parsing import ParseOptions, parse

HEADER = "# Outage of 2026-11-02\n\n## Action items\n\n"
PEOPLE = frozenset(("ada", "ada lovelace", "ian fleming", "fleming", "florence", "eva", "tom"))


def read(text: str, name: str = "a.md") -> PostMortem:
    return parse(text.encode(), name, options=ParseOptions(people=PEOPLE))


def only(line: str) -> ActionItem:
    (item,) = read(f"{HEADER}- {line}\n").items
    return item


@pytest.mark.parametrize(
    ("line", "action", "owner"),
    [
        ("@eva and @max to write the runbook", "write the runbook", ("eva", "max")),
        ("@eva Upgrade the pool", "Upgrade the pool", ("eva",)),
        ("@557058:0f3c-1: rotate keys", "rotate keys", ("557058:0f3c-1",)),
        ("Owner: Ada, Action: rotate the keys, Due: 2026-12-01", "rotate the keys", ("Ada",)),
        ("Add a task: label to the form. Owner: Eva", "Add a task: label to the form.", ("Eva",)),
    ],
)
def test_handles_and_labels_in_front_of_an_order(line: str, action: str, owner: tuple[str, ...]) -> None:
    item = only(line)
    assert (item.action, item.owners) == (action, owner)


def test_two_due_dates_joined_by_or_are_no_date() -> None:
    item = only("Upgrade the pool by 9 May or 10 May 2027")
    assert item.due is None
    assert item.problems == ("two due dates: '9 May' and '10 May 2027'",)


def test_the_same_day_twice_is_that_day() -> None:
    assert only("Upgrade the pool by 9 May 2027 or 2027-05-09").due == date(2027, 5, 9)
