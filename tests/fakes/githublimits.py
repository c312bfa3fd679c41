"""The fake GitHub's limits: the hourly budget, the secondary limit, and the one on creating content."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fakes.githubcall import DOCS, JSON
from fakes.server import Reply, Request

CONTENT = re.compile(r"/(issues|comments|pulls)$")
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "For more on scraping GitHub and how it may affect your rights, please review our Terms of Service"
)
CONTENT_LIMIT = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. "
    "Please retry your request again later."
)


@dataclass(slots=True)
class Budget:
    """What may be asked in a window of `seconds`."""

    limit: int
    seconds: int
    used: int = 0
    reset: datetime | None = None

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    def roll(self, now: datetime) -> None:
        """Begin a new window when the old one is over."""
        if self.reset is None or now >= self.reset:
            self.used, self.reset = 0, now + timedelta(seconds=self.seconds)

    def shown(self, resource: str) -> dict[str, Any]:
        assert self.reset is not None
        reset = int(self.reset.timestamp())
        return {
            "limit": self.limit,
            "used": self.used,
            "remaining": self.remaining,
            "reset": reset,
            "resource": resource,
        }


@dataclass(slots=True)
class Limits:
    """All limits. `enabled` is False on Enterprise Server by default; the others are off until they are set.

    content_per_minute, content_per_hour: issues, comments and pull requests that may be made
    content_retry_after: whether a refusal says how long to wait
    exhausted_status: 403 or 429
    """

    enabled: bool = True
    budgets: dict[str, Budget] = field(
        default_factory=lambda: {"core": Budget(5000, 3600), "search": Budget(30, 60), "graphql": Budget(5000, 3600)}
    )
    exhausted_status: int = 403
    content_per_minute: int | None = None
    content_per_hour: int | None = None
    content_retry_after: bool = True
    created: list[datetime] = field(default_factory=list)

    def resource(self, request: Request) -> str:
        """Return which budget a request is counted in."""
        if request.path.startswith("/search/"):
            return "search"
        return "graphql" if request.path == "/graphql" else "core"

    def before(self, request: Request, now: datetime) -> Reply | None:
        """Refuse a request that no budget is left for, or that makes content too fast."""
        if request.path == "/rate_limit":
            return None
        budget = self.budgets[self.resource(request)]
        budget.roll(now)
        if self.enabled and budget.remaining <= 0:
            return refusal(self.exhausted_status, "API rate limit exceeded for user ID 1001.")
        if request.method == "POST" and CONTENT.search(request.path):
            return self._content(now)
        return None

    def _content(self, now: datetime) -> Reply | None:
        for limit, seconds in ((self.content_per_minute, 60), (self.content_per_hour, 3600)):
            since = now - timedelta(seconds=seconds)
            made = [each for each in self.created if each > since]
            if limit is not None and len(made) >= limit:
                wait = int((made[-limit] - since).total_seconds()) + 1
                return refusal(403, CONTENT_LIMIT, wait if self.content_retry_after else None)
        return None

    def after(self, request: Request, reply: Reply, now: datetime, *, known: bool) -> None:
        """Count a request, but for one that is answered by "not modified", and say in the answer what is left."""
        if request.method == "POST" and CONTENT.search(request.path) and reply.status == 201:
            self.created.append(now)
        if not self.enabled:
            return
        resource = self.resource(request)
        budget = self.budgets[resource]
        budget.roll(now)
        if request.path != "/rate_limit" and not (reply.status == 304 and known):
            budget.used = min(budget.limit, budget.used + 1)
        for name, value in budget.shown(resource).items():
            reply.headers[f"X-RateLimit-{name.title()}"] = str(value)


def refusal(status: int, message: str, retry_after: int | None = None) -> Reply:
    """Return an answer that says that a limit is reached."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = {"message": message, "documentation_url": f"{DOCS}/using-the-rest-api/rate-limits-for-the-rest-api"}
    return Reply(status, body, headers, JSON)
