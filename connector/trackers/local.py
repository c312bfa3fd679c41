"""The embedded tracker, `kind = "local"`: a folder with one Markdown file per ticket, edited by people with any editor.

A ticket's id is its key. The key in the front matter rules, the file name is the fallback, so a renamed file stays the same
ticket. A file that cannot be read is a Hold and counts as present: it never closes anything and never stops a poll.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, cast
from urllib.parse import unquote

from pydantic import AfterValidator, BaseModel, ConfigDict

from connector.clock import Clock, system_clock
from connector.core.model import (
    NO_LAG,
    Draft,
    Fields,
    Hold,
    ItemKey,
    Marker,
    Snapshot,
    Status,
    Ticket,
    TicketId,
    TicketName,
)
from connector.errors import Ambiguous, ConfigError, Conflict, Fault, Rejected, RemoteError
from connector.files import (
    create_file,
    locked,
    nearest,
    path_of,
    relative_link,
    remote_error,
    replace_file,
    sync_folder,
)
from connector.ports import Candidate, Filed, NotFiled, Poll
from connector.rendering.templating import markdown
from connector.settings.fieldmap import FieldMap
from connector.trackers import ticketfile, ticketfolder
from connector.trackers.ticketfields import front_values, read_fields
from connector.trackers.ticketfile import TicketFile, Unreadable
from connector.trackers.ticketfiles import TicketFiles, several
from connector.trackers.ticketfolder import Cursor, FileRead, Names, NotAFile, Numbers

TRIES = 3
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def _prefix(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}", text):
        raise ValueError(f"'{text}' cannot begin a ticket's key: write a letter, then up to 31 letters, digits or _")
    return text


class Settings(BaseModel):
    """The keys of a `[[trackers]]` section of this kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: Path
    prefix: Annotated[str, AfterValidator(_prefix)] = "ACT"


def connect(
    settings: Settings,
    *,
    name: str,
    installation: str,
    fieldmap: FieldMap,
    base_dir: Path,
    places: Collection[str] = (),
    clock: Clock = system_clock,
) -> "LocalTracker":
    """Return the tracker over a folder. Touches no disk; raises ConfigError for `places`, as a folder has no parts."""
    if places:
        raise ConfigError([Fault(f"trackers.{name}", f"has no projects, but a route names '{min(places)}'")])
    folder = Path(os.path.abspath(base_dir / settings.path))  # noqa: PTH100 - links stay as people wrote them
    return LocalTracker(
        folder, name=name, installation=installation, fieldmap=fieldmap, names=Names(settings.prefix), clock=clock
    )


class LocalTracker:
    """TrackerReader and TrackerWriter over a folder. Safe for several processes and threads at once."""

    search_lag: timedelta = NO_LAG
    assigns_anyone: bool = True
    full_look: timedelta | None = None
    batch: int = 50

    def __init__(
        self, folder: Path, *, name: str, installation: str, fieldmap: FieldMap, names: Names, clock: Clock
    ) -> None:
        self.name = name
        self.site = str(folder)
        self.rules: Mapping[str, str] = fieldmap.rules
        self._folder = folder
        self._installation = installation
        self._map = fieldmap
        self._statuses = fieldmap.statuses()
        self._names = names
        self._files = TicketFiles(folder, tracker=name, names=names, statuses=self._statuses)
        self._clock = clock
        self._numbers = Numbers(folder, names)
        self._unused = False

    # --- reading --------------------------------------------------------------------------------------------------

    def poll(self, cursor: str | None) -> Poll:
        since = Cursor.decode(cursor)
        try:
            found = ticketfolder.scan(self._folder, since)
        except FileNotFoundError as error:
            self._unused = cursor is None and not self._folder.exists()
            if self._unused:
                return Poll((), cursor="", complete=False)  # never used yet; later a missing folder is an error
            raise self._error(error, "poll") from error
        except OSError as error:
            raise self._error(error, "poll") from error
        seen = [each for name in found.changed if (each := self._files.look(name)) is not None]
        unread = ticketfolder.ids_of(found.unchanged, since, rule=self._names)
        present = [*filter(None, unread), *(each.id for each in seen if each.id)]
        ids = frozenset(present)
        twins: dict[str, list[str]] = {}
        if len(ids) < len(present):
            pairs = [*zip(unread, found.unchanged, strict=True), *((each.id, each.name) for each in seen)]
            twins = several(pairs)
        lost = since.any and not ids and not (self._folder / ticketfolder.COUNTER).exists()
        following = Cursor(
            newest=found.newest,
            first=found.first,
            after=found.after,
            names=self._files.odd(since, found.unchanged, seen),
            again=frozenset(
                [*(each.name for each in seen if each.fault), *(n for both in twins.values() for n in both)]
            ),
            any=bool(ids) or lost,
        )
        return Poll(
            tickets=tuple(each.ticket for each in seen if each.ticket and each.id not in twins),
            cursor=following.encode(),
            complete=not lost,
            present=cast("frozenset[TicketId]", ids),  # a call per id would be a third of the poll
            holds=(*self._files.holds(seen, twins), *self._lost_holds(lost)),
        )

    def _lost_holds(self, lost: bool) -> tuple[Hold, ...]:
        # A disk that is not mounted looks like a folder from which everything was deleted, but for the counter.
        name = ticketfolder.COUNTER
        reason = f"{self._folder} is empty and its {name} is gone; mount the disk, or make an empty {name} there"
        return (Hold(reason, subject=self.name),) if lost else ()

    def fetch(self, ids: Collection[TicketId]) -> Snapshot:
        wanted = sorted(set(ids))
        if self._unused and not self._folder.exists():
            return Snapshot((), complete=True, missing=frozenset(wanted))
        try:
            places = self._files.places(wanted)
        except OSError as error:
            raise self._error(error, "fetch") from error
        seen = [self._files.look(places[key]) for key in wanted if key in places]
        tickets = tuple(each.ticket for each in seen if each is not None and each.ticket)
        missing = frozenset(key for key in wanted if key not in places)
        return Snapshot(tickets, complete=len(tickets) + len(missing) == len(wanted), missing=missing)

    def find(self, markers: Collection[Marker], *, since: datetime) -> Mapping[ItemKey, Sequence[Ticket]]:
        del since  # a file says nothing about when it was made that people could not change
        wanted = {marker.key for marker in markers if marker.installation == self._installation}
        found: dict[ItemKey, list[Ticket]] = {}
        if not wanted:
            return found
        # A look at the bytes first: most files carry other markers, and reading YAML costs ten times as much.
        claim = re.compile(rb"(?i:marker)[^\r\n]*?[\s\"']" + re.escape(self._installation.encode()) + rb"/([^\s\"']+)")
        try:
            for name in ticketfolder.ticket_names(self._folder):
                ticket = self._claimed(name, claim, wanted)
                if ticket is not None and ticket.marker is not None:
                    found.setdefault(ticket.marker.key, []).append(ticket)
        except OSError as error:
            raise self._error(error, "find") from error
        return {key: tuple(found[key]) for key in sorted(found)}

    def _claimed(self, name: str, claim: re.Pattern[bytes], wanted: Collection[ItemKey]) -> Ticket | None:
        """Return the ticket of a file if it carries a wanted marker.

        A file that is broken but shows the marker is a ticket without values: not knowing what it says is no reason to
        file the item again.
        """
        try:
            read = ticketfolder.read(self._folder / name)
        except (FileNotFoundError, NotAFile):
            return None
        shown = {ItemKey(key.decode(errors="replace")) for key in claim.findall(read.data)} & set(wanted)
        if not shown:
            return None
        seen = self._files.judge(name, read)
        if seen.fault is not None:
            return self._files.ticket(
                seen.name, seen.id, read, marker=Marker(self._installation, min(shown)), fields={}
            )
        marker = seen.ticket.marker if seen.ticket else None
        return seen.ticket if marker and marker.installation == self._installation and marker.key in wanted else None

    def identify(self, names: Collection[TicketName]) -> Mapping[TicketName, TicketId]:
        return {name: TicketId(name) for name in names}

    def candidates(self, text: str, *, place: str | None = None) -> Sequence[Candidate]:
        del text, place
        return ()

    def unassignable(self, handles: Collection[str], *, place: str | None = None) -> Sequence[str]:
        del handles, place
        return ()

    def ticket_name(self, ref: str) -> TicketName | None:
        """Read a key, a `file://` address or path of a file in the folder, or a relative link as written into documents.

        A relative link counts when its folders, the leading `..` aside, are the last ones of the tickets' folder.
        """
        text = ref.strip()
        if found := next((key for key in (text, text.upper()) if self._names.is_key(key)), None):
            return TicketName(found)
        if text.startswith("/") or text.lower().startswith("file:"):
            path = path_of(text.partition("#")[0])
            inside = path is not None and path.parent in (self._folder, Path(os.path.realpath(self._folder)))
            key = self._names.key_in(path.name) if path and inside else None
            return TicketName(key) if key else None
        if _ADDRESS.match(text):
            return None
        place = unquote(re.split("[?#]", text, maxsplit=1)[0])
        *folders, name = [part for part in place.split("/") if part not in ("", ".")] or [""]
        while folders and folders[0] == "..":
            folders.pop(0)
        inside = not folders or tuple(folders) == self._folder.parts[-len(folders) :]
        key = self._names.key_in(name) if inside else None
        return TicketName(key) if key else None

    def check_here(self) -> Sequence[Fault]:
        place = nearest(self._folder)
        return [] if place.is_dir() else [Fault(f"trackers.{self.name}.path", f"{place} is not a folder")]

    def check(self) -> Sequence[Fault]:
        place = nearest(self._folder)
        if (found := self.check_here()) or os.access(place, os.R_OK | os.W_OK | os.X_OK):
            return found
        return [Fault(f"trackers.{self.name}.path", f"{place} cannot be read and written by this user")]

    # --- writing --------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make the folder where there is none yet. Raises Unavailable, Rejected."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._error(error, "make the folder") from error

    def ready_in(self) -> float:
        return 0.0

    def estimate(self, creates: int) -> float:
        del creates
        return 0.0

    def create(self, drafts: Sequence[Draft]) -> Iterator[Filed | NotFiled]:
        """Create tickets, all of them before the first outcome is told, as they share one sync of the folder."""
        if not drafts:
            return iter(())
        try:
            with locked(self._folder):
                number = self._numbers.next()
                ticketfolder.count(self._folder, number + len(drafts) - 1)
                outcomes = self._write_all(drafts, number)
        except OSError as error:
            return iter([NotFiled(draft.marker, self._error(error, "create")) for draft in drafts])
        try:
            sync_folder(self._folder)
        except OSError as error:
            words = f"the files were written but may not outlive a crash: {error.strerror}"
            unsure = Ambiguous(words, remote=self.name, verb="create")
            return iter([each if isinstance(each, NotFiled) else NotFiled(each.marker, unsure) for each in outcomes])
        return iter(outcomes)

    def above(self, ids: Collection[TicketId]) -> TicketId | None:
        return self._numbers.above(ids)

    def _write_all(self, drafts: Sequence[Draft], number: int) -> list[Filed | NotFiled]:
        outcomes: list[Filed | NotFiled] = []
        for draft in drafts:
            try:
                key, number = self._write_new(draft, number)
                seen = self._files.judge(f"{key}.md", ticketfolder.read(self._folder / f"{key}.md"))
                if seen.ticket is None:
                    raise Ambiguous(f"{key}.md does not read back: {seen.fault}", remote=self.name, verb="create")
                outcomes.append(Filed(draft.marker, seen.ticket))
            except (OSError, RemoteError) as error:
                told = error if isinstance(error, RemoteError) else self._error(error, "create")
                outcomes.append(NotFiled(draft.marker, told))
        return outcomes

    def _write_new(self, draft: Draft, number: int) -> tuple[str, int]:
        """Write one ticket under the first free number; return its key and the number after. Raises OSError."""
        title, values = front_values(draft.fields, self._map)
        values.setdefault("status", self._map.status_word(Status.OPEN))
        while True:
            key = f"{self._names.prefix}-{number}"
            url = self._files.url_of(f"{key}.md")
            own = {"key": key, "marker": str(draft.marker), "document": relative_link(draft.document_url, url)}
            text = {name: ticketfile.clean(value) for name, value in own.items()}
            data = ticketfile.compose({**values, **text}, title=title or "", body=draft.body)
            number += 1
            try:
                create_file(self._folder / f"{key}.md", data)
            except FileExistsError:  # a process without our lock took it: the next number is as good
                continue
            return key, number

    def update(self, ticket: TicketId, fields: Fields) -> Ticket:
        title, values = front_values(fields, self._map)

        def edit(file: TicketFile) -> bytes:
            now = read_fields(file, self._statuses)
            # What is so already stays as people wrote it: their word for a status, their quotes.
            new = {name: value for name, value in values.items() if now[name] != fields[name]}
            reworded = title is not None and title != file.title
            data = ticketfile.edited(file, new, title=title if reworded else None)
            return ticketfile.reworded(data, markdown(file.title), markdown(title)) if reworded and title else data

        return self._rewrite(ticket, edit, verb="update")

    def lead_to(self, ticket: TicketId, document_url: str) -> Ticket:
        here = self._files.url_of(f"{ticket}.md")
        return self._rewrite(ticket, lambda file: ticketfile.leading_to(file, document_url, here=here), verb="update")

    def claim(self, ticket: TicketId, marker: Marker) -> Ticket:
        # marker in the file   | what happens
        # none, or not one     | ours is written
        # ours, this key       | nothing
        # ours, another key    | ours is written: the ledger knows that the old item is forgotten
        # another installation | Conflict
        def edit(file: TicketFile) -> bytes:
            there = Marker.parse(file.get("marker"))
            if there is not None and there.installation != marker.installation:
                message = (
                    f"{ticket} belongs to the installation '{there.installation}'; remove its marker to take it over"
                )
                raise Conflict(message, remote=self.name, verb="claim")
            return ticketfile.edited(file, {"marker": ticketfile.clean(str(marker))})

        return self._rewrite(ticket, edit, verb="claim")

    def comment(self, ticket: TicketId, text: str) -> None:
        at = self._clock()
        who = f"connector ({self._installation})"
        self._rewrite(ticket, lambda file: ticketfile.with_comment(file, text, at=at, who=who), verb="comment")

    def _rewrite(self, ticket: TicketId, edit: Callable[[TicketFile], bytes], *, verb: str) -> Ticket:
        """Read, edit and replace a ticket's file, again from the start if a person saved it meanwhile."""
        try:
            with locked(self._folder):
                for _ in range(TRIES):
                    name = self._files.places([ticket]).get(ticket)
                    if name is None:
                        raise Rejected(f"there is no ticket {ticket}", remote=self.name, verb=verb, status=404)
                    read = ticketfolder.read(self._folder / name)
                    data = self._edit(name, read, edit, verb=verb)
                    # An editor that saves between this look and the replace loses; there is no rename that asks first.
                    if read.same_as((self._folder / name).stat()):
                        return self._replace(name, read, data)
        except OSError as error:
            raise self._error(error, verb) from error
        raise Conflict(f"{ticket} is being edited by someone else", remote=self.name, verb=verb)

    def _edit(self, name: str, read: FileRead, edit: Callable[[TicketFile], bytes], *, verb: str) -> bytes:
        path = self._folder / name
        if path.is_symlink():
            raise Rejected(f"{path} is a link; put the file itself there", remote=self.name, verb=verb)
        try:
            if fault := self._files.judge(name, read).fault:
                raise fault
            return edit(ticketfile.parse(read.data))
        except Unreadable as fault:
            raise Rejected(f"{path}:{fault.line}: {fault}", remote=self.name, verb=verb) from fault

    def _replace(self, name: str, read: FileRead, data: bytes) -> Ticket:
        path = self._folder / name
        if data != read.data:
            replace_file(path, data)
        seen = self._files.judge(name, FileRead(data, path.stat()))
        if seen.ticket is None:
            raise Conflict(f"{path} does not read back: {seen.fault}", remote=self.name, verb="update")
        return seen.ticket

    def _error(self, error: OSError, verb: str) -> RemoteError:
        return remote_error(error, remote=self.name, verb=verb)
