"""When the token of a Data Center account ends: Jira lists an account's personal access tokens, but not which of them asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from connector.errors import Fault, RemoteError

if TYPE_CHECKING:
    from connector.trackers.jira import JiraTracker

SOON = timedelta(days=21)
"""How long before a token ends that is told."""


def ending(tracker: "JiraTracker", at: str) -> Iterator[Fault]:
    """Find tokens of this account that end soon; Cloud tells nothing of tokens."""
    client = tracker.client
    if client.cloud:
        return
    try:
        listed = client.call("GET", "/rest/pat/latest/tokens", verb="list its tokens", kind="probe")
    except RemoteError:
        return  # switched off, hidden behind a proxy, or the login is a password
    tokens = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    now = client.time.clock() + client.time.offset
    for token in tokens:
        ends = _moment(token.get("expiringAt"))
        # One that is over cannot be the one that was just let in.
        if ends is not None and now <= ends < now + SOON:
            sure = "" if len(tokens) == 1 else f" if it is the one called '{token.get('name')}'"
            yield Fault(f"{at}.token", f"ends on {ends:%Y-%m-%d}{sure}: make a new one before")


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment.astimezone() if moment is not None else None
