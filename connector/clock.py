"""The one place that reads the time.

Everything else is handed a `Clock`, so that `--as-of` and tests decide what "now" is.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the current instant as an aware UTC datetime."""
    return datetime.now(UTC)


def fixed_clock(at: datetime) -> Clock:
    """Return a clock that always says `at` (aware)."""
    instant = at.astimezone(UTC)
    return lambda: instant


def local_date(at: datetime, *, zone: ZoneInfo) -> date:
    """Return the calendar day of an instant in the installation's zone."""
    return at.astimezone(zone).date()
