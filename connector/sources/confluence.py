"""Post-mortems on Confluence, Cloud and Data Center, `kind = "confluence"`: the pages of a space, by label or below a page.

| | is |
|---|---|
| a document's name | the page's id, which stays where a page is renamed or moved |
| its title | the page's: it stands beside the body, not in it |
| its revision | the number of the page's version, so that one search tells what changed |
| its bytes | the body in storage format, of which write-back changes the cells or marks concerned |

A search shows a change late. A page is read as it is, so that at worst it is read once more when the search shows it.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from connector.core.model import Document, DocumentId
from connector.errors import Ambiguous, Conflict, Fault, Rejected, RemoteError
from connector.pages.anchors import is_published
from connector.ports import DocumentStub, Listing
from connector.remote.confluence import Content, Login, WikiPage, open_content
from connector.remote.http import Patience
from connector.sources.directory import MAX_BYTES

SUFFIX = ".html"
"""What makes a page's id a name that is read as storage format."""
MESSAGE = "connector: tickets and their status"
"""What a version of ours says in the page's history."""


class Settings(Login):
    """The keys of a `[[sources]]` section of this kind. Of `label` and `parent`, those that are named both have to hold."""

    label: str | None = Field(default=None, min_length=1)
    parent: str | None = Field(default=None, pattern=r"^\d+$")
    write_back: bool = False


def connect(settings: Settings, *, name: str, base_dir: Path, patience: Patience | None = None) -> "ConfluenceSource":
    """Return the source over a space; asks it nothing yet. Raises ConfigError for a file that cannot be used."""
    name = name or settings.space
    where = f"sources.{name}"
    content = open_content(settings, base_dir=base_dir, where=where, remote=name, patience=patience)
    return ConfluenceSource(content, settings, name=name)


class ConfluenceSource:
    """A Source over the pages of one space."""

    def __init__(self, content: Content, settings: Settings, *, name: str) -> None:
        self.name = name
        self.write_back = settings.write_back
        self.settings = settings
        self.content = content

    def list(self) -> Listing:
        found = {page.id: page for page in self.content.search(self._cql())}
        stubs = [self._stub(found[id_]) for id_ in sorted(found)]
        return Listing(tuple(stubs), complete=True)

    def fetch(self, stub: DocumentStub) -> Document:
        page = self._page(stub.name, verb="fetch")
        # What we publish ourselves lists action items, and is no post-mortem.
        data = b"" if is_published(page.body) else page.body.encode()
        if len(data) > MAX_BYTES:
            said = f"'{page.title}' has {len(data):,} bytes; a post-mortem may have {MAX_BYTES:,}: split it"
            raise self._rejected(said, verb="fetch", status=413)
        return Document(stub.id, self.name, stub.name, page.url, str(page.version), data, title=page.title)

    def write(self, document: Document, data: bytes) -> str:
        if not self.write_back:
            raise self._rejected("write_back is off for this source", verb="write")
        page = self._page(document.name, verb="write")
        if str(page.version) != document.revision or page.body.encode() != document.data:
            raise Conflict(f"'{page.title}' was edited meanwhile", remote=self.name, verb="write", status=409)
        if data == document.data:
            return document.revision
        try:
            return str(self.content.update(page, title=page.title, body=data.decode(), message=MESSAGE).version)
        except Ambiguous as error:
            now = self._page(document.name, verb="write")
            if now.version == page.version + 1 and now.message == MESSAGE:
                return str(now.version)
            said = f"'{page.title}' may not be written: {error.said}"
            raise Conflict(said, remote=self.name, verb="write") from None

    def check(self) -> Sequence[Fault]:
        """Tell whether the login holds, and whether space and parent are there."""
        where = f"sources.{self.name}"
        try:
            if not self.content.account():
                return [Fault(f"{where}.token", "the login is nobody's: it was let in as anonymous")]
            self.content.space(self.settings.space)
            above = self.content.page(self.settings.parent) if self.settings.parent else None
        except Rejected as error:
            return [Fault(f"{where}.{'space' if error.status == 404 else 'url'}", str(error))]
        except RemoteError as error:
            return [Fault(f"{where}.url", str(error))]
        if self.settings.parent and (above is None or not above.current):
            return [
                Fault(f"{where}.parent", f"there is no page {self.settings.parent}, or this account may not see it")
            ]
        return []

    def _cql(self) -> str:
        wanted = {"space": self.settings.space, "label": self.settings.label, "ancestor": self.settings.parent}
        tests = [f"{field} = {_quoted(value)}" for field, value in wanted.items() if value is not None]
        return " AND ".join(["type = page", *tests])

    def _stub(self, page: WikiPage) -> DocumentStub:
        name = f"{page.id}{SUFFIX}"
        return DocumentStub(DocumentId(f"{self.name}:{name}"), name, str(page.version))

    def _page(self, name: str, *, verb: str) -> WikiPage:
        """Return a page as it is. Raises Rejected for one that is gone, and for what is no page's name."""
        id_ = name.removesuffix(SUFFIX)
        if not id_.isdecimal() or not name.endswith(SUFFIX):
            raise self._rejected(f"'{name}' is no page's name", verb=verb)
        page = self.content.page(id_)
        if page is None or not page.current:
            raise self._rejected(f"the page {id_} is gone, or this account may not see it", verb=verb, status=404)
        return page

    def _rejected(self, said: str, *, verb: str, status: int | None = None) -> Rejected:
        return Rejected(said, remote=self.name, verb=verb, status=status)


def _quoted(text: str) -> str:
    """Return a text of a search."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
