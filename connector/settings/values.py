"""What several tables of the configuration are written with: a value or a list of them, and lists in which each has a name."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator

Values = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
"""A value, or a list of values. No union: its faults would be told once for each member, at paths nobody wrote."""


def refuse_namesakes(names: Iterable[str], *, what: str) -> None:
    """Raise ValueError where two of several are called alike."""
    known = list(names)
    if len(set(known)) < len(known):
        raise ValueError(f"two {what} have the same name; each needs its own")
