"""Pages of Confluence in our words, whichever API a site has: Cloud's second version, or Data Center's.

| | Cloud | Data Center |
|---|---|---|
| page, its note and its labels | `/wiki/api/v2`, one call | `/rest/api/content`, one call |
| labels and attachments, writing | `/wiki/rest/api`, which has no successor for them | `/rest/api` |
| login | mail and token, or a scoped token through the gateway | personal access token |
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import Field

from connector.remote.addresses import trusted
from connector.remote.atlassianaccount import AtlassianAccount
from connector.remote.confluenceclient import ConfluenceClient
from connector.remote.http import Patience

KEY = "connector"
"""The key of the property that holds our note."""
MAX_BODY = 5_242_880
"""Bytes that a page's body may have."""


@dataclass(frozen=True, slots=True)
class Note:
    """What we keep with a page, a property of it: `id` and `version` are needed to write it again."""

    id: str
    version: int
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A page as it is now. `body` is storage format; `message` and `author` are of its last version.

    `note` is None where it has none, `labels` are None where they were not told.
    """

    id: str
    title: str
    version: int
    body: str
    url: str
    space: str
    parent: str | None = None
    author: str = ""
    message: str = ""
    changed_at: datetime | None = None
    current: bool = True
    note: Note | None = None
    labels: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a page."""

    name: str
    data: bytes
    media_type: str


class Content(Protocol):
    """One Confluence site. All methods raise RemoteError; what is not there, or not to be seen, is None."""

    client: ConfluenceClient
    cloud: bool

    def page(self, page: str) -> WikiPage | None:
        """Return a page by its id, its body, note and labels included."""

    def titled(self, space: str, title: str) -> WikiPage | None:
        """Return the page of a space that has a title: no two have the same."""

    def space(self, key: str) -> str | None:
        """Return the id of a space's home page."""

    def create(self, *, space: str, parent: str | None, title: str, body: str, message: str) -> WikiPage:
        """Make a page. Raises Rejected for a title that is taken, Ambiguous where it may be there."""

    def update(self, page: WikiPage, *, title: str, body: str, message: str) -> WikiPage:
        """Replace a page as it was read. Raises Conflict where somebody was quicker, Ambiguous where it may be done."""

    def keep(self, page: str, value: Mapping[str, Any], *, before: Note | None) -> None:
        """Write a page's note. Raises Conflict where somebody was quicker."""

    def label(self, page: str, labels: Sequence[str]) -> None:
        """Add labels to a page."""

    def attach(self, page: str, attachment: Attachment) -> None:
        """Put a file to a page, in place of one of the same name."""

    def search(self, cql: str) -> Iterator[WikiPage]:
        """Yield the pages that a search finds, without their bodies."""

    def account(self) -> str:
        """Return whose login this is."""


class Login(AtlassianAccount):
    """The keys of every section of `kind = "confluence"` that say where the site is and who asks."""

    space: str = Field(min_length=1)


def open_content(
    settings: Login, *, base_dir: Path, where: str, remote: str, patience: Patience | None = None
) -> Content:
    """Return the site that a section names; asks it nothing yet. Raises ConfigError for a file that cannot be used."""
    client = ConfluenceClient(
        settings.url,
        remote=remote,
        login=settings.login(base_dir=base_dir, where=where),
        verify=trusted(settings.ca_file, base_dir=base_dir, where=where),
        patience=patience,
    )
    if settings.told_deployment() == "cloud":
        from connector.remote.confluencecloud import CloudContent

        return CloudContent(client, site=settings.site)
    from connector.remote.confluencedc import DataCenterContent

    return DataCenterContent(client)


def moment(text: Any) -> datetime | None:
    """Read one of Confluence's timestamps; None where there is none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
