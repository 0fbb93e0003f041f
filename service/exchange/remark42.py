"""Remark42's backup (`backup -s SITE`): a line about users and posts, then a comment a line."""

import html
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from service.exchange.jsonl import aware, lines_of
from service.exchange.markup import to_markdown
from service.exchange.records import Read, Record, Thread, Trouble, person_of
from service.exchange.source import Source
from service.lifecycle import Status

_VERSIONS = (0, 1)  # of the backup's layout


class _User(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str = ""
    name: str = ""


class _Locator(BaseModel):
    model_config = ConfigDict(extra="ignore")

    url: str = ""


class _Line(BaseModel):
    """A comment, or (with `version` and without `id`) the line about users and posts."""

    model_config = ConfigDict(extra="ignore")

    version: int | None = None
    id: str = ""
    pid: str = ""
    text: str = ""
    orig: str = ""
    user: _User = _User()
    locator: _Locator = _Locator()
    time: datetime | None = None
    delete: bool = False
    title: str = ""


def read(source: Source) -> Read:
    """Every comment. Backups of several sites may be one file."""
    for place, line in lines_of(source.stream, _Line):
        if isinstance(line, Trouble):
            yield line
        elif line.id:
            yield _record(place, line)
        elif line.version not in _VERSIONS:
            fault = (
                "id: it has none" if line.version is None else f"version {line.version}: unknown"
            )
            yield Trouble(place, fault)


def _record(place: str, line: _Line) -> Record:
    url = line.locator.url
    return Record(
        place=f"{place}, {line.id}", key=line.id,
        thread=Thread(url, url, html.unescape(line.title)),
        author_key=line.user.id or person_of(line.user.name, None), author_name=line.user.name,
        text=_text(line), at=aware(line.time) if line.time else None,
        parent_key=line.pid or None, status=Status.PUBLISHED,
        left_out="deleted there" if line.delete else None,
    )  # fmt: skip


def _text(line: _Line) -> str:
    # What the author wrote is Markdown, kept with its signs escaped for HTML. What Remark42 imported
    # itself has none.
    return html.unescape(line.orig) if line.orig.strip() else to_markdown(line.text)
