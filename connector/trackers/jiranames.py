"""Which ticket a reference in a document means: an address that Jira's own pages show, or a bare key."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

KEY = re.compile(r"([A-Z][A-Z0-9_]+)-[1-9]\d*")
_SHOWN = re.compile(r"(?:/(?:browse|issues)/|[?&]selectedIssue=)(?P<key>[A-Za-z][A-Za-z0-9_]+-[1-9]\d*)(?=[/?#&]|$)")
"""Where Jira's own pages name the ticket they show: its page, a list of a project, a board."""


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
