"""The sections of a configuration that have a kind: each is checked by its adapter's own settings, and by its name."""

import difflib
import importlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from connector.errors import Fault
from connector.settings.configfaults import faults_of
from connector.settings.variables import PREFIX, called, unclaimed, variable_of

if TYPE_CHECKING:
    from connector.settings.config import Config

SECTIONS = ("sources", "trackers", "notifiers", "pages", "incidents")
COMMON = {"kind", "name"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def settings_of(section: str, kind: str) -> type[BaseModel]:
    """Return the adapter's Settings. Raises ConfigError for an unknown kind."""
    settings: type[BaseModel] = importlib.import_module(f"connector.{section}").load(kind).Settings
    return settings


def section_faults(data: Mapping[str, Any]) -> list[Fault]:
    """Check every section that has a kind against its adapter's own settings."""
    faults: list[Fault] = []
    others = unclaimed(data, os.environ)
    for section in SECTIONS:
        entries = data.get(section)
        listed = entries if isinstance(entries, list) else [entries] if isinstance(entries, dict) else []
        for index, entry in enumerate(listed):
            at = (section, index) if isinstance(entries, list) else (section,)
            if isinstance(entry, dict) and isinstance(entry.get("kind"), str):
                name = called(entry, section, alone=len(listed) == 1)
                variables = f"{PREFIX}{section.upper()}__{variable_of(name)}__" if name and len(at) > 1 else None
                faults += _section(section, at, entry, context={"variables": variables, "unclaimed": others})
    return faults


def _section(
    section: str, at: tuple[str | int, ...], entry: Mapping[str, Any], *, context: Mapping[str, Any]
) -> list[Fault]:
    registry = importlib.import_module(f"connector.{section}")
    path = ".".join(map(str, at))
    kind, faults = entry["kind"], []
    if kind not in registry.KINDS:
        meant = difflib.get_close_matches(kind, registry.KINDS, n=1)
        hint = f"; did you mean '{meant[0]}'?" if meant else ""
        faults.append(Fault(f"{path}.kind", f"'{kind}' is not known{hint}", tuple(sorted(registry.KINDS))))
        if not meant:
            return faults
        kind = meant[0]
    settings = settings_of(section, kind)
    common = COMMON | ({"mapping"} if section == "trackers" else set())
    own = {key: value for key, value in entry.items() if key not in common}
    try:
        settings.model_validate(own, context=dict(context))
    except ValidationError as error:
        faults += faults_of(error, settings, at=at, more=common)
    return faults


def by_name(fault: Fault, data: Mapping[str, Any]) -> Fault:
    """Return a fault of an entry of a list with the entry's name in place of its number, where it has one to itself."""
    section, _, rest = fault.path.partition(".")
    number, dot, key = rest.partition(".")
    entries = data.get(section) if section in SECTIONS else None
    if not isinstance(entries, list) or not number.isdigit() or int(number) >= len(entries):
        return fault
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in entries]
    name = names[int(number)]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or names.count(name) > 1:
        return fault
    return replace(fault, path=f"{section}.{name}{dot}{key}")


def unknown_names(config: "Config", told: Iterable[Fault]) -> list[Fault]:
    """Check the names that one section uses of another; not against a section of which `told` says that it is faulty."""
    faults = []
    named = (("sources", config.sources), ("trackers", config.trackers), ("incidents", config.incidents))
    for section, entries in named:
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            name = entry.name or (section[:-1] if len(entries) == 1 else "")
            if not name:
                faults.append(Fault(f"{section}.{index}.name", "is missing: with several entries each needs a name"))
            elif not _NAME.fullmatch(name):
                faults.append(Fault(f"{section}.{index}.name", "may hold letters, digits, - and _ only"))
            elif name in seen:
                faults.append(Fault(f"{section}.{index}.name", f"'{name}' is used twice"))
            seen.add(name)
    trackers = tuple(sorted(tracker_name(config, i) for i in range(len(config.trackers))))
    known_trackers = not any(re.fullmatch(r"trackers(\.\d+\.name)?", fault.path) for fault in told)
    for index, route in enumerate(config.routes):
        if known_trackers and route.tracker and route.tracker not in trackers:
            faults.append(Fault(f"routes.{index}.tracker", f"'{route.tracker}' is no tracker", trackers))
    return faults


def tracker_name(config: "Config", index: int) -> str:
    """Return a tracker's name; a single one may leave it out and is called `tracker`."""
    return config.trackers[index].name or "tracker"
