"""The whole cycle against `emulate`, a GitHub that others wrote: filed once, followed, written back, adopted after a loss.

It cannot say who may be assigned, so nobody is; and it has no events of a repository, so nobody is told to have done something.
"""

import os
from datetime import timedelta

import pytest
from fakes.emulate import Emulate, NotAvailable
from world import HEAD, World

from connector.clock import system_clock

CONFIG = """
installation = "example-sre"
timezone = "UTC"
[ledger]
url = "sqlite:///ledger.db"
[[sources]]
name = "docs"
kind = "directory"
path = "docs"
write_back = true
[[trackers]]
name = "ops"
kind = "github"
url = "{url}"
repo = "acme/ops"
[pages]
kind = "directory"
path = "report"
"""
DOCUMENT = HEAD + "".join(
    f"| Add check {name} to the deploy | | 2026-12-04 | Open |\n" for name in ("one", "two", "three")
)


@pytest.fixture(scope="module")
def hub():
    try:
        hub = Emulate(repo="acme/ops").start()
    except NotAvailable as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))
    yield hub
    hub.stop()


@pytest.fixture
def world(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", hub.token)
    world = Installed(tmp_path, CONFIG.format(url=hub.url))
    yield world
    world.close()


class Installed(World):
    def start(self):
        super().start()
        self.app.clock = system_clock
        self.app.trackers["ops"]._pace.gap = timedelta()
        return self.app


def issues(hub):
    return {issue["number"]: issue for issue in hub.call("GET", "/repos/acme/ops/issues?state=all")}


def test_items_are_filed_once_followed_and_found_again(hub, world):
    world.write("a.md", DOCUMENT)
    assert world.app.check() == []
    assert [outcome.result.value for outcome in world.cycle().outcomes] == ["done"] * 3
    assert len(issues(hub)) == 3
    written = world.read("a.md")
    assert [f"acme/ops#{number}]" in written for number in issues(hub)] == [True] * 3
    assert world.cycle().outcomes == ()

    number = min(issues(hub))
    hub.call("PATCH", f"/repos/acme/ops/issues/{number}", {"state": "closed", "state_reason": "completed"})
    world.cycle()
    assert [(event.field, event.new) for event in world.app.ledger.events()][-1] == ("status", "done")
    assert world.read("a.md").count("| Done |") == 1

    world.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    world.write("a.md", DOCUMENT)  # and the document is restored from before it named its tickets
    world.start()
    synced = world.cycle()
    assert [type(outcome.change).__name__ for outcome in synced.outcomes] == ["Adopt"] * 3
    assert len(issues(hub)) == 3
    assert world.cycle().outcomes == ()
