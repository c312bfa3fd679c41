"""What the settings of every adapter over HTTP say: where a site is, and whose certificates it may show."""

import ssl
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from connector.errors import ConfigError, Fault


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, text))
        login = "@" in parts.netloc
    except ValueError:
        sound = login = False
    if not sound:
        raise ValueError("must be an address from https:// on, such as https://tickets.example.com")
    if login:
        raise ValueError("must not hold a login: a token is set by the environment, or lies in a file")
    return text


Address = Annotated[str, AfterValidator(_address)]


def trusted(ca_file: Path | None, *, base_dir: Path, where: str) -> bool | str:
    """Return what to verify a site's certificate by: the usual authorities, or those of a file.

    Raises ConfigError for a file that cannot be read or holds no certificates.
    """
    if ca_file is None:
        return True
    path = base_dir / ca_file
    try:
        ssl.create_default_context(cafile=str(path))
    except ssl.SSLError:
        said = f"{path} holds no certificates: it has to be text with -----BEGIN CERTIFICATE----- in it"
        raise ConfigError([Fault(f"{where}.ca_file", said)]) from None
    except OSError as error:
        raise ConfigError([Fault(f"{where}.ca_file", f"{path} cannot be read: {error.strerror}")]) from None
    return str(path)
