"""Who is meant by a name in a document, and who is above them.

Guessing by likeness was rejected: a ticket for the wrong person is worse than one that waits for a name.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from connector.core.model import Group, Party, Person, PersonId


@dataclass(frozen=True, slots=True)
class Known:
    """Exactly one person; `how` says by what."""

    person: Person
    how: str


@dataclass(frozen=True, slots=True)
class Several:
    """More than one person may be meant; ordered by id."""

    text: str
    candidates: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody of this name."""

    text: str


Resolution = Known | Several | Unknown

_STRIPPED = " \t\r\n,.;:()[]<>\"'`"


def fold(text: str) -> str:
    """Return a name without case, accents, a leading `@` and surrounding punctuation."""
    bare = text.strip(_STRIPPED).removeprefix("mailto:").lstrip("@").strip(_STRIPPED)
    decomposed = unicodedata.normalize("NFKD", bare.casefold().replace("\u2019", "'"))
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


class Directory:
    """The people of the configuration, looked up by any of their names; of handles by those of `systems`, or by all.

    | text | is |
    |---|---|
    | `@name`, and one person has that handle | that person |
    | an id, alias, full name (also `Last, First`), mail or handle | that person |
    | a single word | as above, or a first name |
    | fits more than one person, in whichever way | Several |
    """

    def __init__(
        self,
        persons: Sequence[Person],
        *,
        systems: Container[str] | None = None,
        groups: Mapping[str, Party] | None = None,
    ) -> None:
        self._groups = dict(groups or {})
        self._persons: dict[PersonId, Person] = {}
        for person in persons:
            self._persons.setdefault(person.id, person)
        self._names: dict[str, dict[PersonId, str]] = defaultdict(dict)
        self._handles: dict[str, set[PersonId]] = defaultdict(set)
        for person in self._persons.values():
            handles = [person.handles[one] for one in sorted(person.handles) if systems is None or one in systems]
            for how, name in _names(person, handles):
                folded = fold(name)
                if folded:
                    self._names[folded].setdefault(person.id, how)
            for handle in handles:
                self._handles[fold(handle)].add(person.id)

    @property
    def persons(self) -> tuple[Person, ...]:
        """Everybody, ordered by id."""
        return tuple(self._persons[key] for key in sorted(self._persons))

    @property
    def parties(self) -> tuple[Party, ...]:
        """Everybody, and the groups that are told at a place of their own, ordered by id."""
        everybody: dict[str, Party] = {party.id: party for party in (*self._persons.values(), *self._groups.values())}
        return tuple(everybody[key] for key in sorted(everybody))

    def by_id(self, person: PersonId) -> Person | None:
        """Return the person with this id."""
        return self._persons.get(person)

    def resolve(self, text: str) -> Resolution:
        """Tell who is meant by one name."""
        folded = fold(text)
        if text.strip(_STRIPPED).startswith("@") and len(self._handles.get(folded, ())) == 1:
            (only,) = self._handles[folded]
            return Known(self._persons[only], "handle")
        hits: Mapping[PersonId, str] = self._names.get(folded, {}) or self._names.get(_turned(folded), {})
        match sorted(hits):
            case []:
                return Unknown(text)
            case [only]:
                return Known(self._persons[only], hits[only])
            case several:
                return Several(text, tuple(self._persons[key] for key in several))

    def team_of(self, person: Person) -> Group | None:
        """Return a person's team as one that can be told; None for who has none."""
        if person.team is None:
            return None
        known = self._groups.get(team_id(person.team))
        return known if isinstance(known, Group) else Group(team_id(person.team), f"team {person.team}")

    def in_role(self, role: str) -> Party | None:
        """Return who has a role, by `role:` and its name."""
        return self._groups.get(role)

    def party(self, id_: str) -> Party | None:
        """Return whoever has an id: a person, a team, or who has a role."""
        return self._persons.get(PersonId(id_)) or self._groups.get(id_)

    def manager_of(self, person: Person, levels: int = 1) -> Person | None:
        """Return who is `levels` above a person; None above the top, for an unknown manager, and in a circle."""
        seen = {person.id}
        current = person
        for _ in range(levels):
            above = self._persons.get(current.manager) if current.manager is not None else None
            if above is None or above.id in seen:
                return None
            seen.add(above.id)
            current = above
        return current


def team_id(team: str) -> PersonId:
    """Return by what a team is known that can be told, whatever the case it is written in."""
    return PersonId(f"team:{team.strip().casefold()}")


def _names(person: Person, handles: Sequence[str]) -> list[tuple[str, str]]:
    first, _, rest = person.name.strip().partition(" ")
    return [
        ("id", person.id),
        *(("alias", alias) for alias in person.aliases),
        ("name", person.name),
        *([("mail", person.mail)] if person.mail else []),
        *(("handle", handle) for handle in handles),
        *([("first name", first)] if rest else []),
    ]


def _turned(text: str) -> str:
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else ""
