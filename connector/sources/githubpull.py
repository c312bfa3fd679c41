"""Writing documents back by one standing pull request: its branch differs from the one that is read by our edits alone.

The documents themselves stay as they are until people merge, so a document's revision after is the one before, and it is not
looked at again until it changes. What is wanted is compared with what the pull request's branch has, by content: the same is
no call that writes. A closed pull request is a no to what it had; something else is proposed anew.

| its branch | newest pull request | has what is wanted | then |
|---|---|---|---|
| none | - | - | made on the newest commit, opened |
| there | open | yes | nothing |
| there | open | and what is wanted no more | renewed without that; taken away where nothing is left |
| there | open | no | renewed on the newest commit, with what still holds of what it had |
| there | closed after its last commit | yes | nothing: people said no |
| there | closed before, or none | yes | opened: a crash came between |
| there | closed, or none | no | renewed with what is wanted alone, opened |

To renew it is a merge: a commit after the branch's newest and the newest of the branch that is read, with what the latter has and
our edits. So the branch only ever moves forward, and GitHub refuses to where somebody pushed meanwhile: then it is looked at
again. Making it anew by force was rejected, as that throws away what was pushed since the look.

People may commit to it too, and GitHub does when they bring it up to date. Such a branch is not renewed, our commit comes on
top; a document that they edited there is left to them, and one that is newer on the branch that is read waits until theirs is
brought up to date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from connector.core.model import DocumentId
from connector.errors import Conflict, Rejected, Unauthorized
from connector.log import logger
from connector.sources.githubtree import File, State
from connector.sources.githubwrite import BASE, TOP, TRIES, Commits, Draft, Outcome, sha_in
from connector.trackers.githubanswers import moment

JSON = Any
TITLE = "Write tickets into post-mortems"
BODY = """\
This writes into each post-mortem which ticket each action item has, and its status.

connector keeps this pull request up to date until it is merged. Closing it says no to what it has now.
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The pull request's branch as it is: `base`, where it is ours alone, is the commit of the other that it was renewed on."""

    commit: str
    base: str | None
    tree: str
    at: datetime | None
    files: Mapping[str, File]

    def has(self, drafts: Sequence[Draft]) -> bool:
        return all((there := self.files.get(each.name)) is not None and there.sha == each.sha for each in drafts)


class PullRequest:
    """The pull request of one source."""

    def __init__(self, commits: Commits, *, branch: str) -> None:
        self._commits = commits
        self._base = commits.branch
        self._client = commits.client
        self._repo = commits.repo
        self._branch = branch
        self._news: list[str] = []

    def news(self) -> Sequence[str]:
        """Return what became of the pull request by the last write."""
        return tuple(self._news)

    def write(self, drafts: Sequence[Draft]) -> dict[DocumentId, Outcome]:
        """Propose documents; return each one's revision, or why it was not proposed. Raises RemoteError."""
        self._news.clear()
        settled: dict[DocumentId, Outcome] = {each.id: each.was for each in drafts}
        state, going = self._commits.still([each for each in drafts if each.rewrite.changed], settled)
        plain = [each for each in drafts if not each.rewrite.changed and sha_in(state, each) == each.was]
        for _ in range(TRIES - 1):
            try:
                return settled | self._once(state, going, plain)
            except Conflict as error:
                logger().debug("branch_moved", source=self._commits.source, branch=self._branch, reason=str(error))
        return settled | self._once(state, going, plain)

    def _once(self, state: State, going: Sequence[Draft], plain: Sequence[Draft]) -> dict[DocumentId, Outcome]:
        """Propose on the branch as it is now. Raises Conflict where somebody moved it meanwhile, and other RemoteErrors."""
        there = self._there()
        back = self._taken_back(plain, there, state) if there else []
        if not going and not back:
            return {}
        base = self._base.name(verb="write")
        if base == self._branch:
            raise self._rejected(f"{base} is the branch that is read: choose another write_back_branch")
        return self._propose(state, going, back, there, base)

    def _propose(
        self, state: State, drafts: Sequence[Draft], back: Sequence[Draft], there: Proposal | None, base: str
    ) -> dict[DocumentId, Outcome]:
        pull = self._newest(base) if there else None
        opened = pull is not None and pull.get("state") == "open"
        settled: dict[DocumentId, Outcome] = {}
        back = back if opened else []
        if there is None or back or not there.has(drafts):
            settled = self._make(state, drafts, back, there, pull)
        elif pull is not None and not opened and _declined(pull, there):
            return settled
        if not opened and len(settled) < len(drafts):
            self._open(base)
        return settled

    def _taken_back(self, plain: Sequence[Draft], there: Proposal, state: State) -> list[Draft]:
        """Return the documents that the branch changes and that are to stay as they are: merging it would undo people's words."""
        other = [each for each in plain if each.name in there.files and there.files[each.name].sha != each.was]
        if not other or there.base is None:
            return [each for each in other if self._ours(each)]
        before = self._below(there.base, state)
        return [each for each in other if there.files[each.name] != before.get(each.name)]

    # --- looking --------------------------------------------------------------------------------------------------

    def _head(self) -> Mapping[str, JSON] | None:
        """Return the branch's newest commit, None where there is no branch."""
        try:
            found = self._client.call("GET", f"/repos/{self._repo}/branches/{quote(self._branch)}", verb="write")
        except Rejected as error:
            if error.status == 404:
                return None
            raise
        newest: Mapping[str, JSON] = found["commit"]
        return newest

    def _there(self) -> Proposal | None:
        """Return the branch, None where there is none."""
        newest = self._head()
        if newest is None:
            return None
        commit, parents = newest["commit"], list(newest.get("parents") or ())
        ours = parents and commit["message"].rstrip().endswith(self._commits.mark(BASE))
        return Proposal(
            newest["sha"],
            parents[-1]["sha"] if ours else None,
            commit["tree"]["sha"],
            moment((commit.get("committer") or {}).get("date")),
            self._base.files(commit["tree"]["sha"]),
        )

    def _newest(self, base: str) -> Mapping[str, JSON] | None:
        owner = self._client.moves.name(self._repo).partition("/")[0]
        params: dict[str, str | int] = {
            "head": f"{owner}:{self._branch}",
            "base": base,
            "state": "all",
            "sort": "created",
            "direction": "desc",
            "per_page": 1,
        }
        found = self._client.call("GET", f"/repos/{self._repo}/pulls", verb="write", params=params)
        return found[0] if found else None

    # --- making ---------------------------------------------------------------------------------------------------

    def _make(
        self,
        state: State,
        drafts: Sequence[Draft],
        back: Sequence[Draft],
        there: Proposal | None,
        pull: Mapping[str, JSON] | None,
    ) -> dict[DocumentId, Outcome]:
        """Let the branch have what is wanted; return what could not be proposed."""
        opened = pull is not None and pull.get("state") == "open"
        if there is not None and there.base is None:
            if pull is None:
                raise self._rejected(f"the branch {self._branch} is somebody's: choose another write_back_branch")
            if opened:
                return self._on_top(state, [*drafts, *back], there)
        held = self._held(there, state) if there is not None and opened else {}
        folder, told = self._base.selection.folder, {each.name for each in (*drafts, *back)}
        more = [
            {"path": folder + name, "mode": file.mode, "type": "blob", "sha": file.sha}
            for name, file in sorted(held.items())
            if name not in told
        ]
        if there is not None and not drafts and not more:
            self._withdraw(there)
            return {}
        over = [there.commit] if there is not None else []
        message = self._commits.message([*drafts, *back])
        _, commit = self._commits.commit(state, drafts, message, more=more, over=over)
        if there is None:
            self._new_branch(commit)
        else:
            self._commits.move(self._branch, commit)
        if opened:
            self._tell("pull_request_renewed", "is brought up to date")
        return {}

    def _below(self, base: str, state: State) -> Mapping[str, File]:
        """Return the documents as they were when our commit was made."""
        return state.files if base == state.commit else self._base.files(base)

    def _held(self, there: Proposal, state: State) -> dict[str, File]:
        """Return what the branch changes in documents that did not change since on the branch that is read."""
        if there.base is None:
            return {}
        before = self._below(there.base, state)
        return {
            name: file
            for name, file in there.files.items()
            if name in before and file != before[name] and state.files.get(name) == before[name]
        }

    def _withdraw(self, there: Proposal) -> None:
        """Take the branch away: nothing is wanted any more, and GitHub closes its pull request.

        GitHub takes away whatever is there, so that is looked at once more; what comes between the two calls, its pull request
        keeps, with a button that brings the branch back.
        """
        head = self._head()
        if head is not None and head["sha"] != there.commit:
            raise self._moved()
        place = f"/repos/{self._repo}/git/refs/heads/{quote(self._branch)}"
        try:
            self._client.call("DELETE", place, verb="write")
        except (Rejected, Unauthorized) as error:
            if "does not exist" not in str(error):
                raise self._commits.refused(error) from None
        self._tell("pull_request_withdrawn", "is withdrawn: nothing is left to propose")

    def _on_top(self, state: State, drafts: Sequence[Draft], there: Proposal) -> dict[DocumentId, Outcome]:
        settled: dict[DocumentId, Outcome] = {}
        going, left = [], []
        for each in drafts:
            now = there.files.get(each.name)
            if now is not None and (now.sha in (each.was, each.sha) or self._ours(each)):
                going.append(each)
            else:
                left.append(each)
        before = self._common(state, there) if left else {}
        for each in left:
            edited = there.files.get(each.name) != before.get(each.name)
            settled[each.id] = self._rejected(self._left(each, edited=edited))
        if going and not there.has(going):
            top = replace(state, commit=there.commit, tree=there.tree)
            _, commit = self._commits.commit(top, going, self._commits.message(going, mark=TOP))
            self._commits.move(self._branch, commit)
            self._tell("pull_request_renewed", "is brought up to date")
        return settled

    def _left(self, draft: Draft, *, edited: bool) -> str:
        """Say why a document is left as it is on a branch that people committed to."""
        if edited:
            return f"{draft.path} was edited on the branch {self._branch}: merge or close its pull request"
        return (
            f"{draft.path} is newer than on the branch {self._branch}, which somebody committed to: bring its pull request up "
            "to date, merge or close it"
        )

    def _common(self, state: State, there: Proposal) -> Mapping[str, File]:
        """Return the documents as both branches last had them in common."""
        place = f"/repos/{self._repo}/compare/{state.commit}...{there.commit}"
        params: dict[str, str | int] = {"per_page": 1}
        found = self._client.call("GET", place, verb="write", params=params)
        return self._base.files(str(found["merge_base_commit"]["commit"]["tree"]["sha"]))

    def _ours(self, draft: Draft) -> bool:
        """Say whether the branch has a document as we proposed it last."""
        params: dict[str, str | int] = {"sha": self._branch, "path": draft.path, "per_page": 1}
        found = self._client.call("GET", f"/repos/{self._repo}/commits", verb="write", params=params)
        message = found[0]["commit"]["message"].rstrip() if found else ""
        return message.endswith((self._commits.mark(BASE), self._commits.mark(TOP)))

    def _new_branch(self, commit: str) -> None:
        body = {"ref": f"refs/heads/{self._branch}", "sha": commit}
        try:
            self._client.call("POST", f"/repos/{self._repo}/git/refs", verb="write", body=body, kind="write")
        except Rejected as error:
            # Where an answer was lost, the second try finds the branch made.
            head = self._head() if "already exists" in str(error) else None
            if head is None:
                raise self._commits.refused(error) from None
            if head["sha"] != commit:
                raise self._moved() from None
        except Unauthorized as error:
            raise self._commits.refused(error) from None

    def _open(self, base: str) -> None:
        body = {"title": TITLE, "head": self._branch, "base": base, "body": BODY}
        try:
            made = self._client.call("POST", f"/repos/{self._repo}/pulls", verb="write", body=body, kind="create")
        except Rejected as error:
            if "already exists" not in str(error):
                raise self._commits.refused(error) from None
        except Unauthorized as error:
            raise self._commits.refused(error) from None
        else:
            self._tell("pull_request_opened", f"waits for people: {made.get('html_url') or ''}")

    def _tell(self, event: str, said: str) -> None:
        self._news.append(f"the pull request from {self._branch} {said}")
        logger().info(event, source=self._commits.source, branch=self._branch, said=said)

    def _moved(self) -> Conflict:
        said = f"somebody pushed to {self._branch} meanwhile"
        return Conflict(said, remote=self._client.remote, verb="write", status=409)

    def _rejected(self, said: str) -> Rejected:
        return Rejected(said, remote=self._client.remote, verb="write")


def _declined(pull: Mapping[str, JSON], there: Proposal) -> bool:
    """Say whether a pull request was closed with what the branch has now."""
    closed = moment(pull.get("closed_at"))
    same = (pull.get("head") or {}).get("sha") == there.commit
    return same and (closed is None or there.at is None or closed >= there.at)
