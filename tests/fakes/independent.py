"""Servers that others wrote, beside our fakes: started by the tests, from pinned packages, in a process of their own.

A test that uses one skips with the reason where it cannot be had, except in CI: there it has to run.
"""

import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

CACHE = Path(__file__).resolve().parents[2] / ".cache"
"""What is downloaded once; git does not see it, and `make clean` removes it."""
START_SECONDS = 60


class NotAvailable(Exception):
    """The server cannot be had on this machine; the message says why."""


@contextmanager
def required() -> Iterator[None]:
    """Skip the test with the reason where a server is not available; in CI fail."""
    try:
        yield
    except NotAvailable as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(reason))


class Process:
    """A server in a process of its own, and the folder that holds its log."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._kept = tempfile.TemporaryDirectory(prefix=f"{name}-")
        self.folder = Path(self._kept.name)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], answers: str, **environment: str) -> None:
        """Run a command, and wait until this address answers. Raises NotAvailable with the server's words."""
        log = self.folder / "log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                env={**os.environ, **environment},
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(answers, timeout=10):
                    return
            except urllib.error.HTTPError as error:
                error.close()
                return
            except OSError:
                time.sleep(0.05)
        words = log.read_text(encoding="utf-8", errors="replace").strip()[-300:]
        self.stop()
        raise NotAvailable(f"{self.name} did not start: {words}")

    def stop(self) -> None:
        """End the process that `start` began."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._kept.cleanup()


def free_port() -> int:
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
