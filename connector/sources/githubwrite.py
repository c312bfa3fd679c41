"""Writing documents back as one commit on the branch they were read from, never forced and only on the content that was read.

One document is one call, which GitHub does only if the file is still the one read. Several are a tree, a commit and the
branch moved forward: where somebody pushed meanwhile GitHub refuses that, and it is done again on the new head, but for
documents that are not as they were read. What a commit holds is known by its name before it is made, so an answer that was
lost, and a crash, are made good by looking.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal
from urllib.parse import quote

from connector.core.model import DocumentId
from connector.errors import Conflict, Rejected, RemoteError, Unauthorized
from connector.ports import Rewrite
from connector.sources.githubtree import PLAIN, Branch, File, State, commit_in

JSON = Any
Outcome = str | RemoteError
TRIES = 3
BATCH_BYTES = 4 * 1024 * 1024
"""Bytes of text in one tree call; a first cycle may write hundreds of documents."""
LISTED = 100
"""Documents that a commit's message names."""
BASE, TOP = "Written-by", "Written-on-top-by"
"""Words before our name in a commit's last line: for one on the branch that is read, and one on top of people's proposals."""
_RULES = re.compile(
    r"(?i)rule violation|protected branch|through a pull request|not authori[sz]ed to push|status check|approving review"
    r"|verified signature|protected ref"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to be written; `sha` is what git calls the new content."""

    rewrite: Rewrite
    path: str
    sha: str

    @property
    def id(self) -> DocumentId:
        return self.rewrite.document.id

    @property
    def name(self) -> str:
        return self.rewrite.document.name

    @property
    def was(self) -> str:
        """The content that was read."""
        return self.rewrite.document.revision


def blob_name(data: bytes) -> str:
    """Return the name that git gives to a content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class Commits:
    """Makes commits in one repository for one source."""

    def __init__(self, branch: Branch, *, source: str, proposes: bool) -> None:
        self.branch = branch
        self.client = branch.client
        self.repo = branch.repo
        self.source = source
        self._rights = "contents and pull requests" if proposes else "contents"
        other = "choose another write_back_branch" if proposes else 'set write_back_as = "pull_request"'
        self._way_out = f"let this account push to that branch, or {other}"

    def draft(self, rewrite: Rewrite) -> Draft:
        """Return a rewrite with what git needs to know of it."""
        path = self.branch.selection.folder + rewrite.document.name
        return Draft(rewrite, path, blob_name(rewrite.data))

    # --- on the branch itself -------------------------------------------------------------------------------------

    def write(self, drafts: Sequence[Draft]) -> dict[DocumentId, Outcome]:
        """Write documents as one commit; return each one's revision after, or why it was not written. Raises RemoteError."""
        state = self.branch.known
        if len(drafts) == 1:
            (draft,) = drafts
            there = state.files.get(draft.name) if state else None
            if there is None or there.mode == PLAIN:
                return {draft.id: self._put(draft)}
        settled: dict[DocumentId, Outcome] = {}
        state, going = self.still(drafts, settled)
        for _ in range(TRIES):
            if not going:
                return settled
            error = self._advance(state, going)
            if error is None:
                return settled | {each.id: each.sha for each in going}
            tried = state.commit
            state, going = self.still(going, settled, fresh=True)
            if state.commit == tried and not isinstance(error, Conflict):
                raise error
        return settled | {each.id: self._outrun(each) for each in going}

    def still(
        self, drafts: Sequence[Draft], settled: dict[DocumentId, Outcome], *, fresh: bool = False
    ) -> tuple[State, list[Draft]]:
        """Return the branch and the drafts whose documents on it are as they were read; the others go to `settled`."""
        state = self.branch.known
        if fresh or state is None or any(sha_in(state, each) != each.was for each in drafts):
            state = self.branch.now()
        going = []
        for each in drafts:
            there = sha_in(state, each)
            if there == each.was:
                going.append(each)
            else:
                settled[each.id] = each.sha if there == each.sha else self._changed(each, gone=there is None)
        return state, going

    def _advance(self, state: State, drafts: Sequence[Draft]) -> RemoteError | None:
        """Commit on a state of the branch; return why GitHub did not move the branch, where looking again may help."""
        name = self.branch.name(verb="write")
        tree, commit = self.commit(state, drafts, self.message(drafts))
        try:
            self.move(name, commit)
        except (Conflict, Rejected) as error:
            if error.status not in (409, 422) or _RULES.search(str(error)):
                raise
            return error
        files = {each.name: File(state.files[each.name].mode, each.sha) for each in drafts}
        self.branch.moved(state.commit, commit=commit, tree=tree, files=files)
        return None

    def _put(self, draft: Draft) -> Outcome:
        """Write one document by its own call.

        | what is there after GitHub said no | outcome |
        |---|---|
        | what we wrote: an answer was lost | written |
        | what was read, 409: the branch moved on | tried again |
        | what was read | GitHub's refusal |
        | something else, or nothing | Conflict |
        """
        content = base64.b64encode(draft.rewrite.data).decode()
        body = {"message": self.message([draft]), "content": content, "sha": draft.was}
        if self.branch.configured:
            body["branch"] = self.branch.configured
        for _ in range(TRIES):
            try:
                answer = self.client.call("PUT", self._contents(draft.path), verb="write", body=body)
            except Unauthorized as error:
                raise self.refused(error) from None
            except (Conflict, Rejected) as error:
                if _RULES.search(str(error)):
                    raise self.refused(error) from None
                there = self._there(draft)
                if there == draft.sha:
                    return draft.sha
                if there != draft.was:
                    return self._changed(draft, gone=there is None)
                if error.status != 409:
                    raise self.refused(error) from None
            else:
                return self._taken_in(draft, answer)
        return self._outrun(draft)

    def _contents(self, path: str) -> str:
        return f"/repos/{self.repo}/contents/{quote(path)}"

    def _there(self, draft: Draft) -> str | None:
        """Return the name of a file's content as it is on the branch now, None where there is no file."""
        params: dict[str, str | int] = {"ref": self.branch.configured} if self.branch.configured else {}
        try:
            data = self.client.call("GET", self._contents(draft.path), verb="write", params=params)
        except Rejected as error:
            if error.status == 404:
                return None
            raise
        return str(data.get("sha")) if isinstance(data, dict) else None

    def _taken_in(self, draft: Draft, answer: JSON) -> str:
        """Let the next listing know the commit that GitHub made, and return the document's revision."""
        commit = answer["commit"]
        parents = [each["sha"] for each in commit.get("parents") or ()]
        if len(parents) == 1 and (found := commit_in({"sha": commit["sha"], "commit": commit})):
            files = {draft.name: File(PLAIN, draft.sha)}
            self.branch.moved(parents[0], commit=found[0], tree=found[1], files=files)
        return str(answer["content"]["sha"])

    # --- what a pull request needs too ----------------------------------------------------------------------------

    def _entries(self, drafts: Sequence[Draft], state: State) -> Iterator[Mapping[str, JSON]]:
        """Yield what a tree call is to change, text as it is; what is no UTF-8 goes to GitHub in a call of its own."""
        for each in drafts:
            there = state.files.get(each.name)
            entry = {"path": each.path, "mode": there.mode if there else PLAIN, "type": "blob"}
            try:
                yield entry | {"content": each.rewrite.data.decode()}
            except UnicodeDecodeError:
                body = {"content": base64.b64encode(each.rewrite.data).decode(), "encoding": "base64"}
                yield entry | {"sha": self._post("blobs", body)["sha"]}

    def commit(
        self,
        state: State,
        drafts: Sequence[Draft],
        message: str,
        *,
        more: Iterable[Mapping[str, JSON]] = (),
        over: Sequence[str] = (),
    ) -> tuple[str, str]:
        """Make a commit on a state that nothing leads to yet; return the names of its tree and of itself.

        It follows the commits in `over`, too: what those changed, it changes to that state and ours.
        """
        tree = state.tree
        for batch in _batches(chain(self._entries(drafts, state), more)):
            tree = str(self._post("trees", {"base_tree": tree, "tree": batch})["sha"])
        made = self._post("commits", {"message": message, "tree": tree, "parents": [*over, state.commit]})
        return tree, str(made["sha"])

    def move(self, name: str, commit: str) -> None:
        """Let a branch lead to a commit that follows its newest. Raises Conflict where others moved it, and other RemoteErrors."""
        place = f"/repos/{self.repo}/git/refs/heads/{quote(name)}"
        try:
            self.client.call("PATCH", place, verb="write", body={"sha": commit, "force": False})
        except (Conflict, Rejected, Unauthorized) as error:
            raise self.refused(error) from None

    def _post(self, what: Literal["blobs", "trees", "commits"], body: JSON) -> Mapping[str, JSON]:
        # Made twice it is the same object, or one that nothing leads to: a lost answer may be asked for again.
        try:
            made = self.client.call("POST", f"/repos/{self.repo}/git/{what}", verb="write", body=body, kind="write")
        except (Conflict, Rejected, Unauthorized) as error:
            raise self.refused(error) from None
        found: Mapping[str, JSON] = made
        return found

    def message(self, drafts: Sequence[Draft], *, mark: str = BASE) -> str:
        """Return a commit's message: what was done, to which documents, by whom; what did not change is taken back."""
        names = [each.name for each in drafts if each.rewrite.changed]
        what = "Write tickets into" if names else "Take back what was to be written into"
        names = names or [each.name for each in drafts]
        which = names[0] if len(names) == 1 else f"{len(names)} post-mortems"
        notes = [(each.name, each.rewrite.note if each.rewrite.changed else "taken back") for each in drafts[:LISTED]]
        told = [f"- {name}{': ' if note else ''}{note}" for name, note in notes]
        more = [f"- and {len(drafts) - LISTED} more"] if len(drafts) > LISTED else []
        return "\n".join([f"{what} {which}", "", *told, *more, "", self.mark(mark)])

    def mark(self, word: str) -> str:
        """Return the line by which a commit of this source is known."""
        return f"{word}: connector ({self.source})"

    def refused(self, error: RemoteError) -> RemoteError:
        """Return a refusal with what to do about it; GitHub says 404 where an account may not write."""
        said = error.said
        if re.search(r"(?i)fast.forward|reference does not exist", said):
            return self._conflict(said)
        if _RULES.search(said):
            said = f"{said}; {self._way_out}"
        elif error.status in (403, 404):
            said = (
                f"{said}; give this account the right to write {self._rights} of {self.repo}, or set write_back = false"
            )
        else:
            return error
        kind = Unauthorized if isinstance(error, Unauthorized) else Rejected
        return kind(said, remote=error.remote, verb="write", status=error.status)

    def _changed(self, draft: Draft, *, gone: bool) -> Conflict:
        return self._conflict(f"{draft.path} {'is gone' if gone else 'was changed since it was read'}")

    def _outrun(self, draft: Draft) -> Conflict:
        return self._conflict(f"{draft.path}: others push to this branch all the time")

    def _conflict(self, said: str) -> Conflict:
        return Conflict(said, remote=self.client.remote, verb="write", status=409)


def sha_in(state: State, draft: Draft) -> str | None:
    """Return the name of a document's content on a branch, None where it is not there."""
    there = state.files.get(draft.name)
    return there.sha if there else None


def _batches(entries: Iterable[Mapping[str, JSON]]) -> Iterator[list[Mapping[str, JSON]]]:
    batch: list[Mapping[str, JSON]] = []
    size = 0
    for entry in entries:
        length = len(entry.get("content") or "")
        if batch and size + length > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch
