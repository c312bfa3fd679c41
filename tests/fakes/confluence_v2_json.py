"""How Cloud's newer interface shows spaces, pages, versions, labels, properties and attachments."""

from typing import Any

from fakes.confluence_call import Call
from fakes.confluence_state import Attachment, Label, Page, Property, Revision, Space, Version
from fakes.server import Reply


def answer(found: dict[str, Any], call: Call) -> Reply:
    """Return a single thing with the base of its links."""
    return Reply(200, found | {"_links": found.get("_links", {}) | {"base": call.fake.home}})


def listing(call: Call, items: list[Any], show: Any, *, default: int = 25) -> Reply:
    """Return a page of a list, in the body and in the Link header."""
    page, after = call.cursor_page(items, default=default)
    links, headers = {"base": call.fake.home}, {}
    if after is not None:
        # The address of the site even for callers that came by the gateway, as the real one does.
        links["next"] = f"{call.fake.context}{call.fake.resource(call.request)}?{after}"
        headers["Link"] = f'<{links["next"]}>; rel="next", <{call.fake.home}>; rel="base"'
    return Reply(200, {"results": [show(each) for each in page], "_links": links}, headers)


def version_json(call: Call, version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "message": version.message,
        # Told as false whatever was sent, as clients of the real one found.
        "minorEdit": False,
        "authorId": version.author,
        "createdAt": call.stamp(version.when),
    }


def space_json(call: Call, space: Space) -> dict[str, Any]:
    return {
        "id": space.id,
        "key": space.key,
        "name": space.name,
        "type": "global",
        "status": "current",
        "authorId": call.account.account_id,
        "createdAt": "2026-01-05T08:00:00.000Z",
        "homepageId": space.homepage_id,
        "_links": {"webui": f"/spaces/{space.key}"},
    }


def page_json(call: Call, page: Page, revision: Revision | None = None) -> dict[str, Any]:
    """Return a page, in one of its versions; its body is there when the call asks for one."""
    shown = revision or page.revisions[-1]
    webui = f"/spaces/{page.space.key}/pages/{page.id}/{shown.title.replace(' ', '+')}"
    found: dict[str, Any] = {
        "id": page.id,
        "status": page.status if shown is page.revisions[-1] else "historical",
        "title": shown.title,
        "spaceId": page.space.id,
        "position": 100,
        "authorId": page.creator,
        "ownerId": page.creator,
        "lastOwnerId": None,
        "createdAt": call.stamp(page.created),
        "version": version_json(call, shown.version),
        "body": {},
        "_links": {"webui": webui, "editui": f"/pages/resumedraft.action?draftId={page.id}", "tinyui": f"/x/{page.id}"},
    }
    if page.parent is not None:
        found |= {"parentId": page.parent, "parentType": "page"}
    wanted = call.param("body-format") or ("storage" if call.request.method != "GET" else None)
    if wanted == "storage":
        found["body"] = {"storage": {"representation": "storage", "value": shown.body}}
    elif wanted is not None:
        raise call.refusal(400, f"The fake Confluence shows bodies in storage format only, not {wanted!r}")
    return found


def label_json(label: Label) -> dict[str, Any]:
    return {"id": label.id, "name": label.name, "prefix": label.prefix}


def property_json(call: Call, held: Property) -> dict[str, Any]:
    return {"id": held.id, "key": held.key, "value": held.value, "version": version_json(call, held.version)}


def attachment_json(call: Call, page: Page, held: Attachment) -> dict[str, Any]:
    download = f"/download/attachments/{page.id}/{held.filename}?version={held.version.number}&api=v2"
    return {
        "id": held.id,
        "status": "current",
        "title": held.filename,
        "createdAt": call.stamp(held.version.when),
        "pageId": page.id,
        "mediaType": held.media_type,
        "mediaTypeDescription": "File",
        "comment": held.comment,
        "fileId": f"file-{held.id}",
        "fileSize": len(held.data),
        "webuiLink": f"/pages/viewpageattachments.action?pageId={page.id}",
        "downloadLink": download,
        "version": version_json(call, held.version),
        "_links": {"webui": f"/pages/viewpageattachments.action?pageId={page.id}", "download": download},
    }
