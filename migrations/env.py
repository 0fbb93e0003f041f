"""Runs migrations with the application's database, never waiting long for a lock."""

from alembic import context
from flask import current_app
from sqlalchemy import text

import service.models  # noqa: F401  # the metadata must know every table
from service.db import Base

LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "5s"  # a migration that needs longer sets its own and says why


def _run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("RESET lock_timeout"))
        connection.execute(text("RESET statement_timeout"))
        connection.commit()


_run()
