"""Conditions as people configure them, for routes, rungs and rules alike: facts, and the values of which any holds."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

When = Iterable[tuple[str, Iterable[str]]]
"""Names of facts, each with the values of which one has to hold; all facts named have to."""


def all_hold(when: When, facts: Mapping[str, Iterable[str | None]]) -> bool:
    """Say whether every condition holds for facts, each of which may have several values; one without any holds for none.

    Letters are compared without case; `*` and `?` in a wanted value match as in file names.
    """
    return all(any(_is_any(fact, wanted) for fact in facts[name]) for name, wanted in when)


def _is_any(fact: str | None, wanted: Iterable[str]) -> bool:
    return fact is not None and any(fnmatchcase(fact.casefold(), value.casefold()) for value in wanted)
