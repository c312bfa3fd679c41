"""A small installation whose first tracker is a fake Jira or GitHub, and whose second one is a folder; no wait is a real one."""

from datetime import timedelta
from pathlib import Path

from fakes.github import FakeGitHub
from fakes.jira import FakeJira

from connector import trackers
from connector.remote.http import Patience
from connector.trackers.githubfields import marker_in
from connector.trackers.jirafields import PROPERTY

from .world import HEAD, World

KINDS = ("cloud", "datacenter", "github")
REPO = "acme/ops"
CONFIG = """
installation = "example-sre"
timezone = "UTC"
[ledger]
url = "sqlite:///ledger.db"
[people]
file = "people.toml"
[[sources]]
name = "docs"
kind = "directory"
path = "docs"
write_back = true
[[trackers]]
name = "ops"
{tracker}
[[trackers]]
name = "notes"
kind = "local"
path = "tickets"
prefix = "NOTE"
[[routes]]
tracker = "notes"
when = {{ document = "notes/*" }}
[[routes]]
tracker = "ops"
[pages]
kind = "directory"
path = "report"
"""
ROWS = tuple(f"| Add check number {number:02} to the deploy | Dana | 2026-12-04 | Open |\n" for number in range(1, 21))


class RemoteWorld(World):
    """The remote is `self.fake`; `slept` are the seconds that calls waited for it."""

    def __init__(self, folder: Path, kind: str):
        self.kind, self.slept = kind, []
        self.fake = FakeGitHub().start() if kind == "github" else FakeJira(kind).start()
        if kind == "github":
            self.fake.add_org("acme")
            self.fake.add_repo(REPO, assignable=["dana"])
            name, handle = "github", "dana"
            tracker = f'kind = "github"\nurl = "{self.fake.url}"\nrepo = "{REPO}"'
        else:
            kim = self.fake.user("Kim Sample")
            name, handle = "jira", kim.account_id if self.fake.cloud else kim.name
            mail = f'mail = "{self.fake.mail}"\n' if self.fake.cloud else ""
            tracker = f'kind = "jira"\nurl = "{self.fake.url}"\n{mail}project = "OPS"'
        folder.mkdir(exist_ok=True)
        (folder / "people.toml").write_text(
            f'[people.dana]\nname = "Dana"\nmail = "dana@example.com"\nhandles = {{ {name} = "{handle}" }}\n'
        )
        super().__init__(folder, CONFIG.format(tracker=tracker))
        (folder / "docs" / "notes").mkdir()

    def start(self):
        super().start()
        self.app.clock = self.fake.clock
        made = {"ops": self._remote(), "notes": self.app._tracker(self.app.setup.config.trackers[1])}
        self.app.__dict__["trackers"] = made
        return self.app

    def _remote(self):
        setup = self.app.setup
        entry = setup.config.trackers[0]
        tracker = trackers.load(entry.kind).connect(
            setup.settings("trackers", entry),
            name="ops",
            installation=setup.config.installation,
            fieldmap=setup.maps["ops"],
            base_dir=setup.base,
            clock=self.fake.clock,
            patience=Patience(sleep=self._sleep, clock=self.fake.clock),
        )
        if self.kind == "github":
            tracker._pace.gap = timedelta()
        return tracker

    def _sleep(self, seconds):
        self.slept.append(seconds)
        self.fake.clock.advance(seconds)

    def pass_time(self, **time):
        self.fake.clock.advance(timedelta(**time).total_seconds())

    def ask(self, *numbers, name="a.md"):
        """Write a document with these of the items."""
        return self.write(name, HEAD + "".join(ROWS[number - 1] for number in numbers))

    def markers(self):
        """Return the marker of each ticket of the remote."""
        if self.kind == "github":
            return [str(marker_in(issue.body)) for issue in self.fake.repo(REPO).issues.values()]
        values = (issue.properties[PROPERTY] for issue in self.fake.world.issues.values())
        return [f"{value['installation']}/{value['item']}" for value in values]

    def titles(self):
        if self.kind == "github":
            return sorted(issue.title for issue in self.fake.repo(REPO).issues.values())
        return sorted(issue.values["summary"] for issue in self.fake.world.issues.values())

    def close(self):
        super().close()
        self.fake.stop()
        assert self.fake.errors == []

    def assert_once(self, *numbers):
        """Each of these items has exactly one ticket, is bound to it, and named in its document."""
        assert self.titles() == [f"Add check number {number:02} to the deploy" for number in sorted(numbers)]
        bindings = [one for one in self.app.ledger.bindings() if one.ref.tracker == "ops"]
        assert sorted(self.markers()) == sorted(f"example-sre/{one.key}" for one in bindings)
        assert self.app.ledger.intents() == ()
        for binding in bindings:
            assert f"[{binding.ticket_key}](" in self.read(binding.document.partition(":")[2])

    def assert_no_secret(self, *said):
        """No file of the installation and nothing that was said holds the token."""
        for file in self.folder.rglob("*"):
            assert not file.is_file() or self.fake.token.encode() not in file.read_bytes(), file
        assert not [words for words in said if self.fake.token in words]
