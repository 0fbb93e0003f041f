"""What a command says instead of a traceback: one line that names the variable or the server.

Whatever is not an operator's business (a fault of ours) has no line here, and keeps its traceback.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import rich_click as click
from click.exceptions import Abort, ClickException, Exit

_NO_TABLE, _NO_COLUMN = "42P01", "42703"  # SQLSTATE of PostgreSQL
_CHATTY = ("service.db", "service.valkey")  # they log what the line says


class Plainly(click.RichGroup):
    """A group of commands whose failures are told in a line; unknown settings are warned of."""

    def invoke(self, ctx: click.Context) -> object:
        from service.config import unknown_settings  # here: `parley --help` stays quick

        for line in unknown_settings():
            click.echo(f"warning: {line}", err=True)
        with _quiet():
            try:
                return super().invoke(ctx)
            except (ClickException, Exit, Abort):
                raise
            except Exception as error:
                told = plain_words(error)
                if told is None:
                    raise
                raise ClickException(told) from error


@contextmanager
def _quiet() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in _CHATTY]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


def plain_words(error: BaseException) -> str | None:
    """The line for an operator; None where the traceback says more."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

    from service.config import BadSettings
    from service.errors import ParleyError, Unavailable

    if isinstance(error, BadSettings):
        return str(error)
    if isinstance(error, Unavailable) and isinstance(error.__cause__, SQLAlchemyError):
        return plain_words(error.__cause__)
    if isinstance(error, ParleyError):
        return str(error)
    if isinstance(error, ArgumentError):
        return "DATABASE_URL is no address: write postgresql://user:password@host:5432/name"
    if isinstance(error, DBAPIError):
        return _of_database(error.orig)
    return _of_driver(error)


def _of_driver(error: BaseException) -> str | None:
    import psycopg
    import redis

    from service.config import from_env

    if isinstance(error, psycopg.Error):
        return _of_database(error)
    if isinstance(error, redis.ConnectionError | redis.TimeoutError):
        return f"BROKER_URL: Valkey does not answer at {_place(from_env().broker_url)}"
    return None


def _of_database(error: BaseException | None) -> str | None:
    state = getattr(error, "sqlstate", None)
    if state in (_NO_TABLE, _NO_COLUMN):
        return "the tables are not those of this version: run `parley migrate`"
    import psycopg

    if not isinstance(error, psycopg.OperationalError):
        return None
    first = str(error).strip().split("\n")[0]
    if state is not None and not state.startswith(("08", "57P")):
        return f"PostgreSQL refused: {first}"
    why = first.rsplit(" failed: ", 1)[-1]  # psycopg and libpq each say where, before that
    return f"DATABASE_URL: PostgreSQL does not answer at {database_place()} ({why})"


def database_place() -> str:
    """Host, port and name of the database, without user and password."""
    from service.config import from_env

    return _place(from_env().database_url)


def _place(address: str) -> str:
    from sqlalchemy.engine import make_url

    url = make_url(address)
    host = url.host or url.query.get("host") or "localhost"
    shown = f"{host}:{url.port}" if url.port else str(host)
    return f"{shown}/{url.database}" if url.database else shown
