"""The fake Jira and the fake GitHub in a process of their own, so that they count in no figure of the measured one.

    with hosting(Path("socket")): fakes = Fakes(Path("socket")); place = fakes("start", "jira", 0.05)

Orders come over a socket in the file system, from any process, one caller after the other. The fakes' clock is the real one,
moved by what `skip` says: so a caller may skip what it would sleep, and the fakes' own limits are skipped with it.
"""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any

REPO, PROJECT = "acme/ops", "OPS"
OWNERS = 50
CONTENT_PER_MINUTE, CONTENT_PER_HOUR = 80, 500
"""What GitHub says it allows; whoever makes issues faster is refused."""


class Hosted:
    """One fake at a time; each method is an order."""

    def __init__(self) -> None:
        self.fake: Any = None
        self.skipped = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.skipped

    def start(self, kind: str, latency: float, ahead: float = 0.0) -> dict[str, Any]:
        """Start a new fake with fifty people, ending the one before; return where it is and how to sign in."""
        self.stop()
        self.skipped = timedelta(seconds=ahead)
        return self._jira(latency) if kind == "jira" else self._github(latency)

    def _jira(self, latency: float) -> dict[str, Any]:
        from fakes.jira import FakeJira
        from fakes.jira_state import User

        self.fake = FakeJira("cloud", clock=self.now, latency=latency).start()
        handles = [f"account-{number}" for number in range(OWNERS)]
        self.fake.world.users += [
            User(handle, handle, f"JIRAUSER2{number}", f"Person {number}", f"person-{number}@example.com")
            for number, handle in enumerate(handles)
        ]
        return {"url": self.fake.url, "token": self.fake.token, "mail": self.fake.mail, "handles": handles}

    def _github(self, latency: float) -> dict[str, Any]:
        from fakes.github import FakeGitHub

        self.fake = FakeGitHub(clock=self.now, latency=latency).start()
        self.fake.limits.content_per_minute = CONTENT_PER_MINUTE
        self.fake.limits.content_per_hour = CONTENT_PER_HOUR
        handles = [f"person-{number}" for number in range(OWNERS)]
        self.fake.add_org("acme")
        self.fake.add_repo(REPO, assignable=handles)
        return {"url": self.fake.url, "token": self.fake.token, "mail": None, "handles": handles}

    def stop(self) -> None:
        if self.fake is not None:
            self.fake.stop()
            assert not self.fake.errors, self.fake.errors[0]
        self.fake = None

    def latency(self, seconds: float) -> None:
        self.fake.latency = seconds

    def skip(self, seconds: float) -> None:
        """Let the fakes' clock run ahead, or back."""
        self.skipped += timedelta(seconds=seconds)

    def clear(self) -> None:
        self.fake.clear()

    def calls(self) -> Counter[str]:
        """Return how often each kind of call came since `clear`; numbers, keys and names in paths do not count."""
        return Counter(f"{each.method} {_kind(each.path)}" for each in list(self.fake.requests))

    def refused(self) -> int:
        """Return how many calls were answered by an error since `clear`."""
        return sum(1 for each in list(self.fake.requests) if (each.status or 500) >= 400)

    def count(self) -> int:
        """Return how many tickets there are."""
        return len(self.fake.world.issues if hasattr(self.fake, "world") else self.fake.repo(REPO).issues)

    def fill(self, bodies: list[dict[str, Any]]) -> None:
        """Make issues of what their requests would hold, without a request: GitHub only."""
        from fakes.githubrules import create_issue

        for body in bodies:
            values = {name: body[name] for name in ("body", "labels", "assignees") if name in body}
            create_issue(self.fake.state, self.fake.repo(REPO), "connector-bot", self.now(), body["title"], **values)

    def edit(self, count: int) -> None:
        """Let a person close so many tickets, as far from each other as there are tickets."""
        if hasattr(self.fake, "world"):
            ids = sorted(self.fake.world.issues)
            for ticket in ids[:: len(ids) // count][:count]:
                self.fake.edit_as_person(ticket, by="Dana Example", status="Done")
            return
        numbers = sorted(self.fake.repo(REPO).issues)
        for number in numbers[:: len(numbers) // count][:count]:
            self.fake.edit_as_person(REPO, number, by="person-1", state="closed", state_reason="completed")


def _kind(path: str) -> str:
    path = re.sub(r"/assignees/[^/]+", "/assignees/{}", path)
    return re.sub(r"(?<!/api)/(\d+|[A-Z]+-\d+)(?=/|$)", "/{}", path)


class Fakes:
    """Gives orders to the process of the fakes: `fakes("skip", 3.0)`."""

    def __init__(self, socket: Path) -> None:
        self._connection = Client(str(socket))

    def __call__(self, order: str, *arguments: Any) -> Any:
        self._connection.send((order, arguments))
        failed, answer = self._connection.recv()
        if failed:
            raise RuntimeError(f"{order}: {answer}")
        return answer

    def close(self) -> None:
        self._connection.close()


@contextmanager
def hosting(socket: Path) -> Iterator[None]:
    """Run the process of the fakes."""
    process = subprocess.Popen([sys.executable, __file__, str(socket)])
    try:
        until = time.monotonic() + 30
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the process of the fakes did not start")
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait()


def serve(socket: str) -> None:
    """Take orders until the process is ended."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    hosted = Hosted()
    with Listener(socket) as listener:
        while True:
            with listener.accept() as caller:
                _obey(hosted, caller)


def _obey(hosted: Hosted, caller: Any) -> None:
    while True:
        try:
            order, arguments = caller.recv()
        except (EOFError, ConnectionError):
            return
        try:
            caller.send((False, getattr(hosted, order)(*arguments)))
        except Exception as error:  # noqa: BLE001 - whoever gave the order is told
            caller.send((True, repr(error)))


if __name__ == "__main__":
    serve(sys.argv[1])
