"""The fake Confluence's traffic against the published contracts."""

from collections.abc import Iterator

import pytest

from fakes.confluence import ConfluenceFake
from fakes.confluence_client import Raw
from fakes.contract_check import is_available, validate

SPECS = {"cloud": "confluence-cloud-v2", "datacenter": "confluence-dc-10.0.3"}


@pytest.fixture(params=["cloud", "datacenter"])
def raw(request: pytest.FixtureRequest) -> Iterator[Raw]:
    if not is_available(SPECS[request.param]):
        pytest.skip("the contracts are not in this checkout: set CONNECTOR_SHARED to the folder that holds them")
    with ConfluenceFake(request.param) as fake:
        client = Raw(fake)
        yield client
        client.session.close()


def problems(raw: Raw) -> list[str]:
    return validate(raw.fake.traffic, SPECS[raw.fake.deployment])


def test_pages(raw):
    made = raw.make(
        "Report", '<table><tbody><tr><td>a&nbsp;b</td></tr></tbody></table><ac:structured-macro ac:name="toc"/>'
    )
    ref = made[1]["id"]
    assert raw.make("Report")[0] == raw.make("Broken", "<p>")[0] == 400
    assert raw.change(ref, 2, title="Report")[0] == 200
    assert raw.change(ref, 2, title="Report")[0] == 409
    assert raw.read(ref)[0] == 200
    assert raw.read("1")[0] == 404
    if raw.fake.is_cloud:
        assert raw("GET", f"/pages/{ref}", include_labels="true", include_properties="true", version="1")[0] == 200
        listed = raw("GET", "/pages", space_id=raw.fake.space("OPS").id, title="Report", status="current", limit="1")
        assert raw("GET", "/pages", sort="-modified-date", body_format="storage")[0] == 200
        assert raw("GET", "/spaces", keys="OPS")[0] == 200
    else:
        assert raw("GET", f"v1:/content/{ref}", expand="history,container,metadata.labels", version="1")[0] == 200
        listed = raw("GET", "v1:/content", spaceKey="OPS", title="Report", expand="body.storage,version", limit="1")
    assert len(listed[1]["results"]) == 1
    raw.fake.trash_as_person(ref)
    raw.read(ref)
    raw.change(ref, 3, title="Report")
    assert problems(raw) == []


def test_details(raw):
    page = raw.fake.add_page("Report", labels=("a",), properties={"theirs": {"x": [1]}})
    raw.fake.attach_as_person(page, "a.csv")
    path = f"v1:/content/{page.id}"
    assert raw("POST", f"{path}/label", [{"prefix": "global", "name": "b"}])[0] == 200
    assert raw.upload("POST", f"{path}/child/attachment", "b.csv", b"1,2", comment="c").status_code == 200
    assert raw.upload("POST", f"{path}/child/attachment", "b.csv", b"1,2").status_code == 400
    if raw.fake.is_cloud:
        held = raw("POST", f"/pages/{page.id}/properties", {"key": "ours", "value": {"hash": "1"}})[1]
        assert raw("POST", f"/pages/{page.id}/properties", {"key": "ours", "value": 1})[0] == 409
        change = {"key": "ours", "value": 2, "version": {"number": 2, "message": "m"}}
        statuses = [raw("PUT", f"/pages/{page.id}/properties/{held['id']}", change)[0] for _ in range(2)]
        assert statuses == [200, 409]
        for name, query in (("properties", {"key": "ours"}), ("labels", {}), ("attachments", {"filename": "a.csv"})):
            assert raw("GET", f"/pages/{page.id}/{name}", **query)[0] == 200
    else:
        assert raw("GET", f"{path}/child/attachment", filename="a.csv", expand="version")[0] == 200
    assert problems(raw) == []


def test_faults_are_not_held_against_the_contract(raw):
    page = raw.fake.add_page("Report")
    raw.fake.throttle()
    raw.read(page.id)
    raw.fake.fail("status", status=502)
    raw.fake.expired = True
    raw.send("GET", f"/pages/{page.id}" if raw.fake.is_cloud else f"v1:/content/{page.id}")
    raw.send("GET", f"/pages/{page.id}" if raw.fake.is_cloud else f"v1:/content/{page.id}")
    assert [each.status for each in raw.fake.traffic] == [429, 502, 401]
    assert problems(raw) == []


def test_the_check_finds_what_is_wrong(raw):
    page = raw.fake.add_page("Report")
    path = f"/pages/{page.id}" if raw.fake.is_cloud else f"v1:/content/{page.id}"
    raw("GET", path, colour="red")
    raw("GET", path)
    raw.fake.traffic[-1].reply["id"] = 10101
    if raw.fake.is_cloud:
        raw("PUT", path, {"id": page.id, "title": "Report"})
        raw("GET", "/pages", limit="1000")
    else:
        raw("PUT", path, {"id": page.id, "title": 7})
        raw("PUT", path, {"version": {"number": "2"}})
    raw("GET", "/nothing" if raw.fake.is_cloud else "v1:/nothing")
    found = problems(raw)
    assert len(found) == 5, found
    assert "the contract has no parameter 'colour'" in found[0]
    assert "10101 is not of type 'string'" in found[1]
    assert "request: " in found[2]
    assert "request: " in found[3]
    assert "the contract does not have this resource" in found[4]
