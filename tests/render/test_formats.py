"""One layout in every format: golden, well-formed, and harmless whatever a document says."""

from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from samplereport import HOSTILE, WEEK, hostile_report, sample_report, sample_weeks
from test_render import TITLE, check_golden

from connector.rendering.reportpages import render_index, render_report
from connector.rendering.templating import Templates

AC, RI = "{http://atlassian.com/content}", "{http://atlassian.com/resource/identifier}"


def week(form, report=None, title=TITLE):
    return render_report(report or sample_report(), templates=Templates(), title=title, form=form).data.decode()


def index(form):
    published = [WEEK, WEEK.plus(-1)]
    page = render_index(
        sample_weeks(), templates=Templates(), title=TITLE, target=0.9, published=published, form=form, href=address
    )
    return page.data.decode()


def address(path):
    return f"https://wiki.example.com/pages/{path}"


def tree(text):
    """Read storage format as strictly as Confluence does: one lost tag loses the page."""
    names = f'xmlns:ac="{AC[1:-1]}" xmlns:ri="{RI[1:-1]}"'
    return ET.fromstring(f"<page {names}>{text}</page>")


@pytest.mark.parametrize("form", ["storage", "md"])
def test_pages_are_golden_in_every_format(form):
    check_golden(f"2026-W47.{form}", week(form))
    check_golden(f"index.{form}", index(form))


def test_storage_format_is_xml_and_uses_what_confluence_has():
    page = tree(week("storage"))
    macros = {each.get(f"{AC}name") for each in page.iter(f"{AC}structured-macro")}
    assert macros == {"status", "details", "expand", "anchor"}
    attached = [each.get(f"{RI}filename") for each in page.iter(f"{RI}attachment")]
    # The CSV stands behind a figure too.
    charts = ["share.png", "flow.png", "overdue.png", "age.png", "cumulative.png", "time.png"]
    assert attached == ["2026-W47.csv", *charts, "2026-W47.csv", "2026-W47.json"]
    assert all(each.get(f"{AC}alt") for each in page.iter(f"{AC}image"))
    anchors = {each.text for each in page.iter(f"{AC}parameter") if not each.get(f"{AC}name")}
    assert {each.get(f"{AC}anchor") for each in page.iter(f"{AC}link")} - {None} <= anchors
    assert [each.get("href") for each in tree(index("storage")).iter("a")] == [
        address("current.html"),
        address("2026-W47.html"),
        address("2026-W46.html"),
    ]


def test_hostile_text_stays_text_in_storage_format():
    page = tree(week("storage", hostile_report(), HOSTILE))
    assert not [each for each in page.iter() if each.tag in ("script", "img", f"{RI}user")]
    assert "{{ 7*7 }}" in "".join(page.itertext())
    assert {each.get("href", "").partition(":")[0] for each in page.iter("a")} <= {"https", "index.html"}


def test_hostile_text_stays_text_in_markdown():
    tokens = MarkdownIt("commonmark").enable("table").parse(week("md", hostile_report(), HOSTILE))
    inline = [child for token in tokens for child in token.children or ()]
    assert not [token for token in (*tokens, *inline) if token.type in ("html_block", "html_inline", "image")]
    targets = {str(token.attrs["href"]).partition(":")[0] for token in inline if token.type == "link_open"}
    assert targets <= {"https", "2026-W47.csv", "2026-W47.json"}
    assert "@everyone" not in week("md", hostile_report())


def test_markdown_tables_have_as_many_cells_in_each_row():
    rows = [line for line in week("md", hostile_report()).splitlines() if line.startswith("|")]
    html = MarkdownIt("commonmark").enable("table").render(week("md", hostile_report()))
    assert html.count("<tr>") == len([row for row in rows if not row.startswith("| ---")])
