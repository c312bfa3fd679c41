"""Items that a label, a person's name above them, or a sentence before them makes what they are."""

import pytest

from connector.parsing import parse

ACTIONS = "# Outage\n\n## Action items\n\n"


def read(text, name="a.md"):
    return [(item.action, item.owner) for item in parse(text.encode(), name).items]


@pytest.mark.parametrize(
    "line",
    [
        "**TODO** Check the disk before the import",
        "**TODO**: Check the disk before the import",
        "TODO: Check the disk before the import",
        "**Action item:** Check the disk before the import",
        "**ACTION** Check the disk before the import",
    ],
)
@pytest.mark.parametrize("heading", ["Lessons learned", "Remediation", "Action items"])
def test_a_marked_line_is_an_item_under_any_heading(line, heading):
    text = f"# Outage\n\n## {heading}\n\nThe disk was full.\n\n{line}\n"
    assert read(text) == [("Check the disk before the import", None)]


def test_a_marked_paragraph_may_go_on_and_name_its_owner_last():
    text = (
        "# Outage\n\n## Lessons learned\n\n**Action item:** Start incidents earlier.\nIt helps everyone. Owner: @kim\n"
    )
    assert read(text) == [("Start incidents earlier. It helps everyone.", "kim")]


@pytest.mark.parametrize("word", ["**To do better** is hard.", "A **TODO** list is long.", "**TODO**"])
def test_such_a_word_elsewhere_marks_nothing(word):
    assert read(f"# Outage\n\n## Lessons learned\n\n{word}\n") == []


def test_an_owner_above_a_list_owns_its_items():
    text = (
        ACTIONS
        + "**Owner: Kim**\n- Fix the queue\n\n@max:\n- Fix the cache\n\nKim:\n- Add an alert\n\nBackend:\n- Add a check\n"
    )
    assert read(text) == [
        ("Fix the queue", "Kim"),
        ("Fix the cache", "max"),
        ("Add an alert", "Kim"),
        ("Add a check", None),
    ]


def test_an_order_with_its_owner_in_bold_is_the_item_where_the_list_below_only_explains_it():
    text = (
        ACTIONS
        + "**Kim** Add badges for:\n- the main build\n- integration tests\n\n**Kim** Do the following:\n- Add an alert\n- Fix the cache\n"
    )
    assert read(text) == [("Add badges for", "Kim"), ("Add an alert", "Kim"), ("Fix the cache", "Kim")]


@pytest.mark.parametrize(
    "sentence",
    [
        "To prevent similar issues in the future, we've made a few changes along with longer term improvements:",
        "In order to make sure that this does not happen again, we will take the following steps:",
        "It took long. Acme is taking the following actions:",
        "Things I have to do:",
        "We learned a lot. We have created tickets to track the work needed to fill those gaps:",
    ],
)
def test_a_sentence_that_says_what_a_list_is_for_opens_it(sentence):
    text = f"# Outage\n\nThe certificate had expired.\n\n{sentence}\n\n1. Add a daily check of all certificates\n2. Page two people\n"
    assert read(text) == [("Add a daily check of all certificates", None), ("Page two people", None)]


def test_a_table_of_contents_holds_no_items():
    page = '<h2>Prevention</h2><ul><li>Add a check</li></ul><aside><ul><li><a href="#fix">Fix</a></li><li><a href="#t">Timeline</a></li></ul></aside>'
    assert read(page, "a.html") == [("Add a check", None)]
    assert read(ACTIONS + "- [Fix the cache](#fix)\n- [Root cause](#root)\n") == []


def test_a_column_of_numbers_of_issues_holds_references_and_no_text_is_an_owner():
    text = ACTIONS + (
        "| Description | Owner | Issue # |\n|---|---|---|\n"
        "| Add tests | Added along with the fix | [#7](https://github.com/acme/ops/issues/7) |\n"
    )
    item = parse(text.encode(), "a.md").items[0]
    assert (item.owner, item.refs) == (None, ("https://github.com/acme/ops/issues/7",))


def test_the_last_word_of_a_sentence_is_none_that_introduces_a_link():
    text = ACTIONS + "- Work around it until the bug gets fixed. [Issue](https://github.com/acme/ops/issues/7)\n"
    assert read(text) == [("Work around it until the bug gets fixed.", None)] or read(text) == [
        ("Work around it until the bug gets fixed", None)
    ]


@pytest.mark.parametrize(
    "line", ["Fix the cache kim@", "Fix the cache [kim@]", "kim@ to Fix the cache", "(kim@) Fix the cache"]
)
def test_a_handle_may_end_in_its_sign(line):
    assert read(ACTIONS + f"- {line}\n") == [("Fix the cache", "kim")]


def test_what_an_introduction_in_a_list_introduces_are_the_items():
    text = (
        ACTIONS
        + "- In the future when dealing with code that may break the API for all of its users:\n  - Add integration tests\n  - More carefully review it\n"
    )
    assert read(text) == [("Add integration tests", None), ("More carefully review it", None)]


def test_what_is_struck_out_gives_way_to_what_stands_behind_it():
    text = ACTIONS + "- ~~Old way~~ New way of deploying (owner: Kim)\n- ~~Use vendor X~~ done in May\n"
    found = parse(text.encode(), "a.md").items
    assert [(item.action, str(item.status)) for item in found] == [
        ("New way of deploying", "None"),
        ("Use vendor X", "done"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "No additional actions.", "No further work planned.", "No other follow-ups needed", "Nothing else for now.", "We are good.",
        "All done!", "Ingen flere tiltak", "Keine weiteren Maßnahmen", "Pas d'autres actions", "See table above.", "Total: 2",
    ],
)  # fmt: skip
def test_words_that_there_is_no_more_to_do_are_no_item(line):
    assert parse(f"{ACTIONS}- {line}\n".encode(), "a.md").items == ()


def test_lines_of_a_paragraph_beside_its_items_are_told():
    text = ACTIONS + "Rework the login page - @bob\nAdd an alert, due 2026-11-01\n\n1. Write it up\n"
    found = parse(text.encode(), "a.md")
    told = {item.line for item in found.items} | {hold.line for hold in found.holds}
    assert told >= {5, 6, 8}


def test_what_only_explains_an_item_goes_with_it():
    text = (
        ACTIONS
        + "1. Improve monitoring of the queues\n   - Add an alert on lag\n     - on *all* of them\n   - Owner: Kim\n2. Write it up\n"
    )
    first, second = parse(text.encode(), "a.md").items
    assert (first.details, first.owner, second.details) == (("Add an alert on lag", "on all of them"), "Kim", ())


CACHE = "# Outage\n\n## Root cause\n\nThe cache was full.\n\n"


@pytest.mark.parametrize(
    "words",
    [
        "Action: Add an alarm\nOwner: Kim\nDue: 2026-12-01\n",
        "Action: Add an alarm — Owner: Kim — Due: 2026-12-01\n",
        "- Action: Add an alarm (owner: Kim, due: 2026-12-01)\n- No alarm rang\n",
        "Action: Fix it\nOwner: Ben\nAction: Add an alarm\nOwner: Kim\nDue: 2026-12-01\n",
    ],
)
def test_an_action_with_its_owner_is_an_item_under_any_heading(words):
    found = parse((CACHE + words).encode(), "a.md").items[-1]
    assert (found.action, found.owner, str(found.due)) == ("Add an alarm", "Kim", "2026-12-01")


@pytest.mark.parametrize("words", ["Action: restarted the pods at 10:05\n", "- Action: failed over to the replica\n"])
def test_an_action_that_was_taken_is_no_item(words):
    assert read(CACHE + words) == []


def test_what_was_done_with_its_owner_under_another_heading_is_held():
    (item,) = parse(f"{CACHE}Action: Restarted the pods\nOwner: Kim\n".encode(), "a.md").items
    assert "reads as if it were done" in item.problems[0]
