"""`parley up`: the order in which everything starts, and what the operator is told."""

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rich_click as click

from service.up import ports, roles, upkeep
from service.up.errors import CannotStart, Interrupted
from service.up.folder import DataFolder, Secrets, open_folder
from service.up.leftovers import end_leftovers, note_processes
from service.up.postgres import Postgres
from service.up.processes import tail
from service.up.supervisor import Supervisor
from service.up.valkey import Valkey

SITE = "demo"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator asked for."""

    host: str
    port: int
    data: Path
    seed: bool
    json: bool
    workers: int


@dataclass(frozen=True, slots=True)
class Stack:
    """All that is fixed before anything starts."""

    wish: Wish
    folder: DataFolder
    secrets: Secrets
    postgres: Postgres
    valkey: Valkey
    url: str

    def settings(self) -> dict[str, str]:
        return roles.environment(
            self.secrets,
            database_url=self.postgres.url,
            broker_url=self.valkey.url,
            url=self.url,
        )


def up(wish: Wish) -> int:
    """Start everything, keep it running until interrupted, end it. Returns the exit status."""
    try:
        with Supervisor(_tell) as supervisor:
            stack = _prepare(wish)
            _start(stack, supervisor)
            _announce(stack, supervisor)
            supervisor.run()
            _tell("Stopping ...")
    except CannotStart as error:
        click.echo(str(error), err=True)
        return 1
    except Interrupted:
        _tell("Interrupted before it was ready; everything is stopped.")
        return 130
    _tell("Stopped. The data stays in " + str(wish.data))
    return 0


def _prepare(wish: Wish) -> Stack:
    folder = open_folder(wish.data)
    end_leftovers(folder)
    port = wish.port or ports.free_port()
    if not ports.is_free(wish.host, port):
        raise CannotStart(f"Port {port} is in use: choose another with PORT={port + 1}.")
    kept = folder.secrets()
    last = _last_ports(folder)
    postgres = Postgres(folder, ports.free_port(last.get("postgres")), kept.database_password)
    valkey = Valkey(folder, ports.free_port(last.get("valkey")), kept.broker_password)
    chosen = {"postgres": postgres.port, "valkey": valkey.port}
    (folder.run / "ports.json").write_text(json.dumps(chosen))
    return Stack(wish, folder, kept, postgres, valkey, f"http://127.0.0.1:{port}")


def _last_ports(folder: DataFolder) -> dict[str, Any]:
    try:
        return dict(json.loads((folder.run / "ports.json").read_text()))
    except (OSError, ValueError):
        return {}  # only a preference: others are found


def _start(stack: Stack, supervisor: Supervisor) -> None:
    folder, settings = stack.folder, stack.settings()
    _start_engines(stack, supervisor)
    roles.write_environment(folder, settings)
    if not stack.postgres.is_at(upkeep.latest_revision()):
        with _step("Bringing the tables up to date"):
            _run(stack, supervisor, "migrate")
    with _step("Starting web, worker and beat"):
        port = int(stack.url.rpartition(":")[2])
        for program in roles.kept_roles(
            folder, settings, host=stack.wish.host, port=port, workers=stack.wish.workers
        ):
            supervisor.keep(program)
        note_processes(folder, supervisor.pids())
        supervisor.wait_for(lambda: _is_web_ready(stack.url), name="web", seconds=120)
    if not upkeep.is_planted(folder, stack.url, seed=stack.wish.seed):
        with _step("Preparing the demo site"):
            arguments = ["--secrets", str(folder.path / "secrets.json"), "--url", stack.url]
            _run(
                stack,
                supervisor,
                "demo",
                "plant",
                *arguments,
                *(["--seed"] if stack.wish.seed else []),
            )
        upkeep.note_planted(folder, stack.url, seed=stack.wish.seed)


def _start_engines(stack: Stack, supervisor: Supervisor) -> None:
    if not stack.postgres.is_made():
        with _step("Making the database"):
            stack.postgres.make()
    with _step("Starting PostgreSQL and Valkey"):
        supervisor.keep(stack.valkey.program())
        supervisor.keep(stack.postgres.program())
        try:
            supervisor.wait_for(
                lambda: stack.postgres.is_ready(supervisor.pids()["postgres"]),
                name="postgres",
                seconds=60,
            )
        except CannotStart as error:
            raise CannotStart(stack.postgres.explanation()) from error
        supervisor.wait_for(stack.valkey.is_ready, name="valkey", seconds=30)
        stack.postgres.ensure_database()


def _run(stack: Stack, supervisor: Supervisor, name: str, *arguments: str) -> None:
    program = roles.command(stack.folder, name, *arguments, settings=stack.settings())
    if supervisor.run_step(program) != 0:
        raise CannotStart(f"`parley {name}` failed; the end of {program.log}:\n{tail(program.log)}")


def _is_web_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310  # nosec B310  # our own
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _announce(stack: Stack, supervisor: Supervisor) -> None:
    pids: dict[str, Any] = supervisor.pids()
    workers = [pids.pop(name) for name in list(pids) if name.startswith("worker")]
    line = {
        "url": stack.url,
        "site": SITE,
        "api_key": stack.secrets.api_key,
        "publisher_key": stack.secrets.publisher_key,
        "moderator": {
            "email": stack.secrets.moderator_email,
            "password": stack.secrets.moderator_password,
        },
        "database_url": stack.postgres.url,
        "broker_url": stack.valkey.url,
        "pids": {**pids, "worker": workers},
    }
    if stack.wish.json:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        return
    click.echo(
        f"""
Parley is ready.

  The demo        {stack.url}/
  The console     {stack.url}/console/
    sign in as    {stack.secrets.moderator_email}
    password      {stack.secrets.moderator_password}

  Logs            {stack.folder.path / "log"}
  Shell settings  set -a; . {stack.folder.path / "env"}; set +a

Ctrl-C stops everything; the data stays."""
    )


@contextmanager
def _step(title: str) -> Iterator[None]:
    begun = time.monotonic()
    _tell(f"{title} ...")
    yield
    _tell(f"{title}: done in {time.monotonic() - begun:.1f} s")


def _tell(text: str) -> None:
    # Progress goes to standard error, so that standard output holds only what was asked for.
    click.echo(text, err=True)
