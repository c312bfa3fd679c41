"""What can go wrong on the way to the fake Jira, as tests; `test_fake_jira` collects them and has the fixtures."""

import subprocess
import sys
import threading
import time

import pytest
import requests

from fakes.jira import FakeJira, Limits
from fakes.jira_client import Raw, client_of, fields

CHILD = """
import sys, requests
body = {"fields": {"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": "from a child"}}
requests.post(sys.argv[1] + "/rest/api/2/issue", json=body, auth=(sys.argv[2], sys.argv[3]), timeout=20)
"""


class FaultCases:
    """Inherit as a test class."""

    @pytest.mark.parametrize(
        ("kind", "made"),
        [
            ("reset_before", 0),
            ("reset_after", 1),
            ("timeout_before", 0),
            ("timeout_after", 1),
        ],
    )
    def test_a_lost_answer_is_a_connection_error(self, fake, raw, kind, made):
        fault = fake.faults.add(kind, "POST", "/issue$", seconds=0.05)
        with pytest.raises(requests.ConnectionError):
            raw("POST", "/issue", {"fields": fields()})
        assert (len(fake.world.issues), fault.hits) == (made, 1)
        assert (fake.requests[-1].status, fake.requests[-1].fault) == (None, kind)
        assert raw("POST", "/issue", {"fields": fields()})[0] == 201

    def test_a_client_that_waits_less_than_the_fault_times_out(self, fake, raw):
        fake.faults.add("timeout_after", "POST", "/issue$", seconds=5)
        with pytest.raises(requests.ReadTimeout):
            raw.session.post(f"{raw.base}/issue", json={"fields": fields()}, timeout=0.2)
        assert len(fake.world.issues) == 1

    @pytest.mark.parametrize(("kind", "made"), [("status", 0), ("status_after", 1)])
    def test_a_gateway_answers_instead(self, fake, raw, kind, made):
        fake.faults.add(kind, "POST", "/issue$", status=503, headers={"Retry-After": "7"}, after=1, times=2)
        url, body = f"{raw.base}/issue", {"fields": fields()}
        answers = [raw.session.post(url, json=body, timeout=5) for _ in range(4)]
        assert [each.status_code for each in answers] == [201, 503, 503, 201]
        assert (answers[1].headers["Retry-After"], "<html>" in answers[1].text) == ("7", True)
        assert len(fake.world.issues) == 2 + 2 * made

    def test_a_garbled_answer_keeps_its_status(self, fake, raw):
        fake.faults.add("garbage", "POST", "/issue$", body='{"id": "10')
        answer = raw.session.post(f"{raw.base}/issue", json={"fields": fields()}, timeout=5)
        assert (answer.status_code, answer.text, len(fake.world.issues)) == (201, '{"id": "10', 1)

    def test_a_fault_can_look_into_the_request(self, fake, raw):
        fake.faults.add("status", match=lambda request: b"poison" in request.raw, times=None, status=500)
        assert raw.session.post(f"{raw.base}/issue", json={"fields": fields("poison")}, timeout=5).status_code == 500
        assert raw("POST", "/issue", {"fields": fields("medicine")})[0] == 201

    # --- limits -------------------------------------------------------------------------------------------------

    def test_bursts_and_writes_to_one_ticket_are_limited(self, fake, raw):
        fake.create_as_person()
        fake.limits = Limits(burst={"GET": 3}, issue_writes=2)
        statuses = [raw("GET", f"/issue/{ref}")[0] for ref in ("OPS-1", "10101", "OPS-1", "OPS-1")]
        assert statuses == [200, 200, 200, 429]
        last = fake.requests[-1].reply_headers
        assert last["Retry-After"] == "1"
        assert last.get("RateLimit-Reason") == ("jira-burst-based" if fake.cloud else None)
        assert [raw("PUT", f"/issue/OPS-1/properties/p{n}", n)[0] for n in range(3)] == [201, 201, 429]
        fake.clock.advance(2)
        assert raw("PUT", "/issue/OPS-1/properties/p", 1)[0] == 201
        assert raw("GET", "/issue/OPS-1")[0] == 200
        assert fake.limits.refused == 2

    def test_the_quota_comes_back_at_the_full_hour(self, fake, raw):
        fake.limits = Limits(quota=1)
        assert [raw("GET", "/myself")[0] for _ in range(2)] == [200, 429]
        assert int(fake.requests[-1].reply_headers["Retry-After"]) > 3500
        fake.clock.advance(3600)
        assert raw("GET", "/myself")[0] == 200

    # --- credentials --------------------------------------------------------------------------------------------

    def test_a_wrong_or_missing_credential_is_refused(self, fake, raw):
        assert requests.get(f"{raw.base}/serverInfo", timeout=5).status_code == 200
        assert requests.get(f"{raw.base}/myself", timeout=5).status_code == 401
        fake.expired = True
        answer = raw.session.get(f"{raw.base}/myself", timeout=5)
        assert (answer.status_code, answer.headers["X-Seraph-LoginReason"]) == (401, "AUTHENTICATED_FAILED")

    def test_a_wrong_credential_may_look_like_emptiness_on_cloud(self, cloud):
        raw = Raw(cloud)
        cloud.create_as_person(labels=["ours"])
        cloud.expired = cloud.wrong_is_anonymous = True
        assert raw("GET", "/issue/OPS-1")[0] == 404
        assert raw("GET", "/search/jql", jql="labels = ours")[1]["issues"] == []
        assert raw("POST", "/issue/bulkfetch", {"issueIdsOrKeys": ["OPS-1"]})[1]["issues"] == []
        assert raw.session.get(f"{raw.base}/myself", timeout=5).status_code == 401
        raw.session.close()

    def test_credentials_are_not_recorded(self, fake, raw):
        raw("GET", "/myself", x="1")
        recorded = fake.requests[-1]
        assert fake.token not in repr(recorded.headers)
        assert (recorded.path, recorded.param("x"), recorded.status) == ("/rest/api/2/myself", "1", 200)
        assert recorded.reply["displayName"] == "Connector Bot"
        assert (fake.calls("GET", "/myself$"), fake.calls("POST")) == (1, 0)
        fake.clear()
        assert fake.calls() == 0

    # --- what else the server does --------------------------------------------------------------------------------

    def test_somebody_edits_in_between(self, fake, raw):
        fake.create_as_person()
        fake.on_request = lambda request: request.method == "PUT" and fake.edit_as_person("OPS-1", labels=["mine"])
        assert raw("PUT", "/issue/OPS-1", {"fields": {"summary": "new"}})[0] == 204
        assert (fake.issue("OPS-1").values["labels"], fake.issue("OPS-1").values["summary"]) == (["mine"], "new")

    def test_a_client_in_another_process_is_killed_before_its_answer(self, cloud):
        arrived = threading.Event()
        cloud.on_request = lambda request: arrived.set() or time.sleep(0.2)
        child = subprocess.Popen([sys.executable, "-c", CHILD, cloud.url, *cloud.basic_auth])
        assert arrived.wait(20)
        child.kill()
        child.wait()
        for _ in range(100):
            if cloud.world.issues:
                break
            time.sleep(0.02)
        assert cloud.issue("OPS-1").values["summary"] == "from a child"

    def test_a_prefix_and_a_slow_server(self):
        with FakeJira("datacenter", prefix="/jira", latency=0.05) as fake:
            started = time.perf_counter()
            client = client_of(fake)
            assert client.create_issue(fields()).self.startswith(f"{fake.url}/rest/api/2/issue/")
            assert fake.url.endswith("/jira")
            assert time.perf_counter() - started > 0.1
            client.close()

    def test_a_long_address_is_refused(self, fake, raw):
        answer = raw.session.get(f"{raw.base}/search", params={"jql": "x" * 9000}, timeout=5)
        assert answer.status_code == (414 if fake.cloud else 400)

    def test_a_fake_that_fails_itself_fails_the_test(self):
        fake = FakeJira().start()
        fake.create_as_person()
        fake.world.statuses.clear()
        assert Raw(fake)("GET", "/issue/OPS-1")[0] == 500
        with pytest.raises(AssertionError, match="the fake itself failed"):
            fake.__exit__(None)
