"""Where a site of Atlassian's is and who asks: the keys that sections for Jira and for Confluence share."""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationInfo, model_validator

from connector.remote.addresses import Address
from connector.remote.secrets import read_secret, set_by_environment

CLOUD_HOSTS = (".atlassian.net", ".jira.com", "api.atlassian.com")


class AtlassianAccount(BaseModel):
    """A site of Cloud or Data Center, and a token; with `mail` it is an API token of Cloud, without a personal access token."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: Address
    site: Address | None = None
    deployment: Literal["cloud", "datacenter"] | None = None
    mail: str | None = None
    token: SecretStr | None = None
    token_file: Path | None = None
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _one_token(self, info: ValidationInfo) -> Self:
        if (self.token is None) == (self.token_file is None):
            raise ValueError(f"needs a token: {set_by_environment(info)}, or name a `token_file`, and only one of them")
        return self

    def told_deployment(self) -> Literal["cloud", "datacenter"] | None:
        """Return what the site is: as the section says, or by its host; None where neither tells."""
        host = urlsplit(self.url).hostname or ""
        return self.deployment or ("cloud" if host.endswith(CLOUD_HOSTS) else None)

    def login(self, *, base_dir: Path, where: str) -> tuple[str, str] | str:
        """Return mail and token, or the token alone. Raises ConfigError for a file that cannot be read."""
        token = read_secret(self.token, self.token_file, base_dir=base_dir, where=where)
        return (self.mail, token) if self.mail else token
