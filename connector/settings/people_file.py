"""The people file: who is who, their handle per system, and whose manager is whom. TOML, one table per person."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, model_validator

from connector import trackers
from connector.core.model import Group, Party, Person, PersonId
from connector.core.notices import ROLE
from connector.core.people import team_id
from connector.errors import ConfigError, Fault
from connector.notifiers.apprise import Settings
from connector.settings.config import known_calendar, mail_address, read_toml, time_zone
from connector.settings.configfaults import salvage


def _word(text: str) -> str:
    if not text or text != text.strip():
        raise ValueError("must be text without blanks around it")
    return text


def _region(text: str) -> str:
    from connector.settings.holidaycalendar import known_place

    return known_place(text)


Word = Annotated[str, AfterValidator(_word)]


Calendar = Annotated[SecretStr, AfterValidator(known_calendar)]


class _Party(BaseModel):
    """What is said of all who can be told: where, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    mail: Annotated[str, AfterValidator(mail_address)] | None = None
    handles: dict[Word, Word] = {}
    holidays: Annotated[str, AfterValidator(_region)] | None = None
    zone: Annotated[str, AfterValidator(time_zone)] | None = None
    urls_file: Word | None = None
    urls_env: Word | None = None


class _Person(_Party):
    name: Word
    aliases: list[Word] = []
    manager: str | None = None
    team: Word | None = None
    left: date | None = None
    absences: Calendar | None = None
    absences_env: Word | None = None


class _Team(_Party):
    name: Word | None = None


class _Role(_Party):
    """A role that a person has, or one that is told at a place of its own."""

    name: Word | None = None
    person: str | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "_Role":
        if self.person and (others := sorted(self.model_fields_set - {"person"})):
            raise ValueError(
                f"person says who is told, so {', '.join(others)} would not be used: take one or the other away"
            )
        return self


class _People(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    people: dict[Word, _Person] = {}
    teams: dict[Word, _Team] = {}
    roles: dict[Word, _Role] = {}


@dataclass(frozen=True, slots=True)
class OwnUrls:
    """Where somebody is told alone; `at` is where the file says so."""

    at: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a people file says.

    People ordered by id, who is told for a team or a role, by its id, who is told at places of their own, and
    where it is written when people are away.
    """

    people: Sequence[Person] = ()
    groups: Mapping[str, Party] = field(default_factory=dict)
    urls: Mapping[str, OwnUrls] = field(default_factory=dict)
    calendars: Mapping[str, SecretStr] = field(default_factory=dict)


NOBODY = PeopleFile()


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
    return people.people


def people_data(path: Path) -> dict[str, Any]:
    """Read a people file as TOML. Raises ConfigError naming the file and the line."""
    return read_toml(path, what="people file", start="start from mappings/people.toml, or take `file` away")


def examine_people(data: Mapping[str, Any], *, called: Callable[[str], str] = str) -> tuple[PeopleFile, list[Fault]]:
    """Return what a file says with every fault in it; `called` says how faults name a person by id."""
    read, faults = salvage(_People, data, stand_ins={"name": "?"})
    if read is None:
        return NOBODY, faults
    faults += [*_managers(read.people), *_shared_addresses(read.people, called), *_teams_and_roles(read)]
    people = [_person(name, read.people[name]) for name in sorted(read.people)]
    urls, unset = _urls(read)
    calendars, missing = _calendars(read)
    groups = _groups(read, {person.id: person for person in people})
    return PeopleFile(people, groups, urls, calendars), [*faults, *unset, *missing]


def _calendars(read: _People) -> tuple[dict[str, SecretStr], list[Fault]]:
    """Return where each person's absences are written, and which variables are not set that should say so."""
    found, faults = {}, []
    for name, person in sorted(read.people.items()):
        if person.absences_env is not None:
            at, given = f"people.{name}.absences_env", os.environ.get(person.absences_env, "").strip()
            try:
                found[name] = known_calendar(SecretStr(given))
            except ValueError as error:
                said = str(error) if given else "is not set, or empty: put the path or address of a calendar there"
                faults.append(Fault(at, f"the variable {person.absences_env} {said}"))
        elif person.absences is not None:
            found[name] = person.absences
    return found, faults


def _urls(read: _People) -> tuple[dict[str, OwnUrls], list[Fault]]:
    """Return where people, teams and roles are told alone, and which variables are not set that should say so."""
    parties: list[tuple[str, str, _Party]] = [(f"people.{name}", name, one) for name, one in read.people.items()]
    parties += [(f"teams.{name}", team_id(name), one) for name, one in read.teams.items()]
    parties += [(f"roles.{name}", f"{ROLE}{name}", one) for name, one in read.roles.items()]
    found, faults = {}, []
    for at, id_, one in sorted(parties, key=lambda each: each[:2]):
        given = os.environ.get(one.urls_env, "") if one.urls_env else ""
        if one.urls_env and not given.strip():
            faults.append(
                Fault(f"{at}.urls_env", f"the variable {one.urls_env} is not set, or empty: put Apprise URLs there")
            )
        elif given or one.urls_file:
            urls = tuple(SecretStr(url) for url in given.split())
            found[id_] = OwnUrls(at, Settings(urls=urls, urls_file=one.urls_file))
    return found, faults


def _groups(read: _People, people: Mapping[PersonId, Person]) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for name, team in sorted(read.teams.items()):
        found.setdefault(team_id(name), _group(team_id(name), team.name or f"team {name}", team))
    for name, role in sorted(read.roles.items()):
        id_ = f"{ROLE}{name}"
        person = people.get(PersonId(role.person or ""))
        if not role.person:
            found[id_] = _group(PersonId(id_), role.name or name, role)
        elif person:
            found[id_] = person
    return found


def _group(id_: PersonId, name: str, read: _Team | _Role) -> Group:
    return Group(id_, name, read.mail, _handles(read), read.holidays, read.zone)


def _handles(read: _Party) -> dict[str, str]:
    return dict(sorted((system.lower(), handle.removeprefix("@")) for system, handle in read.handles.items()))


def _person(name: str, read: _Person) -> Person:
    return Person(
        id=PersonId(name),
        name=read.name,
        aliases=tuple(read.aliases),
        mail=read.mail,
        handles=_handles(read),
        manager=PersonId(read.manager) if read.manager else None,
        team=read.team,
        region=read.holidays,
        zone=read.zone,
        left=read.left,
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


def _teams_and_roles(read: _People) -> list[Fault]:
    """Find teams that nobody is in, as misspelt ones are, and roles of people nobody knows."""
    faults = []
    teams = {team_id(person.team) for person in read.people.values() if person.team}
    seen: dict[str, str] = {}
    for name in sorted(read.teams):
        first = seen.setdefault(team_id(name), name)
        if first != name:
            faults.append(Fault(f"teams.{name}", f"is the team '{first}' in other letters: name each once"))
        elif team_id(name) not in teams:
            known = tuple(sorted({person.team for person in read.people.values() if person.team}))
            faults.append(Fault(f"teams.{name}", "nobody in this file is in that team", known))
    for name, role in sorted(read.roles.items()):
        if role.person and role.person not in read.people:
            message = f"'{role.person}' is nobody in this file; write the id of a person"
            faults.append(Fault(f"roles.{name}.person", message, tuple(sorted(read.people))))
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
