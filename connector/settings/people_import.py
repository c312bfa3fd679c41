"""People from a CSV file, as spreadsheets and directories export them, to a people file.

| column (in any case and order) | becomes |
|---|---|
| name (or "full name", "display name") | name |
| mail, email, e-mail | mail |
| aliases, nicknames | aliases, separated by `;` |
| manager, reports to | manager: the id, mail or name of another person |
| team, department | team |
| holidays, region | holidays |
| id | the id; else it is made of the name |
| a system (jira, github, slack, a tracker's own name), or "SYSTEM login", "SYSTEM account id", ... | a handle of that system |
| any other | nothing: it is named, and left out |
"""

import csv
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connector.core.people import fold
from connector.errors import ConfigError, Fault
from connector.settings.people_file import examine_people, systems

COLUMNS = {
    "id": "id",
    "name": "name",
    "full name": "name",
    "display name": "name",
    "mail": "mail",
    "email": "mail",
    "e-mail": "mail",
    "email address": "mail",
    "aliases": "aliases",
    "nicknames": "aliases",
    "manager": "manager",
    "reports to": "manager",
    "team": "team",
    "department": "team",
    "holidays": "holidays",
    "region": "holidays",
}
HANDLE = re.compile(r"(?P<system>.+?)-(?:login|handle|alias|account|user)?-?(?:name|id)?")
"""How a heading says that its column has handles, blanks being dashes: "jira account id", "ops handle", "slack user name"."""
MAX_BYTES = 10_000_000


@dataclass(slots=True)
class Row:
    """One person of the file; `line` is 1-based."""

    line: int
    id: str
    values: dict[str, str]
    handles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says, and the headings of its columns that say nothing a people file has."""

    rows: Sequence[Row]
    left_out: Sequence[str]


def read_csv(path: Path, *, trackers: Iterable[str] = ()) -> Table:
    """Read people from a CSV file with a header line; `trackers` are the names of configured ones, whose handles it may have.

    Raises ConfigError with every fault and its line.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([Fault("file", f"cannot be read: {error.strerror}")], file=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Fault("file", "is not UTF-8 text: export it as CSV UTF-8")], file=str(path)) from error
    if len(data) > MAX_BYTES:
        raise ConfigError([Fault("file", f"is larger than {MAX_BYTES:,} bytes")], file=str(path))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise ConfigError([Fault(f"line {reader.line_num}", f"is no CSV: {error}")], file=str(path)) from error
    return _read(lines, file=str(path), known=systems(trackers))


def _read(lines: Sequence[tuple[int, list[str]]], *, file: str, known: Collection[str]) -> Table:
    header = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    names = [COLUMNS.get(cell) or _system(cell, known) for cell in header]
    if "name" not in names:
        said = f"has no column 'name'; it has {', '.join(filter(None, header)) or 'none'}"
        raise ConfigError([Fault("line 1", said)], file=file)
    faults, rows, taken = [], [], set[str]()
    for line, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            faults.append(
                Fault(f"line {line}", f"has {len(cells)} cells under {len(names)} columns: quote what has commas")
            )
            continue
        given = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
        if "name" not in given:
            faults.append(Fault(f"line {line}", "has no name"))
            continue
        id_ = _id(given.pop("id", given["name"]), taken)
        own = set(COLUMNS.values())
        handles = {name: cell for name, cell in given.items() if name not in own}
        rows.append(Row(line, id_, {name: cell for name, cell in given.items() if name in own}, handles))
    faults += [*_managers(rows), *_unusable(rows)]
    if faults:
        raise ConfigError(faults, file=file)
    return Table(rows, tuple(cell for cell, name in zip(header, names, strict=True) if cell and name is None))


def _unusable(rows: Sequence[Row]) -> list[Fault]:
    """Return what a people file made of these rows would be refused for, with the lines that it is about."""
    at = {row.id: row.line for row in rows}
    _, faults = examine_people(tomllib.loads(as_toml(rows)), called=lambda id_: f"{id_} (line {at[id_]})")
    told = []
    for fault in faults:
        _, id_, *key = fault.path.split(".", 2)
        told.append(Fault(f"line {at[id_]}", ": ".join([*key, fault.message]), fault.allowed))
    return told


def _id(text: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "person"
    id_, number = base, 2
    while id_ in taken:
        id_, number = f"{base}-{number}", number + 1
    taken.add(id_)
    return id_


def _system(heading: str, known: Collection[str]) -> str | None:
    """Return the known system whose handles stand under a heading, None for anything else."""
    words = re.sub(r"[^a-z0-9]+", "-", heading).strip("-")
    says = HANDLE.fullmatch(words)
    return next((one for one in known if re.sub(r"[^a-z0-9]+", "-", one) in (words, says and says["system"])), None)


def _managers(rows: Sequence[Row]) -> list[Fault]:
    """Put ids in the place of managers named in other ways."""
    known: dict[str, set[str]] = {}
    for row in rows:
        for text in (row.id, row.values["name"], row.values.get("mail", "")):
            if text:
                known.setdefault(fold(text), set()).add(row.id)
    faults = []
    for row in rows:
        wanted = row.values.get("manager")
        found = known.get(fold(wanted), set()) if wanted else set()
        if wanted and len(found) != 1:
            why = "is nobody in this file" if not found else f"could be {', '.join(sorted(found))}"
            faults.append(
                Fault(f"line {row.line}", f"the manager '{wanted}' {why}: write an id or a mail address of it")
            )
            del row.values["manager"]
        elif wanted:
            row.values["manager"] = next(iter(found))
    return faults


def as_toml(rows: Sequence[Row]) -> str:
    """Return a people file."""
    return "\n".join(["# Who is who; mappings/people.toml explains every key.", *_lines(rows)]) + "\n"


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield ""
        yield f"[people.{row.id}]"
        yield f"name = {_text(row.values['name'])}"
        if aliases := [part.strip() for part in row.values.get("aliases", "").split(";") if part.strip()]:
            yield f"aliases = [{', '.join(map(_text, aliases))}]"
        if mail := row.values.get("mail"):
            yield f"mail = {_text(mail)}"
        if row.handles:
            yield f"handles = {_table(row.handles)}"
        for key in ("manager", "team", "holidays"):
            if value := row.values.get(key):
                yield f"{key} = {_text(value)}"


def _table(values: Mapping[str, str]) -> str:
    return "{ " + ", ".join(f"{_text(key)} = {_text(value)}" for key, value in sorted(values.items())) + " }"


def _text(text: str) -> str:
    """Return a TOML string: JSON's are."""
    return json.dumps(text, ensure_ascii=False)
