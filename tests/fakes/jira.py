"""A stateful fake of Jira Cloud and Jira Data Center, as an HTTP server on the loopback.

    with FakeJira("cloud") as fake:                      # or "datacenter"; start() and stop() do the same
        client = JIRA(fake.url, basic_auth=fake.basic_auth, max_retries=0)     # DC: token_auth=fake.token
        client.create_issue({"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": "x"})

Options: clock (callable, default `server.Clock`, which stands; `fake.clock.advance(60)`), latency (s), prefix ("/jira").
Credentials: fake.mail and fake.token; `fake.expired = True` makes them wrong; `fake.wrong_is_anonymous = True` makes Cloud
answer a wrong credential as it does where anonymous access is allowed: 404, empty searches, X-Seraph-LoginReason.
Traffic: fake.requests (Recorded: method, path, query, headers, body, time, status, reply, fault), fake.calls("POST",
"/issue$"), fake.matching(...), fake.clear(). `fake.on_request = f` is called with each Request before it is processed.
Search: fake.search_lag = 300 (s), fake.page_cap = 2 (smaller pages than asked for);
fake.people_cap = 100 (people that a page of Data Center holds at most). Texts on v3 are ADF, on v2 strings.
Faults: fake.faults.add("reset_after", "POST", "/issue/bulk", times=1, after=0, ...); kinds are told in server.Fault.
Limits: fake.limits = Limits(burst=100, issue_writes=20, quota=None, retry_after=True), by the fake's clock.
People: create_as_person, edit_as_person(ref, by=..., status="Done", assignee="Kim Sample"), comment_as_person,
move_as_person, clone_as_person, rename_project_as_person, delete_as_person, hide_as_person, refuse_summary("words"); fake.issue(ref) is the state.
World: fake.world.users, .projects, .fields, .statuses, ... are plain objects of jira_state, to be changed in place; what
there is at the start is in jira_default. fake.project("OPS").create_screens["10002"]["duedate"].required = True;
.archived, .gone; fake.deny("CREATE_ISSUES", "OPS"), fake.allow(...); fake.allow_unassigned = False; fake.account.time_zone.
"""

import base64
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from fakes import jira_details, jira_meta, jira_search, jira_users
from fakes.jira_call import ROUTES, Call, failure
from fakes.jira_default import furnish
from fakes.jira_limits import Limits
from fakes.jira_people import People
from fakes.jira_state import Project, User
from fakes.jira_world import World
from fakes.server import Clock, FakeServer, Refused, Reply, Request

__all__ = ["Clock", "FakeJira", "Limits"]
MODULES = (jira_details, jira_meta, jira_search, jira_users)
TOKENS = "/rest/pat/latest/tokens"
RESOURCE = re.compile(r"/rest/api/(2|3|latest)(/.*)")
# Tomcat's limit for the head of a request, and about what Atlassian's gateway takes.
URL_LIMIT = 8000
HTML = "text/html;charset=UTF-8"
LOGIN = "X-Seraph-LoginReason"


class FakeJira(People, FakeServer):
    """A Jira; see the top of this module."""

    def __init__(
        self,
        deployment: Literal["cloud", "datacenter"] = "cloud",
        *,
        clock: Callable[[], datetime] | None = None,
        latency: float = 0.0,
        time_zone: str = "Europe/Berlin",
        prefix: str = "",
    ) -> None:
        super().__init__(clock=clock, latency=latency)
        self.deployment, self.cloud, self.prefix = deployment, deployment == "cloud", prefix
        self.world = World(self.clock, cloud=self.cloud)
        furnish(self.world)
        self.account: User = self.world.users[0]
        self.account.time_zone = time_zone
        self.mail, self.token = self.account.mail, "fake-jira-token"
        self.expired = self.wrong_is_anonymous = False
        self.search_lag = 0.0
        self.tokens: list[dict[str, Any]] = [{"id": 1, "name": "connector"}]
        self.page_cap: int | None = None
        self.people_cap = 1000
        self.allow_unassigned = True
        self.limits: Limits | None = None
        self.validators: list[Callable[[Project, dict[str, Any]], dict[str, str]]] = []

    @property
    def basic_auth(self) -> tuple[str, str]:
        """Return mail and token, as Cloud wants them."""
        return self.mail, self.token

    def deny(self, permission: str, project: str | None = None) -> None:
        """Take a permission from the account, in one project or everywhere."""
        (self.project(project).denied if project else self.world.denied).add(permission)

    def allow(self, permission: str, project: str | None = None) -> None:
        """Give a permission back to the account."""
        (self.project(project).denied if project else self.world.denied).discard(permission)

    # --- answering ----------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Reply:
        """Answer a request."""
        if len(request.target) > URL_LIMIT:
            words = "<html><body><h1>Request header is too large</h1></body></html>"
            return Reply(414 if self.cloud else 400, words, content_type=HTML)
        known = self._authorized(request)
        if self.limits is not None and (too_many := self.limits.refuse(request, self.clock(), cloud=self.cloud)):
            return too_many
        if known and request.path == "/rest/applinks/latest/listApplicationlinks":
            # The jira package asks for these before it makes a remote link; only administrators may.
            raise failure(
                403, "You are not authorized to perform this operation. Administrator privileges are required."
            )
        if request.path.endswith(TOKENS) and not self.cloud and known:
            return Reply(200, self.tokens)
        found = RESOURCE.fullmatch(request.path)
        if found is None or (found[1] == "3" and not self.cloud):
            return Reply(404, "<html><body><h1>Oops, you've found a dead link.</h1></body></html>", content_type=HTML)
        version = found[1] if found[1] != "latest" else "3" if self.cloud else "2"
        call = Call(self, request, version)
        if not known and found[2] != "/serverInfo":
            return self._anonymous(call, found[2])
        route = ROUTES.find(request.method, found[2], self.deployment)
        if isinstance(route, int):
            raise failure(route, f"null for uri: {self.url}{request.path}" if route == 404 else "Method Not Allowed")
        return route[0].answer(call, **route[1])

    def _authorized(self, request: Request) -> bool:
        """Say whether the caller is known; raises Refused for a wrong credential."""
        given = request.headers.get("Authorization")
        if given is None:
            return False
        basic = base64.b64encode(f"{self.mail}:{self.token}".encode()).decode()
        if given == (f"Basic {basic}" if self.cloud else f"Bearer {self.token}") and not self.expired:
            return True
        if self.cloud and self.wrong_is_anonymous:
            return False
        raise Refused(self._unauthorized())

    def _unauthorized(self) -> Reply:
        headers = {LOGIN: "AUTHENTICATED_FAILED", "WWW-Authenticate": 'OAuth realm="http%3A%2F%2F127.0.0.1"'}
        if self.cloud:
            return Reply(401, "Client must be authenticated to access this resource.", headers, HTML)
        return Reply(401, "<html><head><title>Unauthorized (401)</title></head><body></body></html>", headers, HTML)

    def _anonymous(self, call: Call, path: str) -> Reply:
        if not (self.cloud and self.wrong_is_anonymous):
            return self._unauthorized()
        headers = {LOGIN: "AUTHENTICATED_FAILED"}
        if path == "/search/jql":
            return Reply(200, {"issues": [], "isLast": True}, headers)
        if path == "/issue/bulkfetch":
            refs = (call.request.body or {}).get("issueIdsOrKeys", [])
            words = "Issue does not exist or you do not have permission to see it."
            return Reply(200, {"issues": [], "issueErrors": [{"id": r, "errorMessage": words} for r in refs]}, headers)
        if path in ("/field", "/user/search", "/user/assignable/search", "/priority", "/status", "/resolution"):
            return Reply(200, [], headers)
        if path == "/myself":
            return self._unauthorized()
        raise failure(404, "Issue does not exist or you do not have permission to see it.", **headers)
