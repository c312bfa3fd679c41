"""What GitHub's answers say: an error in its words, how long a limit wants us to rest, which page is the next one."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connector.errors import RateLimited, Rejected, RemoteError, Unauthorized, Unavailable
from connector.remote.http import FIRST_WAIT, Kind, Reply, error_of, header, plain_words, retry_after

JSON = Any

SECONDARY_WAIT = 60.0
"""Seconds to rest after a secondary limit that does not say how long."""
CLOCK_OFF = timedelta(minutes=1)
"""Difference of clocks from which an app's sign-in fails."""
_LIMIT = re.compile(r"(?i)rate limit|abuse|too many requests|temporarily blocked")
_LOGIN = re.compile(r"(?i)bad credentials|\bSSO\b|\bSAML\b|\btoken\b")
_BROKEN = re.compile(r"(?i)something went wrong|timed? ?out|internal error")
_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')


def refused(reply: Reply, *, remote: str, verb: str, kind: Kind, offset: timedelta = timedelta()) -> RemoteError:
    """Return the error of an answer; `offset` is how far GitHub's clock is ahead of ours.

    | status | and | it is |
    |---|---|---|
    | 429, or 403 | for 403, no call is left or the words speak of a limit | a limit |
    | 403 | it speaks of the token, or an organisation's sign-on | a credential that lacks something |
    | 401 | our clock is far off | said, as an app's sign-in names the time |
    | other | | what it is everywhere |
    """
    said, sign_on = plain_words(reply.words), header(reply.headers, "x-github-sso")
    limited = reply.headers.get("x-ratelimit-remaining") == "0" or _LIMIT.search(said)
    if reply.status == 429 or (reply.status == 403 and limited):
        wait = _rest(reply.headers)
        return RateLimited(said or "too many calls", remote=remote, verb=verb, retry_after=wait, status=reply.status)
    if reply.status == 403 and (sign_on or _LOGIN.search(said)):
        where = re.search(r"url=(https?://[^\s?;]+)", sign_on or "")
        said = f"{said.rstrip('.')}; authorize the token for the organisation at {where[1]}" if where else said
        return Unauthorized(said, remote=remote, verb=verb, status=403)
    if reply.status == 401 and abs(offset) >= CLOCK_OFF:
        minutes, way = round(abs(offset).total_seconds() / 60), "behind" if offset > timedelta() else "ahead of"
        said += f"; the clock of this machine is {minutes:,} minutes {way} GitHub's: set it right"
        return Unauthorized(said, remote=remote, verb=verb, status=401)
    return error_of(reply, remote=remote, verb=verb, kind=kind)


def refused_by_graphql(data: JSON, headers: Mapping[str, str], *, remote: str, verb: str) -> RemoteError | None:
    """Return the error in an answer of GraphQL that says OK; None where there is none, or only something is missing."""
    errors = data.get("errors") if isinstance(data, dict) else None
    if not isinstance(errors, list) or not errors:
        return None
    kinds = {str(each.get("type") or "") for each in errors if isinstance(each, dict)}
    said = plain_words("; ".join(str(each.get("message")) for each in errors if isinstance(each, dict)))
    if kinds == {"NOT_FOUND"} and data.get("data"):
        # What is there comes with it, and null stands for the rest: one that was deleted meanwhile spoils no other.
        return None
    if "RATE_LIMITED" in kinds or "RATE_LIMIT" in kinds or _LIMIT.search(said):
        return RateLimited(said, remote=remote, verb=verb, retry_after=_rest(headers), status=200)
    if _BROKEN.search(said):
        return Unavailable(said, remote=remote, verb=verb, status=200)
    return Rejected(said or "GraphQL said no", remote=remote, verb=verb)


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
