"""Documents in a repository on GitHub: the contract, and what only repositories have."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from contracts.source_contract import SourceContract, stub_of
from fakes.contract_check import is_available, validate
from fakes.github import FakeGitHub
from fakes.githubgit import Commit, build_tree, files_of, put_blob, put_commit
from github_source_harness import REPO, GitHubSourceHarness
from pydantic import ValidationError

from connector.clock import system_clock
from connector.core.model import Document, DocumentId
from connector.errors import ConfigError, Rejected, RemoteError, Unauthorized
from connector.ports import DocumentStub
from connector.sources import github, load

SPEC = "github-api.github.com"
UNLISTED = r"GET /repositories/.*|GET .*/contents/.*|.*/(commits|git|branches|pulls).*"
"""Real, but left out of the pruned contract."""


def harnessed(fake: FakeGitHub) -> Iterator[GitHubSourceHarness]:
    with fake:
        yield GitHubSourceHarness(fake)
        if is_available(SPEC):
            problems = validate(fake.requests, SPEC, unlisted=UNLISTED)
            # The contract has two schemas for that answer, and both of them fit.
            assert [each for each in problems if "(409): answer" not in each] == []


@pytest.fixture
def harness() -> Iterator[GitHubSourceHarness]:
    yield from harnessed(FakeGitHub())


class TestDefaultBranch(SourceContract):
    """All of the contract, and nothing of its own."""


class TestEnterprise(SourceContract):
    @pytest.fixture
    def harness(self) -> Iterator[GitHubSourceHarness]:
        yield from harnessed(FakeGitHub(prefix="/api/v3"))


class TestNamedBranch(SourceContract):
    @pytest.fixture
    def harness(self) -> Iterator[GitHubSourceHarness]:
        for harness in harnessed(FakeGitHub()):
            harness.repo.default_branch = "release/2026"
            connect = harness.connect
            harness.connect = lambda **settings: connect(branch="release/2026", **settings)
            harness.tree_of = lambda folder, tree_of=harness.tree_of: tree_of(folder, "release/2026")
            harness.put_as_person("unrelated.md", b"x", "main")
            yield harness


def names_of(source) -> list[str]:
    return [stub.name for stub in source.list().stubs]


def put_mode(harness, path: str, mode: str, data: bytes) -> None:
    """Commit a file of another kind: a link, a program, another repository."""
    repo = harness.repo
    head = repo.refs["heads/main"]
    files = files_of(repo, repo.objects[head].tree) | {path: (mode, put_blob(repo, data))}
    made = Commit(build_tree(repo, files), (head,), "Change", "Dana", "d@example.org", harness.fake.clock())
    repo.refs["heads/main"] = put_commit(repo, made)


# --- what is listed ---------------------------------------------------------------------------------------------------


def test_only_the_files_meant_are_listed(harness):
    names = ["a.md", "b.TXT", "c.png", ".hidden.md", ".github/d.md", "drafts/e.md", "x/drafts/f.md", "run.erb", "md"]
    harness.put_all(dict.fromkeys(names, b"x"))
    assert names_of(harness.connect(exclude=["drafts/**"])) == ["a.md", "b.TXT", "run.erb", "x/drafts/f.md"]
    assert names_of(harness.connect(exclude=["**/drafts"], include=["**/*.md"])) == ["a.md"]
    assert names_of(harness.connect(include=["x/**", "?.md"])) == ["a.md", "x/drafts/f.md"]


def test_names_are_meant_from_the_folder(harness):
    harness.put_all({"a.md": b"x", "docs/pm/b.md": b"y", "docs/pm/x/c.md": b"z", "docs/pmx/d.md": b"x"})
    source = harness.connect(path="docs/pm/", exclude=["x/**"])
    assert names_of(source) == ["b.md"]
    document = source.fetch(source.list().stubs[0])
    assert (document.id, document.data) == ("docs:b.md", b"y")
    assert document.url == f"{harness.web}/{REPO}/blob/main/docs/pm/b.md"
    source.write(document, b"ours")
    assert harness.text_of("docs/pm/b.md") == b"ours"


def test_links_and_other_repositories_are_no_documents(harness):
    harness.put_as_person("a.md", b"x")
    for path, mode in (("link.md", "120000"), ("other.md", "160000"), ("program.md", "100755")):
        put_mode(harness, path, mode, b"a.md")
    assert names_of(harness.connect()) == ["a.md", "program.md"]


def test_names_with_odd_characters_are_read_and_written(harness):
    for name in ("a b%20#?.md", "ü/é +&.md"):
        harness.put_as_person(name, b"x")
        source = harness.connect(include=["**/*.md"])
        document = source.fetch(stub_of(source.list(), name))
        source.write(document, b"ours")
        assert harness.text_of(name) == b"ours"


@pytest.mark.parametrize("name", ["../secret.md", "/etc/passwd", "a/../../b.md", "./a.md", "a//b.md", "", "a\0.md"])
def test_no_name_leads_out_of_the_repository(harness, name):
    harness.put_as_person("a.md", b"x")
    source = harness.connect()
    with pytest.raises(Rejected, match="no name inside"):
        source.fetch(DocumentStub(DocumentId(f"docs:{name}"), name, "1"))
    with pytest.raises(Rejected, match="no name inside"):
        source.write(Document(DocumentId(f"docs:{name}"), "docs", name, "", "1", b"x"), b"ours")
    assert harness.asked() == []


def test_a_large_document_takes_one_more_call_and_a_larger_one_is_rejected_by_size(harness):
    harness.put_all({"big.md": b"x" * (5 * 1024 * 1024 + 1), "fits.md": b"x" * (5 * 1024 * 1024)})
    source = harness.connect()
    stubs = source.list()
    harness.fake.clear()
    with pytest.raises(Rejected, match=r"big\.md has 5,242,881 bytes; a post-mortem may have 5,242,880"):
        source.fetch(stub_of(stubs, "big.md"))
    assert len(source.fetch(stub_of(stubs, "fits.md")).data) == 5 * 1024 * 1024
    assert [each.split("/")[1] for each in harness.asked()] == ["contents", "contents", "git"]


# --- calls ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("settings", "head"), [({}, "/commits"), ({"branch": "main"}, "/branches/main")])
def test_an_unchanged_branch_is_one_call_that_counts_for_nothing(harness, settings, head):
    harness.put_as_person("a.md", b"x")
    source = harness.connect(**settings)
    tree = harness.tree_of("")
    source.list()
    assert harness.asked() == [f"GET {head}", f"GET /git/trees/{tree}"]
    source.list()
    assert harness.asked() == [f"GET {head} 304"]
    source.fetch(source.list().stubs[0])
    assert harness.asked() == [f"GET {head} 304", "GET /contents/a.md"]


def test_a_commit_that_changes_no_file_asks_for_no_tree(harness):
    harness.put_as_person("a.md", b"x")
    source = harness.connect()
    first = source.list()
    harness.put_all({})
    harness.fake.clear()
    assert source.list() == first
    assert harness.asked() == ["GET /commits"]


def test_a_tree_that_is_cut_off_is_walked_where_documents_can_be(harness):
    repo = harness.repo
    harness.put_all({f"code/{number}.py": b"x" for number in range(20)} | {"docs/a.md": b"x", "docs/x/b.md": b"y"})
    repo.tree_limit = 10
    source = harness.connect(include=["docs/**/*.md"], exclude=["docs/old"])
    assert names_of(source) == ["docs/a.md", "docs/x/b.md"]
    assert source.list().complete
    assert len(harness.asked()) == 5  # head, the tree, its top, docs; and the head again
    harness.put_as_person("code/1.py", b"y")
    assert names_of(source) == ["docs/a.md", "docs/x/b.md"]
    assert len(harness.asked()) == 2  # head and top: docs is as it was
    harness.put_as_person("docs/c.md", b"y")
    assert names_of(source) == ["docs/a.md", "docs/c.md", "docs/x/b.md"]
    assert len(harness.asked()) == 3


def test_a_part_that_could_not_be_read_is_asked_for_again(harness):
    for number, name in enumerate(harness.names):
        harness.put_as_person(name, b"%d" % number)
    harness.hide_part()
    source = harness.connect()
    assert not source.list().complete
    harness.fake.faults.clear()
    assert source.list().complete
    assert names_of(source) == sorted(harness.names)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"branch": "gone"}, "there is no branch gone in acme/docs for this account"),
        ({"repo": "acme/gone"}, "there is no repository acme/gone for this account"),
        ({"path": "gone"}, "there is no folder gone in repository acme/docs"),
        ({"path": "a.md"}, r"there is no folder a\.md"),
    ],
)
def test_what_is_not_there_is_no_empty_source(harness, settings, words):
    harness.put_as_person("a.md", b"x")
    with pytest.raises(Rejected, match=words):
        harness.connect(**settings).list()


def test_a_repository_without_a_commit_is_no_empty_source(harness):
    with pytest.raises(Rejected, match="has no commit yet"):
        harness.connect().list()


def test_a_default_branch_that_changes_is_followed(harness):
    harness.put_as_person("a.md", b"x")
    source = harness.connect()
    source.write(source.fetch(source.list().stubs[0]), b"y")
    harness.put_as_person("b.md", b"x", "trunk")
    harness.put_as_person("c.md", b"x", "trunk")
    harness.repo.default_branch = "trunk"
    listing = source.list()
    assert [stub.name for stub in listing.stubs] == ["a.md", "b.md", "c.md"]
    documents = [source.fetch(stub) for stub in listing.stubs]
    source.write_all([github.Rewrite(each, b"ours") for each in documents])
    assert (harness.text_of("b.md", "trunk"), harness.text_of("a.md", "main")) == (b"ours", b"y")


# --- settings and check -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"repo": "docs"}, "repo"),
        ({"token": None}, "needs one way to sign in"),
        ({"app_id": 1}, "needs one way to sign in"),
        ({"token": None, "app_id": 1}, "an app needs all of"),
        ({"branch": "a b"}, "no name of a branch"),
        ({"branch": "refs..x"}, "no name of a branch"),
        ({"write_back_branch": "x.lock"}, "no name of a branch"),
        ({"path": "../x"}, "folder inside the repository"),
        ({"path": "/x"}, "folder inside the repository"),
        ({"include": ["../*.md"]}, "pattern inside the folder"),
        ({"write_back_as": "push"}, "write_back_as"),
        ({"creates_per_minute": 5}, "creates_per_minute"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings, words):
    with pytest.raises(ValidationError, match=words):
        github.Settings.model_validate({"repo": REPO, "token": "x", **settings})


def test_a_source_without_a_name_is_called_like_its_repository(harness):
    made = load("github").connect(github.Settings(repo=REPO, token="x"), name="", base_dir=Path("/"))
    assert made.name == "docs"


def test_the_token_can_come_from_a_file(harness, tmp_path):
    harness.put_as_person("a.md", b"x")
    (tmp_path / "token").write_text(f"{harness.fake.token}\n")
    assert names_of(harness.connect(base_dir=tmp_path, token_file="token")) == ["a.md"]


def faults_of(source) -> list[str]:
    return [str(fault) for fault in source.check()]


def test_check_names_what_is_wrong_with_repository_and_rights(harness):
    fake = harness.fake
    harness.put_as_person("a.md", b"x")
    fake.add_token("ghp_reader", "reader")
    fake.add_token("ghp_soon", "connector-bot", expires_at=system_clock() + timedelta(days=3))
    assert faults_of(harness.connect(token="ghp_wrong"))[0].startswith("sources.docs.token <- is refused: ")
    (gone,) = faults_of(harness.connect(repo="acme/gone"))
    assert gone.startswith("sources.docs.repo <- there is no repository acme/gone for this account: check the name, ")
    assert gone.endswith("is not where GitHub answers: an Enterprise Server's ends in /api/v3")
    assert faults_of(harness.connect(branch="gone")) == [
        (
            "sources.docs.branch <- docs: cannot list: there is no branch gone in acme/docs for this account: check the names, "
            "and its rights (its default branch is main)"
        )
    ]
    assert "no folder gone" in faults_of(harness.connect(path="gone"))[0]
    assert faults_of(harness.connect(include=["*.rst"])) == [
        "sources.docs.include <- matches no file in acme/docs: correct the patterns, the path or the branch"
    ]
    assert faults_of(harness.connect(token="ghp_reader")) == [
        (
            "sources.docs.write_back <- this account may not push to acme/docs: give it the right to write contents, or set "
            "write_back = false"
        )
    ]
    assert faults_of(harness.connect(token="ghp_reader", write_back=False)) == []
    assert "sources.docs.token <- ends on" in faults_of(harness.connect(token="ghp_soon"))[0]
    assert "write_back_branch <- main is the branch that is read" in "".join(
        faults_of(harness.connect(write_back_as="pull_request", write_back_branch="main"))
    )


def test_check_names_a_repository_that_was_archived_or_renamed(harness):
    harness.put_as_person("a.md", b"x")
    harness.fake.archive(REPO)
    assert faults_of(harness.connect()) == [
        "sources.docs.write_back <- acme/docs is archived: nothing can be written there; set write_back = false"
    ]
    assert faults_of(harness.connect(write_back=False)) == []
    harness.fake.archive(REPO, on=False)
    harness.fake.rename_repo(REPO, "acme/handbook")
    assert faults_of(harness.connect()) == ["sources.docs.repo <- is called acme/handbook now: write that"]


def test_no_error_tells_the_token(harness):
    harness.put_as_person("a.md", b"x")
    told = faults_of(harness.connect(token="ghp_wrongwrong"))
    with pytest.raises(Unauthorized) as refused:
        harness.connect(token="ghp_wrongwrong").list()
    source = harness.connect()
    document = source.fetch(source.list().stubs[0])
    harness.fake.faults.add("status", times=None, status=500, body=f"token {harness.fake.token} failed")
    with pytest.raises(RemoteError) as failed:
        source.write(document, b"ours")
    for text in (*told, str(refused.value), str(failed.value)):
        assert "ghp_wrongwrong" not in text
        assert harness.fake.token not in text


def test_an_app_needs_its_key(tmp_path):
    settings = github.Settings(repo=REPO, app_id=1, installation_id=2, private_key_file=Path("app.pem"))
    with pytest.raises(ConfigError, match=r"sources\.docs\.private_key_file <- .*app\.pem cannot be read"):
        github.connect(settings, name="docs", base_dir=tmp_path)
    (tmp_path / "app.pem").write_text("-----BEGIN\nx\n")
    assert github.connect(settings, name="docs", base_dir=tmp_path).name == "docs"
