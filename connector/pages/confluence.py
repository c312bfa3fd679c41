"""Pages of Confluence, Cloud and Data Center, `kind = "confluence"`.

What we render lies between two anchors, which also say whose page it is. A page is known by its id; by its title only where an anchor says that it is ours.

| the page | then |
|---|---|
| is not there | made; after a lost answer it is looked for by its title |
| has what we rendered | left alone: no version, no mail |
| was edited by hand since | told, and by `on_edit`: only what is between the anchors is replaced, nothing, or all of it |
| was written meanwhile (409) | read and tried again |
| may be written (5xx, no answer) | read: its last version says whether it is ours |
| is too long | rows of its longest tables are put on pages below it, which are found by their ids like itself (`splitting.py`) |
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from connector.core.pages import Form, Page, PageResult, Placed
from connector.errors import Ambiguous, Conflict, Fault, Rejected, RemoteError, Unavailable
from connector.pages.anchors import Anchors
from connector.pages.memory import Known, PageMemory
from connector.pages.splitting import split
from connector.remote.confluence import MAX_BODY, Attachment, Content, Login, Note, WikiPage, open_content
from connector.remote.http import Patience

NOTHING = "<p>What was here has room on the page above again.</p>"
"""What stands on a further page that is not needed any more: people may have written on it, so that it is not deleted."""
TRIES = 3
"""Times that a page is written where others write it, too."""


class Settings(Login):
    """The keys of `[pages]` with `kind = "confluence"`. `title` is in front of each page's own, as titles are one in a space."""

    parent: str | None = None
    title: str = Field(default="Post-mortem actions", min_length=1)
    on_edit: Literal["between", "skip", "replace"] = "between"
    labels: tuple[str, ...] = ("post-mortem-actions",)


def connect(
    settings: Settings,
    *,
    base_dir: Path,
    installation: str,
    memory: PageMemory,
    patience: Patience | None = None,
) -> "ConfluencePages":
    """Return the store over one space; asks it nothing yet. Raises ConfigError for a file that cannot be used."""
    content = open_content(settings, base_dir=base_dir, where="pages", remote="pages", patience=patience)
    return ConfluencePages(content, settings, installation=installation, memory=memory)


@dataclass(slots=True)
class ConfluencePages:
    """Pages below one of a space."""

    content: Content
    settings: Settings
    installation: str
    memory: PageMemory
    form: Form = "storage"
    max_body: int = MAX_BODY

    @property
    def title(self) -> str:
        """What the title of each page begins with."""
        return self.settings.title

    def put(self, page: Page) -> Placed:
        """Create or replace a page, and those below it that hold what it has no room for. Raises RemoteError."""
        first, *further = self._pieces(page)
        for piece in (first, *further):
            self._refuse(piece, self._anchors(piece).around(piece.data.decode()))
        placed = self._put(first, below=None)
        known = self.memory.known().get(page.path)
        parts = [self._put(piece, below=known.id if known else None) for piece in further]
        return _together(placed, parts)

    def _pieces(self, page: Page) -> list[Page]:
        """Return a page as it is, or what stays on it and the pages below it; of these too some that hold nothing any more."""
        body, title = page.data.decode(), f"{page.title}, part "
        further: Sequence[str] = ()
        if len(self._anchors(page).around(body).encode()) > self.max_body:
            body, further = split(body, title=page.title, part=lambda at: f"{title}{at}", limit=self.max_body * 9 // 10)
        bodies = dict(enumerate(further, 2))
        stem = f"{page.path.removesuffix('.html')}-part-"
        for path in self.memory.known():
            number = path.removeprefix(stem).removesuffix(".html")
            if path.startswith(stem) and number.isdecimal():
                bodies.setdefault(int(number), NOTHING)
        parts = [Page(f"{stem}{at}.html", f"{title}{at}", bodies[at].encode()) for at in sorted(bodies)]
        return [replace(page, data=body.encode()), *parts]

    def _anchors(self, page: Page) -> Anchors:
        return Anchors(self.installation, page.path)

    def _put(self, page: Page, *, below: str | None) -> Placed:
        ours = self._anchors(page)
        body = ours.around(page.data.decode())
        there = self._known(page, ours)
        if there is None:
            there, result = self._made(page, body, ours, below=below)
            return self._settled(there, page, body, Placed(result))
        return self._renewed(there, page, body, ours)

    def paths(self) -> tuple[str, ...]:
        """Return the paths of the pages that were put here."""
        return tuple(sorted(self.memory.known()))

    def where(self, path: str) -> str:
        """Return the address of a page for people."""
        return self.href(path) or self.content.client.url

    def href(self, path: str) -> str | None:
        """Return where a page leads to another; None for one that is not there yet."""
        known = self.memory.known().get(path)
        return known.url if known is not None else None

    def check(self) -> tuple[Fault, ...]:
        """Tell whether the space and the parent are there, and whether the login holds."""
        try:
            if not self.content.account():
                return (Fault("pages.token", "the login is nobody's: it was let in as anonymous"),)
            home = self.content.space(self.settings.space)
            parent = self.content.page(self.settings.parent) if self.settings.parent else None
        except Rejected as error:
            key = "space" if error.status == 404 else "url"
            return (Fault(f"pages.{key}", str(error)),)
        except RemoteError as error:
            return (Fault("pages", str(error)),)
        if self.settings.parent and (parent is None or not parent.current):
            return (Fault("pages.parent", f"there is no page {self.settings.parent}, or this account may not see it"),)
        if not self.settings.parent and home is None:
            return (Fault("pages.parent", f"the space '{self.settings.space}' has no home page: name a page"),)
        return ()

    # --- which page it is -----------------------------------------------------------------------------------------

    def _known(self, page: Page, ours: Anchors) -> WikiPage | None:
        """Return the page as it is, by its id or else by its title. Raises Rejected for a title that is somebody else's."""
        known = self.memory.known().get(page.path)
        there = self.content.page(known.id) if known is not None else None
        if there is not None and there.current:
            return there
        return self._titled(page, ours)

    def _titled(self, page: Page, ours: Anchors) -> WikiPage | None:
        there = self.content.titled(self.settings.space, page.title)
        if there is None or ours.among(there.body):
            return there
        said = (
            f"the space {self.settings.space} has another page called '{page.title}' ({there.url}): "
            "set another `title` in [pages], or rename that page"
        )
        raise Rejected(said, remote=self.content.client.remote, verb=f"publish {page.path}")

    def _made(self, page: Page, body: str, ours: Anchors, *, below: str | None) -> tuple[WikiPage, PageResult]:
        parent = below or self.settings.parent or self.content.space(self.settings.space)
        try:
            made = self.content.create(
                space=self.settings.space, parent=parent, title=page.title, body=body, message=_message(body)
            )
        except (Ambiguous, Conflict):
            # It may be there, by this call or by another host's.
            found = self._titled(page, ours)
            if found is None:
                raise
            return found, PageResult.CREATED
        return made, PageResult.CREATED

    # --- what becomes of it ---------------------------------------------------------------------------------------

    def _renewed(self, there: WikiPage, page: Page, body: str, ours: Anchors) -> Placed:
        for _ in range(TRIES):
            said = self._edited(there)
            note = there.note.value if there.note is not None else {}
            if note.get("hash") == _digest(page, body):
                self._remember(page, there)
                return Placed(PageResult.UNCHANGED, said)
            if said and self.settings.on_edit == "skip":
                return Placed(PageResult.KEPT, f"{said}; it is left as it is (on_edit = 'skip')")
            try:
                written = self._written(there, page, body, ours)
            except Conflict:
                there = self._again(there, page)
                continue
            return self._settled(written, page, body, Placed(PageResult.UPDATED, said), before=there.note)
        said = f"others wrote the page {TRIES} times while it was being written"
        raise Conflict(said, remote=self.content.client.remote, verb=f"publish {page.path}")

    def _edited(self, there: WikiPage) -> str:
        """Say that somebody edited a page since we wrote it, and who; nothing where nobody did."""
        ours = there.note.value.get("version") if there.note is not None else None
        if ours is None or there.version == ours:
            return ""
        by = f" by {there.author}" if there.author else ""
        return f"'{there.title}' was edited by hand{by} (version {there.version})"

    def _written(self, there: WikiPage, page: Page, body: str, ours: Anchors) -> WikiPage:
        """Write a page once. Raises Conflict where it is to be read again."""
        whole = body if self.settings.on_edit == "replace" else ours.replaced(there.body, body)
        if whole is None:
            said = f"the marks around what is published are gone from '{there.title}': put them back, or set on_edit = 'replace'"
            raise Rejected(said, remote=self.content.client.remote, verb=f"publish {page.path}")
        message = _message(body)
        try:
            return self.content.update(there, title=page.title, body=whole, message=message)
        except Ambiguous:
            now = self._again(there, page)
            if now.version > there.version and now.message == message:
                return now
            raise Conflict("may not be written", remote=self.content.client.remote, verb="publish") from None

    def _again(self, there: WikiPage, page: Page) -> WikiPage:
        now = self.content.page(there.id)
        if now is None:
            raise Unavailable("it went away meanwhile", remote=self.content.client.remote, verb=f"publish {page.path}")
        return now

    def _settled(self, there: WikiPage, page: Page, body: str, placed: Placed, *, before: Note | None = None) -> Placed:
        """Put what belongs to a page beside it, and note last what was done: after a crash it is done again."""
        before = before or there.note
        was: Mapping[str, Any] = before.value.get("files", {}) if before is not None else {}
        for file in page.files:
            if was.get(file.name) != _hash(file.data):
                self.content.attach(there.id, Attachment(file.name, file.data, file.media_type))
        wanted = [label for label in self.settings.labels if label not in (there.labels or ())]
        if wanted:
            self.content.label(there.id, wanted)
        value = {
            "installation": self.installation,
            "path": page.path,
            "hash": _digest(page, body),
            "version": there.version,
            "files": {file.name: _hash(file.data) for file in page.files},
        }
        try:
            self.content.keep(there.id, value, before=before)
        except (Conflict, Ambiguous):
            now = self._again(there, page)
            if now.note is None or dict(now.note.value) != value:
                self.content.keep(there.id, value, before=now.note)
        self._remember(page, there)
        return placed

    def _remember(self, page: Page, there: WikiPage) -> None:
        self.memory.keep(page.path, Known(there.id, there.url))

    def _refuse(self, page: Page, body: str) -> None:
        """Raise Rejected for what would lose the whole page: it is no XHTML, or too long."""
        from xml.etree import ElementTree as ET

        verb, remote = f"publish {page.path}", self.content.client.remote
        try:
            ET.fromstring(f'<p xmlns:ac="ac" xmlns:ri="ri">{body}</p>')  # noqa: S314 - what we rendered
        except ET.ParseError as error:
            said = f"the page is no XHTML ({error}): are copies of templates/formats/storage.j2 or of a layout in use?"
            raise Rejected(said, remote=remote, verb=verb) from None
        if len(body.encode()) > self.max_body:
            said = f"the page has {len(body.encode()):,} bytes without the rows of long tables, and Confluence takes {self.max_body:,}"
            raise Rejected(said, remote=remote, verb=verb)


def _together(first: Placed, parts: Sequence[Placed]) -> Placed:
    """Return what became of a page and of those below it, as one."""
    every = [first, *parts]
    changed = first.result is PageResult.UNCHANGED and any(each.result is not PageResult.UNCHANGED for each in parts)
    notes = "; ".join(each.note for each in every if each.note)
    return Placed(PageResult.UPDATED if changed else first.result, notes)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _digest(page: Page, body: str) -> str:
    """Return what tells whether a page is as it was rendered before."""
    parts = [page.title, body, *(f"{file.name} {_hash(file.data)}" for file in page.files)]
    return _hash("\0".join(parts).encode())


def _message(body: str) -> str:
    """Return the message of a version, by which it is known again as ours."""
    return f"connector {_hash(body.encode())[:12]}"
