"""Digests, ticket texts, links and own templates."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from samplereport import ADA, BOB, LADDER, PEOPLE, ZONE, sample, sample_report
from test_render import HOSTILE, Outline, check_golden

from connector.core.calendar import WorkCalendar
from connector.core.escalation import Digest, Limits, escalate
from connector.core.model import ActionItem, PostMortem
from connector.core.notices import Notice, Rung
from connector.core.presence import Presence
from connector.errors import ConfigError
from connector.ports import Message
from connector.rendering.render import addresses, lateness, render_digest, render_ticket
from connector.rendering.reportpages import render_report
from connector.rendering.templating import Templates, markdown, safe_url, silent
from connector.share import shared

TODAY = date(2026, 11, 23)
TEMPLATES = Templates()
MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})


def digests() -> tuple[Digest, ...]:
    items, _, _ = sample()
    return escalate(
        items,
        ladder=LADDER,
        presence=Presence(datetime.combine(TODAY, time(9), ZONE), ZONE, WorkCalendar()),
        directory=PEOPLE,
        sent=[],
        fallback=BOB,
        limits=Limits(notices=3),
    ).digests


def digest_of(**changes: object) -> Digest:
    item = replace(sample()[0][0], **changes)
    notice = Notice(item, Rung("due", 0, 0), TODAY, 0, ADA, note=str(changes.get("action", "")))
    return Digest(ADA, TODAY, (notice,))


def ticket(item: ActionItem, *, url: str = "https://docs.example.com/a") -> str:
    post_mortem = PostMortem("Search *ranked* wrong", incident="EX-1", severity="High")
    return render_ticket(item, post_mortem=post_mortem, url=url, templates=TEMPLATES)


def test_digests_are_golden() -> None:
    messages = [render_digest(each, templates=TEMPLATES) for each in digests()]
    text = "\n=====\n\n".join(f"To: {', '.join(m.addresses)}\nSubject: {m.subject}\n\n{m.text}" for m in messages)
    check_golden("digests.txt", text)
    check_golden("digest.html", messages[-1].html or "")


def test_a_digest_s_html_is_well_formed_and_asks_for_nothing_from_outside() -> None:
    for each in digests():
        outline = Outline(render_digest(each, templates=TEMPLATES).html or "")
        assert not {"script", "link", "img", "style"} & outline.tags.keys()


def test_a_digest_says_what_since_when_where_and_what_to_do() -> None:
    text = render_digest(digests()[0], templates=TEMPLATES).text
    for said in ("7 working days late, was due Thursday, 12 November 2026", "https://tickets.example.com/OPS-48"):
        assert said in text
    for way_out in ("Done:", "It takes longer:", "Not yours:", "Won't be done:", "Not now:"):
        assert way_out in text


def test_a_digest_says_of_an_owner_who_is_away_until_when() -> None:
    digest = digest_of()
    (notice,) = digest.notices
    away = replace(notice, rung=Rung("manager", 3, 1), owner_back=date(2026, 12, 1))
    message = render_digest(replace(digest, notices=(away,)), templates=TEMPLATES)
    for text in (message.text, message.html or ""):
        assert ", away until Tuesday, 1 December 2026" in text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "due today"),
        (1, "1 working day late, was due Monday, 23 November 2026"),
        (12, "12 working days late, was due Monday, 23 November 2026"),
        (-1, "due in 1 working day, Monday, 23 November 2026"),
    ],
)
def test_lateness_in_words(days: int, words: str) -> None:
    notice = Notice(sample()[0][0], Rung("due", 0, 0), TODAY, days, ADA)
    assert lateness(notice) == words


def test_a_digest_calls_nobody_and_keeps_control_characters_out() -> None:
    hostile = f"@everyone <!channel> <@U1> {HOSTILE}\nBcc: x"
    message = render_digest(digest_of(action=hostile, document_title=hostile, owner="@ada"), templates=TEMPLATES)
    for text in (message.text, message.html or ""):
        assert "@everyone" not in text
        assert "<!channel" not in text
        assert "<@U1" not in text
        assert not set("\x00\x1b\u202e\u2066\ud800") & set(text)
        text.encode()
    assert "\nBcc" not in message.text
    assert "<script>" not in (message.html or "")


def test_addresses_are_what_the_people_file_knows() -> None:
    assert addresses(ADA) == ("mailto:ada@example.com", "name:Ada Example", "chat:ada1")
    assert addresses(replace(ADA, mail=None, handles={})) == ("name:Ada Example",)


def test_a_subject_counts_and_is_one_line() -> None:
    message = render_digest(digest_of(action="x\ny"), templates=TEMPLATES)
    assert isinstance(message, Message)
    assert (message.recipient, message.subject) == ("ada", "1 action item needs you")


def test_a_ticket_text_is_golden() -> None:
    item = ActionItem(
        "Alert when features are older than 24 h",
        line=61,
        owner="Ada / search team",
        due=date(2026, 12, 1),
        due_text="1 December",
        priority="P1",
        refs=("https://tickets.example.com/OPS-9", "OPS-10", "javascript:alert(1)"),
    )
    check_golden("ticket.md", ticket(item))


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading",
        "- not a list",
        "12. not a list either",
        "+ nor this",
        "> no quote",
        "`code` and ```fences",
        "[a link](https://evil.example) and ![image](https://evil.example/x.png)",
        "<img src=x onerror=alert(1)> <!-- hidden -->",
        "**bold** _low_ ~~struck~~ a|b",
        "back\\slash &amp; $math$",
        "=====",
        "line one\n\n# line two\r\n- three",
    ],
)
def test_document_text_cannot_break_a_ticket_s_markdown(text: str) -> None:
    rendered = MARKDOWN.render(markdown(text))
    outline = Outline(rendered)
    assert outline.tags == {"p": 1}
    assert outline.words.strip() == " ".join(text.split())


@given(text=st.text(alphabet=st.sampled_from("ab1 \\`*_{}[]()<>#+-.!|~&@$=:/\n\t\"'"), min_size=1))
def test_any_text_survives_markdown_as_it_is(text: str) -> None:
    outline = Outline(MARKDOWN.render(markdown(text)))
    assert set(outline.tags) <= {"p"}
    assert outline.words.replace("\u200d", "").strip() == " ".join(text.split())


def test_a_ticket_mentions_nobody() -> None:
    text = ticket(ActionItem("ask @ada and @org/team, see #12 and GH-7", line=1, owner="@bob"))
    for call in ("@ada", "@org", "#12", "GH-7", "@bob"):
        assert call not in text
    assert silent("a@b.example @ada") == "a@\u200db.example @\u200dada"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("file:///a/b", "file:///a/b"),
        ("../tickets/OPS-1.md", "../tickets/OPS-1.md"),
        ("/srv/a b.md", "file:///srv/a%20b.md"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("java\nscript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("//evil.example/x", None),
        ("/\\evil.example", "file:///%5Cevil.example"),
        ("a:b/c", None),
        ("1:2", None),
        ('https://a.example/"onclick=', None),
        ("https://a.example/ x", None),
        ("", None),
        (None, None),
    ],
)
def test_only_safe_addresses_become_links(url: str | None, safe: str | None) -> None:
    assert safe_url(url) == safe


def test_own_templates_win_and_missing_ones_are_the_bundled(tmp_path: Path) -> None:
    (tmp_path / "ticket.md.j2").write_text("Ours: {{ item.action|md }}")
    (tmp_path / "style.css").write_text("body { color: red } </style><script>")
    own = Templates(tmp_path)
    item = ActionItem("Do *it*", line=1)
    assert render_ticket(item, post_mortem=PostMortem("A"), url="", templates=own) == r"Ours: Do \*it\*"
    html = render_report(sample_report(), templates=own, title="T").data.decode()
    assert "color: red" in html
    assert "</style><script>" not in html
    assert own.check() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ item.nothing }}", "nothing"),
        ("{% if %}", "in line 1"),
        ("{{ item.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 / 0 }}", "cannot be filled"),
        ("{% include 'absent.j2' %}", "absent.j2"),
    ],
)
def test_a_wrong_template_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "ticket.md.j2").write_text(text)
    with pytest.raises(ConfigError, match=r"templates/") as caught:
        render_ticket(ActionItem("x", line=1), post_mortem=PostMortem("A"), url="", templates=Templates(tmp_path))
    assert message in str(caught.value)


def test_check_finds_templates_that_do_not_compile(tmp_path: Path) -> None:
    (tmp_path / "digest.txt.j2").write_text("fine\n{% for %}")
    (tmp_path / "ticket.jira.j2").write_bytes(b"\xff\xfe")
    faults = [str(fault) for fault in Templates(tmp_path).check()]
    assert [fault.partition(" <- ")[0] for fault in faults] == ["templates/digest.txt.j2", "templates/ticket.jira.j2"]
    assert "in line 2" in faults[0]
    assert "there is no folder" in str(Templates(tmp_path / "absent").check()[0])
    assert TEMPLATES.check() == []


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "ticket.md.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"templates/ticket\.md\.j2 <- cannot be read"):
        render_ticket(ActionItem("x", line=1), post_mortem=PostMortem("A"), url="", templates=Templates(tmp_path))


def test_shared_files_are_found_and_missing_ones_reported() -> None:
    assert (shared("templates") / "pages" / "report.j2").is_file()
    with pytest.raises(FileNotFoundError, match="'nothing' is missing from this installation"):
        shared("nothing")
