"""A pull request that people committed to: what is left to them, and the true reason why."""

from collections.abc import Iterator

import pytest
from fakes.github import FakeGitHub
from github_source_harness import GitHubSourceHarness, rewrites

from connector.core.model import DocumentId
from connector.sources.githubwrite import Outcome

OURS = "connector/docs"
EDITED = "was edited on the branch connector/docs: merge or close its pull request"
NEWER = (
    "is newer than on the branch connector/docs, which somebody committed to: bring its pull request up to date, merge or "
    "close it"
)


@pytest.fixture
def harness() -> Iterator[GitHubSourceHarness]:
    with FakeGitHub() as fake:
        harness = GitHubSourceHarness(fake)
        harness.put_all({"pm/a.md": b"a\n", "pm/b.md": b"b\n"})
        yield harness


def proposed(harness: GitHubSourceHarness, text: bytes, *names: str) -> dict[DocumentId, Outcome]:
    source = harness.connect(branch="main", path="pm", write_back_as="pull_request")
    wanted = rewrites(source, text, *names)
    harness.fake.clock.advance(60)
    return dict(source.write_all(wanted))


@pytest.mark.parametrize("now", [{"pm/b.md": b"b\nmore\n"}, {"pm/b.md": None, "pm/c.md": b"c\n"}])
def test_a_document_that_only_the_other_branch_changed_was_not_edited_here(harness, now):
    proposed(harness, b"ours\n", "a.md")
    harness.put_all({"pm/a.md": b"a\nreviewed\n"}, OURS)
    harness.put_all(now)
    name = "c.md" if "pm/c.md" in now else "b.md"
    outcomes = proposed(harness, b"later\n", "a.md", name)
    assert str(outcomes[DocumentId("docs:a.md")]).endswith(f"pm/a.md {EDITED}")
    assert str(outcomes[DocumentId(f"docs:{name}")]).endswith(f"pm/{name} {NEWER}")
    assert harness.text_of("pm/a.md", OURS) == b"a\nreviewed\n"


def test_a_document_goes_with_a_pull_request_that_was_brought_up_to_date(harness):
    proposed(harness, b"ours\n", "a.md")
    harness.put_all({"pm/b.md": b"b\nmore\n"})
    harness.put_all({"pm/a.md": b"a\nreviewed\n", "pm/b.md": b"b\nmore\n"}, OURS)
    outcomes = proposed(harness, b"later\n", "a.md", "b.md")
    assert str(outcomes[DocumentId("docs:a.md")]).endswith(EDITED)
    assert isinstance(outcomes[DocumentId("docs:b.md")], str)
    assert harness.text_of("pm/b.md", OURS) == b"b\nmore\nlater\n"


def test_a_document_that_people_took_off_the_branch_is_left_to_them(harness):
    proposed(harness, b"ours\n", "a.md", "b.md")
    harness.put_all({"pm/b.md": None}, OURS)
    outcomes = proposed(harness, b"later\n", "b.md")
    assert str(outcomes[DocumentId("docs:b.md")]).endswith(f"pm/b.md {EDITED}")
