"""What every adapter over HTTP shares: from an answer to one of `errors.py`, and the one place that tries again.

| the answer to a request | reads, repeatable writes | a create |
|---|---|---|
| never sent: no route, no name, refused, a bad certificate | Unavailable | Unavailable |
| 429, or 403 that speaks of a limit: refused before it was done | RateLimited | RateLimited |
| 401, or 403 with a login reason | Unauthorized | Unauthorized |
| 409, 412 | Conflict | Conflict |
| other 4xx, 3xx | Rejected, with the remote's words | the same |
| 503 that says for how long | RateLimited | Ambiguous |
| 408, 425, other 5xx, a time-out, a reset, an answer that cannot be read | Unavailable | Ambiguous |

What is Unavailable or RateLimited is tried again here, a create only when it was RateLimited: then it was not done.
"""

import html
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from connector.errors import Ambiguous, Conflict, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and to wait for an answer."""
TRIES = 4
LONGEST_WAIT = 60.0
"""Seconds a call may wait for a limit; what asks for more is told to the caller and comes again in a later run."""
SHORT_WAIT = 5.0
"""Seconds a call may wait for a limit that holds for its ticket alone; others go on meanwhile."""
REFUSED_FOR = 600.0
"""Seconds for which a refused login is not tried again by the same process."""
FIRST_WAIT, LAST_WAIT = 2.0, 30.0
WORDS = 300
"""Characters of a remote's own words that a message keeps."""
Kind = Literal["read", "write", "create", "probe"]
"""A probe is a read that is made once: somebody waits to be told whether the remote answers at all."""
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SECRET = re.compile(r"(?i)\b(bearer|basic|token)\s+[A-Za-z0-9+/=._~-]{8,}|://[^/\s:@]+:[^/\s@]+@")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as far as errors are concerned; `words` is what the remote said, cut from its own format."""

    status: int
    headers: Mapping[str, str]
    words: str


def plain_words(text: str) -> str:
    """Return what an answer says in one line: of an HTML page its title, never a secret."""
    title = _TITLE.search(text)
    bare = html.unescape(title[1] if title else _TAGS.sub(" ", text) if "<" in text else text)
    line = " ".join(_SECRET.sub("***", bare).split())
    return line if len(line) <= WORDS else line[:WORDS].rstrip() + "…"


def error_of(reply: Reply, *, remote: str, verb: str, kind: Kind, now: datetime | None = None) -> RemoteError:
    """Return the error that an answer stands for; the table above has the cases."""
    status = reply.status
    words = plain_words(reply.words) or f"HTTP {status}"
    said = words if str(status) in words else f"{words} (HTTP {status})"
    if status == 429:
        wait, scope = _limit(reply.headers, now=now or datetime.now(UTC))
        limit = plain_words(header(reply.headers, "RateLimit-Reason") or "")
        said = f"{said}: the limit is {limit}" if limit and limit not in said else said
        return RateLimited(said, remote=remote, verb=verb, retry_after=wait, scope=scope, status=status)
    if status == 403 and "CAPTCHA" in (header(reply.headers, "X-Authentication-Denied-Reason") or ""):
        return Unauthorized(CAPTCHA, remote=remote, verb=verb, status=status)
    if status == 401 or (status == 403 and _login_refused(reply.headers)):
        return Unauthorized(said, remote=remote, verb=verb, status=status)
    if status in (409, 412):
        return Conflict(said, remote=remote, verb=verb, status=status)
    if status == 503 and kind != "create" and (asked := retry_after(reply.headers, now=now or datetime.now(UTC))):
        return RateLimited(said, remote=remote, verb=verb, retry_after=asked, status=status)
    if status >= 500 or status in (408, 425):
        error = Ambiguous if kind == "create" else Unavailable
        return error(said, remote=remote, verb=verb, status=status)
    if 300 <= status < 400:
        moved = header(reply.headers, "Location")
        said = f"the address moved to {plain_words(moved)}: put that into the configuration" if moved else said
    return Rejected(said, remote=remote, verb=verb, status=status)


def lost(error: Exception, *, sent: bool, remote: str, verb: str, kind: Kind) -> RemoteError:
    """Return the error for a request without an answer; `sent` says that it may have arrived."""
    what = _plainly(error)
    if sent and kind == "create":
        return Ambiguous(f"no answer, so it may be done: {what}", remote=remote, verb=verb)
    return Unavailable(what, remote=remote, verb=verb)


def _plainly(error: Exception) -> str:
    """Return in a few words why there was no answer: the libraries' own tell of their insides."""
    from requests.exceptions import ConnectTimeout, ProxyError, ReadTimeout, SSLError
    from urllib3.exceptions import NameResolutionError, NewConnectionError

    parts = urlsplit(getattr(getattr(error, "request", None), "url", None) or "")
    host, said = parts.netloc.rpartition("@")[2] or "it", str(error)
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    match error:
        case SSLError() if "CERTIFICATE_VERIFY_FAILED" in said:
            found = re.search(r"certificate verify failed: ([^(]+)", said)
            why = f" ({found[1].strip()})" if found else ""
            return f"the certificate of {host} is not trusted{why}: name those of its authority as `ca_file`"
        case SSLError():
            return f"{host} does not speak TLS as it should: is it http:// instead?"
        case ConnectTimeout():
            return f"no connection to {host} within {TIMEOUT[0]:.0f} seconds"
        case ReadTimeout():
            return f"no answer from {host} in time"
        case ProxyError():
            return f"the proxy on the way to {host} does not answer"
    match reason:
        case NameResolutionError():
            return f"there is no host {parts.hostname}"
        case None if "Connection aborted" in said or "Connection reset" in said:
            return f"{host} ended the connection without an answer"
        case NewConnectionError():
            return f"no connection to {host}: {str(reason).rpartition('] ')[2]}"
    return plain_words(said) or type(error).__name__


def never_sent(error: Exception) -> bool:
    """Say whether a request certainly never arrived: no connection was made."""
    from requests.exceptions import ConnectTimeout, InvalidURL, ProxyError, SSLError
    from urllib3.exceptions import NameResolutionError, NewConnectionError

    if isinstance(error, ConnectTimeout | SSLError | ProxyError | InvalidURL):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | NameResolutionError)


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Return a header's value, whatever the case of its name."""
    return next((value for key, value in headers.items() if key.lower() == name.lower()), None)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Read Retry-After, seconds or a date; None where it says nothing that can be read."""
    text = (header(headers, "Retry-After") or "").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


CAPTCHA = "the login waits for a captcha: sign in with this account in a browser once"
Scope = Literal["ticket", "call", "remote"]
SCOPES: Mapping[str, Scope] = {"jira-per-issue-on-write": "ticket", "jira-burst-based": "call"}
"""Limits that hold for one ticket, or for one kind of call; all others hold for the remote."""


def _limit(headers: Mapping[str, str], *, now: datetime) -> tuple[float, Scope]:
    reason = header(headers, "RateLimit-Reason") or ""
    wait = retry_after(headers, now=now)
    if wait is None and reason.startswith("jira-quota"):
        # Quotas are given out anew at the full hour.
        wait = 3600.0 - (now.minute * 60 + now.second)
    # Where nobody says how long, each try waits twice as long as the one before.
    return wait or 0.0, SCOPES.get(reason, "remote")


def _login_refused(headers: Mapping[str, str]) -> bool:
    reason = header(headers, "X-Seraph-LoginReason") or ""
    return header(headers, "X-Authentication-Denied-Reason") is not None or "AUTHENTICATION_DENIED" in reason


@dataclass(slots=True)
class Patience:
    """Tries again what may be tried again. A remote that asked for a long rest is left alone until that is over."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    tries: int = TRIES
    _resting: tuple[datetime, RateLimited] | None = None
    _refused: tuple[datetime, Unauthorized] | None = None

    def run(self, call: Callable[[], T], *, kind: Kind) -> T:
        """Call until it works, or until trying again is no use. Raises RemoteError."""
        from tenacity import Retrying, retry_if_exception

        self._respect()
        again = Retrying(
            retry=retry_if_exception(lambda error: self._worth(error, kind)),
            # A create is not put off for long: what is known of it is the time before its first try.
            stop=lambda state: (
                state.attempt_number >= self.tries or (kind == "create" and state.idle_for >= LONGEST_WAIT)
            ),
            wait=lambda state: _wait(state.outcome.exception() if state.outcome else None, state.attempt_number),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return again(call)
        except RateLimited as error:
            since = self.clock()
            if error.scope == "remote":
                self._resting = (since, error)
            if error.retry_after <= LONGEST_WAIT:
                raise
            raise self._rests(error, since) from error
        except Unauthorized as error:
            self._refused = (self.clock(), error)
            raise

    def _worth(self, error: BaseException, kind: Kind) -> bool:
        if kind == "probe":
            return False
        if isinstance(error, RateLimited):
            return error.retry_after <= (SHORT_WAIT if error.scope == "ticket" else LONGEST_WAIT)
        return isinstance(error, Unavailable) and kind != "create"

    def _respect(self) -> None:
        if self._refused is not None:
            since, refused = self._refused
            if (self.clock() - since).total_seconds() < REFUSED_FOR:
                raise refused
            self._refused = None
        if self._resting is None:
            return
        since, error = self._resting
        resting = self._rests(error, since)
        if resting.retry_after > 0:
            raise resting
        self._resting = None

    def _rests(self, error: RateLimited, since: datetime) -> RateLimited:
        """Return a limit that says until when it holds, as it is told in later runs too."""
        end = since + timedelta(seconds=error.retry_after)
        return RateLimited(
            f"{error.said}; it is asked again after {end.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
            remote=error.remote,
            verb=error.verb,
            retry_after=(end - self.clock()).total_seconds(),
            scope=error.scope,
            status=error.status,
        )


def _wait(error: BaseException | None, attempt: int) -> float:
    spread = random.uniform(0.7, 1.3)  # noqa: S311 - keeps several daemons from coming back at once
    if isinstance(error, RateLimited) and error.retry_after > 0:
        return error.retry_after + spread
    return min(LAST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1)) * spread
