"""A repository of documents as tests handle it: the stateful fake, driven through the real client."""

from pathlib import Path

from contracts.source_contract import SourceHarness
from fakes.github import FakeGitHub
from fakes.githubgit import at_path, history
from pydantic import SecretStr

from connector.ports import Rewrite
from connector.remote.http import Patience
from connector.sources import github

REPO = "acme/docs"


class GitHubSourceHarness(SourceHarness):
    names = ("01-first.md", "2026/02-second.rst", "2026/hidden/03-third.html")

    def __init__(self, fake: FakeGitHub) -> None:
        self.fake = fake
        fake.add_org("acme")
        self.repo = fake.add_repo(REPO)
        self.web = fake.url.removesuffix(fake.prefix)

    def connect(
        self, *, write_back: bool = True, base_dir: Path = Path("/"), **settings: object
    ) -> github.GitHubSource:
        given = {"url": self.fake.url, "repo": REPO, "write_back": write_back, **settings}
        if not {"token", "token_file", "app_id"} & given.keys():
            given["token"] = SecretStr(self.fake.token)
        return github.connect(
            github.Settings.model_validate(given),
            name="docs",
            base_dir=base_dir,
            patience=Patience(sleep=self.fake.clock.advance, clock=self.fake.clock),
        )

    def put_as_person(self, name: str, data: bytes, branch: str = "") -> None:
        self.put_all({name: data}, branch)

    def put_all(self, files: dict[str, bytes | None], branch: str = "") -> None:
        self.fake.clock.advance(1)
        self.fake.commit_as_person(REPO, branch or self.repo.default_branch, files)

    def delete_as_person(self, name: str) -> None:
        self.put_all({name: None})

    def text_of(self, name: str, branch: str = "") -> bytes:
        data = self.fake.file(REPO, name, branch)
        assert data is not None
        return data

    def hide_part(self) -> str:
        self.repo.tree_limit = 2
        sha = self.tree_of("2026/hidden")
        self.fake.faults.add("status", "GET", rf"/git/trees/{sha}$", times=None, status=500)
        return "2026/hidden cannot be read"

    def tree_of(self, folder: str, branch: str = "main") -> str:
        commit = self.repo.objects[self.repo.refs[f"heads/{branch}"]]
        return at_path(self.repo, commit.tree, folder)[1]

    def shut(self) -> None:
        self.fake.faults.add("status", times=None, status=503)

    # --- counting ---

    def asked(self) -> list[str]:
        """Return the calls since the last time, as `METHOD path`, those that were answered by "not modified" marked so."""
        found = [
            f"{each.method} {each.path.removeprefix(f'/repos/{REPO}') or '/'}{' 304' if each.status == 304 else ''}"
            for each in self.fake.requests
        ]
        self.fake.clear()
        return found

    def commits(self, branch: str = "main") -> list[str]:
        """Return the messages of a branch's commits, newest first."""
        return [self.repo.objects[sha].message for sha in history(self.repo, self.repo.refs[f"heads/{branch}"])]

    def pulls(self) -> list:
        return [issue for issue in self.repo.issues.values() if issue.pull]


def rewrites(source: github.GitHubSource, text: bytes = b"ours\n", *names: str) -> list[Rewrite]:
    """Return what adds `text` to every document of a source, or to those named."""
    documents = [source.fetch(stub) for stub in source.list().stubs if not names or stub.name in names]
    return [Rewrite(each, each.data + text, "1 action item") for each in documents]
