"""Post-mortems in a folder, `kind = "directory"`: a checkout, a share, an export.

A document's revision is its change time (ctime), size and inode, as one `stat` gives them: cheap, and it sees a copy with old
time stamps, as nobody can set a change time, and a new file put in place within one tick of the clock. Rejected: a hash,
which reads every file at every cycle. A change of rights or a remount may look like an edit; it costs one more reading.
"""

import errno
import os
import stat
from collections.abc import Iterator, MutableSequence, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from connector.core.model import Document, DocumentId, Hold
from connector.errors import Conflict, Fault, Rejected, RemoteError, Unavailable
from connector.files import file_url, locked, remote_error, remove_leftovers, replace_file
from connector.ports import DocumentStub, Listing
from connector.sources.globs import checked, matcher

MAX_BYTES = 5 * 1024 * 1024
TRIES = 3
INCLUDE = ["**/*.md", "**/*.markdown", "**/*.rst", "**/*.html", "**/*.htm", "**/*.xml", "**/*.txt", "**/*.erb"]

Pattern = Annotated[str, AfterValidator(checked)]


class Settings(BaseModel):
    """The keys of a `[[sources]]` section of this kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: Path
    include: Annotated[list[Pattern], Field(min_length=1)] = INCLUDE
    exclude: list[Pattern] = []
    write_back: bool = False
    web_url: Annotated[str, Field(pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$")] | None = None
    """Where people see the folder: what tickets and messages link to, instead of a path on this machine."""


def connect(settings: Settings, *, name: str, base_dir: Path) -> "DirectorySource":
    """Return the source over a folder, a relative path being meant from `base_dir`. Touches no disk."""
    root = Path(os.path.abspath(base_dir / settings.path))  # noqa: PTH100 - links stay as people wrote them
    return DirectorySource(
        root,
        name=name or root.name,
        include=settings.include,
        exclude=settings.exclude,
        write_back=settings.write_back,
        web_url=settings.web_url,
    )


_Met = tuple[tuple[int, int, int], DocumentStub]


@dataclass(slots=True)
class _Walk:
    """What one walk has met so far: files by name with change time, size, inode and stub."""

    files: dict[str, _Met] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    complete: bool = True


class DirectorySource:
    """A Source over a folder. Hidden files and folders are left out."""

    def __init__(
        self,
        root: Path,
        *,
        name: str,
        include: Sequence[str],
        exclude: Sequence[str],
        write_back: bool,
        web_url: str | None = None,
    ) -> None:
        self.name = name
        self._web_url = web_url
        self.write_back = write_back
        self._root = root
        self._included = matcher(include)
        self._excluded = matcher(exclude) if exclude else None
        # The last listing: making and sorting stubs costs more than the looks at the files, and few files change.
        self._last: dict[str, _Met] = {}
        self._stubs: tuple[DocumentStub, ...] = ()

    def list(self) -> Listing:
        walk = _Walk()
        pending = [""]
        while pending:
            pending += self._folder(pending.pop(), walk)
        self._add_links(walk)
        if walk.files != self._last:
            self._stubs = tuple([walk.files[name][1] for name in sorted(walk.files)])
            self._last = walk.files
        return Listing(
            self._stubs,
            complete=walk.complete,
            holds=tuple(sorted(walk.holds, key=lambda hold: hold.subject)),
        )

    def _folder(self, place: str, walk: _Walk) -> Sequence[str]:
        """Add what one folder holds; return the folders in it, as `sub/`."""
        folders: list[str] = []
        try:
            with os.scandir(self._root / place) as entries:
                self._look(entries, place, walk, folders)
        except OSError as error:
            if not place:
                raise self._error(error, "list") from error
            walk.complete = False
            # A folder that went away while we walked may come up again elsewhere: nothing to report, nothing proven.
            if not isinstance(error, FileNotFoundError):
                where = self._root / place
                reason = f"{where} cannot be read: {error.strerror}; give this user the right to it, or exclude it"
                walk.holds.append(Hold(reason, subject=place))
        return folders

    def _look(
        self, entries: Iterator["os.DirEntry[str]"], place: str, walk: _Walk, folders: MutableSequence[str]
    ) -> None:
        # All in one loop without calls for an unchanged file: at 10,000 files a call each is a tenth of the listing.
        included, excluded, last, files = self._included, self._excluded, self._last, walk.files
        for entry in entries:
            name = place + entry.name
            if entry.name[0] == "." or (excluded is not None and excluded(name)):
                continue
            if not entry.is_file(follow_symlinks=False):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{name}/")
                elif entry.is_symlink() and included(name):
                    walk.links.append(name)
            elif (known := last.get(name)) is not None or included(name):
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # deleted since the folder was opened
                    continue
                if known is not None and known[0] == (status.st_ctime_ns, status.st_size, status.st_ino):
                    files[name] = known
                else:
                    self._add(name, status, walk)

    def _add(self, name: str, status: os.stat_result, walk: _Walk) -> None:
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = name.encode("utf-8", "backslashreplace").decode()
            walk.holds.append(Hold(f"{self._root}/{shown}: the file's name is not UTF-8; rename it", subject=shown))
            return
        stub = DocumentStub(DocumentId(f"{self.name}:{name}"), name, _revision(status))
        walk.files[name] = ((status.st_ctime_ns, status.st_size, status.st_ino), stub)

    def _add_links(self, walk: _Walk) -> None:
        """Add linked files.

        | where the link leads | outcome |
        |---|---|
        | a file listed by its own name, or by another link | nothing: one document has one name |
        | another file inside the folder | a document (some mounts are made of links to hidden files) |
        | outside the folder | held, not read |
        | nowhere | nothing |
        | in a circle, below a file, to more than a name may be | held |
        """
        if not walk.links:
            return
        root = os.path.realpath(self._root)
        met = {f"{root}/{name}" for name in walk.files}
        for name in sorted(walk.links):
            real = os.path.realpath(self._root / name)
            if not real.startswith(root + os.sep):
                walk.holds.append(
                    Hold(f"{self._root / name} is a link that leaves the folder; put a file there", subject=name)
                )
            elif real not in met:
                self._add_linked(name, real, walk)
                met.add(real)

    def _add_linked(self, name: str, real: str, walk: _Walk) -> None:
        try:
            status = _file_status(real)
        except OSError as error:
            said = f"{self._root / name} is a link that cannot be followed: {error.strerror}; mend or remove it"
            walk.holds.append(Hold(said, subject=name))
        else:
            if status is not None:
                self._add(name, status, walk)

    def fetch(self, stub: DocumentStub) -> Document:
        path = self._inside(stub.name, "fetch")
        try:
            for _ in range(TRIES):
                data, status = _read(path)
                if len(data) > MAX_BYTES:
                    size = f"{status.st_size:,} bytes; a post-mortem may have {MAX_BYTES:,}: split or exclude it"
                    raise Rejected(f"{path} has {size}", remote=self.name, verb="fetch", status=413)
                revision = _revision(status)
                # Both in place and by a new file of that name: the text must be one version, and the newest.
                if _revision(path.stat()) == revision:
                    return Document(stub.id, self.name, stub.name, self._url(stub.name), revision, data)
        except FileNotFoundError as error:
            raise Rejected(f"{path} is gone", remote=self.name, verb="fetch", status=404) from error
        except OSError as error:
            raise self._error(error, "fetch") from error
        raise Unavailable(f"{path} is being written; the next cycle looks again", remote=self.name, verb="fetch")

    def write(self, document: Document, data: bytes) -> str:
        path = self._inside(document.name, "write")
        if not self.write_back:
            raise Rejected("write_back is off for this source", remote=self.name, verb="write")
        try:
            with locked(path.parent):
                if _revision(path.stat()) != document.revision:
                    raise Conflict(f"{path} was changed since it was read", remote=self.name, verb="write", status=409)
                if data == document.data:
                    return document.revision
                remove_leftovers(path.parent, os.listdir(path.parent))  # noqa: PTH208 - names are all it needs
                replace_file(path, data)
                return _revision(path.stat())
        except FileNotFoundError as error:
            raise Conflict(f"{path} is gone", remote=self.name, verb="write", status=404) from error
        except OSError as error:
            raise self._error(error, "write") from error

    def check_here(self) -> Sequence[Fault]:
        where = f"sources.{self.name}.path"
        if not self._root.exists():
            return [Fault(where, f"there is no folder {self._root}; make it, or correct the path")]
        return [] if self._root.is_dir() else [Fault(where, f"{self._root} is not a folder")]

    def check(self) -> Sequence[Fault]:
        where = f"sources.{self.name}.path"
        if found := self.check_here():
            return found
        if not os.access(self._root, os.R_OK | os.X_OK):
            return [Fault(where, f"{self._root} cannot be read by this user")]
        if self.write_back and not os.access(self._root, os.W_OK):
            return [Fault(where, f"{self._root} cannot be written by this user; allow it, or set write_back = false")]
        return []

    def _inside(self, name: str, verb: str) -> Path:
        """Return the real path of a document. Raises Rejected for a name that leads out of the folder."""
        parts = name.split("/")
        real = os.path.realpath(self._root / name) if "\0" not in name else ""
        inside = real.startswith(os.path.realpath(self._root) + os.sep)
        if not inside or any(part in ("", ".", "..") for part in parts):
            raise Rejected(f"'{name}' is no name inside {self._root}", remote=self.name, verb=verb)
        return Path(real)

    def _url(self, name: str) -> str:
        if self._web_url is not None:
            return f"{self._web_url.rstrip('/')}/{quote(name)}"
        return file_url(self._root / name)

    def _error(self, error: OSError, verb: str) -> RemoteError:
        return remote_error(error, remote=self.name, verb=verb)


def _revision(status: os.stat_result) -> str:
    return f"{status.st_ctime_ns}-{status.st_size}-{status.st_ino}"


def _file_status(path: str) -> os.stat_result | None:
    """Return the status of a file; None for what is no file, or is none any more."""
    try:
        status = os.stat(path)  # noqa: PTH116 - realpath gave text
    except FileNotFoundError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _read(path: Path) -> tuple[bytes, os.stat_result]:
    """Read a file, at most one byte more than a document may have. Raises OSError."""
    # Not blocking, so that a pipe with a document's name is an error and not a wait for ever.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "is not a file", str(path))
        return file.read(MAX_BYTES + 1), status
