"""A real streaming replica: it is read while it is close behind, and nobody can tell."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from signal import Signals

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import replica
from service.app import create_app
from service.config import Settings
from service.db import db
from service.lifecycle import Verb
from service.up import ports
from service.up.folder import open_folder
from service.up.postgres import BINARIES, Postgres
from service.up.privilege import account_for_postgres, preparation
from service.up.processes import Child, stop_together, tail
from tests import make
from tests.apart import database_apart
from tests.conftest import HASTY, Engines
from tests.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Standby:
    """A replica's address and process."""

    url: str
    server: Child


@pytest.fixture(scope="module")
def writer_url(engines: Engines, app: Flask) -> str:
    """A database of this module's own in the same cluster: what is written here is committed."""
    return database_apart(engines.database_url, "apart")


@pytest.fixture(scope="module")
def standby(
    engines: Engines, writer_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standby]:
    """A copy of the cluster that follows it."""
    folder = open_folder(tmp_path_factory.mktemp("standby") / "data")
    postgres = Postgres(folder, ports.free_port(), "for-tests-only")
    account = account_for_postgres(folder.postgres, binaries=BINARIES)
    folder.postgres.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder.postgres, account.uid, account.gid)
    subprocess.run(
        [BINARIES / "pg_basebackup", "--pgdata", folder.postgres, "--write-recovery-conf",
         "--checkpoint=fast", "--dbname", engines.database_url],
        preexec_fn=preparation(Signals.SIGTERM, account), cwd="/", check=True,
    )  # fmt: skip
    program = postgres.program()
    server = Child(replace(program, argv=(*program.argv, *HASTY)))
    try:
        wait_until(lambda: postgres.is_ready(server.pid), why=lambda: tail(program.log))
        yield Standby(postgres.url, server)
    finally:
        stop_together([server])
        folder.lock.close()


@pytest.fixture
def reader(settings: Settings, writer_url: str, standby: Standby) -> Iterator[FlaskClient]:
    """HTTP against an application that has a writer and a replica."""
    there = standby.url.rpartition("/")[0] + "/apart"
    where = {"database_url": writer_url, "replica_url": there}
    both = create_app(Settings(**{**settings.model_dump(), **where}))
    with both.app_context():
        yield both.test_client()
        replica.forget()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def standing_still(standby: Standby) -> Iterator[None]:
    """The replica receives what is written and does not show it."""
    with psycopg.connect(standby.url, autocommit=True) as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            connection.execute("SELECT pg_wal_replay_resume()")


def shown(reader: FlaskClient, site: str, article: str = "story") -> Callable[[], int]:
    """How many comments the count of the article says, asked anew each time."""

    def count() -> int:
        answer = reader.get(f"/api/v1/sites/{site}/counts?article={article}")
        return int(answer.json["items"][0]["comment_count"])  # type: ignore[index]

    return count


def texts(reader: FlaskClient, site: str) -> list[str]:
    answer = reader.get(f"/api/v1/sites/{site}/articles/story/comments")
    assert answer.status_code == 200
    return [item["text"] for item in answer.json["items"]]  # type: ignore[index]


def come_close(reader: FlaskClient, site: str) -> None:
    """Have the replica watched, and wait until it may be read."""
    shown(reader, site)()
    watch = next(iter(replica._watches.values()))
    wait_until(lambda: watch.is_close)


def test_a_replica_is_read_while_it_is_close_behind(reader: FlaskClient, standby: Standby) -> None:
    site_id = make.make_site("close")
    make.make_article(site_id)
    count = shown(reader, "close")
    wait_until(lambda: count() == 0)
    come_close(reader, "close")
    with standing_still(standby):
        make.published(site_id, make.make_reader(site_id))
        assert count() == 0  # what the replica still says
        wait_until(lambda: count() == 1)  # it fell behind, so the writer is asked


def test_what_was_decided_is_seen_at_once(reader: FlaskClient, standby: Standby) -> None:
    site_id = make.make_site("atonce")
    make.make_article(site_id)
    come_close(reader, "atonce")
    with standing_still(standby):
        comment_id = make.published(site_id, make.make_reader(site_id), "Seen at once.")
        assert texts(reader, "atonce") == ["Seen at once."]
        make.moderate(site_id, comment_id, Verb.REJECT)
        assert texts(reader, "atonce") == []


def test_a_new_article_is_found_though_the_replica_has_none(
    reader: FlaskClient, standby: Standby
) -> None:
    site_id = make.make_site("fresh")
    make.make_article(site_id, "first")
    come_close(reader, "fresh")
    with standing_still(standby):
        make.make_article(site_id)
        assert texts(reader, "fresh") == []


def test_readers_notice_nothing_of_a_dead_replica(reader: FlaskClient, standby: Standby) -> None:
    site_id = make.make_site("alone")
    make.make_article(site_id)
    come_close(reader, "alone")
    stop_together([standby.server])
    assert texts(reader, "alone") == []
    assert shown(reader, "alone")() == 0
