"""Whole cycles over documents in a repository: what is filed is written back by one commit, or by one pull request."""

import pytest
from fakes.github import FakeGitHub
from fakes.githubgit import history
from world import ROWS, World, table

REPO = "acme/docs"
OURS = "connector/docs"
CONFIG = """
installation = "example-sre"
timezone = "UTC"
[ledger]
url = "sqlite:///ledger.db"
[[sources]]
name = "docs"
kind = "github"
repo = "acme/docs"
url = "{url}"
token_file = "token"
branch = "main"
path = "postmortems"
write_back = true
write_back_as = "{how}"
[[trackers]]
name = "ops"
kind = "local"
path = "tickets"
prefix = "OPS"
[pages]
kind = "directory"
path = "postmortems"
"""


class Repository(World):
    def __init__(self, folder, fake, how):
        self.fake = fake
        self.repo = fake.add_repo(REPO)
        (folder / "token").write_text(fake.token)
        super().__init__(folder, CONFIG.format(url=fake.url, how=how))

    def write(self, name, text, *others):
        self.fake.clock.advance(60)
        files = {f"postmortems/{each}": text.encode() for each in (name, *others)}
        return self.fake.commit_as_person(REPO, "main", files)

    def read(self, name, branch="main"):
        return self.fake.file(REPO, f"postmortems/{name}", branch).decode()

    def commits(self, branch="main"):
        return len(history(self.repo, self.repo.refs[f"heads/{branch}"]))

    def calls(self):
        """Return the methods of the calls of one cycle by a new process."""
        self.start()
        self.fake.clock.advance(60)
        self.fake.clear()
        synced = self.cycle()
        return [each.method for each in self.fake.requests], synced


@pytest.fixture
def make(tmp_path):
    worlds = []
    with FakeGitHub() as fake:

        def made(how):
            worlds.append(Repository(tmp_path, fake, how))
            return worlds[-1]

        yield made
        for world in worlds:
            world.close()


def test_a_cycle_is_one_commit_and_the_next_one_only_looks(make):
    world = make("commit")
    world.write("one.md", table(*ROWS[:2]), "two.md")
    synced = world.cycle()
    assert [one.changed for one in synced.written] == [True, True]
    assert synced.complete
    assert world.commits() == 2
    assert world.tickets() == ["OPS-1", "OPS-2", "OPS-3", "OPS-4"]
    assert "OPS-1" in world.read("one.md")
    assert "OPS-4" in world.read("two.md")
    assert world.calls()[0] == ["GET", "GET"]
    world.fake.clear()
    world.cycle()
    assert [each.status for each in world.fake.requests] == [304]


def test_a_crash_after_the_commit_is_made_good(make, monkeypatch):
    world = make("commit")
    world.write("one.md", table(*ROWS[:2]), "two.md")

    def crash(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(world.app.ledger), "record_documents", crash)
        with pytest.raises(KeyboardInterrupt):
            world.cycle()
    assert world.commits() == 2
    calls, synced = world.calls()
    assert calls == ["GET"] * 4
    assert synced.complete
    assert len(world.tickets()) == 4
    assert world.calls()[0] == ["GET", "GET"]
    assert world.commits() == 2


def test_what_was_not_written_is_not_recorded_as_written(make):
    world = make("commit")
    world.write("one.md", table(*ROWS[:2]), "two.md")
    world.repo.protected.add("main")
    synced = world.cycle()
    assert len(synced.written) == 2
    assert not synced.complete
    assert all("pull_request" in hold.reason for hold in synced.unwritten)
    world.repo.protected.clear()
    _, synced = world.calls()
    assert [one.changed for one in synced.written] == [True, True]
    assert len(world.tickets()) == 4
    assert world.commits() == 2


def test_somebody_who_edits_during_the_cycle_is_not_overwritten(make):
    world = make("commit")
    world.write("one.md", table(*ROWS[:1]), "two.md")

    def edit(request):
        if request.path.endswith("/git/trees"):
            world.fake.on_request = None
            world.write("two.md", table(*ROWS[:2]))

    world.fake.on_request = edit
    synced = world.cycle()
    assert [one.read.document.name for one in synced.written] == ["one.md"]
    assert "OPS" not in world.read("two.md")
    assert "OPS-1" in world.read("one.md")
    _, synced = world.calls()
    assert synced.complete
    assert "OPS-2" in world.read("two.md")
    assert len(world.tickets()) == 3


def news(world):
    return [said for source in world.app.sources.values() for said in source.news()]


def test_a_pull_request_waits_without_failing_and_without_calls(make):
    world = make("pull_request")
    world.write("one.md", table(*ROWS[:2]), "two.md")
    synced = world.cycle()
    assert synced.complete
    assert [said.endswith(f"waits for people: {world.fake.url}/{REPO}/pull/1") for said in news(world)] == [True]
    assert synced.written == ()
    assert len(world.tickets()) == 4
    assert "OPS" not in world.read("one.md")
    assert "OPS-1" in world.read("one.md", OURS)
    assert world.calls()[0] == ["GET", "GET"]
    (pull,) = [issue for issue in world.repo.issues.values() if issue.pull]
    world.fake.merge_as_person(REPO, pull.number)
    calls, synced = world.calls()
    assert (set(calls), synced.complete) == ({"GET"}, True)
    assert world.calls()[0] == ["GET", "GET"]
    assert len(world.tickets()) == 4


def test_a_ticket_that_is_done_updates_the_pull_request_that_waits(make):
    world = make("pull_request")
    world.write("one.md", table(*ROWS[:2]), "two.md")
    world.cycle()
    world.edit_ticket("OPS-1", "status", "Done")
    calls, synced = world.calls()
    assert synced.complete
    assert calls[-3:] == ["POST", "POST", "PATCH"]
    assert "Done" in world.read("one.md", OURS)
    assert "OPS-4" in world.read("two.md", OURS)
    assert [said.endswith("is brought up to date") for said in news(world)] == [True]
    assert world.commits(OURS) == 3
    assert world.calls()[0] == ["GET", "GET"]
    world.write("two.md", world.read("two.md").replace("Outage", "Second outage"))
    world.calls()
    assert "Second outage" in world.read("two.md", OURS)
    assert "OPS-4" in world.read("two.md", OURS)
    assert "Done" in world.read("one.md", OURS)
    assert len([issue for issue in world.repo.issues.values() if issue.pull]) == 1
    world.fake.merge_as_person(REPO, 1)
    world.calls()
    assert "status: Done" in world.ticket("OPS-1")
    assert [event for event in world.events() if event[0] == "status" and event[1]] == [("status", "open", "done")]
    assert len(world.tickets()) == 4


def test_a_ticket_that_is_reopened_takes_back_what_waits(make):
    world = make("pull_request")
    world.write("one.md", table(*ROWS[:1]))
    world.cycle()
    world.fake.merge_as_person(REPO, 1)
    world.calls()
    world.edit_ticket("OPS-1", "status", "Done")
    world.calls()
    assert "Done" in world.read("one.md", OURS)
    world.pass_days(1)
    world.edit_ticket("OPS-1", "status", "Open")
    _, synced = world.calls()
    assert synced.complete
    assert "heads/connector/docs" not in world.repo.refs
    assert world.repo.issues[2].state == "closed"
    assert world.calls()[0] == ["GET", "GET"]
    assert "Done" not in world.read("one.md")


def test_a_cycle_proposed_twice_by_a_crash_is_one_pull_request(make, monkeypatch):
    world = make("pull_request")
    world.write("one.md", table(*ROWS[:2]))

    def crash(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(world.app.ledger), "record_documents", crash)
        with pytest.raises(KeyboardInterrupt):
            world.cycle()
    calls, synced = world.calls()
    assert (set(calls), synced.complete) == ({"GET"}, True)
    assert len(world.tickets()) == 2
    assert world.commits(OURS) == 2


def test_what_was_merged_is_settled_so_that_a_later_change_is_told_from_it(make):
    world = make("pull_request")
    world.write("one.md", table(*ROWS[:1]))
    world.cycle()
    world.edit_ticket("OPS-1", "status", "Done")
    world.calls()
    world.fake.merge_as_person(REPO, 1)
    world.calls()
    assert "Done" in world.read("one.md")
    world.pass_days(1)
    world.edit_ticket("OPS-1", "status", "Open")
    world.calls()
    assert "status: Open" in world.ticket("OPS-1")
    assert "Open" in world.read("one.md", OURS)
    world.fake.merge_as_person(REPO, 2)
    _, synced = world.calls()
    assert (synced.complete, synced.outcomes) == (True, ())
    assert "status: Open" in world.ticket("OPS-1")
