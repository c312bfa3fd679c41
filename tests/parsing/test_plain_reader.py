"""The plain-text reader: what is believed to be a heading, a list or a table, and where it stands."""

import pytest

from connector.parsing.blocks import Heading, ListBlock, Opaque, Paragraph, Span, Table
from connector.parsing.readers.plain import read


def cut(text: str, span: Span | None) -> str:
    assert span is not None
    return text[span.start : span.end]


def headings(text: str) -> list[tuple[int, str]]:
    return [(block.level, block.inline.text) for block in read(text).blocks if isinstance(block, Heading)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_hold_for_every_line_end_and_with_a_byte_order_mark(newline: str, mark: str) -> None:
    text = mark + newline.join(
        ["REPORT", "Some words", "and more  ", "", "- [ ] one", "  on", "\ttwo lines", "| a | |", "| x | y |"]
    )
    title, paragraph, block, table = read(text).blocks
    assert isinstance(title, Heading)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(block, ListBlock)
    assert isinstance(table, Table)
    assert [paragraph.line, block.items[0].line, table.rows[0].line] == [2, 5, 8]
    assert cut(text, paragraph.span) == f"Some words{newline}and more"
    assert block.items[0].inline.text == "one\non\ntwo lines"
    assert cut(text, block.items[0].box) == " "
    assert text[: block.items[0].end].endswith("two lines")
    assert [[cut(text, cell.span) for cell in row.cells] for row in table.rows] == [["a", ""], ["x", "y"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Title\n=====\nx", [(1, "Title")]),
        ("Well.\n\nPart one\n--------\ny", [(2, "Part one")]),
        ("Well.\nACTION ITEMS\n- y", [(2, "ACTION ITEMS")]),
        ("Well.\n\nAction items:\n- y", [(2, "Action items")]),
        ("Well.\nLessons learned\ny", [(2, "Lessons learned")]),
        ("Well.\n\n3. Root causes\n\ny", []),
        ("Well.\n\nThe cache layer:\n- y", [(3, "The cache layer")]),
        ("Well.\n\nSome other part\n\ny", [(2, "Some other part")]),
        ("Well.\n\nAdd the alert\n\ny", []),
        ("Well.\n\nAdd an alert for the queue of the gateway today\n\ny", []),
        ("it went on\nDetails\nof that", []),
        ("Well.\nOPEN\ny", []),
        ("Well.\nOK\ny", []),
        ("Well.\n\nWe fixed it.\n\ny", []),
        ("Well.\n\nACTION ITEMS\n", []),
        ("Well.\nFor example:\n- y", []),
    ],
)
def test_a_heading_needs_evidence(text: str, found: list[tuple[int, str]]) -> None:
    assert headings(text) == found


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "◦", "‣", "–", "—", "1.", "1)", "(1)", "a)"])
def test_entries_begin_with_any_usual_mark(mark: str) -> None:
    (block,) = read(f"{mark} one\n{mark} two").blocks
    assert isinstance(block, ListBlock)
    assert [item.inline.text for item in block.items] == ["one", "two"]
    assert block.ordered is (mark[-1] in ".)")


def test_indents_nest_and_blank_lines_do_not_end_a_list() -> None:
    (block,) = read("- a\n\n   o b\n   o c\n\n- d\n").blocks
    assert isinstance(block, ListBlock)
    assert [item.inline.text for item in block.items] == ["a", "d"]
    nested = block.items[0].children[0]
    assert isinstance(nested, ListBlock)
    assert [item.inline.text for item in nested.items] == ["b", "c"]


def test_a_line_broken_by_an_editor_goes_on_and_a_short_one_does_not() -> None:
    long = "Add an alert for the queue that wakes somebody up when it is"
    blocks = read(f"- {long}\nlonger than a thousand\n\n- Fix it\nThe next thing").blocks
    assert isinstance(blocks[0], ListBlock)
    assert [item.inline.text for item in blocks[0].items] == [f"{long}\nlonger than a thousand", "Fix it"]
    assert isinstance(blocks[1], Paragraph)


@pytest.mark.parametrize(
    ("line", "checked"), [("[ ] x", False), ("[x] x", True), ("☐ x", False), ("✅ x", True), ("- ☑ x", True)]
)
def test_a_box_makes_an_entry_with_or_without_a_bullet(line: str, checked: bool) -> None:
    (block,) = read(line).blocks
    assert isinstance(block, ListBlock)
    assert (block.items[0].inline.text, block.items[0].checked) == ("x", checked)


def test_tables_of_bars_may_have_a_separator_row_or_none() -> None:
    with_row, without = read("| a | b |\n|---|:-:|\n| 1 | 2 |").blocks[0], read("a | b | c\n1 | 2 | 3").blocks[0]
    assert isinstance(with_row, Table)
    assert isinstance(without, Table)
    assert with_row.header is not None
    assert without.header is None
    assert [[cell.inline.text for cell in row.cells] for row in without.rows] == [["a", "b", "c"], ["1", "2", "3"]]


def test_a_table_copied_from_a_page_is_separated_by_tabs_and_keeps_its_empty_cells() -> None:
    text = "#\tAction\tStatus\t\n1\tFix it\t\t\n\t\tdone\t"
    (table,) = read(text).blocks
    assert isinstance(table, Table)
    assert [[cell.inline.text for cell in row.cells] for row in table.rows] == [
        ["#", "Action", "Status", ""],
        ["1", "Fix it", "", ""],
        ["", "", "done", ""],
    ]
    assert cut(text, table.rows[2].cells[2].span) == "done"


def test_a_drawn_grid_is_a_table() -> None:
    (table,) = read("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n").blocks
    assert isinstance(table, Table)
    assert table.header is not None
    assert [[cell.inline.text for cell in row.cells] for row in table.rows] == [["1", "2"]]


def test_labels_with_a_tab_behind_them_are_lines_and_no_table() -> None:
    (paragraph,) = read("Incident ID:\tINC-1\nDate:\t2026-01-02").blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inline.text == "Incident ID: INC-1\nDate: 2026-01-02"


def test_quotes_of_mails_and_fences_are_opaque() -> None:
    blocks = read("> - Add x\n> - Fix y\n\n```\n- Add z\n```\n").blocks
    assert [(block.kind, block.text) for block in blocks if isinstance(block, Opaque)] == [
        ("quote", "- Add x\n- Fix y"),
        ("code", "- Add z"),
    ]
    assert len(blocks) == 2


def test_addresses_are_links_without_the_punctuation_behind_them() -> None:
    (paragraph,) = read("See (http://a.example/x_(y)), https://b.example/?q=1.").blocks
    assert isinstance(paragraph, Paragraph)
    assert [link.url for link in paragraph.inline.links] == ["http://a.example/x_(y)", "https://b.example/?q=1"]
