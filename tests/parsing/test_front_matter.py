"""Action items in front matter are told with their line: they are neither read nor passed over."""

import pytest

from connector.parsing import parse

TEXT = "---\ntitle: Outage\n{}\n---\n\n# Outage\n\n## Action items\n\n- Rotate the keys\n"


def told(text: str) -> list[int]:
    found = parse(text.encode(), "a.md")
    assert [item.action for item in found.items] == ["Rotate the keys"]
    assert all("front matter" in hold.reason for hold in found.holds)
    return [hold.line for hold in found.holds]


@pytest.mark.parametrize(
    "listed",
    [
        "action_items:\n  - Add an alert\n  - Fix the pager",
        "action_items:\n- title: Add an alert\n  owner: ana\n  due: 2026-12-01\n  status: open",
        "Action Items: [Add an alert, Fix the pager]",
        "follow-ups:\n  # from the review\n  - {title: Add an alert, owner: ana}",
        "actions: |\n  - Add an alert",
    ],
)
def test_action_items_in_front_matter_are_held(listed: str) -> None:
    assert told(TEXT.format(listed)) == [3]


def test_action_items_in_front_matter_of_toml_are_held() -> None:
    text = TEXT.replace("---", "+++").replace("title: Outage", 'title = "Outage"')
    assert told(text.format('action_items = [\n  "Add an alert",\n]')) == [3]
    assert told(text.format('[[action_items]]\nowner = "ana"\n\n[[action_items]]\nowner = "kim"')) == [3, 6]


@pytest.mark.parametrize(
    "empty", ["action_items: []", "action_items:", "action_items: 3", "action_items:\n  - TODO", "tags:\n  - actions"]
)
def test_what_lists_no_action_items_is_not_told(empty: str) -> None:
    assert told(TEXT.format(empty)) == []
