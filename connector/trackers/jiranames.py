"""Which ticket a reference in a document means: an address that Jira's own pages show, or a bare key, and which id it has.

A ticket that moved, or whose project has another key now, is told by its new key alone: which of the old ones it had, only
asking for each by itself tells. For a project that is one question, as its tickets keep their numbers.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from connector.core.model import TicketId, TicketName
from connector.errors import RemoteError
from connector.trackers.jiraclient import JiraClient

KEY = re.compile(r"([A-Z][A-Z0-9_]+)-[1-9]\d*")
_SHOWN = re.compile(r"(?:/(?:browse|issues)/|[?&]selectedIssue=)(?P<key>[A-Za-z][A-Za-z0-9_]+-[1-9]\d*)(?=[/?#&]|$)")
"""Where Jira's own pages name the ticket they show: its page, a list of a project, a board."""

ALIKE = re.compile(r"https?://[^/\s]+/(?:\S*/)?browse/[A-Za-z][A-Za-z0-9_]+-[1-9]\d*(?:[/?#]\S*)?")
"""The page of a ticket of any Jira."""
LONGEST = 2000
"""Characters that an address may have: what browsers, proxies and mail programs all let through."""


def together(site: str, tickets: Collection[TicketId]) -> str | None:
    """Return the search on a site that finds these tickets, by their ids, which outlive moves; None where it is too long.

    A search that names a ticket that is gone is refused by Jira, so nothing else may be named.
    """
    if not tickets or len(tickets) > LONGEST:
        return None
    ids = ",".join(sorted(set(tickets), key=lambda each: (len(each), each)))
    url = f"{site}/issues/?jql={quote(f'id in ({ids})', safe='(),')}"
    return url if len(url) <= LONGEST else None


@dataclass(slots=True)
class Names:
    """Ids of tickets by name. `many` yields the tickets with these keys, old ones too, and `one` a single one."""

    client: JiraClient
    many: Callable[[Sequence[str]], Iterable[Mapping[str, Any]]]
    one: Callable[[str], Mapping[str, Any] | None]
    _projects: dict[str, str] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget which projects have other keys now."""
        self._projects.clear()

    def identify(self, names: Collection[TicketName]) -> dict[TicketName, TicketId]:
        """Return the ids of those that are there."""
        wanted = sorted(set(names))
        if not self.client.cloud:
            # There is no other way than to ask for each by itself, and then each answer is that name's.
            return self._one_by_one(wanted)
        issues = {issue["key"]: TicketId(str(issue["id"])) for issue in self.many(wanted)}
        found = {name: issues[name] for name in wanted if name in issues}
        left = [name for name in wanted if name not in found] if issues else []
        found |= {name: issues[now] for name, now in self.renamed(left).items() if now in issues}
        left = [name for name in left if name not in found]
        strange = set(issues.values()) - set(found.values())
        if len(left) == len(strange) == 1:
            return found | {left[0]: strange.pop()}
        return found | (self._one_by_one(left) if strange else {})

    def _one_by_one(self, names: Iterable[TicketName]) -> dict[TicketName, TicketId]:
        issues = {name: self.one(name) for name in names}
        return {name: TicketId(str(issue["id"])) for name, issue in issues.items() if issue is not None}

    def renamed(self, names: Collection[TicketName]) -> dict[TicketName, TicketName]:
        """Return the present names of tickets whose projects have other keys now; a single one is as quickly asked for."""
        by_project: defaultdict[str, list[TicketName]] = defaultdict(list)
        for name in sorted(set(names)):
            by_project[name.rpartition("-")[0]].append(name)
        return {
            name: TicketName(f"{now}-{name.rpartition('-')[2]}")
            for project, alike in by_project.items()
            if len(alike) > 1 and (now := self._project(project)) != project
            for name in alike
        }

    def _project(self, key: str) -> str:
        """Return the present key of a project; the same where nobody tells."""
        if key not in self._projects:
            try:
                there = self.client.read_object(f"project/{key}", verb="look up a project")
            except RemoteError:
                there = {}  # hidden, or not there: its tickets are asked for one by one
            self._projects[key] = str(there.get("key") or key)
        return self._projects[key]


def shown_key(text: str, *, sites: Iterable[str]) -> str | None:
    """Return the key that an address on one of these sites shows; "" for one that shows none, None for another site's."""
    path = _path(text, sites)
    if path is None:
        return None
    match = _SHOWN.search(path)
    return match["key"].upper() if match else ""


def _path(text: str, sites: Iterable[str]) -> str | None:
    """Return what follows a site's address, however its host and scheme are written."""
    parts = urlsplit(text)
    for site in map(urlsplit, sites):
        base = site.path.rstrip("/")
        if parts.scheme in ("http", "https") and parts.netloc.lower() == site.netloc.lower():
            whole = parts.path + (f"?{parts.query}" if parts.query else "")
            if whole.startswith(f"{base}/"):
                return whole.removeprefix(base)
    return None
