"""Clients for tests of the fake Jira: the jira package, and plain requests that show statuses."""

from typing import Any

import requests
from jira import JIRA

from fakes.jira import FakeJira


class Raw:
    """Plain requests to a fake; paths are below /rest/api/2, or 3."""

    def __init__(self, fake: FakeJira, api: str = "2") -> None:
        self.base, self.session = f"{fake.url}/rest/api/{api}", requests.Session()
        if fake.cloud:
            self.session.auth = fake.basic_auth
        else:
            self.session.headers["Authorization"] = f"Bearer {fake.token}"

    def __call__(self, method: str, path: str, json: Any = None, **params: Any) -> tuple[int, Any]:
        response = self.session.request(method, self.base + path, json=json, params=params, timeout=10)
        return response.status_code, response.json() if response.content else None


def client_of(fake: FakeJira) -> JIRA:
    """Return the jira package's client, which repeats nothing."""
    credential: dict[str, Any] = {"basic_auth": fake.basic_auth} if fake.cloud else {"token_auth": fake.token}
    return JIRA(fake.url, max_retries=0, **credential)


def fields(summary: str = "add an alert", *, project: str = "OPS", **more: Any) -> dict[str, Any]:
    """Return the fields of a new ticket."""
    return {"project": {"key": project}, "issuetype": {"name": "Task"}, "summary": summary, **more}


def person(fake: FakeJira, name: str) -> dict[str, str]:
    """Return somebody as the deployment wants them named."""
    found = fake.user(name)
    return {"accountId": found.account_id} if fake.cloud else {"name": found.name}
