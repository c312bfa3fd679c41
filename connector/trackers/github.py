"""GitHub Issues, github.com and Enterprise Server, `kind = "github"`: one repository is one tracker.

Every ticket carries the installation's label, by which polls list it, and our marker as a comment in its text that nobody sees;
both are part of the call that creates it. A ticket's id is its number in this repository: it is never given twice, and leads on
to where an issue was transferred.

Reads are lists and direct reads, never the search, which lags. A poll asks for what was updated since the last one, with the
ETag of its last answer where nothing was: then GitHub answers in one call that counts for nothing.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from connector.clock import Clock, system_clock
from connector.core.model import (
    Draft,
    FieldChange,
    Fields,
    ItemKey,
    Marker,
    Snapshot,
    Status,
    Ticket,
    TicketId,
    TicketName,
)
from connector.errors import ConfigError, Conflict, Fault, Rejected
from connector.log import logger
from connector.ports import Candidate, Filed, NotFiled, Poll
from connector.remote.githubaccount import GitHubAccount, client_of
from connector.remote.http import Patience
from connector.settings.fieldmap import FieldMap
from connector.trackers.githubanswers import moment
from connector.trackers.githubassignees import put_first, with_owner
from connector.trackers.githubclient import PAGE, GitHubClient
from connector.trackers.githubcreate import Creating
from connector.trackers.githubdue import DueDates
from connector.trackers.githubfields import (
    ALIKE,
    MapKeys,
    Reading,
    label_names,
    label_text,
    marked,
    name_in,
    state_of,
    title_text,
    web_addresses,
)
from connector.trackers.githubhistory import steps_of
from connector.trackers.githubissues import Issues, in_sight, plain
from connector.trackers.pace import Pace

__all__ = ["MapKeys", "Settings", "connect"]
JSON = Any
OVERLAP = timedelta(minutes=5)
"""How far a poll looks back over the start of the last one: clocks differ, and lists lag a little."""
FEW = 30
"""Tickets up to which each is asked for; more are listed."""
BY_AGE: Mapping[str, str] = {"sort": "created", "direction": "asc"}
FIRST = datetime.min.replace(tzinfo=UTC)
"""Before all that ever happened."""
EVENT_PAGES = 2
"""Pages of events that a poll reads, to tell who changed what; what is older is told without."""


class Settings(GitHubAccount):
    """The keys of a `[[trackers]]` section of this kind."""

    creates_per_minute: Annotated[int, Field(ge=1, le=10_000)] = 60
    creates_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 450
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
) -> "GitHubTracker":
    """Return the tracker for one repository; asks it nothing yet.

    Raises ConfigError for a secret's file that cannot be read, and where routes name parts of it: a repository has none.
    """
    if places:
        said = f"is one repository, but a route names the project '{min(places)}': add a tracker for each repository"
        raise ConfigError([Fault(f"trackers.{name}", said)])
    client = client_of(settings, name=name, base_dir=base_dir, where=f"trackers.{name}", patience=patience)
    return GitHubTracker(client, settings, name=name, installation=installation, fieldmap=fieldmap, clock=clock)


class GitHubTracker:
    """TrackerReader and TrackerWriter over the issues of one repository."""

    assigns_anyone: bool = False
    alike = ALIKE
    batch: int = 1
    search_lag: timedelta = timedelta(minutes=2)

    def __init__(
        self,
        client: GitHubClient,
        settings: Settings,
        *,
        name: str,
        installation: str,
        fieldmap: FieldMap,
        clock: Clock,
    ) -> None:
        self.own: MapKeys = fieldmap.own or MapKeys()
        self.name = name
        self.rules = {of: side for of, side in fieldmap.rules.items() if of != "due" or self.own.due != "none"}
        self.full_look: timedelta | None = timedelta(hours=settings.full_look)
        self.repo = settings.repo
        self.site = f"{settings.url.rstrip('/')}/{settings.repo}".lower()
        self.label = label_text(self.own.label or f"connector-{installation}")
        self.client = client
        self.fieldmap = fieldmap
        self.dues = DueDates(client, settings.repo, self.own.due)
        self._installation = installation
        self._clock = clock
        self._reading = Reading(name, settings.repo, fieldmap, self.label)
        self._pace = Pace(settings.creates_per_minute, settings.creates_per_hour, clock)
        self.issues = Issues(client, settings.repo, self.label, installation)
        self.creating = Creating(client, self._reading, self.dues, self._pace, self._newest)
        self._web = web_addresses(settings.url)

    # --- reading --------------------------------------------------------------------------------------------------

    def poll(self, cursor: str | None) -> Poll:
        """Return what was updated since the cursor; what is gone, only a full look tells.

        Pages are by age: by last change, an issue edited meanwhile would move to the end and push another between two pages.
        """
        self.creating.forget()
        started = self._clock()
        known = json.loads(cursor) if cursor else {}
        if not known.get("since"):
            return self._first(started, known=cursor is not None)
        params: dict[str, str | int] = {**self.issues.all, **BY_AGE, "since": known["since"]}
        with in_sight(self.client, self.repo, verb="poll"):
            page = self.client.page("GET", self.issues.path, verb="poll", params=params, etag=known.get("etag"))
        if page.data is None:
            return Poll((), cursor=cursor or "", complete=False)
        asked, since = self._there(started), moment(known["since"])
        first = self.client.entries(page.data, "poll")
        issues = list(self.issues.ours(first))
        if page.following:
            issues += self.issues.ours(self.client.pages(page.following, verb="poll"))
        # What lies in the overlap comes again and again: until something new does, the same question is asked, by its ETag.
        # The ETag is the first page's alone, so it says nothing of what would come on a second one.
        settled = (since is not None and not page.following) and all(
            (moment(issue["updated_at"]) or asked) < since + OVERLAP for issue in first
        )
        following = {"since": known["since"], "etag": page.etag} if settled else self._cursor(asked)
        history = self._history(issues, since=since) if since is not None and issues else {}
        return self._seen(issues, following, history)

    def _first(self, started: datetime, *, known: bool) -> Poll:
        """Return all of ours: what a ledger that knows nothing is told; their history where it knows what it filed itself."""
        found: dict[int, Mapping[str, JSON]] = {}
        with in_sight(self.client, self.repo, verb="poll"):
            for listed in self.issues.lists(verb="poll", **BY_AGE):
                for issue in listed:
                    found.setdefault(issue["number"], issue)
        issues = [found[number] for number in sorted(found)]
        history = self._history(issues, since=FIRST) if known and issues else {}
        return self._seen(issues, self._cursor(self._there(started)), history)

    def _cursor(self, asked: datetime) -> Mapping[str, str | None]:
        return {"since": (asked - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ"), "etag": None}

    def _seen(
        self,
        issues: Sequence[Mapping[str, JSON]],
        cursor: Mapping[str, str | None],
        history: Mapping[int, Sequence[FieldChange]],
    ) -> Poll:
        tickets = self._tickets(issues, verb="poll", history=history)
        present = frozenset(ticket.ref.id for ticket in tickets)
        return Poll(tuple(tickets), cursor=json.dumps(cursor), complete=False, present=present)

    def _there(self, at: datetime) -> datetime:
        """Return an instant of ours by GitHub's clock, as far as its answers told how far that is from ours."""
        return at.astimezone(UTC) + self.client.time.offset

    def _tickets(
        self,
        issues: Sequence[Mapping[str, JSON]],
        *,
        verb: str,
        history: Mapping[int, Sequence[FieldChange]] | None = None,
    ) -> list[Ticket]:
        days = self.dues.read(issues, verb=verb)
        return [
            self._reading.ticket(issue, due=days.get(issue["number"]), history=(history or {}).get(issue["number"], ()))
            for issue in issues
        ]

    def _history(self, issues: Sequence[Mapping[str, JSON]], *, since: datetime) -> dict[int, list[FieldChange]]:
        """Return what happened to these issues, from the newest events of the repository: one call for all of them."""
        wanted = {issue["number"]: issue for issue in issues}
        found: list[Mapping[str, JSON]] = []
        for page in range(1, EVENT_PAGES + 1):
            params: dict[str, str | int] = {"per_page": PAGE, "page": page}
            try:
                events = self.client.call("GET", f"{self.issues.path}/events", verb="read events", params=params)
            except Rejected as error:
                # Who did it is good to know, but what was done is known without.
                logger().info("history_untold", tracker=self.name, reason=str(error))
                break
            events = events if isinstance(events, list) else []
            found += [event for event in events if (event.get("issue") or {}).get("number") in wanted]
            if len(events) < PAGE or (moment(events[-1].get("created_at")) or since) < since:
                break
        of_issue: dict[int, list[Mapping[str, JSON]]] = {}
        for event in sorted(found, key=lambda each: (each.get("created_at") or "", each.get("id") or 0)):
            of_issue.setdefault(event["issue"]["number"], []).append(event)
        return {
            number: steps_of(own, wanted[number], busy=self.own.in_progress) for number, own in sorted(of_issue.items())
        }

    def fetch(self, ids: Collection[TicketId]) -> Snapshot:
        wanted = sorted(set(ids), key=lambda id_: (len(id_), id_))
        found = self.issues.by_id(wanted, few=FEW, verb="fetch")
        days = self.dues.by_id(found, verb="fetch")
        tickets = tuple(self._reading.ticket(found[id_], due=days.get(id_), id_=id_) for id_ in wanted if id_ in found)
        missing = frozenset(id_ for id_ in wanted if id_ not in found)
        return Snapshot(tickets, True, missing, hidden=missing - self.issues.deleted)

    def read(self, ticket: TicketId, *, verb: str) -> Mapping[str, JSON]:
        """Return one issue as it is now. Raises Rejected where there is none."""
        issue = self.issues.one(ticket, verb=verb)
        if issue is None:
            raise Rejected(f"there is no issue {self.repo}#{ticket}", remote=self.name, verb=verb, status=404)
        return issue

    def find(self, markers: Collection[Marker], *, since: datetime) -> Mapping[ItemKey, Sequence[Ticket]]:
        """Look through the newest issues with our label, in the order they were made: a list does not lag as the search does."""
        wanted = {marker.key for marker in markers if marker.installation == self._installation}
        found: dict[ItemKey, list[Ticket]] = {}
        # Where since is ahead of us, it was written down while somebody let the connector believe in another day.
        ahead = since - OVERLAP > self._clock()
        oldest = None if ahead else since - OVERLAP
        verb = "look for markers"
        lists = self.issues.lists(verb=verb, **BY_AGE)
        if oldest is not None:
            lists = (self._newest(oldest, verb=verb, labelled=labelled) for labelled in (True, False))
        while wanted and (listed := next(lists, None)) is not None:
            with in_sight(self.client, self.repo, verb=verb):
                tickets = self._tickets(list(listed), verb=verb)
            for ticket in tickets:
                marker = ticket.marker
                if marker and marker.installation == self._installation and marker.key in wanted:
                    found.setdefault(marker.key, []).append(ticket)
            wanted -= found.keys()
        return {key: tuple(found[key]) for key in sorted(found)}

    def _newest(self, oldest: datetime, *, verb: str, labelled: bool = True) -> Iterator[dict[str, JSON]]:
        """Yield our issues, or everybody's, from the newest back to those made at an instant of ours."""
        params = {**(self.issues.labelled if labelled else self.issues.all), **BY_AGE, "direction": "desc"}
        for issue in plain(self.client.pages(self.issues.path, verb=verb, params=params)):
            # Asked here, as the first page may be the first answer that tells GitHub's time.
            made = moment(issue.get("created_at"))
            if made is not None and made < self._there(oldest):
                return
            yield issue

    # --- names and people -----------------------------------------------------------------------------------------

    def ticket_name(self, ref: str) -> TicketName | None:
        return name_in(
            ref, repo=self.repo, now=self.client.moves.name(self.repo), web=self._web, short=self.own.short_refs
        )

    def too_short(self, ref: str) -> str | None:
        if self.own.short_refs or not re.fullmatch(r"#\d+", ref.strip()):
            return None
        return f"write {self.repo}{ref.strip()} or its address, or set short_refs = true in the field map"

    def identify(self, names: Collection[TicketName]) -> Mapping[TicketName, TicketId]:
        """Return the number in each name: it is the id, and `fetch` tells which are not there."""
        return {name: TicketId(name.rpartition("#")[2]) for name in names}

    def candidates(self, text: str, *, place: str | None = None) -> Sequence[Candidate]:
        del place  # a repository is the only place there is
        """Return the person with this login, if the repository can assign issues to them; GitHub tells no names."""
        login = text.strip().removeprefix("@")
        if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9_]|-(?=[A-Za-z0-9_]))*", login):
            return ()
        return (Candidate(login, login),) if self.creating.assignable(login) else ()

    def unassignable(self, handles: Collection[str], *, place: str | None = None) -> Sequence[str]:
        del place
        return [login for login in sorted(handles) if not self.creating.assignable(login)]

    def check(self) -> Sequence[Fault]:
        from connector.trackers.githubcheck import check

        return check(self)

    def suggest(self) -> str:
        """Return a first field map, from what is there. Raises RemoteError."""
        from connector.trackers.githubsuggest import suggest

        return suggest(self)

    # --- writing --------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Nothing has to be made ready: the label comes to be with the first issue."""

    def ready_in(self) -> float:
        return self.creating.paced().wait()

    def estimate(self, creates: int) -> float:
        return self.creating.paced().estimate(creates)

    def create(self, drafts: Sequence[Draft]) -> Iterator[Filed | NotFiled]:
        return self.creating.create(drafts)

    def update(self, ticket: TicketId, fields: Fields) -> Ticket:
        issue: Mapping[str, JSON] = self.read(ticket, verb="update")
        body: dict[str, JSON] = {}
        if isinstance(title := fields.get("title"), str):
            body["title"] = title_text(title)
        if isinstance(owner := fields.get("owner"), str):
            body["assignees"] = with_owner(issue, owner)
        now = label_names(issue)
        if (labels := self._reading.labels_after(now, fields)) != sorted(now):
            body["labels"] = labels
        if isinstance(status := fields.get("status"), str):
            was = self._reading.status(issue, now)
            body |= {} if was == status else state_of(Status(status))
            if was != status and was.closed and Status(status).closed:
                # GitHub takes a reason only with a change of state.
                self.client.call("PATCH", self._place(issue), verb="reopen", body={"state": "open"})
        due = fields.get("due")
        if isinstance(due, date):
            body |= self.dues.values(due, verb="update")
            text = issue.get("body") or ""
            body |= {"body": changed} if (changed := self.dues.body(text, due)) != text else {}
        if body:
            issue = self.client.call("PATCH", self._place(issue), verb="update", body=body)
        if isinstance(owner, str):
            issue = put_first(self.client, self._place(issue), issue, owner, verb="update")
        if isinstance(due, date):
            self.dues.after(issue, due, verb="update")
        return self._after(issue, ticket)

    def between(self, was: Status, to: Status) -> Collection[Status]:
        return (Status.OPEN, Status.IN_PROGRESS) if was.closed and to.closed else ()  # another reason takes a reopening

    def dropped(self, asked: Fields, ticket: Ticket) -> Collection[str]:
        return self._reading.dropped(asked, ticket)

    def _place(self, issue: Mapping[str, JSON]) -> str:
        """Return the path of an issue, where it is now."""
        match = re.search(r"/repos/[^/]+/[^/]+/issues/\d+$", str(issue.get("url") or ""))
        return match[0] if match else f"{self.issues.path}/{issue['number']}"

    def _after(self, issue: Mapping[str, JSON], ticket: TicketId) -> Ticket:
        days = self.dues.read([issue], verb="read back")
        return self._reading.ticket(issue, due=days.get(issue["number"]), id_=ticket)

    def claim(self, ticket: TicketId, marker: Marker) -> Ticket:
        issue = self.read(ticket, verb="claim")
        there = self._reading.ticket(issue, due=None).marker
        if there is not None and there.installation != marker.installation:
            raise Conflict(
                f"{self.repo}#{ticket} belongs to the installation '{there.installation}'; remove its marker from the text "
                "to take it over",
                remote=self.name,
                verb="claim",
            )
        now = label_names(issue)
        labels = sorted({*now, self.label})
        if there != marker or labels != sorted(now):
            body = {"body": marked(issue.get("body"), marker), "labels": labels}
            issue = self.client.call("PATCH", self._place(issue), verb="claim", body=body)
        return self._after(issue, ticket)

    def comment(self, ticket: TicketId, text: str) -> None:
        from connector.rendering.templating import markdown

        shown = "\n\n".join(markdown(part) for part in re.split(r"\n\s*\n", text) if part.strip())
        issue = self.read(ticket, verb="comment")
        self.client.call("POST", f"{self._place(issue)}/comments", verb="comment", body={"body": shown}, kind="create")
