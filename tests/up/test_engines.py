"""The embedded engines: what later work needs of them."""

import subprocess
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from service.up.errors import CannotStart
from service.up.folder import open_folder
from service.up.postgres import BINARIES, Postgres
from tests.conftest import Engines


def test_trigrams_and_unicode_rules_are_there(engines: Engines) -> None:
    with psycopg.connect(engines.database_url) as connection:
        connection.execute("create extension pg_trgm")
        query = "select lower('ÉЖ'), similarity('comment', 'comments') > 0.5"
        assert connection.execute(query).fetchone() == ("éж", True)
        connection.rollback()


def test_a_dump_is_restored_by_the_clients_that_come_along(
    app: Flask, engines: Engines, tmp_path: Path
) -> None:
    """As docs/operate/deploy.md says; the role is there, since roles belong to the cluster."""
    copy = engines.database_url.rpartition("/")[0] + "/restored"
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        connection.execute("create database restored")
    dump = str(tmp_path / "parley.dump")
    for command in (
        ["pg_dump", "--format=custom", "--file", dump, engines.database_url],
        ["pg_restore", "--exit-on-error", "--no-owner", "--dbname", copy, dump],
    ):
        subprocess.run([str(BINARIES / command[0]), *command[1:]], check=True)
    query = """select (select version_num from alembic_version),
                      (select count(*) from pg_policies), (select count(*) from pg_indexes)"""
    with psycopg.connect(engines.database_url) as one, psycopg.connect(copy) as other:
        assert one.execute(query).fetchone() == other.execute(query).fetchone()


def test_a_stranger_without_the_password_is_refused(engines: Engines) -> None:
    stranger = engines.database_url.replace("for-tests-only", "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)


def test_a_cluster_of_another_version_is_refused(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    folder.postgres.mkdir()
    (folder.postgres / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStart, match="written by PostgreSQL 17"):
        Postgres(folder, 1, "").is_made()
    folder.lock.close()


def test_a_damaged_cluster_is_not_overwritten(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    (folder.postgres / "base").mkdir(parents=True)
    with pytest.raises(CannotStart, match="is broken"):
        Postgres(folder, 1, "").make()
    assert (folder.postgres / "base").exists()
    folder.lock.close()
