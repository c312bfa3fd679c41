"""Figures lead to exactly the tickets behind them, in every format, or to the rows that list them."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from samplereport import sample_report
from test_formats import AC, RI, tree
from test_render import TITLE

from connector.core.model import TicketId, TicketRef
from connector.core.reported import Report
from connector.rendering.columns import Figure, Searched
from connector.rendering.figures import Figures, cards_of, counts_of
from connector.rendering.reportpages import render_report
from connector.rendering.templating import Templates

SITE = "https://jira.example.com/issues/?jql="


def search(tracker, tickets):
    return f"{SITE}{tracker}:{','.join(tickets)}&x=1" if len(tickets) < 9 else None


class Links(HTMLParser):
    """The links of a page, by their label or words, and the ids there are."""

    def __init__(self, text):
        super().__init__()
        self.found, self.ids = {}, set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.ids.add(told.get("id"))
        if tag == "a" and "aria-label" in told:
            self.found[told["aria-label"]] = told["href"]


def page(form="html", **more):
    return render_report(sample_report(), templates=Templates(), title=TITLE, form=form, **more)


def test_a_figure_leads_to_one_search_for_exactly_its_tickets():
    report = sample_report()
    found = Figures(search).of(report.opened, "opened", rows="opened")
    ids = [item.ticket.id for item in report.opened]
    assert found == Figure(3, "opened", (Searched("ops", search("ops", ids)),), rows="opened")


@pytest.mark.parametrize(
    "change",
    [{"ticket": None, "ticket_key": None}, {"gone": True}, {"ticket": TicketRef("other", TicketId("1"))}],
)
def test_a_search_that_cannot_find_all_of_them_is_none(change):
    """Of a ticket that is not there, or in a tracker that has no searches, a search would belie the figure."""
    first, *others = sample_report().opened
    found = Figures(lambda name, ids: search(name, ids) if name == "ops" else None).of(
        [replace(first, **change), *others], rows="opened"
    )
    assert (found.count, found.searches, found.rows) == (3, (), "opened")


def test_tickets_of_several_trackers_are_a_search_each():
    first, *others = sample_report().opened
    found = Figures(search).of([replace(first, ticket=TicketRef("hub", TicketId("7"))), *others], rows="opened")
    assert [each.tracker for each in found.searches] == ["hub", "ops"]
    assert found.searches[0].url == search("hub", ["7"])


def test_every_figure_of_the_page_has_somewhere_to_lead_to():
    counts = counts_of(sample_report(), Figures(search, file="x.csv"))
    assert all(bool(each.rows or each.file) == bool(each.count) for each in counts.values())
    assert counts["open"].file == "x.csv"


def test_in_html_figures_are_links_to_searches_or_to_rows_that_are_there():
    there = Links(page(search=search).data.decode())
    assert there.found["3 opened"] == search("ops", ["60", "62", "69"])
    assert there.found["28 open at the end"] == "2026-W47.csv"
    assert there.found["2 may not close"] == "#blocked"
    plain = Links(page().data.decode())
    inside = {url.removeprefix("#") for url in plain.found.values() if url.startswith("#")}
    assert {"opened", "overdue", "done"} <= inside <= plain.ids


def test_in_storage_format_figures_are_links_to_searches_or_anchors():
    page_ = tree(page("storage", search=search).data.decode())
    cards = next(each for each in page_.iter(f"{AC}structured-macro") if each.get(f"{AC}name") == "details")
    assert cards.find(".//a").get("href") == search("ops", ["60", "62", "69"])
    assert cards.find(f".//{RI}attachment").get(f"{RI}filename") == "2026-W47.csv"
    anchors = {each.text for each in page_.iter(f"{AC}parameter") if not each.get(f"{AC}name")}
    assert {each.get(f"{AC}anchor") for each in page_.iter(f"{AC}link")} - {None} <= anchors


def test_in_markdown_figures_are_links_to_searches():
    text = page("md", search=search).data.decode()
    assert f"- **[3](<{search('ops', ['60', '62', '69'])}>)** opened" in text
    assert "[28](2026-W47.csv)" in text


def test_weeks_of_the_trend_lead_to_their_pages_where_there_are_some():
    text = page(there={"2026-W46.html", "2026-W47.html", "2026-W40.html.bak"}).data.decode()
    assert set(re.findall(r'<a href="(\d{4}-W\d\d\.html)"', text)) == {"2026-W46.html"}


@pytest.mark.parametrize(
    ("before", "said"),
    [(5, "3 more than a week before"), (9, "1 fewer than a week before"), (8, "as many as a week before")],
)
def test_the_change_of_what_is_overdue_is_told(before, said):
    report: Report = sample_report()
    then = replace(report.series[-2], overdue=(before, 0, 0, 0))
    changed = replace(report, series=(*report.series[:-2], then, report.series[-1]))
    assert next(each for each in cards_of(changed, Figures(search)) if each.title == "Overdue").beside == (said,)


def test_every_figure_has_its_definition():
    """By the words of the figures on the page, and of the parts that tell them."""
    report = sample_report()
    terms = " ".join(term.lower() for term, _ in report.notes)
    words = ["opened", "closed", "won't do", "reopened", "closed on time", "open", "overdue", "moved", "may not close"]
    words += ["next rung", "put off", "without a due date", "too much open", "has left", "held"]
    words += ["age of open actions", "cumulative flow", "time to close", "trend", "links of figures"]
    assert [each for each in words if each not in terms] == []
