"""Jira, Cloud and Data Center, `kind = "jira"`.

Every ticket carries one label of the installation, by which polls find it, and an entity property with its marker; both are
part of the call that creates it. A ticket's id is Jira's numeric one, so a ticket that moves to another project stays the same.

| read | Cloud | Data Center |
|---|---|---|
| by id or key | bulk fetch, 100 a call | search by id, what that lacks by GET |
| by marker | search by label, the property with each ticket | the same, the property by GET, alone where a ticket breaks |
| changed | search by label and `updated` in epoch milliseconds, back over the search lag | the same |
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from connector.clock import Clock, system_clock
from connector.core.model import (
    Draft,
    Fields,
    FieldValue,
    ItemKey,
    Marker,
    Snapshot,
    Status,
    Ticket,
    TicketId,
    TicketName,
)
from connector.errors import Conflict, Fault, Rejected, Unavailable
from connector.log import logger
from connector.ports import Candidate, Filed, NotFiled, Poll
from connector.remote.addresses import trusted
from connector.remote.atlassianaccount import AtlassianAccount
from connector.remote.http import Patience
from connector.settings.fieldmap import FieldMap
from connector.trackers import jiramarkers, jirapeople
from connector.trackers.jiraclient import PAGE, JiraClient
from connector.trackers.jiracreate import Creating
from connector.trackers.jirafields import (
    OURS,
    PROPERTY,
    READ,
    MapKeys,
    Reading,
    marker_value,
    writable,
)
from connector.trackers.jirameta import CreateScreens
from connector.trackers.jiranames import ALIKE, KEY, Names, shown_key, together
from connector.trackers.jiratransitions import Moving
from connector.trackers.jiravalues import Values

__all__ = ["MapKeys", "Settings", "connect"]
JSON = Any
SEARCH_LAG = timedelta(minutes=10)
"""How long a search may lag; measured to be seconds, and minutes at times."""
FEW = 5
"""Tickets up to which Data Center is asked for each; more are searched for."""


class Settings(AtlassianAccount):
    """The keys of a `[[trackers]]` section of this kind."""

    project: str | None = None
    search_lag: Annotated[int, Field(ge=0, le=86_400)] = int(SEARCH_LAG.total_seconds())
    full_look: Annotated[int, Field(ge=1, le=24 * 30)] = 24


def connect(
    settings: Settings,
    *,
    name: str,
    installation: str,
    fieldmap: FieldMap,
    base_dir: Path,
    places: Collection[str] = (),
    clock: Clock = system_clock,
    patience: Patience | None = None,
) -> "JiraTracker":
    """Return the tracker for one Jira site; asks it nothing yet. `places` are the projects that routes name.

    Raises ConfigError for a token file that cannot be read.
    """
    client = JiraClient(
        settings.url,
        remote=name,
        login=settings.login(base_dir=base_dir, where=f"trackers.{name}"),
        verify=trusted(settings.ca_file, base_dir=base_dir, where=f"trackers.{name}"),
        deployment=settings.told_deployment(),
        patience=patience,
    )
    tracker = JiraTracker(client, settings, name=name, installation=installation, fieldmap=fieldmap, clock=clock)
    tracker.places |= set(places)
    return tracker


class JiraTracker:
    """TrackerReader and TrackerWriter over one site and one project, or the projects that routes name."""

    assigns_anyone: bool = False
    alike = ALIKE
    batch: int = 50

    def __init__(
        self,
        client: JiraClient,
        settings: Settings,
        *,
        name: str,
        installation: str,
        fieldmap: FieldMap,
        clock: Clock,
    ) -> None:
        self.own: MapKeys = fieldmap.own or MapKeys()
        self.name = name
        self.rules = {of: side for of, side in fieldmap.rules.items() if of not in self.own.omit}
        self.search_lag = timedelta(seconds=settings.search_lag)
        self.full_look: timedelta | None = timedelta(hours=settings.full_look)
        self.project = settings.project or self.own.project
        self.label = self.own.label or f"connector-{installation}"
        self.client = client
        self.fieldmap = fieldmap
        self.places: set[str] = {self.project} if self.project else set()
        self._installation = installation
        self._clock = clock
        self.site = (settings.site or settings.url).rstrip("/")
        self._reading = Reading(name, self.site, fieldmap, self.label, self._statuses)
        self.reads = Values(client, clock)
        self._creating = Creating(
            client, fieldmap, label=self.label, project=self.project, reading=self._reading, reads=self.reads
        )
        asks = {"verb": "look up tickets"}
        self._names = Names(client, many=partial(self._by_names, **asks), one=partial(self._one, **asks))
        self._moving = Moving(client, fieldmap, reading=self._reading, reads=self.reads)

    def together(self, tickets: Collection[TicketId]) -> str | None:
        """Return the search on the site that finds these tickets."""
        return together(self.site, tickets)

    @property
    def screens(self) -> CreateScreens:
        """The create screens of the site."""
        return self._creating.screens

    # --- reading --------------------------------------------------------------------------------------------------

    def poll(self, cursor: str | None) -> Poll:
        """Return what changed, looking back over the time a search may lag; what is gone, only a full look tells.

        Pages are by age: by last change, a ticket edited meanwhile would move to the end and push another between two pages.
        """
        self.screens.forget()
        self._names.forget()
        started = self._clock()  # ours until the answer tells the site's
        since = json.loads(cursor)["since"] if cursor else None
        jql = f'labels = "{self.label}"'
        if since is not None:
            jql += f" AND updated >= {since}"
        found = self.client.search(
            f"{jql} ORDER BY created ASC",
            verb="poll",
            fields=READ,
            properties=(PROPERTY,),
            expand=None if cursor is None else "changelog",
        )
        tickets = {ticket.ref.id: ticket for ticket in map(self._reading.ticket, found)}
        read = list(tickets.values())
        if cursor is None:
            read = self.with_markers(read)
        back = started + self.client.time.offset - self.search_lag - timedelta(minutes=5)
        following = json.dumps({"since": int(back.timestamp() * 1000)})
        return Poll(tuple(read), cursor=following, complete=False, present=frozenset(ticket.ref.id for ticket in read))

    def fetch(self, ids: Collection[TicketId]) -> Snapshot:
        wanted = sorted(set(ids))
        tickets = {ticket.ref.id: ticket for ticket in map(self._reading.ticket, self._by_names(wanted, verb="fetch"))}
        missing = frozenset(set(wanted) - tickets.keys())
        return Snapshot(tuple(tickets[key] for key in wanted if key in tickets), True, missing, hidden=missing)

    def _by_names(self, names: Sequence[str], *, verb: str) -> Iterator[Mapping[str, JSON]]:
        """Yield the tickets with these ids or keys, moved ones too, by consistent reads."""
        if self.client.cloud:
            for start in range(0, len(names), PAGE):
                body = {"issueIdsOrKeys": names[start : start + PAGE], "fields": list(READ), "properties": [PROPERTY]}
                answer = self.client.call("POST", "issue/bulkfetch", verb=verb, body=body, kind="read")
                yield from self.client.tickets(self.client.object(answer, verb).get("issues") or [], verb)
            return
        seen: set[str] = set()
        if len(names) > FEW and all(name.isdigit() for name in names):
            for start in range(0, len(names), PAGE):
                for found in self._search_ids(names[start : start + PAGE], verb):
                    seen.add(str(found["id"]))
                    yield found
        for name in names:
            if name not in seen and (issue := self._one(name, verb=verb)) is not None:
                yield issue

    def _search_ids(self, ids: Sequence[str], verb: str) -> Iterator[Mapping[str, JSON]]:
        try:
            yield from list(self.client.search(f"id in ({', '.join(ids)})", verb=verb, fields=READ))
        except Rejected:
            # One id that does not exist makes the whole search an error: it is in one of the halves.
            half = len(ids) // 2
            for part in (ids[:half], ids[half:]) if half else ():
                yield from self._search_ids(part, verb)

    def _one(self, name: str, *, verb: str, expand: str | None = None) -> Mapping[str, JSON] | None:
        params = {"fields": ",".join(READ), "properties": PROPERTY, **({"expand": expand} if expand else {})}
        try:
            return self.client.ticket(self.client.call("GET", f"issue/{name}", verb=verb, params=params), verb)
        except Rejected as error:
            if error.status == 404:
                return None
            raise

    def _statuses(self) -> Sequence[Mapping[str, JSON]]:
        try:
            return self.client.read_objects("status", verb="read its statuses")
        except (Rejected, Unavailable) as error:
            # What became of a ticket is known without; what it was in between, by the words of the field map.
            logger().info("history_untold", tracker=self.name, reason=str(error))
            return ()

    def read(self, ticket: TicketId, *, verb: str) -> Ticket:
        """Return one ticket as it is now, with its history. Raises Rejected where there is none."""
        issue = self._one(ticket, verb=verb, expand="changelog")
        if issue is None:
            raise Rejected(
                f"there is no ticket {ticket}, or this account may not see it", remote=self.name, verb=verb, status=404
            )
        return self._reading.ticket(issue)

    def find(self, markers: Collection[Marker], *, since: datetime) -> Mapping[ItemKey, Sequence[Ticket]]:
        wanted = {marker.key for marker in markers if marker.installation == self._installation}
        if not wanted:
            return {}
        if not self.client.time.known:
            self.client.server_info()  # any answer tells its time
        back = since.astimezone(UTC) + self.client.time.offset - timedelta(minutes=30)
        recent = (
            f" AND created >= {int(back.timestamp() * 1000)}" if back < self._clock() + self.client.time.offset else ""
        )
        jql = f'labels = "{self.label}"{recent} ORDER BY created ASC'
        issues = self.client.search(jql, verb="look for markers", fields=READ, properties=(PROPERTY,))
        found: dict[ItemKey, list[Ticket]] = {}
        for ticket in self.with_markers(map(self._reading.ticket, issues)):
            marker = ticket.marker
            if marker and marker.installation == self._installation and marker.key in wanted:
                found.setdefault(marker.key, []).append(ticket)
        return {key: tuple(found[key]) for key in sorted(found)}

    def with_markers(self, tickets: Iterable[Ticket]) -> list[Ticket]:
        return jiramarkers.shown(self.client, tickets, read=partial(self._now, verb=jiramarkers.VERB))

    def _now(self, name: str, *, verb: str) -> Ticket | None:
        issue = self._one(name, verb=verb)
        return self._reading.ticket(issue) if issue is not None else None

    # --- names and people -----------------------------------------------------------------------------------------

    def ticket_name(self, ref: str) -> TicketName | None:
        """Read an address on this site, or a bare key of one of the projects, in small letters too: Jira takes them alike."""
        text = ref.strip()
        if (shown := shown_key(text, sites=(self.site, self.client.url))) is not None:
            return TicketName(shown) if shown else None
        key = KEY.fullmatch(text.upper())
        return TicketName(key[0]) if key and key[1] in {*self.places, *self.own.projects} else None

    def may_name(self, ref: str) -> TicketName | None:
        """Read a bare key of any project: only looking tells whether this site has it."""
        key = KEY.fullmatch(ref.strip().upper())
        return TicketName(key[0]) if key else None

    def identify(self, names: Collection[TicketName]) -> Mapping[TicketName, TicketId]:
        return self._names.identify(names)

    def renamed(self, names: Collection[TicketName]) -> Mapping[TicketName, TicketName]:
        return self._names.renamed(names)

    def candidates(self, text: str, *, place: str | None = None) -> Sequence[Candidate]:
        project = place or self.project or min(self.places, default="")
        return jirapeople.candidates(self.client, text, project=project)

    def unassignable(self, handles: Collection[str], *, place: str | None = None) -> Sequence[str]:
        return jirapeople.unassignable(self.client, handles, projects={place} if place else self.places)

    def check(self) -> Sequence[Fault]:
        from connector.trackers.jiracheck import check

        return check(self)

    def suggest(self) -> str:
        """Return a first field map, from what is there. Raises RemoteError."""
        from connector.trackers.jirasuggest import suggest

        return suggest(self)

    # --- writing --------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Nothing has to be made ready: the label comes to be with the first ticket."""

    def ready_in(self) -> float:
        return 0.0

    def estimate(self, creates: int) -> float:
        del creates
        return 0.0

    def create(self, drafts: Sequence[Draft]) -> Iterator[Filed | NotFiled]:
        return self._creating.create(drafts)

    def update(self, ticket: TicketId, fields: Fields) -> Ticket:
        status = fields.get("status")
        before = self.read(ticket, verb="update") if isinstance(status, str) else None
        # A closed ticket often cannot be edited: one that is reopened is so first, one that is closed is so last.
        closed = before is not None and before.status.closed
        if closed:
            self._move(ticket, before, status)
        if values := writable(fields, cloud=self.client.cloud, label=self.label, omit=self.own.omit):
            self._edit(ticket, values)
        if not closed:
            self._move(ticket, before, status)
        now = self.read(ticket, verb="update")
        if isinstance(status, str) and now.fields["status"] != status:
            said = f"{now.key} reads as {now.fields['status']} after the transition, not as {status}: see [status] and"
            raise Rejected(f"{said} [resolutions] in the field map", remote=self.name, verb="update")
        return now

    def _edit(self, ticket: TicketId, values: Mapping[str, JSON]) -> None:
        try:
            self.client.call("PUT", f"issue/{ticket}", verb="update", body={"fields": values})
        except Rejected as error:
            raise error.refused_for(ours for ours, theirs in OURS.items() if theirs in error.fields) from None

    def between(self, was: Status, to: Status) -> Collection[Status]:
        return self._moving.between(was, to)

    def _move(self, ticket: TicketId, now: Ticket | None, status: FieldValue) -> None:
        if now is not None and isinstance(status, str) and now.fields["status"] != status:
            self._moving.move(ticket, now, to=status)

    def claim(self, ticket: TicketId, marker: Marker) -> Ticket:
        there = self.read(ticket, verb="claim")
        if there.marker is not None and there.marker.installation != marker.installation:
            raise Conflict(
                f"{there.key} belongs to the installation '{there.marker.installation}'; remove its property {PROPERTY} "
                "to take it over",
                remote=self.name,
                verb="claim",
            )
        # The property first: a label alone would make the ticket ours without saying which item it is.
        if there.marker != marker:
            path = f"issue/{ticket}/properties/{PROPERTY}"
            self.client.call("PUT", path, verb="claim", body=marker_value(marker))
        body = {"update": {"labels": [{"add": self.label}]}}
        self.client.call("PUT", f"issue/{ticket}", verb="claim", body=body)
        return self.read(ticket, verb="claim")

    def comment(self, ticket: TicketId, text: str) -> None:
        from connector.rendering.wikitext import escaped

        body = {"body": escaped(text)}
        self.client.call("POST", f"issue/{ticket}/comment", verb="comment", body=body, kind="create")
