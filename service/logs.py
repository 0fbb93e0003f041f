"""Structured logs on standard error: one JSON object a line. Never text, tokens or addresses."""

import logging
import sys

import structlog


def configure_logging(level: str) -> None:
    """Route the standard library's loggers through structlog. Safe to call twice."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
    )
    root = logging.getLogger()
    root.setLevel(level)
    if any(getattr(handler, "is_parley", False) for handler in root.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.is_parley = True  # type: ignore[attr-defined]  # marks our own handler
    root.addHandler(handler)
