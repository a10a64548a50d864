"""Logs: one JSON object a line in production, words in development. Tracebacks never show the values of variables.

Nothing secret is meant to be logged. Should a library's message have something in it, it goes no further than here.
"""

import logging
import re
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from creditshop.config import Settings

_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_|whsec_|csk_[a-z2-9]{12}_)[A-Za-z0-9+/=_]+"  # Stripe's keys, and an app's
    r"|(?<=://)[^/@\s]*:[^/@\s]*(?=@)"  # user and password in an address
    r"|(?<=[Bb]earer )\S+"
)
_HINTS = ("k_", "whsec_", "://", "earer ")  # without one of them there is none; looking for that is quicker
_EMAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*@([A-Za-z0-9-]+\.[A-Za-z0-9.-]+)")


def configure(config: Settings, *more: Processor) -> None:
    """Have structlog, and through it the standard library's loggers, write to standard error as this environment reads.

    `more` are processors that add to each line, such as the ids of a trace.
    """
    shared: tuple[Processor, ...] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *more,
    )
    ending = _ending(in_production=config.app_env == "production")
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    _hear_libraries([structlog.stdlib.add_logger_name, *shared], ending)


def _ending(*, in_production: bool) -> list[Processor]:
    if in_production:
        return [structlog.processors.format_exc_info, redact, structlog.processors.JSONRenderer()]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback, colors=sys.stderr.isatty())
    return [redact, plain]


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that a second `configure` replaces it."""


def _hear_libraries(before: list[Processor], ending: list[Processor]) -> None:
    """Libraries log by the standard library: in the same form, and only what is worth a look (they are talkative)."""
    logging.captureWarnings(capture=True)
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, _Handler)] + [handler]
    root.setLevel(logging.WARNING)


def redact(_logger: object, _method: str, line: EventDict) -> EventDict:
    """A processor: secrets become `[secret]`, of e-mail addresses the first letter and the host stay."""
    return {name: _redacted(value) for name, value in line.items()}


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        without = _SECRET.sub("[secret]", value) if any(hint in value for hint in _HINTS) else value
        return _EMAIL.sub(r"\1…@\2", without) if "@" in without else without
    if isinstance(value, dict):
        return {name: _redacted(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(one) for one in value]
    return value
