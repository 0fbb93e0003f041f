"""Isso's database (`comments.db`): SQLite, read and never written."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service.exchange.records import Read, Record, Thread, Trouble, person_of
from service.exchange.source import Source
from service.lifecycle import Status

_STATUSES = {1: Status.PUBLISHED, 2: Status.HELD}
_DELETED = 4  # kept by Isso where it is answered
_COMMENTS = """
    SELECT c.id, c.parent, c.created, c.mode, c.text, c.author, c.email, t.uri, t.title
    FROM comments AS c LEFT JOIN threads AS t ON t.id = c.tid ORDER BY c.id
"""


def read(source: Source) -> Read:
    """Every comment, in the order of ids: parents come first."""
    with source.unpacked() as path:
        try:
            yield from _rows(path)
        except sqlite3.DatabaseError as error:
            yield Trouble("the database", str(error))


def _rows(path: Path) -> Read:
    connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
    try:
        connection.text_factory = lambda raw: raw.decode(errors="replace")
        # A stranger's schema may hold views and expressions: they get no functions to call.
        connection.execute("PRAGMA trusted_schema = OFF")
        for row in connection.execute(_COMMENTS):
            yield _record(*row)
    finally:
        connection.close()


def _record(
    key: int, parent: Any, created: Any, mode: Any, text: Any, author: Any, email: Any, uri: Any,
    title: Any,
) -> Record | Trouble:  # fmt: skip
    place = f"comment {key}"
    if not isinstance(uri, str):
        return Trouble(place, "its thread is not in the file")
    try:
        at = datetime.fromtimestamp(float(created), tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return Trouble(place, "created: this is no time")
    name = _words(author)
    status = _STATUSES.get(mode)
    return Record(
        place=place, key=str(key), thread=Thread(uri, uri, _words(title)),
        author_key=person_of(name, _words(email)), author_name=name,
        text=_words(text),  # Markdown, as here
        at=at, parent_key=str(parent) if parent is not None else None, status=status,
        left_out=None if status else "deleted there" if mode == _DELETED else f"mode {mode}",
    )  # fmt: skip


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""
