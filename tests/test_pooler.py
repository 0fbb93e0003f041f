"""Behind PgBouncer, which hands two connections to whoever has a transaction to run: nobody gets
what another has set, and whoever gets none is told so."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from service.app import create_app
from service.config import Settings
from service.db import db, transaction
from service.lifecycle import Status, Verb
from service.moderation.sweeping import overdue
from service.up import ports
from service.up.folder import open_folder
from service.up.processes import Child, stop_together, tail
from tests import make
from tests.apart import database_apart
from tests.conftest import Engines
from tests.pooler import PREPARES, Pooler, connections_behind, demand
from tests.waiting import wait_until

SERVERS = 2  # connections to the database, for
CLIENTS = 16  # threads of readers, each with a connection of its own
_numbers = count()


@dataclass
class Between:
    """PgBouncer, running, and the application that comes through it."""

    pooler: Pooler
    server: Child
    app: Flask

    def kill(self) -> None:
        self.server.kill_group()

    def start(self) -> None:
        self.server = Child(self.pooler.program())
        wait_until(self.pooler.is_ready, why=lambda: tail(self.pooler.program().log))


@pytest.fixture(scope="module")
def behind(engines: Engines, app: Flask) -> str:
    demand()
    return database_apart(engines.database_url, "pooled")


@pytest.fixture(scope="module", params=PREPARES, ids=lambda keeps: f"plans kept: {keeps}")
def between(
    request: pytest.FixtureRequest, settings: Settings, behind: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Between]:  # fmt: skip
    folder = open_folder(tmp_path_factory.mktemp("pooler") / "data")
    pooler = Pooler(folder, ports.free_port(), behind, SERVERS, prepares=request.param)
    own = {
        "database_url": pooler.url,
        "database_pooler": "on",
        "database_prepares": request.param or None,
        "database_pool": CLIENTS,
        "rate_limits": "off",
    }
    app = create_app(Settings(**{**settings.model_dump(), **own}))
    made = Between(pooler, Child(pooler.program()), app)
    try:
        wait_until(pooler.is_ready, why=lambda: tail(pooler.program().log))
        with made.app.app_context():
            yield made
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    finally:
        stop_together([made.server])
        folder.lock.close()


def a_site(slug: str) -> tuple[str, int]:
    """A site with an article, and its slug, which no other run has."""
    slug = f"{slug}-{next(_numbers)}"
    site_id = make.make_site(slug)
    make.make_article(site_id)
    return slug, site_id


def guest(client: FlaskClient, slug: str) -> dict[str, str]:
    answer = client.post(f"/api/v1/sites/{slug}/sessions", json={"guest": {"name": "Ann"}})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json['token']}"}


def thread(slug: str) -> str:
    return f"/api/v1/sites/{slug}/articles/story/comments"


@contextmanager
def every_server(between: Between) -> Iterator[list["psycopg.Connection[Any]"]]:
    """Each of the connections to the database, held in a transaction as a stranger."""
    url = between.pooler.url
    held = [psycopg.connect(url, prepare_threshold=None) for _ in range(SERVERS)]
    try:
        pids = {each.execute("SELECT pg_backend_pid()").fetchone() for each in held}
        assert len(pids) == SERVERS
        yield held
    finally:
        for each in held:
            each.rollback()  # or PgBouncer would close the server's session too
            each.close()


_SET = (
    "SELECT current_user, coalesce(current_setting('parley.site', true), ''),"
    " current_setting('statement_timeout'),"
    " current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"
)


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_what_a_transaction_sets_is_gone_with_it(between: Between, end: str) -> None:
    _, site_id = a_site("set")
    with transaction(site_id) as session:
        found = session.execute(text(_SET)).one()
        zone = session.execute(text("SHOW timezone")).scalar_one()
        if end == "ROLLBACK":
            session.rollback()
    assert tuple(found) == ("parley_app", str(site_id), "15s", "5s", "30s")
    assert str(zone).upper() == "UTC"
    with every_server(between) as held:
        for each in held:
            # Nobody's role, no site: row-level security then shows nothing to anybody else.
            assert each.execute(_SET).fetchone() == ("parley", "", "0", "0", "0")


def test_readers_of_two_sites_never_see_each_other_on_the_same_connections(
    between: Between,
) -> None:
    sites = [a_site("mixed") for _ in range(2)]
    app = between.app

    def visit(number: int) -> None:
        slug, site_id = sites[number % 2]
        with app.app_context():
            client = app.test_client()
            headers = guest(client, slug)
            for turn in range(6):
                body = {"text": f"Remark {number}.{turn} belongs to {slug} alone."}
                answer = client.post(thread(slug), json=body, headers=headers)
                assert answer.status_code == 202, answer.text
                shown = client.get(thread(slug))
                assert shown.status_code == 200
                assert all(slug in item["text"] for item in shown.json["items"])
                with transaction(site_id) as session:
                    rows = session.execute(text("SELECT DISTINCT site_id FROM comments")).scalars()
                    assert set(rows) == {site_id}

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(visit, range(2 * CLIENTS)))
    for _, site_id in sites:
        with transaction(site_id) as session:
            stored = session.execute(text("SELECT count(*) FROM comments")).scalar_one()
        assert stored == CLIENTS * 6
    assert 0 < connections_behind(between.pooler.behind) <= SERVERS


def test_a_comment_goes_its_whole_way(between: Between) -> None:
    slug, site_id = a_site("way")
    reader = make.make_reader(site_id)
    client = between.app.test_client()
    comment_id = make.published(site_id, reader)
    assert [item["id"] for item in client.get(thread(slug)).json["items"]] == [
        make.name_of(site_id, comment_id)
    ]
    make.moderate(site_id, comment_id, Verb.REJECT)
    assert make.status(site_id, comment_id) == Status.REJECTED
    assert client.get(thread(slug)).json["items"] == []


def test_a_sweepers_lock_ends_with_its_transaction(between: Between) -> None:
    _, site_id = a_site("swept")
    make.post(site_id, make.make_reader(site_id))
    for _ in range(3):  # one after the other gets it, whichever connection it is
        with transaction(0) as session:
            overdue(session, now=make.NOW, age=1, queued=0)
    with psycopg.connect(between.pooler.behind) as connection:
        left = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert left.fetchone() == (0,)


@dataclass
class Writer:
    """A reader who writes another remark each time."""

    between: Between
    slug: str
    headers: dict[str, str]

    def told(self) -> tuple[int, str | None]:
        """Status and Retry-After of the answer to the next remark."""
        answer = self.between.app.test_client().post(
            thread(self.slug), json={"text": f"Remark {next(_numbers)}."}, headers=self.headers
        )
        return answer.status_code, answer.headers.get("Retry-After")


@pytest.fixture
def writer(between: Between) -> Writer:
    slug, _ = a_site("trouble")
    made = Writer(between, slug, guest(between.app.test_client(), slug))
    assert made.told() == (202, None)
    return made


def test_without_the_pooler_503_at_once_and_all_is_well_when_it_is_back(
    between: Between, writer: Writer
) -> None:
    between.kill()
    wait_until(lambda: writer.told() == (503, "2"), seconds=3)
    between.start()
    wait_until(lambda: writer.told() == (202, None), seconds=5)


def test_who_gets_no_connection_is_told_so_within_seconds(between: Between, writer: Writer) -> None:
    with every_server(between):
        begun = time.monotonic()
        assert writer.told() == (503, "2")
        assert time.monotonic() - begun < 5  # deploy/pgbouncer.ini says 3
    wait_until(lambda: writer.told() == (202, None), seconds=5)
