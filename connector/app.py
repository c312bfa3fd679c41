"""The wiring: from a configuration to readers, writers and a ledger, connected once for one command.

Nothing is connected before it is asked for, so `people resolve` opens no ledger and `plan` opens no writer.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from connector.channels import own_faults
from connector.clock import Clock, local_date, system_clock
from connector.core.events import CONNECTOR
from connector.core.guard import Limits
from connector.core.model import Document, Hold, PostMortem
from connector.core.people import Directory
from connector.cycle import Cycle
from connector.daemon import Stop
from connector.errors import ConfigError, Fault, LedgerError, RemoteError
from connector.observe import Glimpse, Observation, glimpse, observe
from connector.ports import ChecksHere, Ledger, Notifier, PageStore, Source
from connector.settings.config import Section
from connector.settings.setup import Setup, name_of

if TYPE_CHECKING:
    from connector.doubts.orphans import Orphans
    from connector.rendering.templating import Templates
    from connector.resolving.compose import Composer
    from connector.resolving.resolve import Resolver


def _quiet(what: str, done: int, total: int) -> None:
    del what, done, total


def _go_on() -> bool:
    return False


@dataclass
class App:
    """One installation, ready to work. `clock` says what "now" is for everything but leases.

    `records`: what is seen on trackers goes into the ledger, before anything is decided or reported by it. `notes` are what
    `check` found that is no fault.
    """

    setup: Setup
    clock: Clock = system_clock
    progress: Callable[[str, int, int], None] = _quiet
    heartbeat: Callable[[], bool] = _go_on
    stop: Stop = field(default_factory=Stop)
    looks_only: bool = False
    records: bool = True
    notes: list[str] = field(default_factory=list)
    _polled: frozenset[str] = frozenset()
    _strangers: Mapping[str, "Orphans"] = field(default_factory=dict)
    _cleanup: list[Callable[[], None]] = field(default_factory=list)

    # --- parts ---

    @cached_property
    def ledger(self) -> Ledger:
        from connector.ledger import open_ledger

        if not self.unborn:
            return open_ledger(self.setup.ledger_url)
        folder = tempfile.TemporaryDirectory(prefix="connector-")
        self._cleanup.append(folder.cleanup)
        return open_ledger(f"sqlite:///{folder.name}/ledger.db")

    @property
    def unborn(self) -> bool:
        """Whether the ledger is a file that is not there yet and must not be made by a command that only looks."""
        if not self.looks_only:
            return False
        from connector.ledger.database import file_of

        file = file_of(self.setup.ledger_url)
        return file is not None and not file.exists()

    @cached_property
    def directory(self) -> Directory:
        from connector.settings.people_file import systems

        names = [name_of(entry, "tracker") for entry in self.setup.config.trackers]
        return Directory(self.setup.people, systems=systems(names), groups=self.setup.groups)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {name_of(entry, "source"): self._source(entry) for entry in self.setup.config.sources}

    def _source(self, entry: Section) -> Source:
        from connector import sources

        source: Source = sources.load(entry.kind).connect(
            self.setup.settings("sources", entry), name=name_of(entry, "source"), base_dir=self.setup.base
        )
        return source

    @cached_property
    def trackers(self) -> Mapping[str, Any]:
        """The trackers, readers and writers in one; who may write is decided by what a function is handed."""
        return {name_of(entry, "tracker"): self._tracker(entry) for entry in self.setup.config.trackers}

    def _tracker(self, entry: Section) -> Any:
        from connector import trackers

        name = name_of(entry, "tracker")
        return trackers.load(entry.kind).connect(
            self.setup.settings("trackers", entry),
            name=name,
            installation=self.setup.config.installation,
            fieldmap=self.setup.maps[name],
            base_dir=self.setup.base,
            places={route.project for route in self.setup.config.routes if route.tracker == name and route.project},
        )

    @cached_property
    def pages(self) -> PageStore:
        return self._page_store(self.setup.config.pages)

    def _page_store(self, entry: Section) -> PageStore:
        from connector import pages
        from connector.pages.memory import Remembered

        store: PageStore = pages.load(entry.kind).connect(
            self.setup.settings("pages", entry),
            base_dir=self.setup.base,
            installation=self.setup.config.installation,
            memory=Remembered.of(entry, ledger=lambda: self.ledger),
        )
        return store

    @cached_property
    def notifiers(self) -> Sequence[Notifier]:
        return [self._notifier(entry) for entry in self.setup.config.notifiers]

    def _notifier(self, entry: Section) -> Notifier:
        from connector import notifiers

        notifier: Notifier = notifiers.load(entry.kind).connect(
            self.setup.settings("notifiers", entry), name=name_of(entry, entry.kind), base_dir=self.setup.base
        )
        return notifier

    @cached_property
    def templates(self) -> "Templates":
        from connector.rendering.templating import Templates

        own = self.setup.config.templates
        return Templates(self.setup.base / own if own else None)

    # --- work ---

    @property
    def today(self) -> date:
        return local_date(self.clock(), zone=self.setup.config.zone)

    def parse(self, document: Document) -> PostMortem:
        """Parse one document by the configuration's date order; never raises."""
        from connector.parsing import parse

        return parse(document.data, document.name, options=self._options, title=document.title)

    @cached_property
    def _options(self) -> Any:
        from connector.parsing import ParseOptions, words

        names = (name for person in self.setup.people for name in (person.name, *person.aliases))
        named = (word for word in words.NO_PROJECTS for each in self.trackers.values() if each.ticket_name(f"{word}-1"))
        return ParseOptions(self.setup.config.date_order, frozenset(map(str.lower, names)), frozenset(named))

    def cycle(self, *, patient: bool = False) -> Cycle:
        """Return one cycle over the sources and trackers as they are now."""
        from connector.collecting import Collector
        from connector.parsing.writing.writeback import edit
        from connector.planning import Planner
        from connector.written import WriteBack

        config = self.setup.config
        planner = Planner(
            collector=Collector(list(self.sources.values()), self.ledger, self.parse, self.progress),
            trackers=self.trackers,
            ledger=self.ledger,
            resolver=self._resolver(),
            installation=config.installation,
            progress=self.progress,
            # A person who runs a cycle is told what is true now, as by `plan`: a poll does not show what was deleted.
            polled=self._polled if patient else frozenset(),
            strangers=self._strangers,
        )
        write_back = WriteBack(
            trackers=self.trackers,
            ledger=self.ledger,
            edit=lambda document, edits: edit(document.data, document.name, edits, options=self._options),
            parse=self.parse,
        )
        guard = config.guard
        limits = Limits(max_creates=guard.max_creates, create_share=guard.max_share, update_share=guard.max_share)
        return Cycle(
            planner=planner,
            writers=self.trackers,
            sources=self.sources,
            ledger=self.ledger,
            write_back=write_back,
            installation=config.installation,
            limits=limits,
            configuration=self.setup.fingerprint,
            clock=self.clock,
            heartbeat=self.heartbeat,
            progress=self.progress,
            patient=patient,
        )

    def _resolver(self) -> "Resolver":
        from connector.resolving.resolve import Resolver

        config = self.setup.config
        return Resolver(
            policy=config.policy,
            routes=config.routes,
            directory=self.directory,
            trackers=self.trackers,
            maps=self.setup.maps,
            kinds={name_of(entry, "tracker"): entry.kind for entry in config.trackers},
            compose=self._composer(),
            today=self.today,
        )

    def _composer(self) -> "Composer":
        from connector.resolving.compose import Composer

        return Composer(self.templates)

    def observe(self) -> Observation:
        """Poll all trackers for what people changed."""
        seen = observe(self.trackers, ledger=self.ledger, now=self.clock(), installation=self.setup.config.installation)
        self._polled = frozenset(self.trackers) - seen.unreachable.keys()
        return seen

    def glimpse(self) -> Glimpse:
        """Look at the trackers as they are now, storing nothing."""
        seen = glimpse(self.trackers, ledger=self.ledger, now=self.clock(), installation=self.setup.config.installation)
        self._strangers = seen.strangers
        return seen

    def news(self) -> Glimpse:
        """Return what is to be told of the trackers beside the ledger, once what they show is recorded there.

        Where another process records, it is left to it: a report must not tell what the next one may date otherwise.
        """
        if self.records:
            observed = self.observe()
            others = sum(event.by != CONNECTOR for event in observed.events)
            return Glimpse((), {}, observed.holds, observed.unreachable, self.ledger.names(), recorded=others)
        return replace(self.glimpse(), events=(), bindings={})

    def standing(self, seen: Glimpse) -> list[Hold]:
        """Return every hold that stands; `seen` is what the trackers showed just now beside the ledger."""
        from connector.standing import standing

        return standing(self.ledger, self.trackers, installation=self.setup.config.installation, seen=seen)

    def check_here(self, told: Sequence[Fault]) -> list[Fault]:
        """Return what is wrong on this machine beside what is `told` already; asks no network.

        A source's folder that was read before and is away may come back, as disks do: by itself it stops nothing.
        """
        config = self.setup.config
        own = config.templates is not None or any(tracker.mapping for tracker in config.trackers)
        faults = [*self._ledger_here(), *self._faults_of_parts(here=True), *(self._faults_of_texts() if own else ())]
        new = [fault for fault in faults if fault not in told]
        sources = {f"sources.{name_of(entry, 'source')}.path": entry for entry in config.sources}
        if told or not new or any(fault.path not in sources for fault in new):
            return new
        return [fault for fault in new if not self.ledger.revisions(name_of(sources[fault.path], "source"))]

    def check(self) -> list[Fault]:
        """Ask every adapter what would go wrong; writes nothing."""
        found = list(self._faults_of_parts())
        faults = [*self._ledger_faults(), *found, *self._faults_of_texts()]
        # Only what is sound by itself is asked whether it still holds what the ledger knows.
        silent = {} if faults or self.unborn else self.glimpse().unreachable
        lost = [Fault(f"trackers.{name}", why) for name, why in sorted(silent.items())]
        return [*faults, *lost, *self._unassignable(found)]

    def _faults_of_texts(self) -> list[Fault]:
        """Find what is wrong in templates and in the texts of field maps."""
        composer = self._composer()
        broken = self.templates.check()
        # A template that is broken by itself would be told again for every field map.
        told = tuple(f": {fault.path}" for fault in broken)
        return broken + [
            fault
            for name, fieldmap in self.setup.maps.items()
            for fault in composer.check(fieldmap, at=f"trackers.{name}.mapping")
            if not fault.path.endswith(told)
        ]

    def _unassignable(self, found: Sequence[Fault]) -> Iterator[Fault]:
        """Find people whom a tracker cannot assign tickets to; asks none that cannot be used anyway."""
        from connector.resolving.assignable import unassignable_people

        for entry in self.setup.config.trackers:
            tracker = name_of(entry, "tracker")
            if tracker in self.setup.unmapped:
                continue
            own = [fault.path for fault in found if fault.path.startswith(f"trackers.{tracker}.")]
            if any(not path.startswith(f"trackers.{tracker}.mapping") for path in own):
                continue
            try:
                live = self._tracker(entry)
            except ConfigError:
                continue  # told already
            try:
                faults, notes = unassignable_people(
                    live, entry.kind, directory=self.directory, routes=self.setup.config.routes
                )
            except RemoteError as error:
                faults, notes = [Fault(f"trackers.{tracker}", f"could not be asked about people: {error}")], []
            self.notes += notes
            yield from faults

    def _faults_of_parts(self, *, here: bool = False) -> Iterator[Fault]:
        """Connect and ask every part whose own settings are sound: what is wrong with the others was told with the file."""
        config = self.setup.config
        sections: tuple[tuple[str, Callable[[Any], Any], Sequence[Section]], ...] = (
            ("sources", self._source, config.sources),
            ("trackers", self._tracker, config.trackers),
            ("pages", self._page_store, [config.pages]),
            ("notifiers", self._notifier, config.notifiers),
        )
        yield from own_faults(self.setup.urls, base=self.setup.base, here=here)
        for section, connect, entries in sections:
            for entry in entries:
                with suppress(ConfigError):
                    self.setup.settings(section, entry)
                    unmapped = section == "trackers" and (name := name_of(entry, "tracker")) in self.setup.unmapped
                    yield from _faults_of(connect, entry, here=here or unmapped)
                    if unmapped and not here:
                        said = "was not asked what else is wrong, as its field map cannot be used: mend that first"
                        yield Fault(f"trackers.{name}", said)

    def _ledger_here(self) -> list[Fault]:
        from connector.ledger.database import file_of

        try:
            file = file_of(self.setup.ledger_url)
        except LedgerError as error:
            return [Fault("ledger.url", str(error))]
        if file is None or file.exists() or os.access(file.parent, os.W_OK | os.X_OK):
            return []
        return [Fault("ledger.url", f"no file can be made in {file.parent}: make that folder, or allow this user")]

    def _ledger_faults(self) -> list[Fault]:
        if found := self._ledger_here():
            return found
        try:
            self.ledger.revisions("")
        except LedgerError as error:
            return [Fault("ledger.url", str(error))]
        return []

    def close(self) -> None:
        """Close what was opened."""
        if "ledger" in self.__dict__:
            self.ledger.close()
        for clean in self._cleanup:
            clean()


def _faults_of(connect: Callable[[Any], Any], entry: Section, *, here: bool) -> Sequence[Fault]:
    """Return what is wrong with one part: with the files its settings name, or else with what it is connected to."""
    try:
        part = connect(entry)
    except ConfigError as error:
        return error.faults
    if here:
        return part.check_here() if isinstance(part, ChecksHere) else ()
    faults: Sequence[Fault] = part.check()
    return faults


@contextmanager
def opened(setup: Setup, **options: Any) -> Iterator[App]:
    """Yield an App and close it afterwards."""
    with closing(App(setup, **options)) as app:
        yield app


def in_zone(at: datetime, *, setup: Setup) -> datetime:
    """Return a moment that somebody wrote, in the installation's zone where it names none."""
    return at if at.tzinfo else at.replace(tzinfo=setup.config.zone)
