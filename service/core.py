"""The application without routes: settings, database, logging. Workers and the CLI start here."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Flask, Request, Response, current_app
from flask.sessions import NullSession, SessionInterface, SessionMixin
from flask_migrate import Migrate

from service import queue, tracing, valkey
from service.config import Settings, from_env
from service.connections import engine_options
from service.db import db
from service.logs import configure_logging
from service.replica import BIND

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def create_core(
    settings: Settings | None = None, *, flask: Callable[[str], Flask] | None = None
) -> Flask:
    """An application with `db`, migrations and the queue configured; it has no routes."""
    settings = settings or from_env()
    configure_logging(settings.log_level)
    app = flask("service") if flask is not None else Flask("service", static_folder=None)
    options = engine_options(
        pool_size=settings.database_pool,
        prepares=settings.keeps_plans,
        is_pooled=settings.database_pooler == "on",
    )
    replica = {"url": settings.sqlalchemy_replica_url, **options}
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value() or None,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=options,
        SQLALCHEMY_BINDS={BIND: replica} if settings.replica_url else {},
    )
    app.extensions["parley"] = settings
    app.session_interface = NoSessions()
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    queue.configure(settings)
    valkey.configure(settings.broker_url)
    if settings.telemetry == "on":
        tracing.configure()
    return app


class NoSessions(SessionInterface):
    """Flask's own cookie is neither read nor written: nobody needs it, and every request paid."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return NullSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        return


def current_settings() -> Settings:
    """The settings of the running application: for the edges (api, pages, workers) only."""
    return cast(Settings, current_app.extensions["parley"])
