"""Ticket files as tickets: what one file is, which file an id has, and what must be held because it cannot be told."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from connector.core.model import Fields, Hold, Marker, Status, Ticket, TicketId, TicketRef
from connector.files import file_url
from connector.trackers import ticketfile, ticketfolder
from connector.trackers.ticketfields import read_fields
from connector.trackers.ticketfile import TicketFile, Unreadable
from connector.trackers.ticketfolder import Cursor, FileRead, Names


@dataclass(frozen=True, slots=True)
class Seen:
    """What one file turned out to be: `id` is '' where it is no ticket of ours."""

    name: str
    id: str
    ticket: Ticket | None = None
    fault: Unreadable | None = None


class TicketFiles:
    """Reads the ticket files of one folder. `tracker` is the name that refs carry."""

    def __init__(self, folder: Path, *, tracker: str, names: Names, statuses: Mapping[str, Status]) -> None:
        self.folder = folder
        self.names = names
        self._tracker = tracker
        self._statuses = statuses
        self._url = file_url(folder)

    def look(self, name: str) -> Seen | None:
        """Read one file; None where it is gone."""
        path = self.folder / name
        try:
            return self.judge(name, ticketfolder.read(path))
        except OSError as error:
            if isinstance(error, FileNotFoundError) and not os.path.lexists(path):
                return None
            key = self.names.key_in(name) or ""
            return Seen(name, key, fault=Unreadable(error.strerror or str(error)) if key else None)

    def judge(self, name: str, read: FileRead) -> Seen:
        # front matter         | name        | outcome
        # key of our prefix    | any         | that ticket
        # no key               | shows ours  | the ticket of the name
        # no key, other prefix | shows none  | no ticket of ours
        # other prefix, broken | shows ours  | held, as the ticket of the name (or of the key its bytes show)
        by_name = self.names.key_in(name) or ""
        try:
            file = ticketfile.parse(read.data)
            key = file.get("key")
            if key and by_name and not self.names.is_key(key):
                message = f"key '{key}' is not {self.names.prefix} and a number; write the key this ticket had"
                raise Unreadable(message, line=file.line_of("key"))
            if not self.names.is_key(key or by_name):
                return Seen(name, "")
            return Seen(name, key or by_name, self._ticket_of(name, key or by_name, read, file))
        except Unreadable as fault:
            shown = self.names.key_inside(read.data) or by_name
            return Seen(name, shown, fault=fault if shown else None)

    def _ticket_of(self, name: str, key: str, read: FileRead, file: TicketFile) -> Ticket:
        fields = read_fields(file, self._statuses)
        return self.ticket(name, key, read, marker=Marker.parse(file.get("marker")), fields=fields)

    def ticket(self, name: str, key: str, read: FileRead, *, marker: Marker | None, fields: Fields) -> Ticket:
        try:
            updated = datetime.fromtimestamp(read.status.st_mtime, UTC)
        except (ValueError, OverflowError, OSError):  # a time stamp outside the years there are
            updated = None
        ref = TicketRef(self._tracker, TicketId(key))
        return Ticket(ref, key=key, url=self.url_of(name), fields=fields, marker=marker, updated_at=updated)

    def places(self, ids: Collection[str]) -> dict[str, str]:
        """Return the file name of each id that has one. Raises OSError when the folder cannot be listed."""
        places = {key: f"{key}.md" for key in ids if self.names.is_key(key) and self._is_place(f"{key}.md", key)}
        rest = {key for key in ids if key not in places}
        # Renamed or gone: only the keys inside tell, so all files are looked at, once for all ids.
        for name in ticketfolder.ticket_names(self.folder) if rest else ():
            key = self._key_of(name)
            if key in rest:
                places.setdefault(key, name)
        return places

    def _is_place(self, name: str, key: str) -> bool:
        return os.path.lexists(self.folder / name) and self._key_of(name) == key

    def _key_of(self, name: str) -> str | None:
        try:
            inside = self.names.key_inside(ticketfolder.read(self.folder / name).data)
        except OSError:
            inside = None
        return inside or self.names.key_in(name)

    def odd(self, since: Cursor, unread: Collection[str], seen: Sequence[Seen]) -> dict[str, str]:
        """Return the files whose name does not show their id, for the next poll, which will not read them."""
        there = set(unread) if since.names else frozenset()
        odd = {name: key for name, key in since.names.items() if name in there}
        plain = ticketfolder.ids_of(tuple(each.name for each in seen), Cursor(), rule=self.names)
        return odd | {each.name: each.id for each, shown in zip(seen, plain, strict=True) if each.id != shown}

    def url_of(self, name: str) -> str:
        return f"{self._url}/{quote(name)}"

    def holds(self, seen: Sequence[Seen], twins: Mapping[str, Sequence[str]]) -> list[Hold]:
        """Return a hold for each file that cannot be read and each key that several files have."""
        found = [
            Hold(
                f"{self.folder / each.name}:{each.fault.line}: {each.fault}",
                line=each.fault.line,
                subject=each.id,
                file=each.name,
            )
            for each in seen
            if each.fault is not None
        ]
        for key, files in sorted(twins.items()):
            listed = ", ".join(sorted(files))
            reason = (
                f"{key} is the key of several files in {self.folder}: {listed}; keep one, move the others elsewhere"
            )
            found.append(Hold(reason, subject=key))
        return found


def several(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the ids that more than one file has, with the files, of (id, name) pairs; '' is no id."""
    files: dict[str, list[str]] = {}
    for key, name in pairs:
        if key:
            files.setdefault(key, []).append(name)
    return {key: names for key, names in files.items() if len(names) > 1}
