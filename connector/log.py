"""Structured logs on stderr, as JSON lines or for a console.

Events are lowercase past tense (`ticket_created`), the rest is key=value; `run_id` and `item` are bound once where they
are known. Nothing is configured on import.
"""

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger, Processor

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(*, form: str = "console", level: str = "info") -> None:
    """Send logs of `level` and above to stderr; `form` is json or console."""
    import structlog

    renderer: Processor
    if form == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger() -> "FilteringBoundLogger":
    """Return the logger; what it prints is decided by `configure`."""
    import structlog

    log: FilteringBoundLogger = structlog.get_logger()
    return log
