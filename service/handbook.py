"""The generated pages of docs/: settings, errors, events, phases and the API, read from the code.

`make docs` writes them; a test compares them, so that no page can fall behind.
"""

import inspect
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from service.app import create_app
from service.config import Settings, variable_of
from service.db import Base
from service.errors import ParleyError
from service.events import Kind
from service.moderation.phases import PHASES
from service.privacy.register import FOREWORD, IMPERSONAL, PERSONAL

_NOTE = "<!-- Written by `make docs` from the code: change it there. -->\n\n"


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    document = _openapi()
    return {
        "settings.md": _settings(),
        "phases.md": _phases(),
        "privacy.md": _privacy(),
        "api/errors.md": _errors(),
        "api/events.md": _events(),
        "api/endpoints.md": _endpoints(document),
        "api/openapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
    }


def write(docs: Path) -> list[Path]:
    """Write every page below this folder; returns those that changed."""
    changed = []
    for name, text in pages().items():
        path = docs / name
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            changed.append(path)
    return changed


def _settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        variable = variable_of(name)
        default = field.default
        shown = "" if isinstance(default, SecretStr) or default == "" else f"`{default}`"
        rows.append((f"`{variable}`", shown, field.description or ""))
    lead = (
        "Read once, from the environment. `parley settings` shows the present values. A wrong value"
        " ends any command with one line that names the variable; an unknown `PARLEY_` name is"
        " warned of, with the setting that was probably meant.\n\n"
    )
    return f"# Settings\n\n{_NOTE}{lead}{_table(('setting', 'default', 'what it does'), rows)}"


def _phases() -> str:
    rows = [
        (f"`{inspect.getmodule(phase).__name__.rpartition('.')[2]}`", _summary(phase))  # type: ignore[union-attr]  # a phase has a module
        for phase in PHASES
    ]
    lead = (
        "All of them always run, when a comment arrives and again when its scores are there; the"
        " strictest finding wins, so their order does not matter.\n\n"
    )
    return f"# Phases of moderation\n\n{_NOTE}{lead}{_table(('phase', 'what it does'), rows)}"


def _errors() -> str:
    rows = [
        (f"`{each.code}`", str(each.status), _summary(each).removesuffix("."))
        for each in _family(ParleyError)
    ]
    lead = (
        "Errors are `application/problem+json`. The `code` is a promise; the words are for people"
        " and may change.\n\n"
    )
    table = _table(("code", "status", "when"), sorted(set(rows), key=lambda row: row[1:2] + row))
    return f"# Errors\n\n{_NOTE}{lead}{table}"


def _privacy() -> str:
    rows = [
        (f"`{name}`", kept.of, kept.why, kept.long, _columns(name))
        for name, kept in sorted(PERSONAL.items())
    ]
    table = _table(("table", "of", "why", "how long", "columns"), rows)
    others = ", ".join(f"`{name}`" for name in sorted(IMPERSONAL))
    return f"# Privacy\n\n{_NOTE}{FOREWORD}\n## What is kept\n\n{table}\nNobody's data: {others}.\n"


def _columns(table: str) -> str:
    return "; ".join(
        f"`{column.name}`" + (f" {column.comment}" if column.comment else "")
        for column in Base.metadata.tables[table].columns
        if column.name not in ("site_id", "id")
    )


def _events() -> str:
    rows = [(f"`{kind}`",) for kind in Kind]
    lead = "What is recorded in the ledger, in the transaction that does it.\n\n"
    return f"# Events\n\n{_NOTE}{lead}{_table(('event',), rows)}"


def _endpoints(document: dict[str, Any]) -> str:
    rows = [
        (f"`{method.upper()} {path}`", operation.get("summary", ""))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    lead = "`/api/openapi.json` (OpenAPI 3.1) says the rest.\n\n"
    return f"# Endpoints\n\n{_NOTE}{lead}{_table(('endpoint', 'what it does'), rows)}"


def _openapi() -> dict[str, Any]:
    # No engine is asked anything: the document is made from the code alone.
    settings = Settings(
        database_url="postgresql://nobody@127.0.0.1/none",
        broker_url="redis://127.0.0.1/0",
        secret_key=SecretStr("only-to-write-the-handbook-with-it"),
    )
    answer = create_app(settings).test_client().get("/api/openapi.json")
    document: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    return document


def _family(root: type[ParleyError]) -> Iterator[type[ParleyError]]:
    yield root
    for child in root.__subclasses__():
        yield from _family(child)


def _summary(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(each) + " |\n" for each in lines)
