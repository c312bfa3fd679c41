"""Post-mortems in a repository on GitHub, github.com or Enterprise Server, `kind = "github"`.

A document's revision is the name that git gives to its content, so the listing of one tree tells what changed. A document is
read as it is at the head of the branch, which may be newer than the listing, and comes with the revision of what was read.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import AfterValidator, Field

from connector.core.model import Document, DocumentId
from connector.errors import Fault, Rejected, RemoteError, Unavailable
from connector.ports import DocumentStub, Listing, Rewrite
from connector.remote.githubaccount import GitHubAccount, client_of
from connector.remote.http import Patience
from connector.sources.directory import INCLUDE, MAX_BYTES, Pattern
from connector.sources.githubpull import PullRequest
from connector.sources.githubtree import Branch, Selection, State
from connector.sources.githubwrite import Commits, Outcome
from connector.trackers.githubclient import GitHubClient

JSON = Any


def _branch(name: str) -> str:
    """Return a name that git takes for a branch. Raises ValueError."""
    if re.search(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{|^[/.-]|/\.|[/.]$|\.lock(/|$)|^$", name):
        raise ValueError(f"'{name}' is no name of a branch: write one such as main")
    return name


def _folder(path: str) -> str:
    """Return a folder inside the repository, without slashes around it. Raises ValueError."""
    path = path.removeprefix("./").rstrip("/")
    if path == ".":
        return ""
    if any(part in ("", ".", "..") for part in path.split("/")) or "\0" in path:
        raise ValueError(f"'{path}' must be a folder inside the repository, such as docs/postmortems")
    return path


BranchName = Annotated[str, AfterValidator(_branch)]


class Settings(GitHubAccount):
    """The keys of a `[[sources]]` section of this kind."""

    branch: BranchName | None = None
    path: Annotated[str, AfterValidator(_folder)] = ""
    include: Annotated[list[Pattern], Field(min_length=1)] = INCLUDE
    exclude: list[Pattern] = Field(default_factory=list)
    write_back: bool = False
    write_back_as: Literal["commit", "pull_request"] = "commit"
    write_back_branch: BranchName | None = None


def connect(settings: Settings, *, name: str, base_dir: Path, patience: Patience | None = None) -> "GitHubSource":
    """Return the source over one branch; asks it nothing yet. Raises ConfigError for a secret's file that cannot be read."""
    name = name or settings.repo.partition("/")[2]
    client = client_of(settings, name=name, base_dir=base_dir, where=f"sources.{name}", patience=patience)
    return GitHubSource(client, settings, name=name)


class GitHubSource:
    """A Source over one branch of a repository. Hidden files and folders, links and submodules are left out."""

    def __init__(self, client: GitHubClient, settings: Settings, *, name: str) -> None:
        self.name = name
        self.write_back = settings.write_back
        self.settings = settings
        self.client = client
        selection = Selection(settings.path, include=settings.include, exclude=settings.exclude)
        self.branch = Branch(client, settings.repo, name=settings.branch, selection=selection)
        self.proposes = settings.write_back_branch or f"connector/{_slug(name)}"
        self._pull = settings.write_back_as == "pull_request"
        commits = Commits(self.branch, source=name, proposes=self._pull)
        self._commits = commits
        self._writer: Commits | PullRequest = PullRequest(commits, branch=self.proposes) if self._pull else commits
        self._listed: tuple[State, Listing] | None = None

    def list(self) -> Listing:
        state = self.branch.now()
        if self._listed is None or self._listed[0].files is not state.files or not state.complete:
            stubs = [
                DocumentStub(DocumentId(f"{self.name}:{name}"), name, state.files[name].sha)
                for name in sorted(state.files)
            ]
            self._listed = state, Listing(tuple(stubs), complete=state.complete, holds=state.holds)
        return self._listed[1]

    def fetch(self, stub: DocumentStub) -> Document:
        path = self._path(stub.name, verb="fetch")
        params: dict[str, str | int] = {"ref": self.settings.branch} if self.settings.branch else {}
        try:
            found = self.client.call("GET", f"{self._repo}/contents/{quote(path)}", verb="fetch", params=params)
        except Rejected as error:
            if error.status != 404:
                raise
            raise self._rejected(f"{path} is gone", verb="fetch", status=404) from None
        if not isinstance(found, dict) or found.get("type") != "file":
            raise self._rejected(f"{path} is no file any more", verb="fetch", status=404)
        size, revision = int(found.get("size") or 0), str(found["sha"])
        if size > MAX_BYTES:
            said = f"{path} has {size:,} bytes; a post-mortem may have {MAX_BYTES:,}: split or exclude it"
            raise self._rejected(said, verb="fetch", status=413)
        if found.get("encoding") != "base64":
            # Above a megabyte this call tells what there is, and no more.
            found |= self.client.call("GET", f"{self._repo}/git/blobs/{revision}", verb="fetch")
        return Document(stub.id, self.name, stub.name, self._web(found), revision, self._data(found))

    def _data(self, found: Mapping[str, JSON]) -> bytes:
        try:
            return base64.b64decode(found["content"])
        except (KeyError, TypeError, ValueError):
            said = "the answer is not what GitHub answers"
            raise Unavailable(said, remote=self.name, verb="fetch") from None

    def _web(self, found: Mapping[str, JSON]) -> str:
        return str(found.get("html_url") or found.get("url") or "")

    def write(self, document: Document, data: bytes) -> str:
        outcome = self.write_all([Rewrite(document, data)])[document.id]
        if isinstance(outcome, RemoteError):
            raise outcome
        return outcome

    def write_all(self, rewrites: Sequence[Rewrite]) -> Mapping[DocumentId, Outcome]:
        outcomes: dict[DocumentId, Outcome] = {}
        drafts = []
        for each in rewrites:
            try:
                self._path(each.document.name, verb="write")
                if not self.write_back:
                    raise self._rejected("write_back is off for this source", verb="write")
            except Rejected as error:
                outcomes[each.document.id] = error
            else:
                outcomes[each.document.id] = each.document.revision
                drafts += [self._commits.draft(each)] if each.changed or self._pull else []
        try:
            outcomes |= self._writer.write(drafts) if drafts else {}
        except RemoteError as error:
            # One commit is made or not made, for all of them alike.
            outcomes |= {each.id: error for each in drafts}
        return outcomes

    def news(self) -> Sequence[str]:
        return self._writer.news() if isinstance(self._writer, PullRequest) else ()

    def check(self) -> Sequence[Fault]:
        from connector.sources.githubcheck import check

        return check(self)

    @property
    def _repo(self) -> str:
        return f"/repos/{self.settings.repo}"

    def _path(self, name: str, *, verb: str) -> str:
        """Return a document's path in the repository. Raises Rejected for a name that leads elsewhere."""
        if any(part in ("", ".", "..") for part in name.split("/")) or "\0" in name:
            raise self._rejected(f"'{name}' is no name inside {self.settings.repo}", verb=verb)
        return self.branch.selection.folder + name

    def _rejected(self, said: str, *, verb: str, status: int | None = None) -> Rejected:
        return Rejected(said, remote=self.name, verb=verb, status=status)


def _slug(name: str) -> str:
    """Return a source's name as it can stand in the name of a branch."""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
    return slug or "documents"
