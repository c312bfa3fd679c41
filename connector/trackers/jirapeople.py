"""Whom Jira can assign tickets of a project to: always by the project, as searches of all people need rights that few have."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from connector.ports import Candidate
from connector.trackers.jiraclient import PAGE, JiraClient
from connector.trackers.jirafields import handle_of

PATH = "user/assignable/search"
MAX_PAGES = 10
"""Pages of people that are read for one name: the second bearer of a name may be far down."""


def candidates(client: JiraClient, text: str, *, project: str) -> Sequence[Candidate]:
    """Return who could be assigned tickets of a project for an owner as written."""
    word = "query" if client.cloud else "username"
    return [
        Candidate(handle, str(user.get("displayName") or handle), user.get("emailAddress") or None)
        for user in _people(client, {"project": project, word: text})
        if user.get("active", True) and (handle := handle_of(user))
    ]


def unassignable(client: JiraClient, handles: Collection[str], *, projects: Collection[str]) -> Sequence[str]:
    """Return those of these handles that tickets of none of the projects can be assigned to.

    Each is looked for by its id: a list of all people of a large site may be longer than Jira returns.
    """

    def takes(project: str, handle: str) -> bool:
        word = "accountId" if client.cloud else "username"
        return any(handle_of(user) == handle for user in _people(client, {"project": project, word: handle}))

    return [handle for handle in sorted(handles) if not any(takes(one, handle) for one in sorted(projects) or ("",))]


def _people(client: JiraClient, params: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    verb = "look for a person"
    for start in range(0, PAGE * MAX_PAGES, PAGE):
        asked: dict[str, str | int] = {**params, "startAt": start, "maxResults": PAGE}
        found = client.objects(client.call("GET", PATH, verb=verb, params=asked), verb)
        yield from found
        if len(found) < PAGE:
            return
