"""Looking for what would go wrong on GitHub before the first issue: token, repository, rights, due date, labels."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from connector.clock import system_clock
from connector.errors import Fault, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable
from connector.fieldmap import fold
from connector.trackers.githubclient import Page, moment

if TYPE_CHECKING:
    from connector.trackers.github import GitHubTracker

JSON = Any
SOON = timedelta(days=21)
"""How long before a token ends that is told."""


def check(tracker: "GitHubTracker") -> Sequence[Fault]:
    """Return every fault of the tracker; asks the live site, and writes nothing."""
    at = f"trackers.{tracker.name}"
    try:
        page = tracker.client.page("GET", f"/repos/{tracker.repo}", verb="look at the repository")
    except Unauthorized as error:
        return [Fault(f"{at}.token", f"is refused: {error}; make a new one")]
    except Rejected as error:
        if error.status == 404:
            said = f"there is no repository {tracker.repo} for this account: check the name, and what the token may see"
            return [Fault(f"{at}.repo", said)]
        return [Fault(f"{at}.repo", str(error))]
    except (Unavailable, RateLimited) as error:
        return [Fault(f"{at}.url", f"does not answer: {error}")]
    except RemoteError as error:
        return [Fault(f"{at}.url", str(error))]
    if not isinstance(page.data, dict) or "full_name" not in page.data:
        return [Fault(f"{at}.url", "does not answer as GitHub does: for Enterprise Server it ends in /api/v3")]
    return [*_token(page, at), *_repository(page.data, tracker, at), *_map(tracker, at)]


def _token(page: Page, at: str) -> Iterator[Fault]:
    text = page.headers.get("github-authentication-token-expiration") or ""
    ends = moment(text.replace(" UTC", "+00:00"))
    if ends is not None and ends - system_clock() < SOON:
        yield Fault(f"{at}.token", f"ends on {ends:%Y-%m-%d}: make a new one before")


def _repository(repo: Mapping[str, JSON], tracker: "GitHubTracker", at: str) -> Iterator[Fault]:
    if fold(str(repo["full_name"])) != fold(tracker.repo):
        yield Fault(f"{at}.repo", f"is called {repo['full_name']} now: write that")
    if repo.get("archived"):
        yield Fault(f"{at}.repo", f"{tracker.repo} is archived: nothing can be written there")
    if repo.get("has_issues") is False:
        yield Fault(f"{at}.repo", f"{tracker.repo} has its issues disabled")
    rights = repo.get("permissions")
    if isinstance(rights, dict) and not any(rights.get(name) for name in ("push", "maintain", "admin", "triage")):
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
    if tracker.own.milestone:
        try:
            tracker.creating.milestone(tracker.own.milestone)
        except RemoteError as error:
            yield Fault(f"{at}.mapping: milestone", str(error))
