"""Bytes to text, and what becomes of bytes that are none."""

import pytest

from connector.parsing import MAX_BYTES, Unreadable, decode, format_of, parse


def test_a_byte_order_mark_stays_as_the_first_character() -> None:
    assert decode("\ufeffä".encode()) == "\ufeffä"
    assert decode("\ufeffä".encode("utf-16-le")) == "\ufeffä"
    assert decode("\ufeffä".encode("utf-16-be")) == "\ufeffä"


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"one\ntwo \xe9\n", "not UTF-8: byte 0xe9 at offset 8", 2),
        (b"PNG\n\n\x00\x01", "binary", 3),
        (b"x" * (MAX_BYTES + 1), "5,000,001 bytes", 0),
        (b"\xff\xfe\x00\xd8", "not UTF-16-LE", 1),
    ],
)
def test_bytes_that_are_no_text_say_why_and_where(data: bytes, reason: str, line: int) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        decode(data)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "data", [b"\x00", b"\xff\xff", b"x" * (MAX_BYTES + 1), b"- " * 5000 + b"x", b"# T\n\n" + b"[" * 9999]
)
def test_a_document_that_cannot_be_read_costs_one_hold(data: bytes) -> None:
    post_mortem = parse(data, "a/b.md")
    assert (post_mortem.title, post_mortem.items) == ("b.md", ())
    assert len(post_mortem.holds) == 1


@pytest.mark.parametrize("name", ["x.md", "x.rst", "x.html", "x.txt", "x"])
@pytest.mark.parametrize(
    "data",
    [b"", b"\xef\xbb\xbf", b"\n", b"---\n", b"| a\n|", b"[x]: <", b"<table><tr><td>", b"\\", b"- [ ]", b"# \n## ()"],
)
def test_scraps_are_documents_without_items(name: str, data: bytes) -> None:
    assert parse(data, name).items == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", "markdown"), ("A.MD", "markdown"), ("a.html.md.erb", "markdown"), ("a.mdx", "markdown"), ("a.rst", "rst"),
        ("a.html", "html"), ("a.xml", "html"), ("a.txt", "plain"), ("README", "plain"),
    ],
)  # fmt: skip
def test_the_name_tells_the_format(name: str, kind: str) -> None:
    assert format_of(name) == kind


@pytest.mark.parametrize("name", ["outage.mediawiki", "notes/Outage.Wiki"])
def test_markup_that_is_not_supported_is_said_and_not_read_as_plain_text(name: str) -> None:
    found = parse(
        b"= Outage =\n\n== Action items ==\n\n{|\n! Action !! Owner\n|-\n| Rotate the keys || [[User:Ana]]\n|}\n", name
    )
    (hold,) = found.holds
    assert "iki markup is not supported" in hold.reason
    assert (found.items, hold.subject) == ((), name.rsplit("/", 1)[-1])
