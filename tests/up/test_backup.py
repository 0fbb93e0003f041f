"""A backup is worth what its restore gives."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from service.up.backup import backup, restore, rows
from service.up.errors import CannotStart
from tests.conftest import Engines


@pytest.fixture
def other(app: Flask, engines: Engines) -> Iterator[str]:
    """An empty database beside the tests' own, which gets a committed row for the time."""
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS restored")
        connection.execute("CREATE DATABASE restored")
        connection.execute(
            "INSERT INTO sites (id, slug, name, origins, languages)"
            " VALUES (77, 'kept', 'Kept', '{https://kept.example}', '{en}')"
        )
        try:
            yield engines.database_url.rsplit("/", 1)[0] + "/restored"
        finally:
            connection.execute("DELETE FROM sites WHERE id = 77")
            connection.execute("DROP DATABASE restored WITH (FORCE)")


def test_a_backup_restores_into_equal_rows(other: str, engines: Engines, tmp_path: Path) -> None:
    file = tmp_path / "parley.dump"
    told = backup(engines.database_url, file)
    assert told["sites"] >= 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert restore(other, file) == told == rows(other)
    with psycopg.connect(other) as connection:
        walls = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relforcerowsecurity"
        ).fetchone()
    assert walls is not None
    assert walls[0] > 5  # the walls between sites came along


def test_a_restore_never_writes_over_what_is_there(
    other: str, engines: Engines, tmp_path: Path
) -> None:
    file = tmp_path / "parley.dump"
    backup(engines.database_url, file)
    with pytest.raises(CannotStart, match="not empty"):
        restore(engines.database_url, file)


def test_a_backup_that_fails_leaves_no_file_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="pg_dump failed"):
        backup("postgresql://127.0.0.1:1/nowhere", tmp_path / "parley.dump")
    assert not (tmp_path / "parley.dump").exists()
