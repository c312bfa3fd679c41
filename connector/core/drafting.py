"""One plan in the making: what each item, and each thing that no item is, comes to. `plan` has the table of cases."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from connector.core import odds
from connector.core.changes import Adopt, Change, Close, Create, Note, Plan, PlannedItem, Rekey, Update
from connector.core.desired import Desired
from connector.core.fields import DEFAULT_RULES, Merge, lacking, merge, same, words
from connector.core.keptin import anew
from connector.core.keys import normalise
from connector.core.known import Known, only
from connector.core.model import (
    Binding,
    DocumentId,
    Fields,
    Fingerprint,
    Hold,
    Intent,
    ItemKey,
    Side,
    Status,
    Ticket,
    TicketRef,
)
from connector.core.reasons import adopted, carry_one_marker, left_behind, taken_back, unclaimed
from connector.core.sightings import New, Recognised, Recognition, Unclear


class Drafting:
    """One plan in the making."""

    def __init__(
        self,
        known: Known,
        *,
        rules: Mapping[str, Mapping[str, Side]],
        lags: Mapping[str, timedelta],
        installation: str,
        now: datetime,
    ) -> None:
        self.known = known
        self.rules = rules
        self.lags = lags
        self.installation = installation
        self.now = now
        self.holder = dict(known.holder)
        self.wanted: set[ItemKey] = set()
        self.changes: list[Change] = []
        self.holds: list[Hold] = []
        self.settled: list[Binding] = []
        self.notes: list[Note] = []
        self.lapsed: list[ItemKey] = []
        self.moved: list[Intent] = []
        self.asking: set[DocumentId] = set()
        self.items: list[PlannedItem] = []

    def plan(self) -> Plan:
        return Plan(
            changes=tuple(sorted(self.changes, key=lambda change: change.order)),
            holds=tuple(
                sorted(self.holds, key=lambda hold: (hold.document or "", hold.line, hold.key or "", hold.reason))
            ),
            settled=tuple(sorted(self.settled, key=lambda binding: binding.key)),
            notes=tuple(sorted(self.notes, key=lambda note: (note.document, note.line, note.key, note.text))),
            lapsed=tuple(sorted(self.lapsed)),
            moved=tuple(sorted(self.moved, key=lambda intent: intent.key)),
            asking=tuple(sorted(self.asking)),
            lost=tuple(sorted(self._lost(), key=lambda pair: (pair[0].tracker, pair[0].id))),
            items=tuple(sorted(self.items, key=lambda item: (item.document, item.position, item.key))),
        )

    def _lost(self) -> Iterator[tuple[TicketRef, ItemKey]]:
        """Yield the tickets of unknown markers that matter: the open ones, and those that an item is or may be."""
        for key, tickets in self.known.lost():
            for ticket in tickets:
                if key in self.wanted or not ticket.status.closed:
                    yield ticket.ref, key

    def reserve(self, recognition: Recognition) -> None:
        """Keep tickets that are an item's by marker from being adopted by another that names them."""
        match recognition:
            case Recognised(key):
                self.wanted.add(key)
                ref = only(self.known.of_key(key))
                if ref is not None:
                    self.holder.setdefault(ref, key)
            case Unclear():
                self.wanted |= set(recognition.looks_like)
            case New():
                pass

    # --- an item that may be one of several

    def ask(self, want: Desired, unclear: Unclear) -> None:
        looks = " or ".join(self._name(key) for key in unclear.looks_like[:3])
        reasons = want.holds or (
            f"looks like {looks} reworded, or like a new item: write the ticket's key beside it, or make them differ more",
        )
        self._hold(want, unclear.key, *reasons)
        # A ticket that is not of this document is no reason to read it again once people settled it.
        bound = [self.known.bindings.get(key) for key in unclear.looks_like]
        if any(one is None or one.document != want.document for one in bound):
            self.asking.add(want.document)
        self._place(want, unclear.key, "held")

    def _name(self, key: ItemKey) -> str:
        binding = self.known.bindings.get(key)
        tickets = self.known.of_key(key)
        if binding is not None:
            return f"{binding.ticket_key} ('{binding.text}')"
        if tickets:
            return f"{tickets[0].key} ({words(tickets[0].fields.get('title'))})"
        return f"'{self.known.intents[key].text}', whose ticket is not known yet"

    # --- an item that has a ticket

    def follow(self, want: Desired, binding: Binding, *, look: Fingerprint, how: str) -> None:
        now = replace(binding, document=want.document, fingerprint=look, text=want.item.action, position=want.position)
        self._place(want, binding.key, "filed")
        ticket = self.known.tickets.get(binding.ref)
        reasons = want.holds or self._unfollowable(binding, named=want.named_ref == binding.ref)
        if not reasons and ticket is not None and odds.unsettled(binding.applied, want.item.status, ticket.status):
            reasons = (odds.told(want.item.status, ticket),)
        if reasons:
            self._hold(want, binding.key, *reasons)
        if reasons or ticket is None:
            self._record(want, binding, now, how=how)
            return
        merged = merge(
            _followed(want, binding),
            odds.settled(anew(binding, ticket).applied),
            ticket=ticket.fields,
            rules=self.rules.get(binding.ref.tracker, DEFAULT_RULES),
        )
        other = want.named_ref not in (None, binding.ref)
        aside = (*want.unready, *taken_back(want, binding, ticket))
        if other:
            aside += (f"names {want.named_text}, but is filed as {binding.ticket_key}, which stays its ticket",)
        if not merged.changes:
            self._record(want, binding, replace(now, applied=merged.applied), how=how, notes=(*merged.notes, *aside))
            return
        if _moved(binding, now):
            self._record(want, binding, now, how=how)
        notes = (*want.notes, *merged.notes, *aside)
        self.changes.append(_write(want, replace(now, applied=merged.applied), merged=merged, notes=notes))

    def _unfollowable(self, binding: Binding, *, named: bool) -> tuple[str, ...]:
        if binding.ref.tracker not in self.lags:
            why = f"its ticket {binding.ticket_key} is in '{binding.ref.tracker}', which is no configured tracker"
            return (f"{why}: name that tracker again, or `connector ledger forget {binding.key}` to file anew",)
        others = [other for other in self.known.of_key(binding.key) if other.ref != binding.ref]
        if others:
            return (carry_one_marker([binding.ticket_key, *(other.key for other in others)]),)
        return self.known.lack(binding, named=named)

    def _record(self, want: Desired, old: Binding, new: Binding, *, how: str, notes: tuple[str, ...] = ()) -> None:
        """Bring the ledger up to date: shown where the item looks different, silent where only its place moved."""
        if _moved(old, new):
            self.changes.append(_rekey(want, old, new, how=how, notes=notes))
            return
        if new != old:
            self.settled.append(new)
        self.notes += [Note(text, old.key, want.document, want.item.line) for text in notes]

    # --- an item that has none

    def file(self, want: Desired, key: ItemKey, *, look: Fingerprint) -> None:
        tickets = self.known.of_key(key)
        intent = self.known.intents.get(key)
        if intent is not None:
            here = replace(
                intent, document=want.document, fingerprint=look, text=want.item.action, position=want.position
            )
            self.moved += [here] if here != intent else []
        if len(tickets) > 1:
            self.asking.add(want.document)
        reasons = want.holds or self._unfilable(key)
        if not reasons and tickets:
            why = "its ticket was filed before, as the marker shows" if intent else "the ticket carries its marker"
            self._adopt(want, key, tickets[0], look=look, why=why, claim=False)
            return
        if not reasons and want.named_ref is not None:
            reasons = self._unadoptable(want, want.named_ref, key)
            if not reasons:
                ticket = self.known.tickets[want.named_ref]
                self._adopt(want, key, ticket, look=look, why="the document names it", claim=True)
                return
        if not reasons and want.record_only:
            self._place(want, key, "recorded")
            return
        reasons = reasons or want.unready or ((want.hidden,) if want.hidden else ())
        if not reasons and want.tracker is None:
            reasons = ("no route leads to a tracker for it",)
        elif not reasons and want.tracker not in self.known.looked_at:
            # After a lost ledger it may be there already, under a marker that was not looked for.
            reasons = (f"{want.tracker} could not be looked at",)
        if reasons:
            self._hold(want, key, *reasons)
            self._place(want, key, "held")
            return
        self._place(want, key, "filed")
        self._create(want, key, look=look, again=intent is not None)

    def _create(self, want: Desired, key: ItemKey, *, look: Fingerprint, again: bool) -> None:
        assert want.tracker is not None
        self.changes.append(
            Create(
                key=key,
                document=want.document,
                document_url=want.document_url,
                line=want.item.line,
                position=want.position,
                text=want.item.action,
                fingerprint=look,
                tracker=want.tracker,
                fields=want.fields,
                body=want.body,
                place=want.place,
                extra=want.extra,
                again=again,
                why=f"has no ticket yet{'; filed once before without success' if again else ''}",
                notes=want.notes,
            )
        )

    def _adopt(self, want: Desired, key: ItemKey, ticket: Ticket, *, look: Fingerprint, why: str, claim: bool) -> None:
        self.holder[ticket.ref] = key
        applied = odds.noted(want.fields, want.item.status, ticket)
        if applied != want.fields:
            self._hold(want, key, odds.told(want.item.status, ticket))
        fills = _fills(want, ticket) if claim and applied == want.fields else {}
        self._place(want, key, "filed")
        self.changes.append(
            Adopt(
                key=key,
                document=want.document,
                document_url=want.document_url,
                line=want.item.line,
                position=want.position,
                text=want.item.action,
                fingerprint=look,
                ref=ticket.ref,
                ticket=ticket,
                # The document's values, not the ticket's: else the next plan would undo what people set there.
                applied={**applied, **dict.fromkeys(fills)},
                fills=fills,
                claim=claim,
                why=why,
                notes=(*want.notes, *want.unready, *adopted(want, ticket, fills)),
            )
        )

    def _unfilable(self, key: ItemKey) -> tuple[str, ...]:
        """Return why it cannot be told yet whether this item has a ticket, or which."""
        tickets = self.known.of_key(key)
        if len(tickets) > 1:
            return (carry_one_marker([ticket.key for ticket in tickets]),)
        if tickets:
            return self._taken(tickets[0], key)
        intent = self.known.intents.get(key)
        return self._unsettled(intent) if intent is not None else ()

    def _unsettled(self, intent: Intent) -> tuple[str, ...]:
        at = f"{intent.at:%Y-%m-%d %H:%M} UTC"
        lag = self.lags.get(intent.tracker)
        if lag is None or not (intent.key in self.known.found or intent.tracker in self.known.looked_at):
            return (f"a ticket may have been filed at {at} in {intent.tracker}, which could not be looked at",)
        if self.now - intent.at < lag:
            return (f"a ticket may have been filed at {at}; {intent.tracker} may hide it for {lag}",)
        return ()

    def _unadoptable(self, want: Desired, ref: TicketRef, key: ItemKey) -> tuple[str, ...]:
        """Return why the ticket that the document names cannot become this item's."""
        ticket = self.known.tickets.get(ref)
        if ref in self.known.missing:
            return (f"names {want.named_text}, which {ref.tracker} does not have: write the right ticket, or none",)
        if ticket is None:
            why = self.known.unread.get(ref)
            return (f"names {want.named_text}, which could not be looked at{f': {why}' if why else ''}",)
        if ticket.marker is not None and ticket.marker.installation != self.installation:
            return (f"names {ticket.key}, which another connector ('{ticket.marker.installation}') has claimed",)
        if ticket.marker is not None and ticket.marker.key != key:
            return (f"names {ticket.key}, which carries the marker of another item ({ticket.marker.key})",)
        return self._taken(ticket, key)

    def _taken(self, ticket: Ticket, key: ItemKey) -> tuple[str, ...]:
        holder = self.holder.get(ticket.ref, key)
        return () if holder == key else (f"{ticket.key} belongs to another item ({holder})",)

    # --- what no document asks for any more

    def leave(self, documents: Collection[DocumentId]) -> None:
        """Hold what is known of these documents, or of none, and that no item is."""
        for binding in self.known.bindings.values():
            if binding.key not in self.wanted and binding.document in documents:
                self._leave_ticket(binding)
        for intent in self.known.intents.values():
            if intent.key in self.wanted or intent.document not in documents:
                continue
            tickets = self.known.of_key(intent.key)
            self._leave_found(intent.key, tickets, document=intent.document)
            if not tickets and not self._unsettled(intent):
                self.lapsed.append(intent.key)
        for key, tickets in self.known.lost():
            if key not in self.wanted:
                self._leave_found(key, tickets, document=None)

    def _leave_ticket(self, binding: Binding) -> None:
        if not (self.known.status(binding).closed or binding.gone or binding.ref in self.known.missing):
            hold = left_behind(binding.ticket_key, document=binding.document, text=binding.text, key=binding.key)
            self.holds.append(hold)

    def _leave_found(self, key: ItemKey, tickets: Sequence[Ticket], *, document: DocumentId | None) -> None:
        self.holds += [unclaimed(ticket, key, document=document) for ticket in tickets if not ticket.status.closed]

    # --- what every case needs

    def _hold(self, want: Desired, key: ItemKey, *reasons: str) -> None:
        self.holds += [Hold(reason, want.document, want.item.line, want.item.action, key) for reason in reasons]

    def _place(self, want: Desired, key: ItemKey, state: str) -> None:
        self.items.append(PlannedItem(want.document, want.position, want.item.line, key, state))


def _followed(want: Desired, binding: Binding) -> Fields:
    """Return what a document wants of a ticket that is there: who stands in for an owner does so when one is filed."""
    other = not same("owner", binding.applied.get("owner"), want.fields.get("owner"))
    return {**want.fields, "owner": None} if want.stands_in and other else want.fields


def _fills(want: Desired, ticket: Ticket) -> Fields:
    """Return what a ticket that people made lacks and gets; who stands in for an owner does so when one is filed."""
    document = {**want.fields, "owner": None} if want.stands_in else want.fields
    return {} if ticket.status.closed else lacking(document, ticket.fields)


def _moved(old: Binding, new: Binding) -> bool:
    return old.document != new.document or normalise(old.text) != normalise(new.text)


def _rekey(want: Desired, old: Binding, new: Binding, *, how: str, notes: tuple[str, ...]) -> Rekey:
    what = [
        *(["reworded"] if normalise(old.text) != normalise(new.text) else []),
        *([f"moved from {old.document}"] if old.document != new.document else []),
    ]
    return Rekey(
        key=old.key,
        ref=old.ref,
        ticket_key=old.ticket_key,
        document=want.document,
        line=want.item.line,
        position=want.position,
        text=new.text,
        fingerprint=new.fingerprint,
        document_url=want.document_url,
        old_document=old.document,
        old_position=old.position,
        old_text=old.text,
        old_fingerprint=old.fingerprint,
        binding=new,
        why=f"{' and '.join(what)}; known by {how}",
        notes=notes,
    )


def _write(want: Desired, binding: Binding, *, merged: Merge, notes: tuple[str, ...]) -> Update | Close:
    common = {name: pair for name, pair in merged.changes.items() if name != "status"}
    status = merged.changes.get("status")
    if status is not None and Status(str(status[1])).closed:
        return Close(
            key=binding.key,
            ref=binding.ref,
            ticket_key=binding.ticket_key,
            document=want.document,
            line=want.item.line,
            position=want.position,
            status=status,
            changes=common,
            binding=binding,
            why=f"the document says {words(status[1])}",
            notes=notes,
        )
    return Update(
        key=binding.key,
        ref=binding.ref,
        ticket_key=binding.ticket_key,
        document=want.document,
        line=want.item.line,
        position=want.position,
        changes=merged.changes,
        binding=binding,
        why=f"the document changed its {', '.join(merged.changes)}",
        notes=notes,
    )
