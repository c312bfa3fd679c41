"""Where incidents are recorded."""

from dataclasses import dataclass
from typing import Protocol

from connector.core.incidents import Incident
from connector.core.model import Hold


@dataclass(frozen=True, slots=True)
class Recorded:
    """The incidents of a source, and what of it could not be read. The `file` of a hold is where its `line` is counted."""

    incidents: tuple[Incident, ...]
    holds: tuple[Hold, ...] = ()


class IncidentSource(Protocol):
    """Records of incidents; nothing is written to them."""

    name: str

    def incidents(self) -> Recorded:
        """Return all incidents there are. Raises RemoteError where they cannot be looked at."""
