"""Spaces and pages in Cloud's newer interface."""

from collections.abc import Callable
from typing import Any

from fakes.confluence_call import CLOUD, ROUTES, Call
from fakes.confluence_state import Page
from fakes.confluence_v2_json import answer, label_json, listing, page_json, property_json, space_json
from fakes.confluence_write import check_parent, create, update
from fakes.server import Reply

on = ROUTES["v2"].on
SORTS: dict[str, Callable[[Page], Any]] = {
    "id": lambda page: int(page.id),
    "title": lambda page: page.title,
    "created-date": lambda page: page.created,
    "modified-date": lambda page: page.version.when,
}
SHOWN_BY_DEFAULT = ["current", "archived"]


@on("GET", "/spaces", CLOUD)
def spaces(call: Call) -> Reply:
    keys, ids = call.listed("keys"), call.listed("ids")
    found = [
        each
        for each in call.world.spaces
        if not each.hidden and (not keys or each.key in keys) and (not ids or each.id in ids)
    ]
    return listing(call, found, lambda each: space_json(call, each))


@on("GET", "/spaces/{ref}", CLOUD)
def one_space(call: Call, ref: str) -> Reply:
    _number(call, ref)
    return answer(space_json(call, call.space(ref)), call)


@on("GET", "/spaces/{ref}/pages", CLOUD)
def pages_of_a_space(call: Call, ref: str) -> Reply:
    _number(call, ref)
    return _pages(call, [call.space(ref).id])


@on("GET", "/pages", CLOUD)
def pages(call: Call) -> Reply:
    return _pages(call, call.listed("space-id"))


def _pages(call: Call, spaces: list[str]) -> Reply:
    # A title may have a comma in it, so it is no list.
    ids, title = call.listed("id"), call.param("title")
    statuses = call.listed("status") or SHOWN_BY_DEFAULT
    found = [
        each
        for each in call.world.pages.values()
        if call.world.sees(each)
        and call.readable(each)
        and each.status in statuses
        and (not spaces or each.space.id in spaces)
        and (not ids or each.id in ids)
        and (title is None or each.title.casefold() == title.casefold())
    ]
    return listing(call, _sorted(call, found), lambda each: page_json(call, each))


def _sorted(call: Call, found: list[Page]) -> list[Page]:
    name = call.param("sort") or "id"
    if name.removeprefix("-") not in SORTS:
        raise call.refusal(400, f"Provided value {{{name}}} for 'sort' is not valid")
    return sorted(found, key=SORTS[name.removeprefix("-")], reverse=name.startswith("-"))


@on("POST", "/pages", CLOUD)
def create_page(call: Call) -> Reply:
    given = call.given()
    if not isinstance(given.get("spaceId"), str):
        raise call.refusal(400, "Provided value for 'spaceId' is not the correct type. Expected type is string")
    if given.get("status", "current") != "current":
        raise call.refusal(400, "The fake Confluence makes current pages only")
    space = call.space(given["spaceId"])
    if given["spaceId"] != space.id:
        # A key is no id, though the world would find the space by it.
        raise call.refusal(400, f"Provided value {{{given['spaceId']}}} for 'spaceId' is not the correct type")
    ref = given.get("parentId") or (None if call.flag("root-level") else space.homepage_id)
    parent = check_parent(call, ref, space) if ref else None
    page = create(call, space, title=given.get("title"), body=given.get("body"), parent=parent)
    return answer(page_json(call, page), call)


@on("GET", "/pages/{ref}", CLOUD)
def one_page(call: Call, ref: str) -> Reply:
    page = call.page(_number(call, ref))
    statuses = call.listed("status") or ["current", "archived", "trashed"]
    if not call.readable(page) or (page.status not in statuses and call.param("version") is None):
        raise call.missing(ref)
    revision = None
    if call.param("version") is not None and (revision := page.revision(call.number("version", 0))) is None:
        raise call.missing(ref)
    found = page_json(call, page, revision)
    if call.flag("include-labels"):
        found["labels"] = _included([label_json(each) for each in page.labels], ref, "labels")
    if call.flag("include-properties"):
        held = [property_json(call, each) for each in page.properties.values()]
        found["properties"] = _included(held, ref, "properties")
    return answer(found, call)


def _included(results: list[Any], ref: str, name: str) -> dict[str, Any]:
    links = {"self": f"/wiki/api/v2/pages/{ref}/{name}"}
    return {"results": results, "meta": {"hasMore": False}, "_links": links}


@on("PUT", "/pages/{ref}", CLOUD)
def update_page(call: Call, ref: str) -> Reply:
    given = call.given()
    missing = [name for name in ("id", "status", "title", "body", "version") if given.get(name) is None]
    if missing:
        raise call.refusal(400, f"Must provide {', '.join(missing)}")
    if str(given["id"]) != ref:
        raise call.refusal(400, "Page id in the path must be the one in the request's body")
    page = call.editable(_number(call, ref))
    if given.get("spaceId") not in (None, page.space.id):
        raise call.refusal(400, "The space of a page cannot be changed by an update")
    parent = None
    if given.get("parentId") not in (None, page.parent):
        parent = check_parent(call, given["parentId"], page.space, own=page)
    # The published contract has no minor edits here, so watchers get mail unless a test says otherwise.
    minor = call.fake.v2_takes_minor_edits and given["version"].get("minorEdit") is True
    return answer(page_json(call, update(call, page, given, parent=parent, minor=minor)), call)


@on("DELETE", "/pages/{ref}", CLOUD)
def delete_page(call: Call, ref: str) -> Reply:
    page = call.editable(_number(call, ref))
    if call.flag("purge") != (page.status == "trashed"):
        raise call.missing(ref)
    call.world.purge(page) if call.flag("purge") else call.world.trash(page)
    return Reply(204)


@on("GET", "/pages/{ref}/children", CLOUD)
def children(call: Call, ref: str) -> Reply:
    return _children(call, ref)


@on("GET", "/pages/{ref}/direct-children", CLOUD)
def direct_children(call: Call, ref: str) -> Reply:
    return _children(call, ref, type="page")


def _children(call: Call, ref: str, **more: Any) -> Reply:
    page = call.page(_number(call, ref))
    found = [each for each in call.world.children(page) if call.world.sees(each) and call.readable(each)]

    def show(each: Page) -> dict[str, Any]:
        shown = {"id": each.id, "status": each.status, "title": each.title, "spaceId": each.space.id}
        return shown | {"childPosition": 100} | more

    return listing(call, found, show)


def _number(call: Call, ref: str) -> str:
    if not ref.isdecimal():
        raise call.refusal(400, f"Provided value {{{ref}}} for 'id' is not the correct type. Expected type is long")
    return ref
