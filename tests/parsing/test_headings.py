"""Headings, marks and annotations that people write around their action items."""

import pytest

from connector.core.model import ActionItem
from connector.parsing import parse


def items(text: str, name: str = "x.md") -> list[ActionItem]:
    return list(parse(text.encode(), name).items)


def actions(text: str, name: str = "x.md") -> list[str]:
    return [item.action for item in items(text, name)]


@pytest.mark.parametrize(
    "heading", ["More action items", "Platform team action items", "Q3 action items", "Database follow-ups"]
)
def test_a_heading_may_say_whose_the_items_are(heading):
    assert actions(f"# X\n\n## {heading}\n\n- Add an alert\n") == ["Add an alert"]


def test_a_status_with_a_question_mark_is_no_status():
    (found,) = items("# X\n\n## Actions\n\n| Action | Status |\n|---|---|\n| Add an alert | Done? |\n")
    assert (found.status, found.problems) == (None, ("the status 'Done?' is a question: write what it is",))
