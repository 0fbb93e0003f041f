"""Real engines for every test that asks for one: PostgreSQL, migrated to head once, and Valkey.

`database` gives a test the database inside a transaction that is rolled back; `app` and `client`
stand on it. Tests that need none of these start no engine. DATABASE_URL and BROKER_URL, when both
are set, name other engines; the database must be empty.
"""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.up import ports
from service.up.folder import open_folder
from service.up.postgres import Postgres
from service.up.processes import Child, stop_together, tail
from service.up.valkey import Valkey
from tests.waiting import wait_until

if TYPE_CHECKING:
    from service.config import Settings

# What makes a server durable is useless here and slow. Nor may the time at which autovacuum looks
# decide about plans: after tests that rolled back it finds tables empty, and then any index of a
# foreign key looks as good as the right one. A test that needs statistics runs ANALYZE.
HASTY = (
    "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
    "-c", "autovacuum=off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Engines:
    """Where this session's engines listen."""

    database_url: str
    broker_url: str


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """PostgreSQL and Valkey of this session's own, or those the environment names."""
    if "DATABASE_URL" in os.environ and "BROKER_URL" in os.environ:
        yield Engines(os.environ["DATABASE_URL"], os.environ["BROKER_URL"])
        return
    folder = open_folder(tmp_path_factory.mktemp("engines") / "data")
    postgres = Postgres(folder, ports.free_port(), "for-tests-only")
    valkey = Valkey(folder, ports.free_port(), "for-tests-only")
    postgres.make()
    program = postgres.program()
    server = Child(replace(program, argv=(*program.argv, *HASTY)))
    broker = Child(valkey.program())
    try:
        wait_until(
            lambda: postgres.is_ready(server.pid) and valkey.is_ready(),
            why=lambda: tail(program.log),
        )
        postgres.ensure_database()
        yield Engines(postgres.url, valkey.url)
    finally:
        stop_together([server, broker])
        folder.lock.close()


@pytest.fixture(scope="session")
def settings(engines: Engines) -> "Settings":
    """The settings that every test's application is made with."""
    from service.config import Settings

    return Settings(
        database_url=engines.database_url,
        broker_url=engines.broker_url,
        secret_key="a-key-of-the-tests-and-of-nobody-else",
        public_url="http://parley.test",
    )


@pytest.fixture(scope="session")
def app(settings: "Settings") -> Iterator[Flask]:
    """The whole application on a database at the head of the migrations."""
    from flask_migrate import upgrade

    from service.app import create_app
    from service.db import db

    app = create_app(settings)
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def elsewhere(app: Flask, settings: "Settings") -> Iterator[None]:
    """For commands that run within the tests' process: what they name as broker and Valkey is the
    process's no longer once the test is over."""
    from service import queue, valkey

    yield
    queue.configure(settings)
    valkey.configure(settings.broker_url)


@pytest.fixture
def database(app: Flask) -> Iterator[Session]:
    """The application's session; all that the test writes is rolled back at its end.

    Commits of the code under test end a savepoint inside the test's own transaction.
    """
    from service.db import db

    engine = db.engines[None]
    connection = engine.connect()
    outer = connection.begin()
    db.engines[None] = connection  # type: ignore[assignment]
    db.session.remove()
    db.session.configure(join_transaction_mode="create_savepoint")
    _forget_places()
    try:
        yield db.session()
    finally:
        db.session.remove()
        db.session.configure(join_transaction_mode="conditional_savepoint")
        db.engines[None] = engine
        outer.rollback()
        connection.close()


def _forget_places() -> None:
    """A new world: what a process remembers of slugs and keys is of the old one."""
    from service.api import places
    from service.articles import sites

    places.forget()
    sites.forget()


_addresses = itertools.count(1)


def own_address(client: FlaskClient) -> FlaskClient:
    """The client, asking from an address that no other test has: what one test sends is not
    counted against the next."""
    number = next(_addresses)
    client.environ_base["REMOTE_ADDR"] = f"10.{number >> 8 & 255}.{number & 255}.1"
    return client


@pytest.fixture
def client(app: Flask, database: Session) -> FlaskClient:
    """HTTP against the application, on the test's own transaction."""
    return own_address(app.test_client())


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent
