"""Structured logs on stderr, as JSON lines or for a console.

Events are lowercase past tense (`ticket_created`), the rest is key=value; `run_id` and `item` are bound once where they
are known. Nothing is configured on import.
"""

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from connector.rendering.plaintext import safe_json, safe_lines

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger, Processor

AGAIN = 3600.0
"""Seconds after which a warning is worth saying again."""
MANY = 1000
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(*, form: str = "console", level: str = "info") -> None:
    """Send logs of `level` and above to stderr; `form` is json or console."""
    import structlog

    renderer: Processor
    if form == "json":
        renderer = structlog.processors.JSONRenderer(lambda event, **_: safe_json(event))
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *([] if level == "debug" else [_Said()]),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            *([_without_controls] if form != "json" else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


class _Said:
    """Drops a warning whose reason was told within the hour: a tracker that is down is news once, and not every minute."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._told: dict[str, float] = {}

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        del logger
        reason = event.get("reason")
        if name != "warning" or not isinstance(reason, str):
            return event
        now, about = self._now(), f"{event.get('item', '')} {reason}"
        if now - self._told.get(about, -AGAIN) < AGAIN:
            from structlog import DropEvent

            raise DropEvent
        if len(self._told) >= MANY:
            self._told.clear()
        self._told[about] = now
        return event


def _without_controls(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out of an event what would steer a terminal: reasons hold words of documents and names of files."""
    del logger, name
    return {key: safe_lines(value) if isinstance(value, str) else value for key, value in event.items()}


def progressed(what: str, done: int, total: int) -> None:
    """Log how far long work has come."""
    logger().info("work_progressed", work=what, done=done, total=total)


def logger() -> "FilteringBoundLogger":
    """Return the logger; what it prints is decided by `configure`."""
    import structlog

    log: FilteringBoundLogger = structlog.get_logger()
    return log


def recorder() -> "FilteringBoundLogger":
    """Return the logger of what has to be told whatever the level: to whom the log is a channel, nothing else tells it."""
    import structlog

    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr), wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET)
    )
    return log
