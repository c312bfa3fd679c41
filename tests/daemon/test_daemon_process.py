"""The daemon as a process: signals, the lease, and what it logs."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
installation = "example-sre"
[ledger]
url = "sqlite:///ledger.db"
[[sources]]
kind = "directory"
path = "docs"
[[trackers]]
kind = "local"
path = "tickets"
prefix = "OPS"
[pages]
kind = "directory"
path = "report"
[guard]
max_creates = 100000
[schedule]
sync = "5s"
poll = "5s"
report = "monday 00:00"
[log]
format = "json"
level = "debug"
"""
PATIENCE = 60


class Daemon:
    """A `connector run` in a process of its own, whose log is read line by line."""

    def __init__(self, folder, *words):
        program = "from connector.cli import main; main()"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, "--config", str(folder / "connector.toml"), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        self.events = []
        self._rest = b""

    def wait_for(self, event):
        """Read the log until an event appears; return its line."""
        return self.wait_for_count(event, 1)

    def wait_for_count(self, event, count):
        """Read the log until an event appeared so often; return the last line of it."""
        end = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stderr, selectors.EVENT_READ)
            while time.monotonic() < end:
                found = [line for line in self.events if line["event"] == event]
                if len(found) >= count:
                    return found[count - 1]
                if selector.select(timeout=1):
                    data = os.read(self.process.stderr.fileno(), 65536)
                    if not data:
                        break
                    *lines, self._rest = (self._rest + data).split(b"\n")
                    self.events += [json.loads(line) for line in lines]
        raise AssertionError(f"no {event} in {[line['event'] for line in self.events]}")

    def end(self):
        """Ask it to stop; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@pytest.fixture
def installation(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "connector.toml").write_text(CONFIG)
    return tmp_path


@pytest.fixture
def start(installation):
    running = []

    def start(*words):
        running.append(Daemon(installation, *words))
        return running[-1]

    yield start
    for daemon in running:
        if daemon.process.poll() is None:
            daemon.process.kill()
        daemon.process.communicate()


def write(installation, name, count):
    due = datetime.now(UTC).date() + timedelta(days=90)  # long enough for nobody to be told of it yet
    rows = "".join(f"| Add check {name} {row} | Dana | {due} | Open |\n" for row in range(count))
    text = f"# Outage {name}\n\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n{rows}"
    (installation / "docs" / f"{name}.md").write_text(text)


def test_a_terminated_daemon_finishes_the_change_in_hand(installation, start):
    for name in ("one", "two", "three"):
        write(installation, name, 700)
    daemon = start("run")
    daemon.wait_for("ticket_created")
    assert daemon.end() == 0
    from connector.ledger import open_ledger

    ledger = open_ledger(f"sqlite:///{installation / 'ledger.db'}")
    tickets = list((installation / "tickets").glob("OPS-*.md"))
    assert ledger.intents() == ()
    assert len(ledger.bound_ids("tracker")) == len(tickets)
    assert 0 < len(tickets) < 2100
    assert not list((installation / "tickets").glob(".connector-*"))
    ledger.close()


def test_a_second_daemon_waits_and_says_who_has_the_lease(installation, start):
    first = start("run")
    first.wait_for("job_finished")
    second = start("run")
    said = second.wait_for("lease_waited")
    assert str(first.process.pid) in said["reason"]
    once = start("run", "--once")
    _, err = once.process.communicate(timeout=PATIENCE)
    assert once.process.returncode == 4
    assert str(first.process.pid).encode() in err
    assert first.end() == 0
    assert second.wait_for("job_finished")
    assert second.end() == 0


def test_a_killed_daemon_keeps_nobody_waiting(installation, start):
    first = start("run")
    first.wait_for("job_finished")
    first.process.kill()
    first.process.communicate()
    write(installation, "one", 1)
    once = start("run", "--once")
    once.process.communicate(timeout=PATIENCE)
    assert once.process.returncode == 0
    assert len(list((installation / "tickets").glob("OPS-*.md"))) == 1


def test_a_document_written_while_it_runs_is_filed(installation, start):
    daemon = start("run")
    daemon.wait_for("job_finished")
    write(installation, "new", 3)
    daemon.wait_for("ticket_created")
    assert daemon.end() == 0
    assert len(list((installation / "tickets").glob("OPS-*.md"))) == 3


def test_a_changed_configuration_is_read_again_and_a_faulty_one_is_told_and_not_used(installation, start):
    config, more = installation / "connector.toml", installation / "more"
    more.mkdir()
    write(installation, "one", 1)
    daemon = start("run")
    daemon.wait_for("ticket_created")
    config.write_text(CONFIG.replace("max_creates", "max_crates"))
    said = daemon.wait_for("configuration_faulty")
    assert "guard.max_crates" in said["fault"]
    write(installation, "two", 2)
    (installation / "docs" / "two.md").rename(more / "two.md")
    named = CONFIG.replace("[[sources]]", '[[sources]]\nname = "source"')
    config.write_text(named + '[[sources]]\nname = "more"\nkind = "directory"\npath = "more"\n')
    daemon.wait_for("configuration_read_again")
    daemon.wait_for_count("ticket_created", 3)
    assert daemon.end() == 0
    assert len(list((installation / "tickets").glob("OPS-*.md"))) == 3


def test_every_line_of_the_log_is_json_and_nothing_else_is_said(installation, start):
    write(installation, "large", 700)
    (installation / "docs" / "bad.md").write_bytes(b"\xff\x00")
    daemon = start("run")
    daemon.wait_for("report_published")
    daemon.process.send_signal(signal.SIGTERM)
    out, err = daemon.process.communicate(timeout=PATIENCE)
    assert (daemon.process.returncode, out) == (0, b"")
    events = daemon.events + [json.loads(line) for line in (daemon._rest + err).splitlines()]
    assert {"job", "level", "timestamp"} <= next(line for line in events if line["event"] == "job_finished").keys()
    assert "work_progressed" in {line["event"] for line in events}
    assert events[-1]["event"] == "daemon_stopped"
    assert events[-1]["asked_by"] == "SIGTERM"
