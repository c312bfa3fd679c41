"""A smoke test against `jira820`, a Data Center that others wrote: reading, polling, moving on, and a clear word where it ends.

It knows tickets by their keys and not by their ids, so keys stand for ids here; it cannot compare instants, and it has no bulk create, no properties of
tickets and no search for assignable people, so nothing is filed there.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from contracts.tracker_contract import draft
from jira_harness import FIELDMAP
from pydantic import SecretStr

from connector.core.model import Status
from connector.errors import Rejected
from connector.remote.http import Patience
from connector.trackers import jira

SECONDS = 30


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("jira820", reason="the PyPI package jira820 is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "JIRA820_PORT": str(port)}
    log = (tmp_path_factory.mktemp("jira820") / "log").open("wb")
    process = subprocess.Popen([sys.executable, "-m", "jira820"], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + SECONDS
        while True:
            try:
                send(url, "GET", "serverInfo")
                break
            except urllib.error.URLError:
                assert process.poll() is None, "jira820 ended"
                assert time.monotonic() < until, "jira820 does not answer"
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()
        log.close()


def send(url, method, path, body=None):
    """Do what a person does there."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": "Bearer person", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/rest/api/2/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read()
        return json.loads(text) if text else None


@pytest.fixture
def tracker(site):
    return jira.connect(
        jira.Settings(url=site, token=SecretStr("t"), project="JIRA820"),
        name="ops",
        installation="acme",
        fieldmap=FIELDMAP,
        base_dir=Path("/"),
        patience=Patience(sleep=lambda _: None),
    )


def test_what_people_make_there_is_read_polled_and_moved_on(site, tracker):
    fields = {"project": {"key": "JIRA820"}, "issuetype": {"name": "Task"}, "labels": ["connector-acme"]}
    made = send(site, "POST", "issue", {"fields": {**fields, "summary": "Add an alert", "duedate": "2026-12-04"}})
    assert tracker.identify([made["key"]]) == {made["key"]: made["id"]}
    polled = tracker.poll("")
    (ticket,) = [one for one in polled.tickets if one.key == made["key"]]
    assert (ticket.fields["title"], str(ticket.fields["due"]), ticket.status) == (
        "Add an alert",
        "2026-12-04",
        Status.OPEN,
    )
    assert ticket.url == f"{site}/browse/{made['key']}"

    after = tracker.update(made["key"], {"status": Status.IN_PROGRESS.value, "title": "Add two alerts"})
    assert (after.status, after.fields["title"]) == (Status.IN_PROGRESS, "Add two alerts")
    with pytest.raises(Rejected, match=r"asks for Log Work .*say it in \[transitions\.done\.fields\]"):
        tracker.update(made["key"], {"status": Status.DONE.value})
    tracker.comment(made["key"], "The post-mortem says that *this* is done.")
    told = send(site, "GET", f"issue/{made['key']}/comment")["comments"]
    assert "this" in told[-1]["body"]

    (again,) = [one for one in tracker.poll("").tickets if one.key == made["key"]]
    assert again.status is Status.IN_PROGRESS
    assert tracker.fetch(["999999"]).missing == {"999999"}


def test_what_it_cannot_do_is_said_and_files_nothing(site, tracker):
    before = send(site, "GET", "search?jql=project=JIRA820&maxResults=0")["total"]
    with pytest.raises(Rejected, match=r"cannot create: .*405"):
        list(tracker.create([draft(1)]))
    assert send(site, "GET", "search?jql=project=JIRA820&maxResults=0")["total"] == before
    told = [str(fault) for fault in tracker.check()]
    assert told
    assert all("trackers.ops" in fault for fault in told)
