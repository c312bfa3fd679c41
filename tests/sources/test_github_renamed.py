"""Documents of a repository that was renamed are read and written at its new place."""

from collections.abc import Iterator

import pytest
from fakes.github import FakeGitHub
from github_source_harness import REPO, GitHubSourceHarness, rewrites


@pytest.fixture
def harness() -> Iterator[GitHubSourceHarness]:
    with FakeGitHub() as fake:
        yield GitHubSourceHarness(fake)


@pytest.mark.parametrize("way", ["commit", "pull_request"])
@pytest.mark.parametrize("count", [1, 3])
def test_documents_of_a_renamed_repository_are_read_and_written_at_its_new_place(harness, way, count):
    harness.put_all({f"{number}.md": b"text\n" for number in range(count)})
    harness.fake.rename_repo(REPO, "acme/handbook")
    source = harness.connect(write_back_as=way)
    harness.fake.clear()
    outcomes = source.write_all(rewrites(source))
    assert all(isinstance(one, str) for one in outcomes.values())
    branch = "main" if way == "commit" else "connector/docs"
    assert {harness.fake.file("acme/handbook", f"{number}.md", branch) for number in range(count)} == {b"text\nours\n"}
    assert sum(each.status in (301, 307) for each in harness.fake.requests) == 2


def test_a_document_of_a_repository_that_was_renamed_meanwhile_is_written_at_its_new_place(harness):
    harness.put_all({"a.md": b"text\n"})
    source = harness.connect()
    wanted = rewrites(source)
    harness.fake.rename_repo(REPO, "acme/handbook")
    assert all(isinstance(one, str) for one in source.write_all(wanted).values())
    assert harness.fake.file("acme/handbook", "a.md", "main") == b"text\nours\n"
