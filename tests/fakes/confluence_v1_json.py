"""How the older interface shows content: what is not expanded is named in `_expandable`."""

from typing import Any

from fakes.confluence_call import Call
from fakes.confluence_state import Attachment, Label, Page, Property, Revision, Space, User, Version

FULL = ["body.storage", "history", "space", "version", "ancestors"]


def user_json(call: Call, user: User) -> dict[str, Any]:
    picture = {"path": "/images/icons/profilepics/default.svg", "width": 48, "height": 48, "isDefault": True}
    shown: dict[str, Any] = {"type": "known", "displayName": user.display, "profilePicture": picture}
    if call.cloud:
        named = {"accountId": user.account_id, "accountType": "atlassian", "publicName": user.display}
        return shown | named | {"email": user.mail}
    links = {"self": f"{call.fake.home}/rest/api/user?key={user.key}"}
    return shown | {"username": user.name, "userKey": user.key, "_links": links}


def author_json(call: Call, account_id: str) -> dict[str, Any]:
    found = call.world.user(account_id)
    return user_json(call, found) if found else {"type": "anonymous", "displayName": "Anonymous"}


def version_json(call: Call, version: Version) -> dict[str, Any]:
    return {
        "by": author_json(call, version.author),
        "when": call.stamp(version.when),
        "message": version.message,
        "number": version.number,
        # Told as false whatever was sent, as clients of the real one found.
        "minorEdit": False,
        "hidden": False,
    }


def space_json(call: Call, space: Space) -> dict[str, Any]:
    links = {"webui": f"/display/{space.key}", "self": f"{call.fake.home}/rest/api/space/{space.key}"}
    return {"id": int(space.id), "key": space.key, "name": space.name, "type": "global", "_links": links} | (
        {"status": "current"} if call.cloud else {"status": "CURRENT"}
    )


def label_json(label: Label) -> dict[str, Any]:
    return {"prefix": label.prefix, "name": label.name, "id": label.id, "label": label.name}


def property_json(call: Call, page: Page, held: Property) -> dict[str, Any]:
    links = {"self": f"{call.fake.home}/rest/api/content/{page.id}/property/{held.key}", "base": call.fake.home}
    version = version_json(call, held.version)
    return {"id": held.id, "key": held.key, "value": held.value, "version": version, "_links": links}


def attachment_json(call: Call, page: Page, held: Attachment) -> dict[str, Any]:
    download = f"/download/attachments/{page.id}/{held.filename}?version={held.version.number}&api=v2"
    return {
        "id": held.id,
        "type": "attachment",
        "status": "current",
        "title": held.filename,
        "version": version_json(call, held.version),
        "metadata": {"mediaType": held.media_type, "comment": held.comment},
        "extensions": {"mediaType": held.media_type, "fileSize": len(held.data), "comment": held.comment},
        "_links": {"download": download, "self": f"{call.fake.home}/rest/api/content/{held.id}"},
    }


def page_json(call: Call, page: Page, expand: list[str], revision: Revision | None = None) -> dict[str, Any]:
    """Return a page with what is to be expanded, in one of its versions."""
    shown = revision or page.revisions[-1]
    base = f"/rest/api/content/{page.id}"
    found: dict[str, Any] = {
        "id": page.id,
        "type": "page",
        "status": page.status if shown is page.revisions[-1] else "historical",
        "title": shown.title,
        "extensions": {"position": "none"},
        "_links": {
            "webui": f"/pages/viewpage.action?pageId={page.id}",
            "tinyui": f"/x/{page.id}",
            "self": call.fake.home + base,
            "base": call.fake.home,
            "context": call.fake.context,
        },
        "_expandable": {"children": f"{base}/child", "descendants": f"{base}/descendant", "operations": ""},
    }
    parts = {
        "space": (lambda: space_json(call, page.space), f"/rest/api/space/{page.space.key}"),
        "version": (lambda: version_json(call, shown.version), ""),
        "ancestors": (lambda: [page_json(call, each, []) for each in _above(call, page)], ""),
        "history": (lambda: _history(call, page), f"{base}/history"),
        "container": (lambda: space_json(call, page.space), f"/rest/api/space/{page.space.key}"),
    }
    for name, (value, link) in parts.items():
        if _wanted(expand, name):
            found[name] = value()
        else:
            found["_expandable"][name] = link
    if "body.storage" in expand:
        kept = {"value": shown.body, "representation": "storage", "_expandable": {"content": base}}
        found["body"] = {"storage": kept, "_expandable": {"view": "", "export_view": "", "editor": ""}}
    if metadata := _metadata(call, page, expand):
        found["metadata"] = metadata
    return found


def _wanted(expand: list[str], name: str) -> bool:
    return any(each == name or each.startswith(name + ".") for each in expand)


def _above(call: Call, page: Page) -> list[Page]:
    return [each for each in call.world.ancestors(page) if each.status == "current"]


def _history(call: Call, page: Page) -> dict[str, Any]:
    created = {"createdBy": author_json(call, page.creator), "createdDate": call.stamp(page.created)}
    return {"latest": True, **created, "_expandable": {"lastUpdated": "", "contributors": ""}}


def _metadata(call: Call, page: Page, expand: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if _wanted(expand, "metadata.labels"):
        labels = [label_json(each) for each in page.labels]
        found["labels"] = {"results": labels, "start": 0, "limit": 200, "size": len(labels)}
    keys = [each.removeprefix("metadata.properties.") for each in expand if each.startswith("metadata.properties.")]
    if keys:
        shown = {key: property_json(call, page, page.properties[key]) for key in keys if key in page.properties}
        rest = {key: "" for key in page.properties if key not in shown}
        found["properties"] = shown | {"_expandable": rest}
    return found
