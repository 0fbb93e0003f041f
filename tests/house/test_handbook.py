"""The generated pages say what the code says."""

from pathlib import Path

import pytest

from service import queue, valkey
from service.handbook import pages


@pytest.fixture(autouse=True)
def _away_from_the_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are read from an application of their own; this process goes on with its own
    broker, which other tests need."""
    monkeypatch.setattr(queue, "configure", lambda _settings: None)
    monkeypatch.setattr(valkey, "configure", lambda _url: None)


def test_generated_pages_are_up_to_date(repository: Path) -> None:
    stale = [
        name
        for name, text in pages().items()
        if not (file := repository / "docs" / name).exists() or file.read_text() != text
    ]
    assert stale == [], "run `make docs` and commit what it writes"


@pytest.mark.parametrize("name", ["settings.md", "phases.md", "api/errors.md"])
def test_no_line_of_these_pages_is_left_unexplained(name: str) -> None:
    rows = [line for line in pages()[name].splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if row.endswith("|  |")] == []
