"""An installation whose tracker is a fake Jira Cloud, Jira Data Center or GitHub, and the command line called on it."""

from fakes.github import FakeGitHub
from fakes.jira import FakeJira
from installation import Installation

HEAD = """
installation = "example-sre"
timezone = "UTC"
[ledger]
url = "sqlite:///ledger.db"
[[sources]]
name = "docs"
kind = "directory"
path = "docs"
[people]
file = "people.toml"
[pages]
kind = "directory"
path = "report"
[[trackers]]
name = "ops"
"""
KINDS = ("cloud", "datacenter", "github")


class Remote(Installation):
    """`kind` is one of KINDS; `own` are further lines of the tracker's section, `people` the people file."""

    def __init__(self, kind, folder, capsys, monkeypatch):
        self.kind = kind
        self.tracker = "github" if kind == "github" else "jira"
        self.fake = FakeGitHub() if kind == "github" else FakeJira(kind)
        self.fake.start()
        super().__init__(folder, capsys)
        self._monkeypatch = monkeypatch
        self.unset(self.fake.token)
        if kind == "github":
            self.fake.add_org("acme")
            self.fake.add_repo("acme/ops", assignable=["dana", "kim"])
        self.configure()
        self.people("")

    def configure(self, own="", **settings):
        """Write the configuration; `settings` are values of the tracker's section in place of the usual ones."""
        usual = {"kind": self.tracker, "url": self.fake.url}
        usual |= {"repo": "acme/ops"} if self.kind == "github" else {"project": "OPS"}
        usual |= {"mail": self.fake.mail} if self.kind == "cloud" else {}
        lines = [f'{name} = "{value}"' for name, value in {**usual, **settings}.items() if value is not None]
        (self.folder / "connector.toml").write_text(HEAD + "\n".join([*lines, own]))

    def unset(self, token=None):
        """Take the token out of the environment, or put another there."""
        if token is None:
            self._monkeypatch.delenv("CONNECTOR_TRACKERS__OPS__TOKEN", raising=False)
        else:
            self._monkeypatch.setenv("CONNECTOR_TRACKERS__OPS__TOKEN", token)

    def people(self, text):
        (self.folder / "people.toml").write_text(text)

    def mapping(self, text):
        """Use this field map."""
        (self.folder / "own.toml").write_text(text, encoding="utf-8")
        self.configure(mapping="own.toml")

    def handle(self, name):
        """Return what the tracker calls somebody it shows under this name."""
        if self.kind == "github":
            return name
        user = self.fake.user(name)
        return user.account_id if self.kind == "cloud" else user.name
