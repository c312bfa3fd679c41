"""How fast content may be created: so many a minute, so many an hour, and never two at once.

GitHub counts what it calls content creation and tells nobody where the count stands; whoever goes on is locked out. So it is
counted here, a little below what GitHub allows, beginning with what earlier runs and other machines have made. Those are known
by their issues: a count in a file or in the ledger was rejected, as it would miss what others file with the same account.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(slots=True)
class Pace:
    """A sliding window over the last minute and the last hour; `gap` is the least time between two."""

    per_minute: int
    per_hour: int
    clock: Callable[[], datetime]
    gap: timedelta = timedelta(seconds=1)
    _made: deque[datetime] = field(default_factory=deque)

    def wait(self) -> float:
        """Return the seconds until the next one may be made."""
        now = self.clock()
        return (self._free(self._made, now) - now).total_seconds()

    def count(self) -> None:
        """Note that one was made now, or may have been."""
        self._made.append(self.clock())

    def seed(self, made: Iterable[datetime]) -> None:
        """Begin with what GitHub shows of the last hour. What was counted here after that is kept: a list lags a little."""
        now = self.clock()
        shown = sorted(min(at, now) for at in made)
        self._made = deque([*shown, *(at for at in self._made if not shown or at > shown[-1])])

    def estimate(self, count: int) -> float:
        """Return the seconds until `count` more are made, at the least."""
        made, now = deque(self._made), self.clock()
        at = now
        for _ in range(count):
            at = self._free(made, at)
            made.append(at)
        return (at - now).total_seconds()

    def _free(self, made: deque[datetime], now: datetime) -> datetime:
        """Return when one more may be made; forgets what is older than an hour."""
        while made and now - made[0] >= HOUR:
            made.popleft()
        free = max(now, made[-1] + self.gap) if made else now
        if len(made) >= self.per_hour:
            free = max(free, made[-self.per_hour] + HOUR)
        if len(made) >= self.per_minute:
            free = max(free, made[-self.per_minute] + MINUTE)
        return free
