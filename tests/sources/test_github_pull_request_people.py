"""A pull request that people committed to: what is left to them, and the true reason why."""

from collections.abc import Iterator

import pytest
from fakes.github import FakeGitHub
from github_source_harness import REPO, GitHubSourceHarness, rewrites

from connector.core.model import DocumentId
from connector.errors import Conflict
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


@pytest.mark.parametrize("moved", [True, False])
@pytest.mark.parametrize("before", ["POST /git/trees", "POST /git/commits", "PATCH /git/refs/heads/connector/docs"])
def test_a_commit_that_somebody_pushes_during_a_write_stays(harness, before, moved):
    proposed(harness, b"ours\n", "a.md")
    if moved:
        harness.put_all({"code.py": b"y"})
    _push_before(harness, before, {"pm/a.md": b"a\nreviewed\n"})
    outcomes = proposed(harness, b"later\n", "a.md", "b.md")
    assert str(outcomes[DocumentId("docs:a.md")]).endswith(f"pm/a.md {EDITED}")
    assert isinstance(outcomes[DocumentId("docs:b.md")], str)
    assert harness.text_of("pm/a.md", OURS) == b"a\nreviewed\n"
    assert harness.text_of("pm/b.md", OURS) == b"b\nlater\n"
    assert "Change" in harness.commits(OURS)
    assert not any(isinstance(each.body, dict) and each.body.get("force") for each in harness.fake.requests)


def test_a_branch_that_somebody_pushes_to_is_not_taken_away(harness):
    proposed(harness, b"ours\n", "a.md")
    _push_before(harness, "GET /pulls", {"pm/b.md": b"b\nreviewed\n"})
    outcomes = proposed(harness, b"", "a.md")
    assert isinstance(outcomes[DocumentId("docs:a.md")], str)
    assert harness.text_of("pm/a.md", OURS) == b"a\n"
    assert harness.text_of("pm/b.md", OURS) == b"b\nreviewed\n"


def test_a_branch_that_others_push_to_all_the_time_is_left_for_the_next_run(harness):
    proposed(harness, b"ours\n", "a.md")
    harness.put_all({"code.py": b"y"})
    pushes = iter(range(9))

    def push(request):
        if request.method == "PATCH":
            harness.put_all({"code.py": f"{next(pushes)}".encode()}, OURS)

    harness.fake.on_request = push
    outcomes = proposed(harness, b"later\n", "b.md")
    assert isinstance(outcomes[DocumentId("docs:b.md")], Conflict)
    harness.fake.on_request = None
    assert isinstance(proposed(harness, b"later\n", "b.md")[DocumentId("docs:b.md")], str)


def test_a_branch_that_somebody_takes_away_during_a_write_is_made_anew(harness):
    proposed(harness, b"ours\n", "a.md")

    def delete(request):
        if request.method == "PATCH":
            harness.fake.on_request = None
            del harness.repo.refs[f"heads/{OURS}"]

    harness.fake.on_request = delete
    assert isinstance(proposed(harness, b"later\n", "b.md")[DocumentId("docs:b.md")], str)
    assert harness.text_of("pm/b.md", OURS) == b"b\nlater\n"


def _push_before(harness: GitHubSourceHarness, call: str, files: dict[str, bytes | None]) -> None:
    """Let somebody push to the pull request's branch just before a call."""

    def push(request):
        if f"{request.method} {request.path}".endswith(call.replace(" ", f" /repos/{REPO}")):
            harness.fake.on_request = None
            harness.put_all(files, OURS)

    harness.fake.on_request = push
