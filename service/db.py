"""The database: typed base, `transaction()` (the only commit), and `after_commit()`.

Every transaction acts as the role `parley_app`, which owns nothing, for one site: row-level
security then hides other sites even from a query that forgot its WHERE.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from typing import Any, cast

import orjson
import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.rows import namedtuple_row
from psycopg.types.json import set_json_dumps, set_json_loads
from sqlalchemy import BigInteger, DateTime, Engine, MetaData, Text, event
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.pool import Pool

from service.errors import Unavailable

set_json_dumps(lambda value: orjson.dumps(value, default=str))
set_json_loads(orjson.loads)

APP_ROLE = "parley_app"
_PING_AFTER = 1.0  # seconds idle: pinging at every checkout costs a tenth of a short request
_ENTERED = "entered"  # marks a connection whose BEGIN we send ourselves
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
_EACH_TIME = "limits"  # of an engine behind a pooler: sent with each transaction, not once
_CONNECTION, _CALLBACKS = "connection", "after_commit"  # what a session of ours carries
ALL_SITES = 0  # for the few jobs that look across sites: sweep, deliver, sign-in of staff

logger = logging.getLogger(__name__)

Callback = Callable[[], None]


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_TYPES: dict[Any, Any] = {
    int: BigInteger(),
    str: Text(),
    datetime: DateTime(timezone=True),
    dict[str, Any]: JSONB(),
    list[dict[str, Any]]: JSONB(),
    list[str]: ARRAY(Text),
    list[int]: ARRAY(BigInteger),
}


class Base(DeclarativeBase):
    """Rows. Names of constraints are fixed so that migrations can name them."""

    # A registry, not a type_annotation_map: Flask-SQLAlchemy derives a class from this one.
    registry = registry(metadata=MetaData(naming_convention=_NAMES), type_annotation_map=_TYPES)


db = SQLAlchemy(model_class=Base)


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
        "json_serializer": lambda value: json.dumps(value, ensure_ascii=False, default=str),
        "json_deserializer": orjson.loads,
        "connect_args": {
            "connect_timeout": 2,
            **_KEEPALIVES,
            "tcp_user_timeout": _UNANSWERED,
            "prepare_threshold": 2 if prepares else None,
            **({} if is_pooled else {"options": options}),
        },
        "execution_options": {_EACH_TIME: _LIMITS} if is_pooled else {},
    }


@event.listens_for(Pool, "checkin")
def _note_use(connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()
    if record.info.pop(_ENTERED, False) and connection is not None and not connection.closed:
        connection.autocommit = False  # as migrations expect it; costs no round trip


@event.listens_for(Pool, "checkout")
def _ping_after_idling(connection: Any, record: Any, _proxy: Any) -> None:
    """A connection that broke while it idled is replaced, with all the others of the pool."""
    used = record.info.get("used")
    if used is None or time.monotonic() - used < _PING_AFTER:
        return
    try:
        _send(connection, b"SELECT 1")
    except psycopg.Error as error:
        raise InvalidatePoolError("the connection is gone") from error


@contextmanager
def transaction(site_id: int) -> Iterator[Session]:
    """One transaction on behalf of one site (or ALL_SITES); commits at the end, rolls back on
    any error. Callbacks given to `after_commit` run after the commit, never before.

    Raises Unavailable when the database cannot be reached.
    """
    session = db.session()
    callbacks: list[Callback] = []
    session.info[_CALLBACKS] = callbacks
    try:
        _enter_site(session, site_id)
        yield session
        _commit(session)
    except (OperationalError, PoolTimeout) as error:
        _roll_back(session)
        logger.warning("transaction failed", extra={"why": _cause(error)})
        raise Unavailable("the database cannot be reached", retry_after=2) from error
    except DBAPIError as error:
        _roll_back(session)
        if error.connection_invalidated:
            raise Unavailable("the database went away", retry_after=2) from error
        raise
    except BaseException:
        _roll_back(session)
        raise
    finally:
        session.info.pop(_CALLBACKS, None)
        session.info.pop(_CONNECTION, None)
        db.session.remove()
    for callback in callbacks:
        callback()


@contextmanager
def reading(engine: Engine, site_id: int) -> Iterator[Session]:
    """A transaction at another server than the writer, which only looks, on behalf of one site.

    Raises what the driver raises, or Unavailable.
    """
    with Session(engine) as session:
        _enter_site(session, site_id)
        yield session


def after_commit(session: Session, callback: Callback) -> None:
    """Run `callback` once the transaction of `session` is on disk; it must not raise."""
    session.info[_CALLBACKS].append(callback)


def hot(session: Session, statement: str, parameters: Mapping[str, Any]) -> list[Any]:
    """Rows, as named tuples, of a statement so frequent that SQLAlchemy's own work on it counts:
    given to the driver as it is, with %(name)s for parameters. Raises what SQLAlchemy would."""
    connection, raw = session.info[_CONNECTION]
    try:
        with raw.cursor(row_factory=namedtuple_row) as cursor:
            cursor.execute(_encoded(statement), parameters)
            rows: list[Any] = cursor.fetchall()
            return rows
    except psycopg.Error as error:
        if raw.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True,
            connection_invalidated=connection.invalidated, dialect=connection.dialect,
        ) from error  # fmt: skip


# The driver keeps what it made of a statement by its bytes, and hashes each new copy anew.
_encoded = cache(str.encode)


def _enter_site(session: Session, site_id: int) -> None:
    """Begin, with role and site, in one round trip. SET LOCAL ends with the transaction, so
    poolers may be used. Raises Unavailable when the connection turns out to be gone."""
    connection = session.connection()
    raw = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)
    session.info[_CONNECTION] = connection, raw
    entry = f"SET LOCAL ROLE {APP_ROLE}; SET LOCAL parley.site = '{site_id:d}'"
    for name, value in connection.get_execution_options().get(_EACH_TIME, {}).items():
        entry += f"; SET LOCAL {name} = '{value}'"
    try:
        if raw.pgconn.transaction_status == TransactionStatus.IDLE:
            connection.info[_ENTERED] = True
            raw.autocommit = True  # the driver sends no BEGIN of its own; COMMIT stays as it is
            entry = f"BEGIN; {entry}"
        _send(raw, entry.encode())
    except psycopg.OperationalError as error:
        connection.invalidate(error)
        connection.engine.dispose()  # its neighbours in the pool are as old
        raise Unavailable("the database went away", retry_after=2) from error


def _send(raw: "psycopg.Connection[Any]", commands: bytes) -> None:
    """Fixed commands straight to libpq: the driver's cursors cost more than these do. Raises
    what the driver would."""
    result = raw.pgconn.exec_(commands)
    if raw.closed:
        raise psycopg.OperationalError("the connection is gone")
    if result.status == ExecStatus.FATAL_ERROR:
        raise psycopg.errors.error_from_result(result)


def _commit(session: Session) -> None:
    """Commit. What hot() and text() statements wrote alone goes by the short way: SQLAlchemy's
    own round about a commit costs as much as one of our statements. Raises what it would."""
    connection, raw = session.info.get(_CONNECTION, (None, None))
    if raw is None or not raw.autocommit or session.new or session.dirty or session.deleted:
        session.commit()
        return
    try:
        _send(raw, b"COMMIT")
    except psycopg.Error as error:
        if raw.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(
            "COMMIT", None, error, psycopg.Error, hide_parameters=True,
            connection_invalidated=connection.invalidated, dialect=connection.dialect,
        ) from error  # fmt: skip


def _cause(error: OperationalError | PoolTimeout) -> str:
    return type(getattr(error, "orig", error)).__name__  # never the message: it may hold text


def _roll_back(session: Session) -> None:
    _, raw = session.info.get(_CONNECTION, (None, None))
    if raw is not None and raw.autocommit:
        # The driver's own would throw away every plan of the connection, so that a flood of
        # refused requests would have the database plan all statements anew. What fails here fails
        # again below, where the pool notices.
        with suppress(psycopg.Error):
            _send(raw, b"ROLLBACK")
    try:
        session.rollback()
    except DBAPIError:
        logger.warning("roll-back failed: the connection is gone", exc_info=True)
