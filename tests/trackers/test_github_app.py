"""An app signs in as its installation, and may do what that grants."""

import pytest
from contracts.tracker_contract import file_one
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fakes.github import FakeGitHub
from github_harness import REPO, GitHubHarness, mapped

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
