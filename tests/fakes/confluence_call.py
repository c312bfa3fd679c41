"""One REST call to the fake Confluence: its parameters, its page of a list, and the words of a refusal."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fakes.confluence_state import Page, Space, User
from fakes.confluence_world import World
from fakes.server import Refused, Reply, Request, Routes

if TYPE_CHECKING:
    from fakes.confluence import ConfluenceFake

ROUTES = {"v1": Routes(), "v2": Routes()}
CLOUD, DATACENTER = "cloud", "datacenter"
CODES = {400: "INVALID_REQUEST_PARAMETER", 413: "CONTENT_TOO_LARGE"}


def v1_refusal(status: int, message: str, *, cloud: bool) -> Refused:
    """Return an exception that answers as the older interface does, on both deployments."""
    authorized = status not in (401, 403, 404)
    data: dict[str, Any] = {"authorized": authorized, "valid": status != 400, "errors": [], "successful": False}
    body = {"statusCode": status, "data": data, "message": message}
    if not cloud:
        data["allowedInReadOnlyMode"] = True
        body["reason"] = HTTPStatus(status).phrase
    return Refused(Reply(status, body))


def v2_refusal(status: int, message: str) -> Refused:
    """Return an exception that answers as Cloud's newer interface does."""
    code = CODES.get(status, HTTPStatus(status).phrase.upper().replace(" ", "_"))
    return Refused(Reply(status, {"errors": [{"status": status, "code": code, "title": message, "detail": None}]}))


@dataclass(slots=True)
class Call:
    """A call; `api` is the interface that it came in by, which decides how refusals look."""

    fake: "ConfluenceFake"
    request: Request
    api: Literal["v1", "v2"]

    @property
    def cloud(self) -> bool:
        return self.fake.is_cloud

    @property
    def world(self) -> World:
        return self.fake.world

    @property
    def account(self) -> User:
        return self.fake.account

    def refusal(self, status: int, message: str) -> Refused:
        """Return an exception that refuses the call."""
        return v2_refusal(status, message) if self.api == "v2" else v1_refusal(status, message, cloud=self.cloud)

    # --- what was asked -----------------------------------------------------------------------------------------

    def param(self, name: str) -> str | None:
        """Return the last value of a parameter."""
        return self.request.query.get(name, [None])[-1]

    def listed(self, name: str) -> list[str]:
        """Return the values of a parameter that may be repeated, or separated by commas."""
        return [part.strip() for value in self.request.query.get(name, []) for part in value.split(",") if part.strip()]

    def flag(self, name: str) -> bool:
        return self.param(name) == "true"

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        text = self.param(name)
        if text in (None, ""):
            return default
        if not text.isdecimal():
            raise self.refusal(400, f"Provided value {{{text}}} for '{name}' is not the correct type. Expected int")
        return int(text)

    def body(self) -> Any:
        """Return the JSON that was sent."""
        if not (self.request.headers.get("Content-Type") or "").startswith("application/json"):
            raise Refused(Reply(415, "", content_type="text/html;charset=UTF-8"))
        if not isinstance(self.request.body, dict | list):
            raise self.refusal(400, "Could not read the request's body: it is not valid JSON")
        return self.request.body

    def given(self) -> dict[str, Any]:
        """Return the JSON object that was sent."""
        found = self.body()
        if not isinstance(found, dict):
            raise self.refusal(400, "The request's body must be an object")
        return found

    # --- what is there ------------------------------------------------------------------------------------------

    def page(self, ref: object) -> Page:
        """Return a page that the account sees, in whatever status, or refuse with 404."""
        found = self.world.pages.get(str(ref))
        if found is None or not self.world.sees(found):
            raise self.missing(ref)
        return found

    def missing(self, ref: object) -> Refused:
        """Return the refusal for a page that is not there, or that the account may not see."""
        words = "Not Found" if self.api == "v2" else f"No content found with id: ContentId{{id={ref}}}"
        if self.api == "v1" and self.cloud:
            words = f"com.atlassian.confluence.api.service.exceptions.api.NotFoundException: {words}"
        return self.refusal(404, words)

    def editable(self, ref: object) -> Page:
        """Return a page that the account may change, or refuse."""
        page = self.page(ref)
        if page.restricted or page.space.read_only:
            raise self.refusal(403, "You do not have permission to edit this content")
        return page

    def space(self, ref: object) -> Space:
        """Return a space that the account sees, or refuse with 404."""
        found = self.world.space(ref)
        if found is None or found.hidden:
            words = "Not Found" if self.api == "v2" else f"No space with key : {ref}"
            raise self.refusal(404, words)
        return found

    def readable(self, page: Page) -> bool:
        """Say whether a reader's node knows of a page already."""
        return (self.world.now() - page.created).total_seconds() >= self.fake.read_lag

    # --- what is answered ---------------------------------------------------------------------------------------

    def stamp(self, moment: datetime) -> str:
        """Return an instant: in UTC on Cloud, with an offset on Data Center."""
        local = moment.astimezone(UTC if self.cloud else ZoneInfo(self.account.time_zone))
        zone = "Z" if self.cloud else local.strftime("%z")[:3] + ":" + local.strftime("%z")[3:]
        return local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{local.microsecond // 1000:03d}" + zone

    def size(self, *, default: int, cap: int) -> int:
        """Return how many entries a page of a list holds."""
        size = self.number("limit", default)
        if self.api == "v2" and not 1 <= size <= cap:
            raise self.refusal(400, f"Provided value {{{size}}} for 'limit' must be between 1 and {cap}")
        return min(size, cap, self.fake.page_cap or cap)

    def cursor_page(self, items: list[Any], *, default: int = 25, cap: int = 250) -> tuple[list[Any], str | None]:
        """Cut a page by `cursor` and `limit`; return it and the parameters that lead to the next one, if any."""
        size, start = self.size(default=default, cap=cap), 0
        if token := self.param("cursor"):
            try:
                start = int(json.loads(base64.urlsafe_b64decode(token))["start"])
            except (ValueError, KeyError, TypeError):
                raise self.refusal(400, f"Invalid cursor: {token}") from None
        if start + size >= len(items):
            return items[start : start + size], None
        after = base64.urlsafe_b64encode(json.dumps({"start": start + size}).encode()).decode()
        query = [(name, value) for name, values in self.request.query.items() for value in values]
        kept = [pair for pair in query if pair[0] not in ("cursor", "start")]
        return items[start : start + size], urlencode([*kept, ("cursor", after)])

    def offset_page(self, items: list[Any], *, default: int = 25, cap: int = 1000) -> dict[str, Any]:
        """Cut a page by `start` and `limit`, as the list that the older interface answers with."""
        size, start = self.size(default=default, cap=cap), self.number("start", 0)
        page = items[start : start + size]
        links: dict[str, Any] = {"base": self.fake.home, "context": self.fake.context}
        links["self"] = f"{self.fake.home}{self.fake.resource(self.request)}"
        if start + size < len(items):
            query = [(name, value) for name, values in self.request.query.items() for value in values]
            kept = [pair for pair in query if pair[0] not in ("limit", "start")]
            after = urlencode([*kept, ("limit", size), ("start", start + size)])
            links["next"] = f"{self.fake.resource(self.request)}?{after}"
        return {"results": page, "start": start, "limit": size, "size": len(page), "_links": links}
