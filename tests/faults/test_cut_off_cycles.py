"""A cycle that is killed between its writes and its record: the next one makes good what documents were to be told."""

import pytest
from cycle.remoteworld import RemoteWorld


class Killed(BaseException):
    """What nothing here may survive."""


@pytest.fixture(params=["cloud", "datacenter"])
def world(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", "fake-jira-token")
    world = RemoteWorld(tmp_path / "here", request.param)
    yield world
    world.close()


def kill(world, *, at):
    """Let the process end where a cycle asks for this time whether to go on, between two changes."""
    asked = []

    def heartbeat():
        asked.append(None)
        if len(asked) == at:
            raise Killed
        return False

    world.app.heartbeat = heartbeat
    with pytest.raises(Killed):
        world.cycle()
    world.start()


def test_a_ticket_adopted_before_the_kill_reaches_its_document(world):
    world.fake.search_lag = 300
    world.fake.faults.add("status_after", "POST", "/issue/bulk", status=502, times=1)
    world.ask(1)
    world.cycle()
    world.cycle()
    (hold,) = world.app.ledger.holds()
    assert "may have been filed" in hold.reason
    world.pass_time(hours=1)
    world.ask(2, name="b.md")
    kill(world, at=2)  # the first is asked before the adoption, the second before the create
    assert len(list(world.app.ledger.bindings())) == 1
    world.cycle()
    world.assert_once(1, 2)
    assert world.app.ledger.holds() == ()
    world.cycle()
    world.fake.clear()
    assert world.cycle().outlook.collected.read == []
