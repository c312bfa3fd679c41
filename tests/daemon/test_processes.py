"""Who has surely ended, by its signature."""

import os
import signal
import subprocess
import sys

import pytest

from connector import processes
from connector.processes import ended, shown, signature

SIGN = "from connector.processes import signature; print(signature(), flush=True); input()"


@pytest.fixture
def other():
    process = subprocess.Popen([sys.executable, "-c", SIGN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def test_a_process_that_runs_has_not_ended(other):
    signed = other.stdout.readline().strip()
    assert not ended(signed)
    assert not ended(signature())


def test_a_killed_process_has_ended_before_and_after_it_is_buried(other):
    signed = other.stdout.readline().strip()
    other.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
    assert ended(signed)
    other.wait()
    assert ended(signed)


def test_a_later_process_with_the_same_number_is_another_one():
    signed, start = signature().rsplit(":", 1)
    assert ended(f"{signed}:{int(start) - 1}")


def test_who_signed_elsewhere_or_cannot_be_looked_at_may_still_run(other, monkeypatch):
    signed = other.stdout.readline().strip()
    other.kill()
    other.wait()
    host, rest = signed.split(":", 1)
    world = signed.rpartition("@")[2].partition(":")[0]
    assert not ended(f"{host}-2:{rest}")
    assert not ended(signed.replace(world, "0" * len(world)))
    assert not ended(shown(signed))
    assert not ended("host-a:1")
    monkeypatch.setattr(processes, "_PROC", processes._PROC / "nowhere")
    assert not ended(signed)
    assert "@" not in signature()


def test_people_are_shown_host_and_process(other):
    assert shown(signature()).split(":")[1] == str(os.getpid())
    assert shown("host-a:1") == "host-a:1"
