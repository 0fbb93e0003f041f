"""A database of a test module's own: what is written there is committed, and nobody else sees it."""

import os
import subprocess

import psycopg
import pytest

from service.up.postgres import BINARIES


def database_apart(url: str, name: str) -> str:
    """Make the database `name` in the cluster of `url`, with the same tables; its address."""
    if "DATABASE_URL" in os.environ:
        pytest.skip("the database that the environment names may not be copied")
    apart = f"{url.rpartition('/')[0]}/{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    tables = subprocess.run([BINARIES / "pg_dump", url], capture_output=True, check=True).stdout
    subprocess.run(
        [BINARIES / "psql", "--quiet", apart], input=tables, check=True, stdout=subprocess.DEVNULL
    )
    return apart
