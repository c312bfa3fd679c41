"""What a branch holds: its head in one call, mostly "not modified", and its tree in another, if the head moved.

A tree that GitHub cuts off is walked folder by folder, and only where documents can be; folders that did not change since are
known by their object's name and are not asked for again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from connector.core.model import Hold
from connector.errors import Conflict, Rejected, Unavailable
from connector.sources.globs import matcher, reach
from connector.trackers.githubclient import GitHubClient

JSON = Any
PLAIN = "100644"
FILES = (PLAIN, "100755", "100664")
"""Modes of what is a file: a link is 120000, another repository 160000."""


@dataclass(frozen=True, slots=True)
class File:
    """A document in a tree; `sha` is the name of its content, and so its revision."""

    mode: str
    sha: str


@dataclass(frozen=True, slots=True)
class State:
    """A branch at one commit: its documents by name; `complete` is False where a part of the tree could not be read."""

    commit: str
    tree: str
    files: Mapping[str, File]
    complete: bool = True
    holds: tuple[Hold, ...] = ()


@dataclass(slots=True)
class _Part:
    """What lies below one folder; `met` says that the source's own folder was among it."""

    files: dict[str, File] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    met: bool = False

    def add(self, other: "_Part") -> None:
        self.files |= other.files
        self.holds += other.holds
        self.met |= other.met


class Selection:
    """Which paths of a repository are documents, and by which name: their path in the source's folder."""

    def __init__(self, folder: str, *, include: Sequence[str], exclude: Sequence[str]) -> None:
        self.folder = f"{folder}/" if folder else ""
        self._included = matcher(include)
        self._excluded: Callable[[str], bool] = matcher(exclude) if exclude else lambda _: False
        self._reaches = reach(include)
        self._open: dict[str, bool] = {"": True}

    def name(self, path: str) -> str | None:
        """Return a document's name, None for a file that is none. Hidden files are none, as is what lies in hidden folders."""
        if not path.startswith(self.folder):
            return None
        name = path[len(self.folder) :]
        place, _, last = name.rpartition("/")
        wanted = not last.startswith(".") and self._included(name) and self._entered(place) and not self._excluded(name)
        return name if wanted else None

    def holds_some(self, path: str) -> bool:
        """Say whether documents can be in a folder of the repository."""
        if not path.startswith(self.folder):
            return self.folder.startswith(f"{path}/")
        name = path[len(self.folder) :]
        return self._entered(name) and self._reaches(name)

    def _entered(self, place: str) -> bool:
        """Say whether a folder is neither left out nor in one that is."""
        known = self._open.get(place)
        if known is None:
            above, _, last = place.rpartition("/")
            known = not last.startswith(".") and not self._excluded(place) and self._entered(above)
            self._open[place] = known
        return known


class Branch:
    """One branch as the source reads it, `name` None being the repository's default one."""

    def __init__(self, client: GitHubClient, repo: str, *, name: str | None, selection: Selection) -> None:
        self.client = client
        self.repo = repo
        self.selection = selection
        self.known: State | None = None
        self._name = name
        self._default: str | None = None
        self._etag: str | None = None
        self._large = False
        self._parts: dict[tuple[str, str], _Part] = {}

    # --- the head -------------------------------------------------------------------------------------------------

    def now(self) -> State:
        """Return the branch as it is: one call, and one more where its tree is another. Raises RemoteError."""
        commit, tree = self._head()
        known = self.known
        if known is None or not known.complete or known.tree != tree:
            used: dict[tuple[str, str], _Part] = {}
            part = self._below("", tree, used)
            if self.selection.folder and not part.met and not part.holds:
                raise self._lost(f"there is no folder {self.selection.folder[:-1]} in {self._shown}")
            self._parts = used
            known = State(commit, tree, part.files, complete=not part.holds, holds=tuple(part.holds))
        if self.known is None or self.known.commit != commit:
            # The default branch may be another one now.
            self._default = None
        self.known = replace(known, commit=commit) if known.commit != commit else known
        return self.known

    def _head(self) -> tuple[str, str]:
        """Return the names of the newest commit and its tree."""
        place, params = f"/repos/{self.repo}/commits", {"per_page": 1}
        if self._name is not None:
            place, params = f"/repos/{self.repo}/branches/{quote(self._name)}", {}
        try:
            page = self.client.page("GET", place, verb="list", params=params, etag=self._etag if self.known else None)
        except Rejected as error:
            if error.status != 404:
                raise
            raise self._lost(f"there is no {self._shown} for this account: check the names, and its rights") from None
        except Conflict:
            raise self._lost(f"{self.repo} has no commit yet") from None
        if page.data is None and self.known is not None:
            return self.known.commit, self.known.tree
        found = commit_in(page.data[0] if isinstance(page.data, list) and page.data else page.data)
        if self._name is not None and isinstance(page.data, dict):
            found = commit_in(page.data.get("commit"))
        if found is None:
            raise Unavailable("the answer is not what GitHub answers", remote=self.client.remote, verb="list")
        self._etag = page.etag
        return found

    @property
    def _shown(self) -> str:
        return f"branch {self._name} in {self.repo}" if self._name else f"repository {self.repo}"

    def _lost(self, said: str) -> Rejected:
        return Rejected(said, remote=self.client.remote, verb="list", status=404)

    def name(self, *, verb: str) -> str:
        """Return the branch's name, which is asked for where it is the default one."""
        if self._name is not None:
            return self._name
        if self._default is None:
            found = self.client.call("GET", f"/repos/{self.repo}", verb=verb)
            self._default = str(found["default_branch"])
        return self._default

    @property
    def configured(self) -> str | None:
        return self._name

    def moved(self, parent: str, *, commit: str, tree: str, files: Mapping[str, File]) -> None:
        """Take in a commit that was made here on `parent`, so that the next listing needs no tree."""
        if self.known is not None and self.known.commit == parent:
            self.known = replace(self.known, commit=commit, tree=tree, files={**self.known.files, **files})

    # --- trees ----------------------------------------------------------------------------------------------------

    def files(self, tree: str) -> Mapping[str, File]:
        """Return the documents in any tree. Raises RemoteError where it cannot be read as a whole."""
        part = self._below("", tree, {})
        if part.holds:
            raise Unavailable(part.holds[0].reason, remote=self.client.remote, verb="list")
        return part.files

    def _below(self, place: str, tree: str, used: dict[tuple[str, str], _Part]) -> _Part:
        """Return what lies in a folder, `place` being its path with a slash; keep in `used` what is there as a whole."""
        known = self._parts.get((place, tree))
        if known is not None:
            used[place, tree] = known
            return known
        part = _Part()
        deep = place.startswith(self.selection.folder) if place else not self._large
        try:
            entries, cut = self._level(tree, deep=deep)
            if cut and deep:
                self._large, deep = True, False
                entries, cut = self._level(tree, deep=False)
        except (Rejected, Unavailable) as error:
            if not place:
                raise
            part.holds.append(Hold(f"{self.repo}: {place[:-1]} cannot be read: {error}", subject=place))
            return part
        if cut:
            said = f"{self.repo}: {place or '/'} holds more than GitHub lists; move documents into folders of their own"
            part.holds.append(Hold(said, subject=place))
        for entry in entries:
            self._take(entry, place, part, used if not deep else None)
        if not part.holds and self._large:
            used[place, tree] = part
        return part

    def _take(
        self, entry: Mapping[str, JSON], place: str, part: _Part, used: dict[tuple[str, str], _Part] | None
    ) -> None:
        """Add one entry to a part; a folder is looked into unless its content is in the same answer (`used` is None)."""
        path = place + str(entry["path"])
        if entry["type"] == "tree":
            part.met |= f"{path}/" == self.selection.folder
            if used is not None and self.selection.holds_some(path):
                part.add(self._below(f"{path}/", str(entry["sha"]), used))
        elif entry["mode"] in FILES and (name := self.selection.name(path)) is not None:
            part.files[name] = File(str(entry["mode"]), str(entry["sha"]))

    def _level(self, tree: str, *, deep: bool) -> tuple[Sequence[Mapping[str, JSON]], bool]:
        params: dict[str, str | int] = {"recursive": 1} if deep else {}
        data = self.client.call("GET", f"/repos/{self.repo}/git/trees/{tree}", verb="list", params=params)
        if not isinstance(data, dict) or not isinstance(data.get("tree"), list):
            raise Unavailable("the answer is not what GitHub answers", remote=self.client.remote, verb="list")
        return data["tree"], bool(data.get("truncated"))


def commit_in(data: JSON) -> tuple[str, str] | None:
    """Return the names of a commit and its tree as a list of commits or a branch shows it."""
    try:
        return str(data["sha"]), str(data["commit"]["tree"]["sha"])
    except (KeyError, TypeError, IndexError):
        return None
