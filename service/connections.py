"""Connections to PostgreSQL: their options, how one that died is noticed, and sessions at rest."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import orjson
import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

AT_ONCE = 1.0  # seconds within which a dead connection shows when it is used
_PING_AFTER = 1.0  # seconds idle: pinging at every checkout costs a tenth of a short request
_BEGUN = TransactionStatus.INTRANS, TransactionStatus.INERROR, TransactionStatus.ACTIVE
ENTERED = "entered"  # marks a connection whose BEGIN we send ourselves
# What holds for everything that a connection runs, however long it waits: milliseconds.
_LIMITS: dict[str, str | int] = {
    "timezone": "utc",
    "statement_timeout": 15_000,
    "lock_timeout": 5_000,
    "idle_in_transaction_session_timeout": 30_000,
}
# A host that vanished is noticed within seconds, not after the kernel's two hours: by us, and by
# the server, where a transaction of ours would keep its locks until the time-out above.
_KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2}
_UNANSWERED = 4_000  # milliseconds until what was sent must have arrived
EACH_TIME = "limits"  # of an engine behind a pooler: sent with each transaction, not once


def engine_options(
    *, pool_size: int, prepares: bool = True, is_pooled: bool = False
) -> dict[str, Any]:
    """Options of the pool: refuse to wait for a database that is gone, never reuse a dead
    connection. Planning costs more than running our statements, so `prepares` keeps plans.

    `is_pooled`: PgBouncer stands between, which hands a server's session from one client to the
    next: what is set has to be set in every transaction, for that alone.
    """
    at_start = _LIMITS | {f"tcp_{name}": value for name, value in _KEEPALIVES.items()}
    at_start["tcp_user_timeout"] = _UNANSWERED
    options = " ".join(f"-c {name}={value}" for name, value in at_start.items())
    return {
        "hide_parameters": True,  # errors are logged, and parameters hold texts and names
        "pool_size": pool_size,
        "max_overflow": pool_size,
        "pool_timeout": 2,
        "json_serializer": lambda value: orjson.dumps(
            value, default=str, option=orjson.OPT_NON_STR_KEYS
        ).decode(),
        "json_deserializer": orjson.loads,
        "connect_args": {
            "connect_timeout": 2,
            **_KEEPALIVES,
            "tcp_user_timeout": _UNANSWERED,
            "prepare_threshold": 2 if prepares else None,
            **({} if is_pooled else {"options": options}),
        },
        "execution_options": {EACH_TIME: _LIMITS} if is_pooled else {},
    }


@event.listens_for(Pool, "checkin")
def _note_use(connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()
    if record.info.pop(ENTERED, False) and connection is not None and not connection.closed:
        connection.autocommit = False  # as migrations expect it; costs no round trip


@event.listens_for(Pool, "checkout")
def _ping_after_idling(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that broke while it idled is replaced, with all the others of the pool."""
    used = record.info.get("used")
    if used is None or time.monotonic() - used < _PING_AFTER:
        return
    try:
        send(connection, b"SELECT 1")
    except psycopg.Error as error:
        raise InvalidatePoolError("the connection is gone") from error


class Rest:
    """Sessions that wait, each with its connection, for the process's next transaction: while one
    request follows another, opening and closing them took a fifth of a short one. Owns them."""

    def __init__(self) -> None:
        self._resting: deque[tuple[Session, Engine, float]] = deque()  # the last to come on top

    def woken(self, engine: Engine) -> Session | None:
        """A session of that engine which was in use a moment ago, or None. After a longer rest they
        go back to the pool, which looks whether their connections still live."""
        try:
            session, its_engine, since = self._resting.pop()
        except IndexError:
            return None
        if its_engine is engine and time.monotonic() - since < _PING_AFTER:
            return session
        session.close()
        for older in self._taken():
            older.close()
        return None

    def lay(self, session: Session, engine: Engine) -> None:
        """Take a session whose transaction is over."""
        if session.identity_map:
            session.expunge_all()
        self._resting.append((session, engine, time.monotonic()))

    def end(self) -> None:
        """Close all connections: they are as old as one that turned out to be dead."""
        for session in self._taken():
            session.invalidate()

    def _taken(self) -> Iterator[Session]:
        with suppress(IndexError):  # empty, or another thread took the last one
            while True:
                yield self._resting.pop()[0]


at_rest = Rest()


@event.listens_for(Engine, "engine_disposed")
def _end_rest(_engine: Engine) -> None:
    at_rest.end()


def is_underway(raw: "psycopg.Connection[Any] | None") -> bool:
    """Whether a transaction has begun on it, as far as we know."""
    return raw is not None and raw.pgconn.transaction_status in _BEGUN


def send(raw: "psycopg.Connection[Any]", commands: bytes) -> None:
    """Fixed commands straight to libpq: the driver's cursors cost more than these do. Raises
    what the driver would."""
    result = raw.pgconn.exec_(commands)
    if raw.closed:
        raise psycopg.OperationalError("the connection is gone")
    if result.status == ExecStatus.FATAL_ERROR:
        raise psycopg.errors.error_from_result(result)
