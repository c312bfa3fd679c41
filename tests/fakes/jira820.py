"""The PyPI package `jira820` as a second, independent Jira Data Center: a smoke test, as it believes every token.

    with required():
        site = Jira820(project="OPS").start()
    site.call("GET", "issue/OPS-1")
    site.stop()

What it lacks is added in jira820_more.py.
"""

import importlib.util
import json
import sys
import urllib.request
from pathlib import Path
from typing import Any, Self

from fakes.independent import NotAvailable, Process, free_port


class Jira820:
    """A running server with one empty project; dana and kim can be assigned."""

    def __init__(self, project: str = "OPS") -> None:
        self.project = project
        self.url = ""
        self._process: Process | None = None

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        if importlib.util.find_spec("jira820") is None:
            raise NotAvailable("the PyPI package jira820 is not installed")
        self._process = Process("jira820")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        program = Path(__file__).with_name("jira820_more.py")
        self._process.start(
            [sys.executable, "-P", str(program), str(port), self.project], f"{self.url}/rest/api/2/serverInfo"
        )
        return self

    def stop(self) -> None:
        """End the process that `start` began."""
        if self._process is not None:
            self._process.stop()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request as a person's browser would, and return the JSON of the answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/rest/api/2/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def tickets(self) -> dict[str, str]:
        """Return the summaries by key."""
        found = self.call("GET", f"search?jql=project={self.project}&maxResults=1000")
        return {issue["key"]: issue["fields"]["summary"] for issue in found["issues"]}

    def transition(self, key: str, to: str) -> None:
        """Move a ticket as a person does."""
        ways = self.call("GET", f"issue/{key}/transitions")["transitions"]
        way = next(each for each in ways if each["to"]["name"] == to)
        self.call("POST", f"issue/{key}/transitions", {"transition": {"id": way["id"]}})
