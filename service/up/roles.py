"""The roles as programs: what is run for web, worker and beat, with which settings."""

import os
import shlex
import sys

from service.up.folder import DataFolder, Secrets
from service.up.processes import Program

# The workers finish the batch in hand before they leave: up to 32 texts.
_GRACE = 20.0  # seconds


def environment(kept: Secrets, *, database_url: str, broker_url: str, url: str) -> dict[str, str]:
    """Our own settings, which every role gets on top of the operator's environment."""
    return {
        "DATABASE_URL": database_url,
        "BROKER_URL": broker_url,
        "PARLEY_SECRET_KEY": kept.secret_key,
        "PARLEY_PUBLIC_URL": url,
    }


def write_environment(folder: DataFolder, settings: dict[str, str]) -> None:
    """Keep the settings for the operator's shell: `set -a; . DATA/env`, then any command."""
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in settings.items()]
    folder.write_private(folder.path / "env", "".join(lines))


def command(
    folder: DataFolder, name: str, *arguments: str, settings: dict[str, str], log: str | None = None
) -> Program:
    """The program `parley NAME ARGUMENTS` under these settings, logging to its own file."""
    return Program(
        name=log or name,
        argv=(sys.executable, "-m", "service.cli", name, *arguments),
        env={**os.environ, **settings, "PYTHONUNBUFFERED": "1"},
        log=folder.log(log or name),
        grace=_GRACE,
    )


def kept_roles(
    folder: DataFolder, settings: dict[str, str], *, host: str, port: int, workers: int
) -> list[Program]:
    """Web, the workers and beat, to be kept running."""
    web = command(folder, "web", "--host", host, "--port", str(port), settings=settings)
    beat = command(folder, "beat", "--schedule", str(folder.run / "beat"), settings=settings)
    names = ["worker"] if workers == 1 else [f"worker-{n + 1}" for n in range(workers)]
    queues = ("--queues", "scoring,bulk")
    crew = [command(folder, "worker", *queues, settings=settings, log=name) for name in names]
    # Apart, so that a sweep or a slow webhook never stands before a comment, nor behind many.
    queues = ("--queues", "upkeep")
    upkeep = command(folder, "worker", *queues, settings=settings, log="worker-upkeep")
    return [web, *crew, upkeep, beat]
