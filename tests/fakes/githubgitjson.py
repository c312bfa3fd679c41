"""How the fake GitHub prints what is in git."""

import base64
import textwrap
from typing import Any
from urllib.parse import quote

from fakes.githubcall import Call, stamp
from fakes.githubgit import FOLDER, Commit, changed_files
from fakes.githubjson import repo_url, user_json
from fakes.githubmodel import Repo

UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
MEGABYTE = 1_000_000


def lines64(data: bytes) -> str:
    """Return base64 as GitHub breaks it into lines."""
    return "".join(f"{line}\n" for line in textwrap.wrap(base64.b64encode(data).decode(), 60))


def git_commit_json(call: Call, repo: Repo, sha: str) -> dict[str, Any]:
    """Print a commit as the git database shows it."""
    commit: Commit = repo.objects[sha]
    url = repo_url(call, repo)
    person = {"name": commit.name, "email": commit.email, "date": stamp(commit.when)}
    return {
        "sha": sha,
        "node_id": f"C_{sha}",
        "url": f"{url}/git/commits/{sha}",
        "html_url": f"{call.web}/{repo.full_name}/commit/{sha}",
        "author": person,
        "committer": person,
        "message": commit.message,
        "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
        "parents": [
            {
                "sha": each,
                "url": f"{url}/git/commits/{each}",
                "html_url": f"{call.web}/{repo.full_name}/commit/{each}",
            }
            for each in commit.parents
        ],
        "verification": UNSIGNED,
    }


def commit_json(call: Call, repo: Repo, sha: str, *, single: bool = False) -> dict[str, Any]:
    """Print a commit as the list of commits shows it; a single one with its files."""
    shown = git_commit_json(call, repo, sha)
    url = f"{repo_url(call, repo)}/commits/{sha}"
    inner = {name: shown[name] for name in ("author", "committer", "message", "tree", "verification")}
    parents = [each | {"url": each["url"].replace("/git/commits/", "/commits/")} for each in shown["parents"]]
    who = user_json(call, repo.objects[sha].login)
    found = {
        "sha": sha,
        "node_id": shown["node_id"],
        "commit": inner | {"url": shown["url"], "comment_count": 0},
        "url": url,
        "html_url": shown["html_url"],
        "comments_url": f"{url}/comments",
        "author": who,
        "committer": who,
        "parents": parents,
    }
    if single:
        found["stats"] = {"total": 0, "additions": 0, "deletions": 0}
        found["files"] = [
            file_change_json(call, repo, sha, path, *entry) for path, entry in changed_files(repo, sha).items()
        ]
    return found


def file_change_json(call: Call, repo: Repo, commit: str, path: str, word: str, sha: str) -> dict[str, Any]:
    return {
        "sha": sha,
        "filename": path,
        "status": word,
        **dict.fromkeys(("additions", "deletions", "changes"), 0),
        "blob_url": f"{call.web}/{repo.full_name}/blob/{commit}/{quote(path)}",
        "raw_url": f"{call.web}/{repo.full_name}/raw/{commit}/{quote(path)}",
        "contents_url": f"{repo_url(call, repo)}/contents/{quote(path)}?ref={commit}",
    }


def ref_json(call: Call, repo: Repo, name: str) -> dict[str, Any]:
    url, sha = repo_url(call, repo), repo.refs[name]
    return {
        "ref": f"refs/{name}",
        "node_id": f"REF_{repo.id}_{name}",
        "url": f"{url}/git/refs/{quote(name)}",
        "object": {"sha": sha, "type": "commit", "url": f"{url}/git/commits/{sha}"},
    }


def branch_json(call: Call, repo: Repo, name: str, *, single: bool = False) -> dict[str, Any]:
    sha = repo.refs[f"heads/{name}"]
    commit = commit_json(call, repo, sha) if single else {"sha": sha, "url": f"{repo_url(call, repo)}/commits/{sha}"}
    classic, url = name in repo.protected, f"{repo_url(call, repo)}/branches/{quote(name)}"
    checks = {"enforcement_level": "everyone" if repo.protection.checks else "off", "contexts": [], "checks": []}
    shown = {
        "name": name,
        "commit": commit,
        "protected": classic or any(name in each.branches for each in repo.rulesets),
    }
    return shown | {
        "protection": {"enabled": classic, "required_status_checks": checks},
        "protection_url": f"{url}/protection",
    }


def content_json(
    call: Call, repo: Repo, ref: str, path: str, entry: tuple[str, str], *, text: bool = False
) -> dict[str, Any]:
    """Print a file or a folder; `text` adds what is in the file, up to a megabyte."""
    mode, sha = entry
    folder = mode == FOLDER
    data = b"" if folder else repo.objects[sha]
    url = f"{repo_url(call, repo)}/contents/{quote(path)}?ref={quote(ref)}"
    git = f"{repo_url(call, repo)}/git/{'trees' if folder else 'blobs'}/{sha}"
    web = f"{call.web}/{repo.full_name}/{'tree' if folder else 'blob'}/{quote(ref)}/{quote(path)}"
    found = {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": len(data),
        "url": url,
        "html_url": web,
        "git_url": git,
        "download_url": None if folder else f"{call.web}/{repo.full_name}/raw/{quote(ref)}/{quote(path)}",
        "type": "dir" if folder else "file",
        "_links": {"self": url, "git": git, "html": web},
    }
    if text and not folder:
        small = len(data) <= MEGABYTE
        found |= {"content": lines64(data) if small else "", "encoding": "base64" if small else "none"}
    return found
