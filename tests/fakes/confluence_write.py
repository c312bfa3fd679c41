"""The rules by which the fake Confluence takes a page, the same for every interface; only the words differ."""

from typing import Any

from fakes.confluence_call import Call
from fakes.confluence_state import Page, Space
from fakes.confluence_storage import Unreadable, read

BODY_LIMIT = 5_242_880
TITLE_LIMIT = 255


def check_title(call: Call, title: Any, space: Space, *, own: Page | None = None) -> str:
    """Return a title, or refuse one that is missing, too long, or another page's."""
    if not isinstance(title, str) or not title.strip():
        raise call.refusal(400, "You must specify a title for new content." if own is None else "Title is required")
    if len(title) > TITLE_LIMIT:
        raise call.refusal(400, f"Title cannot be longer than {TITLE_LIMIT} characters.")
    other = call.world.titled(space, title)
    if other is None or other is own:
        return title
    words = "A page already exists with the same TITLE in this space"
    if not call.cloud:
        words = f"A page already exists with the title {title.strip()} in the space with key {space.key}"
    raise call.refusal(400, bad_request(call, f"A page with this title already exists: {words}"))


def bad_request(call: Call, words: str) -> str:
    """Return words as the interface gives them: Cloud's older one puts the exception's name before them."""
    if call.api == "v1" and call.cloud:
        return f"com.atlassian.confluence.api.service.exceptions.api.BadRequestException: {words}"
    return words


def check_body(call: Call, given: Any) -> str | None:
    """Return the text of a body as it was sent, None where there is none; refuse what cannot be stored."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise call.refusal(400, "body must be an object")
    found = given if "value" in given else given.get("storage") or {}
    representation = found.get("representation", "storage")
    if representation != "storage":
        raise call.refusal(400, f"The fake Confluence takes bodies in storage format only, not {representation!r}")
    value = found.get("value")
    if not isinstance(value, str):
        raise call.refusal(400, "body must have a value")
    if len(value.encode(errors="surrogatepass")) > BODY_LIMIT:
        raise call.refusal(413, f"Content body is larger than the limit of {BODY_LIMIT} bytes")
    try:
        read(value)
    except Unreadable as unreadable:
        raise call.refusal(400, bad_request(call, f"Error parsing xhtml: {unreadable}")) from None
    return value


def check_version(call: Call, given: Any, page: Page) -> dict[str, Any]:
    """Return what was sent as version, or refuse any but the one that follows the current one."""
    number = given.get("number") if isinstance(given, dict) else None
    current = page.version.number
    if not isinstance(number, int):
        words = "Must supply an incremented version when updating Content. No version supplied."
        raise call.refusal(400, bad_request(call, words))
    if number == current + 1:
        return dict(given)
    words = f"Version must be incremented on update. Current version is: {current}"
    if call.api == "v2":
        words = (
            "Version must be incremented when updating a page. "
            f"Current Version: [{current}]. Provided version: [{number}]"
        )
    elif call.cloud:
        words = f"com.atlassian.confluence.api.service.exceptions.api.ConflictException: {words}"
    raise call.refusal(409, words)


def check_parent(call: Call, ref: object, space: Space, *, own: Page | None = None) -> Page:
    """Return the page that is to be the parent, or refuse one that cannot be."""
    parent = call.world.pages.get(str(ref))
    if parent is None or not call.world.sees(parent) or parent.status != "current" or parent.space is not space:
        raise call.refusal(
            404 if call.api == "v2" else 400,
            "The parent ID specified does not exist, or user does not have permissions to view it",
        )
    if own is not None and (parent is own or own in call.world.ancestors(parent)):
        raise call.refusal(400, "A page cannot be moved below itself")
    return parent


def check_state(call: Call, page: Page) -> None:
    """Refuse to change a page that lies in the trash or in the archive."""
    if page.status == "trashed":
        words = "The content is in the trash and cannot be updated"
        raise call.missing(page.id) if call.cloud else call.refusal(400, words)
    if page.status == "archived":
        raise call.refusal(400, "The content is archived and cannot be updated")


def create(call: Call, space: Space, *, title: Any, body: Any, parent: Page | None, message: str = "") -> Page:
    """Make a page, or refuse to."""
    if space.read_only:
        raise call.refusal(403, "You're not allowed to create content in that space.")
    checked = check_title(call, title, space)
    text = check_body(call, body)
    page = call.world.add(space, checked, text or "", call.account, parent=parent.id if parent else None)
    for key, value in call.fake.implicit_properties.items():
        call.world.set_property(page, key, value, author=call.account)
    return page


def update(call: Call, page: Page, given: dict[str, Any], *, parent: Page | None, minor: bool) -> Page:
    """Make the next version of a page, or refuse to; a parent moves it."""
    check_state(call, page)
    version = check_version(call, given.get("version"), page)
    title = check_title(call, given.get("title"), page.space, own=page)
    text = check_body(call, given.get("body"))
    if parent is not None and parent.id != page.parent:
        call.world.move(page, parent=parent, space=page.space)
    message = str(version.get("message") or "")
    return call.world.revise(page, call.account, title=title, body=text, message=message, minor=minor)
