"""The fake Confluence: pages on both deployments, in one set of tests where they do the same."""

from collections.abc import Iterator

import pytest
import requests

from fakes.confluence import ConfluenceFake
from fakes.confluence_client import Raw, words_of


@pytest.fixture(params=["cloud", "datacenter"])
def fake(request: pytest.FixtureRequest) -> Iterator[ConfluenceFake]:
    with ConfluenceFake(request.param) as server:
        yield server


@pytest.fixture
def cloud() -> Iterator[ConfluenceFake]:
    with ConfluenceFake.cloud() as server:
        yield server


@pytest.fixture
def datacenter() -> Iterator[ConfluenceFake]:
    with ConfluenceFake.datacenter(context="/confluence") as server:
        yield server


@pytest.fixture
def raw(fake: ConfluenceFake) -> Iterator[Raw]:
    client = Raw(fake)
    yield client
    client.session.close()


# --- made, read, changed -------------------------------------------------------------------------------------------


def test_a_page_is_made_read_changed_and_deleted(fake, raw):
    status, made = raw.make("Report", "<p>one</p>")
    assert (status, made["title"], made["version"]["number"]) == (200, "Report", 1)
    status, changed = raw.change(made["id"], 2, title="Report", body="<p>two</p>")
    assert (status, changed["version"]["number"], changed["version"]["message"]) == (200, 2, "by the connector")
    shown = raw.read(made["id"])[1]
    assert (shown["body"]["storage"]["value"], shown["status"]) == ("<p>two</p>", "current")
    path = f"/pages/{made['id']}" if fake.is_cloud else f"v1:/content/{made['id']}"
    assert raw("GET", path, version=1, body_format="storage", expand="version")[1]["version"]["number"] == 1
    assert raw("DELETE", path)[0] == 204
    assert fake.page(made["id"]).status == "trashed"
    assert [each.version.author for each in fake.page("Report").revisions] == [fake.account.account_id] * 2


def test_a_page_below_another_and_its_children(fake, raw):
    above = fake.add_page("Above")
    place = {"parentId": above.id} if fake.is_cloud else {"ancestors": [{"id": above.id}]}
    made = raw.make("Below", **place)[1]
    path = f"/pages/{above.id}/children" if fake.is_cloud else f"v1:/content/{above.id}/child/page"
    assert [each["id"] for each in raw("GET", path)[1]["results"]] == [made["id"]]
    shown = raw.read(made["id"])[1]
    assert shown["parentId"] == above.id if fake.is_cloud else shown["ancestors"][-1]["id"] == above.id
    elsewhere = fake.add_page("Elsewhere")
    place = {"parentId": elsewhere.id} if fake.is_cloud else {"ancestors": [{"id": elsewhere.id}]}
    assert raw.change(made["id"], 2, title="Below", **place)[0] == 200
    assert fake.page("Below").parent == elsewhere.id
    place = {"parentId": made["id"]} if fake.is_cloud else {"ancestors": [{"id": made["id"]}]}
    assert raw.change(elsewhere.id, 2, title="Elsewhere", **place)[0] == 400


def test_cloud_puts_a_page_without_parent_below_the_homepage(cloud):
    raw = Raw(cloud)
    assert raw.make("Report")[1]["parentId"] == cloud.space("OPS").homepage_id
    place = {"spaceId": cloud.space("OPS").id, "title": "Top", "body": {"representation": "storage", "value": ""}}
    assert "parentId" not in raw("POST", "/pages", place, root_level="true")[1]
    assert raw("POST", "/pages", place | {"spaceId": "OPS"})[0] == 400
    assert raw("POST", "/pages", place | {"title": "x", "parentId": "1"})[0] == 404
    raw.session.close()


# --- versions ------------------------------------------------------------------------------------------------------


def test_any_version_but_the_next_is_a_conflict(fake, raw):
    page = fake.add_page("Report")
    fake.edit_as_person(page, body="<p>2</p>")
    fake.edit_as_person(page, body="<p>3</p>")
    for number in (1, 2, 3, 5):
        status, body = raw.change(page.id, number, title="Report")
        assert status == 409
        if fake.is_cloud:
            words = "Version must be incremented when updating a page. "
            words += f"Current Version: [3]. Provided version: [{number}]"
            assert body == {"errors": [{"status": 409, "code": "CONFLICT", "title": words, "detail": None}]}
        else:
            assert body["statusCode"] == 409
            assert body["message"] == "Version must be incremented on update. Current version is: 3"
            assert (body["data"]["successful"], body["reason"]) == (False, "Conflict")
    assert raw.change(page.id, 4, title="Report")[0] == 200


def test_a_person_who_edits_in_between_makes_a_conflict(fake, raw):
    page = fake.add_page("Report")
    fake.on_request = lambda request: request.method == "PUT" and fake.edit_as_person(page, body="<p>mine</p>")
    assert raw.change(page.id, 2, title="Report")[0] == 409
    assert (page.body, page.version.number) == ("<p>mine</p>", 2)


def test_v1_on_cloud_has_its_own_words(cloud):
    raw = Raw(cloud)
    page = cloud.add_page("Report")
    body = {"type": "page", "title": "Report", "version": {"number": 1}}
    status, refused = raw("PUT", f"v1:/content/{page.id}", body)
    assert (status, refused["statusCode"]) == (409, 409)
    assert refused["message"].endswith("Version must be incremented on update. Current version is: 1")
    assert raw("PUT", f"v1:/content/{page.id}", body | {"version": {"number": 2}})[0] == 200
    assert raw("GET", f"v1:/content/{page.id}", expand="version")[1]["version"]["number"] == 2
    raw.session.close()


def test_watchers_get_mail_for_each_version_that_is_no_minor_edit(fake, raw):
    page = fake.add_page("Report")
    fake.watch(page, "Kim Sample")
    fake.notified.clear()
    raw.change(page.id, 2, title="Report")
    raw.change(page.id, 3, title="Report", version={"minorEdit": True})
    # Cloud's newer interface has no minor edits.
    assert fake.notified == [(page.id, 2), (page.id, 3)] if fake.is_cloud else [(page.id, 2)]
    fake.notified.clear()
    fake.v2_takes_minor_edits = True
    raw.change(page.id, 4, title="Report", version={"minorEdit": True})
    fake.edit_as_person(page, body="<p>x</p>", minor=True)
    assert fake.notified == []
    page.watchers = page.space.watchers = {fake.account.account_id}
    raw.change(page.id, 6, title="Report")
    assert fake.notified == []


# --- titles --------------------------------------------------------------------------------------------------------


def test_a_title_is_one_pages_in_its_space(fake, raw):
    page = fake.add_page("Report", by="Kim Sample")
    other = fake.add_page("Other")
    for status, body in (raw.make("report"), raw.change(other.id, 2, title="Report")):
        assert status == 400
        assert words_of(body).startswith("A page with this title already exists: A page already exists with the ")
        assert ("errors" in body) == fake.is_cloud
    fake.add_space("WEB")
    assert raw.make("Report", space="WEB")[0] == 200
    fake.archive_as_person(page)
    assert raw.make("Report")[0] == 400
    fake.restore(page)
    fake.trash_as_person(page)
    assert raw.make("Report")[0] == 200
    with pytest.raises(ValueError, match="is taken in OPS"):
        fake.restore(page)
    assert raw.make(" ")[0] == raw.make("x" * 256)[0] == 400


def test_a_page_is_found_by_its_title(fake, raw):
    page = fake.add_page("Weekly, the report")
    if fake.is_cloud:
        found = raw("GET", "/pages", title="Weekly, the report", space_id=fake.space("OPS").id)
    else:
        found = raw("GET", "v1:/content", title="Weekly, the report", spaceKey="OPS", expand="version")
    assert [each["id"] for each in found[1]["results"]] == [page.id]
    assert found[1]["results"][0]["version"]["number"] == 1


# --- what the account may not see or do, and what people do --------------------------------------------------------


def test_a_page_that_is_hidden_is_not_there_and_a_restricted_one_is_not_to_be_edited(fake, raw):
    page = fake.add_page("Report")
    fake.restrict_as_person(page)
    assert raw.read(page.id)[0] == 200
    assert raw.change(page.id, 2, title="Report")[0] == 403
    fake.hide_as_person(page)
    status, body = raw.read(page.id)
    assert (status, raw.change(page.id, 2, title="Report")[0]) == (404, 404)
    wanted = "Not Found" if fake.is_cloud else f"No content found with id: ContentId{{id={page.id}}}"
    assert words_of(body) == wanted
    # Its title is taken all the same.
    assert raw.make("Report")[0] == 400
    fake.space("OPS").hidden = True
    assert raw.make("New")[0] == 404


def test_nothing_is_made_in_a_space_that_is_read_only(fake, raw):
    fake.space("OPS").read_only = True
    assert raw.make("Report")[0] == 403


def test_a_trashed_page_says_so_and_takes_no_changes(fake, raw):
    page = fake.add_page("Report")
    child = fake.add_page("Child", parent=page)
    fake.trash_as_person(page)
    if fake.is_cloud:
        assert raw.read(page.id)[1]["status"] == "trashed"
        assert raw("GET", "/pages", title="Report")[1]["results"] == []
    else:
        assert raw.read(page.id)[0] == 404
        assert raw("GET", f"v1:/content/{page.id}", status="trashed")[1]["status"] == "trashed"
    assert raw.change(page.id, 2, title="Report")[0] == (404 if fake.is_cloud else 400)
    assert child.parent == fake.space("OPS").homepage_id
    fake.restore(page)
    assert raw.change(page.id, 2, title="Report")[0] == 200
    fake.purge_as_person(page)
    assert raw.read(page.id)[0] == 404


def test_a_moved_page_keeps_its_id_and_its_version(fake, raw):
    page = fake.add_page("Report")
    child = fake.add_page("Child", parent=page)
    web = fake.add_space("WEB")
    fake.move_as_person(page, space="WEB")
    shown = raw.read(page.id)[1]
    assert (shown["spaceId"] if fake.is_cloud else shown["space"]["key"]) == (web.id if fake.is_cloud else "WEB")
    assert (shown["version"]["number"], child.space.key, page.parent) == (1, "WEB", web.homepage_id)
    fake.rename(page, "Report of the week")
    assert raw.read(page.id)[1]["version"]["number"] == 2
    assert raw.change(page.id, 3, title="Report")[0] == 200


def test_a_new_page_may_not_be_there_yet_for_a_reader(fake, raw):
    fake.read_lag = 5
    page = raw.make("Report")[1]
    assert raw.read(page["id"])[0] == 404
    assert raw.change(page["id"], 2, title="Report")[0] == 200
    fake.clock.advance(6)
    assert raw.read(page["id"])[0] == 200


# --- spaces, people, addresses -------------------------------------------------------------------------------------


def test_spaces_and_the_account(fake, raw):
    fake.add_space("WEB", "Website")
    home = fake.space("OPS").homepage_id
    if fake.is_cloud:
        found = raw("GET", "/spaces", keys="OPS,NONE")[1]["results"]
        assert [(each["key"], each["homepageId"]) for each in found] == [("OPS", home)]
        assert raw("GET", f"/spaces/{fake.space('WEB').id}")[1]["name"] == "Website"
        assert raw("GET", "/spaces/1")[0] == 404
        assert raw("GET", "v1:/user/current")[1]["accountId"] == fake.account.account_id
    else:
        assert raw("GET", "v1:/space/OPS", expand="homepage")[1]["homepage"]["id"] == home
        assert raw("GET", "v1:/space/NONE")[1]["message"] == "No space with key : NONE"
        assert raw("GET", "v1:/user/current")[1]["username"] == fake.account.name


def test_cloud_lists_pages_by_cursor(cloud):
    raw = Raw(cloud)
    ids = [cloud.add_page(f"Page {number}").id for number in range(5)]
    cloud.page_cap = 2
    found, path = [], "/pages?sort=-created-date&limit=100"
    while path:
        answer = raw.send("GET", path)
        found += [each["id"] for each in answer.json()["results"]]
        after = answer.json()["_links"].get("next")
        assert (after is None) == ("Link" not in answer.headers)
        path = after and after.removeprefix("/wiki/api/v2")
    assert found == [*reversed(ids), cloud.space("OPS").homepage_id]
    assert raw("GET", "/pages", limit="0")[0] == raw("GET", "/pages", limit="251")[0] == 400
    assert raw("GET", "/pages", cursor="nonsense")[0] == raw("GET", "/pages", sort="colour")[0] == 400
    raw.session.close()


def test_datacenter_lists_pages_by_offset_below_its_context(datacenter):
    raw = Raw(datacenter)
    for number in range(3):
        datacenter.add_page(f"Page {number}")
    body = raw("GET", "v1:/content", spaceKey="OPS", limit="3", start="1")[1]
    assert (body["start"], body["limit"], body["size"], "next" in body["_links"]) == (1, 3, 3, False)
    body = raw("GET", "v1:/content", limit="3")[1]
    after = requests.get(body["_links"]["base"] + body["_links"]["next"], headers=datacenter.bearer, timeout=5)
    assert [each["title"] for each in after.json()["results"]] == ["Page 2"]
    assert (body["_links"]["base"], body["_links"]["context"]) == (datacenter.url, "/confluence")
    assert requests.get(f"{datacenter.site}/rest/api/content", headers=datacenter.bearer, timeout=5).status_code == 404
    raw.session.close()
