"""Whose items a page is about, where it is not about all of them: those of a team, or of everybody below a manager.

An item belongs to its owner as the people file knows them now; of somebody it does not know, to nobody's page but the whole's.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from connector.core.model import ItemKey, Person, TrackedItem
from connector.core.people import Directory, Known
from connector.core.recipients import HIGHEST

Kind = Literal["team", "manager"]


@dataclass(frozen=True, slots=True)
class Scope:
    """A team or a manager, and the items that are theirs. `slug` tells it from all others in the names of pages."""

    kind: Kind
    name: str
    slug: str
    keys: frozenset[ItemKey]

    @property
    def words(self) -> str:
        """What a page says of whom it is about."""
        return f"team {self.name}" if self.kind == "team" else f"everybody below {self.name}"


def scopes(items: Iterable[TrackedItem], *, directory: Directory, kinds: Collection[Kind]) -> Sequence[Scope]:
    """Return the scopes of these kinds that have items: teams by name, then managers by name."""
    mine: dict[tuple[Kind, str], set[ItemKey]] = defaultdict(set)
    names: dict[tuple[Kind, str], str] = {}

    @cache
    def of_owner(owner: str) -> list[tuple[Kind, str, str]]:
        found = directory.resolve(owner)
        return list(_places(found.person, directory)) if isinstance(found, Known) else []

    for item in items:
        for kind, id_, name in of_owner(item.owner) if item.owner else ():
            if kind in kinds:
                mine[kind, id_].add(item.key)
                names[kind, id_] = min(name, names.get((kind, id_), name))
    made: list[Scope] = []
    taken: set[str] = set()
    for kind, id_ in sorted(mine, key=lambda each: (each[0] != "team", names[each].casefold(), each[1])):
        slug = _free(f"{kind}-{_slug(id_)}", taken)
        made.append(Scope(kind, names[kind, id_], slug, frozenset(mine[kind, id_])))
    return made


def _places(person: Person, directory: Directory) -> Iterable[tuple[Kind, str, str]]:
    if person.team and person.team.strip():
        yield "team", person.team.strip().casefold(), person.team.strip()
    for level in range(1, HIGHEST):
        above = directory.manager_of(person, level)
        if above is None:
            return
        yield "manager", above.id, above.name


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"


def _free(slug: str, taken: set[str]) -> str:
    """Return a name that nobody has yet."""
    number = 1
    while (one := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    taken.add(one)
    return one
