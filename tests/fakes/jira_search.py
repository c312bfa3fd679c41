"""Searching in the fake Jira: an index that lags, pages by token on Cloud and by offset on Data Center."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from fakes import jira_jql
from fakes.jira_call import CLOUD, DATACENTER, ROUTES, Call, failure
from fakes.jira_issue_json import PROPERTIES_LIMIT, issue_json
from fakes.jira_state import Issue
from fakes.server import Reply

CLOUD_PAGE, CHANGELOG_PAGE, DATACENTER_PAGE, RECONCILE_LIMIT = 5000, 100, 1000, 50
TOKEN_LIFE = timedelta(days=7)
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
INVALID = "Invalid request payload. Refer to the REST API documentation and try again."


def indexed(call: Call, query: jira_jql.Query, moment: datetime, reconciled: set[int]) -> list[Issue]:
    """Return the issues that pass, as the index knew them at `moment`, or as they are when `reconciled`."""
    world = call.jira.world
    found = []
    for issue in list(world.issues.values()):
        if not world.sees(issue) or (call.cloud and _archived(call, issue)):
            continue
        state = issue if issue.id in reconciled else issue.at(moment)
        if state is not None and all(test(state) for test in query.tests):
            found.append(state)
    return query.sort(found)


def _archived(call: Call, issue: Issue) -> bool:
    project = call.jira.world.project(issue.project)
    return project is not None and project.archived


def index_time(call: Call) -> datetime:
    return call.jira.world.now() - timedelta(seconds=call.jira.search_lag)


# --- Cloud ---------------------------------------------------------------------------------------------------------


def _asked(call: Call) -> dict[str, Any]:
    """Return the parameters of a GET in the form of a POST's body."""
    if "startAt" in call.request.query:
        raise failure(400, "The startAt parameter is not supported; use nextPageToken.")
    asked: dict[str, Any] = {name: call.param(name) for name in ("jql", "nextPageToken", "expand")}
    asked |= {name: call.listed(name) for name in ("fields", "properties")}
    asked["reconcileIssues"] = [int(each) if each.isdecimal() else each for each in call.listed("reconcileIssues")]
    if "maxResults" in call.request.query:
        asked["maxResults"] = call.number("maxResults", 50)
    return asked


def _checked(asked: dict[str, Any]) -> dict[str, Any]:
    kinds = {"jql": str, "nextPageToken": str, "expand": str, "fields": list, "properties": list, "maxResults": int}
    if any(asked.get(name) is not None and not isinstance(asked[name], kind) for name, kind in kinds.items()):
        raise failure(400, INVALID)
    ids = asked.get("reconcileIssues") or []
    if not all(isinstance(each, int) for each in ids):
        raise failure(400, INVALID)
    if len(ids) > RECONCILE_LIMIT:
        raise failure(400, f"At most {RECONCILE_LIMIT} issues can be reconciled.")
    if len(asked.get("properties") or []) > PROPERTIES_LIMIT:
        raise failure(400, f"At most {PROPERTIES_LIMIT} properties can be asked for.")
    return asked


def _token(call: Call, asked: dict[str, Any]) -> tuple[int, datetime]:
    """Return where to go on, and the index time of the first page."""
    if not asked.get("nextPageToken"):
        return 0, index_time(call)
    try:
        content = json.loads(base64.urlsafe_b64decode(asked["nextPageToken"]))
        offset, moment, issued = (
            content["offset"],
            *(datetime.fromisoformat(content[name]) for name in ("index", "issued")),
        )
    except (ValueError, KeyError, TypeError):
        raise failure(400, "The nextPageToken is invalid.") from None
    if content["jql"] != asked["jql"] or call.jira.world.now() - issued > TOKEN_LIFE:
        raise failure(400, "The nextPageToken is invalid or has expired.")
    return offset, moment


def _page_size(call: Call, asked: dict[str, Any]) -> int:
    size = asked.get("maxResults")
    size = 50 if size is None else size
    if size < 0:
        raise failure(400, "maxResults must not be negative.")
    cap = CHANGELOG_PAGE if "changelog" in (asked.get("expand") or "") else CLOUD_PAGE
    return min(size, cap, call.jira.page_cap or cap)


@ROUTES.on("GET", "/search/jql", CLOUD)
def search_get(call: Call) -> Reply:
    return _search(call, _asked(call))


@ROUTES.on("POST", "/search/jql", CLOUD)
def search_post(call: Call) -> Reply:
    known = {"jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys", "reconcileIssues"}
    return _search(call, call.body(known))


def _search(call: Call, asked: dict[str, Any]) -> Reply:
    asked = _checked(asked) | {"jql": asked.get("jql") or ""}
    query = jira_jql.read(call, asked["jql"])
    if not query.tests:
        words = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
        raise failure(400, words)
    offset, moment = _token(call, asked)
    every = indexed(call, query, moment, set(asked.get("reconcileIssues") or []))
    size = _page_size(call, asked)
    page, end = every[offset : offset + size], offset + size
    found: dict[str, Any] = {"issues": [_hit(call, each, asked) for each in page], "isLast": end >= len(every)}
    if end < len(every):
        now = call.jira.world.now().isoformat()
        content = {"offset": end, "jql": asked["jql"], "index": moment.isoformat(), "issued": now}
        found["nextPageToken"] = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    return Reply(200, found)


def _hit(call: Call, issue: Issue, asked: dict[str, Any]) -> dict[str, Any]:
    fields, properties = asked.get("fields") or [], asked.get("properties") or []
    expand = [each.strip() for each in (asked.get("expand") or "").split(",")]
    bare = set(fields) <= {"id"}
    shown = issue_json(call, issue, fields=fields, properties=properties, expand=expand, default="*navigable")
    if bare:
        shown = {name: value for name, value in shown.items() if name in ("id", "changelog", "properties")}
    return shown


@ROUTES.on("POST", "/search/approximate-count", CLOUD)
def approximate_count(call: Call) -> Reply:
    query = jira_jql.read(call, call.body({"jql"}).get("jql") or "")
    if not query.tests:
        raise failure(400, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
    return Reply(200, {"count": len(indexed(call, query, index_time(call), set()))})


@ROUTES.on("GET", "/search", CLOUD)
@ROUTES.on("POST", "/search", CLOUD)
def removed(call: Call) -> Reply:
    raise failure(410, REMOVED)


# --- Data Center ---------------------------------------------------------------------------------------------------


@ROUTES.on("GET", "/search", DATACENTER)
def offset_search_get(call: Call) -> Reply:
    asked: dict[str, Any] = {"jql": call.param("jql"), "validateQuery": call.param("validateQuery")}
    asked |= {"startAt": call.number("startAt", 0), "maxResults": call.number("maxResults", 50)}
    return _offset_search(call, asked | {name: call.listed(name) for name in ("fields", "properties", "expand")})


@ROUTES.on("POST", "/search", DATACENTER)
def offset_search_post(call: Call) -> Reply:
    body = call.body({"jql", "startAt", "maxResults", "validateQuery", "fields", "expand"})
    if not all(isinstance(body.get(name, []), list | None) for name in ("fields", "expand")):
        raise failure(400, "Can not deserialize instance of java.util.ArrayList out of VALUE_STRING token")
    return _offset_search(call, {"startAt": 0, "maxResults": 50, **body})


def _offset_search(call: Call, asked: dict[str, Any]) -> Reply:
    strict = str(asked.get("validateQuery")).lower() != "false"
    query = jira_jql.read(call, asked.get("jql") or "", strict=strict)
    every = indexed(call, query, index_time(call), set())
    start, size = max(0, asked["startAt"]), asked["maxResults"]
    cap = call.jira.page_cap or DATACENTER_PAGE
    size = min(cap, 50 if size < 0 else size)
    chosen = {name: asked.get(name) or [] for name in ("fields", "properties", "expand")}
    page = [issue_json(call, each, **chosen, default="*navigable") for each in every[start : start + size]]
    found = {"expand": "names,schema", "startAt": start, "maxResults": size, "total": len(every), "issues": page}
    return Reply(200, found | ({"warningMessages": query.warnings} if query.warnings else {}))
