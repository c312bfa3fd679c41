"""What can go wrong on the way to the fake Confluence: credentials, limits, gateways, lost answers."""

from collections.abc import Iterator

import pytest
import requests

from fakes.confluence import ConfluenceFake
from fakes.confluence_client import Raw


@pytest.fixture(params=["cloud", "datacenter"])
def raw(request: pytest.FixtureRequest) -> Iterator[Raw]:
    with ConfluenceFake(request.param) as fake:
        client = Raw(fake)
        yield client
        client.session.close()


@pytest.fixture
def cloud() -> Iterator[ConfluenceFake]:
    with ConfluenceFake.cloud() as server:
        yield server


def pages(fake: ConfluenceFake) -> int:
    """Return how many there are beside the homepage."""
    return len(fake.world.pages) - 1


# --- credentials and addresses -------------------------------------------------------------------------------------


def test_a_wrong_missing_or_expired_credential_is_refused(raw):
    path = "/spaces" if raw.fake.is_cloud else "v1:/user/current"
    assert (
        raw(  # With the right one.
            "GET", path
        )[0]
        == 200
    )
    raw.fake.expired = True
    answer = raw.send("GET", path)
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (401, "text/html")
    raw.fake.expired = False
    url = raw.fake.url + ("/api/v2/spaces" if raw.fake.is_cloud else "/rest/api/user/current")
    assert requests.get(url, timeout=5).status_code == 401
    assert requests.get(url, auth=("a", "b"), timeout=5).status_code == 401
    assert raw.fake.traffic[0].headers["Authorization"] == "***"


def test_a_scoped_token_works_by_the_gateway_only(cloud):
    page = cloud.add_page("Report")
    scoped = (cloud.mail, cloud.scoped_token)
    path = f"/api/v2/pages/{page.id}"
    assert requests.get(cloud.url + path, auth=scoped, timeout=5).status_code == 401
    assert requests.get(cloud.gateway + path, auth=scoped, timeout=5).json()["id"] == page.id
    assert requests.get(cloud.gateway + path, auth=("a", "b"), timeout=5).json()["code"] == 401
    assert requests.get(cloud.gateway + "x" + path, auth=scoped, timeout=5).status_code == 404
    assert requests.get(cloud.site + path, auth=cloud.basic_auth, timeout=5).status_code == 404


def test_links_by_the_gateway_are_those_of_the_site(cloud):
    cloud.add_page("Report")
    answer = requests.get(f"{cloud.gateway}/api/v2/pages?limit=1", auth=(cloud.mail, cloud.scoped_token), timeout=5)
    assert answer.json()["_links"]["next"].startswith("/wiki/api/v2/pages?")
    assert answer.json()["_links"]["base"] == cloud.url


def test_v1_content_is_gone_for_oauth_and_its_details_are_not(cloud):
    page = cloud.add_page("Report")
    header = {"Authorization": f"Bearer {cloud.oauth_token}"}

    def status(path: str) -> int:
        return requests.get(cloud.gateway + path, headers=header, timeout=5).status_code

    assert status(f"/api/v2/pages/{page.id}") == 200
    assert status(f"/rest/api/content/{page.id}") == status("/rest/api/content") == 410
    assert status(f"/rest/api/content/{page.id}/label") == status("/rest/api/user/current") == 200
    raw = Raw(cloud)
    assert raw("GET", f"v1:/content/{page.id}")[0] == 200
    cloud.v1_content_gone = True
    code, body = raw("GET", f"v1:/content/{page.id}")
    assert (code, body["data"]["authorized"]) == (410, True)
    assert "This deprecated endpoint has been removed." in body["message"]
    raw.session.close()


def test_what_is_not_there_is_told_by_the_interface_or_by_a_web_page(raw):
    assert raw("GET", "v1:/nothing")[0] == 404
    assert raw("POST", "v1:/user/current", {})[0] == 405
    assert raw.send("GET", "/nothing").headers["Content-Type"].startswith("application/json") == raw.fake.is_cloud
    assert requests.get(f"{raw.fake.site}/login", timeout=5).status_code == 404


def test_only_json_is_understood(raw):
    path = "/pages" if raw.fake.is_cloud else "v1:/content"
    assert raw.send("POST", path, data="{}").status_code == 415
    broken = raw.send("POST", path, data="{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400


# --- faults --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("retry_after", [7, None])
def test_too_many_requests_with_and_without_retry_after(raw, retry_after):
    fault = raw.fake.throttle("GET", retry_after=retry_after, times=2)
    page = raw.make("Report")[1]
    assert raw.read(page["id"])[0] == 429
    path = f"/pages/{page['id']}" if raw.fake.is_cloud else f"v1:/content/{page['id']}"
    answer = raw.send("GET", path)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, retry_after and str(retry_after))
    assert (raw.read(page["id"])[0], fault.hits) == (200, 2)


@pytest.mark.parametrize(("kind", "made"), [("status", 0), ("status_after", 1)])
def test_a_gateway_answers_instead(raw, kind, made):
    raw.fake.fail(kind, "POST", "/(pages|content)$", status=502)
    stored = {"representation": "storage", "value": "<p/>"}
    body = {"spaceId": raw.fake.space("OPS").id, "type": "page", "title": "Report", "space": {"key": "OPS"}}
    path = "/pages" if raw.fake.is_cloud else "v1:/content"
    body["body"] = stored if raw.fake.is_cloud else {"storage": stored}
    answer = raw.send("POST", path, body)
    assert (answer.status_code, answer.text.startswith("<html>"), pages(raw.fake)) == (502, True, made)
    # Whoever sends it again is told that the title is taken, if the first one got through.
    assert raw.send("POST", path, body).status_code == (400 if made else 200)


@pytest.mark.parametrize(
    ("kind", "made"), [("reset_before", 0), ("reset_after", 1), ("timeout_before", 0), ("timeout_after", 1)]
)
def test_a_lost_answer_is_a_connection_error(raw, kind, made):
    raw.fake.fail(kind, "POST", seconds=0.05)
    with pytest.raises(requests.ConnectionError):
        raw.make("Report")
    assert pages(raw.fake) == made
    assert (raw.fake.traffic[-1].status, raw.fake.traffic[-1].fault) == (None, kind)


def test_an_update_whose_answer_is_lost_is_a_conflict_when_sent_again(raw):
    page = raw.fake.add_page("Report")
    raw.fake.fail("reset_after", "PUT")
    with pytest.raises(requests.ConnectionError):
        raw.change(page.id, 2, title="Report")
    assert raw.change(page.id, 2, title="Report")[0] == 409
    assert (page.version.number, page.body) == (2, "<p>changed</p>")


def test_a_garbled_answer_keeps_its_status(raw):
    raw.fake.fail("garbage", "GET", body="<html>Sign in</html>")
    answer = raw.send("GET", "v1:/user/current")
    assert (answer.status_code, answer.text) == (200, "<html>Sign in</html>")


def test_traffic_is_recorded(raw):
    raw.make("Report")
    raw("GET", "v1:/user/current", expand="x")
    assert (raw.fake.calls("POST"), raw.fake.calls("GET", "/user/current$")) == (1, 1)
    last = raw.fake.traffic[-1]
    assert (last.param("expand"), last.status, last.reply["displayName"]) == ("x", 200, "Connector Bot")
    raw.fake.clear()
    assert raw.fake.traffic == []


def test_a_fake_that_fails_itself_fails_the_test():
    fake = ConfluenceFake.cloud().start()
    page = fake.add_page("Report")
    page.revisions.clear()
    raw = Raw(fake)
    assert raw.read(page.id)[0] == 500
    raw.session.close()
    with pytest.raises(AssertionError, match="the fake itself failed"):
        fake.__exit__(None)


def test_what_people_do_is_checked(raw):
    with pytest.raises(KeyError, match="no page 'None such'"):
        raw.fake.page("None such")
    with pytest.raises(KeyError, match="no user"):
        raw.fake.edit_as_person(raw.fake.add_page("Report"), by="Nobody")
    with pytest.raises(KeyError, match="no space"):
        raw.fake.add_page("Report", space="NONE")
