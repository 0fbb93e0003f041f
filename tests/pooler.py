"""PgBouncer between Parley and its database: `deploy/pgbouncer.ini`, with a test's own addresses."""

import configparser
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from service.up.folder import DataFolder
from service.up.ports import answers
from service.up.privilege import account_for_postgres
from service.up.processes import Program

SHIPPED = Path(__file__).resolve().parents[1] / "deploy" / "pgbouncer.ini"
BINARY = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")


def version() -> tuple[int, int]:
    """Of the PgBouncer that is installed; (0, 0) where none is."""
    if BINARY is None:
        return 0, 0
    told = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"PgBouncer (\d+)\.(\d+)", told)
    assert found is not None, told
    return int(found[1]), int(found[2])


# Whether plans may be kept behind it, in the ways that this version knows.
PREPARES = (False, True) if version() >= (1, 22) else (False,)


def demand() -> None:
    """Skip where PgBouncer is not installed."""
    if BINARY is None:
        pytest.skip("pgbouncer is not installed (Debian: apt install pgbouncer)")


@dataclass(frozen=True, slots=True)
class Pooler:
    """A PgBouncer with `size` connections to the database at `behind`."""

    folder: DataFolder
    port: int
    behind: str
    size: int
    prepares: bool = False

    @property
    def url(self) -> str:
        """The database's address by way of it."""
        return self.behind.replace(f":{urlsplit(self.behind).port}/", f":{self.port}/")

    @property
    def settings(self) -> dict[str, str]:
        """What a role needs that comes this way."""
        prepares = {"PARLEY_DATABASE_PREPARES": "true"} if self.prepares else {}
        return {"DATABASE_URL": self.url, "PARLEY_DATABASE_POOLER": "on", **prepares}

    def program(self) -> Program:
        """The pooler, in the foreground; writes its files."""
        place = self.folder.run
        address = urlsplit(self.behind)
        users, file = place / "userlist.txt", place / "pgbouncer.ini"
        users.write_text(f'"{address.username}" "{address.password}"\n')
        told = configparser.ConfigParser(interpolation=None)
        told.read(SHIPPED)
        told["databases"] = {
            address.path.lstrip("/"): f"host={address.hostname} port={address.port}"
        }
        told["pgbouncer"].update(
            {
                "listen_addr": "127.0.0.1",
                "listen_port": str(self.port),
                "auth_file": str(users),
                "default_pool_size": str(self.size),
            }
        )
        if self.prepares:
            told["pgbouncer"]["max_prepared_statements"] = "200"
        with file.open("w") as text:
            told.write(text)
        assert BINARY is not None
        # It refuses to be root, as PostgreSQL does, and gets the same account.
        return Program(
            name="pgbouncer", argv=(BINARY, str(file)), log=self.folder.log("pgbouncer"),
            account=account_for_postgres(place, binaries=Path(BINARY).parent),
        )  # fmt: skip

    def is_ready(self) -> bool:
        """Whether it answers, and the database behind it."""
        if not answers("127.0.0.1", self.port):
            return False
        try:
            with psycopg.connect(self.url, autocommit=True, prepare_threshold=None) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False


def connections_behind(url: str) -> int:
    """How many connections the database at `url` has from others than who asks."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    assert row is not None
    return int(row[0])
