"""One REST call to the fake GitHub: who asks, what was sent, and the answers that GitHub gives to what is wrong."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fakes.githubmodel import Issue, Repo, State, Token
from fakes.server import Refused, Reply, Request, Routes

if TYPE_CHECKING:
    from fakes.github import FakeGitHub

ROUTES = Routes()
DOCS = "https://docs.github.com/rest"
JSON = "application/json; charset=utf-8"
ROLES = ["read", "triage", "write", "admin"]


def failure(status: int, message: str, errors: list[Any] | None = None, **headers: str) -> Refused:
    """Return an exception that answers with GitHub's usual body for errors."""
    body: dict[str, Any] = {"message": message, "documentation_url": DOCS, "status": str(status)}
    if errors is not None:
        body["errors"] = errors
    return Refused(Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()}, JSON))


def invalid(resource: str, field_name: str, code: str = "invalid", **more: Any) -> Refused:
    """Return a 422 about one field."""
    return failure(422, "Validation Failed", [{"resource": resource, "field": field_name, "code": code, **more}])


def stamp(moment: datetime | None) -> str | None:
    """Return an instant as GitHub prints it, to the second."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str, resource: str, field_name: str) -> datetime:
    """Return the instant that a client sent; one without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise invalid(resource, field_name, value=text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(slots=True)
class Call:
    """A call; `base` is the address of the API and `web` that of the pages, both as the client knows them."""

    fake: "FakeGitHub"
    request: Request
    token: Token | None
    base: str
    web: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> State:
        return self.fake.state

    @property
    def now(self) -> datetime:
        return self.fake.clock()

    @property
    def actor(self) -> str:
        """Return the login that asks; nobody may only read."""
        if self.token is None:
            raise failure(401, "Requires authentication")
        return self.token.login

    def param(self, name: str, default: str = "") -> str:
        """Return the last value of a parameter."""
        return self.request.query.get(name, [default])[-1]

    def body(self, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
        """Return the JSON object that was sent; the keys in `kinds` must have these types, when they are there."""
        if self.request.raw and self.request.body is None and self.request.raw.strip() != b"null":
            raise failure(400, "Problems parsing JSON")
        if self.request.body is not None and not isinstance(self.request.body, dict):
            raise failure(400, "Body should be a JSON object")
        sent = self.request.body or {}
        for name, kind in kinds.items():
            wanted = kind if isinstance(kind, tuple) else (kind,)
            if name in sent and (not isinstance(sent[name], wanted) or isinstance(sent[name], bool) > (bool in wanted)):
                names = " or ".join("null" if each is type(None) else each.__name__ for each in wanted)
                raise failure(422, f"Invalid request.\n\nFor 'properties/{name}', {sent[name]!r} is not a {names}.")
        return sent

    def role(self, repo: Repo) -> int:
        """Return what the caller may do: -1 nothing, then the place in ROLES."""
        best = -1 if repo.private else 0
        if self.token is None:
            return best
        if self.token.repos is not None and repo.full_name not in self.token.repos:
            return best
        role = self.token.role or repo.roles.get(self.token.login)
        return best if role is None else max(best, ROLES.index(role))

    def may(self, repo: Repo, role: str) -> bool:
        return self.role(repo) >= ROLES.index(role)

    def repo(self, owner: str, repo: str, *, role: str = "read", write: bool = False, denied: int = 403) -> Repo:
        """Return the repository, or answer as GitHub does to somebody who may not do this with it: `denied`."""
        found = self.state.repo(f"{owner}/{repo}")
        if found is None or self.role(found) < 0:
            raise failure(404, "Not Found")
        if write:
            _ = self.actor
            if found.archived:
                raise failure(403, "Repository was archived so is read-only.")
        if not self.may(found, role):
            if self.app:
                raise failure(403, "Resource not accessible by integration")
            raise failure(denied, "Not Found" if denied == 404 else "Must have admin rights to Repository.")
        return found

    @property
    def app(self) -> bool:
        return self.token is not None and self.token.app

    def issue(self, repo: Repo, number: str, *, follow: bool = True) -> Issue:
        """Return an issue; one that was deleted is 410, and one that was moved 301 where clients may follow."""
        if not number.isdecimal():
            raise failure(404, "Not Found")
        found = repo.issues.get(int(number))
        if found is not None and (repo.has_issues or found.pull):
            return found
        if found is not None:
            raise failure(410, "Issues has been disabled in this repository.")
        if int(number) in repo.deleted:
            raise failure(410, "This issue was deleted")
        if int(number) in repo.moved and follow:
            target, there = repo.moved[int(number)]
            if target in self.state.repos and self.role(self.state.repos[target]) < 0:
                raise failure(404, "Not Found")
            rest = re.sub(r"^/repos/[^/]+/[^/]+/issues/[^/]+", "", self.request.path)
            raise self.redirect(f"/repositories/{target}/issues/{there}{rest}")
        raise failure(404, "Not Found")

    def redirect(self, path: str, status: int = 301) -> Refused:
        """Return a redirection to another path of the API, keeping the query."""
        query = self.request.target.partition("?")[2]
        url = f"{self.base}{path}" + (f"?{query}" if query else "")
        body = {"message": "Moved Permanently", "url": url, "documentation_url": f"{DOCS}/guides/best-practices"}
        return Refused(Reply(status, body, {"Location": url}, JSON))

    def number(self, name: str, default: int, cap: int) -> int:
        """Return a whole number above zero; anything else is the default."""
        text = self.param(name)
        return min(cap, int(text)) if text.isdecimal() and int(text) > 0 else default

    def page(self, items: list[Any]) -> list[Any]:
        """Return the page that was asked for, and remember the links to the others."""
        size, page = self.number("per_page", 30, 100), self.number("page", 1, 10**9)
        last = max(1, -(-len(items) // size))
        wanted = {}
        if page > 1:
            wanted |= {"prev": min(page - 1, last)}
        if page < last:
            wanted |= {"next": page + 1, "last": last}
        if page > 1:
            wanted |= {"first": 1}
        if wanted and last > 1:
            self.headers["Link"] = ", ".join(f'<{self._at(number)}>; rel="{rel}"' for rel, number in wanted.items())
        return items[(page - 1) * size : page * size]

    def _at(self, page: int) -> str:
        query = {name: values[-1] for name, values in self.request.query.items()} | {"page": str(page)}
        return f"{self.base}{self.request.path}?{urlencode(query)}"

    def reply(self, body: Any, status: int = 200, *, changed: datetime | None = None, **headers: str) -> Reply:
        """Return an answer with the links that `page` made."""
        if changed is not None:
            self.headers["Last-Modified"] = http_date(changed)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return Reply(status, body, {**self.headers, **more}, JSON)


def http_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
