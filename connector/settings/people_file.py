"""The people file: who is who, their handle per system, and whose manager is whom. TOML, one table per person."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from connector import trackers
from connector.core.model import Person, PersonId
from connector.errors import ConfigError, Fault
from connector.settings.config import read_toml
from connector.settings.configfaults import salvage


def _word(text: str) -> str:
    if not text or text != text.strip():
        raise ValueError("must be text without blanks around it")
    return text


def _mail(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError(f"'{text}' is no mail address")
    return text


def _region(text: str) -> str:
    from connector.settings.holidaycalendar import known_place

    return known_place(text)


Word = Annotated[str, AfterValidator(_word)]


class _Person(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Word
    aliases: list[Word] = []
    mail: Annotated[str, AfterValidator(_mail)] | None = None
    handles: dict[Word, Word] = {}
    manager: str | None = None
    team: Word | None = None
    holidays: Annotated[str, AfterValidator(_region)] | None = None


class _People(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    people: dict[Word, _Person] = {}


def systems(names: Iterable[str] = ()) -> frozenset[str]:
    """Return the systems whose handles documents may write for people: every kind of tracker, trackers of these names, chat and wiki.

    What else people have (a phone, a title) names nobody, though a channel may reach them by it.
    """
    return frozenset({*trackers.KINDS, "slack", "confluence", *(name.lower() for name in names)})


def load_people(path: Path) -> Sequence[Person]:
    """Read a people file, ordered by id. Raises ConfigError with every fault at once."""
    people, faults = examine_people(people_data(path))
    if faults:
        raise ConfigError(faults, file=str(path))
    return people


def people_data(path: Path) -> dict[str, Any]:
    """Read a people file as TOML. Raises ConfigError naming the file and the line."""
    return read_toml(path, what="people file", start="start from mappings/people.toml, or take `file` away")


def examine_people(
    data: Mapping[str, Any], *, called: Callable[[str], str] = str
) -> tuple[Sequence[Person], list[Fault]]:
    """Return the people of a file, ordered by id, with every fault in it; `called` says how faults name a person by id."""
    read, faults = salvage(_People, data, stand_ins={"name": "?"})
    if read is None:
        return (), faults
    faults += [*_managers(read.people), *_shared_addresses(read.people, called)]
    return [_person(name, read.people[name]) for name in sorted(read.people)], faults


def _person(name: str, read: _Person) -> Person:
    return Person(
        id=PersonId(name),
        name=read.name,
        aliases=tuple(read.aliases),
        mail=read.mail,
        handles=dict(sorted((system.lower(), handle.removeprefix("@")) for system, handle in read.handles.items())),
        manager=PersonId(read.manager) if read.manager else None,
        team=read.team,
        region=read.holidays,
    )


def _managers(people: Mapping[str, _Person]) -> list[Fault]:
    """Find managers nobody knows, and chains that lead back to where they started."""
    faults = []
    for name, person in sorted(people.items()):
        if person.manager and person.manager not in people:
            message = f"'{person.manager}' is nobody in this file; write the id of a person"
            faults.append(Fault(f"people.{name}.manager", message, tuple(sorted(people))))
            continue
        chain = [name]
        while (boss := people[chain[-1]].manager) in people and boss not in chain:
            chain.append(str(boss))
        # Every member of a ring would find it; the first by name tells.
        if boss == name and name == min(chain):
            ring = " -> ".join([*chain, name])
            faults.append(Fault(f"people.{name}.manager", f"the managers go round in a ring: {ring}"))
    return faults


def _shared_addresses(people: Mapping[str, _Person], called: Callable[[str], str]) -> list[Fault]:
    """Find handles and mail addresses that two people claim: what is sent there would reach the wrong one."""
    faults = []
    holder: dict[tuple[str, str], str] = {}
    for name, person in sorted(people.items()):
        claims = [("handles." + system.lower(), handle) for system, handle in sorted(person.handles.items())]
        claims += [("mail", person.mail)] if person.mail else []
        for place, text in claims:
            first = holder.setdefault((place, text.removeprefix("@").casefold()), name)
            if first != name:
                faults.append(Fault(f"people.{name}.{place}", f"'{text}' is also that of {called(first)}"))
    return faults
