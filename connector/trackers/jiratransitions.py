"""Closing, reopening and starting Jira tickets: a status is reached by a transition of the project's workflow.

Transitions differ by workflow and by where a ticket stands, so they are asked for each time. One is chosen by the status it leads
to, as a ticket there would be read; the first word of the field map goes before the others. Its screen says which fields it takes; a resolution is sent
only where the screen has one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from connector.core.model import Status, Ticket, TicketId
from connector.errors import Rejected
from connector.settings.fieldmap import FieldMap, fold
from connector.trackers.jiraclient import JiraClient
from connector.trackers.jirafields import MapKeys, Reading, Transition, category_of, stands_for
from connector.trackers.jiravalues import Values, words

JSON = Any
COMMENT = "comment"
ANEW = ("resolution", COMMENT, "worklog", "attachment", "issuelinks")
"""Fields of a screen that ask for something new, whatever a ticket has of it."""


@dataclass(slots=True)
class Moving:
    """Moves tickets through their workflow."""

    client: JiraClient
    fieldmap: FieldMap
    reading: Reading
    reads: Values

    @property
    def _own(self) -> MapKeys:
        own: MapKeys = self.fieldmap.own or MapKeys()
        return own

    def between(self, was: Status, to: Status) -> Collection[Status]:
        """Return what a ticket may be in while `move` is at it: reopened between two closed ones, or on the way that the map names."""
        spec: Transition = getattr(self._own.transitions, to.value)
        several = spec.through or (was.closed and to.closed)
        return (Status.OPEN, Status.IN_PROGRESS) if several else ()

    def move(self, ticket: TicketId, now: Ticket, *, to: str) -> None:
        """Bring a ticket to a status. Raises Rejected naming the ways there are, or what a screen still asks for."""
        status = Status(to)
        if now.status.closed and status.closed:
            # From done to won't do there is rarely a way: a resolution that can be edited is enough.
            if self._resolve_again(ticket, status):
                return
            self._step(ticket, now, Status.OPEN)
        self._step(ticket, now, status)
        if now.status.closed and not status.closed:
            self._clear_resolution(ticket)

    def _resolve_again(self, ticket: TicketId, status: Status) -> bool:
        for name in self._resolutions(status):
            try:
                body = {"fields": {"resolution": {"name": name}}}
                self.client.call("PUT", f"issue/{ticket}", verb="change its resolution", body=body)
            except Rejected:
                continue
            issue = self.client.read_object(
                f"issue/{ticket}", verb="read its status", params={"fields": "status,resolution"}
            )
            fields = issue.get("fields") or {}
            if self.reading.status(fields.get("status"), fields.get("resolution")) is status:
                return True
        return False

    def _clear_resolution(self, ticket: TicketId) -> None:
        """Take the resolution off a ticket that was reopened, where the workflow left it; what cannot be is told with the ticket."""
        issue = self.client.read_object(f"issue/{ticket}", verb="read its resolution", params={"fields": "resolution"})
        if (issue.get("fields") or {}).get("resolution"):
            body = {"fields": {"resolution": None}}
            with suppress(Rejected):
                self.client.call("PUT", f"issue/{ticket}", verb="clear its resolution", body=body)

    def _step(self, ticket: TicketId, now: Ticket, status: Status) -> None:
        spec: Transition = getattr(self._own.transitions, status.value)
        ways = ways_of(self.client, ticket)
        way = self._choose(ways, status)
        for name in spec.through if way is None else ():
            between = next((each for each in ways if fold(_target(each)) == fold(name)), None)
            if between is not None:
                self._take(ticket, now, between, spec, None)
                ways = ways_of(self.client, ticket)
                way = self._choose(ways, status)
        if way is None:
            there = words(f"{each.get('name')} -> {_target(each)}" for each in ways)
            said = (
                f"no transition leads from where {now.key} is to {status.value}: there is {there}; name the status in "
                f"[status], or the statuses between in [transitions.{status.value}] through"
            )
            raise Rejected(said, remote=self.client.remote, verb="change its status")
        self._take(ticket, now, way, spec, status)

    def _choose(self, ways: Sequence[Mapping[str, JSON]], status: Status) -> Mapping[str, JSON] | None:
        return next(self._fitting(ways, status), None)

    def _fitting(self, ways: Sequence[Mapping[str, JSON]], status: Status) -> Iterator[Mapping[str, JSON]]:
        """Yield the transitions that lead to a status, the best first."""
        fitting = [way for way in ways if self._leads_to(way) is status]
        words = [fold(word) for word in self.fieldmap.status[status]]
        ranks = {word: rank for rank, word in reversed(list(enumerate(words)))}
        yield from sorted(fitting, key=lambda way: ranks.get(fold(_target(way)), len(ranks)))
        if status is Status.WONT_DO:
            # A closed status of no name of its own: only the resolution can say that it will not be done.
            yield from (way for way in ways if self._leads_to(way) is Status.DONE and self._offered(way, status))

    def _leads_to(self, way: Mapping[str, JSON]) -> Status:
        return stands_for(self.fieldmap, _target(way), category_of(way.get("to")))

    def _resolutions(self, status: Status) -> Sequence[str]:
        return self._own.resolutions.wont_do if status is Status.WONT_DO else self._own.resolutions.done

    def _offered(self, way: Mapping[str, JSON], status: Status) -> str | None:
        """Return the first of our resolutions for a status that a transition's screen offers."""
        field = (way.get("fields") or {}).get("resolution")
        if not isinstance(field, dict):
            return None
        allowed = [str(each.get("name")) for each in field.get("allowedValues") or ()]
        wanted = self._resolutions(status)
        return next((name for word in wanted for name in allowed if fold(name) == fold(word)), None)

    def _take(
        self, ticket: TicketId, now: Ticket, way: Mapping[str, JSON], spec: Transition, status: Status | None
    ) -> None:
        body: dict[str, JSON] = {"transition": {"id": str(way["id"])}}
        fields = self._screen(ticket, way, now, spec, status)
        if (comment := fields.pop(COMMENT, None)) is not None:
            body["update"] = {COMMENT: [{"add": {"body": comment}}]}  # it is no value of the ticket's
        if fields:
            body["fields"] = fields
        self.client.call(
            "POST", f"issue/{ticket}/transitions", verb=f"take '{way.get('name')}'", body=body, kind="create"
        )

    def _screen(
        self, ticket: TicketId, way: Mapping[str, JSON], now: Ticket, spec: Transition, status: Status | None
    ) -> dict[str, JSON]:
        """Return what a transition's screen wants, as far as the field map says it."""
        values: dict[str, JSON] = {}
        missing: dict[str, str] = {}
        for id_, field in (way.get("fields") or {}).items():
            given = next(
                (
                    text
                    for name, text in spec.fields.items()
                    if name == id_ or fold(name) == fold(str(field.get("name")))
                ),
                None,
            )
            if given is not None:
                values[id_] = self.reads.value(str(field.get("name") or id_), given, field, verb="change its status")
            elif id_ == "resolution" and status is not None and status.closed and (name := self._offered(way, status)):
                values[id_] = {"name": name}
            elif field.get("required") and not field.get("hasDefaultValue"):
                allowed = [str(each.get("name") or each.get("value")) for each in field.get("allowedValues") or ()]
                missing[id_] = f"{field.get('name') or id_} ({id_}{', allowed: ' + words(allowed) if allowed else ''})"
        if missing and (missing := self._lacked(ticket, missing)):
            wanted = status.value if status else "open"
            said = f"'{way.get('name')}' of {now.key} asks for {words(missing.values())}: say it in [transitions.{wanted}.fields]"
            raise Rejected(said, remote=self.client.remote, verb="change its status")
        return values

    def _lacked(self, ticket: TicketId, demanded: Mapping[str, str]) -> dict[str, str]:
        """Return those of the fields that a screen demands for which a ticket has no value: others keep theirs unasked."""
        wanted = {"fields": ",".join(demanded)}
        there = self.client.read_object(f"issue/{ticket}", verb="read what a screen demands", params=wanted)
        values = there.get("fields") or {}
        return {id_: told for id_, told in demanded.items() if id_ in ANEW or values.get(id_) in (None, "", [], {})}


def ways_of(client: JiraClient, ticket: str) -> Sequence[Mapping[str, JSON]]:
    """Return the transitions that a ticket can take now, with the fields of their screens. Raises RemoteError."""
    params = {"expand": "transitions.fields"}
    answer = client.read_object(f"issue/{ticket}/transitions", verb="read its transitions", params=params)
    return [way for way in answer.get("transitions") or () if isinstance(way, dict)]


def _target(way: Mapping[str, JSON]) -> str:
    return str((way.get("to") or {}).get("name") or "")
