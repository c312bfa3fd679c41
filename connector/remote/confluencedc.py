"""Confluence Data Center: everything by `/rest/api`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connector.errors import Rejected
from connector.remote.confluence import KEY, Attachment, Note, WikiPage, moment
from connector.remote.confluenceclient import JSON, ConfluenceClient

PAGE = 100
WANTED = f"version,space,ancestors,body.storage,metadata.labels,metadata.properties.{KEY}"


class DataCenterContent:
    """One site of Confluence Data Center."""

    cloud = False

    def __init__(self, client: ConfluenceClient) -> None:
        self.client = client

    def page(self, page: str) -> WikiPage | None:
        try:
            answer = self.client.read_object(
                f"rest/api/content/{page}", params={"expand": WANTED, "status": "any"}, verb="read a page"
            )
        except Rejected as error:
            if error.status != 404:
                raise
            return None
        return self._page(answer)

    def titled(self, space: str, title: str) -> WikiPage | None:
        verb = f"look for '{title}'"
        params: dict[str, str | int] = {"spaceKey": space, "title": title, "type": "page", "expand": WANTED, "limit": 1}
        found = self.client.results(self.client.call("GET", "rest/api/content", params=params, verb=verb), verb)
        return self._page(found[0]) if found else None

    def space(self, key: str) -> str | None:
        answer = self.client.read_object(
            f"rest/api/space/{key}", params={"expand": "homepage"}, verb="look for its space"
        )
        home = answer.get("homepage") or {}
        return str(home["id"]) if home.get("id") else None

    def create(self, *, space: str, parent: str | None, title: str, body: str, message: str) -> WikiPage:
        made: dict[str, JSON] = {
            "type": "page",
            "title": title,
            "space": {"key": space},
            "body": {"storage": {"value": body, "representation": "storage"}},
            "version": {"number": 1, "message": message},
        }
        if parent:
            made["ancestors"] = [{"id": parent}]
        verb = f"make the page '{title}'"
        return self._page(self.client.object(self.client.call("POST", "rest/api/content", body=made, verb=verb), verb))

    def update(self, page: WikiPage, *, title: str, body: str, message: str) -> WikiPage:
        made = {
            "id": page.id,
            "type": "page",
            "title": title,
            "body": {"storage": {"value": body, "representation": "storage"}},
            # Watchers are mailed for versions that are no minor edits: a weekly figure is not worth a mail to each.
            "version": {"number": page.version + 1, "message": message, "minorEdit": True},
        }
        verb = f"write the page '{title}'"
        path = f"rest/api/content/{page.id}"
        return self._page(self.client.object(self.client.call("PUT", path, body=made, verb=verb), verb))

    def keep(self, page: str, value: Mapping[str, Any], *, before: Note | None) -> None:
        path = f"rest/api/content/{page}/property"
        body: dict[str, JSON] = {"key": KEY, "value": dict(value)}
        if before is None:
            self.client.call("POST", path, body=body, verb="write a page's note")
            return
        body["version"] = {"number": before.version + 1}
        self.client.call("PUT", f"{path}/{KEY}", body=body, verb="write a page's note")

    def label(self, page: str, labels: Sequence[str]) -> None:
        body = [{"prefix": "global", "name": label} for label in labels]
        self.client.call("POST", f"rest/api/content/{page}/label", body=body, verb="label a page", kind="write")

    def attach(self, page: str, attachment: Attachment) -> None:
        path = f"rest/api/content/{page}/child/attachment"
        verb = f"attach {attachment.name}"
        there = self.client.read_object(path, params={"filename": attachment.name}, verb=verb)
        known = next((str(each.get("id")) for each in self.client.results(there, verb)), None)
        form: dict[str, Any] = {"file": (attachment.name, attachment.data, attachment.media_type)}
        if known is None:
            self.client.call("POST", path, form=form, verb=verb)
            return
        # Watchers are not mailed for a minor edit.
        form["minorEdit"] = (None, "true")
        self.client.call("POST", f"{path}/{known}/data", form=form, verb=verb)

    def search(self, cql: str) -> Iterator[WikiPage]:
        start = 0
        while True:
            params: dict[str, str | int] = {"cql": cql, "limit": PAGE, "start": start, "expand": "version,space"}
            answer = self.client.read_object("rest/api/content/search", params=params, verb="search for pages")
            found = self.client.results(answer, "search for pages")
            yield from map(self._page, found)
            start += len(found)
            if not found or not (answer.get("_links") or {}).get("next"):
                return

    def account(self) -> str:
        me = self.client.read_object("rest/api/user/current", verb="ask who this is")
        return str(me.get("username") or me.get("userKey") or "")

    def _page(self, answer: Mapping[str, JSON]) -> WikiPage:
        version, links = answer.get("version") or {}, answer.get("_links") or {}
        metadata, above = answer.get("metadata") or {}, answer.get("ancestors") or []
        labels = metadata.get("labels")
        return WikiPage(
            id=str(answer.get("id")),
            title=str(answer.get("title") or ""),
            version=int(version.get("number") or 0),
            body=str(((answer.get("body") or {}).get("storage") or {}).get("value") or ""),
            url=str(links.get("base") or self.client.url)
            + str(links.get("webui") or f"/pages/viewpage.action?pageId={answer.get('id')}"),
            space=str((answer.get("space") or {}).get("key") or ""),
            parent=str(above[-1].get("id")) if above else None,
            author=str((version.get("by") or {}).get("username") or (version.get("by") or {}).get("userKey") or ""),
            message=str(version.get("message") or ""),
            changed_at=moment(version.get("when")),
            current=answer.get("status", "current") == "current",
            note=_noted((metadata.get("properties") or {}).get(KEY)),
            labels=frozenset(str(each.get("name")) for each in self.client.results(labels, "read its labels"))
            if isinstance(labels, dict)
            else None,
        )


def _noted(told: JSON) -> Note | None:
    if not isinstance(told, dict) or not isinstance(told.get("value"), dict):
        return None
    return Note(str(told.get("id")), int((told.get("version") or {}).get("number") or 1), told["value"])
