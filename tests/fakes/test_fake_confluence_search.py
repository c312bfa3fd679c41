"""Searching in the fake Confluence: CQL, the index that lags, pages of results."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.confluence import ConfluenceFake
from fakes.confluence_client import Raw, words_of


@pytest.fixture(params=["cloud", "datacenter"])
def raw(request: pytest.FixtureRequest) -> Iterator[Raw]:
    with ConfluenceFake(request.param) as fake:
        client = Raw(fake)
        yield client
        client.session.close()


def found(raw: Raw, cql: str, **more: Any) -> Any:
    status, body = raw("GET", "v1:/content/search", cql=cql, **more)
    return [each["title"] for each in body["results"]] if status == 200 else words_of(body)


def furnish(fake: ConfluenceFake) -> dict[str, str]:
    """Return the ids of four pages by their titles, made a minute apart from 10:00 in the account's time zone on."""
    fake.add_space("WEB")
    above = fake.add_page("Above", labels=("index",))
    fake.clock.advance(60)
    fake.add_page("One", parent=above, labels=("postmortem", "q3"))
    fake.clock.advance(60)
    fake.add_page("Two, really", parent="One", labels=("postmortem",))
    fake.clock.advance(60)
    fake.add_page("Three", space="WEB", labels=("postmortem",))
    return {each.title: each.id for each in fake.world.pages.values()}


def test_cql(raw):
    ids = furnish(raw.fake)
    cases: dict[str, Any] = {
        "label = postmortem order by created": ["One", "Two, really", "Three"],
        'label = "postmortem" and space = "OPS" order by lastmodified desc': ["Two, really", "One"],
        "type = page AND space in (OPS, WEB) AND label in (q3, index) ORDER BY id ASC": ["Above", "One"],
        f"ancestor = {ids['Above']} order by title": ["One", "Two, really"],
        f"parent = {ids['Above']}": ["One"],
        'title = "Two, really"': ["Two, really"],
        f'id in ({ids["One"]}, "{ids["Three"]}") order by id desc': ["Three", "One"],
        "space = WEB and (label = q3 or label = postmortem)": ["Three"],
        "space = OPS and label != postmortem and not label = index": ["Operations home"],
        "label = postmortem and space not in (WEB) and label = q3": ["One"],
        # The account is an hour ahead of UTC, where the clock started at nine.
        'label = postmortem and lastmodified >= "2026-11-23 10:02" order by id': ["Two, really", "Three"],
        'label = postmortem and created < "2026/11/23 10:02"': ["One"],
        'label = postmortem and lastmodified >= now("-1m") order by id': ["Two, really", "Three"],
        'lastmodified > "2026-11-24"': [],
        "type = blogpost": [],
        f"creator = {raw.fake.account.account_id}": [],
        "label = q3 order by created, title desc": ["One"],
    }
    assert {cql: found(raw, cql) for cql in cases} == cases


@pytest.mark.parametrize(
    "cql",
    [
        "label =",
        "label ~ x",
        "colour = red",
        "label in x",
        "label = a b",
        'lastmodified >= "yesterday"',
        "lastmodified in (1)",
        "label = x order by colour",
        "label = x order",
        "(label = x",
        'label = "x',
        'created > now("soon")',
        "space not = X",
    ],
)
def test_cql_that_is_not_understood_is_refused(raw, cql):
    assert f"Could not parse cql : {cql}" in found(raw, cql)


def test_a_search_without_cql_is_refused(raw):
    assert raw("GET", "v1:/content/search")[0] == 400


def test_the_index_lags_and_reads_do_not(raw):
    raw.fake.search_lag = 300
    page = raw.make("Report")[1]
    raw("POST", f"v1:/content/{page['id']}/label", [{"prefix": "global", "name": "weekly"}])
    assert found(raw, "label = weekly") == []
    assert raw.read(page["id"])[0] == 200
    raw.fake.clock.advance(301)
    assert found(raw, "label = weekly") == ["Report"]
    raw.fake.label_as_person(page["id"], remove=("weekly",))
    assert found(raw, "label = weekly") == ["Report"]
    raw.fake.clock.advance(301)
    assert found(raw, "label = weekly") == []


def test_what_is_hidden_trashed_or_archived_is_not_found(raw):
    furnish(raw.fake)
    raw.fake.trash_as_person("One")
    raw.fake.archive_as_person("Three")
    assert found(raw, "label = postmortem") == ["Two, really"]
    raw.fake.hide_as_person("Two, really")
    assert found(raw, "label = postmortem") == []
    assert found(raw, "label = index") == ["Above"]
    raw.fake.restore("One")
    assert found(raw, "label = q3") == ["One"]


def test_a_page_that_moves_is_found_in_its_new_place(raw):
    ids = furnish(raw.fake)
    raw.fake.move_as_person("One", space="WEB")
    assert found(raw, "space = WEB and label = postmortem order by id") == ["One", "Two, really", "Three"]
    assert found(raw, f"ancestor = {ids['Above']}") == []


def test_results_come_in_pages(raw):
    for number in range(5):
        raw.fake.add_page(f"Page {number}", labels=("weekly",))
    pages, path = [], "v1:/content/search?cql=label+%3D+weekly+order+by+id&limit=2&expand=version,body.storage"
    while path:
        body = raw.send("GET", path).json()
        pages.append([(each["title"], each["version"]["number"]) for each in body["results"]])
        after = body["_links"].get("next")
        assert after is None or ("cursor=" in after) == raw.fake.is_cloud
        path = after and "v1:" + after.removeprefix("/rest/api")
    assert pages == [[("Page 0", 1), ("Page 1", 1)], [("Page 2", 1), ("Page 3", 1)], [("Page 4", 1)]]
    assert found(raw, "label = weekly order by id", start="3") == ["Page 3", "Page 4"]


def test_the_other_search_wraps_content(raw):
    page = raw.fake.add_page("Report", labels=("weekly",))
    body = raw("GET", "v1:/search", cql="label = weekly")[1]
    assert (body["totalSize"], body["cqlQuery"]) == (1, "label = weekly")
    assert (body["results"][0]["content"]["id"], body["results"][0]["entityType"]) == (page.id, "content")
