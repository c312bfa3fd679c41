"""What people do in the fake GitHub's git, without a request."""

from datetime import UTC

from fakes.githubgit import Commit, at_path, commit_files, difference, files_of, history, put_commit
from fakes.githubpeople import Repository, World
from fakes.githubrules import add_event, change


class Coders(World):
    """The part of the fake that tests commit and merge with."""

    def commit_as_person(
        self,
        repo: Repository,
        branch: str,
        files: dict[str, bytes | None],
        message: str = "Change",
        *,
        by: str = "",
    ) -> str:
        """Commit files by path, None to delete one, and return the commit; a branch that is not there is made."""
        there = self.repo(repo)
        with self.lock:
            return commit_files(there, branch, files, message, login=by or there.owner, when=self.clock())

    def merge_as_person(self, repo: Repository, number: int, *, by: str = "") -> str:
        """Merge a pull request, its files winning, and return the commit that did."""
        there = self.repo(repo)
        login = by or there.owner
        with self.lock:
            issue = there.issues[number]
            assert issue.pull is not None
            base, head = there.refs[f"heads/{issue.pull.base}"], there.refs[f"heads/{issue.pull.head}"]
            known = history(there, base)
            common = next(sha for sha in history(there, head) if sha in known)
            ours = files_of(there, there.objects[head].tree)
            changed = difference(files_of(there, there.objects[common].tree), ours)
            files = {path: None if word == "removed" else there.objects[sha] for path, (word, sha) in changed.items()}
            sha = commit_files(there, issue.pull.base, files, "Merge", login=login, when=self.clock())
            made: Commit = there.objects[sha]
            message = f"Merge pull request #{number} from {there.owner}/{issue.pull.head}"
            when = self.clock().astimezone(UTC).replace(microsecond=0)
            merge = Commit(made.tree, (base, head), message, made.name, made.email, when, login)
            there.refs[f"heads/{issue.pull.base}"] = sha = put_commit(there, merge)
            issue.pull.merged_at, issue.pull.merge_sha, issue.pull.head_sha = self.clock(), sha, head
            add_event(self.state, issue, "merged", login, self.clock())
            change(self.state, there, issue, login, self.clock(), state="closed")
            return sha

    def file(self, repo: Repository, path: str, branch: str = "") -> bytes | None:
        """Return what is in a file on a branch, None when it is not there."""
        there = self.repo(repo)
        sha = there.refs.get(f"heads/{branch or there.default_branch}")
        entry = at_path(there, there.objects[sha].tree, path) if sha else None
        return there.objects[entry[1]] if entry else None

    def files(self, repo: Repository, branch: str = "") -> dict[str, bytes]:
        """Return all files of a branch."""
        there = self.repo(repo)
        sha = there.refs.get(f"heads/{branch or there.default_branch}")
        tree = files_of(there, there.objects[sha].tree) if sha else {}
        return {path: there.objects[blob] for path, (_, blob) in tree.items()}
