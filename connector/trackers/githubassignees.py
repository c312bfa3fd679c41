"""Who issues are assigned to: ours is the first of them, and those whom people added beside stay when ours changes.

In which order GitHub tells them is nowhere said. Where another comes before the one just set, who is read as the owner would be
somebody else: then ours is set alone, and the others are added behind.
"""

from collections.abc import Mapping
from typing import Any

from connector.settings.fieldmap import fold
from connector.trackers.githubclient import GitHubClient

JSON = Any


def logins(issue: Mapping[str, JSON]) -> list[str]:
    """Return who an issue is assigned to, as GitHub orders them."""
    return [str(one["login"]) for one in issue.get("assignees") or () if one]


def with_owner(issue: Mapping[str, JSON], owner: str) -> list[str]:
    """Return who an issue is assigned to once somebody takes the place of the first."""
    return [owner, *(login for login in logins(issue)[1:] if fold(login) != fold(owner))]


def put_first(
    client: GitHubClient, place: str, issue: Mapping[str, JSON], owner: str, *, verb: str
) -> Mapping[str, JSON]:
    """Let the one just set be the first of those an issue is assigned to; return the issue. Raises RemoteError."""
    there = logins(issue)
    others = [login for login in there if fold(login) != fold(owner)]
    if len(others) == len(there) or fold(there[0]) == fold(owner):
        return issue  # dropped without a word, or in its place
    alone: dict[str, JSON] = {"assignees": [owner]}
    client.call("PATCH", place, verb=verb, body=alone)
    after = client.call("POST", f"{place}/assignees", verb=verb, body={"assignees": others})
    if [fold(login) for login in logins(after)[:1]] != [fold(owner)]:
        after = client.call("PATCH", place, verb=verb, body=alone)
    found: Mapping[str, JSON] = after
    return found
