"""Properties of the ticket file: whatever a document says, the file reads back, and an edit changes what it names."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.trackers.markdowntext import escape_line, headings, one_line, tame, unescape_line
from connector.trackers.ticketfile import KEYS, Unreadable, clean, compose, edited, parse, with_comment

ANY = st.text(st.characters(), max_size=60)
NASTY = st.text("\\`*_[]<>#&;~-=.:'\"{}|@!ab0 \n\r\t\x00\u2028\u0085\ufeff", max_size=40)
TEXT = ANY | NASTY
AT = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


@given(TEXT)
def test_a_line_reads_back(text):
    line = one_line(text)
    written = escape_line(line)
    assert unescape_line(written) == line
    assert "\n" not in written
    assert written.replace("\u200c", "").replace("\u200d", "").isprintable()


@given(title=TEXT, owner=TEXT, labels=st.lists(TEXT, max_size=3), body=TEXT)
def test_a_new_file_reads_back(title, owner, labels, body):
    values = {"key": "ACT-1", "status": "open", "owner": clean(owner), "labels": clean(labels), "marker": "a/b"}
    file = parse(compose(values, title=title, body=body))
    assert list(file.entries) == list(KEYS)
    assert file.title == one_line(title)
    assert file.get_list("labels") == values["labels"]
    assert {key: file.entries[key].value for key in ("key", "status", "owner", "marker")} == {
        key: values[key] for key in ("key", "status", "owner", "marker")
    }


@given(title=TEXT, new=TEXT, owner=TEXT, body=TEXT)
def test_an_edit_changes_what_it_names(title, new, owner, body):
    before = parse(compose({"key": "ACT-1", "status": "open", "marker": "a/b"}, title=title, body=body))
    after = parse(edited(before, {"owner": clean(owner), "status": "done"}, title=new))
    values = {key: entry.value for key, entry in before.entries.items()}
    assert {key: entry.value for key, entry in after.entries.items()} == values | {
        "owner": clean(owner),
        "status": "done",
    }
    assert after.title == one_line(new)
    assert after.text[after.title_span[1] :] == before.text[before.title_span[1] :]


@given(TEXT)
def test_a_comment_adds_text_at_the_end_and_no_heading_of_its_own(text):
    before = parse(compose({"key": "ACT-1"}, title="t", body=""))
    after = parse(with_comment(before, text, at=AT, who="connector"))
    assert after.text.startswith(before.text)
    assert after.entries == before.entries
    assert [each.text for each in headings(after.text, start=after.body)] == [
        "t",
        "Comments",
        "2026-11-23 10:15 UTC, connector",
    ]


@given(TEXT)
def test_taming_twice_changes_nothing(text):
    assert tame(tame(text)) == tame(text)


@given(st.binary(max_size=200) | TEXT.map(lambda text: b"---\n" + text.encode("utf-8", "replace") + b"\n---\n"))
def test_any_bytes_are_read_or_refused_with_a_line(data):
    try:
        line = parse(data).text.count("\n") + 1
    except Unreadable as fault:
        line = fault.line
    assert 1 <= line <= data.count(b"\n") + 3


@given(
    st.lists(
        st.sampled_from(
            [
                "status: open",
                "status:",
                "owner: 'a b'  # c",
                "# note",
                "",
                "labels: [a]",
                "labels:\n- a\n\n- b",
                "x: |\n  y",
            ]
        ),
        max_size=5,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_an_edit_of_a_file_by_hand_keeps_every_other_line(lines, newline):
    text = newline.join(["---", *"\n".join(lines).split("\n"), "key: ACT-1", "---", "# t", "", "text  ", ""])
    try:
        before = parse(text.encode())
    except Unreadable:
        return  # a key twice
    after = parse(edited(before, {"status": "done"}))
    values = {key: entry.value for key, entry in before.entries.items()}
    assert {key: entry.value for key, entry in after.entries.items()} == values | {"status": "done"}
    kept = [line for line in before.text.splitlines() if not line.startswith("status:")]
    assert [line for line in after.text.splitlines() if not line.startswith("status:")] == kept


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("# Fix foo_bar", "Fix foo_bar"),
        ("#\tTabbed", "Tabbed"),
        ("  # Indented ##", "Indented"),
        ("# C#", "C#"),
        ("# Not \\# closed \\#", "Not # closed #"),
        ("# 50&#37; of it", "50% of it"),
        ("#", ""),
        ("#hashtag\n# Title", "Title"),
        ("## Sub\n# Title", "Title"),
        ("~~~\n# code\n~~~\n# Title", "Title"),
        ("no title", None),
    ],
)
def test_titles_as_people_write_them(markdown, title):
    assert parse(f"---\nkey: ACT-1\n---\n{markdown}\n".encode()).title == title


def test_words_keep_their_look_where_nothing_needs_escaping():
    line = "Alert on queue_depth > 5 (50% of max), see RFC-7 & snake_case_name; it's ~3 days"
    assert escape_line(line) == line
