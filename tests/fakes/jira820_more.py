"""The server of the PyPI package `jira820` with what it lacks, run as a program: `python jira820_more.py PORT PROJECT`.

It has no bulk create, entity properties, paged createmeta, assignable search and rights, knows tickets by key and not by id,
and answers a date in milliseconds in JQL with a crash. Each is added over its own store, so that everything else - search,
pages, JSON of tickets, transitions with their screens, refusals - is what its author took Jira Data Center for.
"""

import re
import sys
from datetime import UTC, datetime
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from jira820.config import Config
from jira820.serialize import iid
from jira820.server import make_app
from jira820.store import JiraError, Store
from starlette.types import ASGIApp, Receive, Scope, Send

PEOPLE = {"dana": "Dana Example", "kim": "Kim Sample"}
RIGHTS = ("BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "ASSIGN_ISSUES", "TRANSITION_ISSUES", "ADD_COMMENTS")
SCREEN: dict[str, dict[str, Any]] = {
    "summary": {"name": "Summary", "required": True, "schema": {"type": "string"}},
    "description": {"name": "Description", "schema": {"type": "string"}},
    "assignee": {"name": "Assignee", "schema": {"type": "user"}},
    "duedate": {"name": "Due Date", "schema": {"type": "date"}},
    "labels": {"name": "Labels", "schema": {"type": "array", "items": "string"}},
    "priority": {"name": "Priority", "schema": {"type": "priority"}},
}
router = APIRouter()


def store_of(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


@router.post("/rest/api/2/issue/bulk", status_code=201)
async def bulk(request: Request) -> Any:
    made, errors = [], []
    for number, one in enumerate((await request.json())["issueUpdates"]):
        try:
            issue = store_of(request).create_issue(one["fields"])
        except JiraError as error:
            errors.append({"status": error.status_code, "elementErrors": error.body(), "failedElementNumber": number})
            continue
        held = {each["key"]: each["value"] for each in one.get("properties") or ()}
        store_of(request).issues[issue["key"]]["properties"] = held
        made.append({**issue, "id": iid(issue["key"])})
    return JSONResponse({"issues": made, "errors": errors}, status_code=201 if made else 400)


@router.put("/rest/api/2/issue/{key}/properties/{name}", status_code=201)
async def put_property(request: Request, key: str, name: str) -> None:
    store_of(request).get_issue(key).setdefault("properties", {})[name] = await request.json()


@router.get("/rest/api/2/issue/createmeta/{project}/issuetypes")
def issue_types(request: Request, project: str) -> Any:
    store = store_of(request)
    if project != store.config.project_key:
        raise JiraError(404, f"No project could be found with key '{project}'.")
    types = [store.serializer.issuetype_obj(name) for name, _ in store.config.issue_types]
    return {"startAt": 0, "total": len(types), "isLast": True, "values": types}


@router.get("/rest/api/2/issue/createmeta/{project}/issuetypes/{kind}")
def screen(request: Request, project: str, kind: str) -> Any:
    store = store_of(request)
    fields = [{"fieldId": id_, "required": False, "hasDefaultValue": False, **entry} for id_, entry in SCREEN.items()]
    allowed = [store.serializer.priority_obj(name) for name, _ in store.config.priorities]
    fields = [{**each, "allowedValues": allowed} if each["fieldId"] == "priority" else each for each in fields]
    return {"startAt": 0, "total": len(fields), "isLast": True, "values": fields}


@router.get("/rest/api/2/user/assignable/search")
def assignable(request: Request, username: str = "") -> Any:
    store, word = store_of(request), username.casefold()
    people = [store.serializer.user_obj(name) for name in PEOPLE]
    return [
        each
        for each in people
        if any(word in each[name].casefold() for name in ("name", "displayName", "emailAddress"))
    ]


@router.get("/rest/api/2/mypermissions")
def rights() -> Any:
    return {"permissions": {name: {"key": name, "havePermission": True} for name in RIGHTS}}


class Mended:
    """Between client and server: ids become keys, and milliseconds the day they are in, as `jira820` compares days."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self.app = app
        self.store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = re.sub(r"(?<=/issue/)(\d+)(?=/|$)", self._key, scope["path"])
            query = re.sub(rb"\d{12,}", lambda at: _day(int(at[0])), scope["query_string"])
            scope = {**scope, "path": path, "raw_path": path.encode(), "query_string": query}
        await self.app(scope, receive, send)

    def _key(self, found: re.Match[str]) -> str:
        return next((key for key in self.store.issues if iid(key) == found[1]), found[1])


def _day(milliseconds: int) -> bytes:
    return f'"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d}"'.encode()


def app_of(project: str) -> ASGIApp:
    """Return the server with one empty project."""
    store = Store(Config(project_key=project), seed=False)
    store.users = {name: {"name": name, "displayName": shown} for name, shown in PEOPLE.items()}
    _show_properties(store)
    app: FastAPI = make_app(store)
    # Before its own, of which one takes everything below /issue/.
    theirs = list(app.router.routes)
    app.include_router(router)
    app.router.routes[:] = [*app.router.routes[len(theirs) :], *theirs]
    return Mended(app, store)


def _show_properties(store: Store) -> None:
    shown = store.serializer.issue_res

    def with_properties(issue: dict[str, Any], *arguments: Any) -> Any:
        return {**shown(issue, *arguments), "properties": issue.get("properties") or {}}

    store.serializer.issue_res = with_properties


if __name__ == "__main__":
    uvicorn.run(app_of(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
