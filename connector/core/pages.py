"""The nouns of what is published."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page or a file beside it: where it goes, its title, and its bytes."""

    path: str
    title: str
    data: bytes
    media_type: str = "text/html"


class PageResult(StrEnum):
    """What publishing one page did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
