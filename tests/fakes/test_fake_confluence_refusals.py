"""What the fake Confluence refuses in requests that are wrong in themselves."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.confluence import ConfluenceFake
from fakes.confluence_client import Raw, words_of

STORED = {"representation": "storage", "value": "<p/>"}


@pytest.fixture
def cloud() -> Iterator[Raw]:
    with ConfluenceFake.cloud() as fake:
        client = Raw(fake)
        yield client
        client.session.close()


@pytest.fixture
def datacenter() -> Iterator[Raw]:
    with ConfluenceFake.datacenter() as fake:
        client = Raw(fake)
        yield client
        client.session.close()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"status": None}, 400),
        ({"title": None}, 400),
        ({"title": " "}, 400),
        ({"body": None}, 400),
        ({"body": "<p/>"}, 400),
        ({"body": {"representation": "storage"}}, 400),
        ({"body": {"storage": STORED}}, 200),
        ({"version": None}, 400),
        ({"version": {"message": "x"}}, 400),
        ({"version": {"number": "2"}}, 400),
        ({"id": "1"}, 400),
        ({"spaceId": "1"}, 400),
        ({"parentId": "1"}, 404),
    ],
)
def test_an_update_on_cloud_must_be_whole(cloud, change, status):
    page = cloud.fake.add_page("Report")
    body: dict[str, Any] = {"id": page.id, "status": "current", "title": "Report", "body": STORED}
    body["version"] = {"number": 2}
    assert cloud("PUT", f"/pages/{page.id}", body | change)[0] == status
    assert page.version.number == (2 if status == 200 else 1)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"body": None}, 200),
        ({"type": None}, 400),
        ({"title": None}, 400),
        ({"version": None}, 400),
        ({"space": {"key": "OPS"}}, 200),
        ({"space": {"key": "WEB"}}, 400),
        ({"ancestors": [{"id": "1"}]}, 400),
    ],
)
def test_an_update_on_datacenter_may_leave_the_body_as_it_is(datacenter, change, status):
    page = datacenter.fake.add_page("Report", "<p>kept</p>")
    body: dict[str, Any] = {"type": "page", "title": "Report", "version": {"number": 2}, "body": {"storage": STORED}}
    assert datacenter("PUT", f"v1:/content/{page.id}", body | change)[0] == status
    assert page.body == ("<p />" if status == 200 and "body" not in change else "<p>kept</p>")


def test_creating_on_cloud(cloud):
    body = {"spaceId": cloud.fake.space("OPS").id, "title": "Report", "body": STORED}
    for change in ({"spaceId": 7}, {"spaceId": None}, {"status": "draft"}, {"title": None}):
        assert cloud("POST", "/pages", body | change)[0] == 400
    assert cloud("POST", "/pages", body | {"spaceId": "1"})[0] == 404
    assert cloud("POST", "/pages", [body])[0] == 400
    assert cloud("POST", "/pages", body)[0] == 200


def test_creating_on_datacenter(datacenter):
    body = {"type": "page", "title": "Report", "space": {"key": "OPS"}, "body": {"storage": STORED}}
    for change in ({"type": "blogpost"}, {"space": None}, {"title": ""}, {"ancestors": [{"id": "1"}]}):
        assert datacenter("POST", "v1:/content", body | change)[0] == 400
    assert datacenter("POST", "v1:/content", body | {"space": {"key": "NONE"}})[0] == 404
    more = {"labels": [{"name": "weekly"}]}, {"properties": {"connector": {"value": 1}}}
    assert datacenter("POST", "v1:/content", body | {"metadata": more[0] | more[1]})[0] == 200
    page = datacenter.fake.page("Report")
    assert ([each.name for each in page.labels], page.properties["connector"].value) == (["weekly"], 1)


def test_what_is_not_there_any_more_is_not_deleted_again(cloud, datacenter):
    for raw, root in ((cloud, "/pages"), (datacenter, "v1:/content")):
        page = raw.fake.add_page("Report")
        purge = {"purge": "true"} if raw is cloud else {"status": "trashed"}
        assert raw("DELETE", f"{root}/{page.id}", **purge)[0] == 404
        statuses = [raw("DELETE", f"{root}/{page.id}", **query)[0] for query in ({}, {}, purge, purge)]
        assert statuses == [204, 404, 204, 404]


def test_ids_and_versions_that_are_none(cloud, datacenter):
    page = cloud.fake.add_page("Report")
    assert cloud("GET", "/pages/abc")[0] == cloud("GET", f"/pages/{page.id}", version="x")[0] == 400
    assert cloud("GET", f"/pages/{page.id}", version="2")[0] == 404
    assert cloud("GET", f"/pages/{page.id}", body_format="view")[0] == 400
    page = datacenter.fake.add_page("Report")
    assert datacenter("GET", f"v1:/content/{page.id}", version="2")[0] == 404
    assert datacenter("GET", "v1:/content/abc")[0] == 404


def test_an_archived_page_is_read_and_not_changed(cloud):
    page = cloud.fake.add_page("Report")
    cloud.fake.archive_as_person(page)
    assert cloud.read(page.id)[1]["status"] == "archived"
    status, body = cloud.change(page.id, 2, title="Report")
    assert (status, "archived" in words_of(body)) == (400, True)


def test_lists_of_a_space_and_of_children_on_cloud(cloud):
    page = cloud.fake.add_page("Report")
    below = cloud.fake.add_page("Below", parent=page)
    space = cloud.fake.space("OPS")
    listed = cloud("GET", f"/spaces/{space.id}/pages", title="report")[1]["results"]
    assert [each["id"] for each in listed] == [page.id]
    listed = cloud("GET", f"/pages/{page.id}/direct-children")[1]["results"]
    assert [(each["id"], each["type"]) for each in listed] == [(below.id, "page")]


def test_properties_on_cloud(cloud):
    page = cloud.fake.add_page("Report", properties={"ours": 1})
    path = f"/pages/{page.id}/properties"
    ref = page.properties["ours"].id
    assert cloud("POST", path, {"key": "big", "value": "x" * 32768})[0] == 413
    for change in ({"key": "x"}, {"version": None}):
        body = {"key": "ours", "value": 2, "version": {"number": 2}} | change
        assert cloud("PUT", f"{path}/{ref}", body)[0] == 400
    assert cloud("PUT", f"{path}/1", {"key": "ours", "value": 2, "version": {"number": 2}})[0] == 404


def test_properties_on_datacenter(datacenter):
    page = datacenter.fake.add_page("Report", properties={"ours": 1})
    path = f"v1:/content/{page.id}/property"
    assert datacenter("PUT", f"{path}/ours", {"key": "ours", "value": 2})[0] == 400
    assert datacenter("GET", f"{path}/none")[0] == datacenter("DELETE", f"{path}/none")[0] == 404


def test_an_attachment_by_its_id_on_cloud(cloud):
    page = cloud.fake.add_page("Report")
    held = cloud.fake.attach_as_person(page, "a.csv")
    assert cloud("GET", f"/attachments/{held.id}")[1]["pageId"] == page.id
    cloud.fake.hide_as_person(page)
    assert cloud("GET", f"/attachments/{held.id}")[0] == 404
