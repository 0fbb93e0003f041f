"""The data folder: who may use it, the secrets made once in it, and where things lie there.

parley.json   marks the folder as ours        postgres/   the database
secrets.json  0600, made once                 log/        one file per process
env           0600, settings for the shell    run/        files of the present run
"""

import contextlib
import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from service.up.errors import CannotStart

FORMAT = 1
MARK = "parley.json"
MODERATOR = "moderator@demo.example"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the demo is run with. Made once, so that a second start keeps every session valid."""

    secret_key: str
    database_password: str
    broker_password: str
    api_key: str
    publisher_key: str
    moderator_email: str
    moderator_password: str


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A locked data folder; the lock lasts as long as this process keeps `lock` open."""

    path: Path
    lock: IO[str]

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def run(self) -> Path:
        return self.path / "run"

    def log(self, name: str) -> Path:
        """Where the process called `name` writes its log."""
        return self.path / "log" / f"{name}.log"

    def write_private(self, path: Path, text: str) -> None:
        """Write a file that only its owner may read, whole or not at all."""
        draft = path.with_name(path.name + ".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        draft.replace(path)

    def secrets(self) -> Secrets:
        """The folder's secrets, made at the first call. Raises CannotStart when unreadable."""
        path = self.path / "secrets.json"
        if not path.exists():
            made = {name: secrets.token_urlsafe(32) for name in Secrets.__slots__}
            made["moderator_email"] = MODERATOR
            # As service/identity/keys.py makes them: a mark, a public head, a secret.
            for key in ("api_key", "publisher_key"):
                made[key] = f"parley_{secrets.token_hex(5)}_{made[key]}"
            made["moderator_password"] = secrets.token_urlsafe(9)
            self.write_private(path, json.dumps(made, indent=2) + "\n")
        try:
            return Secrets(**json.loads(path.read_text()))
        except (ValueError, TypeError) as error:
            raise CannotStart(
                f"{path} cannot be read as Parley's secrets: mend it, or take it from a backup."
            ) from error


def open_folder(path: Path) -> DataFolder:
    """Make or open the data folder and lock it. Raises CannotStart with the reason."""
    path = path.expanduser().absolute()
    try:
        _check(path)
        path.mkdir(mode=0o700, exist_ok=True)
        lock = _lock(path)
        for name in ("log", "run"):
            (path / name).mkdir(mode=0o700, exist_ok=True)
        if not (path / MARK).exists():
            (path / MARK).write_text(json.dumps({"format": FORMAT}) + "\n")
    except PermissionError as error:
        raise CannotStart(
            f"The data folder {path} is not writable for you: choose another with DATA=FOLDER."
        ) from error
    except OSError as error:  # a full disk, a read-only one, a file system without locks
        raise CannotStart(f"The data folder {path} cannot be used: {error.strerror}.") from error
    return DataFolder(path=path, lock=lock)


def _check(path: Path) -> None:
    if not path.exists():
        if not path.parent.is_dir():
            raise CannotStart(
                f"The data folder {path} cannot be made because {path.parent} does not exist."
            )
        return
    if not path.is_dir():
        raise CannotStart(f"{path} is a file, and the data needs a folder: choose another.")
    names = {each.name for each in path.iterdir()} - {"lock"}
    if names and MARK not in names:
        raise CannotStart(
            f"{path} holds other files and is no data folder of Parley: choose an empty one."
        )
    if names and _format(path / MARK) != FORMAT:
        raise CannotStart(f"{path} was written by another version of Parley: choose another.")


def _format(mark: Path) -> Any:
    with contextlib.suppress(ValueError, AttributeError):
        return json.loads(mark.read_text()).get("format")
    return None


def _lock(path: Path) -> IO[str]:
    # Kept open for the life of the process; the kernel gives the lock back even after kill -9.
    lock = (path / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        owner = lock.read().strip() or "unknown"
        lock.close()
        raise CannotStart(
            f"Another Parley (process {owner}) is running on {path}: stop it or choose another."
        ) from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
