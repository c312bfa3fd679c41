"""Items that wait for a tracker: for all of it, or for one question about them that it refused or failed to answer.

Not knowing who is meant, or which ticket, filing could file for the wrong person, or twice. A policy that files what has no
owner does not decide here: that nobody answered is not that nobody is there.
"""

from collections.abc import Mapping
from dataclasses import replace

from connector.core.plan import Desired
from connector.core.reasons import WAITS
from connector.errors import Conflict, Rejected, RemoteError


def waiting(want: Desired, unreachable: Mapping[str, str]) -> Desired:
    """Hold an item while its tracker does not answer: not knowing what is there, filing could file twice."""
    why = unreachable.get(want.tracker or "")
    return replace(want, holds=(*want.holds, f"{WAITS}{why}")) if why else want


def told(what: str, error: RemoteError) -> str:
    """Return why an item is held for a question: what was refused is for a person to see to, what broke is only waited for."""
    return f"{what}: {error}" if isinstance(error, Rejected | Conflict) else f"{WAITS}{error}"
