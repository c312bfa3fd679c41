"""Updates that a tracker makes in part: where it names the fields that it refuses, the others are set without them.

A due date that is on no screen any more must not keep a ticket from being closed. What is left is kept with the refused changes, as
an update of its own, which is what the next plan asks for.
"""

from collections.abc import Collection, Sequence

from connector.core.changes import Close, Update
from connector.core.model import Ticket
from connector.errors import Rejected
from connector.ports import TrackerWriter


def updated(change: Update | Close, writer: TrackerWriter) -> tuple[Ticket, Rejected | None]:
    """Update a ticket, without the fields that are refused where the tracker names them; return what it said of those.

    Raises RemoteError where nothing of it can be set.
    """
    asked, said = dict(change.writes), list[Rejected]()
    while True:
        try:
            ticket = writer.update(change.ref.id, asked)
        except Rejected as error:
            left = {name: value for name, value in asked.items() if name not in error.fields}
            if not left or left == asked:
                raise
            asked, said = left, [*said, error]
        else:
            return ticket, together(said) if said else None


def together(errors: Sequence[Rejected]) -> Rejected:
    """Return several refusals as one."""
    first, said = errors[0], "; ".join(error.said for error in errors)
    fields = [name for error in errors for name in error.fields]
    return Rejected(said, remote=first.remote, verb=first.verb, status=first.status, fields=fields)


def counts(change: Update | Close, left: Rejected) -> bool:
    """Say whether an update counts as made without these fields: its status is none of them, and something was set."""
    return "status" not in left.fields and not set(change.writes) <= set(left.fields)


def rest(change: Update | Close, names: Collection[str]) -> Update:
    """Return what sets these fields alone."""
    return Update(
        key=change.key,
        ref=change.ref,
        ticket_key=change.ticket_key,
        document=change.document,
        line=change.line,
        position=change.position,
        changes={name: pair for name, pair in change.changes.items() if name in names},
        binding=change.binding,
        why=change.why,
    )
