"""Looking for what would go wrong with a repository of documents: token, names, rights, and whether documents are there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from connector.errors import Fault, Rejected, RemoteError
from connector.remote.githubaccount import app_lacks, look_at_repository
from connector.sources.githubprotection import refusals

if TYPE_CHECKING:
    from connector.sources.github import GitHubSource

JSON = Any


def check(source: "GitHubSource") -> Sequence[Fault]:
    """Return every fault of the source; asks the live site, and writes nothing."""
    at = f"sources.{source.name}"
    repo, faults = look_at_repository(source.client, source.settings.repo, at=at)
    if repo is None:
        return faults
    written = _written(repo, source, at) if source.write_back else ()
    return [*faults, *written, *_documents(repo, source, at)]


def _written(repo: Mapping[str, JSON], source: "GitHubSource", at: str) -> Iterator[Fault]:
    name = source.settings.repo
    if repo.get("archived"):
        yield Fault(f"{at}.write_back", f"{name} is archived: nothing can be written there; set write_back = false")
    wanted = ["contents", *(["pull_requests"] if source.settings.write_back_as == "pull_request" else [])]
    faults, rights = app_lacks(source.client, wanted, at=at), repo.get("permissions")
    if faults is not None:
        yield from faults
    elif isinstance(rights, dict) and not rights.get("push"):
        said = f"this account may not push to {name}: give it the right to write contents, or set write_back = false"
        yield Fault(f"{at}.write_back", said)
    base = str(source.settings.branch or repo.get("default_branch"))
    if source.settings.write_back_as == "commit":
        way = 'set write_back_as = "pull_request", or let this account push to it'
        yield from _protected(repo, source, base, Fault(f"{at}.write_back_as", way))
    elif source.proposes == base:
        yield Fault(f"{at}.write_back_branch", f"{base} is the branch that is read: choose another one")
    else:
        way = "choose another one, or let this account push to it"
        yield from _protected(repo, source, source.proposes, Fault(f"{at}.write_back_branch", way))


def _protected(repo: Mapping[str, JSON], source: "GitHubSource", branch: str, way_out: Fault) -> Iterator[Fault]:
    """Tell that a branch takes none of our commits, and the way out of that."""
    merged = source.settings.write_back_as == "pull_request"
    try:
        said = refusals(source.client, repo, branch, merged=merged)
    except RemoteError as error:
        yield Fault(f"sources.{source.name}.url", str(error))
        return
    if said:
        yield Fault(way_out.path, f"{branch} is protected: {', and '.join(said)}; {way_out.message}")


def _documents(repo: Mapping[str, JSON], source: "GitHubSource", at: str) -> Iterator[Fault]:
    """Look at the branch, the folder and what they hold."""
    settings = source.settings
    try:
        listing = source.list()
    except Rejected as error:
        folder = settings.path and f"no folder {settings.path}" in str(error)
        default = f" (its default branch is {repo.get('default_branch')})" if settings.branch and not folder else ""
        yield Fault(f"{at}.{'path' if folder else 'branch' if settings.branch else 'repo'}", f"{error}{default}")
        return
    except RemoteError as error:
        yield Fault(f"{at}.url", str(error))
        return
    if not listing.stubs and listing.complete:
        where = f"{settings.path} of {settings.repo}" if settings.path else settings.repo
        yield Fault(f"{at}.include", f"matches no file in {where}: correct the patterns, the path or the branch")
    for hold in listing.holds:
        yield Fault(f"{at}.include", hold.reason)
