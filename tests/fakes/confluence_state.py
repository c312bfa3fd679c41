"""What the fake Confluence keeps: people, spaces, and pages with their versions, labels, properties and attachments."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class User:
    """Somebody: Cloud knows them by `account_id`, Data Center by `name` and `key`."""

    account_id: str
    name: str
    key: str
    display: str
    mail: str
    time_zone: str = "Europe/Berlin"


@dataclass(slots=True)
class Space:
    """A space; `watchers` are account ids of people who get mail for all of its pages.

    The account does not see one that is `hidden`, and can change nothing in one that is `read_only`.
    """

    id: str
    key: str
    name: str
    homepage_id: str = ""
    hidden: bool = False
    read_only: bool = False
    watchers: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a page, a property or an attachment; `author` is an account id."""

    number: int
    when: datetime
    author: str
    message: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """What a version of a page holds."""

    version: Version
    title: str
    body: str


@dataclass(slots=True)
class Property:
    """A content property."""

    id: str
    key: str
    value: Any
    version: Version


@dataclass(frozen=True, slots=True)
class Label:
    """A label; the same name has the same id on every page."""

    id: str
    name: str
    prefix: str = "global"


@dataclass(slots=True)
class Attachment:
    """An attachment; `data` is what its newest version holds, `earlier` what those before held."""

    id: str
    filename: str
    media_type: str
    data: bytes
    version: Version
    comment: str = ""
    earlier: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Indexed:
    """A page as the search index knows it from a moment on."""

    id: str
    space: str
    parent: str | None
    title: str
    status: str
    labels: frozenset[str]
    created: datetime
    modified: datetime
    creator: str


@dataclass(slots=True)
class Page:
    """A page; `revisions` holds every version, the newest last.

    The account does not see one that is `hidden`, and cannot edit one that is `restricted`.
    """

    id: str
    space: Space
    parent: str | None
    created: datetime
    creator: str
    revisions: list[Revision]
    status: str = "current"
    labels: list[Label] = field(default_factory=list)
    properties: dict[str, Property] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    watchers: set[str] = field(default_factory=set)
    hidden: bool = False
    restricted: bool = False
    index: list[tuple[datetime, Indexed]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.revisions[-1].title

    @property
    def body(self) -> str:
        return self.revisions[-1].body

    @property
    def version(self) -> Version:
        return self.revisions[-1].version

    def revision(self, number: int) -> Revision | None:
        """Return a version by its number."""
        return next((each for each in self.revisions if each.version.number == number), None)

    def indexed_at(self, moment: datetime) -> Indexed | None:
        """Return the page as the search knew it at `moment`, None when it did not."""
        known = [entry for since, entry in self.index if since <= moment]
        return known[-1] if known else None
