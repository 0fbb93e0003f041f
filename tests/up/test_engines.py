"""The embedded engines: what later work needs of them."""

import subprocess
from pathlib import Path

import psycopg
import pytest

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


def test_a_dump_can_be_made_with_the_client_that_comes_along(engines: Engines) -> None:
    command = [str(BINARIES / "pg_dump"), "--schema-only", engines.database_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "PostgreSQL database dump" in done.stdout


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
