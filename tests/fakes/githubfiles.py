"""The fake GitHub's files over REST: reading, writing and deleting one at a time."""

from typing import Any

from fakes.githubcall import ROUTES, Call, failure
from fakes.githubgit import FOLDER, at_path, commit_files, resolve
from fakes.githubgitdb import decoded, raw_reply, writable
from fakes.githubgitjson import content_json, git_commit_json
from fakes.githubmodel import Repo
from fakes.githubprotect import guard
from fakes.server import Reply

CONTENTS = "/repos/{owner}/{name}/contents(?:/(?P<path>.*))?"


def _tree_at(repo: Repo, ref: str) -> str | None:
    sha = resolve(repo, ref)
    return None if sha is None else repo.objects[sha].tree


@ROUTES.on("GET", CONTENTS)
def get_contents(call: Call, owner: str, name: str, path: str = "") -> Reply:
    """Return a file with its text, or what is in a folder."""
    repo = call.repo(owner, name)
    if not repo.refs:
        raise failure(404, "This repository is empty.")
    path = path.strip("/")
    ref = call.param("ref") or repo.default_branch
    tree = _tree_at(repo, ref)
    if tree is None:
        raise failure(404, f"No commit found for the ref {ref}")
    entry = at_path(repo, tree, path)
    if entry is None:
        raise failure(404, "Not Found")
    if entry[0] == FOLDER:
        inner = [(f"{path}/{each}".lstrip("/"), there) for each, there in repo.objects[entry[1]].items()]
        return call.reply([content_json(call, repo, ref, *each) for each in inner])
    shown = content_json(call, repo, ref, path, entry, text=True)
    return raw_reply(call, repo.objects[entry[1]]) or call.reply(shown)


def _target(call: Call, owner: str, name: str, path: str, body: dict[str, Any]) -> tuple[Repo, str, str | None]:
    """Return repository, branch and the file's present object; the `sha` that was sent must be it."""
    repo = writable(call, owner, name)
    branch = body.get("branch") or repo.default_branch
    if repo.refs and f"heads/{branch}" not in repo.refs:
        raise failure(404, f"Branch {branch} not found")
    guard(call, repo, branch, 409)
    tree = _tree_at(repo, branch) if repo.refs else None
    entry = at_path(repo, tree, path) if tree else None
    if entry is not None and entry[0] == FOLDER:
        raise failure(422, f"{path} is a directory")
    there = entry[1] if entry else None
    if there is not None and not body.get("sha"):
        raise failure(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if body.get("sha") and body["sha"] != there:
        raise failure(409, f"{path} does not match {body['sha']}")
    return repo, branch, there


@ROUTES.on("PUT", CONTENTS)
def put_contents(call: Call, owner: str, name: str, path: str = "") -> Reply:
    """Write a file: 201 when it is new."""
    body = call.body(message=str, content=str, sha=(str, type(None)), branch=(str, type(None)), author=dict)
    for field in ("message", "content"):
        if field not in body:
            raise failure(422, f'Invalid request.\n\n"{field}" wasn\'t supplied.')
    repo, branch, there = _target(call, owner, name, path, body)
    data = decoded(body["content"])
    commit = commit_files(repo, branch, {path: data}, body["message"], login=call.actor, when=call.now)
    entry = at_path(repo, repo.objects[commit].tree, path)
    assert entry is not None
    shown = {
        "content": content_json(call, repo, branch, path, entry),
        "commit": git_commit_json(call, repo, commit),
    }
    return call.reply(shown, 200 if there else 201)


@ROUTES.on("DELETE", CONTENTS)
def delete_contents(call: Call, owner: str, name: str, path: str = "") -> Reply:
    query = {key: values[-1] for key, values in call.request.query.items()}
    body = query | call.body(message=str, sha=str, branch=(str, type(None)))
    repo, branch, there = _target(call, owner, name, path, body)
    if there is None:
        raise failure(404, "Not Found")
    commit = commit_files(repo, branch, {path: None}, body.get("message", ""), login=call.actor, when=call.now)
    return call.reply({"content": None, "commit": git_commit_json(call, repo, commit)})
