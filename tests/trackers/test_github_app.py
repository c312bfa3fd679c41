"""An app signs in as its installation, and may do what that grants."""

import base64
import json
import time
from datetime import timedelta

import pytest
from contracts.tracker_contract import draft, file_one
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness, mapped

from connector.errors import Unauthorized
from connector.ports import Filed
from connector.trackers import github


@pytest.fixture
def harness():
    with FakeGitHub() as fake:
        yield GitHubHarness(fake)


@pytest.fixture(scope="module")
def key():
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture
def connect(harness, key, tmp_path):
    """Return a tracker that signs in as an app installed so."""

    def connected(installation: int = 0, **installed):
        (tmp_path / "app.pem").write_bytes(key)
        made = harness.fake.add_installation(77, "acme", **installed)
        settings = github.Settings(
            url=harness.fake.url,
            repo=REPO,
            app_id=77,
            installation_id=installation or made.id,
            private_key_file=tmp_path / "app.pem",
        )
        return github.connect(settings, name="ops", installation="acme-sre", fieldmap=mapped(), base_dir=tmp_path)

    return connected


def told(tracker):
    return [str(fault) for fault in tracker.check()]


def test_an_app_signs_in_and_renews_its_token(harness, connect):
    harness.repo.roles["connector[bot]"] = "write"
    file_one(connect(), 1)
    assert harness.fake.calls("POST", "/access_tokens") == 1


def keep_time(harness, **ahead):
    """Let GitHub have the machine's clock, or one that is so far ahead: the package goes by it."""
    there = time.time() + timedelta(**ahead).total_seconds()
    harness.fake.clock.advance(there - harness.fake.clock().timestamp())


def revoke(harness):
    """Take back the tokens that were given to apps."""
    for text in [text for text, token in harness.fake.state.tokens.items() if token.app]:
        del harness.fake.state.tokens[text]


def test_a_token_that_was_taken_back_is_renewed_and_nothing_filed_twice(harness, connect):
    keep_time(harness)
    tracker = connect()
    file_one(tracker, 1)
    cursor = tracker.poll(None).cursor
    for _ in range(2):
        revoke(harness)
        tracker.poll(cursor)
    revoke(harness)
    (outcome,) = tracker.create([draft(2)])
    assert isinstance(outcome, Filed)
    assert (len(harness.repo.issues), harness.fake.calls("POST", "/access_tokens")) == (2, 4)


def test_a_token_is_renewed_before_its_hour_is_over(harness, connect):
    keep_time(harness)
    tracker = connect(seconds=10)
    for _ in range(3):
        tracker.poll(None)
    refused = [each for each in harness.fake.requests if each.status == 401]
    assert (refused, harness.fake.calls("POST", "/access_tokens") > 3) == ([], True)


def test_an_app_that_is_refused_whatever_its_token_is_refused_once(harness, connect):
    tracker = connect()
    harness.fake.faults.add("status", "GET", "/issues$", times=None, status=401, body={"message": "Bad credentials"})
    with pytest.raises(Unauthorized, match="Bad credentials"):
        tracker.poll(None)
    assert harness.fake.calls("GET", "/issues$") == 2
    with pytest.raises(Unauthorized):
        tracker.poll(None)
    assert harness.fake.calls("GET", "/issues$") == 2


def test_an_app_signs_in_a_minute_back_and_for_less_than_ten(harness, connect):
    signed = []
    harness.fake.on_request = lambda request: signed.append(request.headers.get("Authorization") or "")
    connect().poll(None)
    text = next(each for each in signed if each.startswith("Bearer ")).split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(text + "=="))
    assert time.time() - 120 < claims["iat"] <= time.time() - 60
    assert time.time() < claims["exp"] <= claims["iat"] + 600


def test_an_app_whose_clock_is_wrong_is_told_so(harness, connect):
    keep_time(harness, minutes=12)
    words = {"message": "'Expiration time' claim ('exp') must be a numeric value representing the future time"}
    harness.fake.faults.add("status", "POST", "/access_tokens$", times=None, status=401, body=words)
    (fault,) = told(connect())
    assert fault.startswith("trackers.ops.app_id <- is refused: ")
    assert fault.endswith("; check app_id, installation_id and the private key")
    assert "claim ('exp') must be a numeric value" in fault
    assert "the clock of this machine is 12 minutes behind GitHub's: set it right" in fault


def test_an_apps_own_issues_are_known_by_its_name(harness, connect):
    file_one(connect(), 1)
    harness.fake.rename_label(REPO, "connector-acme-sre", None)
    assert [ticket.ref.id for ticket in connect().poll(None).tickets] == ["1"]


def test_an_app_may_write_issues_though_the_repository_denies_it_all(harness, connect):
    tracker = connect()
    assert set(tracker.client.call("GET", f"/repos/{REPO}", verb="look")["permissions"].values()) == {False}
    assert told(tracker) == []


@pytest.mark.parametrize(
    ("grants", "said"),
    [
        ({"issues": "read"}, "read"),
        ({"contents": "write"}, "nothing"),
        ({}, "nothing"),
    ],
)
def test_check_tells_what_an_app_was_not_given(connect, grants, said):
    assert told(connect(grants=grants)) == [
        f"trackers.ops.app_id <- the installation grants Issues: {said}; it has to be write"
    ]


def test_check_tells_of_an_installation_that_is_not_there(connect):
    assert [fault.partition(" <- ")[0] for fault in told(connect(installation=4711))] == ["trackers.ops.repo"]
