"""Logs as events with values: readable on a terminal, JSON elsewhere, UTC, on standard error."""

from __future__ import annotations

import io
import logging
import sys
from typing import TYPE_CHECKING, cast

import structlog

if TYPE_CHECKING:
    from typing import TextIO

    from structlog.typing import FilteringBoundLogger


class _StandardError(io.TextIOBase):
    """Standard error as it is at each event: a progress bar replaces it while it is shown."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(*, level: str = "INFO", as_json: bool | None = None) -> None:
    """Send every event of this process to standard error.

    Args:
        level: The lowest level shown, such as ``DEBUG``.
        as_json: JSON lines if true, coloured text if false; by default text on a terminal only.
    """
    use_json = not sys.stderr.isatty() if as_json is None else as_json
    renderer = structlog.processors.JSONRenderer() if use_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _StandardError())),
    )


def logger(name: str) -> FilteringBoundLogger:
    """Return a logger whose events carry ``service=name``."""
    return structlog.get_logger(service=name)  # type: ignore[no-any-return]  # structlog types it Any
