"""The HTML and storage-format reader: blocks, and places in the original text."""

import pytest

from connector.parsing.blocks import Heading, Link, ListBlock, Opaque, Paragraph, Span, Table, Tree
from connector.parsing.readers.html import read


def cut(text: str, span: Span | None) -> str:
    assert span is not None
    return text[span.start : span.end]


def rows(tree: Tree) -> list[list[str]]:
    (table,) = (block for block in tree.blocks if isinstance(block, Table))
    return [[cell.inline.text for cell in row.cells] for row in ((table.header,) if table.header else ()) + table.rows]


def entries(tree: Tree) -> list[tuple[str, bool | None]]:
    return [
        (item.inline.text, item.checked)
        for block in tree.blocks
        if isinstance(block, ListBlock)
        for item in block.items
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_hold_for_every_line_end_and_with_a_byte_order_mark(newline: str, mark: str) -> None:
    text = mark + newline.join(["<h1>T</h1>", "<p> One <b>two</b> </p>", "<ul>", "<li>☐ do it</li>", "</ul>"])
    heading, paragraph, block = read(text).blocks
    assert isinstance(heading, Heading)
    assert isinstance(paragraph, Paragraph)
    assert isinstance(block, ListBlock)
    item = block.items[0]
    assert (heading.line, paragraph.line, item.line) == (1, 2, 4)
    assert cut(text, paragraph.span) == "One <b>two</b>"
    assert cut(text, item.box) == "☐"
    assert text[: item.end].endswith("do it")


def test_a_first_row_of_header_cells_is_the_header() -> None:
    tree = read("<table><tr><th>A</th><th>B</th></tr><tr><th>x</th><td>y</td></tr></table>")
    table = tree.blocks[0]
    assert isinstance(table, Table)
    assert table.header is not None
    assert len(table.rows) == 1


def test_the_last_row_of_a_table_head_is_the_header() -> None:
    table = read(
        "<table><thead><tr><td>X</td></tr><tr><td>A</td></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    ).blocks[0]
    assert isinstance(table, Table)
    assert table.header is not None
    assert table.header.cells[0].inline.text == "A"


def test_a_row_of_labels_going_down_is_no_header() -> None:
    table = read("<table><tr><th>Incident</th><td>INC-1</td></tr><tr><th>Date</th><td>x</td></tr></table>").blocks[0]
    assert isinstance(table, Table)
    assert table.header is None
    assert len(table.rows) == 2


def test_cells_that_span_columns_and_rows_keep_the_others_in_their_place() -> None:
    text = "<table><tr><td rowspan=2>Ana</td><td>1</td><td>x</td></tr><tr><td>2</td><td>y</td></tr><tr><td colspan=2>w</td><td>z</td></tr></table>"
    assert rows(read(text)) == [["Ana", "1", "x"], ["Ana", "2", "y"], ["w", "", "z"]]


@pytest.mark.parametrize(
    ("cell", "content"),
    [
        ("<td> Open </td>", "Open"),
        ("<td><p>Open</p></td>", "<p>Open</p>"),
        ("<td></td>", ""),
        ("<td><p></p></td>", ""),
        ("<td>\n <p><br/></p></td>", ""),
    ],
)
def test_a_cells_place_is_its_content_without_padding(cell: str, content: str) -> None:
    text = f"<table><tr>{cell}<td>x</td></tr></table>"
    table = read(text).blocks[0]
    assert isinstance(table, Table)
    span = table.rows[0].cells[0].span
    assert cut(text, span) == content
    assert span is not None
    assert content or "<p>" not in cell or text[: span.start].endswith("<p>")


def test_a_cell_that_closes_itself_has_no_place() -> None:
    table = read("<table><tr><td/><td>x</td></tr></table>").blocks[0]
    assert isinstance(table, Table)
    assert [cell.span is None for cell in table.rows[0].cells] == [True, False]


def test_a_table_that_only_arranges_a_page_is_looked_through() -> None:
    text = "<table><tr><td><h2>Action items</h2><table><tr><th>Action</th></tr><tr><td>x</td></tr></table></td></tr></table>"
    assert [type(block) for block in read(text).blocks] == [Heading, Table]


def test_tasks_have_boxes_and_places() -> None:
    text = (
        "<ac:task-list><ac:task><ac:task-id>4</ac:task-id><ac:task-status> complete </ac:task-status><ac:task-body>"
        "<span>Do it</span></ac:task-body></ac:task><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>And this"
        "</ac:task-body></ac:task></ac:task-list>"
    )
    tree = read(text)
    assert entries(tree) == [("Do it", True), ("And this", False)]
    block = tree.blocks[0]
    assert isinstance(block, ListBlock)
    assert [cut(text, item.box) for item in block.items] == ["complete", "incomplete"]


def test_boxes_of_pages_as_browsers_see_them_are_read() -> None:
    text = '<ul class="inline-task-list"><li class="checked">a</li><li>b</li></ul><ul><li><input type=checkbox checked> c<li>[ ] d<li>✅ e</ul>'
    assert entries(read(text)) == [("a", True), ("b", False), ("c", True), ("d", False), ("e", True)]


def test_macros_show_what_they_say() -> None:
    text = (
        '<p>see<ac:structured-macro ac:name="jira"><ac:parameter ac:name="key">OPS-1</ac:parameter></ac:structured-macro> '
        '<ac:structured-macro ac:name="status"><ac:parameter ac:name="colour">Red</ac:parameter><ac:parameter ac:name="title">TO DO'
        '</ac:parameter></ac:structured-macro> <time datetime="2026-03-01" /> <ac:emoticon ac:name="tick" /></p>'
    )
    paragraph = read(text).blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inline.text == "see OPS-1 TO DO 2026-03-01 ✅"
    assert paragraph.inline.links == (Link("OPS-1", "OPS-1"),)


def test_a_panel_is_looked_through_and_its_title_kept() -> None:
    text = '<ac:structured-macro ac:name="panel"><ac:parameter ac:name="title">Actions</ac:parameter><ac:rich-text-body><ul><li>x</li></ul></ac:rich-text-body></ac:structured-macro>'
    title, block = read(text).blocks
    assert isinstance(title, Paragraph)
    assert title.inline.strong == (Span(0, 7),)
    assert isinstance(block, ListBlock)


def test_code_quotes_and_scripts_are_opaque() -> None:
    text = (
        '<pre>- a</pre><blockquote><p>- b</p></blockquote><script>"<li>c</li>"</script><!-- <li>d</li> -->'
        '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[<li>e</li>]]></ac:plain-text-body></ac:structured-macro>'
    )
    blocks = read(text).blocks
    assert [(block.kind, block.text) for block in blocks if isinstance(block, Opaque)] == [
        ("code", "- a"),
        ("quote", "- b"),
        ("code", '"<li>c</li>"'),
        ("code", "<li>e</li>"),
    ]
    assert len(blocks) == 4


def test_people_are_mentioned_by_their_id_or_shown_by_their_name() -> None:
    text = '<p><ac:link><ri:user ri:account-id="557:a" /></ac:link> and <ac:link><ri:user ri:userkey="k2"/><ac:link-body>Bo</ac:link-body></ac:link></p>'
    paragraph = read(text).blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert (paragraph.inline.text, paragraph.inline.mentions) == ("@557:a and Bo", ("557:a", "k2"))


def test_marks_are_ranges_of_the_text() -> None:
    text = '<p>a <b>bold</b> <s>gone</s> <span style="text-decoration: line-through;">too</span> &amp; <a href="http://x.example/">link</a> http://y.example/z.</p>'
    paragraph = read(text).blocks[0]
    assert isinstance(paragraph, Paragraph)
    inline = paragraph.inline
    assert inline.text == "a bold gone too & link http://y.example/z."
    assert [inline.text[span.start : span.end] for span in (*inline.strong, *inline.struck)] == ["bold", "gone", "too"]
    assert inline.links == (Link("link", "http://x.example/"), Link("http://y.example/z", "http://y.example/z"))


def test_what_is_left_open_is_closed_as_browsers_do() -> None:
    tree = read("<ul><li>a<li>b<ul><li>c</ul><li>d</ul><p>one<p>two<table><tr><td>1<td>2<tr><td>3</table>")
    assert entries(tree) == [("a", None), ("b", None), ("d", None)]
    assert [block.inline.text for block in tree.blocks if isinstance(block, Paragraph)] == ["one", "two"]
    assert rows(tree) == [["1", "2"], ["3"]]


def test_a_list_beside_its_entry_is_nested_below_it() -> None:
    block = read("<ul><li>a</li><ul><li>b</li></ul></ul>").blocks[0]
    assert isinstance(block, ListBlock)
    nested = block.items[0].children[0]
    assert isinstance(nested, ListBlock)
    assert nested.items[0].inline.text == "b"


def test_a_term_and_its_detail_are_one_line() -> None:
    paragraphs = [
        block
        for block in read("<dl><dt>Owner</dt><dd>Ana</dd><dt>Due:</dt><dd><p>May</p></dd></dl>").blocks
        if isinstance(block, Paragraph)
    ]
    assert [block.inline.text for block in paragraphs] == ["Owner: Ana", "Due: May"]


def test_line_breaks_stay_and_other_white_space_collapses() -> None:
    paragraph = read("<p>Owner:\n  Ana<br/>Due:&nbsp; May </p>").blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inline.text == "Owner: Ana\nDue: May"
