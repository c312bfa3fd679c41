"""The folder of ticket files: which names are tickets, what changed since a cursor, and the next free number."""

import json
import os
import re
import stat
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connector.core.model import TicketId
from connector.files import remove_leftovers, replace_file
from connector.trackers.ticketfile import MAX_BYTES

COUNTER = ".counter"
LIST_AGAIN = 60.0
"""Seconds after which a create looks through the folder again for keys that people gave."""
OVERLAP_NS = 2_000_000_000
"""The coarsest time stamps in use (FAT) are two seconds apart."""


class NotAFile(OSError):
    """A folder, pipe or device with a ticket's name."""


class Names:
    """How file names and keys of one prefix relate. People may rename a file; what follows the number is theirs."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        key = rf"{re.escape(prefix)}-\d{{1,18}}"
        self._key = re.compile(key, re.ASCII)
        self._name = re.compile(rf"({key})(?:\D.*)?\.md", re.ASCII | re.DOTALL)
        line = rf"^['\"]?(?i:key)['\"]?[ \t]*:[ \t]*['\"]?({key})['\"]?[ \t]*(?:#.*)?\r?$"
        self._line = re.compile(line.encode(), re.MULTILINE)

    def key_in(self, name: str) -> str | None:
        """Return the key a file name starts with: `ACT-17` for `ACT-17.md` and for `ACT-17 validation.md`."""
        found = self._name.fullmatch(name)
        return found[1] if found else None

    def is_key(self, text: str) -> bool:
        return self._key.fullmatch(text) is not None

    def key_inside(self, data: bytes) -> str | None:
        """Return the key in the front matter by a look at the bytes, for files that are broken or many."""
        found = self._line.search(data.partition(b"\n---")[0])
        return found[1].decode() if found else None


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file's bytes with what `stat` said of the same open file."""

    data: bytes
    status: os.stat_result

    def same_as(self, other: os.stat_result) -> bool:
        mine = self.status
        return (mine.st_ino, mine.st_size, mine.st_mtime_ns) == (other.st_ino, other.st_size, other.st_mtime_ns)


def read(path: Path) -> FileRead:
    """Read a file; one that is too long comes without its end. Raises OSError, NotAFile for what has no text."""
    # Not blocking, so that a pipe with a ticket's name is an error and not a wait for ever.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NotAFile(None, "is not a file; move it elsewhere", str(path))
        data = os.read(handle, 65_536)
        while len(data) <= MAX_BYTES and len(data) < status.st_size and (more := os.read(handle, MAX_BYTES)):
            data += more
        return FileRead(data, status)
    finally:
        os.close(handle)


def ticket_names(folder: Path) -> list[str]:
    """Return the names that may be tickets, in order. Raises OSError."""
    return sorted(name for name in os.listdir(folder) if name.endswith(".md") and not name.startswith("."))  # noqa: PTH208 - a Path per name costs more than the listing


@dataclass(frozen=True, slots=True)
class Cursor:
    """What the next poll needs to know; goes through the ledger as text.

    `newest` is the latest change seen, by the file system's own clock (ctime, which nobody can set). `first` is our clock
    after the listing that saw it first. Files stamped after `after` are read next time:

    | what we know | after |
    |---|---|
    | `newest` is new | `newest` less the overlap and the time the listing took: an edit may have come behind it |
    | `newest` was seen over 3 s ago, and all of the overlap has been read since | `newest`: a later edit is stamped later |

    The two clocks are never compared with each other, so it does not matter if a network file system's is wrong; `newest`
    is only capped at our "now", in case a clock was once far ahead. `names` gives the id of files whose name does not show
    it ('' is no ticket); `again` are files that are held and must be looked at every time.
    """

    newest: int = 0
    first: int = 0
    after: int = -1
    names: Mapping[str, str] = field(default_factory=dict)
    again: frozenset[str] = frozenset()
    any: bool = False

    def encode(self) -> str:
        return json.dumps(
            {
                "newest": self.newest,
                "first": self.first,
                "after": self.after,
                "names": dict(self.names),
                "again": sorted(self.again),
                "any": self.any,
            },
            sort_keys=True,
        )

    @classmethod
    def decode(cls, text: str | None) -> "Cursor":
        """Read a cursor; one that is damaged or of another kind starts from the beginning, which is only slower."""
        try:
            data = json.loads(text) if text else {}
            return cls(
                newest=int(data["newest"]),
                first=int(data["first"]),
                after=int(data["after"]),
                names={str(name): str(key) for name, key in data["names"].items()},
                again=frozenset(map(str, data["again"])),
                any=bool(data["any"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()


@dataclass(frozen=True, slots=True)
class Scan:
    """One listing: names to read, names that need no reading, and the times for the next cursor."""

    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    newest: int
    first: int
    after: int


def scan(folder: Path, since: Cursor) -> Scan:
    """List the folder once, looking at time stamps only. Raises OSError."""
    now, start = time.time_ns(), time.perf_counter_ns()
    changed: list[str] = []
    unchanged: list[str] = []
    newest, after = 0, since.after
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name[-3:] != ".md" or name[0] == ".":  # our temporary files begin with a dot, like everybody's
                continue
            try:
                status = entry.stat()
            except FileNotFoundError:
                if entry.is_symlink():  # it leads nowhere, which reading will report
                    changed.append(name)
                continue
            ctime = status.st_ctime_ns
            if ctime > newest:  # noqa: PLR1730 - max() takes three times as long, once per file
                newest = ctime
            if ctime > after or status.st_mtime_ns > after:
                changed.append(name)
            else:
                unchanged.append(name)
    took = time.perf_counter_ns() - start
    newest = min(newest, now)
    settled = newest == since.newest and now - since.first > OVERLAP_NS * 3 // 2
    first = since.first if newest == since.newest else now + took
    if since.again:
        changed += [name for name in unchanged if name in since.again]
        unchanged = [name for name in unchanged if name not in since.again]
    return Scan(
        changed=tuple(sorted(changed)),
        unchanged=tuple(unchanged),
        newest=newest,
        first=first,
        after=newest if settled else newest - OVERLAP_NS - took,
    )


def ids_of(names: tuple[str, ...], cursor: Cursor, *, rule: Names) -> list[str]:
    """Return the ids of unread files, in the order of their names, '' for those that are no tickets."""
    head, size = f"{rule.prefix}-", len(rule.prefix) + 1
    odd = cursor.names
    # The plain name is told without a regular expression, as there are many of them at every poll.
    ids = [
        name[:-3] if name[:size] == head and name[size:-3].isdecimal() else rule.key_in(name) or "" for name in names
    ]
    return [odd.get(name, key) for name, key in zip(names, ids, strict=True)] if odd else ids


class Numbers:
    """Gives numbers to new tickets of one folder: above all that were ever given, as far as files, counter and ledger tell."""

    def __init__(self, folder: Path, rule: Names) -> None:
        self._folder, self._rule = folder, rule
        self._above = 0
        self._listed_at: float | None = None

    def above(self, ids: Collection[TicketId]) -> TicketId | None:
        """Give no number up to the highest of these ids; return that id."""
        highest = max((key for key in ids if self._rule.is_key(key)), key=number_of, default=None)
        self._above = max(self._above, number_of(highest) if highest else 0)
        return highest

    def next(self) -> int:
        """Return the next free number; the whole folder is looked through now and then only, the counter each time."""
        now = time.monotonic()
        known = max(counted(self._folder), self._above)
        if self._listed_at is None or now - self._listed_at >= LIST_AGAIN:
            remove_leftovers(self._folder, os.listdir(self._folder))  # noqa: PTH208 - names are all it needs
            self._listed_at = now
            known = max(known, *(number_of(key) for key in _keys(self._folder, self._rule)), 0)
        return known + 1


def number_of(key: str) -> int:
    """Return the number in a key."""
    return int(key.rpartition("-")[2])


def _keys(folder: Path, rule: Names) -> Iterator[str]:
    for name in ticket_names(folder):
        key = rule.key_in(name)
        if key is None:
            try:
                key = rule.key_inside(read(folder / name).data)
            except OSError:
                continue
        if key is not None:
            yield key


def counted(folder: Path) -> int:
    """Return the highest number ever given, as far as the counter tells."""
    try:
        text = (folder / COUNTER).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return 0
    # The highest of all numbers in it, so that an unfinished merge of two branches still says enough.
    lines = [line.strip() for line in text.splitlines()]
    return max((int(line) for line in lines if re.fullmatch(r"\d{1,18}", line, re.ASCII)), default=0)


def count(folder: Path, number: int) -> None:
    """Remember the highest number given, so that a deleted ticket's is not used again. Raises OSError."""
    replace_file(folder / COUNTER, f"{number}\n# The highest ticket number ever given. Keep this file.\n".encode())
