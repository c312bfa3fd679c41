"""Our marker on Jira's tickets: an entity property, which searches show on Cloud alone."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from connector.core.model import Ticket
from connector.errors import Rejected, Unavailable
from connector.trackers.jiraclient import JiraClient
from connector.trackers.jirafields import PROPERTY, read_marker

FEW = 5
"""Tickets that cannot be shown, after which it is Jira that is out of order."""
VERB = "read its marker"


def shown(client: JiraClient, tickets: Iterable[Ticket], *, read: Callable[[str], Ticket | None]) -> list[Ticket]:
    """Return tickets with their markers; on Data Center each that came without is `read` again.

    Raises RemoteError where that fails for more than single tickets.
    """
    if client.cloud:
        return list(tickets)
    found: list[Ticket] = []
    failed = 0
    for ticket in list(tickets):
        if ticket.marker is not None:
            found.append(ticket)
            continue
        try:
            now = read(ticket.key)
        except Unavailable as error:
            failed += 1
            if error.status != 500 or (failed >= FEW and failed > len(found)):
                raise  # it is not this ticket
            found.append(_alone(client, ticket, error))
            continue
        if now is not None:
            found.append(replace(now, history=ticket.history, updated_by=ticket.updated_by))
    return found


def _alone(client: JiraClient, ticket: Ticket, error: Unavailable) -> Ticket:
    """Return a ticket that Jira cannot show with its marker, which is kept apart from what it cannot show.

    Raises RemoteError where that cannot be read either: it may be the ticket of an item that would be filed again.
    """
    try:
        answer = client.call("GET", f"issue/{ticket.ref.id}/properties/{PROPERTY}", verb=VERB, kind="probe")
    except Rejected as refused:
        if refused.status != 404:
            raise
        answer = None
    except Unavailable:
        said = f"{ticket.key} cannot be read, and it may be the ticket of an item that has none: {error}"
        raise Unavailable(said, remote=error.remote, verb=VERB, status=error.status) from None
    return replace(ticket, marker=read_marker(answer.get("value") if isinstance(answer, dict) else None))
