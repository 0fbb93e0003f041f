"""The watchdog: ends a worker that makes no progress while comments wait, so that the supervisor
(or the container's runtime) starts another. A process that lives may still be stuck: after a
broker's restart a consumer was seen to take no work again, and a model may hang."""

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from celery.signals import worker_init

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Unavailable
from service.moderation.sweeping import oldest_waiting
from service.queue import Queue, celery
from service.valkey import PROGRESS_KEY, memory
from workers.app import core, settings

logger = logging.getLogger(__name__)

EXIT_STALLED = 70  # EX_SOFTWARE
_TELL_EVERY = 1.0  # seconds between two notes of progress in Valkey
_TOLD_SECONDS = 60


class Watchdog:
    """Judges by what it is told, every few seconds: `seconds` without progress, while comments
    have waited for longer than that and broker and database answer, is a stall. Owns the
    time since when that is so."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._since = clock()
        self._told = 0.0

    def note_progress(self) -> None:
        """A portion of work begins or ends."""
        self._since = self._clock()
        if self._since - self._told > _TELL_EVERY:
            self._told = self._since
            memory().ask(
                lambda client: client.set(PROGRESS_KEY, 1, ex=_TOLD_SECONDS), otherwise=None
            )

    def is_stalled(self, waiting: float | None) -> bool:
        """`waiting`: seconds that the oldest comment has waited; None: broker or database are
        away, so there is nothing to do and nothing to blame."""
        if waiting is None:
            self._since = self._clock()
            return False
        return waiting > self._seconds and self._clock() - self._since > self._seconds


watchdog = Watchdog(settings.stall_seconds)


@worker_init.connect
def start(**_: Any) -> None:
    """Watch from a thread of its own, in workers that score."""
    threading.Thread(target=_watch, name="watchdog", daemon=True).start()


def _watch() -> None:
    pause = threading.Event()
    while not pause.wait(min(5.0, settings.stall_seconds / 4)):
        if Queue.SCORING not in celery.amqp.queues.consume_from:
            continue
        waiting = _waiting()
        if watchdog.is_stalled(waiting):
            logger.critical("no progress: this worker ends", extra={"waiting": waiting})
            logging.shutdown()
            # Not sys.exit: whatever is stuck would keep the process alive.
            os._exit(EXIT_STALLED)


def _waiting() -> float | None:
    if not memory().ask(lambda client: client.ping(), otherwise=False):
        return None
    try:
        with core.app_context(), transaction(ALL_SITES) as session:
            return oldest_waiting(session, now=utc_now())
    except Unavailable:
        return None
