"""Pages as files of one folder: a static site that any web server, or none, can show.

A page is replaced whole or not at all, and left alone when it holds the same bytes already.
"""

import os
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field

from connector.core.pages import Form, Page, PageResult, Placed
from connector.errors import Fault, Rejected
from connector.files import file_url, nearest, remote_error, remove_leftovers, replace_file
from connector.pages.memory import PageMemory


class Settings(BaseModel):
    """The keys of `[pages]` with `kind = "directory"`. `title` is the site's."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str = Field(default="report", min_length=1)
    title: str = Field(default="Post-mortem actions", min_length=1)


def connect(
    settings: Settings, *, base_dir: Path, installation: str = "", memory: PageMemory | None = None
) -> "DirectoryPages":
    """Return the store over a folder, a relative path being meant from `base_dir`. Touches no disk."""
    del installation, memory  # a folder is one installation's, and shows what is there
    return DirectoryPages(Path(os.path.abspath(base_dir / settings.path)), title=settings.title)  # noqa: PTH100 - links stay


class DirectoryPages:
    """Pages in a folder, which is made when the first page is put."""

    form: Form = "html"

    def __init__(self, folder: Path, *, title: str) -> None:
        self.title = title
        self._folder = folder

    def put(self, page: Page) -> Placed:
        """Create or replace a page's file and those beside it. Raises Rejected for a path outside the folder, Unavailable."""
        verb = f"publish {page.path}"
        path = self._place(page.path, verb=verb)
        beside = [
            (self._place(str(PurePosixPath(page.path).parent / file.name), verb=verb), file) for file in page.files
        ]
        try:
            others = [_put(place, file.data) for place, file in beside]
            result = _put(path, page.data)
            new = result is PageResult.UNCHANGED and any(one is not PageResult.UNCHANGED for one in others)
            return Placed(PageResult.UPDATED if new else result)
        except OSError as error:
            raise remote_error(error, remote=str(self._folder), verb=f"publish {page.path}") from error

    def href(self, path: str) -> str:
        """Return a page's address from another one of the same folder."""
        return path

    def where(self, path: str) -> str:
        """Return the `file://` address of a page."""
        return file_url(self._place(path, verb=f"address {path}"))

    def paths(self) -> tuple[str, ...]:
        """Return the paths of the HTML pages that are in the folder, ordered. Raises Unavailable."""
        try:
            found = [
                path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*.html") if path.is_file()
            ]
        except OSError as error:
            raise remote_error(error, remote=str(self._folder), verb="list the pages") from error
        return tuple(sorted(found))

    def check_here(self) -> tuple[Fault, ...]:
        """Tell whether a file stands where the folder is to be."""
        place = nearest(self._folder)
        return () if place.is_dir() else (Fault("pages.path", f"{place} is a file, not a folder"),)

    def check(self) -> tuple[Fault, ...]:
        """Tell whether pages can be written there, writing nothing."""
        place = nearest(self._folder)
        if (found := self.check_here()) or os.access(place, os.W_OK | os.X_OK):
            return found
        return (Fault("pages.path", f"this user may not write in {place}"),)

    def _place(self, path: str, *, verb: str) -> Path:
        """Return a page's file; a path that leads out of the folder, by dots or by a link, is refused."""
        parts = PurePosixPath(path)
        bad = (
            not path or "\x00" in path or "\\" in path or parts.is_absolute() or ".." in parts.parts or parts.name == ""
        )
        if not bad:
            try:
                place = (self._folder / parts).resolve()
            except (OSError, RuntimeError) as error:
                raise Rejected(f"{path!r} cannot be followed: {error}", remote=str(self._folder), verb=verb) from error
            if place.is_relative_to(self._folder.resolve()):
                return self._folder / parts
        raise Rejected(f"{path!r} is not a path inside the pages folder", remote=str(self._folder), verb=verb)


def _put(path: Path, data: bytes) -> PageResult:
    try:
        if path.read_bytes() == data:
            return PageResult.UNCHANGED
        result = PageResult.UPDATED
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(path.parent, [each.name for each in path.parent.iterdir()])
        result = PageResult.CREATED
    replace_file(path, data)
    return result
