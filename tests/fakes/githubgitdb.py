"""The fake GitHub's git database over REST: branches, refs, commits, trees, blobs, comparisons."""

import base64
import binascii
import re
from datetime import UTC
from typing import Any

from fakes.githubcall import ROUTES, Call, failure, instant
from fakes.githubgit import (
    FOLDER,
    Commit,
    at_path,
    build_tree,
    difference,
    entries_of,
    files_of,
    history,
    put_blob,
    put_commit,
    resolve,
)
from fakes.githubgitjson import branch_json, commit_json, file_change_json, git_commit_json, lines64, ref_json
from fakes.githubjson import repo_url
from fakes.githubmodel import Repo
from fakes.githubprotect import guard, guard_shape
from fakes.githubrules import change
from fakes.server import Reply

REPO = "/repos/{owner}/{name}"
GIT = REPO + "/git"


class Raw(str):
    """Bytes that the server sends as they are: it encodes text, and only text."""

    __slots__ = ("data",)

    def __new__(cls, data: bytes) -> "Raw":
        made = super().__new__(cls, data.decode("utf-8", "replace"))
        made.data = data
        return made

    def encode(self, *_: Any) -> bytes:
        return self.data


def raw_reply(call: Call, data: bytes) -> Reply | None:
    """Return the bytes themselves for a client that asks for them, None for others."""
    if not re.search(r"application/vnd\.github(\.v3)?\.raw", call.request.headers.get("Accept") or ""):
        return None
    return Reply(200, Raw(data), dict(call.headers), "application/vnd.github.raw+json; charset=utf-8")


def writable(call: Call, owner: str, name: str) -> Repo:
    return call.repo(owner, name, role="write", write=True, denied=404)


def filled(call: Call, owner: str, name: str) -> Repo:
    """Return a repository that has a commit."""
    repo = call.repo(owner, name)
    if not repo.refs:
        raise failure(409, "Git Repository is empty.")
    return repo


def commit_of(repo: Repo, ref: str, *, status: int = 404) -> str:
    sha = resolve(repo, ref)
    if sha is None:
        raise failure(status, f"No commit found for SHA: {ref}" if status == 422 else "Not Found")
    return sha


def move_ref(call: Call, repo: Repo, name: str, sha: str | None) -> None:
    """Let a ref lead elsewhere, None takes it away; pull requests of a branch that is gone are closed."""
    if sha is None:
        del repo.refs[name]
        for issue in repo.issues.values():
            if issue.pull and f"heads/{issue.pull.head}" == name and issue.state == "open":
                change(call.state, repo, issue, call.actor, call.now, state="closed")
    else:
        repo.refs[name] = sha


# --- branches and refs -----------------------------------------------------------------------------------------------


@ROUTES.on("GET", REPO + "/branches")
def list_branches(call: Call, owner: str, name: str) -> Reply:
    repo = call.repo(owner, name)
    names = sorted(each.removeprefix("heads/") for each in repo.refs if each.startswith("heads/"))
    return call.reply([branch_json(call, repo, each) for each in call.page(names)])


@ROUTES.on("GET", REPO + "/branches/(?P<branch>.+)")
def get_branch(call: Call, owner: str, name: str, branch: str) -> Reply:
    repo = call.repo(owner, name)
    if f"heads/{branch}" not in repo.refs:
        raise failure(404, "Branch not found")
    return call.reply(branch_json(call, repo, branch, single=True))


@ROUTES.on("GET", GIT + "/refs")
@ROUTES.on("GET", GIT + "/matching-refs/(?P<start>.*)")
def list_refs(call: Call, owner: str, name: str, start: str = "") -> Reply:
    repo = filled(call, owner, name)
    return call.reply([ref_json(call, repo, each) for each in call.page(sorted(repo.refs)) if each.startswith(start)])


@ROUTES.on("GET", GIT + "/refs?/(?P<ref>.+)")
def get_ref(call: Call, owner: str, name: str, ref: str) -> Reply:
    repo = filled(call, owner, name)
    if ref not in repo.refs:
        raise failure(404, "Not Found")
    return call.reply(ref_json(call, repo, ref))


@ROUTES.on("POST", GIT + "/refs")
def post_ref(call: Call, owner: str, name: str) -> Reply:
    repo = writable(call, owner, name)
    body = call.body(ref=str, sha=str)
    ref, sha = body.get("ref", ""), body.get("sha", "")
    if not re.fullmatch(r"refs/[^/]+/.+", ref):
        raise failure(422, "Reference name must start with 'refs/' and contain at least two slashes.")
    if ref.removeprefix("refs/") in repo.refs:
        raise failure(422, "Reference already exists")
    if not isinstance(repo.objects.get(sha), Commit):
        raise failure(422, "Object does not exist")
    move_ref(call, repo, ref.removeprefix("refs/"), sha)
    shown = ref_json(call, repo, ref.removeprefix("refs/"))
    return call.reply(shown, 201, Location=shown["url"])


@ROUTES.on("PATCH", GIT + "/refs/(?P<ref>.+)")
def patch_ref(call: Call, owner: str, name: str, ref: str) -> Reply:
    """Move a branch, only forward unless forced."""
    repo = writable(call, owner, name)
    body = call.body(sha=str, force=bool)
    if ref not in repo.refs:
        raise failure(422, "Reference does not exist")
    guard(call, repo, ref.removeprefix("heads/"), 422)
    sha = body.get("sha", "")
    if not isinstance(repo.objects.get(sha), Commit):
        raise failure(422, "Object does not exist")
    if repo.refs[ref] not in history(repo, sha) and not body.get("force"):
        raise failure(422, "Update is not a fast forward")
    guard_shape(repo, ref.removeprefix("heads/"), sha)
    move_ref(call, repo, ref, sha)
    return call.reply(ref_json(call, repo, ref))


@ROUTES.on("DELETE", GIT + "/refs/(?P<ref>.+)")
def delete_ref(call: Call, owner: str, name: str, ref: str) -> Reply:
    repo = writable(call, owner, name)
    if ref not in repo.refs:
        raise failure(422, "Reference does not exist")
    move_ref(call, repo, ref, None)
    return call.reply(None, 204)


# --- commits ---------------------------------------------------------------------------------------------------------


@ROUTES.on("GET", REPO + "/commits")
def list_commits(call: Call, owner: str, name: str) -> Reply:
    """Return a branch's commits, newest first, only those that changed `path` when it is given."""
    repo = filled(call, owner, name)
    found = history(repo, commit_of(repo, call.param("sha") or repo.default_branch))
    path = call.param("path").strip("/")
    if path:
        found = [sha for sha in found if _entry(repo, sha, path) not in _before(repo, sha, path)]
    for bound, keep in (("since", lambda a, b: a >= b), ("until", lambda a, b: a <= b)):
        if call.param(bound):
            moment = instant(call.param(bound), "Commit", bound)
            found = [sha for sha in found if keep(repo.objects[sha].when, moment)]
    return call.reply([commit_json(call, repo, sha) for sha in call.page(found)])


def _entry(repo: Repo, sha: str, path: str) -> tuple[str, str] | None:
    return at_path(repo, repo.objects[sha].tree, path)


def _before(repo: Repo, sha: str, path: str) -> list[tuple[str, str] | None]:
    return [_entry(repo, parent, path) for parent in repo.objects[sha].parents] or [None]


@ROUTES.on("GET", REPO + "/commits/(?P<ref>.+)")
def get_commit(call: Call, owner: str, name: str, ref: str) -> Reply:
    repo = filled(call, owner, name)
    sha = commit_of(repo, ref, status=422)
    return call.reply(commit_json(call, repo, sha, single=True), changed=repo.objects[sha].when)


@ROUTES.on("GET", GIT + "/commits/{sha}")
def get_git_commit(call: Call, owner: str, name: str, sha: str) -> Reply:
    repo = filled(call, owner, name)
    if not isinstance(repo.objects.get(sha), Commit):
        raise failure(404, "Not Found")
    return call.reply(git_commit_json(call, repo, sha))


@ROUTES.on("POST", GIT + "/commits")
def post_commit(call: Call, owner: str, name: str) -> Reply:
    repo = writable(call, owner, name)
    body = call.body(message=str, tree=str, parents=list, author=dict, committer=dict)
    if not isinstance(repo.objects.get(body.get("tree", "")), dict):
        raise failure(422, "Tree SHA does not exist")
    parents = tuple(body.get("parents", []))
    if not all(isinstance(repo.objects.get(each), Commit) for each in parents):
        raise failure(422, "Parent SHA does not exist or is not a commit object")
    person = body.get("author", {})
    when = instant(person["date"], "Commit", "date") if "date" in person else call.now
    name_, email = person.get("name", call.actor), person.get("email", f"{call.actor}@users.noreply.github.com")
    when = when.astimezone(UTC).replace(microsecond=0)
    sha = put_commit(repo, Commit(body["tree"], parents, body.get("message", ""), name_, email, when, call.actor))
    return call.reply(git_commit_json(call, repo, sha), 201)


@ROUTES.on("GET", REPO + r"/compare/(?P<base>.+)\.\.\.(?P<head>.+)")
def compare(call: Call, owner: str, name: str, base: str, head: str) -> Reply:
    repo = filled(call, owner, name)
    one, two = commit_of(repo, base), commit_of(repo, head.rpartition(":")[2])
    before, after = history(repo, one), history(repo, two)
    ahead, behind = [sha for sha in after if sha not in before], [sha for sha in before if sha not in after]
    common = next((sha for sha in after if sha in before), None)
    if common is None:
        raise failure(404, "No common ancestor between the two commits.")
    old = files_of(repo, repo.objects[common].tree)
    changes = difference(old, files_of(repo, repo.objects[two].tree))
    words = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
    shown = {
        "url": f"{repo_url(call, repo)}/compare/{base}...{head}",
        "base_commit": commit_json(call, repo, one),
        "merge_base_commit": commit_json(call, repo, common),
        "status": words.get((bool(ahead), bool(behind)), "identical"),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit_json(call, repo, sha) for sha in reversed(ahead)],
        "files": [file_change_json(call, repo, two, path, *entry) for path, entry in changes.items()],
    }
    return call.reply(shown)


# --- trees and blobs -------------------------------------------------------------------------------------------------


def _tree_json(call: Call, repo: Repo, sha: str, *, deep: bool) -> dict[str, Any]:
    entries = entries_of(repo, sha, deep=deep)
    url = f"{repo_url(call, repo)}/git"
    shown = []
    for path, mode, each in entries[: repo.tree_limit]:
        folder = mode == FOLDER
        entry = {"path": path, "mode": mode, "type": "tree" if folder else "blob", "sha": each}
        entry["url"] = f"{url}/{'trees' if folder else 'blobs'}/{each}"
        shown.append(entry if folder else entry | {"size": len(repo.objects[each])})
    return {"sha": sha, "url": f"{url}/trees/{sha}", "tree": shown, "truncated": len(entries) > repo.tree_limit}


@ROUTES.on("GET", GIT + "/trees/(?P<ref>.+)")
def get_tree(call: Call, owner: str, name: str, ref: str) -> Reply:
    """Return a tree by its name or a commit's, cut off after the repository's `tree_limit`."""
    repo = filled(call, owner, name)
    sha = ref if isinstance(repo.objects.get(ref), dict) else repo.objects[commit_of(repo, ref)].tree
    return call.reply(_tree_json(call, repo, sha, deep="recursive" in call.request.query))


@ROUTES.on("POST", GIT + "/trees")
def post_tree(call: Call, owner: str, name: str) -> Reply:
    """Make a tree out of entries, over `base_tree` when it is given; an entry whose sha is null is taken away."""
    repo = writable(call, owner, name)
    body = call.body(tree=list, base_tree=(str, type(None)))
    if not body.get("tree"):
        raise failure(422, "Invalid tree info")
    base = body.get("base_tree")
    there = repo.objects.get(base) if base else {}
    tree = there.tree if isinstance(there, Commit) else base
    if base and not isinstance(repo.objects.get(tree), dict):
        raise failure(422, "base_tree is not a valid tree oid")
    files = files_of(repo, tree) if tree else {}
    for entry in body["tree"]:
        _place(repo, files, entry)
    return call.reply(_tree_json(call, repo, build_tree(repo, files), deep=False), 201)


def _place(repo: Repo, files: dict[str, tuple[str, str]], entry: dict[str, Any]) -> None:
    path, mode = entry.get("path", ""), entry.get("mode", "100644")
    if "content" in entry:
        files[path] = (mode, put_blob(repo, entry["content"].encode()))
        return
    sha = entry.get("sha")
    if sha is None:
        gone = [each for each in files if each == path or each.startswith(f"{path}/")]
        if not gone:
            raise failure(422, "GitRPC::BadObjectState")
        for each in gone:
            del files[each]
    elif mode == FOLDER and isinstance(repo.objects.get(sha), dict):
        files |= files_of(repo, sha, f"{path}/")
    elif isinstance(repo.objects.get(sha), bytes):
        files[path] = (mode, sha)
    else:
        raise failure(422, f"tree.sha {sha} is not a valid blob")


@ROUTES.on("GET", GIT + "/blobs/{sha}")
def get_blob(call: Call, owner: str, name: str, sha: str) -> Reply:
    repo = filled(call, owner, name)
    data = repo.objects.get(sha)
    if not isinstance(data, bytes):
        raise failure(404, "Not Found")
    url = f"{repo_url(call, repo)}/git/blobs/{sha}"
    shown = {"sha": sha, "node_id": f"B_{sha}", "size": len(data), "url": url, "encoding": "base64"}
    return raw_reply(call, data) or call.reply(shown | {"content": lines64(data)})


@ROUTES.on("POST", GIT + "/blobs")
def post_blob(call: Call, owner: str, name: str) -> Reply:
    repo = writable(call, owner, name)
    if not repo.refs:
        raise failure(409, "Git Repository is empty.")
    body = call.body(content=str, encoding=str)
    text = body.get("content", "")
    sha = put_blob(repo, decoded(text) if body.get("encoding") == "base64" else text.encode())
    url = f"{repo_url(call, repo)}/git/blobs/{sha}"
    return call.reply({"sha": sha, "url": url}, 201, Location=url)


def decoded(text: str) -> bytes:
    """Return what a client sent as base64."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise failure(422, "content is not valid Base64") from None
