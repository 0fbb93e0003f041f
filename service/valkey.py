"""Valkey (or Redis) as a memory that may vanish: rendered pages, versions, limits.

Every call answers or gives up within a fraction of a second; after a failure the process
leaves Valkey alone for a second, so that a frozen one does not slow each request down.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import redis

from service.errors import Unavailable

logger = logging.getLogger(__name__)

PROGRESS_KEY = "progress"  # there while some worker scores
_PAUSE = 1.0  # seconds without Valkey after it failed

T = TypeVar("T")


class Memory:
    """One process's connection to Valkey. Owns the pool and the time of the last failure."""

    def __init__(self, url: str) -> None:
        self._client: Any = redis.Redis.from_url(
            url, socket_timeout=0.25, socket_connect_timeout=0.25, health_check_interval=25
        )
        self._silent_until = 0.0

    def ask(self, question: Callable[[Any], T], *, otherwise: T) -> T:
        """The answer of `question(client)`, or `otherwise` when Valkey does not answer."""
        try:
            return self.demand(question)
        except Unavailable:
            return otherwise

    def demand(self, question: Callable[[Any], T]) -> T:
        """The answer of `question(client)`. Raises Unavailable when Valkey does not answer."""
        if time.monotonic() < self._silent_until:
            raise Unavailable("Valkey is away", retry_after=2)
        try:
            return question(self._client)
        except redis.RedisError as error:
            self._silent_until = time.monotonic() + _PAUSE
            logger.warning("valkey does not answer", extra={"why": type(error).__name__})
            raise Unavailable("Valkey is away", retry_after=2) from error


_memories: dict[str, Memory] = {}
_current: list[str] = []


def configure(url: str) -> None:
    """Name the Valkey of this process."""
    _current[:] = [url]


def current_url() -> str:
    """Where this process's Valkey is."""
    return _current[0]


def memory() -> Memory:
    """The Memory of this process; connections are made when first needed."""
    url = _current[0]
    if url not in _memories:
        _memories[url] = Memory(url)
    return _memories[url]
