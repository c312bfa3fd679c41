"""What rungs do to tickets of Jira and GitHub, by the ports that everything else is written by."""

from datetime import timedelta

import pytest
from cycle.remoteworld import KINDS, RemoteWorld

from connector.core.notices import TICKET
from connector.escalating import escalate_now

SETTINGS = """
[escalation]
working_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
[[escalation.rungs]]
name = "soon"
offset = -20
to = "owner"
ticket = { comment = true, label = "escalated", raise_priority = true }
"""
HEAD = "# Outage\n\nIncident ID: EX-1\n\n## Action items\n\n| Action | Owner | Due | Priority |\n|---|---|---|---|\n"
HIGHER = {"cloud": "Medium", "datacenter": "Medium", "github": "priority: medium"}


@pytest.fixture(params=KINDS)
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv(
        "CONNECTOR_TRACKERS__OPS__TOKEN", "ghp_connector" if request.param == "github" else "fake-jira-token"
    )
    world = RemoteWorld(tmp_path / "world", request.param)
    file = world.folder / "connector.toml"
    file.write_text(file.read_text() + SETTINGS)
    world.start()
    yield world
    world.close()


def test_a_ticket_gets_a_label_a_priority_and_a_comment_once(world):
    due = world.app.today + timedelta(days=3)
    world.write("a.md", HEAD + f"| Add an alert for the queue | Dana | {due} | low |\n")
    world.cycle()
    tracker = world.app.trackers["ops"]
    (id_,) = world.app.ledger.bound_ids("ops")
    said = []
    real, tracker.comment = tracker.comment, lambda ticket, text: (said.append(text), real(ticket, text))
    for _ in range(2):
        result = escalate_now(world.app)
        assert result.undone == ()
    (ticket,) = tracker.fetch([id_]).tickets
    assert "escalated" in ticket.fields["labels"]
    assert ticket.fields["priority"] == HIGHER[world.kind]
    assert len(said) == 1
    assert [one.owed for one in world.app.ledger.sent() if one.recipient == TICKET] == [()]
    world.cycle()
    assert tracker.fetch([id_]).tickets[0].fields["priority"] == HIGHER[world.kind]
