"""An installation in a folder, and the command line called on it."""

import json

from connector.cli import main

CONFIG = """
installation = "example-sre"
timezone = "Europe/Berlin"
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
[people]
file = "people.toml"
[pages]
kind = "directory"
path = "report"
[[escalation.rungs]]
name = "due"
offset = 0
to = "owner"
[[escalation.rungs]]
name = "manager"
offset = 3
to = "manager"
"""
PEOPLE = """
[people.dana]
name = "Dana Example"
manager = "kim"
mail = "dana@example.com"
[people.kim]
name = "Kim Sample"
mail = "kim@example.com"
"""
HEAD = "# Outage\n\nDate of Incident: 2026-11-02\n\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n"
GOOD = "| Add an alert for the queue | Dana Example | 2026-11-06 | Open |\n"
HELD = "| Check the backups | Dana Example | 31 February 2027 | Open |\n"


class Installation:
    def __init__(self, folder, capsys):
        self.folder = folder
        self._capsys = capsys
        (folder / "docs").mkdir()
        (folder / "connector.toml").write_text(CONFIG)
        (folder / "people.toml").write_text(PEOPLE)

    def write(self, rows, name="a.md"):
        path = self.folder / "docs" / name
        path.write_text(HEAD + rows)
        return path

    def run(self, *words, as_of="2026-11-02T09:00"):
        """Run a command; return its exit code, stdout and stderr."""
        self._capsys.readouterr()
        code = 0
        try:
            main(["--as-of", as_of, *words] if as_of else [*words])
        except SystemExit as done:
            code = done.code or 0
        shown = self._capsys.readouterr()
        return code, shown.out, shown.err

    def data(self, *words, **options):
        code, out, _ = self.run(*words, **options)
        return code, json.loads(out)

    def files(self):
        return {file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()}
