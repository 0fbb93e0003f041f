"""Peers' packages, in a folder outside the tree that the next run finds again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.steps import Unusable, step

FOLDER = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "parley-bench"


def python_packages(folder: Path, *packages: str) -> Path:
    """An environment with these packages; its `bin`. Raises Unusable."""
    uv = Path(sys.executable).with_name("uv")
    python = folder / "bin" / "python"
    _install(
        folder, packages,
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder],
        [uv, "pip", "install", "--quiet", "--python", python, *packages],
    )  # fmt: skip
    return folder / "bin"


def node_packages(folder: Path, *packages: str) -> Path:
    """A folder with these packages; its `node_modules`. Raises Unusable."""
    npm = program("npm")
    options = ["--no-audit", "--no-fund", "--no-save", "--loglevel=error", "--ignore-scripts"]
    _install(folder, packages, [npm, "install", "--prefix", folder, *options, *packages])
    return folder / "node_modules"


def program(name: str) -> str:
    """A program beside our Python, or else on the path. Raises Unusable."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    found = found or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Unusable(f"{name} is not installed on this machine")
    return found


def _install(folder: Path, packages: tuple[str, ...], *commands: list[str | Path]) -> None:
    mark = folder / "installed"
    if mark.exists() and mark.read_text() == " ".join(packages):
        return
    folder.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    with step(f"installing {' '.join(packages)} into {folder}", limit=320):
        for command in commands:
            _run(command)
    mark.write_text(" ".join(packages))


def _run(command: list[str | Path]) -> None:
    # npm is a Python script beside ours that looks for node on the path.
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=300,
            stdin=subprocess.DEVNULL, env={**os.environ, "PATH": path},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unusable("its packages do not install within 300 s") from error
    if done.returncode != 0:
        if "E404" in done.stderr:
            raise Unusable("it is not on the registry that this machine asks")
        words = (done.stderr.strip() or "no words").splitlines()[-1]
        raise Unusable(f"its packages do not install: {words.strip()[:200]}")
