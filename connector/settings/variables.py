"""What the environment lays over the configuration file: `CONNECTOR_LEDGER__URL`, and entries of lists by their names.

Every value remembers its variable, so that a fault in it names what has to be changed. Values themselves are never told.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource

from connector.errors import Fault
from connector.settings.configfaults import keys_at

PREFIX = "CONNECTOR_"
SELF = {"CONNECTOR_CONFIG"}
"""Variables that name the file itself."""
LISTS = ("sources", "trackers", "notifiers", "incidents")
"""Sections whose entries are told apart by their names."""
ALIKE = 0.85
"""How near a variable must come to one that is known to be its misspelling. Others belong to somebody else: a cluster sets
`CONNECTOR_PORT` for a service called connector."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A configuration file with the environment laid over it, and which variable said what."""

    data: dict[str, Any]
    variables: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def named(self, fault: Fault) -> Fault:
        """Return a fault at its variable where the environment set what is wrong."""
        path = fault.path
        while path and path not in self.variables:
            path = path.rpartition(".")[0]
        return replace(fault, path=self.variables[path] + fault.path[len(path) :]) if path else fault


class _Environment(EnvSettingsSource):
    """The environment as nested tables; text that is no JSON where there should be a table is left for the checks to tell."""

    def __init__(self, settings: type[BaseSettings], environ: Mapping[str, str]) -> None:
        self._given = {name.lower(): value for name, value in environ.items()}
        super().__init__(settings)

    def _load_env_vars(self) -> Any:
        return self._given

    def decode_complex_value(self, field_name: str, field: Any, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def overlay(data: Mapping[str, Any], settings: type[BaseSettings], environ: Mapping[str, str]) -> Overlay:
    """Lay the variables of the environment over what the file says."""
    ours = {name: value for name, value in environ.items() if name.startswith(PREFIX) and name not in SELF}
    over = Overlay(dict(data))
    for section in LISTS:
        _lay_named(over, section, ours)
    said = _Environment(settings, ours)()
    for name in ours:
        way = name.removeprefix(PREFIX).lower().split("__")
        if way[0] in said:
            over.variables[".".join(way)] = name
        else:
            over.faults.extend(_misspelt(name, _known(over.data, settings)))
    return Overlay(_merged(over.data, said), over.variables, over.faults)


def _lay_named(over: Overlay, section: str, environ: dict[str, str]) -> None:
    """Lay `PREFIX_SECTION__NAME__KEY` variables over the entries of a list, found by name; take them off `environ`."""
    head = f"{PREFIX}{section.upper()}__"
    entries = over.data.get(section, [])
    if not isinstance(entries, list):
        return
    named = _named(entries, section)
    entries = [dict(entry) if isinstance(entry, dict) else entry for entry in entries]
    if section in over.data:
        over.data[section] = entries
    for variable in sorted(name for name in environ if name.startswith(head)):
        name, _, key = variable.removeprefix(head).partition("__")
        value = environ.pop(variable)
        if name not in named:
            continue  # another installation's, see `unclaimed`
        if not key:
            over.faults.append(Fault(variable, "is set, but names no key", (f"{head}{name}__...",)))
            continue
        entries[named[name]][key.lower()] = _value(value)
        over.variables[f"{section}.{named[name]}.{key.lower()}"] = variable


def _named(entries: Sequence[Any], section: str) -> dict[str, int]:
    """Return the place of each entry of a list by its name in a variable."""
    return {
        variable_of(called(entry, section, alone=len(entries) == 1)): i
        for i, entry in enumerate(entries)
        if isinstance(entry, dict)
    }


def unclaimed(data: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    """Name the variables whose entry is none of this configuration's: one shell may serve several installations."""
    found = []
    for section in LISTS:
        entries, head = data.get(section, []), f"{PREFIX}{section.upper()}__"
        if isinstance(entries, list):
            named = _named(entries, section)
            found += [name for name in environ if name.startswith(head) and _entry(name, head) not in named]
    return sorted(found)


def _entry(variable: str, head: str) -> str:
    return variable.removeprefix(head).partition("__")[0]


def called(entry: Mapping[str, Any], section: str, *, alone: bool) -> str:
    """Return an entry's name, or what it is called without one: the only tracker "tracker", a notifier by its kind."""
    default = entry.get("kind", "") if section == "notifiers" else section[:-1] if alone else ""
    return str(entry.get("name") or default)


def variable_of(name: str) -> str:
    """Return a name as it is written in a variable."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def _value(text: str) -> Any:
    """Read a list from JSON; everything else stays text, as a secret may look like a number."""
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _merged(under: Any, over: Any) -> Any:
    if not isinstance(under, dict) or not isinstance(over, dict):
        return over
    return {**under, **{key: _merged(under[key], value) if key in under else value for key, value in over.items()}}


def _known(data: Mapping[str, Any], settings: type[BaseSettings]) -> Iterable[str]:
    """Name the variables that would be read; of an entry of a list its beginning."""
    for name in settings.model_fields:
        yield f"{PREFIX}{name.upper()}"
        for key in keys_at(settings, (name,)):
            yield f"{PREFIX}{name.upper()}__{key.upper()}"
    for section in LISTS:
        listed = data.get(section)
        entries = listed if isinstance(listed, list) else []
        for entry in entries:
            if isinstance(entry, dict):
                yield f"{PREFIX}{section.upper()}__{variable_of(called(entry, section, alone=len(entries) == 1))}__"


def _misspelt(variable: str, known: Iterable[str]) -> list[Fault]:
    bare = variable.removeprefix(PREFIX)
    best: tuple[float, str] = (0.0, "")
    for name in known:
        meant = name.removeprefix(PREFIX)
        # Of an entry's variable only the beginning is known; the key after it is the same in both.
        key = bare[len(meant) - 2 :].lstrip("_") if meant.endswith("__") else ""
        best = max(best, (difflib.SequenceMatcher(None, bare, meant + key).ratio(), name + key))
    if best[0] < ALIKE:
        return []
    return [Fault(variable, f"is set, but no setting is read from it; did you mean '{best[1]}'?")]
