"""Properties, labels and attachments in Cloud's newer interface."""

import json

from fakes.confluence_call import CLOUD, ROUTES, Call
from fakes.confluence_state import Property
from fakes.confluence_v2_json import attachment_json, label_json, listing, page_json, property_json
from fakes.server import Reply

on = ROUTES["v2"].on
VALUE_LIMIT = 32 * 1024


@on("GET", "/pages/{ref}/properties", CLOUD)
def properties(call: Call, ref: str) -> Reply:
    page, key = call.page(ref), call.param("key")
    found = [each for each in page.properties.values() if key in (None, each.key)]
    return listing(call, found, lambda each: property_json(call, each))


@on("GET", "/pages/{ref}/properties/{property_id}", CLOUD)
def one_property(call: Call, ref: str, property_id: str) -> Reply:
    return Reply(200, property_json(call, _held(call, ref, property_id)))


@on("POST", "/pages/{ref}/properties", CLOUD)
def create_property(call: Call, ref: str) -> Reply:
    given, page = call.given(), call.editable(ref)
    key = given.get("key")
    if not isinstance(key, str) or not key or "value" not in given:
        raise call.refusal(400, "A content property must have a key and a value")
    if key in page.properties:
        raise call.refusal(409, f"Content property with key {key} already exists")
    if len(json.dumps(given["value"]).encode()) > VALUE_LIMIT:
        raise call.refusal(413, f"The value of a content property cannot be longer than {VALUE_LIMIT} bytes")
    held = call.world.set_property(page, key, given["value"], author=call.account)
    return Reply(200, property_json(call, held))


@on("PUT", "/pages/{ref}/properties/{property_id}", CLOUD)
def update_property(call: Call, ref: str, property_id: str) -> Reply:
    given, page = call.given(), call.editable(ref)
    held = _held(call, ref, property_id)
    number = (given.get("version") or {}).get("number")
    if given.get("key") != held.key or "value" not in given or not isinstance(number, int):
        raise call.refusal(400, "A content property must have its key, a value and a version")
    if number != held.version.number + 1:
        latest = f"Latest version is {held.version.number}"
        raise call.refusal(409, f"You're trying to edit an outdated version of that ContentProperty. {latest}")
    changed = call.world.set_property(page, held.key, given["value"], author=call.account)
    return Reply(200, property_json(call, changed))


@on("DELETE", "/pages/{ref}/properties/{property_id}", CLOUD)
def delete_property(call: Call, ref: str, property_id: str) -> Reply:
    page = call.editable(ref)
    del page.properties[_held(call, ref, property_id).key]
    return Reply(204)


def _held(call: Call, ref: str, property_id: str) -> Property:
    for each in call.page(ref).properties.values():
        if each.id == property_id:
            return each
    raise call.missing(property_id)


@on("GET", "/pages/{ref}/labels", CLOUD)
def labels_of_a_page(call: Call, ref: str) -> Reply:
    prefix = call.param("prefix")
    found = [each for each in call.page(ref).labels if prefix in (None, each.prefix)]
    return listing(call, found, label_json)


@on("GET", "/labels", CLOUD)
def labels(call: Call) -> Reply:
    ids, prefixes = call.listed("label-id"), call.listed("prefix")
    found = [
        each
        for each in call.world.labels.values()
        if (not ids or each.id in ids) and (not prefixes or each.prefix in prefixes)
    ]
    return listing(call, found, label_json)


@on("GET", "/labels/{label_id}/pages", CLOUD)
def pages_with_a_label(call: Call, label_id: str) -> Reply:
    spaces = call.listed("space-id")
    found = [
        page
        for page in call.world.pages.values()
        if any(each.id == label_id for each in page.labels)
        and page.status == "current"
        and call.world.sees(page)
        and (not spaces or page.space.id in spaces)
    ]
    return listing(call, found, lambda each: page_json(call, each))


@on("GET", "/pages/{ref}/attachments", CLOUD)
def attachments(call: Call, ref: str) -> Reply:
    page, name, kind = call.page(ref), call.param("filename"), call.param("mediaType")
    found = [
        each for each in page.attachments.values() if name in (None, each.filename) and kind in (None, each.media_type)
    ]
    return listing(call, found, lambda each: attachment_json(call, page, each), default=50)


@on("GET", "/attachments/{ref}", CLOUD)
def one_attachment(call: Call, ref: str) -> Reply:
    found = call.world.attachment(ref)
    if found is None or not call.world.sees(found[0]):
        raise call.missing(ref)
    return Reply(200, attachment_json(call, *found))
