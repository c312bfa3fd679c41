"""What the ledger and the trackers know when a plan is made, indexed for it."""

from collections.abc import Iterator, Mapping, Sequence

from connector.core.keys import document_hash
from connector.core.model import Binding, DocumentId, Intent, ItemKey, Snapshot, Status, Ticket, TicketRef
from connector.core.reasons import ticket_gone, unreadable
from connector.core.sightings import Candidate, owed_in, owner_in


class Known:
    """What ledger and trackers know, indexed."""

    def __init__(
        self,
        *,
        bindings: Sequence[Binding],
        intents: Sequence[Intent],
        snapshots: Mapping[str, Snapshot],
        found: Mapping[ItemKey, Sequence[Ticket]],
        installation: str,
        named: Sequence[tuple[DocumentId, TicketRef]],
    ) -> None:
        self.bindings = {binding.key: binding for binding in sorted(bindings, key=lambda bound: bound.key)}
        self.intents = {
            intent.key: intent for intent in sorted(intents, key=lambda one: one.key) if intent.key not in self.bindings
        }
        self.holder = {binding.ref: binding.key for binding in self.bindings.values()}
        self.looked_at = frozenset(snapshots)
        self.hidden = {TicketRef(name, gone) for name, shot in snapshots.items() for gone in shot.hidden}
        self.missing = {TicketRef(name, gone) for name, shot in snapshots.items() for gone in shot.missing}
        self.unread = {TicketRef(name, one): why for name, shot in snapshots.items() for one, why in shot.unread}
        self.found = {
            key: sorted(
                {ticket.ref: ticket for ticket in found[key] if _is_ours(ticket, installation)}.values(),
                key=lambda ticket: (ticket.ref.tracker, ticket.ref.id),
            )
            for key in sorted(found)
        }
        self.tickets = {ticket.ref: ticket for tickets in self.found.values() for ticket in tickets}
        self.tickets |= {ticket.ref: ticket for shot in snapshots.values() for ticket in shot.tickets}
        for document, ref in named:
            self._find_named(document, self.tickets.get(ref), installation)

    def _find_named(self, document: DocumentId, ticket: Ticket | None, installation: str) -> None:
        """Treat a named ticket that carries our marker, made for this document, like one found by that marker."""
        if ticket is None or ticket.marker is None or ticket.marker.installation != installation:
            return
        key = ticket.marker.key
        if ticket.ref not in self.holder and key not in self.bindings and key.startswith(document_hash(document)):
            tickets = self.found.setdefault(key, [])
            if all(other.ref != ticket.ref for other in tickets):
                tickets.append(ticket)

    def of_key(self, key: ItemKey) -> list[Ticket]:
        """Return all tickets that are this item's by marker."""
        return self.found.get(key, [])

    def lack(self, binding: Binding, *, named: bool) -> tuple[str, ...]:
        """Return why a bound ticket is not known as it is now: it cannot be read, or is gone. `named`: its item writes it."""
        if (why := self.unread.get(binding.ref)) is not None:
            return (unreadable(binding.ticket_key, why),)
        if binding.ref in self.missing or (binding.gone and binding.ref not in self.tickets):
            hidden = binding.ref in self.hidden or bool(binding.gone and binding.seen.get("amiss"))
            return (ticket_gone(binding.ticket_key, binding.key, named=named, hidden=hidden),)
        return ()

    def lost(self) -> Iterator[tuple[ItemKey, list[Ticket]]]:
        """Yield markers of ours that the ledger knows nothing about, with their tickets."""
        for key in sorted(self.found):
            tickets = [ticket for ticket in self.found[key] if ticket.ref not in self.holder]
            if key not in self.bindings and key not in self.intents and tickets:
                yield key, tickets

    def candidates(self) -> list[Candidate]:
        bound = [
            Candidate(
                one.key,
                one.document,
                one.text,
                one.position,
                one.ref,
                owed=owed_in(one.applied),
                closed=self.status(one).closed,
                owner=owner_in(one.applied),
            )
            for one in self.bindings.values()
        ]
        intended = [
            Candidate(one.key, one.document, one.text, one.position, only(self.of_key(one.key)))
            for one in self.intents.values()
        ]
        lost = [
            Candidate(
                key,
                None,
                str(tickets[0].fields.get("title") or ""),
                None,
                only(tickets),
                unclaimed=any(not ticket.status.closed for ticket in tickets),
            )
            for key, tickets in self.lost()
        ]
        return [*bound, *intended, *lost]

    def status(self, binding: Binding) -> Status:
        """Return a bound ticket's status as it is now, else as it was last seen."""
        ticket = self.tickets.get(binding.ref)
        return ticket.status if ticket is not None else Status(str(binding.seen.get("status") or Status.OPEN))

    def documents(self) -> set[DocumentId]:
        bound = {binding.document for binding in self.bindings.values()}
        return bound | {intent.document for intent in self.intents.values()}


def only(tickets: Sequence[Ticket]) -> TicketRef | None:
    """Return the address of the one ticket there is."""
    return tickets[0].ref if len(tickets) == 1 else None


def _is_ours(ticket: Ticket, installation: str) -> bool:
    return ticket.marker is None or ticket.marker.installation == installation
