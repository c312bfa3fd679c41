"""The pages: golden, valid, the same for the same facts, and harmless whatever a document says."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from samplereport import (
    ADA,
    BOB,
    HOSTILE,
    NOW,
    WEEK,
    ZONE,
    documents,
    holds,
    hostile_report,
    sample,
    sample_report,
    sample_weeks,
)

from connector.core.model import ActionItem, PostMortem, Status, StatusEvent
from connector.core.people import Directory
from connector.core.report import summarize
from connector.core.weeks import IsoWeek
from connector.errors import ConfigError
from connector.rendering.reportpages import render_index, render_report, weeks_of
from connector.rendering.templating import Templates

GOLDEN = Path(__file__).parent / "golden"
TITLE = "Example Shop: post-mortem actions"
VOID = {"meta", "br", "hr", "img", "input", "link"}


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()


def page(templates: Templates) -> str:
    return render_report(sample_report(), templates=templates, title=TITLE).data.decode()


def index(templates: Templates) -> str:
    weeks = sample_weeks()
    published = [WEEK, WEEK.plus(-1)]
    return render_index(weeks, templates=templates, title=TITLE, target=0.9, published=published).data.decode()


def check_golden(name: str, text: str) -> None:
    """Compare with a golden file; `UPDATE_GOLDEN=1` writes it anew, to be reviewed in the diff."""
    file = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


class Outline(HTMLParser):
    """Reads a page strictly: every element closed in order, attributes once each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> is out of order"

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_week_s_page_is_golden(templates: Templates) -> None:
    check_golden("2026-W47.html", page(templates))


def test_the_index_is_golden(templates: Templates) -> None:
    check_golden("index.html", index(templates))


@pytest.mark.parametrize(("make", "charts"), [(page, 6), (index, 3)])
def test_a_page_is_well_formed_and_its_headings_are_in_order(templates: Templates, make, charts: int) -> None:
    outline = Outline(make(templates))
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids))
    anchors = {value[1:] for tag, name, value in outline.attributes if name == "href" and value and value[0] == "#"}
    assert anchors <= set(outline.ids)
    assert outline.tags["svg"] == charts
    assert ("svg", "role", "img") in outline.attributes


@pytest.mark.parametrize("make", [page, index])
def test_a_page_asks_for_nothing_from_outside(templates: Templates, make) -> None:
    text = make(templates)
    outline = Outline(text)
    assert not {"script", "link", "img", "iframe", "object", "base", "form", "use", "image"} & outline.tags.keys()
    assert not {"src", "srcset", "action", "background"} & {name for _, name, _ in outline.attributes}
    assert not any(name.startswith("on") for _, name, _ in outline.attributes)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_the_answer_comes_first(templates: Templates) -> None:
    text = page(templates)
    assert "Closed on time: 5 of 7 (71\N{NO-BREAK SPACE}%)" in text
    assert (
        text.index("<h1>") < text.index("Needs a decision") < text.index("Overdue:") < text.index("What the words mean")
    )
    assert '<span class="tag bad">missed</span>' in text


def test_a_page_is_the_same_bytes_in_every_process() -> None:
    here = Path(__file__).parent
    script = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from test_render import *\n"
        "print(hashlib.sha256((page(Templates()) + index(Templates())).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script, str(here)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            cwd=here.parents[1],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    templates = Templates()
    assert found == {hashlib.sha256((page(templates) + index(templates)).encode()).hexdigest()}


def test_hostile_text_stays_text(templates: Templates) -> None:
    text = render_report(hostile_report(), templates=templates, title=HOSTILE).data.decode()
    outline = Outline(text)
    assert not {"script", "img"} & outline.tags.keys()
    assert "{{ 7*7 }}" in outline.words
    assert not set("\x00\x1b\u202e\u2066") & set(text)
    targets = [value or "" for _, name, value in outline.attributes if name == "href"]
    assert {target.partition(":")[0] for target in targets if ":" in target} <= {"https"}


def test_a_quiet_week_says_so(templates: Templates) -> None:
    report = summarize(WEEK, items=[], events=[], notices=[], documents=[], holds=[], zone=ZONE, now=NOW)
    words = " ".join(Outline(render_report(report, templates=templates, title=TITLE).data.decode()).words.split())
    for said in (
        "Nothing with a due date was closed",
        "Nothing this week.",
        "Nothing is overdue.",
        "Nothing was done.",
        "Nothing was filed.",
        "No due date was moved later.",
        "Nobody had to be reminded.",
        "Nothing is held.",
    ):
        assert said in words
    empty = render_index([], templates=templates, title=TITLE, target=0.9, published=[])
    assert "Nothing has been filed yet." in empty.data.decode()


def test_a_week_under_way_says_so(templates: Templates) -> None:
    report = sample_report(IsoWeek(2026, 48))
    text = render_report(report, templates=templates, title=TITLE).data.decode()
    assert "Week 2026-W48, so far" in text
    assert "So far, nothing with a due date was closed" in text


def test_every_part_of_a_busy_week_is_shown(templates: Templates) -> None:
    items, events, notices = sample()
    when = datetime(2026, 11, 17, 9, tzinfo=UTC)
    open_items = [item for item in items if item.status is Status.OPEN and item.due]
    moved, again = open_items[:2]
    reopened = next(item for item in items if item.status is Status.DONE)
    events += [
        StatusEvent(moved.key, when, "due", "2026-11-20", None),
        StatusEvent(again.key, when, "due", "2026-11-20", "2026-11-25"),
        StatusEvent(again.key, when, "due", "2026-11-25", "2026-12-02"),
        StatusEvent(reopened.key, when, "status", "done", "open"),
    ]
    report = summarize(
        WEEK,
        items=[*items, replace(items[3], key="held", state="held", status=Status.OPEN, priority="P1", ticket_key=None)],
        events=sorted(events, key=lambda event: event.at),
        notices=notices,
        documents=documents(),
        holds=holds(),
        zone=ZONE,
        now=NOW,
        directory=Directory([replace(ADA, left=date(2026, 11, 1)), BOB]),
        max_open=5,
    )
    outline = Outline(render_report(report, templates=templates, title=TITLE).data.decode())
    words = " ".join(outline.words.split())
    for said in (
        "taken away",
        "Reopened: 1",
        "Won't do: 1",
        "not filed",
        "1 due date moved more than once",
        "1 owner left, with actions open",
        "Ada Example 2026-11-01",
        "2 owners have too much open",
        "2 items held",
    ):
        assert said in words


def test_the_index_links_published_weeks_only(templates: Templates) -> None:
    outline = Outline(index(templates))
    links = [value for tag, name, value in outline.attributes if (tag, name) == ("a", "href")]
    assert links == ["current.html", "2026-W47.html", "2026-W46.html"]


def test_weeks_are_known_from_the_paths_of_their_pages() -> None:
    paths = ["index.html", "2026-W47.html", "2026-w46.html", "2026-W99.html", "x/2026-W45.html", "2026-W44.svg"]
    assert weeks_of(paths) == {IsoWeek(2026, 47)}


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    script = (
        "import sys, connector.rendering.render, connector.settings.holidaycalendar, connector.notifiers.apprise, connector.pages.directory\n"
        "print(sorted({'jinja2', 'matplotlib', 'apprise', 'holidays', 'tenacity', 'requests'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_report_day_is_written_in_english_whatever_the_locale(templates: Templates) -> None:
    assert f"Monday, {date(2026, 11, 16).day} November 2026" in page(templates)


@pytest.mark.parametrize(
    ("template", "there"),
    [("{{ post_mortem.date }}", "incident_date"), ("{{ item.name }}", "action"), ("{{ nothing }}", "post_mortem")],
)
def test_a_name_that_a_template_gets_wrong_is_told_with_those_there_are(template, there):
    values = {"post_mortem": PostMortem("Outage"), "item": ActionItem("Add an alert", 1)}
    with pytest.raises(ConfigError) as raised:
        Templates().fill(template, values, where="fields.x.value")
    assert there in raised.value.faults[0].allowed
