"""Writing documents back to GitHub: one commit on what was read, or one standing pull request."""

import re
from collections.abc import Iterator

import pytest
from fakes.github import FakeGitHub
from fakes.githubmodel import Ruleset
from github_source_harness import REPO, GitHubSourceHarness, rewrites

from connector.errors import Conflict, Rejected, RemoteError, Unauthorized, Unavailable
from connector.ports import Rewrite, WritesTogether
from connector.sources.githubwrite import blob_name

OURS = "connector/docs"


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


# --- one pull request -------------------------------------------------------------------------------------------------


def proposing(harness, **settings):
    return harness.connect(branch="main", write_back_as="pull_request", **settings)


def proposed(harness) -> dict[str, bytes]:
    """Return what the pull request's branch has that the other has not."""
    there = harness.fake.files(REPO)
    return {name: data for name, data in harness.fake.files(REPO, OURS).items() if there.get(name) != data}


def parents(harness) -> tuple[str, ...]:
    return harness.repo.objects[harness.repo.refs[f"heads/{OURS}"]].parents


def kept(wanted) -> dict[str, str]:
    return {each.document.id: each.document.revision for each in wanted}


def propose(harness, text: bytes, *names: str, **settings) -> list[str]:
    """Write as a new process would; return the calls."""
    source = proposing(harness, **settings)
    wanted = rewrites(source, text, *names)
    harness.fake.clock.advance(60)
    harness.asked()
    assert source.write_all(wanted) == kept(wanted)
    return harness.asked()


def test_documents_are_proposed_by_one_pull_request_and_stay_as_they_are(harness):
    calls = propose(harness, b"ours\n")
    assert calls == [
        f"GET /branches/{OURS}",
        "POST /git/trees",
        "POST /git/commits",
        "POST /git/refs",
        "POST /pulls",
    ]
    (pull,) = harness.pulls()
    assert (pull.title, pull.pull.head, pull.pull.base) == ("Write tickets into post-mortems", OURS, "main")
    assert proposed(harness) == {"a.md": b"a\nours\n", "b.md": b"b\nours\n", "c.md": b"c\nours\n"}
    assert harness.text_of("a.md") == b"a\n"


def test_what_is_proposed_already_writes_nothing(harness):
    propose(harness, b"ours\n")
    head = harness.repo.refs[f"heads/{OURS}"]
    for names in ((), ("a.md",)):
        assert {each.split()[0] for each in propose(harness, b"ours\n", *names)} == {"GET"}
    harness.put_as_person("code.py", b"y")
    assert {each.split()[0] for each in propose(harness, b"ours\n")} == {"GET"}
    assert harness.repo.refs[f"heads/{OURS}"] == head
    assert len(harness.pulls()) == 1


def test_a_pull_request_is_renewed_on_the_newest_commit_with_what_still_holds(harness):
    propose(harness, b"ours\n")
    before = harness.repo.refs[f"heads/{OURS}"]
    harness.put_all({"b.md": b"person\n", "code.py": b"y"})
    calls = propose(harness, b"later\n", "c.md")
    assert [each for each in calls if not each.startswith("GET")] == [
        "POST /git/trees",
        "POST /git/commits",
        f"PATCH /git/refs/heads/{OURS}",
    ]
    assert len(calls) == 7  # the branch, its tree, the tree below it, the pull request
    assert proposed(harness) == {"a.md": b"a\nours\n", "c.md": b"c\nlater\n"}
    assert parents(harness) == (before, harness.repo.refs["heads/main"])
    assert len(harness.pulls()) == 1
    propose(harness, b"later\n", "a.md")
    assert proposed(harness) == {"a.md": b"a\nlater\n", "c.md": b"c\nlater\n"}


@pytest.mark.parametrize("end", ["closed", "merged", "squashed"])
def test_a_branch_whose_pull_request_is_over_goes_on_without_force(harness, end):
    propose(harness, b"ours\n", "a.md")
    (pull,) = harness.pulls()
    if end == "merged":
        harness.fake.merge_as_person(REPO, pull.number)
    else:
        if end == "squashed":
            harness.put_as_person("a.md", b"a\nours\n")
        harness.fake.edit_as_person(REPO, pull.number, state="closed")
    before = harness.repo.refs[f"heads/{OURS}"]
    propose(harness, b"ours\n", "b.md")
    assert proposed(harness) == {"b.md": b"b\nours\n"}
    assert parents(harness) == (before, harness.repo.refs["heads/main"])
    propose(harness, b"later\n", "b.md", "c.md")
    assert proposed(harness) == {"b.md": b"b\nlater\n", "c.md": b"c\nlater\n"}
    assert [each.state for each in harness.pulls()] == ["closed", "open"]


def test_only_the_branch_that_is_read_may_want_a_linear_history(harness):
    harness.repo.rulesets.append(Ruleset(7, {"main", OURS}, ("non_fast_forward",)))
    harness.repo.rulesets.append(Ruleset(8, {"main"}, ("required_linear_history",)))
    propose(harness, b"ours\n")
    harness.put_all({"b.md": b"person\n"})
    propose(harness, b"later\n", "c.md")
    assert proposed(harness) == {"a.md": b"a\nours\n", "c.md": b"c\nlater\n"}


def test_a_merged_pull_request_is_followed_by_another(harness):
    propose(harness, b"ours\n", "a.md")
    harness.fake.merge_as_person(REPO, harness.pulls()[0].number)
    assert harness.text_of("a.md") == b"a\nours\n"
    propose(harness, b"ours\n", "b.md")
    assert [each.state for each in harness.pulls()] == ["closed", "open"]
    assert proposed(harness) == {"b.md": b"b\nours\n"}


def test_a_closed_pull_request_is_a_no_to_what_it_had(harness):
    propose(harness, b"ours\n", "a.md")
    harness.fake.edit_as_person(REPO, harness.pulls()[0].number, state="closed")
    assert {each.split()[0] for each in propose(harness, b"ours\n", "a.md")} == {"GET"}
    assert len(harness.pulls()) == 1
    propose(harness, b"else\n", "b.md")
    assert proposed(harness) == {"b.md": b"b\nelse\n"}
    assert [each.state for each in harness.pulls()] == ["closed", "open"]


@pytest.mark.parametrize("before", [False, True])
def test_a_crash_before_the_pull_request_was_opened_is_made_good(harness, before):
    if before:
        propose(harness, b"ours\n", "b.md")
        harness.fake.merge_as_person(REPO, harness.pulls()[0].number)
    source = proposing(harness)
    wanted = rewrites(source, b"ours\n", "a.md")
    harness.fake.clock.advance(60)
    harness.fake.faults.add("status", "POST", "/pulls$", status=500)
    assert isinstance(source.write_all(wanted)["docs:a.md"], RemoteError)
    assert [each for each in propose(harness, b"ours\n", "a.md") if not each.startswith("GET")] == ["POST /pulls"]
    assert [each.state for each in harness.pulls()] == ["closed"] * before + ["open"]
    assert proposed(harness) == {"a.md": b"a\nours\n"}


@pytest.mark.parametrize(("method", "path"), [("POST", "/git/refs$"), ("PATCH", "/git/refs/"), ("POST", "/pulls$")])
def test_a_lost_answer_opens_no_second_pull_request(harness, method, path):
    if method == "PATCH":
        propose(harness, b"ours\n", "b.md")
    source = proposing(harness)
    wanted = rewrites(source, b"ours\n", "a.md")
    harness.fake.faults.add("reset_after", method, path)
    source.write_all(wanted)
    propose(harness, b"ours\n", "a.md")
    assert len(harness.pulls()) == 1
    assert proposed(harness)["a.md"] == b"a\nours\n"


def test_a_document_edited_meanwhile_is_not_proposed(harness):
    source = proposing(harness)
    wanted = rewrites(source)
    harness.put_as_person("a.md", b"person\n")
    source.list()
    outcomes = source.write_all(wanted)
    assert isinstance(outcomes.pop("docs:a.md"), Conflict)
    assert outcomes == kept(wanted[1:])
    assert proposed(harness) == {"b.md": b"b\nours\n", "c.md": b"c\nours\n"}


def test_a_pull_request_that_people_brought_up_to_date_is_built_on(harness):
    propose(harness, b"ours\n", "a.md")
    harness.put_all({"code.py": b"y"})
    harness.put_all({"code.py": b"y"}, OURS)
    propose(harness, b"later\n", "a.md", "b.md")
    assert proposed(harness) == {"a.md": b"a\nlater\n", "b.md": b"b\nlater\n"}
    assert len(harness.pulls()) == 1
    head = harness.repo.refs[f"heads/{OURS}"]
    propose(harness, b"later\n", "a.md", "b.md")
    assert harness.repo.refs[f"heads/{OURS}"] == head
    propose(harness, b"last\n", "a.md")
    assert proposed(harness) == {"a.md": b"a\nlast\n", "b.md": b"b\nlater\n"}
    assert "Change" in harness.commits(OURS)


def test_what_people_edited_in_the_pull_request_is_left_to_them(harness):
    propose(harness, b"ours\n", "a.md", "b.md")
    harness.put_all({"a.md": b"a\nreviewed\n"}, OURS)
    source = proposing(harness)
    wanted = rewrites(source, b"later\n", "a.md", "b.md")
    outcomes = source.write_all(wanted)
    assert "a.md was edited on the branch connector/docs: merge or close its pull request" in str(outcomes["docs:a.md"])
    assert outcomes["docs:b.md"] == wanted[1].document.revision
    assert proposed(harness) == {"a.md": b"a\nreviewed\n", "b.md": b"b\nlater\n"}


def test_what_is_wanted_no_more_is_taken_out_of_the_pull_request(harness):
    propose(harness, b"ours\n", "a.md", "b.md")
    assert {each.split()[0] for each in propose(harness, b"", "c.md")} == {"GET"}
    calls = propose(harness, b"", "a.md", "c.md")
    assert [each for each in calls if not each.startswith("GET")][-1] == f"PATCH /git/refs/heads/{OURS}"
    assert proposed(harness) == {"b.md": b"b\nours\n"}
    assert {each.split()[0] for each in propose(harness, b"", "a.md", "c.md")} == {"GET"}
    harness.put_as_person("b.md", b"b\nby hand\n")
    harness.fake.faults.add("reset_after", "DELETE")
    propose(harness, b"", "b.md")
    assert OURS not in {name.removeprefix("heads/") for name in harness.repo.refs}
    assert [each.state for each in harness.pulls()] == ["closed"]
    assert propose(harness, b"", "b.md") == [f"GET /branches/{OURS}"]
    propose(harness, b"ours\n", "b.md")
    assert [each.state for each in harness.pulls()] == ["closed", "open"]


def test_what_is_wanted_no_more_is_taken_back_on_top_of_people(harness):
    propose(harness, b"ours\n", "a.md", "b.md")
    harness.put_all({"code.py": b"reviewed", "b.md": b"b\nreviewed\n"}, OURS)
    propose(harness, b"", "a.md", "b.md")
    assert proposed(harness) == {"b.md": b"b\nreviewed\n", "code.py": b"reviewed"}


def test_somebodys_branch_of_that_name_is_left_alone(harness):
    harness.put_as_person("a.md", b"theirs\n", OURS)
    head = harness.repo.refs[f"heads/{OURS}"]
    source = proposing(harness)
    outcomes = source.write_all(rewrites(source)).values()
    assert all("connector/docs is somebody's: choose another write_back_branch" in str(each) for each in outcomes)
    assert harness.repo.refs[f"heads/{OURS}"] == head
    propose(harness, b"ours\n", write_back_branch="bots/tickets")
    assert [each.pull.head for each in harness.pulls()] == ["bots/tickets"]


def test_a_default_branch_can_be_proposed_to(harness):
    source = harness.connect(write_back_as="pull_request")
    document = source.fetch(source.list().stubs[0])
    assert source.write(document, b"ours\n") == document.revision
    assert [each.pull.base for each in harness.pulls()] == ["main"]
