"""The fake Confluence's world: who is there, where pages lie, and how versions, mail and the index follow a change."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from fakes.confluence_state import (
    Attachment,
    Indexed,
    Label,
    Page,
    Property,
    Revision,
    Space,
    User,
    Version,
)
from fakes.confluence_storage import rewritten


class World:
    """All state of a Confluence. Callers hold the server's lock.

    `notified` has (page id, version number) for each version that Confluence told watchers about by mail.
    """

    def __init__(self, clock: Callable[[], datetime], *, cloud: bool) -> None:
        self._clock = clock
        self._last = clock()
        self.cloud = cloud
        self.users: list[User] = []
        self.spaces: list[Space] = []
        self.pages: dict[str, Page] = {}
        self.notified: list[tuple[str, int]] = []
        self.labels: dict[tuple[str, str], Label] = {}
        self._next_id = 98300

    # --- time and ids -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return the clock's time, but never before the last write."""
        return max(self._clock(), self._last)

    def stamp(self) -> datetime:
        """Return the time of a write; each is a millisecond after the last, even when the clock stands."""
        self._last = max(self._clock(), self._last + timedelta(milliseconds=1))
        return self._last

    def new_id(self) -> str:
        """Return a number that nothing else has, as a string."""
        self._next_id += 1
        return str(self._next_id)

    # --- looking up ---------------------------------------------------------------------------------------------

    def user(self, ref: object) -> User | None:
        """Return somebody by account id, name, key, displayed name or mail."""
        return next((u for u in self.users if ref in (u.account_id, u.name, u.key, u.display, u.mail)), None)

    def space(self, ref: object) -> Space | None:
        """Return a space by id or key."""
        return next((each for each in self.spaces if str(ref) in (each.id, each.key)), None)

    def titled(self, space: Space, title: str) -> Page | None:
        """Return the page that occupies a title in a space: archived ones do, those in the trash do not."""
        wanted = title.strip().casefold()
        for page in self.pages.values():
            if page.space is space and page.status != "trashed" and page.title.casefold() == wanted:
                return page
        return None

    def sees(self, page: Page) -> bool:
        """Say whether the account may see a page."""
        return not (page.hidden or page.space.hidden or any(each.hidden for each in self.ancestors(page)))

    def ancestors(self, page: Page) -> list[Page]:
        """Return the pages above one, the topmost first."""
        found: list[Page] = []
        while page.parent is not None and page.parent in self.pages:
            page = self.pages[page.parent]
            found.insert(0, page)
        return found

    def children(self, page: Page) -> list[Page]:
        """Return the current pages right below one."""
        return [each for each in self.pages.values() if each.parent == page.id and each.status == "current"]

    def below(self, page: Page) -> Iterator[Page]:
        """Yield all pages below one, whatever their status."""
        for each in [other for other in self.pages.values() if other.parent == page.id]:
            yield each
            yield from self.below(each)

    def attachment(self, ref: str) -> tuple[Page, Attachment] | None:
        """Return an attachment by id, with its page."""
        return next(((page, page.attachments[ref]) for page in self.pages.values() if ref in page.attachments), None)

    # --- changing -----------------------------------------------------------------------------------------------

    def add(
        self, space: Space, title: str, body: str, author: User, *, parent: str | None = None, message: str = ""
    ) -> Page:
        """Make a page; the body is rewritten."""
        moment = self.stamp()
        version = Version(1, moment, author.account_id, message)
        revision = Revision(version, title.strip(), self.stored(body))
        page = Page(self.new_id(), space, parent, moment, author.account_id, [revision])
        self.pages[page.id] = page
        self.reindex(page, moment)
        self._notify(page)
        return page

    def revise(
        self,
        page: Page,
        author: User,
        *,
        title: str | None = None,
        body: str | None = None,
        message: str = "",
        minor: bool = False,
    ) -> Page:
        """Make a new version of a page; what is None stays as it is."""
        moment = self.stamp()
        version = Version(page.version.number + 1, moment, author.account_id, message, minor)
        text = page.body if body is None else self.stored(body)
        page.revisions.append(Revision(version, page.title if title is None else title.strip(), text))
        self.reindex(page, moment)
        self._notify(page)
        return page

    def stored(self, body: str) -> str:
        """Return what Confluence makes of a body."""
        return rewritten(body, self.new_id, cloud=self.cloud)

    def _notify(self, page: Page) -> None:
        readers = (page.watchers | page.space.watchers) - {page.version.author}
        if readers and not page.version.minor:
            self.notified.append((page.id, page.version.number))

    def reindex(self, page: Page, moment: datetime | None = None) -> None:
        """Let the search know the present state of a page, as of `moment`."""
        entry = Indexed(
            page.id,
            page.space.key,
            page.parent,
            page.title,
            page.status,
            frozenset(each.name for each in page.labels),
            page.created,
            page.version.when,
            page.creator,
        )
        page.index.append((moment or self.stamp(), entry))

    def move(self, page: Page, *, parent: Page | None, space: Space) -> None:
        """Put a page, and all that is below it, elsewhere; neither ids nor versions change."""
        page.parent = parent.id if parent else None
        for each in [page, *self.below(page)]:
            each.space = space
            self.reindex(each)

    def trash(self, page: Page) -> None:
        """Put a page into the trash; its children go up to its parent."""
        for each in self.children(page):
            each.parent = page.parent
            self.reindex(each)
        page.status = "trashed"
        self.reindex(page)

    def set_status(self, page: Page, status: str) -> None:
        page.status = status
        self.reindex(page)

    def purge(self, page: Page) -> None:
        """Delete a page for good."""
        del self.pages[page.id]

    def label(self, page: Page, name: str, prefix: str = "global") -> Label:
        """Put a label on a page."""
        wanted = name.strip().lower()
        label = self.labels.setdefault((prefix, wanted), Label(str(4000 + len(self.labels)), wanted, prefix))
        if label not in page.labels:
            page.labels.append(label)
            self.reindex(page)
        return label

    def unlabel(self, page: Page, name: str) -> None:
        """Take a label off a page."""
        page.labels = [each for each in page.labels if each.name != name.strip().lower()]
        self.reindex(page)

    def set_property(self, page: Page, key: str, value: Any, *, author: User) -> Property:
        """Make a property, or its next version."""
        old = page.properties.get(key)
        version = Version(old.version.number + 1 if old else 1, self.stamp(), author.account_id)
        page.properties[key] = Property(old.id if old else self.new_id(), key, value, version)
        return page.properties[key]

    def attach(
        self, page: Page, filename: str, data: bytes, *, author: User, media_type: str = "", comment: str = ""
    ) -> Attachment:
        """Make an attachment, or the next version of the one with that filename."""
        kind = media_type or "application/octet-stream"
        old = next((each for each in page.attachments.values() if each.filename == filename), None)
        version = Version(old.version.number + 1 if old else 1, self.stamp(), author.account_id, comment)
        if old is None:
            ref = "att" + self.new_id()
            page.attachments[ref] = Attachment(ref, filename, kind, data, version, comment)
            return page.attachments[ref]
        old.earlier.append(old.data)
        old.data, old.version, old.media_type, old.comment = data, version, kind, comment or old.comment
        return old
