"""The reStructuredText reader: blocks, and places checked against the source."""

import pytest

from connector.parsing.blocks import Block, Heading, Link, ListBlock, Opaque, Paragraph, Span, Table, Unreadable
from connector.parsing.readers.rst import MAX_LINE, read


def cut(text: str, span: Span | None) -> str:
    assert span is not None
    return text[span.start : span.end]


def only(text: str) -> Block:
    (block,) = read(text).blocks
    return block


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_hold_for_every_line_end_and_with_a_byte_order_mark(newline: str, mark: str) -> None:
    text = mark + newline.join(
        [
            "Title",
            "=====",
            "",
            "Some *words*",
            "on two lines.  ",
            "",
            "- ☐ one",
            "  more",
            "",
            "  - [x] nested",
            "",
            "Sub",
            "---",
            "",
            "x",
        ]
    )
    title, paragraph, block, sub, _ = read(text).blocks
    assert isinstance(title, Heading)
    assert isinstance(sub, Heading)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(block, ListBlock)
    nested = block.items[0].children[0]
    assert isinstance(nested, ListBlock)
    assert (title.line, paragraph.line, block.items[0].line, nested.items[0].line, sub.line) == (1, 4, 7, 10, 12)
    assert (title.level, sub.level) == (1, 2)
    assert cut(text, paragraph.span) == f"Some *words*{newline}on two lines."
    assert (cut(text, block.items[0].box), cut(text, nested.items[0].box)) == ("☐", "x")
    assert text[: block.items[0].end].endswith("more")
    assert (block.items[0].checked, nested.items[0].checked) == (False, True)


def test_a_list_table_has_places_for_its_cells_even_the_empty_ones() -> None:
    text = "x\n\n.. list-table::\n   :header-rows: 1\n\n   * - Action\n     - Status\n   * - Do it\n       now\n     -\n   * -\n     - Open\n"
    table = read(text).blocks[1]
    assert isinstance(table, Table)
    assert table.header is not None
    assert [cell.inline.text for cell in table.header.cells] == ["Action", "Status"]
    assert [row.line for row in table.rows] == [8, 11]
    assert [[cut(text, cell.span) for cell in row.cells] for row in table.rows] == [
        ["Do it\n       now", ""],
        ["", "Open"],
    ]
    empty = table.rows[0].cells[1].span
    assert empty is not None
    assert text[: empty.start].endswith("     -")


@pytest.mark.parametrize(
    "text",
    [
        "== ====\nA  B\n== ====\n1  Open\n== ====\n",
        "+---+------+\n| A | B    |\n+===+======+\n| 1 | Open |\n+---+------+\n",
        ".. csv-table::\n   :header: A, B\n\n   1, Open\n",
    ],
)
def test_cells_of_drawn_and_comma_separated_tables_have_places(text: str) -> None:
    table = only(text)
    assert isinstance(table, Table)
    assert table.header is not None
    assert [cell.inline.text for cell in table.rows[0].cells] == ["1", "Open"]
    assert [cut(text, cell.span) for cell in table.rows[0].cells] == ["1", "Open"]
    assert text.splitlines()[table.rows[0].line - 1].strip(" |").startswith("1")


@pytest.mark.parametrize(
    "text",
    [
        "== ====\nA  B\n-------\nA  B\n== ====\n1  Open\n== ====\n",
        "+---+------+\n| A | B    |\n+===+======+\n| 1 | Open |\n+   +------+\n|   | Done |\n+---+------+\n",
        "+---+------+\n| A | 状態 |\n+===+======+\n| 1 | Open |\n+---+------+\n",
        ".. csv-table::\n   :header: A, B\n   :delim: ;\n\n   1; Open\n",
        '.. csv-table::\n   :header: A, B\n\n   1, "Open\n   or not"\n',
    ],
)
def test_a_table_whose_cells_cannot_be_told_for_sure_has_no_places(text: str) -> None:
    table = only(text)
    assert isinstance(table, Table)
    assert all(cell.span is None for row in table.rows for cell in row.cells)
    assert all(row.line >= table.line for row in table.rows)


def test_links_of_every_kind_are_resolved() -> None:
    text = "See `this <http://a.example/>`__, `that`_ and http://c.example/x.\n\n.. _that: http://b.example/\n"
    paragraph = read(text).blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inline.text == "See this, that and http://c.example/x."
    assert paragraph.inline.links == (
        Link("this", "http://a.example/"),
        Link("that", "http://b.example/"),
        Link("http://c.example/x", "http://c.example/x"),
    )


def test_unknown_roles_show_their_words() -> None:
    paragraph = only("See :ref:`the guide <guide>` and :doc:`faq` :del:`gone`")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inline.text == "See the guide and faq gone"
    assert [paragraph.inline.text[span.start : span.end] for span in paragraph.inline.struck] == ["gone"]


def test_fields_and_definitions_are_lines_with_a_label() -> None:
    texts = [
        b.inline.text
        for b in read(":Incident: INC-1\n:Date: 2026-01-02\n\nOwner\n  Ana\n").blocks
        if isinstance(b, Paragraph)
    ]
    assert texts == ["Incident: INC-1", "Date: 2026-01-02", "Owner: Ana"]


def test_an_entry_whose_nested_list_lacks_a_blank_line_keeps_its_words() -> None:
    block = only("- parent\n    - child\n")
    assert isinstance(block, ListBlock)
    assert block.items[0].inline.text == "parent"
    nested = block.items[0].children[0]
    assert isinstance(nested, ListBlock)
    assert nested.items[0].inline.text == "child"


def test_an_indented_list_is_a_list_and_indented_words_are_a_quote() -> None:
    blocks = read("x\n\n  - a\n\ny\n\n  said someone\n").blocks
    assert [type(block) for block in blocks] == [Paragraph, ListBlock, Paragraph, Opaque]


def test_code_comments_and_refused_directives_are_opaque() -> None:
    blocks = read("a::\n\n  - code\n\n.. - comment\n\n.. include:: x.txt\n\n.. unknown::\n\n   - y\n").blocks
    assert [block.kind for block in blocks if isinstance(block, Opaque)] == [
        "code",
        "comment",
        "directive",
        "directive",
    ]
    assert not any(isinstance(block, ListBlock) for block in blocks)


def test_the_inside_of_a_note_is_read() -> None:
    assert [type(block) for block in read(".. note:: x\n\n   - item\n").blocks] == [Paragraph, ListBlock]


def test_a_line_block_is_one_paragraph_of_lines() -> None:
    paragraph = only("| Owner: Ana\n| Due: May\n")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inline.text == "Owner: Ana\nDue: May"


def test_an_entry_that_introduces_code_cannot_be_appended_to() -> None:
    block = only("- run this::\n\n    rm x\n")
    assert isinstance(block, ListBlock)
    assert block.items[0].end is None


def test_a_line_without_end_is_refused_with_its_number() -> None:
    with pytest.raises(Unreadable) as refused:
        read("a\n\n" + "x" * (MAX_LINE + 1))
    assert refused.value.line == 3


def test_what_docutils_says_of_an_unknown_role_is_none_of_a_cells_words() -> None:
    grid = "+----------------------+-------+\n| Action               | Owner |\n+======================+=======+\n| Fix :issue:`12` soon | Kim   |\n+----------------------+-------+\n"
    listed = (
        ".. list-table::\n   :header-rows: 1\n\n   * - Action\n     - Owner\n   * - Fix :issue:`12` soon\n     - Kim\n"
    )
    for text in (grid, listed):
        table = next(block for block in read(f"x\n\n{text}").blocks if isinstance(block, Table))
        assert [cell.inline.text for cell in table.rows[0].cells] == ["Fix 12 soon", "Kim"]
        assert cut(f"x\n\n{text}", table.rows[0].cells[0].span) == "Fix :issue:`12` soon"
