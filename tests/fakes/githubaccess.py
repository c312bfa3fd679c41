"""The fake GitHub's accounts, repositories, rate limit and app tokens over REST; and who a request comes from."""

import base64
import json
from datetime import timedelta
from typing import Any

from fakes.githubcall import ROLES, ROUTES, Call, failure, stamp
from fakes.githubjson import private_user_json, repo_json, user_json
from fakes.githubmodel import Token, node_id
from fakes.server import Reply

REPO = "/repos/{owner}/{name}"


def token_of(call_headers: Any, tokens: dict[str, Token], now: Any) -> tuple[Token | None, str]:
    """Return whose token a request carries, and the token; None and "" for a request without any."""
    scheme, _, text = (call_headers.get("Authorization") or "").partition(" ")
    if not scheme:
        return None, ""
    if scheme.lower() == "basic":
        text = base64.b64decode(text).decode().partition(":")[2]
    found = tokens.get(text.strip())
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        raise failure(401, "Bad credentials")
    return found, text


@ROUTES.on("GET", "/user")
def get_user(call: Call) -> Reply:
    if call.app:
        raise failure(403, "Resource not accessible by integration")
    return call.reply(private_user_json(call, call.actor))


@ROUTES.on("GET", "/users/{login}")
def get_account(call: Call, login: str) -> Reply:
    if (who := call.state.account(login)) is None:
        raise failure(404, "Not Found")
    return call.reply((user_json(call, login) or {}) | {"name": who.name, "email": who.email})


@ROUTES.on("GET", "/orgs/{login}")
def get_organization(call: Call, login: str) -> Reply:
    who = call.state.account(login)
    if who is None or who.kind != "Organization":
        raise failure(404, "Not Found")
    return call.reply((user_json(call, login) or {}) | {"name": who.name, "description": None})


@ROUTES.on("GET", REPO)
def get_repo(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name)
    return call.reply(repo_json(call, repo), changed=repo.created_at)


@ROUTES.on("GET", REPO + "/collaborators/{login}/permission")
def get_permission(call: Call, owner: str, name: str, login: str) -> Reply:
    repo = call.repo(owner, name, role="write")
    if call.state.account(login) is None:
        raise failure(404, "Not Found")
    role = repo.roles.get(login, "none" if repo.private else "read")
    return call.reply({"permission": role, "role_name": role, "user": user_json(call, login)})


@ROUTES.on("GET", "/rate_limit")
def rate_limit(call: Call) -> Reply:
    limits = call.fake.limits
    if not limits.enabled:
        raise failure(404, "Rate limiting is not enabled.")
    for budget in limits.budgets.values():
        budget.roll(call.now)
    shown = {name: budget.shown(name) for name, budget in limits.budgets.items()}
    return call.reply({"resources": shown, "rate": shown["core"]})


@ROUTES.on("GET", "/meta")
def meta(call: Call) -> Reply:
    found: dict[str, Any] = {"verifiable_password_authentication": bool(call.fake.prefix)}
    return call.reply(found | ({"installed_version": "3.17.0"} if call.fake.prefix else {}))


# --- apps ------------------------------------------------------------------------------------------------------------


def _app_id(call: Call) -> int:
    scheme, _, text = (call.request.headers.get("Authorization") or "").partition(" ")
    try:
        claims = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
        app_id, seconds = int(claims["iss"]), claims["exp"] - claims["iat"]
    except (ValueError, KeyError, IndexError, TypeError):
        raise failure(401, "A JSON web token could not be decoded") from None
    if scheme.lower() != "bearer" or text.count(".") != 2 or app_id not in _apps(call):
        raise failure(401, "A JSON web token could not be decoded")
    if seconds > 660:
        raise failure(401, "'Expiration time' claim ('exp') is too far in the future")
    return app_id


def _apps(call: Call) -> dict[int, str]:
    return {each.app_id: each.slug for each in call.state.installations.values()}


@ROUTES.on("GET", "/app", "app")
def get_app(call: Call) -> Reply:
    app_id = _app_id(call)
    return call.reply(
        {
            "id": app_id,
            "slug": _apps(call)[app_id],
            "node_id": node_id("A", app_id),
            "name": _apps(call)[app_id],
            "permissions": {"issues": "write", "metadata": "read"},
            "events": [],
        }
    )


def _installation_json(call: Call, installation_id: int) -> dict[str, Any]:
    found = call.state.installations[installation_id]
    url = f"{call.base}/app/installations/{found.id}"
    return {
        "id": found.id,
        "app_id": found.app_id,
        "app_slug": found.slug,
        "account": user_json(call, found.account),
        "access_tokens_url": f"{url}/access_tokens",
        "repository_selection": "all",
        "permissions": {"issues": "write", "metadata": "read"},
        "html_url": f"{call.web}/settings/installations/{found.id}",
    }


@ROUTES.on("GET", "/app/installations", "app")
def list_installations(call: Call) -> Reply:
    app_id = _app_id(call)
    ids = [each.id for each in call.state.installations.values() if each.app_id == app_id]
    return call.reply([_installation_json(call, each) for each in call.page(ids)])


@ROUTES.on("GET", "/(?:orgs|users)/{login}/installation", "app")
def installation_of_account(call: Call, login: str) -> Reply:
    app_id = _app_id(call)
    for each in call.state.installations.values():
        if each.app_id == app_id and each.account.lower() == login.lower():
            return call.reply(_installation_json(call, each.id))
    raise failure(404, "Not Found")


@ROUTES.on("GET", REPO + "/installation", "app")
def installation_of_repo(call: Call, owner: str, name: str) -> Reply:
    if call.state.repo(f"{owner}/{name}") is None:
        raise failure(404, "Not Found")
    return installation_of_account(call, owner)


@ROUTES.on("POST", r"/app/installations/(?P<number>\d+)/access_tokens", "app")
def make_token(call: Call, number: str) -> Reply:
    """Give a token that ends after an hour of the fake's clock."""
    app_id = _app_id(call)
    found = call.state.installations.get(int(number))
    if found is None or found.app_id != app_id:
        raise failure(404, "Not Found")
    text = f"ghs_{next(call.state.ids):036d}"
    theirs = frozenset(repo.full_name for repo in call.state.repos.values() if repo.owner == found.account)
    until = call.now + timedelta(seconds=found.seconds)
    call.state.tokens[text] = Token(f"{found.slug}[bot]", None, until, theirs, app=True, role=found.role)
    level = "write" if ROLES.index(found.role) >= ROLES.index("write") else "read"
    usual = dict.fromkeys(("issues", "contents", "pull_requests"), level)
    shown = {
        "token": text,
        "expires_at": stamp(until),
        "permissions": {"metadata": "read"} | (usual if found.grants is None else found.grants),
        "repository_selection": "all",
    }
    return call.reply(shown, 201)
