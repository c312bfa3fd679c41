"""The fake GitHub's pull requests over REST; they are issues, too."""

from typing import Any

from fakes.githubcall import ROUTES, Call, failure, invalid
from fakes.githubgit import history, resolve
from fakes.githubissues import KINDS, asked
from fakes.githubjson import issue_json, repo_json, repo_url, user_json
from fakes.githubmodel import Issue, Pull, Repo, node_id
from fakes.githubrules import change, create_issue
from fakes.server import Reply

PULLS = "/repos/{owner}/{name}/pulls"
PULL = PULLS + r"/(?P<number>\d+)"
FROM_ISSUE = ("labels", "assignee", "assignees", "milestone", "created_at", "updated_at", "closed_at", "body", "user")


def pull_json(call: Call, repo: Repo, issue: Issue, *, single: bool = False) -> dict[str, Any]:
    """Print a pull request; only a single one says whether it was merged."""
    assert issue.pull is not None
    pull, shown = issue.pull, issue_json(call, repo, issue)
    url = f"{repo_url(call, repo)}/pulls/{issue.number}"
    found = {
        "url": url,
        "id": issue.id + 500_000,
        "node_id": node_id("PR", issue.id),
        "issue_url": shown["url"],
        **{name: shown["pull_request"][name] for name in ("html_url", "diff_url", "patch_url", "merged_at")},
        **{name: shown[name] for name in FROM_ISSUE},
        "number": issue.number,
        "title": issue.title,
        "state": issue.state,
        "locked": False,
        "draft": pull.draft,
        "merge_commit_sha": pull.merge_sha,
        "comments_url": shown["comments_url"],
        "commits_url": f"{url}/commits",
        "head": _side(call, repo, pull.head, pull.head_sha),
        "base": _side(call, repo, pull.base, repo.refs.get(f"heads/{pull.base}", "")),
        "author_association": shown["author_association"],
        "requested_reviewers": [],
        "requested_teams": [],
        "auto_merge": None,
    }
    if single:
        found |= {"merged": pull.merged_at is not None, "mergeable": True, "comments": len(issue.comments)}
    return found


def _side(call: Call, repo: Repo, branch: str, sha: str) -> dict[str, Any]:
    owner = user_json(call, repo.owner)
    sha = repo.refs.get(f"heads/{branch}", sha)
    return {
        "label": f"{repo.owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": owner,
        "repo": repo_json(call, repo),
    }


@ROUTES.on("GET", PULLS)
def list_pulls(call: Call, owner: str, name: str) -> Reply:
    """Return pull requests by state, base and head; a head without an owner is ignored, as GitHub does."""
    repo = call.repo(owner, name)
    state, head, base = call.param("state", "open"), call.param("head"), call.param("base")
    found = [
        issue
        for issue in repo.issues.values()
        if issue.pull
        and state in ("all", issue.state)
        and (":" not in head or head.lower() == f"{repo.owner}:{issue.pull.head}".lower())
        and base in ("", issue.pull.base)
    ]
    found.sort(key=lambda issue: issue.number, reverse=call.param("direction", "desc") != "asc")
    return call.reply([pull_json(call, repo, issue) for issue in call.page(found)])


@ROUTES.on("POST", PULLS)
def post_pull(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name, role="write", write=True, denied=404)
    body = call.body(title=str, head=str, base=str, body=(str, type(None)), draft=bool)
    head, base = body.get("head", "").rpartition(":")[2], body.get("base", "")
    for field, branch in (("head", head), ("base", base)):
        if f"heads/{branch}" not in repo.refs:
            raise invalid("PullRequest", field)
    if any(each.pull and each.pull.head == head and each.state == "open" for each in repo.issues.values()):
        raise _refused(f"A pull request already exists for {repo.owner}:{head}.")
    sha = repo.refs[f"heads/{head}"]
    if sha in history(repo, repo.refs[f"heads/{base}"]):
        raise _refused(f"No commits between {base} and {head}")
    if not body.get("title"):
        raise invalid("PullRequest", "title", "missing_field")
    pull = Pull(head, base, body.get("draft", False), head_sha=sha)
    text = body.get("body")
    issue = create_issue(call.state, repo, call.actor, call.now, body["title"], pull=pull, body=text)
    shown = pull_json(call, repo, issue, single=True)
    return call.reply(shown, 201, Location=shown["url"])


def _refused(message: str) -> Exception:
    errors = [{"resource": "PullRequest", "code": "custom", "message": message}]
    return failure(422, "Validation Failed", errors)


def _pull(call: Call, repo: Repo, number: str) -> Issue:
    issue = repo.issues.get(int(number))
    if issue is None or issue.pull is None:
        raise failure(404, "Not Found")
    return issue


@ROUTES.on("GET", PULL)
def get_pull(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name)
    issue = _pull(call, repo, number)
    return call.reply(pull_json(call, repo, issue, single=True), changed=issue.updated_at)


@ROUTES.on("PATCH", PULL)
def patch_pull(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name, write=True)
    issue = _pull(call, repo, number)
    if not call.may(repo, "write") and call.actor != issue.user:
        raise failure(403, "Must have admin rights to Repository.")
    body = {key: value for key, value in call.body(**KINDS).items() if key in ("title", "body", "state")}
    assert issue.pull is not None
    if body.get("state") == "open" and issue.state == "closed" and f"heads/{issue.pull.head}" not in repo.refs:
        raise _refused("state cannot be changed. The branch has been deleted.")
    change(call.state, repo, issue, call.actor, call.now, **asked(call, repo, body, issue))
    return call.reply(pull_json(call, repo, issue, single=True))


@ROUTES.on("PUT", PULL + "/merge")
def merge_pull(call: Call, owner: str, name: str, number: str) -> Reply:
    repo = call.repo(owner, name, role="write", write=True, denied=404)
    issue = _pull(call, repo, number)
    assert issue.pull is not None
    head = resolve(repo, issue.pull.head)
    if issue.state != "open" or head is None:
        raise failure(405, "Pull Request is not mergeable")
    if (sha := call.body(sha=str).get("sha")) and sha != head:
        raise failure(409, "Head branch was modified. Review and try the merge again.")
    merged = call.fake.merge_as_person(repo, issue.number, by=call.actor)
    return call.reply({"sha": merged, "merged": True, "message": "Pull Request successfully merged"})
