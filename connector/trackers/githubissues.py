"""Which issues of a repository are ours, and how they are listed: always by GitHub's lists, as its search lags.

| what is asked | the list | because |
|---|---|---|
| what changed since | everybody's | a label may be renamed, deleted or taken off, and nothing of that counts as a change |
| all of ours | those with the label, then those that this account made | the same; a whole repository may be very large |
| whether one is there | those with the label, then everybody's, from that time on | GitHub drops labels of who may not set them |

From a list without the label, an issue is ours by the marker in its text.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from connector.core.model import TicketId
from connector.errors import Rejected, RemoteError
from connector.log import logger
from connector.settings.fieldmap import fold
from connector.trackers.githubclient import PAGE, GitHubClient
from connector.trackers.githubfields import label_names, marker_in, slim

JSON = Any
Params = Mapping[str, str | int]


@dataclass(slots=True)
class Issues:
    """The issues of one repository, as one installation looks at them."""

    client: GitHubClient
    repo: str
    label: str
    installation: str
    deleted: set[TicketId] = field(default_factory=set)
    """Those that GitHub told to be deleted; any other that is missing may only be hidden from this account."""
    _told: bool = field(default=False)

    @property
    def path(self) -> str:
        return f"/repos/{self.repo}/issues"

    @property
    def all(self) -> Params:
        """What asks for everybody's issues."""
        return {"state": "all", "per_page": PAGE}

    @property
    def labelled(self) -> Params:
        return {**self.all, "labels": self.label}

    def ours(self, listed: Iterable[Mapping[str, JSON]]) -> Iterator[dict[str, JSON]]:
        """Yield our issues of a list in which others are, and pull requests."""
        for issue in plain(listed):
            if self._labelled(issue):
                yield issue
            elif self._marked(issue):
                self._tell(issue)
                yield issue

    def _labelled(self, issue: Mapping[str, JSON]) -> bool:
        return fold(self.label) in map(fold, label_names(issue))

    def _marked(self, issue: Mapping[str, JSON]) -> bool:
        marker = marker_in(issue.get("body"))
        return marker is not None and marker.installation == self.installation

    def _tell(self, issue: Mapping[str, JSON]) -> None:
        if not self._told:
            self._told = True
            said = "give it the label back, by which a lost ledger finds it; was it renamed?"
            logger().warning("label_missing", issue=issue.get("html_url"), label=self.label, advice=said)

    def lists(self, *, verb: str, **params: str | int) -> Iterator[Iterator[dict[str, JSON]]]:
        """Yield the lists that all of ours are in, one after the other."""
        yield plain(self.client.pages(self.path, verb=verb, params={**self.labelled, **params}))
        if (login := self.client.account(verb=verb)) is not None:
            made = self.client.pages(self.path, verb=verb, params={**self.all, "creator": login, **params})
            yield self.ours(made)

    def unlabelled(self, *, verb: str) -> Mapping[str, JSON] | None:
        """Return one of ours that has lost the label, of the newest that this account made. Raises RemoteError."""
        login = self.client.account(verb=verb)
        params = {**self.all, **({"creator": login} if login else {})}
        page = self.client.call("GET", self.path, verb=verb, params=params)
        listed = plain(self.client.entries(page, verb))
        return next((issue for issue in listed if self._marked(issue) and not self._labelled(issue)), None)

    def one(self, id_: str, *, verb: str) -> Mapping[str, JSON] | None:
        """Return one issue, where it was transferred to if it was; None where there is none, or a pull request."""
        try:
            issue = self.client.call("GET", f"{self.path}/{id_}", verb=verb)
        except Rejected as error:
            if error.status not in (404, 410) or "disabled" in str(error):
                raise
            self.deleted |= {TicketId(id_)} if error.status == 410 else set()
            return None
        return issue if isinstance(issue, dict) and "pull_request" not in issue else None

    def by_id(self, wanted: list[TicketId], *, few: int, verb: str) -> dict[TicketId, Mapping[str, JSON]]:
        """Return those issues that are there, by the ids they were asked for by; many of them from lists.

        Raises Rejected where one is missing and the repository is, too.
        """
        found: dict[TicketId, Mapping[str, JSON]] = {}
        asked = set(wanted)
        lists = self.lists(verb=verb)
        while len(asked) - len(found) > few and (listed := next(lists, None)) is not None:
            for issue in listed:
                if (number := TicketId(str(issue["number"]))) in asked:
                    found.setdefault(number, issue)
        for id_ in wanted:
            if id_ not in found and (one := self.one(id_, verb=verb)) is not None:
                found[id_] = slim(one)
        if len(found) < len(asked):
            there(self.client, self.repo, verb=verb)
        return found


def plain(listed: Iterable[Mapping[str, JSON]]) -> Iterator[dict[str, JSON]]:
    """Yield the issues of a list in which GitHub puts pull requests, too."""
    return (slim(issue) for issue in listed if "pull_request" not in issue)


@contextmanager
def in_sight(client: GitHubClient, repo: str, *, verb: str) -> Iterator[None]:
    """Say of "not found" that the repository is, where it is: GitHub answers so to all in one that an account may not see."""
    try:
        yield
    except Rejected as error:
        if error.status == 404:
            try:
                there(client, repo, verb=verb)
            except Rejected:
                raise
            except RemoteError:
                # What was answered first holds, whatever keeps us from learning more.
                raise error from None
        raise


def there(client: GitHubClient, repo: str, *, verb: str) -> None:
    """Look whether the repository can be seen. Raises Rejected where it cannot."""
    try:
        client.call("GET", f"/repos/{repo}", verb=verb, kind="probe")
    except Rejected as error:
        if error.status != 404:
            raise
        said = (
            f"there is no repository {repo} for this account: check the name, and what the token may see ({error.said})"
        )
        raise Rejected(said, remote=client.remote, verb=verb, status=404) from None
