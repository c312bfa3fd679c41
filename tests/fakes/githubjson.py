"""How the fake GitHub prints accounts, repositories and issues."""

from datetime import date
from typing import Any
from urllib.parse import quote

from fakes.githubcall import Call, stamp
from fakes.githubmodel import Account, Comment, Event, Issue, Label, Milestone, Repo, node_id

GHOST = Account(10137, "ghost")
REPO_URLS = {
    "archive": "/{archive_format}{/ref}",
    "assignees": "/assignees{/user}",
    "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}",
    "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}",
    "commits": "/commits{/sha}",
    "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}",
    "contributors": "/contributors",
    "deployments": "/deployments",
    "downloads": "/downloads",
    "events": "/events",
    "forks": "/forks",
    "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}",
    "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}",
    "keys": "/keys{/key_id}",
    "labels": "/labels{/name}",
    "languages": "/languages",
    "merges": "/merges",
    "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}",
    "pulls": "/pulls{/number}",
    "releases": "/releases{/id}",
    "stargazers": "/stargazers",
    "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers",
    "subscription": "/subscription",
    "tags": "/tags",
    "teams": "/teams",
    "trees": "/git/trees{/sha}",
}


def user_json(call: Call, login: str | None) -> dict[str, Any] | None:
    """Print an account; one that is not there any more is GitHub's ghost."""
    if login is None:
        return None
    who = call.state.account(login) or GHOST
    url = f"{call.base}/users/{quote(who.login)}"
    return {
        "login": who.login,
        "id": who.id,
        "node_id": node_id("U", who.id),
        "avatar_url": f"{call.web}/avatars/{who.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{call.web}/{quote(who.login)}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "following_url": f"{url}/following{{/other_user}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "events_url": f"{url}/events{{/privacy}}",
        "organizations_url": f"{url}/orgs",
        **{f"{name}_url": f"{url}/{name}" for name in ("followers", "subscriptions", "repos", "received_events")},
        "type": who.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def private_user_json(call: Call, login: str) -> dict[str, Any]:
    """Print the account that asks."""
    who = call.state.account(login) or GHOST
    zeros = ("public_gists", "public_repos", "followers", "following", "collaborators", "disk_usage")
    more = ("owned_private_repos", "private_gists", "total_private_repos")
    return {
        **(user_json(call, login) or {}),
        "name": who.name,
        "email": who.email,
        **dict.fromkeys(("bio", "blog", "company", "hireable", "location")),
        **dict.fromkeys((*zeros, *more), 0),
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
        "two_factor_authentication": True,
    }


def repo_json(call: Call, repo: Repo) -> dict[str, Any]:
    """Print a repository with all that GitHub says about it."""
    url, web = repo_url(call, repo), f"{call.web}/{repo.full_name}"
    at = stamp(repo.created_at)
    count = sum(1 for issue in repo.issues.values() if issue.state == "open")
    role = call.role(repo)
    zeros = ("forks", "forks_count", "size", "stargazers_count", "watchers", "watchers_count", "network_count")
    off = ("fork", "disabled", "has_wiki", "has_pages", "has_discussions", "has_downloads")
    owner = user_json(call, repo.owner)
    found = {
        "id": repo.id,
        "node_id": node_id("R", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "owner": owner,
        "private": repo.private,
        "visibility": "private" if repo.private else "public",
        "html_url": web,
        "url": url,
        **{f"{name}_url": url + rest for name, rest in REPO_URLS.items()},
        "clone_url": f"{web}.git",
        "git_url": f"git:{web.partition(':')[2]}.git",
        "ssh_url": f"git@localhost:{repo.full_name}.git",
        "svn_url": web,
        **dict.fromkeys(("description", "homepage", "language", "mirror_url", "license")),
        **dict.fromkeys((*zeros, "subscribers_count"), 0),
        **dict.fromkeys(off, False),
        "has_issues": repo.has_issues,
        "has_projects": True,
        "archived": repo.archived,
        "default_branch": repo.default_branch,
        "open_issues": count,
        "open_issues_count": count,
        "topics": [],
        "created_at": at,
        "updated_at": at,
        "pushed_at": at,
    }
    if call.token is not None:
        names = ("pull", "triage", "push", "maintain", "admin")
        found["permissions"] = dict(zip(names, (role >= 0, role >= 1, role >= 2, role >= 3, role >= 3), strict=True))
        if call.app:
            # They are those of a person; to an app GitHub may deny all, whatever it may do.
            found["permissions"] = dict.fromkeys(names, False)
    if (account := call.state.account(repo.owner)) and account.kind == "Organization":
        found["organization"] = owner
    return found


def repo_url(call: Call, repo: Repo) -> str:
    return f"{call.base}/repos/{repo.full_name}"


def label_json(call: Call, repo: Repo, label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "node_id": node_id("LA", label.id),
        "url": f"{repo_url(call, repo)}/labels/{quote(label.name, safe='')}",
        "name": label.name,
        "color": label.color,
        "default": False,
        "description": label.description,
    }


def milestone_json(call: Call, repo: Repo, milestone: Milestone) -> dict[str, Any]:
    url = f"{repo_url(call, repo)}/milestones/{milestone.number}"
    states = [issue.state for issue in repo.issues.values() if issue.milestone == milestone.number]
    return {
        "url": url,
        "html_url": f"{call.web}/{repo.full_name}/milestone/{milestone.number}",
        "labels_url": f"{url}/labels",
        "id": milestone.id,
        "node_id": node_id("MI", milestone.id),
        "number": milestone.number,
        "title": milestone.title,
        "description": milestone.description,
        "creator": user_json(call, milestone.creator),
        "open_issues": states.count("open"),
        "closed_issues": states.count("closed"),
        "state": milestone.state,
        "created_at": stamp(milestone.created_at),
        "updated_at": stamp(milestone.updated_at),
        "due_on": stamp(milestone.due_on),
        "closed_at": stamp(milestone.updated_at) if milestone.state == "closed" else None,
    }


def issue_json(call: Call, repo: Repo, issue: Issue, *, single: bool = False) -> dict[str, Any]:
    """Print an issue; only a single one says who closed it."""
    url = f"{repo_url(call, repo)}/issues/{issue.number}"
    web = f"{call.web}/{repo.full_name}/{'pull' if issue.pull else 'issues'}/{issue.number}"
    people = [user_json(call, login) for login in issue.assignees]
    found = {
        "url": url,
        "repository_url": repo_url(call, repo),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": web,
        "id": issue.id,
        "node_id": issue.node_id,
        "number": issue.number,
        "title": issue.title,
        "user": user_json(call, issue.user),
        "labels": [label_json(call, repo, repo.labels[key]) for key in issue.labels],
        "state": issue.state,
        "locked": False,
        "assignee": people[0] if people else None,
        "assignees": people,
        "milestone": milestone_json(call, repo, repo.milestones[issue.milestone]) if issue.milestone else None,
        "comments": len(issue.comments),
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
        "closed_at": stamp(issue.closed_at),
        "author_association": association(repo, issue.user),
        "active_lock_reason": None,
        "body": issue.body,
        "reactions": reactions(url),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
        "state_reason": issue.state_reason,
    }
    if single:
        found["closed_by"] = user_json(call, issue.closed_by)
    if issue.pull:
        pull = f"{repo_url(call, repo)}/pulls/{issue.number}"
        found["draft"] = issue.pull.draft
        found["pull_request"] = {
            "url": pull,
            "html_url": web,
            "diff_url": f"{web}.diff",
            "patch_url": f"{web}.patch",
            "merged_at": stamp(issue.pull.merged_at),
        }
    elif fields_of(call, repo):
        found["issue_field_values"] = values_json(call, repo, issue)
    return found


def fields_of(call: Call, repo: Repo) -> dict[int, Any]:
    """Return the organisation's issue fields by id, when the repository has them."""
    account = call.state.account(repo.owner)
    return {field.id: field for field in account.issue_fields} if account and repo.fields_on else {}


def values_json(call: Call, repo: Repo, issue: Issue) -> list[dict[str, Any]]:
    """Print the values that an issue has in its organisation's fields."""
    found = []
    for field_id, value in sorted(issue.values.items()):
        if (field := fields_of(call, repo).get(field_id)) is None:
            continue
        entry = {
            "issue_field_id": field.id,
            "issue_field_name": field.name,
            "node_id": node_id("IFV", field.id * 1000 + issue.number),
            "data_type": field.data_type,
            "value": value.isoformat() if isinstance(value, date) else value,
        }
        if field.data_type == "single_select":
            option = next(each for each in field.options if each.name == value)
            entry["single_select_option"] = {"id": int(option.id), "name": option.name, "color": option.color.lower()}
        found.append(entry)
    return found


def association(repo: Repo, login: str) -> str:
    if login == repo.owner:
        return "OWNER"
    return "COLLABORATOR" if login in repo.roles else "NONE"


def reactions(url: str) -> dict[str, Any]:
    names = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(names, 0)}


def comment_json(call: Call, repo: Repo, issue: Issue, comment: Comment) -> dict[str, Any]:
    url = f"{repo_url(call, repo)}/issues/comments/{comment.id}"
    kind = "pull" if issue.pull else "issues"
    return {
        "url": url,
        "html_url": f"{call.web}/{repo.full_name}/{kind}/{issue.number}#issuecomment-{comment.id}",
        "issue_url": f"{repo_url(call, repo)}/issues/{issue.number}",
        "id": comment.id,
        "node_id": node_id("IC", comment.id),
        "user": user_json(call, comment.user),
        "created_at": stamp(comment.created_at),
        "updated_at": stamp(comment.updated_at),
        "body": comment.body,
        "author_association": association(repo, comment.user),
        "reactions": reactions(url),
        "performed_via_github_app": None,
    }


def event_json(call: Call, repo: Repo, event: Event, issue: Issue | None = None) -> dict[str, Any]:
    """Print an event; lists over a whole repository carry the issue as it is now."""
    more = dict(event.extra)
    for name in ("assignee", "assigner"):
        if name in more:
            more[name] = user_json(call, more[name])
    found = {
        "id": event.id,
        "node_id": node_id("EV", event.id),
        "url": f"{repo_url(call, repo)}/issues/events/{event.id}",
        "actor": user_json(call, event.actor),
        "event": event.event,
        "commit_id": None,
        "commit_url": None,
        "created_at": stamp(event.created_at),
        "performed_via_github_app": None,
        **more,
    }
    return found if issue is None else found | {"issue": issue_json(call, repo, issue)}
