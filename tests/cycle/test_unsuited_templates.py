"""A template that cannot be filled with what one document says: that document waits, all others go on."""

import pytest
from fakes.jira import FakeJira
from world import JIRA, World, table

CONFIG = JIRA + 'mapping = "jira.toml"\n[policy]\nunknown_owner = "file"\n'
SUMMARY = """
summary = '{% if severity %}[P{{ severity.split("-")[1] }}] {% endif %}{{ item.action }}'
[status]
open = ["To Do"]
in_progress = ["In Progress"]
done = ["Done"]
wont_do = ["Won't Do"]
"""


@pytest.fixture
def fake():
    with FakeJira("cloud") as fake:
        yield fake


@pytest.fixture
def world(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", fake.token)
    (tmp_path / "jira.toml").write_text(SUMMARY)
    world = World(tmp_path, CONFIG.format(url=fake.url))
    yield world
    world.close()


def with_severity(words, row):
    return table(row).replace("Incident ID: EX-1", f"Incident ID: EX-1\n\nSeverity: {words}")


def test_one_document_that_a_template_does_not_suit_stops_no_other(fake, world):
    world.write("a.md", with_severity("SEV2", ("Add an alert", "Kim Sample", "2026-12-04", "Open")))
    world.write("b.md", with_severity("SEV-2", ("Fix the cache", "Kim Sample", "2026-12-04", "Open")))
    (hold,) = world.cycle().outlook.holds
    assert (hold.document, hold.line > 0) == ("docs:a.md", True)
    assert hold.reason.startswith("the template summary of 'ops' does not suit this document")
    assert [issue.values["summary"] for issue in fake.world.issues.values()] == ["[P2] Fix the cache"]
