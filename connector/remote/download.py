"""A file from the web, read once: bounded in size and time, and tried again where `http.py` says so.

The address may be a secret, as those of private calendars are: no message has more of it than its host.
"""

import time
from urllib.parse import urlsplit

from connector.errors import Rejected, Unavailable
from connector.remote.http import Patience, Reply, error_of, lost, never_sent

TIMEOUT = (5.0, 15.0)
"""Seconds to connect, and to wait for the next part."""
LONGEST_SECONDS = 30.0
MOST_BYTES = 5 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


def download(url: str, *, remote: str, verb: str, patience: Patience) -> bytes:
    """Return what is at an address. Raises RemoteError, Rejected for what is too long."""
    return patience.run(lambda: _once(url, remote=remote, verb=verb), kind="read")


def _once(url: str, *, remote: str, verb: str) -> bytes:
    import requests

    host = urlsplit(url).hostname or "it"
    started, parts, size = time.monotonic(), [], 0
    try:
        with requests.get(url, timeout=TIMEOUT, stream=True, headers={"User-Agent": "connector"}) as answer:
            if answer.status_code >= 300:
                headers = {name: value for name, value in answer.headers.items() if name.lower() == "retry-after"}
                reply = Reply(answer.status_code, headers, f"{host} answered {answer.status_code}")
                raise error_of(reply, remote=remote, verb=verb, kind="read")
            for part in answer.iter_content(CHUNK_BYTES):
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    said = f"what {host} sends is longer than {MOST_BYTES // 1024 // 1024} MiB"
                    raise Rejected(said, remote=remote, verb=verb)
                if time.monotonic() - started > LONGEST_SECONDS:
                    said = f"{host} takes longer than {LONGEST_SECONDS:.0f} seconds"
                    raise Unavailable(said, remote=remote, verb=verb)
    except (requests.RequestException, OSError) as error:
        told = lost(error, sent=not never_sent(error), remote=remote, verb=verb, kind="read")
        # The library's own words hold the address.
        whole = url in str(told) or urlsplit(url).path.strip("/") in str(told)
        raise (Unavailable(f"{host} does not answer", remote=remote, verb=verb) if whole else told) from None
    return b"".join(parts)
