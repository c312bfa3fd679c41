"""The static site in a real browser, at the width of a desk and of a telephone: accessible, still, and within its window.

axe-core looks for what breaks the rules of WCAG 2 A and AA (contrast among them) and its own best practices, such as the order of headings.
"""

import json
from dataclasses import replace

import pytest
from fakes.chromium import Chromium
from fakes.independent import required
from fakes.npmpackages import installed
from samplereport import (
    ADA,
    BOB,
    HOSTILE,
    LADDER,
    NOW,
    WEEK,
    ZONE,
    documents,
    holds,
    hostile_report,
    sample,
    sample_weeks,
)
from test_render import TITLE

from connector.core.calendar import WorkCalendar
from connector.core.model import StatusEvent
from connector.core.nextrungs import Ladder
from connector.core.people import Directory
from connector.core.presence import Presence
from connector.core.report import summarize
from connector.core.snoozes import Snooze
from connector.rendering.reportpages import render_index, render_report
from connector.rendering.templating import Templates

AXE = """axe.run(document, {resultTypes: ["violations"]}).then(found => JSON.stringify(found.violations.map(
    each => [each.id, each.help, each.nodes.map(node => node.target.join(" "))])))"""
WIDTHS = (1280, 390)


def busy():
    """A week in which every part of a page has something."""
    items, events, notices = sample()
    open_items = [item for item in items if not item.status.closed and item.due]
    moved, again, resting = open_items[:3]
    reopened = next(item for item in items if item.status.closed)
    when = NOW.replace(day=17)
    events += [
        StatusEvent(moved.key, when, "due", "2026-11-20", None),
        StatusEvent(again.key, when, "due", "2026-11-20", "2026-11-25"),
        StatusEvent(again.key, when, "due", "2026-11-25", "2026-12-02"),
        StatusEvent(reopened.key, when, "status", "done", "open"),
    ]
    return summarize(
        WEEK,
        items=items,
        events=sorted(events, key=lambda event: event.at),
        notices=notices,
        documents=documents(),
        holds=holds(),
        zone=ZONE,
        now=NOW,
        ladder=Ladder(LADDER, Presence(NOW, ZONE, WorkCalendar())),
        directory=Directory([replace(ADA, left=NOW.date()), BOB]),
        snoozes=[Snooze(resting.key, NOW.date().replace(month=12), "the vendor answers by then", when)],
        max_open=3,
    )


def site(folder):
    """Write pages; return their addresses."""
    look = {"templates": Templates(), "title": TITLE}
    published = [WEEK, WEEK.plus(-1)]
    pages = {
        "week.html": render_report(busy(), there={"2026-W46.html"}, **look),
        "searched.html": render_report(
            busy(), search=lambda name, ids: f"https://jira.example.com/?{len(ids)}", **look
        ),
        "hostile.html": render_report(hostile_report(), templates=look["templates"], title=HOSTILE),
        "index.html": render_index(sample_weeks(), target=0.9, published=published, **look),
        "empty.html": render_index([], target=0.9, published=[], **look),
    }
    for name, page in pages.items():
        (folder / name).write_bytes(page.data)
    return [(folder / name).as_uri() for name in pages]


@pytest.fixture(scope="module")
def axe():
    with required():
        return (installed("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser():
    made = Chromium().start()
    yield made
    made.stop()


def test_pages_break_no_rule_of_accessibility_and_ask_for_nothing(tmp_path, browser, axe):
    for url in site(tmp_path):
        for width in WIDTHS:
            seen = browser.open(url, width=width)
            assert browser.evaluate("document.documentElement.scrollWidth") <= width, (url, width)
            browser.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            browser.evaluate(f"{axe};0")
            assert json.loads(browser.evaluate(AXE)) == [], (url, width)
            assert (set(seen.requests), seen.errors) == ({url}, []), (url, width)


def test_what_breaks_a_rule_is_found(tmp_path, browser, axe):
    page = tmp_path / "bad.html"
    page.write_text(
        '<html lang="en"><title>x</title><main><h1>a</h1><h3>b</h3><p style="color:#aaa">Too faint to read</p></main><img src=x>'
    )
    seen = browser.open(page.as_uri(), width=1280)
    browser.evaluate(f"{axe};0")
    assert {rule for rule, *_ in json.loads(browser.evaluate(AXE))} >= {"color-contrast", "heading-order", "image-alt"}
    assert len(seen.requests) == 2
    assert seen.errors
