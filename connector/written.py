"""Writing tickets and statuses back into a document, on the revision that was read.

A document that changed meanwhile is left alone and read again by the next cycle. After a write the text is parsed again: if
it no longer reads as the same items, that is a fault of ours, and the document is looked at again rather than believed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from connector.collecting import Read
from connector.core import odds
from connector.core.model import ActionItem, Binding, Document, Hold, PostMortem, Status
from connector.errors import Conflict, RemoteError
from connector.files import path_of, relative_link
from connector.log import logger
from connector.parsing.writing.writeback import Edit, Edited
from connector.ports import Ledger, Rewrite, Source, TrackerReader, WritesTogether

UNWRITTEN = "not written back: "
"""How the reason begins to hold what a document does not say of its tickets."""
Editor = Callable[[Document, Sequence[Edit]], Edited]


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it is now; `unwritten` says what could not be written into it and why, to stand until it can be."""

    read: Read
    changed: bool
    unwritten: tuple[Hold, ...] = ()
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with what is to be written into it, and the items and tickets that this tells of."""

    read: Read
    pairs: tuple[tuple[ActionItem, Binding], ...]
    rewrite: Rewrite
    unwritten: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class WriteBack:
    """Edits documents; knows no tracker that can write."""

    trackers: Mapping[str, TrackerReader]
    ledger: Ledger
    edit: Editor
    parse: Callable[[Document], PostMortem]

    def prepare(self, read: Read, pairs: Sequence[tuple[ActionItem, Binding]]) -> Prepared:
        """Edit in what the document does not say yet: the ticket's reference, and its status where it differs."""
        document = read.document
        edits = self.wanted(document, pairs)
        edited = self.edit(document, edits) if edits else Edited(document.data)
        unwritten = _unwritten(document, edits, edited)
        if edited.data == document.data:
            return Prepared(read, (), Rewrite(document, document.data), unwritten)
        count = max(1, len(edits) - len(unwritten))
        note = f"{count} action item{'' if count == 1 else 's'}"
        return Prepared(read, tuple(pairs), Rewrite(document, edited.data, note), unwritten)

    def write(self, prepared: Sequence[Prepared], *, source: Source) -> list[Written]:
        """Write the documents of one source, all in one go where it can; those that stay as they are come back so."""
        rewrites = [one.rewrite for one in prepared]
        if isinstance(source, WritesTogether):
            outcomes = source.write_all(rewrites)
        else:
            outcomes = {each.document.id: _written_alone(each, source) for each in rewrites if each.changed}
        return [self._after(one, outcomes.get(one.read.document.id, one.read.document.revision)) for one in prepared]

    def _after(self, prepared: Prepared, outcome: str | RemoteError) -> Written:
        """Return a document as it is after the source took it, or did not."""
        read, unwritten = prepared.read, prepared.unwritten
        document = read.document
        match outcome:
            case Conflict():
                logger().info("document_changed_meanwhile", document=document.id)
                return Written(read, changed=False, retry=True)
            case RemoteError():
                logger().warning("document_unwritten", document=document.id, reason=str(outcome))
                whole = Hold(f"{UNWRITTEN}{outcome}", document.id, subject=read.post_mortem.title)
                return Written(read, changed=False, unwritten=(*unwritten, whole), retry=True)
            case document.revision:
                if prepared.rewrite.changed:
                    # It is as it was read until people take the change, and then is another revision.
                    logger().info("document_waits_for_people", document=document.id)
                return Written(read, changed=False, unwritten=unwritten)
        after = replace(document, revision=outcome, data=prepared.rewrite.data)
        again = Read(after, self.parse(after))
        if [item.action for item in again.post_mortem.items] != [item.action for item in read.post_mortem.items]:
            logger().error("document_reads_differently", document=document.id)
            return Written(read, changed=True, unwritten=unwritten, retry=True)
        self._settle(prepared.pairs, again)
        return Written(again, changed=True, unwritten=unwritten)

    def wanted(self, document: Document, pairs: Sequence[tuple[ActionItem, Binding]]) -> list[Edit]:
        """Return what the document does not say yet of its tickets."""
        return [edit for item, binding in pairs if (edit := self._wanted(document, item, binding)) is not None]

    def tried(self, document: Document, pairs: Sequence[tuple[ActionItem, Binding]]) -> tuple[list[Edit], list[Hold]]:
        """Return the edits that would change the document, as a check box knows no "in progress", and what it cannot take."""
        shown: list[Edit] = []
        held: list[Hold] = []
        for edit in self.wanted(document, pairs):
            edited = self.edit(document, [edit])
            held += _unwritten(document, [edit], edited)
            shown += [edit] if edited.data != document.data else []
        return shown, held

    def _wanted(self, document: Document, item: ActionItem, binding: Binding) -> Edit | None:
        tracker = self.trackers.get(binding.ref.tracker)
        if binding.gone or tracker is None:
            return None
        # By whichever name: a ticket that moved is followed by its old one, and a second link would look like a second ticket.
        names = ((ref, tracker.ticket_name(ref)) for ref in item.refs)
        # What its words only speak of is another ticket, unless it is the item's own.
        own = (ref for ref, name in names if name and (ref not in item.mentions or name == binding.ticket_key))
        named = next(own, None)
        status = Status(str(binding.seen.get("status") or Status.OPEN))
        here = item.status or Status.OPEN
        # What somebody wrote into the document since is not merged yet where the item is held: it stays until it is.
        merged = (binding.applied.get("status") or Status.OPEN.value) == here.value
        waits = odds.unsettled(binding.applied, item.status, status)
        told = status if status is not here and merged and not waits else None
        if named and told is None:
            return None
        return Edit(
            line=item.line,
            action=item.action,
            ticket_key=binding.ticket_key,
            ticket_url=named or _link(binding.ticket_url, document.url),
            status=told,
        )

    def _settle(self, pairs: Sequence[tuple[ActionItem, Binding]], read: Read) -> None:
        """What we wrote is what was last applied: a person's later change on either side must not look like ours.

        An item that says nothing of its status is open, as one whose box we emptied or whose "done" we took away.
        """
        now = {(item.line, item.action): item.status or Status.OPEN for item in read.post_mortem.items}
        settled = [
            replace(binding, applied={**binding.applied, "status": status.value})
            for item, binding in pairs
            if (status := now.get((item.line, item.action))) is not None
            and (binding.applied.get("status") or Status.OPEN.value) != status.value
        ]
        if settled:
            self.ledger.rebind(settled)


def _unwritten(document: Document, edits: Sequence[Edit], edited: Edited) -> tuple[Hold, ...]:
    actions = {edit.line: edit.action for edit in edits}
    return tuple(
        Hold(f"{UNWRITTEN}{each.reason}", document.id, each.line, actions.get(each.line, document.name))
        for each in edited.unwritten
    )


def _written_alone(rewrite: Rewrite, source: Source) -> str | RemoteError:
    try:
        return source.write(rewrite.document, rewrite.data)
    except RemoteError as error:
        return error


def _link(ticket_url: str, document_url: str) -> str | None:
    """Return the link to a ticket in a document; none where a page of the web would lead to a file of this machine."""
    if path_of(ticket_url) is not None and path_of(document_url) is None:
        return None
    return relative_link(ticket_url, document_url)
