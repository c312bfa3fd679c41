"""What GitHub's answers say: an error in its words, how long a limit wants us to rest, which page is the next one."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from connector.errors import RateLimited, RemoteError, Unauthorized
from connector.http import FIRST_WAIT, Kind, Reply, error_of, retry_after

SECONDARY_WAIT = 60.0
"""Seconds to rest after a secondary limit that does not say how long."""
_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')


def refused(reply: Reply, *, remote: str, verb: str, kind: Kind) -> RemoteError:
    """Return the error of an answer; a 403 is a limit, a missing right, or no repository to write to."""
    said = reply.words.lower()
    limited = reply.headers.get("x-ratelimit-remaining") == "0" or "rate limit" in said or "abuse" in said
    if reply.status in (403, 429) and limited:
        return RateLimited(reply.words, remote=remote, verb=verb, retry_after=_rest(reply.headers), status=reply.status)
    if reply.status == 403 and ("bad credentials" in said or "sso" in said or "token" in said):
        return Unauthorized(reply.words, remote=remote, verb=verb, status=403)
    return error_of(reply, remote=remote, verb=verb, kind=kind)


def _rest(headers: Mapping[str, str]) -> float:
    """Return how long a limit wants us to rest: what it says, until the reset, or a minute."""
    date = headers.get("date")
    now = _moment(date) if date else datetime.now(UTC)
    wait = retry_after(headers, now=now)
    if wait is not None:
        return wait
    reset = headers.get("x-ratelimit-reset") or ""
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(FIRST_WAIT, int(reset) - now.timestamp())
    return SECONDARY_WAIT


def _moment(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return datetime.now(UTC)


def following(headers: Mapping[str, str]) -> str | None:
    match = _NEXT.search(headers.get("link") or "")
    return match[1] if match else None


def words(text: str) -> str:
    """Return what GitHub says in an error body, the details behind the message."""
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    details = []
    for each in data.get("errors") or ():
        if isinstance(each, dict):
            field = each.get("field") or each.get("resource") or ""
            said = each.get("message") or f"{field} {each.get('code') or ''} {each.get('value') or ''}"
            details.append(" ".join(str(said).split()))
        else:
            details.append(str(each))
    return ": ".join(filter(None, [str(data.get("message") or ""), "; ".join(details)]))


def moment(text: str | None) -> datetime | None:
    """Read one of GitHub's timestamps as UTC."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
