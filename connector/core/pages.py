"""The nouns of what is published."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Form = Literal["html", "storage", "md"]
"""How a page is written: for browsers, as Confluence stores it, as Markdown."""


@dataclass(frozen=True, slots=True)
class File:
    """What stands beside a page: a picture that it shows and its format cannot hold, or its facts for those who compute."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page: where it goes, which is what it is known by, its title, its bytes, and the files beside it."""

    path: str
    title: str
    data: bytes
    media_type: str = "text/html"
    files: tuple[File, ...] = ()


class PageResult(StrEnum):
    """What publishing one page did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """Left as people have edited it."""
    FAILED = "not published"


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a page. `note` tells what people have to know, such as that somebody edited it by hand."""

    result: PageResult
    note: str = ""
