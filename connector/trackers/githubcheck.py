"""Looking for what would go wrong on GitHub before the first issue: token, repository, rights, due date, labels."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from connector.errors import Fault, RemoteError
from connector.remote.githubaccount import app_lacks, look_at_repository

if TYPE_CHECKING:
    from connector.trackers.github import GitHubTracker

JSON = Any


def check(tracker: "GitHubTracker") -> Sequence[Fault]:
    """Return every fault of the tracker; asks the live site, and writes nothing."""
    at = f"trackers.{tracker.name}"
    repo, faults = look_at_repository(tracker.client, tracker.repo, at=at)
    return faults if repo is None else [*faults, *_repository(repo, tracker, at), *_map(tracker, at)]


def _repository(repo: Mapping[str, JSON], tracker: "GitHubTracker", at: str) -> Iterator[Fault]:
    if repo.get("archived"):
        yield Fault(f"{at}.repo", f"{tracker.repo} is archived: nothing can be written there")
    if repo.get("has_issues") is False:
        yield Fault(f"{at}.repo", f"{tracker.repo} has its issues disabled")
    faults, rights = app_lacks(tracker.client, ["issues"], at=at), repo.get("permissions")
    if faults is not None:
        yield from faults
    elif isinstance(rights, dict) and not any(rights.get(name) for name in ("push", "maintain", "admin", "triage")):
        said = f"this account may not write to {tracker.repo}: GitHub would drop labels and assignees without a word"
        yield Fault(f"{at}.token", said)


def _map(tracker: "GitHubTracker", at: str) -> Iterator[Fault]:
    if wrong := tracker.dues.try_out():
        yield Fault(f"{at}.mapping: due", wrong)
    words = [
        ("in_progress", tracker.own.in_progress),
        *(("priority.words", word) for word in tracker.fieldmap.priorities),
    ]
    for key, word in words:
        if "," in word or len(word) > 50:
            yield Fault(f"{at}.mapping: {key}", f"'{word}' is no label: at most 50 characters, and no comma")
    yield from _label(tracker, at)
    if tracker.own.milestone:
        try:
            tracker.creating.milestone(tracker.own.milestone)
        except RemoteError as error:
            yield Fault(f"{at}.mapping: milestone", str(error))


def _label(tracker: "GitHubTracker", at: str) -> Iterator[Fault]:
    """Tell that issues have lost our label, looking at the newest that this account made."""
    try:
        issue = tracker.issues.unlabelled(verb="look for the label")
    except RemoteError as error:
        yield Fault(f"{at}.url", str(error))
        return
    if issue is not None:
        said = f"issue {issue['number']} is ours and has no label '{tracker.label}': give it back, or the name to the label"
        yield Fault(f"{at}.mapping: label", f"{said}, as a lost ledger is rebuilt by it")
