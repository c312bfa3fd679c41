"""Everything the configuration names, read and checked together: field maps, people, adapters' settings.

Reading it all before the first use is what lets every fault be told at once.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, SecretStr

from connector import __version__, trackers
from connector.core.model import Party, Person, PersonId
from connector.core.notices import ROLE
from connector.errors import ConfigError, Fault
from connector.settings.config import Config, Section, TrackerSection, examine
from connector.settings.configfaults import salvage
from connector.settings.fieldmap import FieldMap, load_fieldmap, shipped_map
from connector.settings.people_file import NOBODY, OwnUrls, PeopleFile, examine_people, people_data
from connector.settings.sections import settings_of
from connector.settings.variables import LISTS, unclaimed

DECIDING = {"installation", "timezone", "date_order", "sources", "trackers", "routes", "policy"}
"""The parts of the configuration that decide what tickets look like: changing one asks for another look at everything."""
FOLDERS = {"directory", "local"}
"""The kinds whose `path` is a folder on this machine."""
Stamp = tuple[int, int] | None
"""When a file was last changed, in nanoseconds, and its size in bytes; None where there is none."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A configuration with the files it names; `base` is the folder that relative paths are meant from."""

    config: Config
    base: Path
    file: Path
    maps: Mapping[str, FieldMap]
    people: Sequence[Person]
    fingerprint: str
    files: Mapping[Path, Stamp]
    """What all this was read from, and what adapters read when they connect."""
    groups: Mapping[str, Party] = field(default_factory=dict)
    """Who is told for a team or a role, by its id."""
    urls: Mapping[str, OwnUrls] = field(default_factory=dict)
    """Who is told at places of their own."""
    calendars: Mapping[str, SecretStr] = field(default_factory=dict)
    """Where it is written when people are away, by their ids; a path or an address."""
    unmapped: frozenset[str] = frozenset()
    """Trackers whose field map cannot be used; the shipped one stands in, by which nothing of them may be judged."""
    notes: Sequence[str] = ()
    """What may be meant otherwise and is no fault."""

    @property
    def changed(self) -> bool:
        """Whether one of the files changed since they were read."""
        return self.files != {path: _stamp(path) for path in self.files}

    def looked_at(self) -> "Setup":
        """Return the same with its files taken for read."""
        return replace(self, files={path: _stamp(path) for path in self.files})

    @property
    def ledger_url(self) -> str:
        """The ledger's url, a relative SQLite file being meant from `base`."""
        url = self.config.ledger.url
        scheme, _, rest = url.partition(":///")
        if scheme.startswith("sqlite") and rest and not rest.startswith("/") and not rest.startswith(":memory:"):
            return f"{scheme}:///{self.base / unquote(rest)}"
        return url

    @property
    def fallback(self) -> Person | None:
        """Who is told when nobody else can be."""
        wanted = self.config.escalation.fallback
        return next((person for person in self.people if person.id == PersonId(wanted or "")), None)

    def settings(self, section: str, entry: Section) -> Any:
        """Return an entry's own keys as its adapter's Settings; where some are faulty, what the others make of them.

        Raises ConfigError where too little is left, and for every fault of an entry that has an address: a default in the
        place of what was meant would send its token to somebody else's site.
        """
        kind = settings_of(section, entry.kind)
        made, faults = salvage(kind, entry.own, stand_ins={})
        if made is None or (faults and "url" in kind.model_fields):
            raise ConfigError(faults, file=str(self.file))
        return made


def load_setup(file: Path) -> Setup:
    """Read the configuration and all it names. Raises ConfigError with every fault of every file."""
    setup, faults = examine_setup(file)
    if faults or setup is None:
        raise ConfigError(faults, file=str(file))
    return setup


def examine_setup(file: Path) -> tuple[Setup | None, list[Fault]]:
    """Return what can be made of the configuration with every fault of every file; None where too little is left.

    Only a setup without faults may be worked with; one with faults serves to look for more. Raises ConfigError for a file
    that is no TOML.
    """
    read = {file: _stamp(file)}
    config, faults = examine(file)
    if config is None:
        return None, faults
    base = file.resolve().parent
    read |= {path: _stamp(path) for path in _named_files(config, base)}
    parts: list[bytes] = [__version__.encode(), config.model_dump_json(include=DECIDING).encode()]
    maps, unmapped, unfit, content = _maps(config, base)
    faults += unfit
    parts += content
    known, wrong, content = _people(config, base)
    faults += wrong
    parts += content
    unsure = bool(wrong) and not known.people
    faults += [] if unsure else _strangers(config, known)
    faults += [*_holidays(config), *_mailless(config)]
    faults += _overlaps(config, base)
    fingerprint = hashlib.sha256(b"\0".join(parts)).hexdigest()
    setup = Setup(
        config,
        base,
        file,
        maps,
        known.people,
        fingerprint,
        read,
        groups=known.groups,
        urls=known.urls,
        calendars=known.calendars,
        unmapped=frozenset(unmapped),
        notes=_notes(config),
    )
    return setup, faults


def _maps(config: Config, base: Path) -> tuple[dict[str, FieldMap], set[str], list[Fault], list[bytes]]:
    """Return the field maps, the trackers whose own cannot be used, what is wrong with these, and what was read."""
    maps: dict[str, FieldMap] = {}
    unmapped: set[str] = set()
    faults: list[Fault] = []
    content: list[bytes] = []
    for tracker in config.trackers:
        if tracker.mapping is None and tracker.kind not in trackers.KINDS:
            continue
        path, name = _map_file(tracker, base), name_of(tracker, "tracker")
        try:
            maps[name] = load_fieldmap(path, mapping=_mapping(tracker.kind))
            content.append(path.read_bytes())
        except ConfigError as error:
            faults += _inside(error, f"trackers.{name}.mapping")
            unmapped.add(name)
            if tracker.kind in trackers.KINDS:
                shipped = shipped_map(tracker.kind)
                maps[name] = load_fieldmap(shipped, mapping=_mapping(tracker.kind))
    return maps, unmapped, faults, content


def _people(config: Config, base: Path) -> tuple[PeopleFile, list[Fault], list[bytes]]:
    """Return who is who, what is wrong with the file that says so, and its content."""
    if not config.people.file:
        return NOBODY, [], []
    path = base / config.people.file
    try:
        known, wrong = examine_people(people_data(path))
        return known, _inside(ConfigError(wrong, file=str(path)), "people.file"), [path.read_bytes()]
    except ConfigError as error:
        return NOBODY, _inside(error, "people.file"), []


def _notes(config: Config) -> list[str]:
    data = {section: [entry.model_dump() for entry in getattr(config, section)] for section in LISTS}
    told = "{} is set, but no entry of this configuration has that name: it is not read"
    return [told.format(name) for name in unclaimed(data, os.environ)]


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _named_files(config: Config, base: Path) -> Iterator[Path]:
    """Yield the files that a configuration names: people, field maps, and what adapters call some `..._file`."""
    if config.people.file:
        yield base / config.people.file
    yield from (_map_file(tracker, base) for tracker in config.trackers)
    for entry in (*config.sources, *config.trackers, config.pages, *config.notifiers):
        named = (value for key, value in entry.own.items() if key.endswith("_file"))
        yield from (base / value for value in named if isinstance(value, str))


def name_of(entry: Section, default: str) -> str:
    """Return an entry's name; the only one of its kind may leave it out."""
    return entry.name or default


def _mapping(kind: str) -> type[BaseModel] | None:
    """Return the keys that a kind of tracker adds to its field map."""
    own: type[BaseModel] | None = getattr(trackers.load(kind), "MapKeys", None) if kind in trackers.KINDS else None
    return own


def _map_file(tracker: TrackerSection, base: Path) -> Path:
    """Return the tracker's field map: the file named, beside the configuration or shipped, else the kind's own."""
    if tracker.mapping is None:
        return shipped_map(tracker.kind)
    own = base / tracker.mapping
    shipped = shipped_map(Path(tracker.mapping).stem)
    return shipped if not own.exists() and shipped.name == tracker.mapping and shipped.exists() else own


def _inside(error: ConfigError, at: str) -> list[Fault]:
    return [Fault(f"{at} ({error.file}): {fault.path}", fault.message, fault.allowed) for fault in error.faults]


def _strangers(config: Config, known: PeopleFile) -> list[Fault]:
    """Find the people and roles the configuration names that are nobody in the people file."""
    ids = tuple(sorted(person.id for person in known.people))
    wanted = [("escalation.fallback", config.escalation.fallback)]
    wanted += [(f"routes.{index}.assignee", route.assignee) for index, route in enumerate(config.routes)]
    roles = tuple(sorted(id_ for id_ in known.groups if id_.startswith(ROLE)))
    unknown = [
        Fault(f"escalation.rungs.{index}.to", f"'{rung.to}' is no role of the people file", roles)
        for index, rung in enumerate(config.escalation.rungs)
        if rung.to.startswith(ROLE) and rung.to not in roles
    ]
    return unknown + [
        Fault(path, f"'{name}' is nobody in the people file", ids) for path, name in wanted if name and name not in ids
    ]


def _holidays(config: Config) -> list[Fault]:
    if not config.escalation.holidays:
        return []
    from connector.settings.holidaycalendar import work_calendar

    try:
        work_calendar(config.escalation.working_days, place=config.escalation.holidays)
    except ValueError as error:
        return [Fault("escalation.holidays", str(error))]
    return []


def _mailless(config: Config) -> list[Fault]:
    """Find that the report goes by mail, and nothing sends any."""
    if not config.report.mail_to or any(entry.kind == "mail" for entry in config.notifiers):
        return []
    return [Fault("report.mail_to", 'needs a section of [[notifiers]] with kind = "mail", which sends it')]


def _overlaps(config: Config, base: Path) -> list[Fault]:
    """Find folders we write to that a source reads: its own tickets and reports would be read as post-mortems."""
    written = [(f"trackers.{i}.path", entry) for i, entry in enumerate(config.trackers)] + [
        ("pages.path", config.pages)
    ]
    faults = []
    for i, source in enumerate(config.sources):
        read = _folder(source, base)
        for where, entry in written:
            target = _folder(entry, base)
            if read and target and target.is_relative_to(read):
                name = name_of(source, "source")
                message = f"{target} lies in what sources.{i} ('{name}') reads: choose a folder outside of {read}"
                faults.append(Fault(where, message))
    return [*faults, *_shared(config, base), *_twins(config, base)]


def _twins(config: Config, base: Path) -> list[Fault]:
    """Find trackers that number tickets with one prefix in one folder: each would take the other's for its own."""
    faults = []
    first: dict[tuple[Path, str], str] = {}
    for number, tracker in enumerate(config.trackers):
        folder, name = _folder(tracker, base), name_of(tracker, "tracker")
        if folder is None or tracker.kind not in trackers.KINDS:
            continue
        usual = trackers.load(tracker.kind).Settings.model_fields["prefix"].default
        prefix = str(tracker.own.get("prefix", usual))
        other = first.setdefault((folder, prefix), f"trackers.{number} ('{name}')")
        if other != f"trackers.{number} ('{name}')":
            message = f"'{name}' would number tickets {prefix}-1 and on in {folder}, as {other} does: "
            faults.append(Fault(f"trackers.{number}.path", f"{message}give each a folder or a prefix of its own"))
    return faults


def _shared(config: Config, base: Path) -> list[Fault]:
    """Find sources that read the same folder, here or in a repository: its documents would be filed once for each of them."""
    faults = []
    folders = [(at, source, folder) for at, source in enumerate(config.sources) if (folder := _place(source, base))]
    for (number, _, inner), (other, outer, around) in permutations(folders, 2):
        # The same folder twice is told once.
        if inner.is_relative_to(around) and (inner != around or other < number):
            below = inner.relative_to(around).as_posix()
            if inner != around and f"{below}/**" in (outer.own.get("exclude") or ()):
                continue
            name = name_of(outer, "source")
            remedy = "name each folder once" if inner == around else f'add exclude = ["{below}/**"] to that source'
            message = (
                f"{inner} lies in what sources.{other} ('{name}') reads, so its items would be filed twice: {remedy}"
            )
            faults.append(Fault(f"sources.{number}.path", message))
    return faults


def _folder(entry: Section, base: Path) -> Path | None:
    """Return the folder on this machine that an entry reads or writes."""
    path = entry.own.get("path")
    return (base / path).resolve() if isinstance(path, str) and entry.kind in FOLDERS else None


def _place(entry: Section, base: Path) -> Path | None:
    """Return where a source reads: a folder, or one in a repository, as `owner/name@branch/folder`."""
    if entry.kind != "github":
        return _folder(entry, base)
    own = {key: str(value) for key, value in entry.own.items()}
    host = urlsplit(own.get("url", "")).netloc
    return Path(host, f"{own.get('repo', '').lower()}@{own.get('branch', '')}".removesuffix("@"), own.get("path", ""))
