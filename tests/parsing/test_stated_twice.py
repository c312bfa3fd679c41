"""Items that stand in a list and in a table: one where they are the same, two where anything tells them apart."""

import pytest

from connector.parsing import parse

TABLE = "## Long-term actions\n\n| Action | Owner | Due |\n|---|---|---|\n| {} | Jane Doe | 2026-12-04 |\n"


def actions(entry: str, row: str) -> list[str]:
    text = f"# Outage\n\n## Short-term actions\n\n- {entry}\n\n{TABLE.format(row)}"
    return [item.action for item in parse(text.encode(), "a.md").items]


@pytest.mark.parametrize(
    ("entry", "row"),
    [
        ("Upgrade Redis in eu-west-1 to 7.2", "Upgrade Redis in us-east-1 to 7.2"),
        ("Page on-call when the lag is above 30 s", "Page on-call when the lag is above 300 s"),
        ("Enable two-factor login for engineers", "Disable two-factor login for engineers"),
        ("Upgrade the cache of the shop (owner: Bob)", "Upgrade the cache of the shop"),
        ("Upgrade the cache of the shop (2026-11-03)", "Upgrade the cache of the shop"),
    ],
)
def test_items_of_nearly_the_same_words_are_two_where_something_tells_them_apart(entry: str, row: str) -> None:
    assert len(actions(entry, row)) == 2


@pytest.mark.parametrize(
    "entry",
    ["Upgrade the cache of the shop", "Upgrade the cache of the shops", "Upgrade the cache of the shop (Jane)"],
)
def test_an_item_that_a_table_states_as_well_counts_once(entry: str) -> None:
    assert actions(entry, "Upgrade the cache of the shop") == ["Upgrade the cache of the shop"]


NEARLY = (
    "# X\n\n## Short-term actions\n\n- [ ] Add rate limits for egress traffic at the gateway\n"
    "- [ ] Enable audit logging on the staging payment database\n- [ ] Raise the pool of the checkout service\n\n"
    "## Long-term actions\n\n| Action | Owner |\n|---|---|\n| Add rate limits for ingress traffic at the gateway | Bob |\n"
    "| Enable audit logging on the payment database | Bob |\n| Raise the pool of the checkout service | Bob |\n"
)


def test_what_is_nearly_a_row_of_the_table_is_told_and_another_word_is_another_item():
    found = parse(NEARLY.encode(), "a.md")
    assert [item.line for item in found.items] == [5, 13, 14, 15]
    assert [hold.line for hold in found.holds] == [6]
    assert "once more, and not quite" in found.holds[0].reason
