"""The rules of docs/house.md that no linter can say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

LONGEST_FILE = 300  # lines


def python_files(repository: Path, *rooms: str) -> list[Path]:
    found = [file for room in rooms for file in (repository / room).rglob("*.py")]
    return [each for each in found if "node_modules" not in each.parts]


def lines_with(pattern: str, files: list[Path]) -> list[str]:
    """Every place where the pattern stands, as `path:number`."""
    regex = re.compile(pattern)
    return [
        f"{file}:{number}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if regex.search(line.split("  # ")[0])
    ]


def test_only_db_py_commits(repository: Path) -> None:
    files = [f for f in python_files(repository, "service", "workers") if f.name != "db.py"]
    assert lines_with(r"\.commit\(", files) == []


def test_only_decisions_py_writes_a_status(repository: Path) -> None:
    files = python_files(repository, "service", "workers")
    others = [each for each in files if each.name != "decisions.py"]
    assert lines_with(r"\bcomment\.status\s*=[^=]", others) == []


def test_no_file_is_longer_than_the_house_allows(repository: Path) -> None:
    files = python_files(repository, "service", "workers", "tests", "bench")
    long = [str(each) for each in files if len(each.read_text().splitlines()) > LONGEST_FILE]
    assert long == []


def test_no_error_is_swallowed(repository: Path) -> None:
    files = python_files(repository, "service", "workers", "bench", "tests")
    swallowed = [
        str(file)
        for file in files
        if re.search(r"except[^\n]*:\s*\n?\s*(pass|\.\.\.)\s*\n", file.read_text())
    ]
    assert swallowed == []


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("service", ["flask", "sqlalchemy", "celery", "redis"]),  # the package itself is empty
        ("service.scoring", ["flask", "sqlalchemy", "celery", "redis", "torch"]),  # a library
        ("service.lifecycle", ["flask", "sqlalchemy", "celery", "redis"]),  # pure
        ("service.cli", ["flask", "sqlalchemy", "celery", "torch", "onnxruntime"]),  # quick
    ],
)
def test_importing_stays_light(repository: Path, module: str, forbidden: list[str]) -> None:
    place = repository.joinpath(*module.split("."))
    if not (place.is_dir() or place.with_suffix(".py").exists()):
        pytest.skip(f"{module} is not built yet")
    code = f"import sys, {module}; print(*[n for n in {forbidden!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_locks_name_no_host(repository: Path) -> None:
    locks = [*repository.glob("requirements/*.txt"), repository / "web" / "package-lock.json"]
    present = [each for each in locks if each.exists()]
    assert lines_with(r'("resolved": "\w+:|index-url|find-links|@ ?https?:)', present) == []


def test_every_dependency_is_locked_with_hashes(repository: Path) -> None:
    for lock in repository.glob("requirements/*.txt"):
        text = lock.read_text()
        pins = re.findall(r"^[a-z0-9._-]+==", text, re.MULTILINE | re.IGNORECASE)
        hashed = re.findall(r"^[a-z0-9._-]+==.*\\\n\s+--hash", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) == len(hashed) > 0, lock
