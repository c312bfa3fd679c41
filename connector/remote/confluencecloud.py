"""Confluence Cloud: pages and properties by the second version of its API, labels, attachments and search by the first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from connector.errors import Rejected
from connector.remote.confluence import KEY, Attachment, Note, WikiPage, moment
from connector.remote.confluenceclient import JSON, ConfluenceClient

V1 = "rest/api"
PAGE = 100


class CloudContent:
    """One site of Confluence Cloud, at its own address or through the gateway; `site` is where people see it."""

    cloud = True

    def __init__(self, client: ConfluenceClient, *, site: str | None = None) -> None:
        self.client = client
        # An address may be given with the part that every one of Cloud has, or without.
        self._wiki = "" if urlsplit(client.url).path.rstrip("/").endswith("/wiki") else "wiki/"
        self._site = (site or client.url).rstrip("/").removesuffix("/wiki")
        self._homes: dict[str, tuple[str, str]] = {}

    def page(self, page: str) -> WikiPage | None:
        wanted = {"body-format": "storage", "include-properties": "true", "include-labels": "true"}
        answer = self._found(f"pages/{page}", params=wanted, verb="read a page")
        if answer is None:
            return None
        told = answer.get("properties")
        note = self._noted(told) if isinstance(told, dict) else self._note(page)
        return self._page(answer, note=note)

    def titled(self, space: str, title: str) -> WikiPage | None:
        verb = f"look for '{title}'"
        params: dict[str, str | int] = {"space-id": self._space(space)[0], "title": title, "limit": 1}
        found = self.client.results(self._call("GET", "pages", params=params, verb=verb), verb)
        return self.page(str(found[0].get("id"))) if found else None

    def space(self, key: str) -> str | None:
        return self._space(key)[1] or None

    def create(self, *, space: str, parent: str | None, title: str, body: str, message: str) -> WikiPage:
        del message  # a first version has none
        made = {
            "spaceId": self._space(space)[0],
            "status": "current",
            "title": title,
            "body": {"representation": "storage", "value": body},
            **({"parentId": parent} if parent else {}),
        }
        verb = f"make the page '{title}'"
        return self._page(self.client.object(self._call("POST", "pages", body=made, verb=verb), verb))

    def update(self, page: WikiPage, *, title: str, body: str, message: str) -> WikiPage:
        made = {
            "id": page.id,
            "status": "current",
            "title": title,
            "body": {"representation": "storage", "value": body},
            "version": {"number": page.version + 1, "message": message},
        }
        verb = f"write the page '{title}'"
        return self._page(self.client.object(self._call("PUT", f"pages/{page.id}", body=made, verb=verb), verb))

    def keep(self, page: str, value: Mapping[str, Any], *, before: Note | None) -> None:
        body: dict[str, JSON] = {"key": KEY, "value": dict(value)}
        if before is None:
            self._call("POST", f"pages/{page}/properties", body=body, verb="write a page's note")
            return
        body["version"] = {"number": before.version + 1}
        self._call("PUT", f"pages/{page}/properties/{before.id}", body=body, verb="write a page's note")

    def label(self, page: str, labels: Sequence[str]) -> None:
        body = [{"prefix": "global", "name": label} for label in labels]
        self.client.call("POST", f"{self._wiki}{V1}/content/{page}/label", body=body, verb="label a page", kind="write")

    def attach(self, page: str, attachment: Attachment) -> None:
        form = {"file": (attachment.name, attachment.data, attachment.media_type), "minorEdit": (None, "true")}
        path = f"{self._wiki}{V1}/content/{page}/child/attachment"
        self.client.call("PUT", path, form=form, verb=f"attach {attachment.name}", kind="write")

    def search(self, cql: str) -> Iterator[WikiPage]:
        params: dict[str, str | int] = {"cql": cql, "limit": PAGE, "expand": "version,space"}
        while True:
            answer = self.client.read_object(f"{self._wiki}{V1}/content/search", params=params, verb="search for pages")
            for each in self.client.results(answer, "search for pages"):
                yield self._v1_page(each)
            following = str((answer.get("_links") or {}).get("next") or "")
            if not following:
                return
            params |= dict(parse_qsl(urlsplit(following).query))

    def account(self) -> str:
        me = self.client.read_object(f"{self._wiki}{V1}/user/current", verb="ask who this is")
        return str(me.get("accountId") or "")

    # --- what is shared -------------------------------------------------------------------------------------------

    def _call(
        self,
        method: str,
        path: str,
        *,
        verb: str,
        params: Mapping[str, str | int] | None = None,
        body: JSON = None,
    ) -> JSON:
        return self.client.call(method, f"{self._wiki}api/v2/{path}", params=params, body=body, verb=verb)

    def _found(self, path: str, *, params: Mapping[str, str | int], verb: str) -> Mapping[str, JSON] | None:
        try:
            return self.client.object(self._call("GET", path, params=params, verb=verb), verb)
        except Rejected as error:
            if error.status != 404:
                raise
            return None

    def _space(self, key: str) -> tuple[str, str]:
        """Return the id of a space and that of its home page. Raises Rejected for one that is not there."""
        if key not in self._homes:
            verb = "look for its space"
            found = self.client.results(self._call("GET", "spaces", params={"keys": key}, verb=verb), verb)
            if not found:
                said = f"there is no space '{key}', or this account may not see it"
                raise Rejected(said, remote=self.client.remote, verb=verb, status=404)
            self._homes[key] = (str(found[0].get("id")), str(found[0].get("homepageId") or ""))
        return self._homes[key]

    def _note(self, page: str) -> Note | None:
        answer = self._call("GET", f"pages/{page}/properties", params={"key": KEY}, verb="read a page's note")
        return self._noted(answer)

    def _noted(self, answer: JSON) -> Note | None:
        for each in self.client.results(answer, "read a page's note"):
            if each.get("key") == KEY and isinstance(each.get("value"), dict):
                return Note(str(each.get("id")), int((each.get("version") or {}).get("number") or 1), each["value"])
        return None

    def _page(self, answer: Mapping[str, JSON], *, note: Note | None = None) -> WikiPage:
        version = answer.get("version") or {}
        labels = answer.get("labels")
        return WikiPage(
            id=str(answer.get("id")),
            title=str(answer.get("title") or ""),
            version=int(version.get("number") or 0),
            body=str(((answer.get("body") or {}).get("storage") or {}).get("value") or ""),
            url=self._site + "/wiki" + str((answer.get("_links") or {}).get("webui") or f"/pages/{answer.get('id')}"),
            space=str(answer.get("spaceId") or ""),
            parent=str(answer["parentId"]) if answer.get("parentId") else None,
            author=str(version.get("authorId") or ""),
            message=str(version.get("message") or ""),
            changed_at=moment(version.get("createdAt")),
            current=answer.get("status", "current") == "current",
            note=note,
            labels=frozenset(str(each.get("name")) for each in self.client.results(labels, "read its labels"))
            if isinstance(labels, dict)
            else None,
        )

    def _v1_page(self, answer: Mapping[str, JSON]) -> WikiPage:
        version = answer.get("version") or {}
        return WikiPage(
            id=str(answer.get("id")),
            title=str(answer.get("title") or ""),
            version=int(version.get("number") or 0),
            body="",
            url=self._site + "/wiki" + str((answer.get("_links") or {}).get("webui") or f"/pages/{answer.get('id')}"),
            space=str((answer.get("space") or {}).get("key") or ""),
            changed_at=moment(version.get("when")),
        )
