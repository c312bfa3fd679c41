"""What the fake Confluence makes of storage format, and what it refuses."""

from collections.abc import Iterator

import pytest

from fakes.confluence import ConfluenceFake
from fakes.confluence_client import Raw, words_of
from fakes.confluence_storage import Unreadable, rewritten
from fakes.confluence_write import BODY_LIMIT


@pytest.fixture(params=["cloud", "datacenter"])
def raw(request: pytest.FixtureRequest) -> Iterator[Raw]:
    with ConfluenceFake(request.param) as fake:
        client = Raw(fake)
        yield client
        client.session.close()


def stored(body: str, *, cloud: bool = True) -> str:
    return rewritten(body, iter("123456789").__next__, cloud=cloud)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plain", "plain"),
        ("<p></p><br/><hr></hr>", "<p /><br /><hr />"),
        ("<p>a&nbsp;b &ouml; &amp; &lt; &#228; &quot;</p>", '<p>a\N{NO-BREAK SPACE}b ö &amp; &lt; ä "</p>'),
        ('<a title="x" href="y?a=1&amp;b=2">z</a>', '<a href="y?a=1&amp;b=2" title="x">z</a>'),
        ("<td rowspan='2' colspan='3'/>", '<td colspan="3" rowspan="2" />'),
        ("<p>one<!-- a remark --></p>", "<p>one</p>"),
        (
            '<ac:link><ri:page ri:content-title="Home" /></ac:link>',
            '<ac:link><ri:page ri:content-title="Home" ri:version-at-save="1" /></ac:link>',
        ),
        ('<ri:attachment ri:filename="a.csv"/>', '<ri:attachment ri:filename="a.csv" ri:version-at-save="1" />'),
        (
            "<ac:plain-text-body><![CDATA[a < b &nbsp; c]]></ac:plain-text-body>",
            "<ac:plain-text-body><![CDATA[a < b &nbsp; c]]></ac:plain-text-body>",
        ),
    ],
)
def test_bodies_are_rewritten(sent, kept):
    assert stored(sent) == stored(sent, cloud=False) == kept


def test_macros_tables_and_tasks_get_ids():
    macro = stored('<ac:structured-macro ac:name="toc" />', cloud=False)
    assert macro.startswith('<ac:structured-macro ac:macro-id="')
    assert macro.endswith('" ac:name="toc" ac:schema-version="1" />')
    assert "ac:local-id" in stored('<ac:structured-macro ac:name="toc" />')
    table = "<table><tbody><tr><td>x</td></tr></tbody></table>"
    assert stored(table).startswith('<table ac:local-id="')
    assert stored(table, cloud=False) == table
    task = "<ac:task-list><ac:task><ac:task-body>do</ac:task-body></ac:task></ac:task-list>"
    assert "<ac:task><ac:task-id>1</ac:task-id><ac:task-body>" in stored(task, cloud=False)
    assert stored(task).count("ac:local-id") == 2
    once = stored(task)
    assert stored(once) == once


def test_what_was_stored_is_stored_again_as_it_is(raw):
    body = '<p class="b" id="a">x&nbsp;<br/></p><table><tbody><tr><td/></tr></tbody></table>'
    page = raw.make("Report", body)[1]
    kept = raw.read(page["id"])[1]["body"]["storage"]["value"]
    assert kept != body
    raw.change(page["id"], 2, title="Report", body=kept)
    assert raw.read(page["id"])[1]["body"]["storage"]["value"] == kept


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>a<br></p>", "Unexpected close tag </p>; expected </br>.\n at [row,col {unknown-source}]: [1,11]"),
        ("<p>a", "Unexpected close tag </root>; expected </p>."),
        ("<p>&unheardof;</p>", 'Undeclared general entity "unheardof"\n at [row,col {unknown-source}]: [1,14]'),
        ("a & b", "not well-formed"),
        ("<p class=x/>", "not well-formed"),
        ("<![CDATA[a]]>]]>", "not well-formed"),
        ("<x:p/>", 'Undeclared namespace prefix "x"'),
        ("</root><root>", "junk after document element"),
        ("a\x00b", "not well-formed"),
        ("a\ud800b", "not well-formed"),
    ],
)
def test_what_is_no_xhtml_is_refused(raw, body, words):
    page = raw.fake.add_page("Report")
    for status, answer in (raw.make("New", body), raw.change(page.id, 2, title="Report", body=body)):
        assert status == 400
        assert words_of(answer).startswith(f"Error parsing xhtml: {words}")
    assert page.version.number == 1
    assert raw.fake.storable(body) is False
    with pytest.raises(Unreadable):
        raw.fake.edit_as_person(page, body=body)


def test_a_body_that_is_too_large_is_refused(raw):
    body = "<p>" + "ö" * ((BODY_LIMIT - 7) // 2) + "</p>"
    assert raw.make("Just fits", body)[0] == 200
    status, answer = raw.make("Too large", body + "  ")
    assert status == 413
    assert str(BODY_LIMIT) in words_of(answer)


def test_other_formats_are_not_understood(raw):
    wiki = {"representation": "wiki", "value": "h1. x"}
    more = {"body": wiki} if raw.fake.is_cloud else {"body": {"wiki": wiki}}
    assert raw.make("New", **more)[0] == 400
