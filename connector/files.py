"""Writing files so that a crash, a full disk or a second process leaves the old file or the new one, never half of one.

Every write goes to a temporary file in the same folder, is synced, and takes its name by `os.replace` (over an old file) or
`os.link` (only where none is). Errors stay `OSError`; adapters turn them into theirs with `remote_error`.
"""

import contextlib
import errno
import fcntl
import os
import re
import secrets
import socket
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from connector.errors import Rejected, RemoteError, Unavailable

TEMP = re.compile(r"\.connector-(?P<host>.+)-(?P<pid>\d+)-[0-9a-f]{16}\.tmp")
STALE_SECONDS = 3600
"""A write takes seconds; a temporary file of another host that is this old belongs to nobody."""

_NO_HARD_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
_ADVICE = {
    errno.ENOSPC: "free some space, then run again",
    errno.EDQUOT: "free some space or raise the quota, then run again",
    errno.EROFS: "mount it writable",
    errno.EACCES: "give this user the right to it",
    errno.EPERM: "give this user the right to it",
    errno.ENOENT: "make the folder, or correct the path in the configuration",
    errno.ENOTDIR: "correct the path in the configuration",
}
_OF_FOLDER = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR})
_HOPELESS = frozenset({errno.ENAMETOOLONG, errno.EFBIG, errno.EISDIR, errno.ELOOP, errno.EINVAL})


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` in place of `path`, keeping the old file's mode and, where allowed, its owner. Raises OSError."""
    try:
        old: os.stat_result | None = path.stat()
    except FileNotFoundError:
        old = None
    with _told_of(path):
        temp = _write_temp(path.parent, data, like=old)
        with _removed_on_error(temp):
            temp.replace(path)
    sync_folder(path.parent)


def create_file(path: Path, data: bytes) -> None:
    """Write `data` to a name that is free; raises FileExistsError where it is taken, and OSError.

    The folder is not synced: call `sync_folder` once after the last file of a batch.
    """
    with _told_of(path):
        temp = _write_temp(path.parent, data, like=None)
        with _removed_on_error(temp):
            try:
                path.hardlink_to(temp)
            except OSError as error:
                if error.errno not in _NO_HARD_LINKS:
                    raise
                _take_name(path)
                with _removed_on_error(path):
                    temp.replace(path)
        temp.unlink(missing_ok=True)


def _take_name(path: Path) -> None:
    """Reserve a name on a file system without hard links; a crash right here leaves an empty file, which is reported."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666))


def sync_folder(folder: Path) -> None:
    """Make names given and taken in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that cannot sync a folder do it themselves
            raise
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one writer among all processes of this program.

    An advisory lock on the folder itself, so that no lock file lies about. Where the file system has none (some network
    ones), exclusive creation and the check before each replace still keep files whole.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def remove_leftovers(folder: Path, names: Iterable[str]) -> int:
    """Remove those of the names in a folder that are temporary files of killed processes; return how many."""
    removed = 0
    for name in names:
        match = TEMP.fullmatch(name) if name.startswith(".connector-") else None
        with contextlib.suppress(OSError):
            if match and _is_orphan(folder / name, host=match["host"], pid=int(match["pid"])):
                (folder / name).unlink()
                removed += 1
    return removed


def _is_orphan(path: Path, *, host: str, pid: int) -> bool:
    if host == _host() and pid != os.getpid():
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
    return time.time() - path.stat().st_mtime > STALE_SECONDS


def remote_error(error: OSError, *, remote: str, verb: str) -> RemoteError:
    """Return what an OSError means for a caller: Rejected where trying again is no use, else Unavailable."""
    words = error.strerror or str(error)
    place = f"{error.filename}: " if error.filename else ""
    advice = _ADVICE.get(error.errno or 0)
    message = f"{place}{words}" + (f"; {advice}" if advice else "")
    kind = Rejected if error.errno in _HOPELESS else Unavailable
    return kind(message, remote=remote, verb=verb)


def nearest(folder: Path) -> Path:
    """Return what is there of a folder: itself, or the one above in which it would be made."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def file_url(path: Path) -> str:
    """Return the `file://` address of an absolute path."""
    return "file://" + quote(os.path.abspath(path))  # noqa: PTH100 - links in the path stay as people wrote them


def path_of(url: str) -> Path | None:
    """Return the absolute path that a `file://` address or a path names; None for anything else."""
    if url.startswith("/"):
        return Path(os.path.normpath(url))
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() == "file" and parts.netloc in ("", "localhost") and parts.path.startswith("/"):
        return Path(os.path.normpath(unquote(parts.path)))
    return None


def relative_link(target: str, start: str) -> str:
    """Return the link to write into the document at `start` so that it leads to `target`.

    Both are addresses as in `Ticket.url` and `Document.url`. Two files get a relative path, percent-encoded, that survives
    moving or cloning their common folder; anything else gets `target` itself.
    """
    goal, origin = path_of(target), path_of(start)
    if goal is None or origin is None:
        return target
    return quote(os.path.relpath(goal, origin.parent))


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.]", "_", socket.gethostname()) or "host"


def _write_temp(folder: Path, data: bytes, *, like: os.stat_result | None) -> Path:
    # The name says whose it is, so that another process can tell a leftover from a write under way.
    temp = folder / f".connector-{_host()}-{os.getpid()}-{secrets.token_hex(8)}.tmp"
    handle = os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666)
    try:
        with _removed_on_error(temp):
            _fill(handle, data, like=like)
    finally:
        os.close(handle)
    return temp


def _fill(handle: int, data: bytes, *, like: os.stat_result | None) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    if like is not None:
        with contextlib.suppress(PermissionError):  # only root may give files away
            os.fchown(handle, like.st_uid, like.st_gid)
        os.fchmod(handle, like.st_mode & 0o7777)
    os.fsync(handle)


@contextlib.contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Let an error name what people know: the folder that takes no new file, else the file; never our temporary one."""
    try:
        yield
    except OSError as error:
        if error.filename is None or TEMP.fullmatch(Path(str(error.filename)).name):
            error.filename = str(path.parent if error.errno in _OF_FOLDER else path)
        raise


@contextlib.contextmanager
def _removed_on_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
