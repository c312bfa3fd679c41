"""What once was swallowed without a word, or guessed: each is an item as written, or a hold that names its line."""

from datetime import date

import pytest

from connector.core.model import ActionItem, PostMortem, Status
from connector.parsing import ParseOptions, parse
from connector.parsing.writing.writeback import Edit, edit

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


SECTION = "## Action items\n\n- Fix the pool (@ana)\n- Add an alert\n"
RST_ITEMS = "  - Fix the pool (@ana)\n  - Add an alert\n"
RST = "Outage\n======\n\nAction items\n------------\n\n"
PAGE = "<h2>Action items</h2><ul><li>Fix the pool</li><li>Add an alert</li></ul>"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.md", f"# Outage\n\n```\nlog\n\n{SECTION}", 3),
        ("a.md", f"# Outage\n\n~~~ text\nlog\n\n{SECTION}", 3),
        ("a.md", f"# Outage\n\n```\nlog\n\n{SECTION}\n```bash\nls\n```\n", 3),
        ("a.md", f"# Outage\n\n```\nlog\n\n{SECTION}\n```\nls\n```\n\nThe end.\n", 3),
        ("a.md", f"# Outage\n\n- a log:\n  ```\n  log\n```\n\n{SECTION}", 6),
        ("a.md", f"# Outage\n\n<!-- from the meeting\n\n{SECTION}", 3),
        ("a.md", f"# Outage\n\n<pre>\nlog\n\n{SECTION}", 3),
        ("a.md", "# Outage\n\n## Action items\n```\n- Fix the pool (@ana)\n- Add an alert\n```\n", 4),
        ("a.md", "# Outage\n\n## Action items\n> - Fix the pool (@ana)\n> - Add an alert\n", 4),
        ("a.txt", "Outage\n\n```\nlog\n\nAction items:\n- Fix the pool (@ana)\n- Add an alert\n", 3),
        ("a.rst", f"Outage\n======\n\nAction items::\n\n{RST_ITEMS}", 6),
        ("a.rst", f"{RST}.. note:\n\n{RST_ITEMS}", 7),
        ("a.rst", f"{RST}.. todo::\n\n{RST_ITEMS}", 7),
        ("a.rst", f"Outage\n======\n\n.. tab:: Action items\n\n{RST_ITEMS}", 4),
        ("a.html", f"<h1>Outage</h1>\n<!-- old {PAGE}", 2),
        ("a.html", f"<h1>Outage</h1>\n<pre>log {PAGE}", 2),
        ("a.html", f"<h1>Outage</h1>\n<style>p {{}} {PAGE}", 2),
        ("a.html", f"<ac:structured-macro ac:name='code'><ac:plain-text-body><![CDATA[ log {PAGE}", 1),
    ],
)
def test_items_that_an_unclosed_block_swallows_are_one_hold_on_its_line(name: str, text: str, line: int) -> None:
    found = read(text, name)
    assert found.items == ()
    (hold,) = found.holds
    assert hold.line == line
    assert hold.reason.startswith("2 action items stand in this")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"# Outage\n\n{SECTION}\n## Log\n```\n- Fix it\n"),
        ("a.md", f"# Outage\n\n{SECTION}\n## The template we use\n\n```\n{SECTION}```\n"),
        ("a.md", f"# Outage\n\n{SECTION}\n<!-- - Fix what was dropped -->\n"),
        ("a.md", f"# Outage\n\n{SECTION}\n````\n```bash\nls\n```\n````\n"),
        ("a.rst", f"{RST}- Fix the pool\n- Add an alert::\n\n    - alert: high\n\n.. this is a remark\n"),
    ],
)
def test_code_and_comments_that_swallow_nothing_are_no_hold(name: str, text: str) -> None:
    found = read(text, name)
    assert len(found.items) == 2
    assert found.holds == ()


@pytest.mark.parametrize(
    "table",
    [
        "+-------+-----+\n| Action | Owner |\n+=======+=====+\n| Fix it | Ana |\n+-------+-----+\n",
        "=======  =====\nAction   Owner\n=======  =====\nFix it now Ana\n=======  =====\n",
    ],
)
def test_a_table_that_docutils_cannot_read_is_a_hold(table: str) -> None:
    found = read(f"{RST}{table}", "a.rst")
    assert found.items == ()
    assert "block that docutils cannot read" in found.holds[0].reason


def test_a_title_of_an_unexpected_level_is_still_a_title() -> None:
    text = "Outage\n======\n\nA\n---\n\nB\n~~~\n\nfoo\n\nC\n---\n\nx\n\nAction items\n####\n\n- Add an alert\n"
    assert [item.action for item in read(text, "a.rst").items] == ["Add an alert"]


def test_words_behind_a_comment_on_its_line_are_read() -> None:
    text = "# Outage\n\n## Action items\n<!-- from the meeting --> Fix the pool (@ana)\n"
    assert [(item.action, item.line) for item in read(text).items] == [("Fix the pool", 4)]


LABELLED = "AI-1: Do this thing\n  Owner: Ada\n  Status: open\nAI-2: The pool is too small, we\nneed more\n  Owner: Eva, Due: 2026-12-01\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", f"{HEADER}{LABELLED}"),
        ("a.md", f"{HEADER}- {LABELLED}"),
        ("a.txt", f"Outage\n\nAction items:\n\n{LABELLED}"),
        ("a.rst", f"{RST}{LABELLED.replace('  ', '')}"),
        ("a.html", f"<h2>Action items</h2><p>{LABELLED.strip().replace(chr(10), '<br/>')}</p>"),
    ],
)
def test_lines_with_labels_are_items_and_the_fields_below_belong_to_them(name: str, text: str) -> None:
    first, second = read(text, name).items
    assert (first.action, first.owner, first.due) == ("Do this thing", "Ada", None)
    assert (second.action, second.owner) == ("The pool is too small, we need more", "Eva")
    assert second.due == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("lines", "owners"),
    [
        ("Rotate the keys\nOwner: Ada\nDue: 2026-12-01\nUpgrade the pool\nOwner: Eva", ["Ada", "Eva"]),
        ("Rotate the keys\nOwner: Ada\nA bigger pool\nOwner: Eva", ["Ada", "Eva"]),
        ("AI-1: Rotate the keys\n\nOwner: Ada\n\nAI-2: Grow the pool\n\n**Owner:** Eva", ["Ada", "Eva"]),
        ("- Rotate the keys\n\nOwner: Ada\n\n- Grow the pool\n\nOwner: Eva", ["Ada", "Eva"]),
        ("AI-1: Rotate the keys\nOwner: Ada\nWe chose this as it is simple.", ["Ada"]),
    ],
)
def test_fields_on_lines_of_their_own_belong_to_the_item_above(lines: str, owners: list[str]) -> None:
    assert [item.owner for item in read(f"{HEADER}{lines}\n").items] == owners


def test_fields_below_several_items_are_a_hold() -> None:
    found = read(f"{HEADER}- Rotate the keys\n- Grow the pool\n\nOwner: Ada\n")
    assert [item.owner for item in found.items] == [None, None]
    assert [(hold.line, "'Owner: Ada'" in hold.reason) for hold in found.holds] == [(8, True)]


def test_a_struck_line_is_done_and_its_neighbour_is_not() -> None:
    first, second = read(f"{HEADER}~~AI-1: Fix this~~\nAI-2: Fix that\n").items
    assert (first.status, second.status) == (Status.DONE, None)


@pytest.mark.parametrize("end", ["\n", "\r\n", "<br/>"])
def test_a_status_is_written_into_the_line_of_its_own_item(end: str) -> None:
    lines = "AI-1: Do this thing\nOwner: Ada\nStatus: open\nAI-2: Upgrade that\nOwner: Eva\nStatus: open\n"
    name, text = (
        ("a.html", f"<h2>Action items</h2><p>{lines.strip()}</p>") if end[0] == "<" else ("a.md", HEADER + lines)
    )
    data = text.replace("\n", end).encode()
    first, second = parse(data, name).items
    edited = edit(data, name, [Edit(second.line, second.action, "OPS-2", None, Status.DONE)])
    assert edited.unwritten == ()
    head, tail = data.split(b"AI-2: Upgrade that")
    assert edited.data == head + b"AI-2: Upgrade that (OPS-2)" + tail.replace(b"open", b"done")
    assert parse(edited.data, name).items[0] == first


@pytest.mark.parametrize(
    "below",
    [
        "- Harden the pool\n  - it was small\n  - Note: nodes are slow\n  - Bigger nodes (Ada)\n",
        "- Harden the pool\n  - as follows\n    - in short\n    - Bigger nodes (@ada)\n",
        "- Harden the pool\n  - it was small\n  - Bigger nodes, due 2026-12-01\n  - and slow\n",
        "- Harden the pool\n\n  We talked. Ada will add nodes by 2026-12-01.\n\n  It was small.\n",
        "- Harden the pool\n\nAlso, Ada will add bigger nodes.\n\nIt was small, that is all.\n",
        "- Harden the pool\n\n## Follow-ups\n\nWe talked about it. Ada will add nodes by 2026-12-01. Then we left.\n\n- [x] Grow the pool\n",
        "- Harden the pool\n\n## Prevention\n\n- Add bigger nodes (Ada, 2026-12-01)\n- What was small\n",
        "- Harden the pool\n\n## Prevention\n\nTom will add bigger nodes by 2026-12-05.\n",
    ],
)
def test_an_owner_or_a_day_beside_the_items_is_a_hold(below: str) -> None:
    found = read(f"{HEADER}{below}")
    assert found.items[0].action == "Harden the pool"
    (hold,) = found.holds
    line = next(
        at for at, words in enumerate(f"{HEADER}{below}".split("\n"), 1) if "nodes" in words and "Note" not in words
    )
    assert hold.line == line
    assert hold.reason.startswith("names ")


def test_nested_orders_with_an_owner_are_items_beside_the_fields_of_their_parent() -> None:
    found = read(f"{HEADER}- Harden the pool\n  - Owner: Tom\n  - Raise the limit (Ada, 2026-12-01)\n  - it is small\n")
    assert [(item.action, item.owner) for item in found.items] == [
        ("Harden the pool", "Tom"),
        ("Raise the limit", "Ada"),
    ]
    assert found.holds == ()


@pytest.mark.parametrize(
    "beside",
    [
        "- Harden the pool\n  - it was fixed by Ada on 2026-11-03\n  - Grew nodes by 2026-11-01\n",
        "- Harden the pool\n\n## Prevention\n\n- Harden the pool (Ada, 2026-12-01)\n- Added an alert (Tom)\n",
        "- Harden the pool\n\nAda and Tom were there, and it was fine.\n",
    ],
)
def test_what_is_done_or_plainly_told_beside_the_items_is_no_hold(beside: str) -> None:
    found = read(f"{HEADER}{beside}")
    assert [item.action for item in found.items] == ["Harden the pool"]
    assert found.holds == ()


def test_a_row_with_an_owner_or_a_day_and_no_action_is_a_hold() -> None:
    rows = "| Fix it | Ada | 2026-12-01 |\n| | Eva | |\n| TBD | | 2026-12-02 |\n| | | |\n| TBD | TBD | |\n"
    found = read(f"{HEADER}| Action | Owner | Due |\n|---|---|---|\n{rows}")
    assert [item.line for item in found.items] == [7]
    assert [hold.line for hold in found.holds] == [8, 9]
    assert "'Eva', but not what is to be done" in found.holds[0].reason


@pytest.mark.parametrize(
    ("line", "action", "owner"),
    [
        ("Fleming will rotate the keys", "Fleming will rotate the keys", "Fleming"),
        ("Florence to look at the disks", "Florence to look at the disks", "Florence"),
        ("Fleming: rotate the keys", "rotate the keys", "Fleming"),
        ("Rotate the keys - Fleming - 2026-12-01", "Rotate the keys", "Fleming"),
        ("Ada must rotate the keys", "Ada must rotate the keys", "Ada"),
        ("Ada needs to look at the disks", "Ada needs to look at the disks", "Ada"),
        ("Lovelace has to go through the logs", "Lovelace has to go through the logs", "Lovelace"),
        ("Rotate the keys. Ada owns this", "Rotate the keys", "Ada"),
        ("Ada owns this: rotate the keys", "rotate the keys", "Ada"),
        ("Rotate the keys, assignee Ada", "Rotate the keys", "Ada"),
        ("Rotate the keys; owner Ada; due 2026-12-01", "Rotate the keys", "Ada"),
        ("Rotate the keys (owner Ada, due 2026-12-01)", "Rotate the keys", "Ada"),
        ("Owner Ada: rotate the keys", "rotate the keys", "Ada"),
        ("Turing must rotate the keys", "Turing must rotate the keys", None),
        ("Monitoring must alert on the pool", "Monitoring must alert on the pool", None),
        ("Envoy needs to retry", "Envoy needs to retry", None),
        ("Ada will be away", "Ada will be away", None),
        ("Add owner Redis to the list of things", "Add owner Redis to the list of things", None),
    ],
)
def test_known_people_are_owners_whatever_their_names_end_in(line: str, action: str, owner: str | None) -> None:
    item = only(line)
    assert (item.action, item.owner) == (action, owner)


def test_a_label_in_front_of_an_item_does_not_make_it_a_field_of_the_one_above() -> None:
    found = read(f"{HEADER}- Grow the pool\n- Responsible: Tom. Rotate the keys\n").items
    assert [(item.action, item.owner) for item in found] == [("Grow the pool", None), ("Rotate the keys", "Tom")]


@pytest.mark.parametrize(
    ("line", "action", "owner", "due"),
    [
        ("Rotate the keys (Eva, 2026-12-01) before the audit", "Rotate the keys before the audit", "Eva", "2026-12-01"),
        ("Rotate the keys (Eva, 2026-12-01)\n  and tell us", "Rotate the keys and tell us", "Eva", "2026-12-01"),
        ("Rotate the keys (Eva, by 4 May 2027): they are old", "Rotate the keys: they are old", "Eva", "2027-05-04"),
        ("Rotate the keys (Eva) before the audit", "Rotate the keys before the audit", "Eva", None),
        ("Rotate the keys - Ada Lovelace - Friday", "Rotate the keys", "Ada Lovelace", "2026-11-06"),
        ("Bigger nodes: Ada, 2026-12-01", "Bigger nodes", "Ada", "2026-12-01"),
        ("Rotate the keys (at rest) and go", "Rotate the keys (at rest) and go", None, None),
    ],
)
def test_who_and_when_amid_the_words_are_read(line: str, action: str, owner: str | None, due: str | None) -> None:
    text = f"# Outage\n\nDate: 2026-11-02\n\n## Action items\n\n- {line}\n"
    (item,) = read(text).items
    assert (item.action, item.owner) == (action, owner)
    assert item.due == (due and date.fromisoformat(due))


def test_next_friday_behind_a_name_leaves_the_name_and_is_held() -> None:
    text = "# Outage\n\nDate: 2026-11-02\n\n## Action items\n\n- Rotate the keys - Ada Lovelace - next Friday\n"
    (item,) = read(text).items
    assert (item.action, item.owner, item.due) == ("Rotate the keys", "Ada Lovelace", None)
    assert "'next Friday' after Monday could be" in item.problems[0]


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("Will not do: rotate the keys", "rotate the keys"),
        ("Won't do: rotate the keys", "rotate the keys"),
        ("Not planned - rotate the keys", "rotate the keys"),
        ("Decided against: rotating keys", "rotating keys"),
        ("Out of scope: rotate the keys", "rotate the keys"),
        ("Verworfen: Schlüssel tauschen", "Schlüssel tauschen"),
        ("Rotate the keys. Will not do.", "Rotate the keys."),
    ],
)
def test_what_will_not_be_done_is_not_open(line: str, action: str) -> None:
    item = only(line)
    assert (item.action, item.status) == (action, Status.WONT_DO)


@pytest.mark.parametrize("line", ["We decided not to rotate the keys", "The team won't rotate the keys"])
def test_a_sentence_on_what_will_not_be_done_is_held(line: str) -> None:
    item = only(line)
    assert item.status is None
    assert "not to be done" in item.problems[0]


@pytest.mark.parametrize(
    "cell",
    [
        "Tom (was Lea)",
        "Tom, formerly Lea",
        "Lea -> Tom",
        "was Lea, now Tom",
        "@tom (instead of @lea)",
        "Tom (was Lea), 2026-12-01",
    ],
)
def test_an_owner_who_took_over_is_the_only_owner(cell: str) -> None:
    (item,) = read(f"{HEADER}| Action | Owner |\n|---|---|\n| Fix the pool | {cell} |\n").items
    assert [owner.lower() for owner in item.owners] == ["tom"]
