"""The version before the newest migration: its tree from git's history, and its roles in the place
of the present ones."""

import io
import signal
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory

from tests.faults.hosts import REPOSITORY, Hosts, role_programs, run
from tests.waiting import wait_until

_SERVING = ("web", "worker")
_TENDING = ("beat", "upkeep")
_DOWN = """
import sys
from flask_migrate import downgrade
from service.core import create_core
with create_core().app_context():
    downgrade(revision=sys.argv[1])
"""


def tree_before_the_newest_migration(folder: Path) -> Path:
    """The tree of the commit before the one that added it. Skips without git's history."""
    newest = ["log", "-1", "--diff-filter=A", "--format=%H", "--", "migrations/versions"]
    commit = _git(*newest).decode().strip()
    with tarfile.open(fileobj=io.BytesIO(_git("archive", f"{commit}^"))) as tree:
        tree.extractall(folder, filter="data")
    return folder


@contextmanager
def served_by(hosts: Hosts, tree: Path) -> Iterator[None]:
    """Web and worker of an older tree, on its tables; at the end, whatever happened, the present
    ones. What tends the installation rests meanwhile, for it is of the present version."""
    for name in _TENDING:
        hosts.freeze(name)
    _end(hosts)
    run(hosts, "-c", _DOWN, _head(tree))
    _begin(hosts, tree)
    try:
        wait_until(hosts.is_ready, seconds=120, why=lambda: "the older version is not ready")
        yield
    finally:
        _end(hosts)
        if _version(hosts) != _head(REPOSITORY):
            migrate(hosts)
        _begin(hosts, REPOSITORY)
        for name in _TENDING:
            hosts.thaw(name)
        wait_until(hosts.is_ready, seconds=120, why=lambda: "not ready after the upgrade")


def migrate(hosts: Hosts) -> None:
    """Bring the tables up to date, by the present version."""
    tree, hosts.tree = hosts.tree, REPOSITORY
    run(hosts, "-m", "service.cli", "migrate")
    hosts.tree = tree


def _end(hosts: Hosts) -> None:
    for name in _SERVING:
        hosts.kill(name, signal.SIGTERM)


def _begin(hosts: Hosts, tree: Path) -> None:
    hosts.tree = tree
    hosts.programs |= role_programs(hosts)
    for name in _SERVING:
        hosts.start(name)


def _head(tree: Path) -> str:
    head = ScriptDirectory(str(tree / "migrations")).get_current_head()
    assert head is not None
    return head


def _version(hosts: Hosts) -> str:
    with psycopg.connect(hosts.postgres.url) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert row is not None
    return str(row[0])


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, check=False)
    if done.returncode != 0 or not done.stdout.strip():
        pytest.skip("the version before is only known from git's history")
    return done.stdout
