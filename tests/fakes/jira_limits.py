"""Jira's rate limits, off until a test sets them: bursts per endpoint, writes per issue, an hourly quota."""

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fakes.server import Reply, Request

ISSUE = re.compile(r"/issue/(?!bulk|createmeta)([^/]+)")


@dataclass(slots=True)
class Limits:
    """What is allowed, counted by the fake's clock; None is no limit.

    burst           requests per second of one method and endpoint, e.g. 100, or {"GET": 100, "POST": 50}
    issue_writes    writes to one issue in `issue_seconds`: 20 in 2 s on Cloud
    quota           requests until the top of the hour
    retry_after     False leaves the header away, as a gateway was seen to do
    """

    burst: int | dict[str, int] | None = None
    issue_writes: int | None = None
    issue_seconds: float = 2.0
    quota: int | None = None
    retry_after: bool = True
    refused: int = 0
    _times: dict[Any, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))
    _hour: datetime | None = None
    _used: int = 0

    def refuse(self, request: Request, now: datetime, *, cloud: bool) -> Reply | None:
        """Count a request, and return the answer if it is one too many."""
        endpoint = (request.method, re.sub(r"/(\d+|[A-Z][A-Z0-9_]*-\d+)(?=/|$)", "/{}", request.path))
        per_second = self.burst.get(request.method) if isinstance(self.burst, dict) else self.burst
        if self._full(endpoint, per_second, 1.0, now):
            return self._reply("jira-burst-based", 1, per_second or 0, cloud=cloud)
        target = ISSUE.search(request.path)
        if target and request.method != "GET" and self._full(target[1], self.issue_writes, self.issue_seconds, now):
            wait = max(1, round(self.issue_seconds))
            return self._reply("jira-per-issue-on-write", wait, self.issue_writes or 0, cloud=cloud)
        hour = now.replace(minute=0, second=0, microsecond=0)
        self._hour, self._used = hour, (self._used if hour == self._hour else 0) + 1
        if self.quota is not None and self._used > self.quota:
            left = (hour + timedelta(hours=1) - now).total_seconds()
            return self._reply("jira-quota-tenant-based", int(left) + 1, self.quota, cloud=cloud)
        return None

    def _full(self, key: Any, limit: int | None, seconds: float, now: datetime) -> bool:
        if limit is None:
            return False
        times = self._times[key]
        while times and times[0] <= now - timedelta(seconds=seconds):
            times.popleft()
        if len(times) >= limit:
            return True
        times.append(now)
        return False

    def _reply(self, reason: str, wait: int, limit: int, *, cloud: bool) -> Reply:
        self.refused += 1
        headers = {"Retry-After": str(wait)} if self.retry_after else {}
        headers |= {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": "0"}
        if cloud:
            body = {"errorMessages": ["Rate limit exceeded."], "errors": {}}
            return Reply(429, body, headers | {"RateLimit-Reason": reason})
        headers |= {"X-RateLimit-Interval-Seconds": "1", "X-RateLimit-FillRate": str(limit)}
        return Reply(429, {"message": "Rate limit exceeded."}, headers)
