"""The `jira` package behind one method: `call` sends one request and returns its JSON, or raises one of our errors.

The package's own retries, its look-ups before a call and its reads after one are off: it would repeat a create whose reply
was lost, and hide a ticket whose read-back failed. So requests go through its session, and everything else is ours.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import NoneType
from typing import Any

from connector.errors import Ambiguous, Rejected, RemoteError, Unauthorized, Unavailable
from connector.remote.http import TIMEOUT, Kind, Patience, Reply, error_of, lost, never_sent
from connector.remote.servertime import ServerTime

JSON = Any
OBJECTS = ("status", "resolution", "assignee", "priority")
"""Fields of a ticket that are objects, where they have a value."""
PAGE = 100
"""Tickets that one page of a search holds; the most that bulk fetch takes."""


class JiraClient:
    """One Jira site. `remote` is the tracker's name, for messages."""

    def __init__(
        self,
        url: str,
        *,
        remote: str,
        login: tuple[str, str] | str,
        verify: bool | str = True,
        deployment: str | None = None,
        patience: Patience | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self.remote = remote
        self.url = url.rstrip("/")
        self._login = login
        self._verify = verify
        self._deployment = deployment
        self._patience = patience or Patience()
        self._timeout = timeout
        self._opened: Any = None
        self.time = ServerTime(self._patience.clock)

    @property
    def _jira(self) -> Any:
        if self._opened is None:
            from jira import JIRA

            basic = self._login if isinstance(self._login, tuple) else None
            self._opened = JIRA(
                options={
                    "server": self.url,
                    "verify": self._verify,
                },
                basic_auth=basic,
                token_auth=None if isinstance(self._login, tuple) else self._login,
                get_server_info=False,
                max_retries=0,
                timeout=self._timeout,
                logging=False,
            )
        return self._opened

    @property
    def cloud(self) -> bool:
        """Whether the site is Jira Cloud; asked once, unless the configuration says."""
        if self._deployment is None:
            self._deployment = "cloud" if self.server_info().get("deploymentType") == "Cloud" else "datacenter"
        return self._deployment == "cloud"

    def server_info(self) -> Mapping[str, JSON]:
        """Return what the site says about itself."""
        info = self.call("GET", "serverInfo", verb="ask which Jira it is")
        return info if isinstance(info, dict) else {}

    def call(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None = None,
        body: JSON = None,
        kind: Kind | None = None,
        also: Collection[int] = (),
    ) -> JSON:
        """Send one request and return the JSON of its answer, None where there is none. Raises RemoteError.

        `kind` says what may be tried again; by default a GET is a read and everything else a repeatable write. `also` are
        statuses of refusals whose JSON is returned, too. A path from the site's root is none of the usual resources.
        """
        kind = kind or ("read" if method == "GET" else "write")
        return self._patience.run(
            lambda: self._once(method, path, verb=verb, params=params, body=body, kind=kind, also=also), kind=kind
        )

    def _once(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None,
        body: JSON,
        kind: Kind,
        also: Collection[int],
    ) -> JSON:
        from jira.exceptions import JIRAError

        session = self._jira._session  # noqa: SLF001 - the package has no public way to send `properties` with a create
        try:
            answer = session.request(
                method,
                f"{self.url}{path}" if path.startswith("/") else f"{self.url}/rest/api/2/{path}",
                params=params,
                data=None if body is None else json.dumps(body),
                # A redirected POST becomes a GET, and looks as if it had worked.
                allow_redirects=method == "GET",
            )
        except JIRAError as error:
            self.time.seen(error.response.headers if error.response is not None else {})
            if error.status_code in also and (told := _object(error.response)):
                return told
            raise self._told(error, verb, kind) from None
        except OSError as error:  # the library's own, and a file of certificates that went away
            raise lost(error, sent=not never_sent(error), remote=self.remote, verb=verb, kind=kind) from None
        self.time.seen(answer.headers)
        return self._content(answer, verb, kind)

    def _told(self, error: Any, verb: str, kind: Kind) -> RemoteError:
        # The error's own text holds headers and bodies; only its message and the answer's status and headers are used.
        answer = error.response
        headers = dict(answer.headers) if answer is not None else {}
        if "AUTHENTICATED_FAILED" in headers.get("X-Seraph-LoginReason", ""):
            return Unauthorized(
                "the login is refused", remote=self.remote, verb=verb, status=int(error.status_code or 401)
            )
        status = int(error.status_code or 0)
        words = _words(answer.text) if answer is not None else ""
        told = error_of(
            Reply(status, headers, words or str(error.text or "")), remote=self.remote, verb=verb, kind=kind
        )
        by_field = (_object(answer) or {}).get("errors")
        return told.refused_for(by_field) if isinstance(told, Rejected) and isinstance(by_field, dict) else told

    def _content(self, answer: Any, verb: str, kind: Kind) -> JSON:
        if 300 <= answer.status_code < 400:
            raise error_of(Reply(answer.status_code, answer.headers, ""), remote=self.remote, verb=verb, kind=kind)
        if "AUTHENTICATED_FAILED" in (answer.headers.get("X-Seraph-LoginReason") or ""):
            # Jira takes a wrong login for nobody's, and shows nobody an empty site: that must not pass for an empty answer.
            raise Unauthorized("the login is refused", remote=self.remote, verb=verb, status=401)
        if not answer.content or answer.status_code == 204:
            return None
        try:
            return answer.json()
        except ValueError:
            wrong = Ambiguous if kind == "create" else Unavailable
            raise wrong(
                "the answer is no JSON: is the address right, and no login page in between?",
                remote=self.remote,
                verb=verb,
            ) from None

    # --- what several calls share ---------------------------------------------------------------------------------

    def search(
        self, jql: str, *, verb: str, fields: Sequence[str], properties: Sequence[str] = (), expand: str | None = None
    ) -> Iterator[Mapping[str, JSON]]:
        """Yield the tickets that a search finds, page by page: by token on Cloud, by offset on Data Center."""
        params: dict[str, str | int] = {"jql": jql, "maxResults": PAGE, "fields": ",".join(fields)}
        if expand:
            params["expand"] = expand
        if properties and self.cloud:
            params["properties"] = ",".join(properties)
        if not self.cloud:
            yield from self._search_by_offset(params, verb)
            return
        while True:
            page = self.read_object("search/jql", verb=verb, params=params)
            yield from self.tickets(page.get("issues"), verb)
            token = page.get("nextPageToken")
            if not token or page.get("isLast"):
                return
            params["nextPageToken"] = token

    def _search_by_offset(self, params: dict[str, str | int], verb: str) -> Iterator[Mapping[str, JSON]]:
        start = 0
        while True:
            page = self.read_object("search", verb=verb, params={**params, "startAt": start})
            issues = self.tickets(page.get("issues"), verb)
            yield from issues
            start += len(issues)
            total = page.get("total")
            if not issues or not isinstance(total, int) or start >= total:
                return

    def paged(
        self, path: str, *, verb: str, names: Sequence[str], params: Mapping[str, str | int] | None = None
    ) -> Iterator[Mapping[str, JSON]]:
        """Yield the entries of a list that comes in pages by offset; they stand under the first of `names` there is.

        Each has a name.
        """
        start = 0
        while True:
            answer = self.call("GET", path, verb=verb, params={**(params or {}), "startAt": start, "maxResults": PAGE})
            page = {"values": answer} if isinstance(answer, list) else self.object(answer, verb)
            entries = self.objects(next((page[name] for name in names if isinstance(page.get(name), list)), []), verb)
            if not all(entry.get("name") for entry in entries):
                raise self._foreign(verb)
            yield from entries
            start += len(entries)
            total = page.get("total")
            if not entries or page.get("isLast") or (isinstance(total, int) and start >= total):
                return

    # --- the form of an answer ------------------------------------------------------------------------------------

    def read_object(self, path: str, *, verb: str, params: Mapping[str, str | int] | None = None) -> Mapping[str, JSON]:
        """Return what a GET answers as an object. Raises RemoteError, also for what is none."""
        return self.object(self.call("GET", path, verb=verb, params=params), verb)

    def read_objects(self, path: str, *, verb: str) -> Sequence[Mapping[str, JSON]]:
        """Return what a GET answers as a list of objects. Raises RemoteError, also for what is none."""
        return self.objects(self.call("GET", path, verb=verb), verb)

    def tickets(self, answer: JSON, verb: str) -> Sequence[Mapping[str, JSON]]:
        """Return the tickets of an answer: each has an id and a key. Raises Unavailable."""
        return [self.ticket(issue, verb) for issue in self.objects(answer, verb)]

    def ticket(self, answer: JSON, verb: str) -> Mapping[str, JSON]:
        """Return an answer that is a ticket. Raises Unavailable."""
        issue = self.object(answer, verb)
        fields, changelog = (
            self.object(issue.get("fields") or {}, verb),
            self.object(issue.get("changelog") or {}, verb),
        )
        parts = [issue.get("properties"), *(fields.get(name) for name in OBJECTS)]
        labels = fields.get("labels")
        if not (issue.get("id") and issue.get("key")) or not all(isinstance(part, dict | NoneType) for part in parts):
            raise self._foreign(verb)
        if not isinstance(labels, list | NoneType) or not all(isinstance(label, str) for label in labels or ()):
            raise self._foreign(verb)
        for entry in self.objects(changelog.get("histories", []), verb):
            self.objects(entry.get("items", []), verb)
        return issue

    def object(self, answer: JSON, verb: str) -> Mapping[str, JSON]:
        """Return an answer, or a part of one, that is an object. Raises Unavailable."""
        if not isinstance(answer, dict):
            raise self._foreign(verb)
        return answer

    def objects(self, answer: JSON, verb: str) -> Sequence[Mapping[str, JSON]]:
        """Return an answer, or a part of one, that is a list of objects. Raises Unavailable."""
        if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
            raise self._foreign(verb)
        return answer

    def _foreign(self, verb: str) -> Unavailable:
        return Unavailable("the answer is not what Jira answers", remote=self.remote, verb=verb)


def _object(answer: Any) -> Mapping[str, JSON] | None:
    """Return the JSON object of an answer, None where it has none."""
    try:
        data = answer.json()
    except (AttributeError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _words(text: str) -> str:
    """Return what Jira says in an error body, the field's name before its message."""
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    return "; ".join(error_words(data)) or str(data.get("message") or data.get("errorMessage") or "")


def error_words(data: Mapping[str, JSON]) -> list[str]:
    """Return the messages of one of Jira's collections of errors."""
    general = data.get("errorMessages") or []
    by_field = data.get("errors") or {}
    named = [f"{name}: {text}" for name, text in by_field.items()] if isinstance(by_field, dict) else []
    return [*(str(each) for each in general), *named]


def instant(text: str | None) -> datetime | None:
    """Read one of Jira's timestamps (`2026-11-23T09:00:00.000+0000`) as UTC."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
