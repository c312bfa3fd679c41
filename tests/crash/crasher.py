"""Kills a real process at every write boundary of a 50-item apply, restarts it, and looks at what is there.

Run as a program: `python crasher.py FOLDER FIRST STEP` tries every STEPth boundary from FIRST on. Everything is imported
once, by a cycle that is let live; every attempt is a child process forked from here that ends by SIGKILL at its boundary:
before and after a file gets its name, in the middle of writing one, and before the ledger commits. Prints one JSON line for
each boundary.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from connector import log
from connector.app import App
from connector.settings.setup import load_setup

ITEMS = 50
CONFIG = """
installation = "example-crash"
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


class Boundaries:
    """Counts write boundaries and kills this process at the one asked for."""

    def __init__(self, kill_at):
        self.kill_at = kill_at
        self.count = 0

    def reached(self):
        self.count += 1
        return self.count == self.kill_at

    def pass_or_die(self, *_):
        if self.reached():
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self):
        event.listen(Engine, "commit", self.pass_or_die)
        for name in ("link", "replace"):
            setattr(os, name, self.around(getattr(os, name)))
        os.write = self.torn(os.write)

    def around(self, call):
        def wrapped(*args, **kwargs):
            self.pass_or_die()
            result = call(*args, **kwargs)
            self.pass_or_die()
            return result

        return wrapped

    def torn(self, write):
        def wrapped(handle, data):
            if self.reached():
                write(handle, bytes(data)[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return write(handle, data)

        return wrapped


def prepare(folder):
    (folder / "docs").mkdir(parents=True)
    (folder / "tickets").mkdir()
    for document in range(2):
        rows = "".join(
            f"| Add check number {document}{row:02} | Dana | 2026-12-{row % 28 + 1:02} | Open |\n" for row in range(25)
        )
        text = f"# Outage {document}\n\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n{rows}"
        (folder / "docs" / f"outage-{document}.md").write_text(text, encoding="utf-8")
    (folder / "connector.toml").write_text(CONFIG, encoding="utf-8")


def cycle(folder):
    app = App(load_setup(folder / "connector.toml"))
    try:
        app.observe()
        work = app.cycle()
        return work.carry_out(work.look())
    finally:
        app.close()


def in_child(work):
    """Run in a forked child; return its wait status."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1]


def attempt(root, kill_at):
    folder = root / f"at-{kill_at}"
    shutil.copytree(root / "fresh", folder)

    def dying():
        Boundaries(kill_at).install()
        cycle(folder)
        return 0

    status = in_child(dying)
    survivor = in_child(lambda: 0 if cycle(folder) else 1)
    found = look(folder)
    shutil.rmtree(folder)
    return {"kill_at": kill_at, "killed": os.WIFSIGNALED(status), "restarted": survivor == 0, **found}


def look(folder):
    """Return what is there after the restart, and whether another cycle would change anything."""
    app = App(load_setup(folder / "connector.toml"))
    try:
        bindings = list(app.ledger.bindings())
        text = {file.name: file.read_text() for file in (folder / "docs").iterdir()}
        outlook = app.cycle().look()
        return {
            "tickets": len(list((folder / "tickets").glob("OPS-*.md"))),
            "bound": len({binding.ref.id for binding in bindings}),
            "items": len({binding.key for binding in bindings}),
            "intents": len(app.ledger.intents()),
            "named": sum(f"[{one.ticket_key}](" in text[one.document.partition(":")[2]] for one in bindings),
            "changes": len(outlook.plan.changes),
            "holds": [hold.reason for hold in outlook.holds],
        }
    finally:
        app.close()


def warm_up(root):
    """Import all that a cycle needs, and leave a fresh installation with an empty ledger to copy."""
    prepare(root / "warm")
    cycle(root / "warm")
    prepare(root / "fresh")
    app = App(load_setup(root / "fresh" / "connector.toml"))
    app.ledger.revisions("docs")
    app.close()


def main():
    log.configure(level="error")
    root, kill_at, step = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    warm_up(root)
    while True:
        result = attempt(root, kill_at)
        sys.stdout.write(json.dumps(result) + "\n")
        if not result["killed"]:
            return
        kill_at += step


if __name__ == "__main__":
    main()
