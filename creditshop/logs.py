"""Logs: one JSON object a line in production, words in development. Tracebacks never show the values of variables."""

import logging
import sys

import structlog

from creditshop.config import Settings


def configure(config: Settings) -> None:
    """Have structlog write to standard error the way this environment reads it."""
    in_production = config.app_env == "production"
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback, colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(
                [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
                if in_production
                else [plain]
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
