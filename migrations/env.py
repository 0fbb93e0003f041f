"""Runs migrations with the application's database, never waiting long for a lock."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, event

import service.models  # noqa: F401  # the metadata must know every table
from service.db import Base

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "5s"  # a migration that needs longer sets its own and says why


def _run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        event.listen(connection, "begin", _limit)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def _limit(connection: Connection) -> None:
    # With each transaction: what is set for a session stays there when a migration fails, and
    # PgBouncer gives the session to somebody else.
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}';"
        f" SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"
    )


_run()
