"""The story that `connector demo` tells: three weeks of a made-up shop, on the embedded tracker, through the real thing.

The people of the story edit ticket files and documents as people do; everything else is done by the same functions as
`apply`, `escalate` and `report`. The story is data, so that it can be read, and changed, in one place.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from connector.app import App
from connector.clock import fixed_clock
from connector.core.model import TrackedItem
from connector.core.weeks import IsoWeek
from connector.cycle import Synced
from connector.delivery import Delivery
from connector.errors import ConfigError, Fault
from connector.escalating import escalate_now
from connector.jobs import Published, publish, sync
from connector.observe import Observation
from connector.ports import Message
from connector.settings.setup import Setup, load_setup
from connector.share import shared

FIRST = date(2026, 11, 2)
LAST = date(2026, 11, 20)
REPORTED = IsoWeek(2026, 47)
MARK = ".connector-demo"
OPENS = time(9, 0)


@dataclass(frozen=True, slots=True)
class TicketEdit:
    """Somebody changes one line of a ticket's front matter in an editor. `action` is how its action begins."""

    who: str
    action: str
    field: str
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class DocumentEdit:
    """Somebody changes a post-mortem."""

    who: str
    document: str
    old: str
    new: str
    says: str


Edit = TicketEdit | DocumentEdit
GIFT_CARDS = "2026-10-29-gift-card-balance.md"

STORY: dict[date, tuple[Edit, ...]] = {
    date(2026, 11, 4): (
        TicketEdit("Eva Lind", "Block a release of the fraud", "status", "done", "closes {key}, in time"),
    ),
    date(2026, 11, 5): (
        TicketEdit("Rin Sato", "Refuse pictures of more than", "status", "done", "closes {key}, in time"),
        TicketEdit("Rin Sato", "Fail the ranking health check", "status", "done", "closes {key}, in time"),
    ),
    date(2026, 11, 9): (
        TicketEdit(
            "Tom Ng", "Name an owner for each of", "due", "2026-11-20", "moves the due date of {key} by three weeks"
        ),
        DocumentEdit(
            "José Álvarez",
            GIFT_CARDS,
            "03/04/2027",
            "2027-04-03",
            "writes the ambiguous date so that it has one meaning",
        ),
        DocumentEdit(
            "Max Roth",
            GIFT_CARDS,
            "Delete gift card answers from all caches and prove it by a query",
            "Delete all gift card answers from every cache and prove it by a query",
            "rewords an action in the post-mortem",
        ),
    ),
    date(2026, 11, 11): (
        TicketEdit("Ola Nilsen", "Add a release test that asks", "status", "done", "closes {key}, a day late"),
    ),
    date(2026, 11, 12): (
        TicketEdit("Max Roth", "Release checkout to 5 %", "status", "done", "closes {key}, in time"),
        TicketEdit("Lea Brandt", "Write runbook section 7", "owner", "Eva Lind", "hands {key} to Eva Lind"),
    ),
    date(2026, 11, 16): (
        TicketEdit("Tom Ng", "Be more careful", "status", "won't do", "closes {key} as won't do: nobody can do that"),
        TicketEdit("José Álvarez", "Restart at most one image", "status", "done", "closes {key}, in time"),
        TicketEdit(
            "Rin Sato", "Refuse pictures of more than", "status", "open", "opens {key} again: the limit broke uploads"
        ),
    ),
    date(2026, 11, 18): (
        TicketEdit("Rin Sato", "Hide products that sold out", "status", "done", "closes {key}, in time"),
        TicketEdit("Ola Nilsen", "Refuse a price suggestion", "status", "done", "closes {key}, a week late"),
        TicketEdit("José Álvarez", "Alert support when refund", "status", "done", "closes {key}, in time"),
    ),
    date(2026, 11, 20): (
        TicketEdit("Lea Brandt", "Send the 1,870 refused", "status", "done", "closes {key}, in time"),
    ),
}


@dataclass(frozen=True, slots=True)
class Day:
    """What one day brought: what people did, what was seen and done, who was told."""

    day: date
    deeds: tuple[str, ...]
    observed: Observation
    synced: Synced
    told: tuple[Delivery, ...]


def lay_out(folder: Path) -> Setup:
    """Copy the examples into a folder of their own, anew each time; a folder that is not the demo's is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        message = f"{folder} is not empty and was not made by the demo: name another folder"
        raise ConfigError([Fault("--dir", message)])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Marked first: a demo that ends half-way may be made anew. Emptied, not removed: somebody may stand in it.
        (folder / MARK).write_text("made by `connector demo`; the next one replaces this folder\n", encoding="utf-8")
        for old in folder.iterdir():
            if old.is_dir() and not old.is_symlink():
                shutil.rmtree(old)
            elif old.name != MARK:
                old.unlink()
        shutil.copytree(shared("examples"), folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    except (OSError, shutil.Error) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else "its files could not be copied"
        raise ConfigError([Fault("--dir", f"{folder} cannot be made anew: {words}")]) from error
    return load_setup(folder / "connector.toml")


class Listener:
    """Takes every digest in place of the configured channels: the story tells of them itself."""

    reaches_people = False
    name = section = "demo"

    def channels(self) -> tuple["Listener", ...]:
        return (self,)

    def send(self, message: Message) -> None:
        del message

    def check(self) -> tuple[Fault, ...]:
        return ()


def at(app: App, day: date, hour: time = OPENS) -> datetime:
    """Set the story's clock."""
    moment = datetime.combine(day, hour, tzinfo=app.setup.config.zone)
    app.clock = fixed_clock(moment)
    return moment


def days(app: App) -> Iterator[Day]:
    """Let the working days pass: in the morning everything is synced and people are told, in the afternoon they work."""
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5:
            morning = at(app, day)
            observed = app.observe()
            synced = sync(app)
            told = escalate_now(app).deliveries
            afternoon = morning + timedelta(hours=6)
            deeds = tuple(_do(app, edit, afternoon) for edit in STORY.get(day, ()))
            yield Day(day, deeds, observed, synced, told)
        if day.weekday() == 6:
            publish(app, week=IsoWeek.of(day))
        day += timedelta(days=1)


def finish(app: App) -> tuple[Day, Published]:
    """Take in what was done last, and publish the week's report on the morning after it."""
    day = REPORTED.sunday + timedelta(days=1)
    at(app, day)
    observed = app.observe()
    synced = sync(app)
    told = escalate_now(app).deliveries
    return Day(day, (), observed, synced, told), publish(app, week=REPORTED)


def _do(app: App, edit: Edit, moment: datetime) -> str:
    """Edit a file as a person would, at a moment of the story."""
    if isinstance(edit, DocumentEdit):
        path = app.setup.base / "postmortems" / edit.document
        _rewrite(path, edit.old, edit.new, moment)
        return f"{edit.who} {edit.says}"
    item = _item(app, edit.action)
    path = app.setup.base / "tickets" / f"{item.ticket_key}.md"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(f"{edit.field}:"))
    _rewrite(path, f"{line}\n", f"{edit.field}: {edit.value}\n", moment)
    return f"{edit.who} {edit.says.format(key=item.ticket_key)} ({item.action})"


def _item(app: App, action: str) -> TrackedItem:
    return next(item for item in app.ledger.tracked() if item.ticket_key and item.action.startswith(action))


def _rewrite(path: Path, old: str, new: str, moment: datetime) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ConfigError([Fault(str(path), f"the story expects '{old.strip()}' here")])
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    os.utime(path, (moment.timestamp(), moment.timestamp()))
