"""What GitHub says is elsewhere now: repositories that were renamed or given to another owner, and issues that were moved.

| a redirect answers | then |
|---|---|
| anything, and leads to another scheme, host or port | refused: the token goes nowhere else |
| a read | asked again at the whole address, its query included |
| a write to a repository that is called otherwise now | done at the new name: what is redirected was not done |
| any other write | refused |

A new name is learnt once and used from then on; the log and `connector check` tell it, as `repo` should be that.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from connector.log import logger

_REPO = re.compile(r"/repos/([^/?]+/[^/?]+)(.*)", re.DOTALL)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An answer that leads to another place; `for_writes` says that a write may be sent there unchanged."""

    location: str
    for_writes: bool


def elsewhere(status: int, location: str | None) -> Elsewhere | None:
    """Return where an answer leads, None for one that does not. A write that 302 or 303 answers may be done."""
    if location and status in (301, 302, 307, 308):
        return Elsewhere(location, status != 302)
    return None


@dataclass(slots=True)
class Moves:
    """The names of today of one GitHub's repositories, as far as its answers told; `url` is that of the API."""

    url: str
    remote: str
    _names: dict[str, str] = field(default_factory=dict)

    def name(self, repo: str) -> str:
        """Return what a repository is called now."""
        return self._names.get(repo.lower(), repo)

    def path(self, path: str) -> str:
        """Return a path of the API with its repository's name of today."""
        match = _REPO.fullmatch(path)
        return f"/repos/{self.name(match[1])}{match[2]}" if match else path

    def called(self, repo: str, now: str) -> bool:
        """Take in what a repository is called; say whether that is another name."""
        if repo.lower() == now.lower():
            return False
        names = {name: now if known.lower() == repo.lower() else known for name, known in self._names.items()}
        self._names = names | {repo.lower(): now, now.lower(): now}
        logger().warning("repository_renamed", remote=self.remote, repo=repo, now=now, advice=f'write repo = "{now}"')
        return True

    def address(self, location: str) -> str | None:
        """Return the whole address that a redirect leads to, None where that is another site."""
        place = urljoin(self.url, location)
        return place if _site(place) == _site(self.url) else None


def repository(path: str) -> tuple[str, str] | None:
    """Return the repository's name in a path of the API and what stands behind it."""
    match = _REPO.fullmatch(path)
    return (match[1], match[2]) if match else None


def _site(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname, port or _PORTS.get(parts.scheme)
