"""The `atlassian` package behind one method: `call` sends one request and returns its JSON, or raises one of our errors.

The package's own retries are off: it would repeat a write whose answer was lost. Which address a call goes to is said in
`confluencecloud.py` and `confluencedc.py`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from connector.errors import Ambiguous, Unavailable
from connector.remote.http import TIMEOUT, Kind, Patience, Reply, error_of, lost, never_sent

JSON = Any


class ConfluenceClient:
    """One Confluence site. `remote` is what messages call it."""

    def __init__(
        self,
        url: str,
        *,
        remote: str,
        login: tuple[str, str] | str,
        verify: bool | str = True,
        patience: Patience | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self.url = url.rstrip("/")
        self.remote = remote
        self._login = login
        self._verify = verify
        self._patience = patience or Patience()
        self._timeout = timeout
        self._opened: Any = None

    @property
    def _api(self) -> Any:
        if self._opened is None:
            from atlassian.rest_client import AtlassianRestAPI

            # Its types say less than it takes: a file of certificates.
            api: Any = AtlassianRestAPI
            mail, token = self._login if isinstance(self._login, tuple) else (None, self._login)
            self._opened = api(
                self.url,
                username=mail,
                password=token if mail else None,
                token=None if mail else token,
                verify_ssl=self._verify,
                backoff_and_retry=False,
                retry_with_header=False,
            )
            self._opened.timeout = self._timeout
        return self._opened

    def call(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None = None,
        body: JSON = None,
        form: Mapping[str, Any] | None = None,
        kind: Kind | None = None,
    ) -> JSON:
        """Send one request and return the JSON of its answer, None where there is none. Raises RemoteError.

        `form` is a file to upload, as name, bytes and media type, with further fields. `kind` says what may be tried again; by default a GET is a read, and
        nothing else is repeated: who writes looks first whether it was done.
        """
        kind = kind or ("read" if method == "GET" else "create")
        return self._patience.run(
            lambda: self._once(method, path, verb=verb, params=params, body=body, form=form, kind=kind), kind=kind
        )

    def _once(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None,
        body: JSON,
        form: Mapping[str, Any] | None,
        kind: Kind,
    ) -> JSON:
        from requests.exceptions import RequestException

        try:
            answer = self._api.request(
                method,
                path,
                params=params,
                data=body,
                files=form,
                headers=self._api.no_check_headers if form else None,
                # A redirected POST becomes a GET, and looks as if it had worked.
                allow_redirects=method == "GET",
                advanced_mode=True,
            )
        except (RequestException, OSError) as error:
            raise lost(error, sent=not never_sent(error), remote=self.remote, verb=verb, kind=kind) from None
        if answer.status_code >= 300:
            reply = Reply(answer.status_code, answer.headers, _words(answer.text))
            raise error_of(reply, remote=self.remote, verb=verb, kind=kind)
        if not answer.content or answer.status_code == 204:
            return None
        try:
            return answer.json()
        except ValueError:
            wrong = Ambiguous if kind == "create" else Unavailable
            said = "the answer is no JSON: is the address right, and no login page in between?"
            raise wrong(said, remote=self.remote, verb=verb) from None

    def read_object(self, path: str, *, verb: str, params: Mapping[str, str | int] | None = None) -> Mapping[str, JSON]:
        """Return what a GET answers as an object. Raises RemoteError, also for what is none."""
        return self.object(self.call("GET", path, verb=verb, params=params), verb)

    def object(self, answer: JSON, verb: str) -> Mapping[str, JSON]:
        """Return an answer, or a part of one, that is an object. Raises Unavailable."""
        if not isinstance(answer, dict):
            raise Unavailable("the answer is not what Confluence answers", remote=self.remote, verb=verb)
        return answer

    def results(self, answer: JSON, verb: str) -> Sequence[Mapping[str, JSON]]:
        """Return the entries of a page of results. Raises Unavailable for what is none."""
        found = self.object(answer, verb).get("results")
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise Unavailable("the answer is not what Confluence answers", remote=self.remote, verb=verb)
        return found


def _words(text: str) -> str:
    """Return what Confluence says in an error body: v2 has a list of errors, all else a message."""
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    errors = data.get("errors")
    if isinstance(errors, list):
        told = [each for each in errors if isinstance(each, dict)]
        return "; ".join(": ".join(str(each[key]) for key in ("title", "detail") if each.get(key)) for each in told)
    details = (data.get("data") or {}).get("errors") if isinstance(data.get("data"), dict) else None
    more = [str((each.get("message") or {}).get("key") or "") for each in details or () if isinstance(each, dict)]
    return "; ".join(filter(None, [str(data.get("message") or ""), *more]))
