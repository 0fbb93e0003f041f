"""What a second start may leave out: tables already at head, a demo already planted."""

import hashlib
import json
import re
from pathlib import Path

from service.up.folder import DataFolder

_REVISION = re.compile(r'^revision(?:: str)? = "(\w+)"', re.MULTILINE)
_FOLLOWED = re.compile(r'^down_revision\b.* = "(\w+)"', re.MULTILINE)
_ROOT = Path(__file__).resolve().parent.parent.parent


def latest_revision() -> str:
    """The revision that no other migration follows, read from the files: loading Alembic for it
    takes longer than all else at a second start. Empty when there is not exactly one."""
    texts = [each.read_text() for each in (_ROOT / "migrations" / "versions").glob("[0-9]*.py")]
    named = {name for text in texts for name in _REVISION.findall(text)}
    followed = {name for text in texts for name in _FOLLOWED.findall(text)}
    heads = named - followed
    return heads.pop() if len(heads) == 1 else ""


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
