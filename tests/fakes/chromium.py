"""Chromium as tests look at pages with it: without a window, over a pipe, with every request and word of its console noted.

    with required():
        browser = Chromium().start()
    seen = browser.open("file:///tmp/page.html", width=390)
    browser.evaluate("document.title")
    browser.stop()

The protocol is the one of its developer tools (https://chromedevtools.github.io/devtools-protocol/).
"""

import fcntl
import json
import os
import select
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from typing import Any, Self

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 30
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
THEIR_END = 3, 4
"""The descriptors that Chromium reads commands from and writes answers to."""


def _high(descriptor: int) -> int:
    """Return the same end of a pipe by another number: none of those that Chromium's own are moved to."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved


@dataclass(slots=True)
class Seen:
    """What a page did while it was loaded and looked at: addresses it asked for, errors on its console."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Chromium:
    """A running Chromium with one tab."""

    def __init__(self) -> None:
        self.seen = Seen()
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        self._number = 0
        self._rest = b""
        self._events: list[dict[str, Any]] = []
        self._session: str | None = None
        self._pid = self._write = self._read = 0

    def start(self) -> Self:
        """Start it; skip the test where this machine has none, as no package of the tests brings it along."""
        program = next((found for name in NAMES if (found := shutil.which(name))), None)
        if program is None:
            pytest.skip("there is no Chromium on this machine")
        theirs_in, self._write = map(_high, os.pipe())
        self._read, theirs_out = map(_high, os.pipe())
        actions = [(os.POSIX_SPAWN_DUP2, theirs_in, THEIR_END[0]), (os.POSIX_SPAWN_DUP2, theirs_out, THEIR_END[1])]
        actions += [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
        command = [program, *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"]
        self._pid = os.posix_spawn(program, command, os.environ, file_actions=actions, setpgroup=0)
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            target = self._call("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Network", "Runtime", "Log"):
                self._call(f"{domain}.enable")
        except BaseException:
            self.stop()
            raise
        return self

    def open(self, url: str, *, width: int, height: int = 900) -> Seen:
        """Show a page in a window of this size, and return what it does from now on."""
        mobile = width < 500
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        self.seen = Seen()
        self._events.clear()
        self._call("Page.navigate", url=url)
        self._until(lambda event: event.get("method") == "Page.loadEventFired")
        return self.seen

    def evaluate(self, script: str) -> Any:
        """Return what a script comes to, once it is there."""
        done = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def stop(self) -> None:
        """End the process that `start` began, and all that it began."""
        os.killpg(self._pid, 9)
        os.waitpid(self._pid, 0)
        os.close(self._write)
        os.close(self._read)
        self._profile.cleanup()

    def _call(self, method: str, **params: Any) -> Any:
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        answer = self._until(lambda event: event.get("id") == number)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def _until(self, wanted: Any) -> dict[str, Any]:
        """Read until a message is what is wanted; one that came before counts, too."""
        deadline = time.monotonic() + SECONDS
        while True:
            for event in self._events:
                if wanted(event):
                    self._events.remove(event)
                    return event
            ready, _, _ = select.select([self._read], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"Chromium said nothing for {SECONDS} s"
            chunk = os.read(self._read, 1 << 20)
            assert chunk, "Chromium ended"
            *whole, self._rest = (self._rest + chunk).split(b"\0")
            for each in whole:
                self._note(json.loads(each))

    def _note(self, event: dict[str, Any]) -> None:
        self._events.append(event)
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.seen.requests.append(params["request"]["url"])
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.seen.errors.append(params["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.seen.errors.append(params["exceptionDetails"]["text"])
            case "Runtime.consoleAPICalled" if params["type"] in ("error", "assert"):
                self.seen.errors.append(str(params["args"]))
