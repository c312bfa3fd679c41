"""A small installation in a folder: documents, ticket files, a clock, and people who edit both."""

import os
from datetime import UTC, datetime, timedelta

from connector.app import App
from connector.clock import fixed_clock
from connector.jobs import sync
from connector.settings.setup import load_setup

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
kind = "local"
path = "tickets"
prefix = "OPS"
[pages]
kind = "directory"
path = "report"
"""
JIRA = """
installation = "example-sre"
timezone = "UTC"
[ledger]
url = "sqlite:///ledger.db"
[[sources]]
name = "docs"
kind = "directory"
path = "docs"
[[trackers]]
name = "ops"
kind = "jira"
url = "{url}"
mail = "bot@example.com"
project = "OPS"
"""
"""Documents that are only read, and a project of a Jira at `url`; further keys of the tracker may follow."""
HEAD = "# Outage\n\nIncident ID: EX-1\nDate of Incident: 2026-11-02\n\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n"
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def table(*rows):
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


ROWS = (
    ("Add an alert for the queue", "Dana", "2026-11-06", "Open"),
    ("Write the failover runbook", "Sam", "2026-11-13", "Open"),
    ("Raise the memory limit", "Dana", "2026-11-20", "Open"),
)


class World:
    def __init__(self, folder, config=CONFIG):
        self.folder = folder
        (folder / "docs").mkdir(parents=True)
        (folder / "tickets").mkdir()
        (folder / "connector.toml").write_text(config, encoding="utf-8")
        self.now = MONDAY
        self.app = self.start()

    def start(self):
        """Start the program anew, as after a restart."""
        self.app = App(load_setup(self.folder / "connector.toml"), clock=fixed_clock(self.now))
        return self.app

    def close(self):
        self.app.close()

    def write(self, name, text):
        path = self.folder / "docs" / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def read(self, name):
        return (self.folder / "docs" / name).read_bytes().decode()

    def pass_days(self, days):
        self.now += timedelta(days=days)
        self.app.clock = fixed_clock(self.now)

    def cycle(self):
        """Poll and sync once, as `apply` does."""
        self.app.observe()
        return sync(self.app)

    def tickets(self):
        return sorted(file.stem for file in (self.folder / "tickets").glob("*.md"))

    def ticket(self, key):
        return (self.folder / "tickets" / f"{key}.md").read_text()

    def edit_ticket(self, key, field, value):
        """Change a line of the front matter in an editor."""
        path = self.folder / "tickets" / f"{key}.md"
        lines = path.read_text().splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{field}:"))
        lines[at] = f"{field}: {value}\n"
        path.write_text("".join(lines))
        os.utime(path, (self.now.timestamp(), self.now.timestamp()))

    def delete_ticket(self, key):
        (self.folder / "tickets" / f"{key}.md").unlink()

    def events(self):
        return [(event.field, event.old, event.new) for event in self.app.ledger.events()]

    def items(self):
        return {item.action: item for item in self.app.ledger.tracked()}
