"""`PyGithub` behind one method: `call` sends one request and returns its JSON, or raises one of our errors.

The package replays a POST on server errors, sleeps until a limit is reset, reads lazily, follows redirects without their query
and writes into our log; so all that is off, and requests go through its requester, which signs them and renews the tokens of
an app. What moved is followed here, see `githubmoves.py`.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from connector.errors import Ambiguous, Rejected, RemoteError, Unauthorized, Unavailable
from connector.remote.http import (
    TIMEOUT,
    Kind,
    Patience,
    Reply,
    lost,
    never_sent,
    plain_words,
)
from connector.remote.servertime import ServerTime
from connector.trackers.githubanswers import following, refused, refused_by_graphql, words
from connector.trackers.githubmoves import Elsewhere, Moves, elsewhere, repository

JSON = Any
PAGE = 100
HOPS = 4
"""Addresses that one request is sent to, one leading to the next."""
API = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App's installation, whose tokens live for an hour and are renewed; without one it is the app itself."""

    app_id: int
    installation_id: int | None
    private_key: str


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its JSON, None when nothing changed since `etag`; and what the next request needs."""

    data: JSON
    etag: str | None
    following: str | None
    headers: Mapping[str, str]


class GitHubClient:
    """One account on one GitHub. `remote` is the tracker's or source's name, for messages; `time` is GitHub's clock."""

    def __init__(
        self,
        url: str,
        *,
        remote: str,
        login: str | App,
        verify: bool | str = True,
        patience: Patience | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self.remote = remote
        self.url = url.rstrip("/")
        self._login = login
        self._verify = verify
        self._patience = patience or Patience()
        self.time = ServerTime(self._patience.clock)
        self.moves = Moves(self.url, remote)
        self._timeout = timeout
        self._opened: tuple[Any, Any] | None = None
        self._account: str | None = None

    @property
    def app(self) -> bool:
        """Whether an app signs in."""
        return isinstance(self._login, App)

    @property
    def _requester(self) -> tuple[Any, Any]:
        """The package's requester, and the connection it is to use."""
        if self._opened is None:
            from github import Auth, Github

            _silence()
            common: dict[str, Any] = {
                "base_url": self.url,
                "retry": None,
                "timeout": int(self._timeout[1]),
                "verify": self._verify,
                "seconds_between_requests": None,
                "seconds_between_writes": None,
            }
            match self._login:
                case App(app_id=app_id, installation_id=installation, private_key=key):
                    app: Any = Auth.AppAuth(app_id, key)
                    auth = app if installation is None else app.get_installation_auth(installation)
                    hub = Github(auth=auth, **common)
                case token:
                    hub = Github(auth=Auth.Token(token), **common)
            self._opened = hub.requester, self._connection()
        return self._opened

    def _connection(self) -> "_Unfollowing":
        from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass

        parts = urlsplit(self.url)
        kind: Any = HTTPRequestsConnectionClass if parts.scheme == "http" else HTTPSRequestsConnectionClass
        return _Unfollowing(kind(parts.hostname, parts.port, timeout=int(self._timeout[1]), verify=self._verify))

    def call(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None = None,
        body: JSON = None,
        kind: Kind | None = None,
    ) -> JSON:
        """Send one request and return the JSON of its answer, None where there is none. Raises RemoteError."""
        return self.page(method, path, verb=verb, params=params, body=body, kind=kind).data

    def page(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None = None,
        body: JSON = None,
        kind: Kind | None = None,
        etag: str | None = None,
    ) -> Page:
        """Send one request. With the `etag` of an earlier answer, `data` is None when it still holds. Raises RemoteError."""
        kind = kind or ("read" if method == "GET" else "write")
        headers = {"If-None-Match": etag} if etag else {}

        def send(place: str, params: Mapping[str, str | int] | None, *, led: bool) -> Page | Elsewhere:
            def once() -> Page | Elsewhere:
                try:
                    return self._once(method, place, verb=verb, params=params, body=body, kind=kind, headers=headers)
                except Unauthorized as error:
                    raise self._shut(error) if led and error.status == 403 else error from None

            return self._patience.run(once, kind=kind)

        place = start = self.moves.path(path)
        for _ in range(HOPS):
            answer = send(place, params, led=place != start)
            if isinstance(answer, Page):
                return answer
            if method == "GET":
                place, params = self._followed(place, answer, verb=verb), None
            else:
                place = self._renamed(place, answer, verb=verb)
        raise Rejected("GitHub leads from one address to the next", remote=self.remote, verb=verb, status=404)

    def _shut(self, error: Unauthorized) -> Rejected:
        """Return the error for a place that GitHub leads to and this account may not enter: all else is as it was."""
        said = f"GitHub has it elsewhere now, where this account may not look: {error.said}"
        return Rejected(said, remote=self.remote, verb=error.verb, status=404)

    def _followed(self, path: str, answer: Elsewhere, *, verb: str) -> str:
        """Return the address that a read is to be asked at. Raises Rejected."""
        place = self._address(answer, verb=verb)
        found = repository(path)
        if found and found[1] and urlsplit(place).path.endswith(found[1]):
            # Everything else is the same, so it is the repository that moved: the next call may go there at once.
            self._look_up(found[0], verb=verb)
        return place

    def _renamed(self, path: str, answer: Elsewhere, *, verb: str) -> str:
        """Return the path for a write to a repository that has another name now. Raises Rejected."""
        place = self._address(answer, verb=verb)
        found = repository(path)
        if not answer.for_writes or not found or not self._look_up(found[0], verb=verb):
            said = f"GitHub has it elsewhere now, at {plain_words(place)}, and nothing was written"
            raise Rejected(said, remote=self.remote, verb=verb)
        return self.moves.path(path)

    def _address(self, answer: Elsewhere, *, verb: str) -> str:
        place = self.moves.address(answer.location)
        if place is None:
            said = (
                f"it leads to another site, {plain_words(answer.location)}: correct `url`, the token goes to no other"
            )
            raise Rejected(said, remote=self.remote, verb=verb, status=404)
        return place

    def _look_up(self, repo: str, *, verb: str) -> bool:
        """Ask what a repository is called now; say whether that is another name."""
        found = self.call("GET", f"/repos/{repo}", verb=verb)
        now = found.get("full_name") if isinstance(found, dict) else None
        return self.moves.called(repo, str(now)) if now else False

    def pages(
        self, path: str, *, verb: str, params: Mapping[str, str | int] | None = None
    ) -> Iterator[Mapping[str, JSON]]:
        """Yield the entries of a list, page by page."""
        page = self.page("GET", path, verb=verb, params={"per_page": PAGE, **(params or {})})
        while True:
            yield from self.entries(page.data, verb)
            if not page.following:
                return
            page = self.page("GET", page.following, verb=verb)

    def entries(self, data: JSON, verb: str) -> list[Mapping[str, JSON]]:
        """Return a page of a list. Raises Unavailable where it is none."""
        if not isinstance(data, list):
            raise Unavailable("the answer is not what GitHub answers", remote=self.remote, verb=verb)
        return data

    def graphql(
        self, query: str, variables: Mapping[str, JSON], *, verb: str, kind: Kind = "read"
    ) -> Mapping[str, JSON]:
        """Send one GraphQL request and return its data. Raises RemoteError, also for errors in an answer that says OK."""
        place = self.url.removesuffix("/v3") + "/graphql" if self.url.endswith("/api/v3") else "/graphql"
        answer = self.call("POST", place, verb=verb, body={"query": query, "variables": dict(variables)}, kind=kind)
        data: Mapping[str, JSON] = (answer.get("data") if isinstance(answer, dict) else None) or {}
        return data

    def grants(self, *, verb: str) -> Mapping[str, str] | None:
        """Return what an app's installation grants, such as issues: write; None where a token signs in. Raises RemoteError."""
        if not isinstance(self._login, App):
            return None
        place = f"/app/installations/{self._login.installation_id}/access_tokens"
        made = self._as_app(self._login).call("POST", place, verb=verb, body={}, kind="probe")
        return dict(made.get("permissions") or {}) if isinstance(made, dict) else {}

    def _as_app(self, login: App) -> "GitHubClient":
        """Return a client that signs in as the app itself."""
        return GitHubClient(
            self.url,
            remote=self.remote,
            login=replace(login, installation_id=None),
            verify=self._verify,
            patience=self._patience,
            timeout=self._timeout,
        )

    def account(self, *, verb: str) -> str | None:
        """Return the login that what we make is shown under, None where GitHub does not tell. Raises RemoteError."""
        if self._account is None:
            try:
                if isinstance(self._login, App):
                    self._account = f"{self._as_app(self._login).call('GET', '/app', verb=verb)['slug']}[bot]"
                else:
                    self._account = str(self.call("GET", "/user", verb=verb)["login"])
            except (Rejected, KeyError, TypeError):
                # A token that a workflow is given has no user.
                self._account = ""
        return self._account or None

    def _once(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None,
        body: JSON,
        kind: Kind,
        headers: Mapping[str, str],
    ) -> Page | Elsewhere:
        request = {"parameters": dict(params or {}), "input": body}
        status, answered, text = self._sent(method, path, request | {"headers": dict(headers)}, verb=verb, kind=kind)
        if status == 401 and isinstance(self._login, App) and self._login.installation_id is not None:
            # The token was taken back, or its hour was over by GitHub's clock: what is refused so was not done.
            self._opened = None
            status, answered, text = self._sent(
                method, path, request | {"headers": dict(headers)}, verb=verb, kind=kind
            )
        if status == 304:
            return Page(None, headers.get("If-None-Match"), None, answered)
        if (moved := elsewhere(status, answered.get("location"))) is not None:
            return moved
        if status >= 300:
            raise self._refused(Reply(status, answered, words(text)), verb, kind)
        data = self._content(text, verb, kind)
        if path.endswith("/graphql") and (error := refused_by_graphql(data, answered, remote=self.remote, verb=verb)):
            raise error
        return Page(data, answered.get("etag"), following(answered), answered)

    def _sent(
        self, method: str, path: str, request: Mapping[str, JSON], *, verb: str, kind: Kind
    ) -> tuple[int, Mapping[str, str], str]:
        """Send one request, and before it that for an app's token where it is due; return what was answered."""
        from github import GithubException

        try:
            requester, connection = self._requester
            status, answered, text = requester.requestJson(method, path, cnx=connection, **request)
        except OSError as error:  # the library's own, and a file of certificates that went away
            raise lost(error, sent=not never_sent(error), remote=self.remote, verb=verb, kind=kind) from None
        except GithubException as error:  # the renewal of an app's token
            answered = error.headers or {}
            self.time.seen(answered)
            raise self._refused(Reply(int(error.status), answered, str(error.message or "")), verb, "read") from None
        except RuntimeError as error:  # a redirect, when an app's token is renewed
            raise Rejected(str(error), remote=self.remote, verb=verb) from None
        self.time.seen(answered)
        return status, answered, text

    def _refused(self, reply: Reply, verb: str, kind: Kind) -> RemoteError:
        return refused(reply, remote=self.remote, verb=verb, kind=kind, offset=self.time.offset)

    def _content(self, text: str, verb: str, kind: Kind) -> JSON:
        if not text.strip():
            return None
        try:
            return json.loads(text)
        except ValueError:
            wrong = Ambiguous if kind == "create" else Unavailable
            raise wrong("the answer is no JSON: is the address right?", remote=self.remote, verb=verb) from None


class _Unfollowing:
    """A connection that tells a 301 as a 308: the package would follow it, whatever the method and without the query."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def request(self, *request: Any) -> None:
        self._connection.request(*request)

    def getresponse(self) -> Any:
        response = self._connection.getresponse()
        response.status = 308 if response.status == 301 else response.status
        return response


def _silence() -> None:
    """Keep the package out of our log: on import it hangs a handler of its own on its logger."""
    log = logging.getLogger("github")
    log.handlers, log.propagate = [logging.NullHandler()], False
