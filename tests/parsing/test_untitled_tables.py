"""Tables whose columns nobody named: told by what they hold, or held."""

import pytest

from connector.core.model import Status
from connector.parsing import parse
from connector.parsing.writing.writeback import Edit, edit

HEAD = "Outage of mail\nDate of Incident: 2026-11-02\n\nAction items\n"
ALIGNED = (
    "Rotate the keys        Kim         2026-12-04   open\n"
    "Write the runbook      Robin Doe   2026-12-11   done\n"
    "Raise the limit                    2026-12-18   open\n"
)


def found(text, name="a.txt"):
    return [(item.action, item.owner, str(item.due or ""), item.status) for item in parse(text.encode(), name).items]


ALL = (HEAD + ALIGNED).replace("done", "open").split()
READ = [
    ("Rotate the keys", "Kim", "2026-12-04", Status.OPEN),
    ("Write the runbook", "Robin Doe", "2026-12-11", Status.DONE),
    ("Raise the limit", None, "2026-12-18", Status.OPEN),
]


def test_columns_aligned_with_blanks_need_no_titles():
    assert found(HEAD + ALIGNED) == READ
    assert found(HEAD + "------------\n" + ALIGNED.replace("\n", "\r\n")) == READ


def test_a_status_is_written_into_its_aligned_column():
    data = (HEAD + ALIGNED).encode()
    item = parse(data, "a.txt").items[0]
    done = edit(data, "a.txt", [Edit(item.line, item.action, "OPS-1", None, Status.DONE)])
    assert done.unwritten == ()
    assert found(done.data.decode()) == [(*READ[0][:3], Status.DONE), *READ[1:]]
    assert done.data.decode().replace(" (OPS-1)", "").replace("done", "open").split() == ALL


def test_a_table_of_html_needs_no_titles():
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in (owner or '', action, status.value, due))}</tr>"
        for action, owner, due, status in READ
    )
    assert found(f"<h1>Outage</h1><h2>Action items</h2><table>{rows}</table>", "a.html") == READ


@pytest.mark.parametrize(
    "rows",
    [
        (("Kim", "Mail"), ("Robin", "Search")),
        (("Rotate the keys", "Vault"), ("Write the runbook", "pages that nobody reads")),
        (("Rotate the keys", "Kim", "2026-12-04"), ("Write the runbook", "Robin")),
    ],
)
def test_columns_that_do_not_tell_what_they_are_are_held(rows):
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    read = parse(f"<h1>Outage</h1><h2>Action items</h2><table>{table}</table>".encode(), "a.html")
    assert ([item.action for item in read.items], len(read.holds)) == ([], 1)
    assert "no column of this table reads as the action" in read.holds[0].reason


def test_lines_with_a_gap_are_no_table():
    told = "Restart the queue  and then the workers of it\nTell the vendor  of it\n"
    assert [action for action, *_ in found(HEAD + told)] == [
        "Restart the queue and then the workers of it",
        "Tell the vendor of it",
    ]


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Outage of mail\nDate of Incident: 2026-11-02\n", "Outage of mail"),
        ("Outage of mail\nWe lost it for an hour.\n", "Outage of mail"),
        ("On Monday mail was out as the queue was full and\nnobody saw it.\n", "a"),
        ("Mail was out.\nThe queue was full.\n", "a"),
    ],
)
def test_a_first_line_that_the_next_does_not_go_on_is_the_title(first, title):
    assert parse((first + "\nAction items:\n- Raise the limit\n").encode(), "a.txt").title == title
