"""The whole cycle on servers that others wrote: check, plan, apply, a person who closes, a poll, a lost ledger.

What they lack of the real ones, and what the tests do about it:
- `emulate` (GitHub): no list of who can be assigned, so no owner is; no events of a repository, so a change comes without who
  made it; no ETags, so an unchanged poll is not free; any token is taken.
- `jira820` (Data Center): see fakes/jira820_more.py.
"""

from datetime import UTC, datetime

import pytest
from fakes.emulate import Emulate
from fakes.independent import required
from fakes.jira820 import Jira820
from world import World, table

from connector.apply import Result

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
[policy]
unknown_owner = "file"
[[trackers]]
name = "ops"
"""
ROWS = (
    ("Add an alert for the queue", "dana", "2026-12-01", "Open"),
    ("Write the failover runbook", "kim", "2026-12-08", "Open"),
    ("Raise the memory limit", "dana", "2026-12-15", "Open"),
)


class GitHub:
    """The issues of one repository, as a person handles them."""

    config = 'kind = "github"\nurl = "{url}"\nrepo = "acme/ops"\n'
    owner = None

    def __init__(self):
        self.server = Emulate(people=["dana", "kim"])

    def tickets(self):
        return sorted(
            issue["title"] for issue in self.server.call("GET", "/repos/acme/ops/issues?state=all&per_page=100")
        )

    def close(self, key):
        number = key.rpartition("#")[2]
        body = {"state": "closed", "state_reason": "completed"}
        self.server.call("PATCH", f"/repos/acme/ops/issues/{number}", body)

    def shown(self, key):
        issue = self.server.call("GET", f"/repos/acme/ops/issues/{key.rpartition('#')[2]}")
        return issue["state"], {label["name"] for label in issue["labels"]}, issue["body"]


class DataCenter:
    """The tickets of one project, as a person handles them."""

    config = 'kind = "jira"\nurl = "{url}"\nproject = "OPS"\n'
    owner = "dana"

    def __init__(self):
        self.server = Jira820("OPS")

    def tickets(self):
        return sorted(self.server.tickets().values())

    def close(self, key):
        self.server.transition(key, "Done")

    def shown(self, key):
        fields = self.server.call("GET", f"issue/{key}")["fields"]
        state = "closed" if fields["status"]["statusCategory"]["key"] == "done" else "open"
        return state, set(fields["labels"]), fields["description"]


@pytest.fixture(params=[GitHub, DataCenter])
def there(request):
    site = request.param()
    with required():
        site.server.start()
    yield site
    site.server.stop()


@pytest.fixture
def world(there, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "any-token")
    world = World(tmp_path, CONFIG + there.config.format(url=there.server.url))
    world.now = datetime.now(UTC)
    world.start()
    yield world
    world.close()


def forget(world):
    """Lose the ledger, and what the documents say of tickets."""
    world.close()
    for file in world.folder.glob("ledger.db*"):
        file.unlink()
    world.write("a.md", table(*ROWS))
    world.start()


def test_a_cycle_from_check_to_a_lost_ledger(there, world):
    world.write("a.md", table(*ROWS))
    assert world.app.trackers["ops"].check() == []
    planned = world.app.cycle().look().plan
    assert len(planned.changes) == 3
    assert there.tickets() == []

    first = world.cycle()
    assert [outcome.result for outcome in first.outcomes] == [Result.DONE] * 3
    assert there.tickets() == sorted(row[0] for row in ROWS)
    item = world.items()[ROWS[0][0]]
    state, labels, text = there.shown(item.ticket_key)
    assert (state, "connector-example-sre" in labels, "EX-1" in text) == ("open", True, True)
    assert item.owner == there.owner
    assert world.cycle().outcomes == ()

    there.close(item.ticket_key)
    seen = world.app.observe()
    assert [(event.field, event.old, event.new) for event in seen.events] == [("status", "open", "done")]
    world.cycle()
    assert "| Done |" in world.read("a.md")

    forget(world)
    adopted = world.cycle()
    assert [outcome.result for outcome in adopted.outcomes] == [Result.DONE] * 3
    assert there.tickets() == sorted(row[0] for row in ROWS)
    assert {each.ticket_key for each in world.items().values()} >= {item.ticket_key}
    assert world.cycle().outcomes == ()
