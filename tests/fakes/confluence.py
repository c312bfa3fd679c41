"""A stateful fake of Confluence Cloud and Confluence Data Center, as an HTTP server on the loopback.

    with ConfluenceFake.cloud() as fake:                 # or .datacenter(context="/confluence")
        page = fake.add_page("Post-mortem", "<p>x</p>", space="OPS", labels=("postmortem",))
        requests.get(f"{fake.url}/api/v2/pages/{page.id}", auth=fake.basic_auth)      # DC: fake.bearer as headers

Addresses: fake.url is where the interfaces are: http://127.0.0.1:PORT/wiki on Cloud, and on Data Center with its context.
fake.site is the host alone, fake.gateway the same Cloud site below /ex/confluence/{cloud id}/wiki.
Credentials: fake.mail and fake.token (Cloud) or fake.token (Data Center); fake.scoped_token is 401 on the site and works by
the gateway; fake.oauth_token is a Bearer for the gateway, where v1 content is gone. `fake.expired = True` makes all wrong.
Traffic: fake.traffic (Recorded: method, path, query, headers, body, time, status, reply, fault), fake.calls("PUT",
"/pages/"), fake.matching(...), fake.clear(). `fake.on_request = f` is called with each Request before it is processed.
World: fake.world.spaces, .pages, .users; fake.page(id or title) is the state; fake.notified has (page id, version) for each
version that mailed watchers. There are a space OPS, its homepage, and the people Dana Example and Kim Sample at the start.
People: add_space, add_page, add_user, edit_as_person, rename, move_as_person, trash_as_person, restore, archive_as_person,
purge_as_person, label_as_person, attach_as_person, set_property_as_person, hide_as_person, restrict_as_person, watch.
Switches: search_lag and read_lag (s, by fake.clock), page_cap (smaller pages of lists than asked for), v1_content_gone,
v2_takes_minor_edits, implicit_properties ({"content-appearance-published": "default"} appear with each new page).
Faults: fake.fail("status", "PUT", "/pages/", status=502, times=1, after=0, ...), kinds are told in server.Fault;
fake.throttle(retry_after=5) or throttle(retry_after=None) answers 429.
"""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, Self

from fakes import (
    confluence_search,
    confluence_v1_content,
    confluence_v1_details,
    confluence_v2_details,
    confluence_v2_pages,
)
from fakes.confluence_call import ROUTES, Call
from fakes.confluence_people import DANA, KIM, People
from fakes.confluence_state import User
from fakes.confluence_world import World
from fakes.server import Clock, FakeServer, Fault, Recorded, Refused, Reply, Request

__all__ = ["Clock", "ConfluenceFake"]
# Search comes first: its path looks like a page's.
MODULES = (
    confluence_search,
    confluence_v2_pages,
    confluence_v2_details,
    confluence_v1_content,
    confluence_v1_details,
)
CLOUD_ID = "11223344-a1b2-3b33-c444-def123456789"
WIKI, GATEWAY = "/wiki", f"/ex/confluence/{CLOUD_ID}/wiki"
ROOTS = {"/api/v2/": "v2", "/rest/api/": "v1"}
HTML = "text/html;charset=UTF-8"
TOO_MANY = "Rate limit exceeded."


class ConfluenceFake(People, FakeServer):
    """A Confluence; see the top of this module."""

    def __init__(
        self,
        deployment: Literal["cloud", "datacenter"] = "cloud",
        *,
        context: str = "",
        clock: Callable[[], datetime] | None = None,
        latency: float = 0.0,
    ) -> None:
        super().__init__(clock=clock, latency=latency)
        self.deployment, self.is_cloud = deployment, deployment == "cloud"
        # What `_links.context` says. Cloud's prefix stays empty, as it has two roots.
        self.context = WIKI if self.is_cloud else context
        self.prefix = "" if self.is_cloud else context
        self.world = World(self.clock, cloud=self.is_cloud)
        self.account: User = self.add_user("Connector Bot", mail="bot@example.com")
        self.add_user(DANA)
        self.add_user(KIM)
        self.add_space("OPS", "Operations")
        self.mail, self.token = self.account.mail, "fake-confluence-token"
        self.scoped_token, self.oauth_token = "fake-scoped-token", "fake-oauth-token"
        self.expired = self.v1_content_gone = self.v2_takes_minor_edits = False
        self.search_lag = self.read_lag = 0.0
        self.page_cap: int | None = None
        self.implicit_properties: dict[str, Any] = {}

    @classmethod
    def cloud(cls, **options: Any) -> Self:
        """Return a Cloud site, to be started."""
        return cls("cloud", **options)

    @classmethod
    def datacenter(cls, *, context: str = "", **options: Any) -> Self:
        """Return a Data Center below a context path, to be started."""
        return cls("datacenter", context=context, **options)

    # --- what tests read ----------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """Return the address of the interfaces, without a slash at its end."""
        return self.home

    @property
    def site(self) -> str:
        """Return the address of the host."""
        return super().url.removesuffix(self.prefix) if self.prefix else super().url

    @property
    def home(self) -> str:
        """Return what `_links.base` says, whichever way the call came."""
        return self.site + self.context

    @property
    def gateway(self) -> str:
        """Return the address of the same Cloud site by Atlassian's gateway."""
        return self.site + GATEWAY

    @property
    def basic_auth(self) -> tuple[str, str]:
        """Return mail and token, as Cloud wants them."""
        return self.mail, self.token

    @property
    def bearer(self) -> dict[str, str]:
        """Return the header that Data Center wants."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def traffic(self) -> list[Recorded]:
        """Return the requests so far, with what was answered."""
        return self.requests

    @property
    def notified(self) -> list[tuple[str, int]]:
        """Return (page id, version number) for each version that watchers got mail for."""
        return self.world.notified

    def fail(self, kind: Any, method: str | None = None, path: str = "", **options: Any) -> Fault:
        """Spoil requests; see server.Fault."""
        return self.faults.add(kind, method, path, **options)

    def throttle(
        self, method: str | None = None, path: str = "", *, retry_after: int | None = 5, times: int | None = 1
    ) -> Fault:
        """Answer 429, with or without Retry-After."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        headers |= {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0"}
        if self.is_cloud:
            headers |= {"RateLimit-Reason": "confluence-burst-based"}
        return self.fail("status", method, path, status=429, headers=headers, body={"message": TOO_MANY}, times=times)

    # --- answering ----------------------------------------------------------------------------------------------

    def resource(self, request: Request) -> str:
        """Return the path of a request below the context, the same for the site and the gateway."""
        return self._split(request)[1]

    def v1_is_gone(self, request: Request) -> bool:
        """Say whether the older interface's content is gone for this caller, as it is for OAuth by the gateway."""
        return self.v1_content_gone or (request.headers.get("Authorization") or "").startswith("Bearer ")

    def _split(self, request: Request) -> tuple[str, str]:
        if not self.is_cloud:
            return "", request.path
        root = next((each for each in (WIKI, GATEWAY) if request.path.startswith(each + "/")), "/outside")
        return root, request.path.removeprefix(root)

    def handle(self, request: Request) -> Reply:
        """Answer a request."""
        root, path = self._split(request)
        found = next(
            ((api, path.removeprefix(each[:-1])) for each, api in ROOTS.items() if path.startswith(each)), None
        )
        if found is None or root == "/outside" or (found[0] == "v2" and not self.is_cloud):
            return Reply(404, "<html><body><h1>Page not found</h1></body></html>", content_type=HTML)
        self._authorize(request, root)
        call = Call(self, request, "v2" if found[0] == "v2" else "v1")
        route = ROUTES[call.api].find(request.method, found[1], self.deployment)
        if isinstance(route, int):
            raise call.refusal(route, "Not Found" if route == 404 else "Method Not Allowed")
        return route[0].answer(call, **route[1])

    def _authorize(self, request: Request, root: str) -> None:
        given = request.headers.get("Authorization") or ""
        if not self.expired and given in self._credentials(root):
            return
        if root == GATEWAY:
            raise Refused(Reply(401, {"code": 401, "message": "Unauthorized"}))
        headers = {"WWW-Authenticate": 'OAuth realm="http%3A%2F%2F127.0.0.1"'}
        if self.is_cloud:
            raise Refused(Reply(401, "Client must be authenticated to access this resource.", headers, HTML))
        words = "<html><head><title>Unauthorized (401)</title></head><body></body></html>"
        raise Refused(Reply(401, words, headers, HTML))

    def _credentials(self, root: str) -> set[str]:
        if not self.is_cloud:
            return {f"Bearer {self.token}"}
        basic = {self.token: _basic(self.mail, self.token), self.scoped_token: _basic(self.mail, self.scoped_token)}
        if root == GATEWAY:
            return {*basic.values(), f"Bearer {self.oauth_token}"}
        return {basic[self.token]}


def _basic(mail: str, token: str) -> str:
    return "Basic " + base64.b64encode(f"{mail}:{token}".encode()).decode()
