"""The database: typed base, `transaction()` (the only commit), and `after_commit()`.

Every transaction acts as the role `parley_app`, which owns nothing, for one site: row-level
security then hides other sites even from a query that forgot its WHERE.
"""

import logging
import time
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, cast

import orjson
import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row
from psycopg.types.json import set_json_dumps, set_json_loads
from sqlalchemy import BigInteger, Connection, DateTime, Engine, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, registry

from service.connections import AT_ONCE, EACH_TIME, ENTERED, at_rest, is_underway, send
from service.errors import Unavailable

set_json_dumps(lambda value: orjson.dumps(value, default=str))
set_json_loads(orjson.loads)

APP_ROLE = "parley_app"
# What a session of ours carries.
_CONNECTION, _CALLBACKS, _SITE = "connection", "after_commit", "site"
_NONE = None, None, None
ALL_SITES = 0  # for the few jobs that look across sites: sweep, deliver, sign-in of staff

logger = logging.getLogger(__name__)

Callback = Callable[[], None]
Shape = Callable[[tuple[Any, ...]], Any]  # makes a named tuple of a row


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
_whole: ContextVar[Session | None] = ContextVar("whole", default=None)


@contextmanager
def transaction(site_id: int) -> Iterator[Session]:
    """One transaction on behalf of one site (or ALL_SITES); commits at the end, rolls back on
    any error. Callbacks given to `after_commit` run after the commit, never before.

    Raises Unavailable when the database cannot be reached.
    """
    outer = _whole.get()
    if outer is not None:
        with _part(outer, site_id):
            yield outer
        return
    session = _open()
    callbacks: list[Callback] = []
    session.info[_CALLBACKS] = callbacks
    is_at_rest = False
    try:
        _enter_site(session, site_id)
        yield session
        is_at_rest = _commit(session)
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
        _close(session, is_at_rest=is_at_rest)
    for callback in callbacks:
        callback()


@contextmanager
def whole(site_id: int) -> Iterator[Session]:
    """One transaction, on behalf of `site_id`, around all that this thread begins within: each of
    those becomes a savepoint on behalf of its own site, so that one that fails undoes itself alone,
    and everything is on disk together, or nothing. Callbacks wait for the end of the whole."""
    with transaction(site_id) as session:
        session.info[_SITE] = site_id
        token = _whole.set(session)
        try:
            yield session
        finally:
            _whole.reset(token)
            session.info.pop(_SITE, None)


@contextmanager
def _part(session: Session, site_id: int) -> Iterator[None]:
    callbacks = session.info[_CALLBACKS]
    count = len(callbacks)
    try:
        with session.begin_nested():
            _enter_site(session, site_id)
            yield
    except BaseException:
        del callbacks[count:]  # of what did not happen
        raise
    finally:
        session.expunge_all()  # rows of one part are nothing to the next
    _enter_site(session, session.info[_SITE])


def _open() -> Session:
    engine = db.engines[None]
    if isinstance(engine, Engine):
        return at_rest.woken(engine) or db.session.session_factory()
    return db.session()  # on a connection that somebody put in the engine's place, as tests do


def _close(session: Session, *, is_at_rest: bool) -> None:
    engine = db.engines[None]
    if not isinstance(engine, Engine):
        session.info.pop(_CONNECTION, None)
        db.session.remove()
    elif is_at_rest:
        at_rest.lay(session, engine)
    else:
        session.close()


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
    connection, raw, cursor = session.info[_CONNECTION]
    try:
        cursor.execute(_encoded(statement), parameters)
        row = _shapes.get(statement) or _shape(statement, cursor)
        return list(map(row, cursor.fetchall()))
    except psycopg.Error as error:
        raise _as_sqlalchemy(error, statement, connection, raw) from error


def as_array(numbers: Iterable[int]) -> str:
    """What a hot() statement casts to bigint[]: the driver's own arrays cost more than their query."""
    return "{" + ",".join(map(str, numbers)) + "}"


# The driver keeps what it made of a statement by its bytes, and hashes each new copy anew.
_encoded = cache(str.encode)
_shapes: dict[str, Shape] = {}


def _shape(statement: str, cursor: "psycopg.Cursor[Any]") -> Shape:
    names = [column.name for column in cursor.description or ()]
    row: Any = namedtuple("Row", names)  # type: ignore[misc]  # the statement names its columns
    made: Shape = row._make
    _shapes[statement] = made
    return made


def _enter_site(session: Session, site_id: int) -> None:
    """Begin, with role and site, in one round trip; SET LOCAL ends with the transaction.

    A connection that died while it waited shows here, where nothing is lost with it yet: another
    takes its place. Raises Unavailable when that is gone, too, or when a transaction was underway.
    """
    _, raw, _ = session.info.get(_CONNECTION, _NONE)
    is_begun, asked = is_underway(raw), time.monotonic()
    try:
        try:
            _begin(session, site_id)
        except psycopg.OperationalError:
            # Who was made to wait, by a pooler or a host that is gone, would wait as long again.
            if is_begun or time.monotonic() - asked > AT_ONCE:
                raise
            session.info.pop(_CONNECTION)
            session.rollback()
            _begin(session, site_id)
    except psycopg.OperationalError as error:
        raise Unavailable("the database went away", retry_after=2) from error


def _begin(session: Session, site_id: int) -> None:
    connection, raw, _ = session.info.get(_CONNECTION) or _connect(session)
    entry = f"SET LOCAL ROLE {APP_ROLE}; SET LOCAL parley.site = '{site_id:d}'"
    for name, value in connection.get_execution_options().get(EACH_TIME, {}).items():
        entry += f"; SET LOCAL {name} = '{value}'"
    try:
        if raw.pgconn.transaction_status == TransactionStatus.IDLE:
            entry = f"BEGIN; {entry}"
        send(raw, entry.encode())
    except psycopg.OperationalError as error:
        connection.invalidate(error)
        connection.engine.dispose()  # its neighbours in the pool are as old
        raise


def _connect(session: Session) -> "tuple[Connection, psycopg.Connection[Any], psycopg.Cursor[Any]]":
    connection = session.connection()
    raw = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)
    if raw.pgconn.transaction_status == TransactionStatus.IDLE:
        connection.info[ENTERED] = True
        raw.autocommit = True  # the driver sends no BEGIN of its own; COMMIT stays as it is
    made = session.info[_CONNECTION] = connection, raw, raw.cursor(row_factory=tuple_row)
    return made


def _commit(session: Session) -> bool:
    """Commit. What hot() and text() statements wrote alone goes by the short way: SQLAlchemy's
    own round about a commit costs as much as one of our statements. Then True: the session may
    serve another transaction as it is. Raises what SQLAlchemy would."""
    connection, raw, _ = session.info.get(_CONNECTION, _NONE)
    if raw is None or not raw.autocommit or session.new or session.dirty or session.deleted:
        session.commit()
        return False
    try:
        send(raw, b"COMMIT")
    except psycopg.Error as error:
        raise _as_sqlalchemy(error, "COMMIT", connection, raw) from error
    return True


def _as_sqlalchemy(
    error: psycopg.Error, statement: str, connection: Connection, raw: "psycopg.Connection[Any]"
) -> BaseException:
    """What SQLAlchemy would raise for what went past it; a connection that is gone is given up."""
    if raw.closed:
        connection.invalidate(error)
    return DBAPIError.instance(
        statement, None, error, psycopg.Error, hide_parameters=True,
        connection_invalidated=connection.invalidated, dialect=connection.dialect,
    )  # fmt: skip


def _cause(error: OperationalError | PoolTimeout) -> str:
    return type(getattr(error, "orig", error)).__name__  # never the message: it may hold text


def _roll_back(session: Session) -> None:
    _, raw, _ = session.info.get(_CONNECTION, _NONE)
    if raw is not None and raw.autocommit:
        # The driver's own would throw away every plan of the connection, so that a flood of
        # refused requests would have the database plan all statements anew. What fails here fails
        # again below, where the pool notices.
        with suppress(psycopg.Error):
            send(raw, b"ROLLBACK")
    try:
        session.rollback()
    except DBAPIError:
        logger.warning("roll-back failed: the connection is gone", exc_info=True)
