"""Writing documents back to GitHub by one commit on what was read."""

import re
from collections.abc import Iterator

import pytest
from fakes.github import FakeGitHub
from github_source_harness import REPO, GitHubSourceHarness, rewrites

from connector.errors import Conflict, Rejected, RemoteError, Unauthorized, Unavailable
from connector.ports import Rewrite, WritesTogether
from connector.sources.githubwrite import blob_name


@pytest.fixture
def harness() -> Iterator[GitHubSourceHarness]:
    with FakeGitHub() as fake:
        harness = GitHubSourceHarness(fake)
        harness.put_all({"a.md": b"a\n", "b.md": b"b\n", "c.md": b"c\n", "code.py": b"x"})
        yield harness


def once(harness, method: str, path: str, action) -> None:
    """Let somebody act just before the next request of this kind is processed."""

    def act(request) -> None:
        if request.method == method and re.search(path, request.path):
            harness.fake.on_request = None
            action()

    harness.fake.on_request = act


# --- one commit -------------------------------------------------------------------------------------------------------


def test_one_document_is_one_call(harness):
    source = harness.connect()
    (wanted,) = rewrites(source, b"ours\n", "a.md")
    harness.asked()
    assert source.write_all([wanted]) == {"docs:a.md": blob_name(b"a\nours\n")}
    assert harness.asked() == ["PUT /contents/a.md"]
    assert harness.commits()[0].splitlines() == [
        "Write tickets into a.md",
        "",
        "- a.md: 1 action item",
        "",
        "Written-by: connector (docs)",
    ]
    assert next(stub.revision for stub in source.list().stubs) == blob_name(b"a\nours\n")
    assert harness.asked() == ["GET /commits"]


def test_several_documents_are_one_commit_of_three_calls(harness):
    source = harness.connect(branch="main")
    assert isinstance(source, WritesTogether)
    wanted = rewrites(source)
    harness.asked()
    before = len(harness.commits())
    assert source.write_all(wanted) == {each.document.id: blob_name(each.data) for each in wanted}
    assert harness.asked() == ["POST /git/trees", "POST /git/commits", "PATCH /git/refs/heads/main"]
    assert len(harness.commits()) == before + 1
    assert harness.commits()[0].startswith("Write tickets into 3 post-mortems\n\n- a.md: 1 action item\n- b.md")
    assert (harness.text_of("b.md"), harness.text_of("code.py")) == (b"b\nours\n", b"x")
    source.list()
    assert harness.asked() == ["GET /branches/main"]


def test_text_comes_as_it_was_written_whatever_it_is(harness):
    source = harness.connect()
    wanted = [
        Rewrite(each.document, data)
        for each, data in zip(rewrites(source), ["\ufeffü\r\n".encode(), b"\xff\xfe\0", b""], strict=True)
    ]
    outcomes = source.write_all(wanted)
    assert outcomes == {each.document.id: blob_name(each.data) for each in wanted}
    assert [harness.text_of(each.document.name) for each in wanted] == [each.data for each in wanted]
    assert [stub.revision for stub in harness.connect().list().stubs] == list(outcomes.values())


def test_many_documents_are_still_one_commit(harness, monkeypatch):
    monkeypatch.setattr("connector.sources.githubwrite.BATCH_BYTES", 10)
    source = harness.connect(branch="main")
    wanted = rewrites(source)
    before = len(harness.commits())
    harness.asked()
    source.write_all(wanted)
    assert [each.split()[0] for each in harness.asked()] == ["POST", "POST", "POST", "POST", "PATCH"]
    assert len(harness.commits()) == before + 1
    assert all(harness.text_of(each.document.name) == each.data for each in wanted)


def test_a_program_stays_one(harness):
    from test_github_source import put_mode

    put_mode(harness, "run.erb", "100755", b"x")
    source = harness.connect()
    source.write_all(rewrites(source, b"y", "run.erb"))
    assert harness.text_of("run.erb") == b"xy"
    tree = harness.repo.objects[harness.repo.objects[harness.repo.refs["heads/main"]].tree]
    assert tree["run.erb"][0] == "100755"


def test_a_push_meanwhile_is_built_on_and_its_documents_are_left_alone(harness):
    source = harness.connect(branch="main")
    wanted = rewrites(source)
    once(harness, "PATCH", "/refs/", lambda: harness.put_all({"b.md": b"person\n", "code.py": b"y", "c.md": None}))
    outcomes = source.write_all(wanted)
    assert outcomes["docs:a.md"] == blob_name(b"a\nours\n")
    assert isinstance(outcomes["docs:b.md"], Conflict)
    assert "c.md is gone" in str(outcomes["docs:c.md"])
    assert harness.fake.files(REPO) == {"a.md": b"a\nours\n", "b.md": b"person\n", "code.py": b"y"}
    assert {stub.name: stub.revision for stub in source.list().stubs}["a.md"] == outcomes["docs:a.md"]


def test_a_branch_that_never_rests_is_a_conflict(harness):
    source = harness.connect(branch="main")
    wanted = rewrites(source)

    def push(request) -> None:
        if request.method == "PATCH":
            harness.put_all({"code.py": b"%d" % len(harness.commits())})

    harness.fake.on_request = push
    assert all(isinstance(each, Conflict) for each in source.write_all(wanted).values())
    assert harness.text_of("a.md") == b"a\n"


def test_one_document_survives_a_push_of_others(harness):
    source = harness.connect()
    (wanted,) = rewrites(source, b"ours\n", "a.md")
    harness.put_all({"b.md": b"person\n"})
    harness.fake.faults.add("status", "PUT", status=409, body={"message": "main is at 1 but expected 2"})
    assert source.write(wanted.document, wanted.data) == blob_name(wanted.data)
    assert harness.text_of("b.md") == b"person\n"
    assert [stub.name for stub in source.list().stubs] == ["a.md", "b.md", "c.md"]
    assert source.fetch(source.list().stubs[1]).data == b"person\n"


@pytest.mark.parametrize(("names", "method"), [(["a.md"], "PUT"), (["a.md", "b.md"], "PATCH")])
@pytest.mark.parametrize("kind", ["reset_after", "status_after"])
def test_a_lost_answer_is_no_second_commit(harness, names, method, kind):
    source = harness.connect(branch="main")
    wanted = rewrites(source, b"ours\n", *names)
    before = len(harness.commits())
    harness.fake.faults.add(kind, method)
    assert source.write_all(wanted) == {each.document.id: blob_name(each.data) for each in wanted}
    assert len(harness.commits()) == before + 1


@pytest.mark.parametrize("names", [["a.md"], ["a.md", "b.md"]])
def test_what_a_crash_left_written_is_found_written(harness, names):
    first, second = harness.connect(branch="main"), harness.connect(branch="main")
    wanted = rewrites(first, b"ours\n", *names)
    second.write_all(rewrites(second, b"ours\n", *names))
    before = len(harness.commits())
    assert first.write_all(wanted) == {each.document.id: blob_name(each.data) for each in wanted}
    assert len(harness.commits()) == before


@pytest.mark.parametrize("names", [["a.md"], ["a.md", "b.md"]])
def test_a_protected_branch_says_what_to_do(harness, names):
    harness.repo.protected.add("main")
    source = harness.connect()
    for outcome in source.write_all(rewrites(source, b"ours\n", *names)).values():
        assert isinstance(outcome, Rejected)
        assert "Repository rule violations found Changes must be made through a pull request" in str(outcome)
        assert 'let this account push to that branch, or set write_back_as = "pull_request"' in str(outcome)
        assert str(outcome).count("cannot write") == 1
    assert harness.text_of("a.md") == b"a\n"


@pytest.mark.parametrize("names", [["a.md"], ["a.md", "b.md"]])
@pytest.mark.parametrize("how", ["commit", "pull_request"])
def test_a_missing_right_says_what_to_do(harness, names, how):
    harness.fake.add_token("ghp_reader", "reader")
    source = harness.connect(token="ghp_reader", write_back_as=how)
    what = "contents and pull requests" if how == "pull_request" else "contents"
    for outcome in source.write_all(rewrites(source, b"ours\n", *names)).values():
        assert isinstance(outcome, Rejected)
        assert f"give this account the right to write {what} of acme/docs, or set write_back = false" in str(outcome)
        assert str(outcome).count("give this account") == 1


def test_a_token_without_the_right_is_unauthorized(harness):
    source = harness.connect()
    wanted = rewrites(source)
    words = {"message": "Resource not accessible by personal access token"}
    harness.fake.faults.add("status", "POST", times=None, status=403, body=words)
    for outcome in source.write_all(wanted).values():
        assert isinstance(outcome, Unauthorized)
        assert "the right to write contents of acme/docs" in str(outcome)


def test_nothing_is_written_while_github_is_down(harness):
    source = harness.connect()
    wanted = rewrites(source)
    harness.fake.faults.add("status", "PATCH", times=None, status=503)
    assert all(isinstance(each, Unavailable) for each in source.write_all(wanted).values())
    assert harness.text_of("a.md") == b"a\n"
    harness.fake.faults.clear()
    assert not any(isinstance(each, RemoteError) for each in source.write_all(wanted).values())
    assert harness.commits()[0].count("- ") == 3
