"""The embedded tracker as tests handle it: a folder that can be edited like a person does."""

import errno
import os
import time
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from contracts.tracker_contract import OURS, Tracker, TrackerHarness

from connector.clock import fixed_clock
from connector.core.model import Status, Ticket, TicketId
from connector.files import path_of
from connector.settings.fieldmap import load_fieldmap, shipped_map
from connector.trackers import local, ticketfolder

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
FIELDMAP = load_fieldmap(shipped_map("local"))


class LocalHarness(TrackerHarness):
    owners = ("Dana Example", "Kim Sample")
    priorities = ("high", "low")

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._minutes = 0

    def connect(self, *, installation: str = OURS) -> Tracker:
        settings = local.Settings(path=Path(self.folder.name))
        return local.connect(
            settings,
            name="ops",
            installation=installation,
            fieldmap=FIELDMAP,
            base_dir=self.folder.parent,
            clock=fixed_clock(NOW),
        )

    def path(self, ticket: Ticket) -> Path:
        found = path_of(ticket.url)
        assert found is not None
        return found

    def edit_as_person(self, ticket: Ticket, **fields: object) -> None:
        path = self.path(ticket)
        lines = path.read_text(encoding="utf-8").split("\n")
        for name, value in fields.items():
            at = next(i for i, line in enumerate(lines) if line.startswith("# " if name == "title" else f"{name}:"))
            words = {Status.IN_PROGRESS: "Doing", Status.WONT_DO: "Won\u2019t do"}.get(value, value)
            text = words.isoformat() if isinstance(words, date) else str(words)
            lines[at] = f"# {text}" if name == "title" else f"{name}: {text}"
        path.write_text("\n".join(lines), encoding="utf-8")

    def create_as_person(self, title: str) -> TicketId:
        (self.folder / "ACT-900.md").write_text(f"---\nstatus: todo\n---\n# {title}\n", encoding="utf-8")
        return TicketId("ACT-900")

    def copy_as_person(self, ticket: Ticket) -> TicketId:
        text = self.path(ticket).read_text(encoding="utf-8")
        (self.folder / "ACT-800.md").write_text(
            text.replace(f"key: {ticket.key}\n", "key: ACT-800\n"), encoding="utf-8"
        )
        return TicketId("ACT-800")

    def delete_as_person(self, ticket: Ticket) -> None:
        self.path(ticket).unlink()

    def settle(self) -> None:
        """Move our clock; the file system's stands still, as nothing is written."""
        self._minutes += 1
        ahead = self._minutes * 60_000_000_000
        later = SimpleNamespace(time_ns=lambda: time.time_ns() + ahead, perf_counter_ns=time.perf_counter_ns)
        self._monkeypatch.setattr(ticketfolder, "time", later)

    def shown_text(self, ticket: Ticket) -> str:
        return self.path(ticket).read_text(encoding="utf-8")

    def refuse(self, words: str) -> None:
        write = local.create_file

        def full_disk(path: Path, data: bytes) -> None:
            if words.encode() in data:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            write(path, data)

        self._monkeypatch.setattr(local, "create_file", full_disk)

    def references(self, ticket: Ticket) -> list[str]:
        name, folder = f"{ticket.key}.md", self.folder
        return [
            ticket.key,
            f" {ticket.key} ",
            ticket.key.lower(),
            ticket.url,
            str(folder / name),
            f"{folder}/../{folder.name}/{name}",
            f"file://localhost{folder}/{name}#comments",
            f"../{folder.name}/{name}",
            f"./{folder.name}/{name}",
            f"../../{folder.parent.name}/{folder.name}/{name}",
            f"../{folder.name}/{ticket.key}%20renamed.md",
            name,
        ]

    def foreign_references(self) -> list[str]:
        return [
            "OPS-1",
            "ACT-",
            "ACT-x",
            "XACT-1",
            "ACT-1 and ACT-2",
            "",
            "..",
            "/",
            "/elsewhere/ACT-1.md",
            "file:///elsewhere/ACT-1.md",
            "file://server/tickets/ACT-1.md",
            f"https://example.com/{self.folder.name}/ACT-1.md",
            f"//example.com/{self.folder.name}/ACT-1.md",
            "../elsewhere/ACT-1.md",
            f"../{self.folder.name}/OPS-1.md",
            f"../{self.folder.name}/deeper/ACT-1.md",
            f"../{self.folder.name}/ACT-1.txt",
            "http://[broken",
        ]
