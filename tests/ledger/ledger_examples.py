"""Example nouns with short names; each test changes what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime

from connector.core.model import (
    ActionItem,
    Binding,
    DocumentId,
    Fingerprint,
    Hold,
    Intent,
    ItemKey,
    PostMortem,
    StatusEvent,
    TicketId,
    TicketRef,
)
from connector.core.notices import SentNotice
from connector.ports import DocumentRecord, ItemRecord

AT = datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=UTC)
DUE = date(2026, 12, 1)
DOCUMENT = DocumentId("docs:search.md")


def an_item(key="k1", **changes):
    item = ItemRecord(
        key=ItemKey(key),
        position=0,
        line=12,
        action="Add an alert on the error rate",
        owner="Ann Example",
        due=DUE,
        status=None,
        priority="high",
        state="filed",
    )
    return replace(item, **changes)


def a_record(document=DOCUMENT, items=(), **changes):
    said = PostMortem(
        title="Search was down",
        incident="INC-7",
        severity="SEV1",
        service="search",
        incident_date=date(2026, 10, 30),
        held_on=date(2026, 11, 1),
        facilitator="Fay Example",
        attendees=("Ann Example", "Bob Example"),
        sections={"lessons": "Alerts were missing."},
        items=(ActionItem(action="Add an alert on the error rate", line=12),),
    )
    record = DocumentRecord(
        id=DocumentId(document),
        source="docs",
        url=f"https://docs.example/{document}",
        revision="r1",
        post_mortem=replace(said, **changes.pop("said", {})),
        items=tuple(items),
        holds=(),
    )
    return replace(record, **changes)


def a_binding(key="k1", ticket="10001", **changes):
    fields = {"title": "Add an alert on the error rate", "owner": "ann", "due": DUE, "status": "open"}
    fields |= changes.pop("fields", {})
    binding = Binding(
        key=ItemKey(key),
        document=DOCUMENT,
        fingerprint=Fingerprint("f1"),
        text="Add an alert on the error rate",
        position=0,
        ref=TicketRef("ops", TicketId(ticket)),
        ticket_key=f"OPS-{ticket}",
        ticket_url=f"https://tracker.example/OPS-{ticket}",
        applied=fields,
        seen=fields,
        bound_at=AT,
    )
    return replace(binding, **changes)


def an_intent(key="k1", **changes):
    intent = Intent(
        key=ItemKey(key),
        document=DOCUMENT,
        fingerprint=Fingerprint("f1"),
        text="Add an alert on the error rate",
        position=0,
        tracker="ops",
        at=AT,
    )
    return replace(intent, **changes)


def an_event(key="k1", old="open", new="done", at=AT, **changes):
    return replace(StatusEvent(key=ItemKey(key), at=at, field="status", old=old, new=new, by="ann"), **changes)


def a_notice(key="k1", **changes):
    notice = SentNotice(key=ItemKey(key), rung="due", due=DUE, recipient="ann", channel="mail", sent_at=AT)
    return replace(notice, **changes)


def a_hold(reason="no owner", **changes):
    return replace(Hold(reason=reason, document=DOCUMENT, line=3, subject="Add an alert", key=ItemKey("k1")), **changes)
