"""Tickets that are named below an item: on a line of their own, in a field, or in words that explain it."""

import pytest

from connector.core.model import ActionItem
from connector.parsing import parse

URL = "https://github.com/acme/ops/issues/"


def only(*below: str, line: str = "Rotate the keys") -> ActionItem:
    text = "# Outage\n\n## Action items\n\n" + "\n  - ".join([f"- {line}", *below]) + "\n"
    (item,) = parse(text.encode(), "a.md").items
    return item


@pytest.mark.parametrize("below", [f"{URL}1", f"see {URL}1", f"Link: {URL}1", f"[#1]({URL}1)", f"Ticket: {URL}1"])
def test_a_line_below_with_nothing_but_a_ticket_names_the_items_own(below: str) -> None:
    item = only(below)
    assert (item.action, item.refs, item.mentions) == ("Rotate the keys", (f"{URL}1",), ())


@pytest.mark.parametrize(
    "below", [f"Description: as in {URL}1", f"It began with {URL}1, as ever", f"see [this part]({URL}1)"]
)
def test_words_below_speak_of_a_ticket(below: str) -> None:
    item = only(below)
    assert (item.refs, item.mentions) == ((f"{URL}1",), (f"{URL}1",))


def test_what_an_item_names_itself_comes_before_what_stands_below() -> None:
    item = only("OPS-2", "Description: after OPS-3", line="Rotate the keys (OPS-1)")
    assert (item.refs, item.mentions) == (("OPS-1", "OPS-2", "OPS-3"), ("OPS-2", "OPS-3"))
    item = only("Ticket: OPS-1", "Description: after OPS-3")
    assert (item.refs, item.tracked, item.mentions) == (("OPS-1", "OPS-3"), ("OPS-1",), ("OPS-3",))


def test_words_below_stay_the_items_details() -> None:
    assert only("Description: as  in OPS-1", "OPS-2").details == ("Description: as in OPS-1", "OPS-2")


@pytest.mark.parametrize(
    "text", ["- OPS-1\n", "- [OPS-1](https://jira.example.com/browse/OPS-1)\n", "| Action |\n|---|\n| OPS-1 |\n"]
)
def test_an_entry_that_is_a_ticket_and_nothing_else_names_its_own(text):
    (found,) = parse(f"# Outage\n\n## Action items\n\n{text}".encode(), "a.md").items
    assert (found.action, len(found.refs), found.mentions) == ("OPS-1", 1, ())


def test_a_ticket_macro_alone_in_a_cell_names_the_items_own():
    macro = '<ac:structured-macro ac:name="jira"><ac:parameter ac:name="key">OPS-1</ac:parameter></ac:structured-macro>'
    row = f"<tr><td>{macro}</td><td>Kim</td></tr>"
    page = f"<h1>Outage</h1><h2>Action items</h2><table><tr><th>Action</th><th>Owner</th></tr>{row}</table>"
    (found,) = parse(page.encode(), "a.html").items
    assert (found.refs, found.mentions) == (("OPS-1",), ())
