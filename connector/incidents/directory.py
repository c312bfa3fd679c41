"""Incidents in a folder, `kind = "directory"`: TOML, JSON and CSV files as people write them and tools export them.

| file | holds |
|---|---|
| `.toml` | one record, or several as `[[incidents]]` |
| `.json` | an object, or a list of them |
| `.csv` | one a line, the first names the columns |
"""

import csv
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from connector.core.incidents import Incident
from connector.core.model import Hold
from connector.errors import Unavailable
from connector.incidents.record import read_record
from connector.ports.incidents import Recorded

MAX_BYTES = 5 * 1024 * 1024
SUFFIXES = (".toml", ".json", ".csv")


class Settings(BaseModel):
    """The keys of an `[[incidents]]` section of this kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: Path


def connect(settings: Settings, *, name: str, base_dir: Path, zone: tzinfo) -> "IncidentFolder":
    """Return the source over a folder. Touches no disk."""
    return IncidentFolder((base_dir / settings.path).resolve(), name=name, zone=zone)


class _Broken(Exception):
    """What is wrong with a file, and on which line (0 where that cannot be told)."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


class IncidentFolder:
    """An IncidentSource over a folder. Hidden files and folders are left out."""

    def __init__(self, folder: Path, *, name: str, zone: tzinfo) -> None:
        self.name = name
        self._folder = folder
        self._zone = zone

    def incidents(self) -> Recorded:
        """Return every incident; a file or record with faults costs one hold for each. Raises Unavailable without the folder."""
        if not self._folder.is_dir():
            raise Unavailable(f"there is no folder at {self._folder}", remote=self.name, verb="read the incidents")
        found: dict[str, Incident] = {}
        holds: list[Hold] = []
        for path in self._files():
            place = path.relative_to(self._folder).as_posix()
            for line, read in self._read(path, place):
                if isinstance(read, Incident) and read.id in found:
                    holds.append(_hold(place, line, read.id, f"is recorded in {found[read.id].place}, too: keep one"))
                elif isinstance(read, Incident):
                    found[read.id] = read
                else:
                    holds.append(read)
        return Recorded(tuple(found.values()), tuple(holds))

    def _files(self) -> Iterator[Path]:
        for path in sorted(self._folder.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(self._folder).parts)
            if path.suffix.lower() in SUFFIXES and not hidden and path.is_file():
                yield path

    def _read(self, path: Path, place: str) -> Iterator[tuple[int, Incident | Hold]]:
        try:
            records = list(_records(path))
        except _Broken as error:
            yield 0, _hold(place, error.line, place, error.reason)
            return
        for line, data in records:
            read = read_record(data, source=self.name, place=place, zone=self._zone)
            if isinstance(read, Incident):
                yield line, read
                continue
            subject = str(data.get("id") or place)
            for fault in read:
                yield line, _hold(place, line, subject, str(fault))


def _hold(place: str, line: int, subject: str, reason: str) -> Hold:
    return Hold(reason, line=line, subject=subject, file=place)


def _records(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the records of a file, each with its line where the format has one."""
    text = _text(path)
    try:
        match path.suffix.lower():
            case ".toml":
                data: Any = tomllib.loads(text)
                listed = data.get("incidents", data) if set(data) <= {"incidents"} else data
            case ".json":
                listed = json.loads(text)
            case _:
                yield from _rows(text)
                return
    except tomllib.TOMLDecodeError as error:
        raise _Broken(f"is not valid TOML: {error}") from error
    except json.JSONDecodeError as error:
        raise _Broken(f"is not valid JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise _Broken("is nested too deeply") from error
    for record in listed if isinstance(listed, list) else [listed]:
        if not isinstance(record, dict):
            raise _Broken("holds something that is no record: write an object with id and title")
        yield 0, record


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    sheet = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        for row in sheet:
            if None in row:
                raise _Broken("has more cells than there are columns", sheet.line_num)
            # An empty cell says nothing, and a short row ends early.
            yield sheet.line_num, {key.strip().lower(): value for key, value in row.items() if value and value.strip()}
    except csv.Error as error:
        raise _Broken(f"is not valid CSV: {error}", sheet.line_num) from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _Broken(f"has more than {MAX_BYTES:,} bytes")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _Broken(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _Broken("is not UTF-8 text") from error
