"""Documents made to hurt: each parses, or costs one Hold; none raises, reads a file or takes quadratic time.

The sizes are such that quadratic work would take minutes, and a test run that hangs is what would show it.
"""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.parsing import MAX_BYTES, parse
from connector.parsing.writing.writeback import Edit, edit

SUFFIXES = ("md", "rst", "html", "txt")
N = 50_000


def one_hold(data: bytes, name: str) -> str:
    found = parse(data, name)
    assert found.items == ()
    assert len(found.holds) == 1
    return found.holds[0].reason


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(200),
        bytes(range(256)) * 40,
        b"# Post-mortem\n\n- caf\xe9\n",
        b"text with a NUL \x00 inside",
        b"\xff\xfeodd",
        b"- Add the alert\n" * (20_000_000 // 16),
    ],
    ids=["elf", "all bytes", "latin-1", "nul", "half utf-16", "20 MB"],
)
def test_what_is_not_text_costs_one_hold(data: bytes, suffix: str) -> None:
    assert one_hold(data, f"a.{suffix}")


def test_a_document_of_the_largest_size_is_refused_one_byte_later() -> None:
    assert "most that is read" in one_hold(b"x" * (MAX_BYTES + 1), "a.txt")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_byte_order_marks_are_no_part_of_the_text(suffix: str, encoding: str) -> None:
    html = "<h2>Action items</h2><ul><li>Add the alert</li></ul>"
    text = html if suffix == "html" else "ACTION ITEMS\n============\n\n- Add the alert\n"
    assert [item.action for item in parse(text.encode(encoding), f"a.{suffix}").items] == ["Add the alert"]


BOMBS = {
    "html": {
        "divs": "<div>" * N * 2,
        "lists": "<ul><li>" * N + "x",
        "quotes": "<blockquote>" * N,
        "bold": "<b>" * N + "</b>" * N,
        "tables": "<table><tr><td>" * N,
        "columns": "<table><tr>" + "<th>Action</th>" * 10_000 + "</tr><tr>" + "<td>x</td>" * 10_000 + "</tr></table>",
        "spans": "<table>" + "<tr><td colspan=1000 rowspan=1000>x" * 20_000,
        "huge span": f"<table><tr><td colspan={'9' * 5000}>x",
        "unclosed tags": "<a " * N * 4,
        "unclosed quotes": "<a '<a \"'\"<a \"'" * N,
        "unclosed comments": "<!--" * N,
        "unclosed sections": "<![CDATA[" * N,
        "unclosed doctypes": "<!doctype[" * N,
        "a giant attribute": f'<p title="{"x" * 3_000_000}">y</p>',
        "many attributes": "<li " + 'a="1" ' * N + ">x",
        "stray ends": "<li>" + "<i>" * 140 + "</b>" * N,
        "paragraphs in a cell": "<table><tr><td>" + "<p>x</p>" * N + "</td></tr></table>",
        "entities": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>' + "&b;" * N + "</p>",
        "links": "<p>" + "<a href=x>y</a> http://x.example/z " * N,
        "tasks": "<ac:task-list><ac:task><ac:task-status>" * N,
    },
    "md": {
        "lists": "- " * N + "x",
        "quotes": "> " * N + "x",
        "columns": "|" + " Action |" * 10_000 + "\n|" + "---|" * 10_000 + "\n|" + " x |" * 10_000 + "\n",
        "brackets": "[" * N,
        "links": "[a](" * N,
        "stars": "*a " * N,
        "ticks": "`a " * N,
        "one line": "x" * 1_000_000,
        "spaces": " " * 1_000_000 + "x",
        "html": "<div>" * N,
        "tables in html": "<table><tr><td>\n" * 20_000,
    },
    "rst": {
        "lists": "- " * N + "x",
        "quotes": "\n\n".join(" " * depth + "x" for depth in range(500)),
        "ticks": "`a " * N,
        "bars": "|a " * N,
        "names": "a_ " * N,
        "a long line": "x" * 29_000,
        "one line": "x" * 1_000_000,
        "columns": "=== " * 2000 + "\n" + "a   " * 2000 + "\n" + "=== " * 2000 + "\n",
        "substitutions": "".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|\n" for n in range(25)) + ".. |a25| replace:: x\n\n|a0|\n",
        "circle": ".. |a| replace:: |b|\n.. |b| replace:: |a|\n\n|a|\n",
    },
    "txt": {
        "lists": "".join(" " * (n % 300) + "- x\n" for n in range(20_000)),
        "marks": "- " * 500_000,
        "columns": "|" + " a |" * 10_000 + "\n|" + " b |" * 10_000,
        "bars": "|" * 200_000,
        "tabs": "\t".join("a" * 10_000) + "\n" + "\t".join("b" * 10_000),
        "one line": "x" * 1_000_000,
        "brackets in an address": "http://a.example/" + ")]" * N,
        "headings": "TITLE HERE\n\n" * N,
        "rules": "=" * 1_000_000,
        "boxes": "[ ] " * N,
        "fences": "```\n" * N,
    },
}  # fmt: skip
CASES = [(suffix, name) for suffix, bombs in BOMBS.items() for name in bombs]


@pytest.mark.parametrize(("suffix", "name"), CASES)
def test_a_bomb_parses_or_costs_one_hold(suffix: str, name: str) -> None:
    found = parse(BOMBS[suffix][name].encode(), f"a.{suffix}")
    assert len(found.items) <= 1
    assert len(found.holds) <= 1


@pytest.mark.parametrize(
    "text",
    [
        ".. include:: {path}\n",
        ".. include:: {path}\n   :literal:\n",
        ".. raw:: html\n   :file: {path}\n",
        ".. raw:: html\n\n   secret words\n",
        ".. csv-table:: x\n   :file: {path}\n",
        ".. figure:: {path}\n   :figwidth: image\n",
        ".. image:: {path}\n",
    ],
)
def test_no_directive_reads_a_file_or_passes_raw_markup(text: str, tmp_path, capsys) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Action items\n============\n\n- Add the secret words\n")
    found = parse(("Title\n=====\n\n" + text.format(path=secret)).encode(), "a.rst")
    assert found.items == ()
    assert "Add the secret" not in repr(found)
    assert capsys.readouterr() == ("", "")


def test_a_role_of_one_document_is_unknown_in_the_next() -> None:
    body = "Action items\n============\n\n- Add :shout:`the alert` now\n"
    before = parse(body.encode(), "a.rst")
    parse(f".. role:: shout\n   :class: strike\n\n{body}".encode(), "b.rst")
    assert parse(body.encode(), "a.rst") == before


def test_docutils_reads_no_configuration_of_the_folder_it_runs_in(tmp_path, monkeypatch) -> None:
    (tmp_path / "docutils.conf").write_text("[general]\nfile_insertion_enabled: on\nreport_level: 1\n")
    (tmp_path / "other.txt").write_text("- Add the secret\n")
    monkeypatch.chdir(tmp_path)
    assert parse(b"Action items\n============\n\n.. include:: other.txt\n", "a.rst").items == ()


PIECES = ["<", ">", "</li>", "<li>", "<td", "|", "- ", "* ", "[ ]", "[x]", "\n", "\r", "\t", "`", "``", "**", "_", "::", ".. ", "==", "\n---\n",
          "<table>", "<tr>", "]]>", "<![CDATA[", "&#0;", "&amp;", "x", "Action items", "Owner: ", "due 2026-01-01", "\ufeff", "\u2028", "☐", "1. "]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(SUFFIXES))
def test_any_jumble_of_marks_parses_the_same_twice_and_can_be_edited(text: str, suffix: str) -> None:
    name = f"a.{suffix}"
    first = parse(text.encode(), name)
    assert parse(text.encode(), name) == first
    edits = [Edit(item.line, item.action, f"OPS-{n}", None) for n, item in enumerate(first.items, 10)]
    edited = edit(text.encode(), name, edits)
    after = parse(edited.data, name)
    assert [item.action for item in after.items] == [item.action for item in first.items]


def test_the_pieces_make_documents_with_items_in_every_format() -> None:
    heads = {
        "md": "## Action items\n",
        "rst": "Action items\n============\n\n",
        "html": "<h2>Action items</h2>",
        "txt": "ACTION ITEMS\n",
    }
    bullets = {"html": "<ul><li>Add x</li></ul>"}
    found = [parse((heads[one] + bullets.get(one, "- Add x\n")).encode(), f"a.{one}").items for one in SUFFIXES]
    assert [item.action for item in itertools.chain(*found)] == ["Add x"] * 4
