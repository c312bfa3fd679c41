"""Searching in the fake Confluence: an index that lags, pages by cursor on Cloud and by offset on Data Center."""

from datetime import timedelta
from typing import Any

from fakes.confluence_call import ROUTES, Call
from fakes.confluence_cql import read
from fakes.confluence_state import Page
from fakes.confluence_v1_json import page_json
from fakes.confluence_write import bad_request
from fakes.server import Reply

on = ROUTES["v1"].on


def found_pages(call: Call, cql: str) -> list[Page]:
    """Return what the account finds, by what the index knows; what is shown of it is as it is now."""
    moment = call.world.now() - timedelta(seconds=call.fake.search_lag)
    indexed = {each.id: known for each in call.world.pages.values() if (known := each.indexed_at(moment))}
    hits = read(call, cql, indexed).run(indexed)
    pages = [call.world.pages[each.id] for each in hits if each.status == "current"]
    return [each for each in pages if call.world.sees(each)]


def _searched(call: Call) -> tuple[str, dict[str, Any]]:
    cql = call.param("cql")
    if not cql:
        raise call.refusal(400, bad_request(call, "cql query parameter is required"))
    pages = found_pages(call, cql)
    if not call.cloud or "start" in call.request.query:
        return cql, call.offset_page(pages) | {"totalSize": len(pages)}
    page, after = call.cursor_page(pages)
    links: dict[str, Any] = {"base": call.fake.home, "context": call.fake.context}
    if after is not None:
        # Without the context, unlike the links of the newer interface.
        links["next"] = f"{call.fake.resource(call.request)}?next=true&{after}"
    size = call.size(default=25, cap=250)
    return cql, {"results": page, "start": 0, "limit": size, "size": len(page), "_links": links} | {
        "totalSize": len(pages)
    }


@on("GET", "/content/search")
def search_content(call: Call) -> Reply:
    _, listed = _searched(call)
    listed["results"] = [page_json(call, each, call.listed("expand")) for each in listed["results"]]
    return Reply(200, listed)


@on("GET", "/search")
def search(call: Call) -> Reply:
    cql, listed = _searched(call)
    listed["results"] = [_hit(call, each) for each in listed["results"]]
    return Reply(200, listed | {"cqlQuery": cql, "searchDuration": 12})


def _hit(call: Call, page: Page) -> dict[str, Any]:
    return {
        "content": page_json(call, page, call.listed("expand")),
        "title": page.title,
        "excerpt": "",
        "url": f"/spaces/{page.space.key}/pages/{page.id}",
        "entityType": "content",
        "lastModified": call.stamp(page.version.when),
    }
