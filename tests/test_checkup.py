"""The doctor sees what an installation lacks, says what to do, and ends with a status."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import redis
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from service import checkup
from service.articles.sites import SiteFacts
from service.checkup import (
    State,
    check_addresses,
    check_backups,
    check_broker,
    check_database,
    check_disk,
    check_mail,
    check_schema,
    check_workers,
)
from service.cli import main
from service.config import Settings
from service.up.upkeep import latest_revision
from service.valkey import PROGRESS_KEY
from tests.conftest import Engines
from tests.mailbox import receive_mail
from tests.make import NOW, make_article, make_reader, make_site, post
from tests.waiting import wait_until

NOBODY = {"database_url": "postgresql://u:swordfish@127.0.0.1:1/nothing",
          "broker_url": "redis://127.0.0.1:1/0"}  # fmt: skip


def settings(engines: Engines | None = None, **over: str) -> Settings:
    given = NOBODY if engines is None else {
        "database_url": engines.database_url, "broker_url": engines.broker_url,
    }  # fmt: skip
    return Settings(**{**given, **over})


@contextmanager
def listener(engines: Engines) -> Iterator[None]:
    """A worker as the broker sees it: a connection that waits at a queue."""
    client = redis.Redis.from_url(engines.broker_url)
    waits = threading.Thread(target=lambda: client.brpop(["nothing comes here"], timeout=3))
    waits.start()
    try:
        with redis.Redis.from_url(engines.broker_url, decode_responses=True) as other:
            wait_until(lambda: "brpop" in {each["cmd"] for each in other.client_list()})
        yield
    finally:
        waits.join()
        client.close()


def test_engines_that_answer_and_engines_that_do_not(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_database(settings(engines)).state is State.FINE
    assert check_broker(settings(engines)).state is State.FINE
    for name, address in NOBODY.items():
        monkeypatch.setenv(name.upper(), address)
    away = check_database(settings()), check_broker(settings())
    assert [each.state for each in away] == [State.BROKEN, State.BROKEN]
    assert "127.0.0.1:1/nothing" in away[0].told
    assert "127.0.0.1:1" in away[1].told
    assert "swordfish" not in away[0].told
    assert all(each.remedy for each in away)


def test_tables_of_another_version(app: Flask, engines: Engines) -> None:
    assert check_schema(settings(engines)).state is State.FINE
    other = engines.database_url.rpartition("/")[0] + "/checkup"
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE checkup")
    try:
        empty = check_schema(settings(engines, database_url=other))
        assert (empty.state, empty.remedy) == (State.BROKEN, "run `parley migrate`")
        with psycopg.connect(other, autocommit=True) as connection:
            connection.execute("CREATE TABLE alembic_version AS SELECT '0001' AS version_num")
        old = check_schema(settings(engines, database_url=other))
        assert (old.state, old.remedy) == (State.BROKEN, "run `parley migrate`")
        assert f"at 0001, this version needs {latest_revision()}" in old.told
        with psycopg.connect(other, autocommit=True) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        assert check_schema(settings(engines, database_url=other)).state is State.NOTE
    finally:
        with psycopg.connect(engines.database_url, autocommit=True) as connection:
            connection.execute("DROP DATABASE checkup WITH (FORCE)")


def test_workers_that_are_not_there_or_do_not_score(database: Session, engines: Engines) -> None:
    with redis.Redis.from_url(engines.broker_url) as client:
        client.delete(PROGRESS_KEY)
    nobody = check_workers(settings(engines), now=NOW)
    assert nobody.state is State.BROKEN
    assert "parley worker" in nobody.remedy
    with listener(engines):
        assert check_workers(settings(engines), now=NOW).state is State.FINE
        site = make_site()
        make_article(site)
        post(site, make_reader(site), now=NOW)
        later = NOW + timedelta(minutes=10)
        stuck = check_workers(settings(engines), now=later)
        assert stuck.state is State.BROKEN
        assert "has waited for 600 s" in stuck.told


@pytest.mark.parametrize(
    ("over", "state", "told"),
    [
        ({}, State.NOTE, "no server is set"),
        ({"smtp_url": "smtp://127.0.0.1:1"}, State.BROKEN, "PARLEY_MAIL_FROM is not set"),
        ({"mail_from": "a@news.example"}, State.BROKEN, "PARLEY_SMTP_URL is not set"),
        ({"smtp_url": "smtp://me:swordfish@127.0.0.1:1", "mail_from": "a@news.example"},
         State.BROKEN, "127.0.0.1 does not answer"),
    ],
)  # fmt: skip
def test_a_mail_server(over: dict[str, str], state: State, told: str) -> None:
    check = check_mail(settings(None, **over))
    assert check.state is state
    assert told in check.told
    assert "swordfish" not in check.told + check.remedy


def test_a_mail_server_that_answers() -> None:
    with receive_mail() as mailbox:
        over = {"smtp_url": mailbox.url, "mail_from": "a@news.example"}
        assert check_mail(settings(None, **over)).state is State.FINE


@pytest.mark.parametrize(
    ("public", "hosts", "origins", "state"),
    [
        ("http://localhost:8000", "", ["http://localhost:8000"], State.FINE),  # a trial
        ("http://localhost:8000", "", ["https://news.example"], State.BROKEN),  # out of reach
        ("http://c.news.example", "", ["https://news.example"], State.BROKEN),  # mixed content
        ("http://c.news.example", "", ["http://news.example"], State.FINE),
        ("https://c.news.example", "", ["https://news.example"], State.FINE),
        ("https://c.news.example", "news.example", ["https://news.example"], State.BROKEN),
        ("https://c.news.example", "c.news.example, x", ["https://news.example"], State.FINE),
        ("https://c.news.example", "", [], State.NOTE),  # no site yet
    ],
)
def test_the_public_address_beside_the_origins(
    public: str, hosts: str, origins: list[str], state: State
) -> None:
    sites = [SiteFacts(1, "gazette", "Gazette", (origin,), ("en",)) for origin in origins]
    check = check_addresses(settings(None, public_url=public, hosts=hosts), sites)
    assert check.state is state, check
    assert bool(check.remedy) is (state is not State.FINE)


def test_the_age_of_the_newest_backup(tmp_path: Path) -> None:
    assert check_backups(tmp_path, now=NOW).state is State.BROKEN  # none at all
    for name, hours in (("old.dump", 100), ("half.part", 1)):
        (tmp_path / name).touch()
        at = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / name, (at, at))
    old = check_backups(tmp_path, now=NOW)
    assert (old.state, old.told) == (State.BROKEN, "the newest is 4 days old")
    (tmp_path / "new.dump").touch()
    at = (NOW - timedelta(hours=5)).timestamp()
    os.utime(tmp_path / "new.dump", (at, at))
    assert check_backups(tmp_path, now=NOW).told == "the newest is 5 hours old"


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    total = 100 * 2**30
    for free, state in ((6 * 2**30, State.FINE), (4 * 2**30, State.BROKEN)):
        space = SimpleNamespace(total=total, free=free)
        monkeypatch.setattr(checkup.shutil, "disk_usage", lambda _folder, space=space: space)
        assert check_disk(tmp_path).state is state


def test_the_command_ends_with_1_where_something_is_broken(
    app: Flask, engines: Engines, monkeypatch: pytest.MonkeyPatch, elsewhere: None
) -> None:
    monkeypatch.setenv("DATABASE_URL", engines.database_url)
    monkeypatch.setenv("BROKER_URL", engines.broker_url)
    with redis.Redis.from_url(engines.broker_url) as client:
        client.delete(PROGRESS_KEY)
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 1, done.output
    assert " broken workers: none listens at the queues" in done.output
    assert "    fine schema: " in done.output
    assert "0 articles with a wrong number of comments: fine" in done.output
    with listener(engines):
        done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 0, done.output


def test_the_command_goes_on_without_its_engines(
    monkeypatch: pytest.MonkeyPatch, elsewhere: None
) -> None:
    monkeypatch.setenv("DATABASE_URL", NOBODY["database_url"])
    monkeypatch.setenv("BROKER_URL", NOBODY["broker_url"])
    done = CliRunner().invoke(main, ["doctor"])
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code == 1
    for what in ("database", "broker"):
        assert f" broken {what}: " in done.output
    assert "mail: " in done.output
    assert "swordfish" not in done.output
