"""Keys that are tickets only because a tracker has a project of that name."""

import pytest

from connector.core.model import Status
from connector.parsing import ParseOptions, parse
from connector.parsing.writing.writeback import Edit, edit

APP = ParseOptions(projects=frozenset({"APP", "ACT"}))
HEAD = "# Outage\n\n## Action items\n\n"
LIST = f"{HEAD}- Add an alert\n- "
TABLE = f"{HEAD}| Action | Owner | Ticket |\n|---|---|---|\n"


def read(text, options=APP, name="a.md"):
    item = parse(text.encode(), name, options=options).items[-1]
    return item.action, item.refs


@pytest.mark.parametrize(
    "line",
    [
        "Rotate the keys (APP-12)",
        "Rotate the keys - APP-12",
        "Rotate the keys, see APP-12",
        "Rotate the keys [APP-12]",
    ],
)
def test_a_key_of_a_project_that_a_tracker_has_is_a_ticket(line):
    assert read(LIST + line) == ("Rotate the keys", ("APP-12",))
    assert read(LIST + line, ParseOptions())[1] == ()


@pytest.mark.parametrize("line", ["ACT-3: Rotate the keys", "ACT-3 - Rotate the keys", "**ACT-3** Rotate the keys"])
def test_one_that_numbers_the_words_behind_it_is_none(line):
    assert read(LIST + line)[1] == ()


@pytest.mark.parametrize("cell", ["APP-12", "APP-12 (done)", "**APP-12**"])
def test_in_a_ticket_column_it_is_one(cell):
    assert read(f"{TABLE}| Rotate the keys | Ana | {cell} |\n") == ("Rotate the keys", ("APP-12",))


def test_links_and_other_words_stay_what_they_are():
    url = "https://jira.example.com/browse/OPS-1"
    assert read(f"{LIST}Rotate the keys ([APP-12]({url}), APP-13)")[1] == (url, "APP-13")
    assert read(f"{LIST}Rotate the keys as in https://example.com/APP-12/x and xAPP-12")[1] == ()


def test_what_is_written_behind_an_item_is_read_from_it_again():
    data = f"{LIST}Rotate the keys (APP-12)\n".encode()
    edited = edit(data, "a.md", [Edit(6, "Rotate the keys", "APP-12", None, Status.DONE)], options=APP)
    assert (edited.unwritten, edited.data.endswith(b"- Rotate the keys (APP-12, done)\n")) == ((), True)
