"""How far a server's clock is from this machine's: what a server stores is compared with its own time, not with ours.

The difference comes from the `Date` of its answers and the machine's real time, so that it stays right where a run is told to
believe in another day. An instant of ours plus `offset` is the server's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connector.clock import Clock, system_clock


@dataclass(slots=True)
class ServerTime:
    """Learns a server's time from its answers; `clock` is the machine's own."""

    clock: Clock = system_clock
    offset: timedelta = timedelta()
    known: bool = False

    def seen(self, headers: Mapping[str, str]) -> None:
        """Take in the headers of an answer; a Date that is missing or cannot be read changes nothing."""
        text = next((value for name, value in headers.items() if name.lower() == "date"), None)
        try:
            said = parsedate_to_datetime(text) if text else None
        except (TypeError, ValueError, OverflowError):
            return
        if said is not None:
            self.offset = (said if said.tzinfo else said.replace(tzinfo=UTC)) - self._now()
            self.known = True

    def _now(self) -> datetime:
        # A Date has whole seconds: without this, clocks that are alike would differ by what it leaves out.
        return self.clock().replace(microsecond=0)
