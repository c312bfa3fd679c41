"""What people do in the fake Confluence behind the connector's back, and how tests furnish it."""

from typing import Any

from fakes.confluence_state import Attachment, Page, Space, User
from fakes.confluence_storage import Unreadable
from fakes.confluence_world import World

Ref = Page | str | int
DANA, KIM = "Dana Example", "Kim Sample"


class People:
    """The methods of a ConfluenceFake that play people. Pages are named by id or title, people by any name they have."""

    world: World
    lock: Any

    # --- looking ------------------------------------------------------------------------------------------------

    def page(self, ref: Ref, *, space: str | None = None) -> Page:
        """Return a page as it is, visible or not; by title, the one that is not in the trash comes first."""
        if isinstance(ref, Page):
            return ref
        if str(ref) in self.world.pages:
            return self.world.pages[str(ref)]
        found = [each for each in self.world.pages.values() if each.title == ref and space in (None, each.space.key)]
        if not found:
            raise KeyError(f"no page {ref!r}: {[each.title for each in self.world.pages.values()]}")
        return min(found, key=lambda page: page.status == "trashed")

    def user(self, ref: object) -> User:
        """Return somebody."""
        found = ref if isinstance(ref, User) else self.world.user(ref)
        if found is None:
            raise KeyError(f"no user {ref!r}")
        return found

    def space(self, ref: object) -> Space:
        """Return a space."""
        found = ref if isinstance(ref, Space) else self.world.space(ref)
        if found is None:
            raise KeyError(f"no space {ref!r}")
        return found

    # --- furnishing ---------------------------------------------------------------------------------------------

    def add_user(self, display: str, *, mail: str = "", time_zone: str = "Europe/Berlin") -> User:
        """Let somebody join."""
        with self.lock:
            name = display.lower().replace(" ", ".")
            number = len(self.world.users)
            user = User(
                f"5b10ac8d82e05b22cc7d{number:04d}",
                name,
                f"8a8181b1{number:08d}",
                display,
                mail or f"{name}@example.com",
                time_zone,
            )
            self.world.users.append(user)
            return user

    def add_space(self, key: str, name: str = "", *, watchers: tuple[str, ...] = (DANA,)) -> Space:
        """Make a space with its homepage; whoever watches it gets mail for every version of its pages."""
        with self.lock:
            space = Space(self.world.new_id(), key, name or f"{key} space")
            self.world.spaces.append(space)
            space.homepage_id = self.world.add(space, f"{space.name} home", "<p>Welcome</p>", self.user(DANA)).id
            space.watchers = {self.user(each).account_id for each in watchers}
            return space

    def add_page(
        self,
        title: str,
        body: str = "<p>by hand</p>",
        *,
        space: str = "OPS",
        parent: Ref | None = None,
        by: str = DANA,
        labels: tuple[str, ...] = (),
        properties: dict[str, Any] | None = None,
        watchers: tuple[str, ...] = (),
    ) -> Page:
        """Write a page, below the homepage unless a parent is given."""
        with self.lock:
            place = self.space(space)
            above = place.homepage_id if parent is None else self.page(parent).id
            self._free(place, title)
            page = self.world.add(place, title, body, self.user(by), parent=above)
            page.watchers = {self.user(each).account_id for each in watchers}
            for label in labels:
                self.world.label(page, label)
            for key, value in (properties or {}).items():
                self.world.set_property(page, key, value, author=self.user(by))
            return page

    # --- acting -------------------------------------------------------------------------------------------------

    def edit_as_person(
        self,
        ref: Ref,
        *,
        body: str | None = None,
        title: str | None = None,
        by: str = DANA,
        message: str = "",
        minor: bool = False,
    ) -> Page:
        """Make a new version of a page."""
        with self.lock:
            page = self.page(ref)
            if title is not None:
                self._free(page.space, title, own=page)
            return self.world.revise(page, self.user(by), title=title, body=body, message=message, minor=minor)

    def rename(self, ref: Ref, title: str, *, by: str = DANA) -> Page:
        """Give a page another title, which is a new version."""
        return self.edit_as_person(ref, title=title, by=by)

    def move_as_person(self, ref: Ref, *, parent: Ref | None = None, space: str | None = None) -> Page:
        """Put a page and all below it under another one, or below another space's homepage; its id stays."""
        with self.lock:
            page = self.page(ref)
            place = self.space(space) if space else self.page(parent).space if parent is not None else page.space
            above = self.page(parent if parent is not None else place.homepage_id)
            if place is not page.space:
                for each in [page, *self.world.below(page)]:
                    self._free(place, each.title)
            self.world.move(page, parent=above, space=place)
            return page

    def trash_as_person(self, ref: Ref) -> Page:
        """Delete a page: it lies in the trash, and its children go up to its parent."""
        with self.lock:
            page = self.page(ref)
            self.world.trash(page)
            return page

    def restore(self, ref: Ref) -> Page:
        """Fetch a page back from the trash or the archive; its title must be free."""
        with self.lock:
            page = self.page(ref)
            self._free(page.space, page.title, own=page)
            if page.parent is not None and page.parent not in self.world.pages:
                page.parent = page.space.homepage_id
            self.world.set_status(page, "current")
            return page

    def archive_as_person(self, ref: Ref) -> Page:
        """Archive a page; its title stays taken."""
        with self.lock:
            page = self.page(ref)
            self.world.set_status(page, "archived")
            return page

    def purge_as_person(self, ref: Ref) -> None:
        """Delete a page for good."""
        with self.lock:
            self.world.purge(self.page(ref))

    def label_as_person(self, ref: Ref, *add: str, remove: tuple[str, ...] = ()) -> Page:
        """Put labels on a page, and take others off."""
        with self.lock:
            page = self.page(ref)
            for each in add:
                self.world.label(page, each)
            for each in remove:
                self.world.unlabel(page, each)
            return page

    def attach_as_person(
        self, ref: Ref, filename: str, data: bytes = b"data", *, by: str = DANA, media_type: str = ""
    ) -> Attachment:
        """Attach a file to a page, or its next version."""
        with self.lock:
            return self.world.attach(self.page(ref), filename, data, author=self.user(by), media_type=media_type)

    def set_property_as_person(self, ref: Ref, key: str, value: Any, *, by: str = DANA) -> None:
        """Write a content property, as another app would."""
        with self.lock:
            self.world.set_property(self.page(ref), key, value, author=self.user(by))

    def hide_as_person(self, ref: Ref, *, hidden: bool = True) -> None:
        """Take a page, and all below it, out of the account's sight, or bring it back."""
        self.page(ref).hidden = hidden

    def restrict_as_person(self, ref: Ref, *, restricted: bool = True) -> None:
        """Forbid the account to edit a page, or allow it again."""
        self.page(ref).restricted = restricted

    def watch(self, ref: Ref, *people: str) -> None:
        """Let people watch a page."""
        self.page(ref).watchers |= {self.user(each).account_id for each in people}

    def storable(self, body: str) -> bool:
        """Say whether Confluence would take a body."""
        try:
            self.world.stored(body)
        except Unreadable:
            return False
        return True

    def _free(self, space: Space, title: str, *, own: Page | None = None) -> None:
        other = self.world.titled(space, title)
        if other is not None and other is not own:
            raise ValueError(f"the title {title!r} is taken in {space.key} by page {other.id}")
