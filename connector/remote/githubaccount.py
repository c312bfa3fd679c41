"""How every adapter of the kind `github` signs in and finds its repository: the settings, the client, and their check."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, ValidationInfo, model_validator

from connector.clock import system_clock
from connector.errors import Fault, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable
from connector.remote.addresses import Address, trusted
from connector.remote.http import Patience
from connector.remote.secrets import read_secret, set_by_environment
from connector.trackers.githubanswers import moment
from connector.trackers.githubclient import API, App, GitHubClient, Page

JSON = Any
SOON = timedelta(days=21)
"""How long before a token ends that is told."""


def _repository(text: str) -> str:
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", text):
        raise ValueError("must be owner/name, such as acme/operations")
    return text


class GitHubAccount(BaseModel):
    """The keys of every section of this kind: which repository, at which GitHub, by which account."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    repo: Annotated[str, AfterValidator(_repository)]
    url: Address = API
    token: SecretStr | None = None
    token_file: Path | None = None
    app_id: int | None = None
    installation_id: int | None = None
    private_key_file: Path | None = None
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _one_login(self, info: ValidationInfo) -> "GitHubAccount":
        app = (self.app_id, self.installation_id, self.private_key_file)
        ways = [self.token is not None, self.token_file is not None, any(each is not None for each in app)]
        if sum(ways) != 1:
            raise ValueError(
                f"needs one way to sign in, and only one: {set_by_environment(info)}, or a `token_file`, or an app's app_id, "
                "installation_id and private_key_file"
            )
        if ways[2] and None in app:
            raise ValueError("an app needs all of app_id, installation_id and private_key_file")
        return self


def login_of(settings: GitHubAccount, *, base_dir: Path, where: str) -> str | App:
    """Return the token or the app that settings name. Raises ConfigError for a file that cannot be read."""
    if settings.app_id is None or settings.installation_id is None:
        return read_secret(settings.token, settings.token_file, base_dir=base_dir, where=where)
    key = read_secret(None, settings.private_key_file, base_dir=base_dir, where=where, key="private_key")
    return App(settings.app_id, settings.installation_id, key)


def client_of(
    settings: GitHubAccount, *, name: str, base_dir: Path, where: str, patience: Patience | None = None
) -> GitHubClient:
    """Return the client of an account; asks GitHub nothing yet. Raises ConfigError as `login_of` does."""
    return GitHubClient(
        settings.url,
        remote=name,
        login=login_of(settings, base_dir=base_dir, where=where),
        verify=trusted(settings.ca_file, base_dir=base_dir, where=where),
        patience=patience,
    )


def look_at_repository(client: GitHubClient, repo: str, *, at: str) -> tuple[Mapping[str, JSON] | None, list[Fault]]:
    """Return what GitHub says of a repository, None where that cannot be had, and every fault of token, address and name."""
    try:
        page = client.page("GET", f"/repos/{repo}", verb="look at the repository", kind="probe")
    except Unauthorized as error:
        return None, [_login(error, at, app=client.app)]
    except Rejected as error:
        if error.status == 404:
            said = f"there is no repository {repo} for this account: check the name, and what the token may see"
            if client.url != API and not client.url.endswith("/api/v3"):
                said += f"; and the url, as {client.url} is not where GitHub answers: an Enterprise Server's ends in /api/v3"
            return None, [Fault(f"{at}.repo", said)]
        return None, [Fault(f"{at}.repo", str(error))]
    except (Unavailable, RateLimited) as error:
        return None, [Fault(f"{at}.url", f"does not answer: {error}")]
    except RemoteError as error:
        return None, [Fault(f"{at}.url", str(error))]
    if not isinstance(page.data, dict) or "full_name" not in page.data:
        return None, [Fault(f"{at}.url", "does not answer as GitHub does: for Enterprise Server it ends in /api/v3")]
    return page.data, [*_token(page, at), *_name(page.data, repo, at)]


def _login(error: Unauthorized, at: str, *, app: bool) -> Fault:
    """Return what is wrong with a login, and what is to be done: one that lacks a right needs no other in its place."""
    key = "app_id" if app else "token"
    if error.status != 401:
        return Fault(f"{at}.{key}", f"may not do that: {error}")
    way = "check app_id, installation_id and the private key" if app else "make a new one"
    return Fault(f"{at}.{key}", f"is refused: {error}; {way}")


def app_lacks(client: GitHubClient, rights: Sequence[str], *, at: str) -> list[Fault] | None:
    """Return a fault for each of these rights to write that an app was not given; None where no app signs in.

    What GitHub says of a repository holds for people: to an app it may deny there what the installation grants.
    """
    try:
        granted = client.grants(verb="look at the rights of the app")
    except RemoteError as error:
        return [Fault(f"{at}.app_id", str(error))]
    if granted is None:
        return None
    return [
        Fault(
            f"{at}.app_id",
            f"the installation grants {_right(name)}: {granted.get(name) or 'nothing'}; it has to be write",
        )
        for name in rights
        if granted.get(name) not in ("write", "admin")
    ]


def _right(name: str) -> str:
    """Return a right as the settings of an app call it."""
    return name.replace("_", " ").capitalize()


def _token(page: Page, at: str) -> Iterator[Fault]:
    text = page.headers.get("github-authentication-token-expiration") or ""
    ends = moment(text.replace(" UTC", "+00:00"))
    if ends is not None and ends - system_clock() < SOON:
        yield Fault(f"{at}.token", f"ends on {ends:%Y-%m-%d}: make a new one before")


def _name(found: Mapping[str, JSON], repo: str, at: str) -> Iterator[Fault]:
    if str(found["full_name"]).lower() != repo.lower():
        yield Fault(f"{at}.repo", f"is called {found['full_name']} now: write that")
