"""The Markdown reader: blocks, and places in the original text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from connector.parsing.blocks import Heading, ListBlock, Opaque, Paragraph, Span, Table, Unreadable
from connector.parsing.readers import markdown
from connector.parsing.readers.markdown import read


def cut(text: str, span: Span | None) -> str:
    assert span is not None
    return text[span.start : span.end]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_hold_for_every_line_end_and_with_a_byte_order_mark(newline: str, mark: str) -> None:
    text = mark + newline.join(
        [
            "# T",
            "",
            "Some *text*",
            "on two lines.  ",
            "",
            "- [ ] one",
            "- [x] two",
            "",
            "| a | b |",
            "|---|---|",
            "| x \\| y | |",
        ]
    )
    heading, paragraph, items, table = read(text).blocks
    assert isinstance(heading, Heading)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(items, ListBlock)
    assert isinstance(table, Table)
    assert cut(text, paragraph.span) == f"Some *text*{newline}on two lines."
    assert [cut(text, item.box) for item in items.items] == [" ", "x"]
    assert [text[: item.end].rsplit("] ", 1)[1] for item in items.items if item.end] == ["one", "two"]
    assert [item.line for item in items.items] == [6, 7]
    row = table.rows[0]
    assert (row.line, cut(text, row.cells[0].span), row.cells[0].inline.text) == (11, "x \\| y", "x | y")
    assert row.cells[1].span is not None
    assert row.cells[1].span.start == row.cells[1].span.end
    assert text[row.cells[1].span.start - 2] == "|"


def test_rows_stay_as_ragged_as_they_are() -> None:
    (table,) = read("| a | b | c |\n|---|---|---|\n| 1 |\n| 1 | 2 ||\n| 1 | 2 | 3 | 4 [x](https://e.org) |\n").blocks
    assert isinstance(table, Table)
    assert [[cell.inline.text for cell in row.cells] for row in table.rows] == [
        ["1"],
        ["1", "2", ""],
        ["1", "2", "3", "4 x"],
    ]
    assert table.rows[2].cells[3].inline.links[0].url == "https://e.org"


def test_rows_of_pipes_without_a_separator_are_a_table() -> None:
    text = "Intro:\n| Task | Owner |\n| Fix `it` | Ann |\n"
    paragraph, table = read(text).blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    assert table.header is None
    assert [cell.inline.text for cell in table.rows[1].cells] == ["Fix it", "Ann"]
    assert cut(text, table.rows[1].cells[0].span) == "Fix `it`"


def test_a_separator_of_another_width_still_makes_a_header() -> None:
    (table,) = read("| Task | Owner | Due |\n|---|---|\n| Fix | Ann | May |\n").blocks
    assert isinstance(table, Table)
    assert table.header is not None
    assert len(table.rows) == 1


def test_links_strikes_and_bold_are_ranges_of_the_text() -> None:
    (paragraph,) = read(
        "**Fix** [it][r], ~~not that~~ <del>nor this</del> https://e.org/x.\n\n[r]: https://e.org/r\n"
    ).blocks
    assert isinstance(paragraph, Paragraph)
    inline = paragraph.inline
    assert inline.text == "Fix it, not that nor this https://e.org/x."
    assert [(link.text, link.url) for link in inline.links] == [
        ("it", "https://e.org/r"),
        ("https://e.org/x", "https://e.org/x"),
    ]
    assert [inline.text[span.start : span.end] for span in inline.struck] == ["not that", "nor this"]
    assert [inline.text[span.start : span.end] for span in inline.strong] == ["Fix"]


@pytest.mark.parametrize(
    ("mark", "checked"), [("☐", False), ("☑", True), ("☒", True), ("✅", True), ("[ ]", False), ("[X]", True)]
)
def test_boxes_are_brackets_or_characters(mark: str, checked: bool) -> None:
    text = f"* {mark} item\n"
    (block,) = read(text).blocks
    assert isinstance(block, ListBlock)
    (item,) = block.items
    assert (item.checked, item.inline.text) == (checked, "item")
    assert cut(text, item.box) in mark


def test_front_matter_is_flat_text_and_lines_go_on_counting() -> None:
    tree = read('---\ntitle: "Bad day"\ntags:\n  - a\n  - b\nowners: [x, y]\nbase: &a [1]\n---\n\n# H\n')
    assert dict(tree.meta) == {"title": "Bad day", "tags": "a, b", "owners": "x, y", "base": ""}
    assert [block.line for block in tree.blocks] == [10]
    assert dict(read('+++\ntitle = "T"\n+++\n').meta) == {"title": "T"}


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read("---\n\ntext\n").meta == ()


def test_raw_html_tables_are_tables_even_across_blank_lines() -> None:
    text = "# T\n\n<table>\n<tr><th>Task</th></tr>\n\n<tr><td>Fix it</td></tr>\n</table>\n"
    table = next(block for block in read(text).blocks if isinstance(block, Table))
    assert [[cell.inline.text for cell in row.cells] for row in table.rows][-1] == ["Fix it"]
    assert table.rows[-1].line == 6
    assert cut(text, table.rows[-1].cells[0].span) == "Fix it"


def test_code_quotes_and_comments_are_opaque() -> None:
    kinds = [
        block.kind
        for block in read("```\n- [ ] x\n```\n\n> - [ ] y\n\n<!-- - [ ] z -->\n").blocks
        if isinstance(block, Opaque)
    ]
    assert kinds == ["code", "quote", "comment"]


@pytest.mark.parametrize(
    "text", ["- " * 500 + "x", "\n".join("  " * depth + "- x" for depth in range(200)), ">" * 70 + " x"]
)
def test_a_bomb_of_nested_lists_or_quotes_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="nested"):
        read(text)


def test_thousands_of_brackets_that_never_close_are_refused_at_their_line() -> None:
    with pytest.raises(Unreadable, match="never closed") as caught:
        read("# T\n\n" + "[" * 5000)
    assert caught.value.line == 3


def test_a_rule_of_many_dashes_is_no_bomb() -> None:
    assert read("- " * 80 + "\n\ntext\n").blocks[-1].line == 3


@given(st.text(alphabet="ab .,:;!?#|-+=>()\"'/$%^{}@1\u00e9\u2014" + "\\`*_~[]<&\n", max_size=60))
def test_text_without_marks_is_taken_as_markdown_it_would(text: str) -> None:
    stock = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    ours = [token.as_dict() for token in markdown._parser().parse(text)]
    assert ours == [token.as_dict() for token in stock.parse(text)]
