"""What the plan tests build their cases from: one document, one tracker called ops, one moment."""

from datetime import UTC, datetime, timedelta

from connector.core.fields import DEFAULT_RULES
from connector.core.keys import fingerprint, item_key
from connector.core.model import (
    ActionItem,
    Binding,
    DocumentId,
    Intent,
    Marker,
    Snapshot,
    Status,
    Ticket,
    TicketId,
    TicketRef,
)
from connector.core.plan import Desired, plan

US = "acme-sre"
DOC = DocumentId("docs:2026/03-search.md")
OTHER = DocumentId("docs:2026/04-mail.md")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LAG = timedelta(minutes=10)
ALERT = "Add an alert for disk usage on the search nodes"
RUNBOOK = "Write a runbook for failing over the primary database"


def ref(number):
    return TicketRef("ops", TicketId(str(number)))


def want(text=ALERT, *, at=0, document=DOC, tracker="ops", refs=(), named=None, **more):
    fields = {"title": text, "owner": None, "due": None, "status": None, **more.pop("fields", {})}
    return Desired(
        document=document,
        document_url=f"https://docs.example.com/{document}",
        position=at,
        item=ActionItem(text, line=10 + at, refs=refs),
        tracker=tracker,
        fields=fields,
        body=f"From {document}",
        named=TicketId(str(named)) if named is not None else None,
        **more,
    )


def key(text=ALERT, *, document=DOC):
    return item_key(document, text, 0)


def ticket(number=1, text=ALERT, *, marker=None, **fields):
    told = {"title": text, "owner": None, "due": None, "status": Status.OPEN, "labels": (), **fields}
    return Ticket(ref(number), f"OPS-{number}", f"https://ops.example.com/OPS-{number}", told, marker=marker)


def ours(number=1, text=ALERT, *, document=DOC, **fields):
    return ticket(number, text, marker=Marker(US, key(text, document=document)), **fields)


def bound(number=1, text=ALERT, *, at=0, document=DOC, gone=False, seen=None, **applied):
    return Binding(
        key=key(text, document=document),
        document=document,
        fingerprint=fingerprint(document, text, 0),
        text=text,
        position=at,
        ref=ref(number),
        ticket_key=f"OPS-{number}",
        ticket_url=f"https://ops.example.com/OPS-{number}",
        applied={"title": text, "owner": None, "due": None, "status": None, **applied},
        seen=seen or {"status": "open"},
        bound_at=NOW - timedelta(days=1),
        gone=gone,
    )


def intended(text=ALERT, *, ago, document=DOC, tracker="ops"):
    return Intent(key(text, document=document), document, fingerprint(document, text, 0), text, 0, tracker, NOW - ago)


def snapshot(*tickets, missing=()):
    return Snapshot(tickets, complete=False, missing=frozenset(TicketId(str(number)) for number in missing))


def make(*desired, bindings=(), intents=(), tickets=(), missing=(), found=None, vanished=(), **more):
    """Plan with everything the case does not name left ordinary."""
    return plan(
        **{
            "desired": desired,
            "bindings": bindings,
            "intents": intents,
            "snapshots": {"ops": snapshot(*tickets, missing=missing)},
            "found": found or {},
            "vanished": set(vanished),
            "rules": {"ops": DEFAULT_RULES},
            "lags": {"ops": LAG},
            "installation": US,
            "now": NOW,
            **more,
        }
    )


def reasons(planned):
    return [hold.reason for hold in planned.holds]


def kinds(planned):
    return [type(change).__name__ for change in planned.changes]
