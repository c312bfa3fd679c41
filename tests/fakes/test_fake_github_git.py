"""The fake GitHub's git as PyGithub sees it: files, trees, branches, pull requests."""

import base64
import subprocess

import github
import pytest

from fakes.github import FakeGitHub
from fakes.test_fake_github import call, client, hub

__all__ = ["hub"]
REPO = "/repos/acme/ops"


@pytest.fixture
def repo(hub: FakeGitHub):
    hub.commit_as_person("acme/ops", "main", {"docs/a.md": b"# A\n", "docs/deep/b.md": b"\xff\xfe raw", "c.txt": b"c"})
    return client(hub).get_repo("acme/ops")


def test_files_are_listed_with_their_git_names(hub, repo):
    tree = repo.get_git_tree("main", recursive=True)
    assert [(entry.path, entry.type) for entry in tree.tree] == [
        ("c.txt", "blob"),
        ("docs", "tree"),
        ("docs/a.md", "blob"),
        ("docs/deep", "tree"),
        ("docs/deep/b.md", "blob"),
    ]
    assert tree.tree[2].sha == repo.get_contents("docs/a.md").sha
    assert not tree.raw_data["truncated"]
    hub.repo("acme/ops").tree_limit = 2
    assert repo.get_git_tree("main", recursive=True).raw_data["truncated"]
    assert [each.path for each in repo.get_contents("docs")] == ["docs/a.md", "docs/deep"]


def test_names_are_those_of_real_git(hub, repo, tmp_path):
    names = ["git", "-C", str(tmp_path)]
    if subprocess.run([*names, "init", "-q"], check=False).returncode:
        pytest.skip("there is no git")
    for path, data in hub.files("acme/ops").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    subprocess.run([*names, "add", "."], check=True)
    written = subprocess.run([*names, "write-tree"], check=True, capture_output=True, text=True).stdout.strip()
    assert written == repo.get_branch("main").commit.commit.tree.sha


def test_bytes_come_as_they_are(hub, repo):
    assert repo.get_contents("docs/deep/b.md").decoded_content == b"\xff\xfe raw"
    raw = call(hub, "GET", f"{REPO}/contents/docs/deep/b.md", Accept="application/vnd.github.raw+json")
    assert raw.content == b"\xff\xfe raw"
    blob = repo.get_git_blob(repo.get_contents("docs/deep/b.md").sha)
    assert base64.b64decode(blob.content) == b"\xff\xfe raw"
    hub.commit_as_person("acme/ops", "main", {"big": b"x" * 1_000_001})
    big = call(hub, "GET", f"{REPO}/contents/big").json()
    assert (big["encoding"], big["content"], big["size"]) == ("none", "", 1_000_001)
    assert call(hub, "GET", f"{REPO}/contents/none").status_code == 404
    assert call(hub, "GET", f"{REPO}/contents/c.txt?ref=none").status_code == 404


def test_a_file_is_written_against_the_version_that_was_read(hub, repo):
    there = repo.get_contents("docs/a.md")
    hub.commit_as_person("acme/ops", "main", {"docs/a.md": b"a person was here\n"}, by="dana")
    with pytest.raises(github.GithubException, match="does not match") as refused:
        repo.update_file("docs/a.md", "ours", b"ours", there.sha)
    assert refused.value.status == 409
    assert call(hub, "PUT", f"{REPO}/contents/docs/a.md", {"message": "m", "content": ""}).status_code == 422
    done = repo.update_file("docs/a.md", "ours", b"ours", repo.get_contents("docs/a.md").sha)
    assert hub.file("acme/ops", "docs/a.md") == b"ours"
    assert done["commit"].author.name == "connector-bot"
    repo.create_file("new/d.md", "new", b"d", branch="main")
    repo.delete_file("c.txt", "gone", repo.get_contents("c.txt").sha)
    assert sorted(hub.files("acme/ops")) == ["docs/a.md", "docs/deep/b.md", "new/d.md"]
    assert [each.commit.message for each in repo.get_commits(path="docs/a.md")] == ["ours", "Change", "Change"]


def test_who_may_not_push_and_protected_branches_are_refused(hub, repo):
    hub.repo("acme/ops").protected.add("main")
    answer = call(hub, "PUT", f"{REPO}/contents/x", {"message": "m", "content": "eA=="})
    assert (answer.status_code, "rule violations" in answer.json()["message"]) == (409, True)
    hub.repo("acme/ops").roles = {}
    assert call(hub, "PUT", f"{REPO}/contents/x", {"message": "m", "content": "eA=="}).status_code == 404


def test_several_files_are_changed_in_one_commit(hub, repo):
    base = repo.get_branch("main").commit
    blob = repo.create_git_blob(base64.b64encode(b"new").decode(), "base64")
    elements = [
        github.InputGitTreeElement("docs/a.md", "100644", "blob", sha=blob.sha),
        github.InputGitTreeElement("c.txt", "100644", "blob", sha=None),
        github.InputGitTreeElement("e.txt", "100644", "blob", content="e"),
    ]
    tree = repo.create_git_tree(elements, base.commit.tree)
    commit = repo.create_git_commit("all at once", tree, [base.commit])
    ref = repo.get_git_ref("heads/main")
    ref.edit(commit.sha)
    assert hub.files("acme/ops") == {"docs/a.md": b"new", "docs/deep/b.md": b"\xff\xfe raw", "e.txt": b"e"}
    assert [each.filename for each in repo.get_commit("main").files] == ["c.txt", "docs/a.md", "e.txt"]


def test_a_branch_moves_only_forward_unless_forced(hub, repo):
    old = repo.get_branch("main").commit
    repo.create_git_ref("refs/heads/topic", old.sha)
    with pytest.raises(github.GithubException, match="Reference already exists"):
        repo.create_git_ref("refs/heads/topic", old.sha)
    mine = repo.create_git_commit("mine", old.commit.tree, [old.commit])
    hub.commit_as_person("acme/ops", "topic", {"z": b"z"})
    ref = repo.get_git_ref("heads/topic")
    with pytest.raises(github.GithubException, match="not a fast forward"):
        ref.edit(mine.sha)
    ref.edit(mine.sha, force=True)
    assert repo.get_branch("topic").commit.sha == mine.sha
    comparison = repo.compare("main", "topic")
    assert (comparison.status, comparison.ahead_by) == ("ahead", 1)
    ref.delete()
    assert [branch.name for branch in repo.get_branches()] == ["main"]


def test_pull_requests_are_made_found_changed_and_merged(hub, repo):
    with pytest.raises(github.GithubException, match="invalid"):
        repo.create_pull(base="main", head="topic", title="t", body="b")
    repo.create_git_ref("refs/heads/topic", repo.get_branch("main").commit.sha)
    with pytest.raises(github.GithubException, match="No commits between main and topic"):
        repo.create_pull(base="main", head="topic", title="t", body="b")
    repo.create_file("new.md", "new", b"new", branch="topic")
    pull = repo.create_pull(base="main", head="topic", title="t", body="b")
    with pytest.raises(github.GithubException, match="A pull request already exists for acme:topic"):
        repo.create_pull(base="main", head="topic", title="t", body="b")
    assert [each.number for each in repo.get_pulls(head="acme:topic", state="open")] == [pull.number]
    assert list(repo.get_pulls(head="acme:other", state="open")) == []
    pull.edit(title="better", body="text")
    assert hub.issue("acme/ops", pull.number).title == "better"
    hub.commit_as_person("acme/ops", "main", {"c.txt": b"meanwhile"})
    hub.merge_as_person("acme/ops", pull.number, by="dana")
    assert repo.get_pull(pull.number).merged
    assert (hub.file("acme/ops", "new.md"), hub.file("acme/ops", "c.txt")) == (b"new", b"meanwhile")
    repo.get_git_ref("heads/topic").delete()
    with pytest.raises(github.GithubException):
        repo.get_pull(pull.number).edit(state="open")


def test_an_empty_repository_says_so(hub):
    assert call(hub, "GET", f"{REPO}/contents/x").json()["message"] == "This repository is empty."
    assert call(hub, "GET", f"{REPO}/git/trees/main").status_code == 409
    answer = call(hub, "PUT", f"{REPO}/contents/x", {"message": "m", "content": "eA=="})
    assert answer.status_code == 201
    assert hub.files("acme/ops") == {"x": b"x"}
