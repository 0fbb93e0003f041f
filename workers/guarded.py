"""Batches that survive a broker restart.

celery-batches 0.11 keeps the flush timer of the lost connection: the buffer then fills to the
prefetch limit and nothing is flushed or delivered again (clokep/celery-batches #99, #107; the
fix, #108, is not in 0.11). Each new connection asks for a new Strategy, so that is where the
old timer and the old buffers are dropped: their messages will be delivered again.
"""

from collections.abc import Callable
from queue import Empty, Queue
from typing import Any

from celery_batches import Batches


class GuardedBatches(Batches):  # type: ignore[misc]  # celery-batches has no type information
    """`Batches` with a fresh timer and fresh buffers for each connection to the broker."""

    abstract = True
    _tref: Any

    def Strategy(self, task: Any, app: Any, consumer: Any) -> Callable[..., Any]:  # noqa: N802  # celery's name
        """What handles the messages of one connection."""
        if self._tref is not None:
            self._tref.cancel()
            self._tref = None
        _empty(self._buffer)
        _empty(self._pending)
        strategy: Callable[..., Any] = super().Strategy(task, app, consumer)
        return strategy


def _empty(queue: "Queue[Any]") -> None:
    while True:
        try:
            queue.get_nowait()
        except Empty:
            return
