"""Kills a real process at every boundary of a 50-item apply to a tracker over HTTP, and starts it again as time goes by.

Run as a program: `python remotecrasher.py FOLDER KIND FIRST STEP`; KIND is cloud, datacenter or github. The fake lives in this
process, which survives; every attempt is a child forked from here that ends by SIGKILL at its boundary: before a request is
sent, after it was processed and before its answer is read, before the ledger commits, and around and in the middle of writing
a file. The fake's search shows nothing younger than 300 seconds. Prints one JSON line for each boundary.
"""

import json
import os
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path

from crasher import Boundaries, in_child

from connector import log, trackers
from connector.app import App
from connector.remote.http import Patience
from connector.settings.setup import load_setup
from connector.trackers.githubfields import marker_in
from connector.trackers.jirafields import PROPERTY

ITEMS = 50
LAG = 300
REPO = "acme/ops"
LATER = (60, 400, 3600)
"""Seconds after a kill at which it is started again: while the search lags, after that, and much later."""
CONFIG = """
installation = "example-crash"
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
[pages]
kind = "directory"
path = "report"
"""
TRACKERS = {
    "cloud": 'kind = "jira"\nurl = "{url}"\nmail = "{mail}"\nproject = "OPS"',
    "datacenter": 'kind = "jira"\nurl = "{url}"\nproject = "OPS"',
    "github": f'kind = "github"\nurl = "{{url}}"\nrepo = "{REPO}"\ncreates_per_minute = 10000\ncreates_per_hour = 100000',
}


class Remote:
    """A fake with what is asked of it here."""

    def __init__(self, kind):
        if kind == "github":
            from fakes.github import FakeGitHub

            self.fake = FakeGitHub().start()
            self.fake.limits.content_per_minute = self.fake.limits.content_per_hour = 10_000
            self.fake.add_org("acme")
            self.fake.add_repo(REPO, assignable=["dana"])
            self.handle, self.mail = "dana", ""
        else:
            from fakes.jira import FakeJira

            self.fake = FakeJira(kind).start()
            dana = self.fake.user("Kim Sample")
            self.handle, self.mail = dana.account_id if self.fake.cloud else dana.name, self.fake.mail
        self.fake.search_lag = LAG

    @property
    def markers(self):
        """The marker of each ticket there is."""
        if hasattr(self.fake, "world"):
            return [_words(issue.properties[PROPERTY]) for issue in self.fake.world.issues.values()]
        return [str(marker_in(issue.body)) for issue in self.fake.repo(REPO).issues.values()]


def _words(value):
    return f"{value['installation']}/{value['item']}"


def prepare(folder, kind, remote):
    (folder / "docs").mkdir(parents=True)
    for document in range(2):
        rows = "".join(
            f"| Add check number {document}{row:02} | Dana | 2026-12-{row % 28 + 1:02} | Open |\n"
            for row in range(ITEMS // 2)
        )
        text = f"# Outage {document}\n\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n{rows}"
        (folder / "docs" / f"outage-{document}.md").write_text(text, encoding="utf-8")
    name = "github" if kind == "github" else "jira"
    people = f'[people.dana]\nname = "Dana"\nhandles = {{ {name} = "{remote.handle}" }}\n'
    (folder / "people.toml").write_text(people, encoding="utf-8")
    place(folder, kind, remote)


def place(folder, kind, remote):
    """Write the configuration: every fake has a port of its own."""
    tracker = TRACKERS[kind].format(url=remote.fake.url, mail=remote.mail)
    (folder / "connector.toml").write_text(CONFIG.format(tracker=tracker), encoding="utf-8")
    os.environ["CONNECTOR_TRACKERS__OPS__TOKEN"] = remote.fake.token


def opened(folder, clock):
    """Return the App of an installation whose tracker lives by the fake's clock and waits for nothing."""
    setup = load_setup(folder / "connector.toml")
    app = App(setup, clock=clock)
    (entry,) = setup.config.trackers
    tracker = trackers.load(entry.kind).connect(
        setup.settings("trackers", entry),
        name="ops",
        installation=setup.config.installation,
        fieldmap=setup.maps["ops"],
        base_dir=setup.base,
        clock=clock,
        patience=Patience(sleep=lambda _: None, clock=clock),
    )
    if entry.kind == "github":
        tracker._pace.gap = timedelta()
    app.__dict__["trackers"] = {"ops": tracker}
    return app


def clock_at(now):
    """Return a clock that goes on from there: creates are paced by it."""
    start = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - start)


def cycle(folder, now):
    app = opened(folder, clock_at(now))
    try:
        app.observe()
        work = app.cycle()
        return work.carry_out(work.look())
    finally:
        app.close()


class RemoteBoundaries(Boundaries):
    def install(self):
        from requests.adapters import HTTPAdapter

        super().install()
        HTTPAdapter.send = self.around(HTTPAdapter.send)


def attempt(root, kind, kill_at):
    remote = Remote(kind)
    folder = root / f"at-{kill_at}"
    shutil.copytree(root / "fresh", folder)
    place(folder, kind, remote)
    start = remote.fake.clock()

    def dying():
        RemoteBoundaries(kill_at).install()
        cycle(folder, start)
        return 0

    status = in_child(dying)
    after = [len(remote.markers)]
    exits = []
    for later in LATER:
        now = start + timedelta(seconds=later)
        remote.fake.clock.advance((now - remote.fake.clock()).total_seconds())
        exits.append(in_child(lambda now=now: 0 if cycle(folder, now) else 1))
        after.append(len(remote.markers))
    found = look(folder, remote)
    remote.fake.stop()
    shutil.rmtree(folder)
    errors = remote.fake.errors
    return {
        "kill_at": kill_at, "killed": os.WIFSIGNALED(status), "exits": exits, "tickets": after, "errors": errors, **found
    }  # fmt: skip


def look(folder, remote):
    """Return what is there in the end, and whether another cycle would change anything."""
    app = opened(folder, remote.fake.clock)
    try:
        bindings = list(app.ledger.bindings())
        text = {file.name: file.read_text() for file in (folder / "docs").iterdir()}
        outlook = app.cycle().look()
        return {
            "bound": len({binding.ref.id for binding in bindings}),
            "marked": sorted(remote.markers) == sorted(f"example-crash/{binding.key}" for binding in bindings),
            "intents": len(app.ledger.intents()),
            "named": sum(f"[{one.ticket_key}](" in text[one.document.partition(":")[2]] for one in bindings),
            "changes": len(outlook.plan.changes),
            "holds": [hold.reason for hold in outlook.holds],
        }
    finally:
        app.close()


def warm_up(root, kind):
    """Import all that a cycle needs, and leave a fresh installation with an empty ledger to copy."""
    remote = Remote(kind)
    for name in ("warm", "fresh"):
        prepare(root / name, kind, remote)
    cycle(root / "warm", remote.fake.clock())
    app = opened(root / "fresh", remote.fake.clock)
    app.ledger.revisions("docs")
    app.close()
    remote.fake.stop()


def main():
    log.configure(level="error")
    root, kind, kill_at, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    warm_up(root, kind)
    while True:
        result = attempt(root, kind, kill_at)
        sys.stdout.write(json.dumps(result) + "\n")
        if not result["killed"]:
            return
        kill_at += step


if __name__ == "__main__":
    main()
