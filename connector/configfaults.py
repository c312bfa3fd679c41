"""Turning what is wrong with a configuration into Faults that an admin can act on."""

import copy
import difflib
import importlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from connector.errors import Fault

if TYPE_CHECKING:
    from connector.config import Config

Made = TypeVar("Made", bound=BaseModel)
DEPTH = 5
"""How deep settings are nested, and so how often taking out a faulty one may leave another."""
_PLAINLY = {
    "path_type": "text: a path",
    "string_type": "text",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}
"""What the library's commonest findings ask for, in words for an admin."""
ENV_PREFIX = "CONNECTOR_"
COMMON = {"kind", "name"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
SECTIONS = {"sources": "sources", "trackers": "trackers", "notifiers": "notifiers", "pages": "pages"}


def faults_of(error: ValidationError, *, at: Sequence[str | int] = (), known: Iterable[str] = ()) -> list[Fault]:
    """Return one Fault per finding, its path from the top of the file; values are not shown, they may be secrets."""
    return [_fault(found, (*at, *found["loc"]), tuple(known)) for found in error.errors(include_url=False)]


def _fault(found: Any, loc: tuple[str | int, ...], known: tuple[str, ...]) -> Fault:
    path = ".".join(str(part) for part in loc if part != "[key]")
    context = found.get("ctx") or {}
    match found["type"]:
        case "extra_forbidden":
            # `known` are the keys of the level that was validated; deeper ones are not told apart here.
            nearby = known if len(loc) <= 3 else ()
            near = difflib.get_close_matches(str(loc[-1]), nearby, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            return Fault(path, f"is no setting known here{hint}", tuple(sorted(nearby)))
        case "missing":
            return Fault(path, "is missing")
        case "literal_error" | "enum":
            allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            return Fault(path, "is not one of the allowed values", tuple(allowed))
        case "value_error":
            return Fault(path, str(context.get("error", found["msg"])))
        case kind if kind in _PLAINLY:
            return Fault(path, f"must be {_PLAINLY[kind]}")
        case _:
            message = str(found["msg"])
            return Fault(path, message[0].lower() + message[1:])


def salvage(
    make: Callable[[dict[str, Any]], Made],
    data: Mapping[str, Any],
    *,
    known: Iterable[str],
    stand_ins: Mapping[str, Any],
) -> tuple[Made | None, list[Fault]]:
    """Return what a model makes of the keys that are sound, with the faults of the others; None where too little is left.

    So that what can only be checked across keys is told in the same breath. `stand_ins` are values for keys that are
    missing; where there is none for a key, what it is missing from is left out.
    """
    faults: list[Fault] = []
    left: dict[str, Any] = copy.deepcopy(dict(data))
    # Taking out a faulty key may leave what it was in faulty: then that goes too, and its default stands in.
    for attempt in range(DEPTH):
        try:
            return make(left), faults
        except ValidationError as error:
            faults += [] if attempt else faults_of(error, known=known)
            _mend(left, error, stand_ins)
    return None, faults


def _mend(left: dict[str, Any], error: ValidationError, stand_ins: Mapping[str, Any]) -> None:
    # From the end, so that the places of what is still to be taken out stay what they were.
    for found in sorted(
        error.errors(include_url=False), key=lambda each: [f"{part:>9}" for part in each["loc"]], reverse=True
    ):
        way = [part for part in found["loc"] if part != "[key]"]
        if found["type"] != "missing":
            _take_out(left, way)
        elif way[-1] in stand_ins:
            _put_in(left, way, stand_ins[str(way[-1])])
        elif len(way) > 1:
            _take_out(left, way[:-1])


def unreadable_values(data: Any, at: tuple[str | int, ...] = ()) -> list[Fault]:
    """Find texts with a NUL, which TOML can hold and no path or address can."""
    match data:
        case str():
            return [Fault(".".join(map(str, at)), "holds a NUL character: take it out")] if "\0" in data else []
        case dict() | list():
            parts = data.items() if isinstance(data, dict) else enumerate(data)
            return [fault for key, value in parts for fault in unreadable_values(value, (*at, key))]
    return []


def _take_out(data: Any, way: Sequence[str | int]) -> None:
    if not way:  # what is wrong is wrong with all of it
        return
    *above, last = way
    for part in above:
        if not _has(data, part):
            return
        data = data[part]
    if _has(data, last):
        del data[last]


def _put_in(data: Any, way: Sequence[str | int], value: Any) -> None:
    *above, last = way
    for part in above:
        if not _has(data, part):
            return
        data = data[part]
    data[last] = copy.deepcopy(value)


def _has(data: Any, part: str | int) -> bool:
    return (
        part in data
        if isinstance(data, dict)
        else isinstance(data, list) and isinstance(part, int) and part < len(data)
    )


def overlay_named(
    data: dict[str, Any], section: str, environ: dict[str, str], *, prefix: str
) -> tuple[dict[str, Any], list[Fault]]:
    """Lay `PREFIX_SECTION__NAME__KEY` variables over the entries of a list, found by name; take them off `environ`."""
    head = f"{prefix}{section.upper()}__"
    entries = data.get(section)
    if not isinstance(entries, list):
        return data, []
    named = {
        _variable(_called(entry, section, alone=len(entries) == 1)): i
        for i, entry in enumerate(entries)
        if isinstance(entry, dict)
    }
    entries = [dict(entry) if isinstance(entry, dict) else entry for entry in entries]
    faults = []
    for variable in sorted(name for name in environ if name.startswith(head)):
        name, _, key = variable.removeprefix(head).partition("__")
        value = environ.pop(variable)
        if name not in named or not key:
            known = tuple(f"{head}{each}__..." for each in sorted(named) if each)
            faults.append(Fault(variable, f"is set, but no entry of {section} has that name", known))
            continue
        entries[named[name]][key.lower()] = _value(value)
    return {**data, section: entries}, faults


def _called(entry: Mapping[str, Any], section: str, *, alone: bool) -> str:
    """Return an entry's name, or what it is called without one: the only tracker "tracker", a notifier by its kind."""
    default = entry.get("kind", "") if section == "notifiers" else section[:-1] if alone else ""
    return str(entry.get("name") or default)


def _variable(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def _value(text: str) -> Any:
    """Read a list from JSON; everything else stays text, as a secret may look like a number."""
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def settings_of(section: str, kind: str) -> type[BaseModel]:
    """Return the adapter's Settings. Raises ConfigError for an unknown kind."""
    settings: type[BaseModel] = importlib.import_module(f"connector.{section}").load(kind).Settings
    return settings


def section_faults(data: Mapping[str, Any]) -> list[Fault]:
    """Check every section that has a kind against its adapter's own settings."""
    faults: list[Fault] = []
    for section in SECTIONS:
        entries = data.get(section)
        listed = entries if isinstance(entries, list) else [entries] if isinstance(entries, dict) else []
        for index, entry in enumerate(listed):
            at = (section, index) if isinstance(entries, list) else (section,)
            if isinstance(entry, dict) and isinstance(entry.get("kind"), str):
                name = _called(entry, section, alone=len(listed) == 1)
                variables = f"{ENV_PREFIX}{section.upper()}__{_variable(name)}__" if name and len(at) > 1 else None
                faults += _section(section, at, entry, variables=variables)
    return faults


def _section(
    section: str, at: tuple[str | int, ...], entry: Mapping[str, Any], *, variables: str | None
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
        settings.model_validate(own, context={"variables": variables})
    except ValidationError as error:
        faults += faults_of(error, at=at, known=(*settings.model_fields, *common))
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
    for section, entries in (("sources", config.sources), ("trackers", config.trackers)):
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
