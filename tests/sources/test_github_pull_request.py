"""Writing documents back by one standing pull request: what it has, when it is renewed, and what its end means."""

from collections.abc import Iterator

import pytest
from fakes.github import FakeGitHub
from fakes.githubmodel import Ruleset
from github_source_harness import REPO, GitHubSourceHarness, rewrites

from connector.errors import Conflict, RemoteError

OURS = "connector/docs"


@pytest.fixture
def harness() -> Iterator[GitHubSourceHarness]:
    with FakeGitHub() as fake:
        harness = GitHubSourceHarness(fake)
        harness.put_all({"a.md": b"a\n", "b.md": b"b\n", "c.md": b"c\n", "code.py": b"x"})
        yield harness


def proposing(harness, **settings):
    return harness.connect(branch="main", write_back_as="pull_request", **settings)


def proposed(harness) -> dict[str, bytes]:
    """Return what the pull request's branch has that the other has not."""
    there = harness.fake.files(REPO)
    return {name: data for name, data in harness.fake.files(REPO, OURS).items() if there.get(name) != data}


def said(harness) -> str:
    """Return the first line of the newest commit's message on the pull request's branch."""
    return harness.repo.objects[harness.repo.refs[f"heads/{OURS}"]].message.splitlines()[0]


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
    assert said(harness) == "Take back what was to be written into a.md"
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
    assert said(harness) == "Take back what was to be written into a.md"


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
