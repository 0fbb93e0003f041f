"""Backups: one file in PostgreSQL's own format, readable by pg_restore, checked after each way."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg

from service.up.errors import CannotStart
from service.up.postgres import BINARIES

# Rows of all sites, past the walls between them: pg_dump refuses to be shown a part.
_ALL_SITES = "-c parley.site=0 -c statement_timeout=0"
_CHECKED = ("sites", "articles", "comments", "revisions", "decisions", "scores", "events")


def backup(database_url: str, file: Path) -> dict[str, int]:
    """Write the whole database into `file` while everything runs; rows by table, as of then.

    The file appears under its name only once it is whole. Raises CannotStart with the reason.
    """
    draft = file.with_name(file.name + ".part")
    options = ["--format=custom", "--enable-row-security", "--no-owner", f"--file={draft}"]
    _run("pg_dump", [*options, f"--dbname={database_url}"])
    _run("pg_restore", ["--list", str(draft)])
    draft.chmod(0o600)
    draft.replace(file)
    return rows(database_url)


def restore(database_url: str, file: Path) -> dict[str, int]:
    """Fill an empty database from `file`, whole or not at all; rows by table.

    Raises CannotStart when the database is not empty, or with pg_restore's words.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() != (None,):
            raise CannotStart("This database is not empty: restore into a new one.")
        connection.execute(
            "DO $$ BEGIN CREATE ROLE parley_app NOLOGIN;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        connection.execute("GRANT parley_app TO CURRENT_USER")
    options = ["--no-owner", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", [*options, f"--dbname={database_url}", str(file)])
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return rows(database_url)


def rows(database_url: str) -> dict[str, int]:
    """How many rows the tables that matter hold."""
    with psycopg.connect(database_url, options=_ALL_SITES) as connection:
        found = {}
        for table in _CHECKED:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  # nosec B608  # our own names
            found[table] = int(row[0]) if row else 0
        return found


def _run(name: str, arguments: list[str]) -> None:
    program = BINARIES / name if (BINARIES / name).exists() else shutil.which(name)
    if program is None:
        raise CannotStart(f"{name} is not installed.")
    done = subprocess.run(
        [str(program), *arguments], env={**os.environ, "PGOPTIONS": _ALL_SITES},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotStart(f"{name} failed:\n{done.stderr.strip()[-1_000:]}")
