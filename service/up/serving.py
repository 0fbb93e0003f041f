"""The role `web`: Granian with a process for each core, from two to four."""

import logging
import os
import signal
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

from service.config import from_env
from service.logs import configure_logging
from service.up.privilege import die_with_parent

_THREADS = 8  # per process; each may hold one database connection


def serve(*, host: str, port: int, processes: int | None) -> None:
    """Serve HTTP until TERM or INT. Unfinished answers get 10 seconds."""
    try:
        settings = from_env()
        settings.demand_secret()
    except ValueError as error:  # BadSettings is one, too
        raise SystemExit(f"parley web does not start: {error}") from None
    import service.app  # noqa: F401  # before the fork: read once, shared by all

    configure_logging(settings.log_level)  # after what chats while it is imported

    made = server("service.app:create_app", host=host, port=port, processes=processes)
    os.environ["PARLEY_WEB_MAIN"] = str(os.getpid())
    made.serve(target_loader=load)


class ThreadsAreMeant(logging.Filter):
    """Drops the server's advice to have fewer threads than we chose: they wait for the database
    most of their time, and `backpressure` is set."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is worth keeping."""
        return "Python threads, which seems quite high" not in record.getMessage()


# The server's own lines go where ours go, as JSON with a time. Read by logging.config.dictConfig.
_LOGS: dict[str, Any] = {
    "formatters": {},
    "handlers": {},
    "filters": {"threads": {"()": ThreadsAreMeant}},
    "loggers": {"_granian": {"handlers": [], "filters": ["threads"], "propagate": True}},
}


def server(target: str, *, host: str, port: int, processes: int | None = None) -> Any:
    """Granian as the role `web` runs it; the bench's constant answer is served by the same."""
    return Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes or min(4, max(2, os.cpu_count() or 2)),
        blocking_threads=_THREADS,
        backlog=2048,
        backpressure=256,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
        log_dictconfig=_LOGS,
    )


def load(_target: str) -> Callable[..., Any]:
    """The application, in a serving process, which ends with the main one (even after kill -9:
    it would go on holding the port otherwise)."""
    from service.api.scorer import warm
    from service.app import create_app

    die_with_parent(signal.SIGTERM, int(os.environ["PARLEY_WEB_MAIN"]))
    application = create_app()
    warm(application)
    return application
