"""Git inside the fake GitHub: blobs, trees and commits with their real names, without any route."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from fakes.githubmodel import Repo

FILE, FOLDER = "100644", "040000"
Tree = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; `login` is the account that GitHub shows beside the name."""

    tree: str
    parents: tuple[str, ...]
    message: str
    name: str
    email: str
    when: datetime
    login: str | None = None


def sha_of(kind: str, data: bytes) -> str:
    """Return the name that git gives to an object."""
    return hashlib.sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).hexdigest()


def put_blob(repo: Repo, data: bytes) -> str:
    sha = sha_of("blob", data)
    repo.objects[sha] = data
    return sha


def put_tree(repo: Repo, tree: Tree) -> str:
    """Store one folder: mode and object by name."""
    entries = sorted(tree.items(), key=lambda item: item[0] + ("/" if item[1][0] == FOLDER else ""))
    raw = b"".join(f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(sha) for name, (mode, sha) in entries)
    sha = sha_of("tree", raw)
    repo.objects[sha] = dict(entries)
    return sha


def put_commit(repo: Repo, commit: Commit) -> str:
    at = f"{commit.name} <{commit.email}> {int(commit.when.timestamp())} +0000"
    lines = [f"tree {commit.tree}", *(f"parent {sha}" for sha in commit.parents), f"author {at}", f"committer {at}"]
    sha = sha_of("commit", "\n".join([*lines, "", commit.message]).encode())
    repo.objects[sha] = commit
    return sha


def files_of(repo: Repo, tree: str, folder: str = "") -> Tree:
    """Return all files below a tree by their paths."""
    found: Tree = {}
    for name, (mode, sha) in repo.objects[tree].items():
        if mode == FOLDER:
            found |= files_of(repo, sha, f"{folder}{name}/")
        else:
            found[folder + name] = (mode, sha)
    return found


def build_tree(repo: Repo, files: Tree) -> str:
    """Store the folders that hold files, and return the topmost."""
    here: Tree = {}
    below: dict[str, Tree] = {}
    for path, entry in files.items():
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, {})[rest] = entry
        else:
            here[name] = entry
    for name, inner in below.items():
        here[name] = (FOLDER, build_tree(repo, inner))
    return put_tree(repo, here)


def entries_of(repo: Repo, tree: str, folder: str = "", *, deep: bool = True) -> list[tuple[str, str, str]]:
    """Return path, mode and name of what is in a tree, with its folders."""
    found = []
    for name, (mode, sha) in repo.objects[tree].items():
        found.append((folder + name, mode, sha))
        if mode == FOLDER and deep:
            found += entries_of(repo, sha, f"{folder}{name}/")
    return found


def at_path(repo: Repo, tree: str, path: str) -> tuple[str, str] | None:
    """Return mode and object at a path, None when nothing is there."""
    found = (FOLDER, tree)
    for part in [part for part in path.split("/") if part]:
        inner = repo.objects[found[1]]
        if found[0] != FOLDER or part not in inner:
            return None
        found = inner[part]
    return found


def resolve(repo: Repo, ref: str) -> str | None:
    """Return the commit that a branch, a tag, a whole ref or a name leads to."""
    for name in (ref, f"heads/{ref}", f"tags/{ref}", ref.removeprefix("refs/")):
        if name in repo.refs:
            return repo.refs[name]
    short = [sha for sha, each in repo.objects.items() if isinstance(each, Commit) and sha.startswith(ref.lower())]
    return short[0] if len(short) == 1 and len(ref) >= 7 else None


def history(repo: Repo, sha: str) -> list[str]:
    """Return a commit and all before it, newest first."""
    found, waiting = [], [sha]
    while waiting:
        waiting.sort(key=lambda each: repo.objects[each].when)
        if (at := waiting.pop()) not in found:
            found.append(at)
            waiting.extend(repo.objects[at].parents)
    return found


def changed_files(repo: Repo, sha: str) -> dict[str, tuple[str, str]]:
    """Return per path that a commit changed the word for it and the object after, the one before when removed."""
    commit = repo.objects[sha]
    before = files_of(repo, repo.objects[commit.parents[0]].tree) if commit.parents else {}
    return difference(before, files_of(repo, commit.tree))


def difference(before: Tree, after: Tree) -> dict[str, tuple[str, str]]:
    """Return what differs between two sets of files: added, modified or removed, and the object."""
    found = {}
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            word = "added" if path not in before else "removed" if path not in after else "modified"
            found[path] = (word, (after.get(path) or before[path])[1])
    return found


def commit_files(
    repo: Repo, branch: str, files: dict[str, bytes | None], message: str, *, login: str, when: datetime
) -> str:
    """Commit to a branch what is given by path, None to delete; a new branch starts at the default one."""
    parent = repo.refs.get(f"heads/{branch}") or repo.refs.get(f"heads/{repo.default_branch}")
    tree = files_of(repo, repo.objects[parent].tree) if parent else {}
    for path, data in files.items():
        if data is None:
            del tree[path]
        else:
            tree[path] = (tree.get(path, (FILE, ""))[0], put_blob(repo, data))
    email = f"{login}@users.noreply.github.com"
    when = when.astimezone(UTC).replace(microsecond=0)
    made = Commit(build_tree(repo, tree), (parent,) if parent else (), message, login, email, when, login)
    repo.refs[f"heads/{branch}"] = sha = put_commit(repo, made)
    return sha
