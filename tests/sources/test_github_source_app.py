"""An app writes documents where its installation grants that, whatever the repository says of people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fakes.github import FakeGitHub
from fakes.githubmodel import Ruleset
from github_source_harness import GitHubSourceHarness

WRITE_ALL = {"contents": "write", "pull_requests": "write"}


@pytest.fixture(scope="module")
def key() -> bytes:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture
def harness() -> Iterator[GitHubSourceHarness]:
    with FakeGitHub() as fake:
        harness = GitHubSourceHarness(fake)
        harness.put_as_person("a.md", b"x")
        yield harness


@pytest.fixture
def told(key: bytes, tmp_path: Path, harness: GitHubSourceHarness) -> Callable[..., list[str]]:
    """Return what `check` says of a source that signs in as an app with these grants."""
    (tmp_path / "app.pem").write_bytes(key)

    def check(grants: dict[str, str], **settings: object) -> list[str]:
        made = harness.fake.add_installation(77, "acme", grants=grants)
        app = {"app_id": 77, "installation_id": made.id, "private_key_file": "app.pem"}
        return [str(fault) for fault in harness.connect(base_dir=tmp_path, **app, **settings).check()]

    return check


@pytest.mark.parametrize("way", ["commit", "pull_request"])
def test_an_app_may_write_documents_though_the_repository_denies_it_all(told, way):
    assert told(WRITE_ALL, write_back_as=way) == []


def test_an_apps_commits_are_signed(told, harness):
    harness.repo.rulesets.append(Ruleset(7, {"main"}, ("required_signatures",)))
    assert told(WRITE_ALL) == []


def test_a_commit_needs_the_right_to_write_contents(told):
    assert told({"contents": "write"}) == []
    assert told({"contents": "read"}) == [
        "sources.docs.app_id <- the installation grants Contents: read; it has to be write"
    ]


def test_a_pull_request_needs_two_rights(told):
    assert told({"contents": "write"}, write_back_as="pull_request") == [
        "sources.docs.app_id <- the installation grants Pull requests: nothing; it has to be write"
    ]


def test_an_app_that_only_reads_needs_no_right_to_write(told):
    assert told({"contents": "read"}, write_back=False) == []
