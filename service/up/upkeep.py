"""What a second start may leave out: tables already at head, a demo already planted."""

import hashlib
import json
import re
from pathlib import Path

from service.up.folder import DataFolder

_ROOT = Path(__file__).resolve().parent.parent.parent


def latest_revision() -> str:
    """The revision of the newest migration, read from its numbered file: loading Alembic for it
    takes longer than all else at a second start."""
    newest = max((_ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    found = re.search(r'^revision(?:: str)? = "(\w+)"', newest.read_text(), re.MULTILINE)
    if found is None:
        raise ValueError(f"{newest} names no revision")
    return found[1]


def is_planted(folder: DataFolder, url: str, *, seed: bool) -> bool:
    """Whether this folder's database holds the demo of this code, for this address."""
    try:
        noted = json.loads(_note(folder).read_text())
    except (OSError, ValueError):
        return False
    wanted = {"url": url, "code": _fingerprint()}
    return bool({**noted, "seed": None} == {**wanted, "seed": None} and noted["seed"] >= seed)


def note_planted(folder: DataFolder, url: str, *, seed: bool) -> None:
    """Remember that the demo is there."""
    noted = {"url": url, "code": _fingerprint(), "seed": seed}
    _note(folder).write_text(json.dumps(noted))


def _note(folder: DataFolder) -> Path:
    return folder.run / "demo.json"


def _fingerprint() -> str:
    files = sorted((_ROOT / "service" / "demo").rglob("*.*"))
    parts = [each.read_bytes() for each in files if each.suffix in (".py", ".json", ".toml")]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]
