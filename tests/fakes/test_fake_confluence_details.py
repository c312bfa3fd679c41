"""Properties, labels and attachments in the fake Confluence."""

from collections.abc import Iterator
from typing import Any

import pytest

from fakes.confluence import ConfluenceFake
from fakes.confluence_client import Raw, words_of

EVERY_BYTE = bytes(range(256)) * 2 + b"\r\n\r\nend\n"


@pytest.fixture(params=["cloud", "datacenter"])
def raw(request: pytest.FixtureRequest) -> Iterator[Raw]:
    with ConfluenceFake(request.param) as fake:
        client = Raw(fake)
        yield client
        client.session.close()


def properties_of(raw: Raw, ref: str) -> str:
    return f"/pages/{ref}/properties" if raw.fake.is_cloud else f"v1:/content/{ref}/property"


def write(raw: Raw, ref: str, held: dict[str, Any], *, value: Any, number: int) -> tuple[int, Any]:
    name = held["id"] if raw.fake.is_cloud else held["key"]
    body = {"key": held["key"], "value": value, "version": {"number": number}}
    return raw("PUT", f"{properties_of(raw, ref)}/{name}", body)


# --- properties ----------------------------------------------------------------------------------------------------


def test_a_property_has_versions_of_its_own(raw):
    page = raw.fake.add_page("Report")
    status, held = raw("POST", properties_of(raw, page.id), {"key": "connector", "value": {"hash": "1"}})
    assert (status, held["version"]["number"]) == (200, 1)
    assert write(raw, page.id, held, value={"hash": "2"}, number=2)[1]["value"] == {"hash": "2"}
    for number in (1, 2, 4):
        status, body = write(raw, page.id, held, value=0, number=number)
        assert (status, words_of(body).endswith("Latest version is 2")) == (409, True)
    raw.fake.set_property_as_person(page, "connector", "mine")
    assert write(raw, page.id, held, value=0, number=3)[0] == 409
    assert (page.version.number, page.properties["connector"].value) == (1, "mine")


def test_a_key_is_there_once(raw):
    page = raw.fake.add_page("Report", properties={"connector": 1})
    status, _ = raw("POST", properties_of(raw, page.id), {"key": "connector", "value": 2})
    assert (status, page.properties["connector"].value) == (409, 1)
    assert raw("POST", properties_of(raw, page.id), {"key": "other"})[0] == 400
    assert raw("POST", properties_of(raw, "1"), {"key": "other", "value": 1})[0] == 404


def test_properties_are_read_and_deleted(raw):
    page = raw.fake.add_page("Report", properties={"a": 1, "b": [2]})
    found = raw("GET", properties_of(raw, page.id))[1]["results"]
    assert [(each["key"], each["value"]) for each in found] == [("a", 1), ("b", [2])]
    if raw.fake.is_cloud:
        found = raw("GET", properties_of(raw, page.id), key="b")[1]["results"]
        assert [each["value"] for each in found] == [[2]]
        shown = raw("GET", f"/pages/{page.id}", include_properties="true", include_labels="true")[1]
        assert [each["key"] for each in shown["properties"]["results"]] == ["a", "b"]
        one = f"{properties_of(raw, page.id)}/{found[0]['id']}"
    else:
        shown = raw("GET", f"v1:/content/{page.id}", expand="metadata.properties.b")[1]["metadata"]["properties"]
        assert (shown["b"]["value"], "a" in shown) == ([2], False)
        one = f"{properties_of(raw, page.id)}/b"
    assert raw("GET", one)[1]["value"] == [2]
    assert [raw("DELETE", one)[0], raw("GET", one)[0]] == [204, 404]


def test_datacenter_makes_a_property_by_its_first_version():
    with ConfluenceFake.datacenter() as fake:
        raw, page = Raw(fake), fake.add_page("Report")
        body = {"key": "connector", "value": 1, "version": {"number": 2}}
        assert raw("PUT", f"v1:/content/{page.id}/property/connector", body)[0] == 404
        body["version"] = {"number": 1}
        assert raw("PUT", f"v1:/content/{page.id}/property/connector", body)[0] == 200
        raw.session.close()


def test_some_properties_come_by_themselves(raw):
    raw.fake.implicit_properties = {"content-appearance-published": "default"}
    page = raw.make("Report")[1]
    body = {"key": "content-appearance-published", "value": "full-width"}
    assert raw("POST", properties_of(raw, page["id"]), body)[0] == 409


# --- labels --------------------------------------------------------------------------------------------------------


def test_labels_are_put_on_and_taken_off(raw):
    page = raw.fake.add_page("Report", labels=("theirs",))
    path = f"v1:/content/{page.id}/label"
    status, body = raw("POST", path, [{"prefix": "global", "name": "Weekly"}, {"prefix": "global", "name": "theirs"}])
    assert (status, [each["name"] for each in body["results"]]) == (200, ["theirs", "weekly"])
    assert raw("POST", path, [{"prefix": "global", "name": "two words"}])[0] == 400
    assert raw("DELETE", path, name="weekly")[0] == raw("DELETE", f"{path}/theirs")[0] == 204
    assert raw("DELETE", path, name="weekly")[0] == 404
    assert page.labels == []
    assert page.version.number == 1


def test_cloud_reads_labels_by_page_and_pages_by_label():
    with ConfluenceFake.cloud() as fake:
        raw, page = Raw(fake), fake.add_page("Report", labels=("weekly", "b"))
        found = raw("GET", f"/pages/{page.id}/labels")[1]["results"]
        assert [each["name"] for each in found] == ["weekly", "b"]
        assert [each["id"] for each in raw("GET", f"/labels/{found[0]['id']}/pages")[1]["results"]] == [page.id]
        assert len(raw("GET", "/labels", label_id=found[1]["id"])[1]["results"]) == 1
        raw.session.close()


# --- attachments ---------------------------------------------------------------------------------------------------


def test_an_attachment_is_made_and_replaced(raw):
    page = raw.fake.add_page("Report")
    path = f"v1:/content/{page.id}/child/attachment"
    made = raw.upload("POST", path, "über us.csv", EVERY_BYTE, comment="as of today")
    held = made.json()["results"][0]
    assert (made.status_code, held["title"], held["metadata"]["comment"]) == (200, "über us.csv", "as of today")
    again = raw.upload("POST", path, "über us.csv", b"x", token="no-check")
    words = "Cannot add a new attachment with same file name as an existing attachment: über us.csv"
    assert (again.status_code, again.json()["message"].endswith(words)) == (400, True)
    newer = raw.upload("POST", f"{path}/{held['id']}/data", "any.csv", b"new")
    assert (newer.json()["title"], newer.json()["version"]["number"]) == ("über us.csv", 2)
    kept = page.attachments[held["id"]]
    assert (kept.data, kept.earlier, kept.media_type) == (b"new", [EVERY_BYTE], "text/csv")
    assert raw.upload("POST", f"{path}/att1/data", "any.csv", b"new").status_code == 404
    assert page.version.number == 1


def test_only_cloud_makes_or_replaces_with_one_call(raw):
    page = raw.fake.add_page("Report")
    path = f"v1:/content/{page.id}/child/attachment"
    answers = [raw.upload("PUT", path, "a.csv", data) for data in (b"1", b"2")]
    if raw.fake.is_cloud:
        assert [each.json()["results"][0]["version"]["number"] for each in answers] == [1, 2]
        assert [each.data for each in page.attachments.values()] == [b"2"]
    else:
        assert [each.status_code for each in answers] == [405, 405]


def test_attachments_are_listed(raw):
    page = raw.fake.add_page("Report")
    raw.fake.attach_as_person(page, "a.csv", media_type="text/csv")
    held = raw.fake.attach_as_person(page, "b.png", b"12345")
    path = f"/pages/{page.id}/attachments" if raw.fake.is_cloud else f"v1:/content/{page.id}/child/attachment"
    assert [each["title"] for each in raw("GET", path)[1]["results"]] == ["a.csv", "b.png"]
    found = raw("GET", path, filename="b.png")[1]["results"][0]
    size = found["fileSize"] if raw.fake.is_cloud else found["extensions"]["fileSize"]
    assert (found["id"], size) == (held.id, 5)


def test_a_form_needs_the_header_that_no_browser_sends(raw):
    page = raw.fake.add_page("Report")
    path = f"v1:/content/{page.id}/child/attachment"
    for token in (None, "yes"):
        answer = raw.upload("POST", path, "a.csv", b"x", token=token)
        assert (answer.status_code, answer.text) == (403, "XSRF check failed")
    assert raw.send("POST", path, headers={"X-Atlassian-Token": "nocheck"}, data={"comment": "x"}).status_code == 415
    raw.fake.restrict_as_person(page)
    assert raw.upload("POST", path, "a.csv", b"x").status_code == 403
    assert page.attachments == {}
