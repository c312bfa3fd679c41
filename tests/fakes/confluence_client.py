"""Plain requests to a fake Confluence, for tests of the fake."""

from typing import Any

import requests

from fakes.confluence import ConfluenceFake


class Raw:
    """Requests that carry the fake's credential; paths are below /api/v2, or below /rest/api where they start with v1:."""

    def __init__(self, fake: ConfluenceFake, base: str | None = None) -> None:
        self.fake, self.base, self.session = fake, base or fake.url, requests.Session()
        if fake.is_cloud:
            self.session.auth = fake.basic_auth
        else:
            self.session.headers.update(fake.bearer)

    def send(self, method: str, path: str, json: Any = None, **options: Any) -> requests.Response:
        """Send a request and return the whole answer."""
        root = "/rest/api" if path.startswith("v1:") else "/api/v2"
        url = self.base + root + path.removeprefix("v1:")
        return self.session.request(method, url, json=json, timeout=10, **options)

    def __call__(self, method: str, path: str, json: Any = None, **params: Any) -> tuple[int, Any]:
        answer = self.send(method, path, json, params={name.replace("_", "-"): value for name, value in params.items()})
        return answer.status_code, answer.json() if answer.content else None

    def upload(
        self, method: str, path: str, filename: str, data: bytes, *, token: str | None = "nocheck", comment: str = ""
    ) -> requests.Response:
        """Send a file as a form."""
        headers = {} if token is None else {"X-Atlassian-Token": token}
        form = {"comment": comment} if comment else None
        return self.send(method, path, headers=headers, files={"file": (filename, data, "text/csv")}, data=form)

    # --- the same words for both deployments -----------------------------------------------------------------------

    def read(self, ref: str) -> tuple[int, Any]:
        """Read a page with its body."""
        if self.fake.is_cloud:
            return self("GET", f"/pages/{ref}", body_format="storage")
        return self("GET", f"v1:/content/{ref}", expand="body.storage,version,space,ancestors")

    def make(self, title: str, body: str = "<p>new</p>", *, space: str = "OPS", **more: Any) -> tuple[int, Any]:
        """Make a page."""
        place = self.fake.space(space)
        stored = {"representation": "storage", "value": body}
        if self.fake.is_cloud:
            return self(
                "POST", "/pages", {"spaceId": place.id, "status": "current", "title": title, "body": stored} | more
            )
        page = {"type": "page", "title": title, "space": {"key": space}, "body": {"storage": stored}}
        return self("POST", "v1:/content", page | more)

    def change(
        self, ref: str, number: int, *, title: str, body: str = "<p>changed</p>", **more: Any
    ) -> tuple[int, Any]:
        """Make a version of a page."""
        stored = {"representation": "storage", "value": body}
        version = {"number": number, "message": "by the connector"} | more.pop("version", {})
        if self.fake.is_cloud:
            page = {"id": ref, "status": "current", "title": title, "body": stored, "version": version}
            return self("PUT", f"/pages/{ref}", page | more)
        page = {"type": "page", "title": title, "body": {"storage": stored}, "version": version}
        return self("PUT", f"v1:/content/{ref}", page | more)


def words_of(body: Any) -> str:
    """Return the message of a refusal, of either shape."""
    return body["errors"][0]["title"] if "errors" in body else body["message"]
