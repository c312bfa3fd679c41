"""A world in memory for the promises: documents people edit, one tracker, a ledger, and an `apply` that may crash anywhere.

Each row carries the identity that people mean by it, which planning never sees: by it the promises are judged.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from connector.core.changes import Adopt, Close, Create, Rekey, Update
from connector.core.fields import DEFAULT_RULES
from connector.core.model import (
    ActionItem,
    DocumentId,
    Marker,
    Snapshot,
    Status,
    Ticket,
    TicketId,
    TicketRef,
)
from connector.core.plan import Desired, plan

US = "acme-sre"
LAG = timedelta(minutes=10)


def wording(identity):
    """Six words that no other identity shares."""
    letters = random.Random(identity)
    return ["".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(6)]


@dataclass
class Row:
    identity: int
    words: list
    owner: str
    named: TicketId | None = None
    edited: bool = False


@dataclass
class Issue:
    identity: int
    ticket: Ticket
    created: datetime
    touched: bool = False
    deleted: bool = False


@dataclass
class World:
    write_back: bool
    now: datetime = datetime(2026, 11, 23, tzinfo=UTC)
    documents: dict = field(default_factory=dict)
    vanished: set = field(default_factory=set)
    issues: dict = field(default_factory=dict)
    bindings: dict = field(default_factory=dict)
    intents: dict = field(default_factory=dict)
    count: int = 0
    rebuilding: bool = False
    lost: set = field(default_factory=set)
    harmed: bool = False

    def fresh(self):
        self.count += 1
        return self.count

    # --- what planning is handed

    def desired(self, without=frozenset()):
        for document, rows in sorted(self.documents.items()):
            for at, row in enumerate(rows if document not in without else ()):
                text = " ".join(row.words)
                yield Desired(
                    document=document,
                    document_url=f"https://docs.example.com/{document}",
                    position=at,
                    item=ActionItem(text, line=at + 1, owner=row.owner),
                    tracker="ops",
                    fields={"title": text, "owner": row.owner, "status": None},
                    body="",
                    named=row.named,
                )

    def visible(self):
        """What a search by marker shows: new tickets only after the lag."""
        keys = {} if self.rebuilding else {key: [] for key in self.intents}
        for issue in self.issues.values():
            marker = issue.ticket.marker
            wanted = self.rebuilding or marker.key in keys or issue.ticket.ref in self.lost
            if not issue.deleted and self.now - issue.created >= LAG and wanted:
                keys.setdefault(marker.key, []).append(issue.ticket)
        return keys

    def plan(self, *, without=frozenset(), down=False):
        asked = {binding.ref.id for binding in self.bindings.values()}
        asked |= {row.named for rows in self.documents.values() for row in rows if row.named}
        there = [self.issues[one].ticket for one in sorted(asked) if not self.issues[one].deleted]
        missing = frozenset(one for one in asked if self.issues[one].deleted)
        return plan(
            desired=list(self.desired(without)),
            bindings=list(self.bindings.values()),
            intents=list(self.intents.values()),
            snapshots={} if down else {"ops": Snapshot(tuple(there), complete=False, missing=missing)},
            found={} if down else self.visible(),
            vanished=self.vanished,
            rules={"ops": DEFAULT_RULES},
            lags={"ops": LAG},
            installation=US,
            now=self.now,
            read=set(self.documents) - set(without),
        )

    # --- applying, one step at a time, as a crash sees it

    def steps(self, planned, *, down):
        identities = {
            (document, at): row.identity for document, rows in self.documents.items() for at, row in enumerate(rows)
        }

        def record():
            for change in planned.changes:
                if isinstance(change, Rekey):
                    self.bindings[change.key] = change.binding
            self.bindings |= {binding.key: binding for binding in planned.settled}
            self.intents |= {intent.key: intent for intent in planned.moved if intent.key in self.intents}
            for key in planned.lapsed:
                del self.intents[key]

        yield record
        yield from (step for change in planned.changes if isinstance(change, Create) for step in self._announce(change))
        for change in () if down else planned.changes:
            match change:
                case Create():
                    yield lambda: self._post(change, identities[change.document, change.position])
                    yield lambda: self._bind(change, self._newest(change.key))
                case Adopt():
                    assert not change.claim, "all tickets here are ours"
                    yield lambda: self._bind(change, change.ticket)
                case Update() | Close():
                    yield lambda: self._write(change)
                    yield lambda: self.bindings.update({change.key: change.binding})

    def _announce(self, change):
        if change.again:
            yield lambda: self.intents.pop(change.key)
        # As the ledger does it: an intent that is there already stays as it was.
        yield lambda: self.intents.setdefault(change.key, change.intent(at=self.now))

    def _post(self, change, identity):
        assert change.key in self.intents, "a write without an intent"
        assert identity not in self.bound(), "filed again although it is bound"
        number = TicketId(str(self.fresh()))
        told = {**change.fields, "status": Status.OPEN}
        made = Ticket(TicketRef("ops", number), f"OPS-{number}", "", told, marker=Marker(US, change.key))
        self.issues[number] = Issue(identity, made, self.now)

    def _newest(self, key):
        return [issue for issue in self.issues.values() if issue.ticket.marker.key == key][-1].ticket

    def _bind(self, change, ticket):
        assert ticket.ref not in {bound.ref for bound in self.bindings.values()}, "one ticket for two items"
        self.bindings[change.key] = change.binding(ticket, at=self.now)
        self.intents.pop(change.key, None)
        if self.write_back:
            rows = self.documents.get(change.document, ())
            for row in rows:
                if row.identity == self.issues[ticket.ref.id].identity:
                    row.named = ticket.ref.id

    def _write(self, change):
        issue = self.issues[change.ref.id]
        assert not (issue.touched and "owner" in change.writes), "a person's edit was undone"
        issue.ticket = replace(issue.ticket, fields={**issue.ticket.fields, **change.writes})

    def bound(self):
        return {self.issues[binding.ref.id].identity for binding in self.bindings.values()}

    def cycle(self, *, crash=None, without=frozenset(), down=False):
        planned = self.plan(without=without, down=down)
        for count, step in enumerate(self.steps(planned, down=down)):
            if crash is not None and count >= crash:
                return planned
            step()
        if not without and not down:
            self.rebuilding = False
            self.lost = {ref for ref, _ in planned.lost} - {binding.ref for binding in self.bindings.values()}
            for rows in self.documents.values():
                for row in rows:
                    row.edited = False
        return planned

    # --- what people do

    def rename(self, old, new):
        self.documents[new] = self.documents.pop(old)
        self.vanished.add(old)
        self.vanished.discard(new)

    def lose_ledger(self):
        # The rebuild comes when everything filed can be found; before, no search could tell.
        self.now += LAG
        self.bindings, self.intents = {}, {}
        self.rebuilding = True
        self.harmed = True

    def document(self, name):
        return DocumentId(f"docs:{name}.md")
