"""One REST call to the fake Jira: its parameters, and the answers that Jira gives when something is wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from fakes.server import Refused, Reply, Request, Routes

if TYPE_CHECKING:
    from fakes.jira import FakeJira

ROUTES = Routes()
CLOUD, DATACENTER = "cloud", "datacenter"


def failure(status: int, *messages: str, errors: dict[str, str] | None = None, **headers: str) -> Refused:
    """Return an exception that answers with Jira's usual body for errors."""
    return Refused(Reply(status, {"errorMessages": list(messages), "errors": errors or {}}, headers))


def as_bool(text: str | None, *, default: bool) -> bool:
    return default if text is None else text.lower() == "true"


@dataclass(slots=True)
class Call:
    """A call; `api` is "2" or "3", whatever alias the client used."""

    jira: "FakeJira"
    request: Request
    api: str

    @property
    def cloud(self) -> bool:
        return self.jira.cloud

    @property
    def adf(self) -> bool:
        return self.api == "3"

    @property
    def rest(self) -> str:
        """Return the address under which the resources of this call are."""
        return f"{self.jira.url}/rest/api/{self.api}"

    def param(self, name: str) -> str | None:
        """Return the last value of a parameter."""
        return self.request.query.get(name, [None])[-1]

    def listed(self, name: str) -> list[str]:
        """Return the values of a parameter that may be repeated, or separated by commas."""
        return [part.strip() for value in self.request.query.get(name, []) for part in value.split(",") if part.strip()]

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        text = self.param(name)
        try:
            return default if text in (None, "") else int(text)
        except ValueError:
            raise failure(404 if not self.cloud else 400, f"'{text}' is not a number: {name}") from None

    def body(self, known: set[str] | None = None) -> dict[str, Any]:
        """Return the JSON object that was sent; a key outside of `known` is refused as the real parsers do."""
        request = self.request
        if not (request.headers.get("Content-Type") or "").startswith("application/json"):
            raise Refused(Reply(415, "", content_type="text/html;charset=UTF-8"))
        if not isinstance(request.body, dict):
            raise failure(400, "There was an error parsing JSON. Check that your request body is valid.")
        if known is not None and (unknown := sorted(set(request.body) - known)):
            if self.cloud:
                raise failure(400, "Invalid request payload. Refer to the REST API documentation and try again.")
            raise failure(400, f'Unrecognized field "{unknown[0]}" (Class SearchRequestBean), not marked as ignorable')
        return request.body

    def page(self, items: list[Any], *, default: int, cap: int) -> tuple[list[Any], dict[str, int]]:
        """Cut a page by startAt and maxResults; return it and the numbers that go with it."""
        start, size = max(0, self.number("startAt", 0)), self.number("maxResults", default)
        size = min(cap, size if size >= 0 else default)
        return items[start : start + size], {"startAt": start, "maxResults": size, "total": len(items)}

    def stamp(self, moment: datetime) -> str:
        """Return an instant as Jira prints it, in the account's time zone."""
        return stamp(moment, self.jira.account.time_zone)


def stamp(moment: datetime, zone: str) -> str:
    """Return an instant with milliseconds and an offset without colon."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{local.microsecond // 1000:03d}" + local.strftime("%z")
