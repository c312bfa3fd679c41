"""Whom Jira can assign tickets of a project to: always by the project, as searches of all people need rights that few have.

Cloud takes a range of people first and tells then which of them are meant: a short page, or an empty one, says nothing of those
behind it. So the whole range that Jira looks at is asked for at once. Pages as long as those of other lists were rejected:
to be sure of one owner they are ten calls.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from connector.core.fields import same
from connector.ports import Candidate
from connector.trackers.jiraclient import JiraClient
from connector.trackers.jirafields import handle_of

PATH = "user/assignable/search"
ALL = 1000
"""People that Jira looks at for one search, and the longest page there is: the second bearer of a name may be far down."""
CUT = 50
"""People on the shortest page that a site may cut an answer to; newer Data Centers cut to a hundred."""


def candidates(client: JiraClient, text: str, *, project: str) -> Sequence[Candidate]:
    """Return who could be assigned tickets of a project for an owner as written."""
    word = "query" if client.cloud else "username"
    return [
        Candidate(handle, str(user.get("displayName") or handle), user.get("emailAddress") or None)
        for handle, user in _people(client, {"project": project, word: text})
        if user.get("active", True)
    ]


def unassignable(client: JiraClient, handles: Collection[str], *, projects: Collection[str]) -> Sequence[str]:
    """Return those of these handles that tickets of none of the projects can be assigned to.

    Each is looked for by its id: a list of all people of a large site may be longer than Jira returns.
    """

    def takes(project: str, handle: str) -> bool:
        word = "accountId" if client.cloud else "username"
        # Jira takes user names in any letter case.
        return any(same("owner", found, handle) for found, _ in _people(client, {"project": project, word: handle}))

    return [handle for handle in sorted(handles) if not any(takes(one, handle) for one in sorted(projects) or ("",))]


def _people(client: JiraClient, params: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield everybody once with their handle; what may be a cut answer is followed until it tells of nobody new."""
    verb = "look for a person"
    seen: set[str] = set()
    start = 0
    while start < ALL:
        asked: dict[str, str | int] = {**params, "startAt": start, "maxResults": ALL}
        found = client.objects(client.call("GET", PATH, verb=verb, params=asked), verb)
        new = {handle: user for user in found if (handle := handle_of(user)) and handle not in seen}
        yield from new.items()
        seen |= new.keys()
        # As many as were told are behind us at the least: those told of may stand further apart.
        start += len(found)
        if len(found) < CUT or not new:
            return
