"""Pages, spaces and people in the older interface: all of Data Center's, and what is left of it on Cloud."""

from typing import Any

from fakes.confluence_call import DATACENTER, ROUTES, Call
from fakes.confluence_state import Page
from fakes.confluence_v1_json import FULL, page_json, space_json, user_json
from fakes.confluence_write import bad_request, check_parent, create, update
from fakes.server import Reply

on = ROUTES["v1"].on
GONE = (
    "com.atlassian.confluence.api.service.exceptions.pagesmodes.GoneException: "
    "This deprecated endpoint has been removed."
)


def still_there(call: Call) -> None:
    """Refuse where Atlassian has taken the older interface's content away."""
    if call.cloud and call.fake.v1_is_gone(call.request):
        refusal = call.refusal(410, GONE)
        # Told so by the real one: the caller may, but there is nothing any more.
        refusal.reply.body["data"] |= {"authorized": True, "successful": True}
        raise refusal


@on("GET", "/user/current")
def current_user(call: Call) -> Reply:
    return Reply(200, user_json(call, call.account))


@on("GET", "/space/{key}")
def one_space(call: Call, key: str) -> Reply:
    still_there(call)
    space = call.space(key)
    found = space_json(call, space)
    home = call.world.pages.get(space.homepage_id)
    if "homepage" in call.listed("expand") and home is not None:
        found["homepage"] = page_json(call, home, [])
    else:
        found["_expandable"] = {"homepage": f"/rest/api/content/{space.homepage_id}"}
    return Reply(200, found)


@on("GET", "/content")
def pages(call: Call) -> Reply:
    still_there(call)
    key, title, expand = call.param("spaceKey"), call.param("title"), call.listed("expand")
    statuses = call.listed("status") or ["current"]
    if key is not None:
        call.space(key)
    found = [
        each
        for each in call.world.pages.values()
        if call.world.sees(each)
        and call.readable(each)
        and (each.status in statuses or "any" in statuses)
        and key in (None, each.space.key)
        and (title is None or each.title.casefold() == title.casefold())
        and call.param("type") in (None, "page")
    ]
    listed = call.offset_page(found)
    listed["results"] = [page_json(call, each, expand) for each in listed["results"]]
    return Reply(200, listed)


@on("POST", "/content")
def create_page(call: Call) -> Reply:
    still_there(call)
    given = call.given()
    if given.get("type") != "page":
        raise call.refusal(400, "The fake Confluence makes pages only: type must be page")
    key = (given.get("space") or {}).get("key")
    if key is None:
        raise call.refusal(400, "You must specify a space for new content.")
    space = call.space(key)
    parent = _parent(call, given, space=space)
    page = create(call, space, title=given.get("title"), body=given.get("body"), parent=parent)
    metadata = given.get("metadata") or {}
    for label in _listed(metadata.get("labels")):
        call.world.label(page, label["name"], label.get("prefix", "global"))
    for name, held in (metadata.get("properties") or {}).items():
        call.world.set_property(page, name, held["value"], author=call.account)
    return Reply(200, page_json(call, page, call.listed("expand") or FULL))


def _listed(given: Any) -> list[dict[str, str]]:
    return given if isinstance(given, list) else (given or {}).get("results", [])


def _parent(call: Call, given: dict[str, Any], *, space: Any, own: Page | None = None) -> Page | None:
    above = given.get("ancestors") or []
    return check_parent(call, above[-1].get("id"), space, own=own) if above else None


@on("GET", "/content/{ref}")
def one_page(call: Call, ref: str) -> Reply:
    still_there(call)
    page, statuses = call.page(ref), call.listed("status") or ["current"]
    old = call.param("version")
    if not call.readable(page) or not (page.status in statuses or "any" in statuses or old is not None):
        raise call.missing(ref)
    revision = page.revision(call.number("version", 0)) if old is not None else None
    if old is not None and revision is None:
        raise call.missing(ref)
    expand = call.listed("expand") or ["history", "space", "version"]
    return Reply(200, page_json(call, page, expand, revision))


@on("PUT", "/content/{ref}")
def update_page(call: Call, ref: str) -> Reply:
    still_there(call)
    given, page = call.given(), call.editable(ref)
    if given.get("type") != "page":
        raise call.refusal(400, bad_request(call, "The type of the content must be given, and cannot be changed"))
    key = (given.get("space") or {}).get("key")
    if key not in (None, page.space.key):
        raise call.refusal(400, "You can't change an existing page's space.")
    parent = _parent(call, given, space=page.space, own=page)
    minor = (given.get("version") or {}).get("minorEdit") is True
    return Reply(200, page_json(call, update(call, page, given, parent=parent, minor=minor), FULL))


@on("DELETE", "/content/{ref}")
def delete_page(call: Call, ref: str) -> Reply:
    still_there(call)
    page = call.editable(ref)
    if (call.param("status") == "trashed") != (page.status == "trashed"):
        raise call.missing(ref)
    call.world.purge(page) if page.status == "trashed" else call.world.trash(page)
    return Reply(204)


@on("GET", "/content/{ref}/child/page", DATACENTER)
def children(call: Call, ref: str) -> Reply:
    page, expand = call.page(ref), call.listed("expand")
    found = [each for each in call.world.children(page) if call.world.sees(each) and call.readable(each)]
    listed = call.offset_page(found)
    listed["results"] = [page_json(call, each, expand) for each in listed["results"]]
    return Reply(200, listed)
