"""Properties, labels and attachments in the older interface; Cloud has nothing newer to write the last two with."""

import email.parser
import email.policy
import re
from dataclasses import dataclass
from typing import Any

from fakes.confluence_call import CLOUD, DATACENTER, ROUTES, Call
from fakes.confluence_state import Attachment, Page
from fakes.confluence_v1_json import attachment_json, label_json, property_json
from fakes.confluence_write import bad_request
from fakes.server import Refused, Reply

on = ROUTES["v1"].on
LABEL = re.compile(r"[^\s:;,.?&\[\]()#^*@!<>]{1,255}")
PASSES = {"nocheck", "no-check"}


# --- properties ----------------------------------------------------------------------------------------------------


@on("GET", "/content/{ref}/property", DATACENTER)
def properties(call: Call, ref: str) -> Reply:
    page = call.page(ref)
    listed = call.offset_page(list(page.properties.values()), default=10)
    listed["results"] = [property_json(call, page, each) for each in listed["results"]]
    return Reply(200, listed)


@on("POST", "/content/{ref}/property", DATACENTER)
def create_property(call: Call, ref: str) -> Reply:
    given = call.given()
    return _create_property(call, ref, given.get("key"), given)


@on("GET", "/content/{ref}/property/{key}", DATACENTER)
def one_property(call: Call, ref: str, key: str) -> Reply:
    page = call.page(ref)
    if key not in page.properties:
        raise _no_property(call, ref, key)
    return Reply(200, property_json(call, page, page.properties[key]))


@on("PUT", "/content/{ref}/property/{key}", DATACENTER)
def update_property(call: Call, ref: str, key: str) -> Reply:
    given, page = call.given(), call.editable(ref)
    number = (given.get("version") or {}).get("number")
    if not isinstance(number, int) or "value" not in given:
        raise call.refusal(400, "A content property must have a value and a version")
    held = page.properties.get(key)
    if held is None and number == 1:
        return _create_property(call, ref, key, given)
    if held is None:
        raise call.refusal(404, "Could not find Property to update.")
    if number != held.version.number + 1:
        latest = f"Latest version is {held.version.number}"
        raise call.refusal(409, f"You're trying to edit an outdated version of that ContentProperty. {latest}")
    changed = call.world.set_property(page, key, given["value"], author=call.account)
    return Reply(200, property_json(call, page, changed))


@on("DELETE", "/content/{ref}/property/{key}", DATACENTER)
def delete_property(call: Call, ref: str, key: str) -> Reply:
    page = call.editable(ref)
    if page.properties.pop(key, None) is None:
        raise _no_property(call, ref, key)
    return Reply(204)


def _create_property(call: Call, ref: str, key: Any, given: dict[str, Any]) -> Reply:
    page = call.editable(ref)
    if not isinstance(key, str) or not key or "value" not in given:
        raise call.refusal(400, "A content property must have a key and a value")
    if key in page.properties:
        raise call.refusal(409, "Unable to create a property: there is one with this key already")
    held = call.world.set_property(page, key, given["value"], author=call.account)
    return Reply(200, property_json(call, page, held))


def _no_property(call: Call, ref: str, key: str) -> Refused:
    return call.refusal(404, f"Unable to find a property with key {key} on content with id ContentId{{id={ref}}}")


# --- labels --------------------------------------------------------------------------------------------------------


@on("GET", "/content/{ref}/label")
def labels(call: Call, ref: str) -> Reply:
    return _labels(call, call.page(ref))


@on("POST", "/content/{ref}/label")
def add_labels(call: Call, ref: str) -> Reply:
    page, given = call.editable(ref), call.body()
    wanted = given if isinstance(given, list) else [given]
    for each in wanted:
        name = each.get("name") if isinstance(each, dict) else None
        if not isinstance(name, str) or not LABEL.fullmatch(name):
            raise call.refusal(400, bad_request(call, f"Label name is not valid: {name}"))
    for each in wanted:
        call.world.label(page, each["name"], each.get("prefix", "global"))
    return _labels(call, page)


@on("DELETE", "/content/{ref}/label")
def remove_label(call: Call, ref: str) -> Reply:
    return _remove_label(call, ref, call.param("name") or "")


@on("DELETE", "/content/{ref}/label/{name}")
def remove_label_by_path(call: Call, ref: str, name: str) -> Reply:
    return _remove_label(call, ref, name)


def _remove_label(call: Call, ref: str, name: str) -> Reply:
    page = call.editable(ref)
    if name.lower() not in {each.name for each in page.labels}:
        raise call.refusal(404, f"Label {name} is not on content {ref}")
    call.world.unlabel(page, name)
    return Reply(204)


def _labels(call: Call, page: Page) -> Reply:
    listed = call.offset_page(page.labels, default=200)
    listed["results"] = [label_json(each) for each in listed["results"]]
    return Reply(200, listed)


# --- attachments ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form, with the form's comment."""

    filename: str
    media_type: str
    data: bytes
    comment: str


def uploads(call: Call) -> list[Upload]:
    """Return the files of the form that was sent; refuse a form that a browser might have been tricked into."""
    headers = call.request.headers
    if (headers.get("X-Atlassian-Token") or "") not in PASSES:
        raise Refused(Reply(403, "XSRF check failed", content_type="text/html;charset=UTF-8"))
    kind = headers.get("Content-Type") or ""
    if not kind.startswith("multipart/form-data"):
        raise Refused(Reply(415, "", content_type="text/html;charset=UTF-8"))
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + call.request.raw)
    files: list[tuple[str, str, bytes]] = []
    comment = ""
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True) or b""
        if name == "file" and (filename := part.get_filename()):
            files.append((filename, part.get_content_type(), data))
        elif name == "comment":
            comment = data.decode()
    if not files:
        raise call.refusal(400, bad_request(call, "At least one attachment file must be supplied in the form"))
    return [Upload(*each, comment) for each in files]


@on("GET", "/content/{ref}/child/attachment")
def attachments(call: Call, ref: str) -> Reply:
    page, name, kind = call.page(ref), call.param("filename"), call.param("mediaType")
    found = [
        each for each in page.attachments.values() if name in (None, each.filename) and kind in (None, each.media_type)
    ]
    listed = call.offset_page(found, default=50)
    listed["results"] = [attachment_json(call, page, each) for each in listed["results"]]
    return Reply(200, listed)


@on("POST", "/content/{ref}/child/attachment")
def create_attachments(call: Call, ref: str) -> Reply:
    page, files = call.editable(ref), uploads(call)
    taken = {each.filename for each in page.attachments.values()}
    for each in files:
        if each.filename in taken:
            words = f"Cannot add a new attachment with same file name as an existing attachment: {each.filename}"
            raise call.refusal(400, bad_request(call, words))
    return _attached(call, page, files)


@on("PUT", "/content/{ref}/child/attachment", CLOUD)
def put_attachments(call: Call, ref: str) -> Reply:
    return _attached(call, call.editable(ref), uploads(call))


@on("POST", "/content/{ref}/child/attachment/{attachment_id}/data")
def new_data(call: Call, ref: str, attachment_id: str) -> Reply:
    page, files = call.editable(ref), uploads(call)
    held = page.attachments.get(attachment_id)
    if held is None:
        raise call.missing(attachment_id)
    changed = _attach(call, page, files[0], name=held.filename)
    return Reply(200, attachment_json(call, page, changed))


def _attached(call: Call, page: Page, files: list[Upload]) -> Reply:
    found = [_attach(call, page, each, name=each.filename) for each in files]
    shown = [attachment_json(call, page, each) for each in found]
    links = {"base": call.fake.home, "context": call.fake.context}
    return Reply(200, {"results": shown, "start": 0, "limit": 50, "size": len(shown), "_links": links})


def _attach(call: Call, page: Page, upload: Upload, *, name: str) -> Attachment:
    return call.world.attach(
        page, name, upload.data, author=call.account, media_type=upload.media_type, comment=upload.comment
    )
