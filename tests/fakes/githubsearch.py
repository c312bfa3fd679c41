"""The fake GitHub's search for issues, which sees the world as it was `search_lag` seconds ago."""

import re
from datetime import timedelta
from typing import Any

from fakes.githubcall import ROUTES, Call, failure, instant, stamp
from fakes.githubjson import issue_json
from fakes.githubmodel import Issue, Repo
from fakes.server import Reply

TERM = re.compile(r'(-?)(?:([a-z-]+):)?("[^"]*"|\S+)')
ORDER = {"created": "created_at", "updated": "updated_at"}
FOUND = 1000


@ROUTES.on("GET", "/search/issues")
def search_issues(call: Call) -> Reply:
    """Return at most a thousand issues; those of repositories that may not be read are left out."""
    query = call.param("q").strip()
    if not query:
        raise failure(422, "Validation Failed", [{"resource": "Search", "field": "q", "code": "missing"}])
    terms = [(sign == "-", name, text.strip('"')) for sign, name, text in TERM.findall(query)]
    _known(call, terms)
    found = [pair for pair in _indexed(call) if all(_holds(*pair, name, text) != no for no, name, text in terms)]
    field = ORDER.get(call.param("sort"), "created_at")
    found.sort(key=lambda pair: (getattr(pair[1], field), pair[1].id), reverse=call.param("order", "desc") != "asc")
    size, page = call.number("per_page", 30, 100), call.number("page", 1, 10**9)
    if size * (page - 1) >= FOUND:
        raise failure(422, "Only the first 1000 search results are available")
    items = [issue_json(call, repo, issue) | {"score": 1.0} for repo, issue in call.page(found[:FOUND])]
    shown = {"total_count": len(found), "incomplete_results": False, "search_type": "lexical", "items": items}
    return call.reply(shown)


def _known(call: Call, terms: list[tuple[bool, str, str]]) -> None:
    """Refuse repositories and accounts that are not there, as GitHub does."""
    for _, name, text in terms:
        repo = call.state.repo(text) if name == "repo" else None
        gone = name == "repo" and (repo is None or call.role(repo) < 0)
        if gone or (name in ("org", "user") and call.state.account(text) is None):
            message = (
                "The listed users and repositories cannot be searched either because the resources do not exist "
                "or you do not have permission to view them."
            )
            errors: list[Any] = [{"message": message, "resource": "Search", "field": "q", "code": "invalid"}]
            raise failure(422, "Validation Failed", errors)


def _indexed(call: Call) -> list[tuple[Repo, Issue]]:
    """Return the issues as they are in the index; their repositories are shown as they are now."""
    until = call.now - timedelta(seconds=call.fake.search_lag)
    latest: dict[int, tuple[int, Issue | None]] = {}
    for at, repo_id, issue_id, issue in call.state.index:
        if at <= until:
            latest[issue_id] = (repo_id, issue)
    found = []
    for repo_id, issue in latest.values():
        repo = call.state.repos.get(repo_id)
        if issue is not None and repo is not None and call.role(repo) >= 0:
            found.append((repo, issue))
    return found


def _holds(repo: Repo, issue: Issue, name: str, text: str) -> bool:
    """Say whether one term is true of an issue."""
    wanted = text.lower()
    match name:
        case "repo":
            return repo.full_name.lower() == wanted
        case "org" | "user":
            return repo.owner.lower() == wanted
        case "is" | "type" | "state":
            facts = {"pr" if issue.pull else "issue", issue.state, "private" if repo.private else "public"}
            return wanted in facts
        case "label":
            return wanted in issue.labels
        case "author":
            return issue.user.lower() == wanted
        case "assignee":
            return wanted in {login.lower() for login in issue.assignees}
        case "no":
            return not {"assignee": issue.assignees, "label": issue.labels, "milestone": issue.milestone}.get(wanted)
        case "reason":
            return (issue.state_reason or "").replace("_", " ") == wanted
        case "created" | "updated" | "closed":
            return _at(issue, f"{name}_at", text)
        case "in" | "sort" | "archived":
            return True
        case _:
            text = f"{name}:{wanted}" if name else wanted
            return _words(text) in _words(f"{issue.title} \n {issue.body or ''}")


def _at(issue: Issue, field: str, text: str) -> bool:
    moment = getattr(issue, field)
    if moment is None:
        return False
    if ".." in text:
        first, last = text.split("..")
        return all(_at(issue, field, each) for each in (f">={first}", f"<={last}") if "*" not in each)
    found = re.fullmatch(r"(>=|<=|>|<)?(.+)", text)
    assert found is not None
    bound, sign = instant(found[2], "Search", "q"), found[1]
    # A bound without a time is a whole day.
    seen, edge = (stamp(moment) or "")[: len(found[2])] if "T" not in found[2] else "", found[2]
    if "T" in found[2]:
        seen, edge = f"{moment.timestamp():020.0f}", f"{bound.timestamp():020.0f}"
    return {">=": seen >= edge, "<=": seen <= edge, ">": seen > edge, "<": seen < edge}.get(sign, seen == edge)


def _words(text: str) -> str:
    """Return a text as the index keeps it: words in lower case, without what is between them."""
    return " " + " ".join(re.findall(r"\w+", text.lower())) + " "
