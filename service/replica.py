"""Reading from a replica (`PARLEY_REPLICA_URL`) what is the same for everybody: threads, counts,
statistics.

Nobody may notice. The replica is read only while it is known to be less than SLACK_SECONDS behind
(a thread of each process compares both servers' logs), what moved lately is read from the writer
(`service/feeds/cache.py` remembers it for longer than the slack), and whatever goes wrong at the
replica is read again from the writer.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.db import db, reading, transaction
from service.errors import NotFound, Unavailable

BIND = "replica"
SLACK_SECONDS = 2.0
_EVERY = SLACK_SECONDS / 2  # compared twice within the slack: then it holds between comparisons too

logger = logging.getLogger(__name__)

T = TypeVar("T")


def is_used() -> bool:
    """Whether this process was given a replica."""
    return BIND in db.engines


def read(site_id: int, look: Callable[[Session], T], *, moved: bool = False) -> T:
    """`look(session)` on behalf of the site, at the replica if it is close behind and nothing that
    is looked at `moved` lately, else at the writer. Raises Unavailable when that is away."""
    if is_used() and not moved and _watch().is_close:
        try:
            with reading(db.engines[BIND], site_id) as session:
                return look(session)
        except NotFound:
            pass  # made a moment ago, perhaps: the writer knows
        except (DBAPIError, Unavailable) as error:
            logger.warning("the replica failed a reader", extra={"why": type(error).__name__})
    with transaction(site_id) as session:
        return look(session)


class Watch:
    """Whether the replica is close behind the writer, looked at every second by its own thread."""

    def __init__(self, writer: Engine, replica: Engine) -> None:
        self._writer, self._replica = writer, replica
        self._mark: str | None = None  # how far the writer's log was, one look ago
        self._seen = 0.0  # when the replica was last found to have replayed that
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="replica-watch", daemon=True)
        self._thread.start()

    @property
    def is_close(self) -> bool:
        """Whether all that was committed SLACK_SECONDS ago can be read at the replica."""
        return time.monotonic() - self._seen < SLACK_SECONDS

    def end(self) -> None:
        """Look no more; returns when the thread has left both servers alone."""
        self._ended.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._ended.is_set():
            try:
                self._look()
            except DBAPIError as error:
                logger.warning("replica not compared", extra={"why": type(error).__name__})
            self._ended.wait(_EVERY)

    def _look(self) -> None:
        begun = time.monotonic()
        if self._mark is not None and self._has_replayed(self._mark):
            self._seen = begun
        with self._writer.connect() as connection:
            self._mark = connection.execute(_WRITTEN).scalar_one()

    def _has_replayed(self, mark: str) -> bool:
        with self._replica.connect() as connection:
            return bool(connection.execute(_REPLAYED, {"mark": mark}).scalar_one())


_watches: dict[Engine, Watch] = {}
_making = threading.Lock()


def _watch() -> Watch:
    """This process's watch; its thread begins with the first read, after any fork."""
    replica = db.engines[BIND]
    with _making:
        if replica not in _watches:
            _watches[replica] = Watch(db.engine, replica)
        return _watches[replica]


def forget() -> None:
    """End every watch; for tests that make the world anew."""
    while _watches:
        _watches.popitem()[1].end()


_WRITTEN = text("SELECT CAST(pg_current_wal_flush_lsn() AS text)")
_REPLAYED = text("SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= CAST(:mark AS pg_lsn)")
