"""What a run of the ladder costs beside its channel: 1,000 people who are due a digest of three items each.

The channel is mail, to a server on this machine, in a process of its own, that throws letters away: no channel is faster that reaches
people. The baseline is that channel called 1,000 times with the very messages of the run, which looks at the tickets, decides, renders,
sends and stamps. In turns, each run on a ledger without stamps. Exits 1 when the bar is missed.
"""

import gc
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from connector.app import App
from connector.clock import fixed_clock
from connector.escalating import escalate_now
from connector.jobs import sync
from connector.log import configure
from connector.settings.setup import load_setup

PEOPLE, EACH, ROWS = 1_000, 3, 10
ROUNDS = 3
RATIO = 2.0
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
CONFIG = """
installation = "bench"
[ledger]
url = "sqlite:///ledger.db"
[people]
file = "people.toml"
[guard]
max_creates = 100000
[[sources]]
kind = "directory"
path = "docs"
[[trackers]]
kind = "local"
path = "tickets"
[escalation]
holidays = "DE-BE"
quiet = "18:00-08:00"
max_digests = 100000
[[notifiers]]
kind = "mail"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "connector@example.com"
"""
HEAD = "# Outage {0}\n\nIncident ID: EX-{0}\n\n## Action items\n\n| Action | Owner | Due |\n|---|---|---|\n"
Seconds = float


@contextmanager
def server() -> Iterator[int]:
    """Run a mail server that throws away what it takes; yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    what = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    running = subprocess.Popen([sys.executable, *what])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def fill(folder: Path, port: int) -> None:
    """Write people and post-mortems, and file the tickets."""
    for name in ("docs", "tickets"):
        (folder / name).mkdir()
    people = (f'[people.p{n}]\nname = "Person N{n}"\nmail = "p{n}@example.com"\n' for n in range(PEOPLE))
    (folder / "people.toml").write_text("".join(people))
    (folder / "connector.toml").write_text(CONFIG.format(port=port))
    for document in range(PEOPLE * EACH // ROWS):
        owners = ((document * ROWS + row) % PEOPLE for row in range(ROWS))
        rows = (f"| Alert on service {document}-{owner} | Person N{owner} | 2026-11-13 |\n" for owner in owners)
        (folder / "docs" / f"{document:04}.md").write_text(HEAD.format(document) + "".join(rows))
    app = start(folder)
    app.observe()
    sync(app)
    app.close()
    shutil.copy(folder / "ledger.db", folder / "before.db")


def start(folder: Path) -> App:
    return App(load_setup(folder / "connector.toml"), clock=fixed_clock(NOW))


def timed(work: Callable[[], object]) -> Seconds:
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def one_round(folder: Path) -> tuple[Seconds, Seconds]:
    """Return the seconds of the channel alone, and of a run."""
    for left in folder.glob("ledger.db*"):
        left.unlink()
    shutil.copy(folder / "before.db", folder / "ledger.db")
    app = start(folder)
    messages = [delivery.message for delivery in escalate_now(app, dry_run=True).deliveries]
    (channel,) = app.notifiers[0].channels()

    def alone() -> None:
        for message in messages:
            channel.send(message)

    def run() -> None:
        assert escalate_now(app).complete

    found = timed(alone), timed(run)
    stamped = {(one.key, one.recipient) for one in app.ledger.sent()}
    assert len(messages) == PEOPLE
    assert len(stamped) == PEOPLE * EACH
    app.close()
    return found


def main() -> int:
    configure(level="error")
    with tempfile.TemporaryDirectory() as name, server() as port:
        folder = Path(name)
        fill(folder, port)
        pairs = [one_round(folder) for _ in range(ROUNDS)]
    alone, run = min(one for one, _ in pairs), min(two for _, two in pairs)
    ratio = run / alone
    print(f"{PEOPLE:,} digests of {EACH} items: the channel alone {alone:.2f} s, a run {run:.2f} s")
    print(f"digest: {ratio:.1f} of the channel alone (bar <= {RATIO:.0f}): {'ok' if ratio <= RATIO else 'missed'}")
    return 0 if ratio <= RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
