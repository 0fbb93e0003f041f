"""`parley import jsonl`: lines of {"id", "article", "author", "text", "parent"}, gzip accepted,
optionally with "created_at", "author_name", "status", "title" and "url". Parents stand before
their answers. `service/exchange/export.py` writes such lines."""

import gzip
import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.articles.articles import MAX_KEY
from service.db import transaction
from service.errors import Unavailable
from service.exchange.storing import Incoming, Stored, store_incoming
from service.ids import public_id
from service.lifecycle import Status
from service.queue import ring_bulk

PORTION = 200  # comments in one transaction
_PAUSES = (1, 2, 4, 8, 15, 30, 60)  # seconds


class Line(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: Annotated[str, Field(min_length=1, max_length=255)]
    article: Annotated[str, Field(min_length=1)]
    author: Annotated[str, Field(min_length=1)]
    author_name: str | None = None
    text: str
    parent: str | None = None
    status: Literal["published", "held", "rejected"] | None = None
    created_at: datetime | None = None
    title: str | None = None
    url: str | None = None


@dataclass(slots=True)
class Report:
    """What an import did, for people to read."""

    read: int = 0
    stored: int = 0
    known: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    broken_lines: list[int] = field(default_factory=list)


def count_lines(file: Path) -> int:
    """Lines of the file, for a progress bar."""
    with _open(file) as lines:
        return sum(1 for _ in lines)


def import_jsonl(
    site_id: int, file: Path, *, now: datetime, progress: Callable[[int], None]
) -> Report:
    """Store every comment of the file that is not there yet, a portion a transaction, so that an
    interrupted import goes on where it ended. Scoring goes on in the queue `bulk`."""
    report = Report()
    started = now - timedelta(milliseconds=count_lines(file))
    portion: list[Incoming] = []
    for number, line in enumerate(_lines(file, report), 1):
        at = line.created_at or started + timedelta(milliseconds=number)
        portion.append(_incoming(line, at if at.tzinfo else at.replace(tzinfo=UTC)))
        if len(portion) == PORTION:
            _store(site_id, portion, report, now=now, progress=progress)
            portion = []
    _store(site_id, portion, report, now=now, progress=progress)
    return report


def article_key(article: str) -> str:
    """The file's article as a key of ours: itself where it can be one, else a hash of it."""
    if len(article) <= MAX_KEY and "/" not in article and article.isprintable():
        return article
    return "i-" + hashlib.sha256(article.encode()).hexdigest()


def _store(
    site_id: int,
    portion: list[Incoming],
    report: Report,
    *,
    now: datetime,
    progress: Callable[[int], None],
) -> None:
    if not portion:
        return
    stored = _patiently(lambda: _store_portion(site_id, portion, now=now))
    if stored.ids:
        ring_bulk(public_id(site_id, 0))
    report.stored += len(stored.ids)
    report.known += stored.known
    for _, code in stored.refused:
        report.refused[code] = report.refused.get(code, 0) + 1
    progress(len(portion))


def _store_portion(site_id: int, portion: list[Incoming], *, now: datetime) -> Stored:
    with transaction(site_id) as session:
        return store_incoming(session, site_id, portion, lane="bulk", now=now)


def _patiently(step: Callable[[], Stored]) -> Stored:
    """The answer of `step`; while the database is away it is asked again, for two minutes."""
    for pause in _PAUSES:
        try:
            return step()
        except Unavailable:
            time.sleep(pause)
    return step()


def _lines(file: Path, report: Report) -> Iterator[Line]:
    with _open(file) as lines:
        for number, raw in enumerate(lines, 1):
            report.read += 1
            try:
                yield Line.model_validate_json(raw)
            except ValidationError:
                report.broken_lines.append(number)


def _incoming(line: Line, at: datetime) -> Incoming:
    return Incoming(
        source="jsonl", key=line.id, article_key=article_key(line.article),
        author_key=line.author, author_name=(line.author_name or line.author)[:64], text=line.text, at=at,
        parent_key=line.parent, article_title=line.title or line.article,
        article_url=line.url, status=Status(line.status) if line.status else None,
    )  # fmt: skip


def _open(file: Path) -> IO[bytes]:
    with file.open("rb") as head:
        is_gzip = head.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(file, "rb")) if is_gzip else file.open("rb")
