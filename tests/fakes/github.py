"""A stateful fake of GitHub, github.com or Enterprise Server, as a real HTTP server on the loopback.

    with FakeGitHub() as hub:                                # prefix="/api/v3" is Enterprise Server
        hub.add_repo("acme/ops", assignable=["dana"])        # the token hub.token may write, being connector-bot
        client = github.Github(base_url=hub.url, auth=github.Auth.Token(hub.token), retry=None)
        hub.edit_as_person("acme/ops", 1, by="dana", state="closed", state_reason="not_planned")

clock         hub.clock.advance(seconds); all times and limits go by it
world         add_user add_org add_token add_installation add_repo add_label add_milestone add_issue_field add_project
people        rename_label create_as_person edit_as_person comment_as_person delete_as_person transfer_as_person commit_as_person
              merge_as_person rename_repo archive delete_repo set_project_value; `hub.person_newline`
looking       repo(name) issue(repo, number) field_value(...) project_value(...) file(repo, path) files(repo)
traffic       requests (server.Recorded), matching(), calls(method, path regex), clear()
faults        faults.add(kind, method, path regex, times=, after=, ...): see server.Fault; on_request(request)
limits        exhaust(), secondary(), limits.content_per_minute/_per_hour; search_lag in seconds
repositories  Repo.archived has_issues roles assignable protected protection rulesets tree_limit fields_on
              may be set at any time
"""

import hashlib
import json
import re
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

# The routes are registered by being imported.
from fakes import (  # noqa: F401
    githubfiles,
    githubgitdb,
    githubgraph,
    githubissues,
    githubprotect,
    githubpulls,
    githubsearch,
    githubtalk,
)
from fakes.githubaccess import token_of
from fakes.githubcall import JSON, ROUTES, Call, failure
from fakes.githubcoders import Coders
from fakes.githublimits import SECONDARY, Limits, refusal
from fakes.githubmodel import State, Token
from fakes.githubpeople import People
from fakes.server import Clock, FakeServer, Fault, Refused, Reply, Request

TOKEN = "ghp_connector"


class FakeGitHub(People, Coders, FakeServer):
    """The server. `web` is where its pages are, by default the server itself."""

    def __init__(self, prefix: str = "", *, clock: Any = None, latency: float = 0.0, web: str = "") -> None:
        super().__init__(clock=clock or Clock(), latency=latency)
        self.prefix = prefix
        self.web = web
        self.state = State()
        self.limits = Limits(enabled=not prefix)
        self.search_lag = 0.0
        self.token = TOKEN
        self.add_token(TOKEN, "connector-bot")

    def exhaust(self, resource: str = "core", *, seconds: int = 3600, status: int = 403) -> None:
        """Use up a budget until `seconds` from now."""
        self.limits.enabled, self.limits.exhausted_status = True, status
        budget = self.limits.budgets[resource]
        budget.used, budget.reset = budget.limit, self.clock() + timedelta(seconds=seconds)

    def secondary(
        self, method: str | None = None, path: str = "", *, retry_after: int | None = 60, **rule: Any
    ) -> Fault:
        """Refuse requests by the secondary limit, with or without Retry-After; `rule` is that of faults.add."""
        rule.setdefault("status", 403)
        reply = refusal(rule["status"], SECONDARY, retry_after)
        return self.faults.add("status", method, path, body=reply.body, headers=reply.headers, **rule)

    def handle(self, request: Request) -> Reply:
        request = self._resolved(request)
        try:
            reply = self._answer(request)
        except Exception:
            self.errors.append(f"{request.method} {request.target}\n{traceback.format_exc()}")
            reply = failure(500, "Server Error").reply
        self.limits.after(request, reply, self.clock(), known=bool(request.headers.get("Authorization")))
        more = {"X-GitHub-Media-Type": "github.v3; format=json", "X-GitHub-Request-Id": f"FAKE:{len(self.requests):X}"}
        if self.prefix:
            more["X-GitHub-Enterprise-Version"] = "3.17.0"
        reply.headers.update(more)
        return reply

    def _resolved(self, request: Request) -> Request:
        """Return the request with the path that its route has."""
        path = request.path.removeprefix("/outside") if request.path == "/outside/api/graphql" else request.path
        path = path.removeprefix("/api") if path == "/api/graphql" else path
        if found := re.match(r"/repositories/(\d+)(?=/|$)", path):
            repo = self.state.repos.get(int(found[1]))
            path = f"/repos/{repo.full_name if repo else '-/-'}{path[found.end() :]}"
        return Request(request.method, path, request.query, request.headers, request.raw, request.body, request.target)

    def _answer(self, request: Request) -> Reply:
        if refused := self.limits.before(request, self.clock()):
            return refused
        try:
            route = ROUTES.find(request.method, request.path, "app")
            if isinstance(route, int):
                raise failure(404, "Not Found")
            token = None
            if "app" not in route[0].tags:
                token, text = token_of(request.headers, self.state.tokens, self.clock())
            call = self._call(request, token)
            self._redirect_renamed(call)
            reply = route[0].answer(call, **route[1])
            return self._finished(call, reply, text if token else "")
        except Refused as refused:
            return refused.reply

    def _call(self, request: Request, token: Token | None) -> Call:
        host = request.headers.get("Host") or "localhost"
        return Call(self, request, token, f"http://{host}{self.prefix}", self.web or f"http://{host}")

    def _redirect_renamed(self, call: Call) -> None:
        found = re.match(r"/repos/([^/]+/[^/]+)(.*)", call.request.path)
        if found is None or self.state.repo(found[1]) is not None:
            return
        repo_id = self.state.renamed.get(found[1].lower())
        if repo_id in self.state.repos:
            raise call.redirect(f"/repositories/{repo_id}{found[2]}", 301 if call.request.method == "GET" else 307)

    def _finished(self, call: Call, reply: Reply, text: str) -> Reply:
        if call.token is not None and not call.app and call.token.scopes is not None:
            reply.headers["X-OAuth-Scopes"] = ", ".join(call.token.scopes)
        if call.token is not None and not call.app and call.token.expires_at is not None:
            until = call.token.expires_at.astimezone(UTC)
            reply.headers["GitHub-Authentication-Token-Expiration"] = until.strftime("%Y-%m-%d %H:%M:%S UTC")
        if call.request.method == "GET" and reply.status == 200:
            return self._conditional(call, reply, text)
        return reply

    def _conditional(self, call: Call, reply: Reply, text: str) -> Reply:
        """Give the answer an ETag, which depends on the token too, and leave it out when the client has it."""
        shown = json.dumps(reply.body, sort_keys=True) + reply.headers.get("Link", "") + text
        tag = f'W/"{hashlib.sha256(shown.encode()).hexdigest()}"'
        reply.headers |= {"ETag": tag, "Cache-Control": "private, max-age=60, s-maxage=60"}
        asked = call.request.headers.get("If-None-Match")
        if asked is not None:
            tags = {each.strip().removeprefix("W/") for each in asked.split(",")}
            same = tag.removeprefix("W/") in tags or "*" in tags
        else:
            same = _unchanged(reply.headers.get("Last-Modified"), call.request.headers.get("If-Modified-Since"))
        return Reply(304, None, reply.headers, JSON) if same else reply


def _unchanged(changed: str | None, since: str | None) -> bool:
    if changed is None or since is None:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except ValueError:
        return False


__all__ = ["Clock", "FakeGitHub", "datetime"]
